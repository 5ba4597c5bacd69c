"""What came in and went out besides folders: done one by one, and told as plain text and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.harmless import harmless_line
from bot.output import say, tell
from bot.records import FailureRecord, ReportRecord
from bot.reindexing import reindexed
from bot.render import count
from index.errors import CorpusError, UsageError

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.arrivals import Feed
    from index.collecting import Added
    from index.refreshing import Refresh

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class How:
    """How a command was asked for: to reindex later, always or only after news; to print JSON, and progress as JSON."""

    later: bool
    json: bool
    live: bool
    always: bool = False


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class AddedRecord(_Record):
    """What was taken in or out, source ids of articles; what failed, with reasons; and the reindex that followed."""

    articles: list[str]
    failed: list[FailureRecord]
    report: ReportRecord | None


class RefreshRecord(_Record):
    """What feeds and pages brought: source ids that are new or changed; what failed; and the reindex that followed.

    reported: feeds that failed so often in a row that somebody should be told, each once.
    """

    new: list[str]
    changed: list[str]
    unchanged: int
    failed: list[FailureRecord]
    reported: list[FailureRecord]
    report: ReportRecord | None


class FeedRecord(_Record):
    """A feed that is followed; `failure` says why it failed the last time, `failures` times in a row."""

    url: str
    title: str
    added_at: datetime
    checked_at: datetime | None
    next_check: datetime
    failures: int
    failure: str | None


def feed_text(feed: Feed) -> str:
    """Return a feed in two lines: its name and address, and how it stands."""
    stands = f"looked at {feed.checked_at:%Y-%m-%d %H:%M} UTC" if feed.checked_at else "not looked at yet"
    if feed.failures:
        stands = f"failed {count(feed.failures, 'time')} in a row: {feed.failure}"
    return f"{harmless_line(feed.title)} · {harmless_line(feed.url)}\n   {harmless_line(stands)}"


def each_of(what: Sequence[str], work: Callable[[str], _T]) -> tuple[list[_T], list[FailureRecord]]:
    """Do each of several things; what fails stops no other, unless there is only one."""
    done: list[_T] = []
    failed: list[FailureRecord] = []
    for each in what:
        try:
            done.append(work(each))
        except (CorpusError, UsageError, OSError) as error:
            if len(what) == 1:
                raise
            reason = f"cannot be read ({error.strerror})" if isinstance(error, OSError) else str(error)
            failed.append(FailureRecord(name=each, reason=reason))
    if not done:
        raise CorpusError("; ".join(f"{one.name}: {one.reason.rstrip('.')}" for one in failed) + ".")
    return done, failed


def failures_of(done: Sequence[Added]) -> list[FailureRecord]:
    """Return what was left out of what was added."""
    return [FailureRecord.model_validate(failure) for one in done for failure in one.failed]


def finish(settings: Settings, articles: list[str], failed: list[FailureRecord], what: str, how: How) -> None:
    """Reindex, unless later, and tell what came of it."""
    report = None if how.later else reindexed(settings, progress_as_json=how.live)
    if how.json:
        say(AddedRecord(articles=articles, failed=failed, report=report).model_dump_json())
        return
    _tell([*failed, *(report.absent if report else ())])
    say(f"{count(len(articles), 'article')} {what}. {_then(report)}")


def refreshed(settings: Settings, done: Refresh, how: How) -> None:
    """Reindex where something came or changed, or always, unless later, and tell what came of it."""
    is_due = bool(done.new or done.changed) or how.always
    report = reindexed(settings, progress_as_json=how.live) if is_due and not how.later else None
    failed, reported = ([FailureRecord.model_validate(one) for one in each] for each in (done.failed, done.reported))
    if how.json:
        record = RefreshRecord(
            new=done.new,
            changed=done.changed,
            unchanged=done.unchanged,
            failed=failed,
            reported=reported,
            report=report,
        )
        say(record.model_dump_json())
        return
    _tell([*failed, *(report.absent if report else ())])
    told = f"{len(done.new)} new, {len(done.changed)} changed, {len(done.failed)} failed."
    say(f"{told} {_then(report)}" if is_due else told)


def _then(report: ReportRecord | None) -> str:
    if report is None:
        return "They answer after the next reindex."
    return f"The index holds {count(report.passages, 'passage')} and {count(report.quotes, 'quotation')} now."


def _tell(failed: Sequence[FailureRecord]) -> None:
    for one in failed:
        tell(f"{one.name}: {one.reason}")
