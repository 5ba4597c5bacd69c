"""What the doctor looks at in the collections besides the usual index: the other indexes, and the feeds of all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from bot.doctor import Finding
from bot.render import count
from index.arrivals import Arrivals
from index.errors import NoIndexError, QuothError
from index.refreshing import TELLING_FAILURES
from index.store import SnapshotStore

if TYPE_CHECKING:
    from bot.settings import Settings


def check_collections(settings: Settings) -> Iterator[Finding]:
    """Yield how the other collections' indexes are, and the feeds of each that follows any."""
    for name in settings.corpus_names():
        one = settings.of_corpus(name)
        if name != settings.corpus_name:
            yield _check_index(one)
        yield from _check_feeds(one)


def _check_index(settings: Settings) -> Finding:
    check = f"index of {settings.corpus_name}"
    try:
        with closing(SnapshotStore(settings.corpus_path).open_current()) as snapshot:
            snapshot.verify()
            return Finding(check, "ok", count(snapshot.manifest.counts.articles, "article"))
    except NoIndexError:
        return Finding(check, "warn", f"there is none yet; run quoth --corpus {settings.corpus_name} reindex PATH")
    except QuothError as error:
        return Finding(check, "fail", str(error))


def _check_feeds(settings: Settings) -> Iterator[Finding]:
    check = f"feeds of {settings.corpus_name}"
    try:
        feeds = Arrivals(settings.corpus_path).feeds()
    except QuothError as error:
        yield Finding(check, "fail", str(error))
        return
    failing = [feed for feed in feeds if feed.failures >= TELLING_FAILURES]
    if failing:
        named = "; ".join(f"{feed.url}: {feed.failure}" for feed in failing[:3])
        yield Finding(check, "warn", f"{len(failing)} of {len(feeds)} fail again and again ({named})")
    elif feeds:
        rule = settings.chosen.schedule
        asked = f"looked at by the schedule “{rule}”" if rule else "looked at when quoth refresh is run"
        yield Finding(check, "ok", f"{count(len(feeds), 'feed')}, {asked}")
