"""Following feeds, and looking again at the pages that came: politely, and so that what fails blocks nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.arrivals import Arrival, Feed, Refused
from index.collecting import Collector, page_arrival
from index.errors import CorpusError, FeedError, FetchError, UsageError
from index.feeds import FeedEntry, parse_feed
from index.fetching import Fetched, NotModified, Validators
from index.lock import collecting_lock
from index.types import Failure

TELLING_FAILURES = 3  # in a row, of a feed, after which somebody is told
_MOST_PAGES = 200  # of one feed, in one go; the others come the next time
_MOST_TRIES = 5  # of a page that does not come, before it is given up


@dataclass(frozen=True, slots=True)
class Pauses:
    """How often things are looked at: a feed, a page that came already, and at most a feed that fails."""

    feed: timedelta = timedelta(minutes=15)
    page: timedelta = timedelta(hours=12)
    failing: timedelta = timedelta(days=1)


@dataclass(slots=True)
class Refresh:
    """What became of feeds and pages: source ids that came or changed, and what failed.

    failed: pages and feeds that could not be had this time; reported: feeds that failed so often that somebody should
    be told, each once until it works again.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    reported: list[Failure] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing came, nothing changed, and there is nothing to tell."""
        return not (self.new or self.changed or self.reported)


class Following:
    """The feeds of a data directory, and when they are looked at."""

    def __init__(self, data_dir: Path, collector: Collector, pauses: Pauses = Pauses()) -> None:
        self._data_dir, self._collector, self._pauses = data_dir, collector, pauses
        self._arrivals = collector.arrivals

    def feeds(self) -> list[Feed]:
        """Return the feeds that are followed, the first one first. Raises StorageError."""
        return self._arrivals.feeds()

    def add(self, url: str) -> Feed:
        """Follow a feed; its pages come with the next refresh.

        Raises FetchError, FeedError, UsageError, StorageError.
        """
        wanted = url.strip()
        if any(one.url == wanted for one in self._arrivals.feeds()):
            raise UsageError(f"The feed {wanted} is followed already.")
        page, now = self._collector.fetcher.fetch(wanted), datetime.now(UTC)
        assert isinstance(page, Fetched)
        title = parse_feed(page.content, page.final_url).title
        feed = Feed(url=wanted, title=title or wanted, added_at=now, next_check=now)
        self._arrivals.put_feed(feed)
        return feed

    def remove(self, url: str) -> Feed:
        """Follow a feed no more; the articles that it brought stay. Raises UsageError, StorageError."""
        found = self._arrivals.find_feed(url)
        self._arrivals.remove_feed(found.url)
        return found

    def refresh(self, *, everything: bool = False, now: datetime | None = None) -> Refresh:
        """Look at the feeds and pages that are due, or at all; what fails is tried again later, and blocks nothing.

        Raises ReindexRunningError while another process does so, StorageError.
        """
        at, done = now or datetime.now(UTC), Refresh()
        with collecting_lock(self._data_dir):
            for feed in self._arrivals.feeds():
                if everything or self._is_feed_due(feed, at):
                    self._follow(feed, at, done)
            for arrival in self._arrivals.all():
                is_settled = arrival.how == "file" or arrival.source_id in done.new
                if not is_settled and (everything or self._is_due(arrival, at)):
                    with self._failing(arrival.source_id, done):
                        self._look_again(arrival, at, done)
        return done

    def _is_due(self, arrival: Arrival, at: datetime) -> bool:
        """Whether a page is to be looked at again; one that was in the future, where the clock was set back, is."""
        return not arrival.checked_at <= at < arrival.checked_at + self._pauses.page

    def _is_feed_due(self, feed: Feed, at: datetime) -> bool:
        return feed.next_check <= at or (feed.checked_at or feed.added_at) > at

    def _is_refused_now(self, refused: Refused | None, at: datetime) -> bool:
        """Whether a page that could not be had is left alone: for the longest pause at most, whatever the clock."""
        if refused is None:
            return False
        return refused.next_check is None or at < refused.next_check <= at + self._pauses.failing

    def _follow(self, feed: Feed, at: datetime, done: Refresh) -> None:
        try:
            page = self._collector.fetcher.fetch(feed.url, Validators(feed.etag, feed.last_modified))
            entries = parse_feed(page.content, page.final_url).entries if isinstance(page, Fetched) else ()
        except (FetchError, FeedError) as error:
            self._note_failure(feed, error, at, done)
            return
        is_whole = self._take_entries(feed, entries, at, done)
        kept = page.validators if is_whole else Validators()  # else what is left would come with the feed's next change
        self._arrivals.put_feed(
            replace(
                feed,
                checked_at=at,
                next_check=at + self._pauses.feed,
                etag=kept.etag,
                last_modified=kept.last_modified,
                failures=0,
                failure=None,
                is_reported=False,
            )
        )

    def _take_entries(self, feed: Feed, entries: Sequence[FeedEntry], at: datetime, done: Refresh) -> bool:
        """Take in the pages that are new, and say whether none is left to be tried another time."""
        wanted = [entry for entry in entries if self._arrivals.find(entry.url) is None]
        due = [entry for entry in wanted if not self._is_refused_now(self._arrivals.refused(entry.url), at)]
        for entry in due[:_MOST_PAGES]:
            with self._failing(entry.url, done):
                self._take_entry(feed, entry, at, done)
        return all(_is_given_up(self._arrivals.refused(one.url)) for one in wanted if not self._arrivals.find(one.url))

    def _take_entry(self, feed: Feed, entry: FeedEntry, at: datetime, done: Refresh) -> None:
        try:
            page = self._collector.fetch(entry.url)
            assert isinstance(page, Fetched)
            arrival = replace(page_arrival(page, "feed"), source_id=entry.url, feed=feed.url)
            arrival = replace(arrival, author=entry.author, published_at=entry.published_at)
            self._collector.take(arrival, page.content)
        except CorpusError as error:
            self._refuse(feed, entry.url, error, at)
            raise
        done.new.append(entry.url)

    def _look_again(self, arrival: Arrival, at: datetime, done: Refresh) -> None:
        """Fetch a page that came already, if it has changed; one that cannot be had any more stays as it is."""
        self._arrivals.note_checked(arrival.source_id, at)
        page = self._collector.fetch(arrival.source_id, Validators(arrival.etag, arrival.last_modified))
        if isinstance(page, NotModified) or page.content == self._arrivals.content(arrival.source_id):
            done.unchanged += 1
            return
        came = page_arrival(page, arrival.how)
        etag, last_modified, charset = came.etag, came.last_modified, came.charset
        anew = replace(arrival, file=came.file, url=came.url, charset=charset, etag=etag, last_modified=last_modified)
        self._collector.take(replace(anew, checked_at=at), page.content)
        done.changed.append(arrival.source_id)

    def _note_failure(self, feed: Feed, error: CorpusError, at: datetime, done: Refresh) -> None:
        failures = feed.failures + 1
        pause = min(self._pauses.feed * 2**failures, self._pauses.failing)
        if isinstance(error, FetchError) and error.retry_after:
            pause = max(pause, timedelta(seconds=error.retry_after))
        failure = Failure(feed.url, str(error))
        done.failed.append(failure)
        is_told = failures >= TELLING_FAILURES and not feed.is_reported
        if is_told:
            done.reported.append(failure)
        noted = replace(feed, checked_at=at, next_check=at + pause, failures=failures, failure=str(error))
        self._arrivals.put_feed(replace(noted, is_reported=feed.is_reported or is_told))

    def _refuse(self, feed: Feed, url: str, error: CorpusError, at: datetime) -> None:
        before = self._arrivals.refused(url)
        failures = before.failures + 1 if before else 1
        is_over = failures >= _MOST_TRIES or not isinstance(error, FetchError) or error.is_permanent
        again = None if is_over else at + min(self._pauses.feed * 2**failures, self._pauses.failing)
        self._arrivals.refuse(Refused(url, feed.url, str(error), failures, again))

    @contextmanager
    def _failing(self, name: str, done: Refresh) -> Iterator[None]:
        """Note what cannot be had, and go on."""
        try:
            yield
        except CorpusError as error:
            done.failed.append(Failure(name, str(error)))


def _is_given_up(refused: Refused | None) -> bool:
    return refused is not None and refused.next_check is None
