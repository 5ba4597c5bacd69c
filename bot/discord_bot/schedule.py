"""The schedule: feeds, added pages and folders are looked at by themselves, and log channels read what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.collected import RefreshRecord
from bot.discord_bot.collections import Collection, Collections
from bot.discord_bot.failures import explain
from bot.discord_bot.reports import refresh_text
from index.errors import QuothError, ReindexRunningError

_log = logging.getLogger(__name__)
_TELLING_FAILURES = 3  # refreshes in a row that failed altogether, or without a folder, after which that is told
_LATE_SECONDS = 3600  # a refresh that could not begin in time is caught up with, once
Tell = Callable[[str, str], Awaitable[None]]


class Schedule:
    """Refreshes each collection by its own rule, a line of crontab; `tell` writes to the servers of a collection."""

    def __init__(self, collections: Collections, rules: Callable[[str], tuple[str, int]], tell: Tell) -> None:
        self._collections, self._rules, self._tell = collections, rules, tell
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._failures: dict[str, int] = {}
        self._absences: dict[str, Counter[str]] = {}

    async def start(self) -> None:
        """Begin; a collection without a rule is left to the moderators."""
        for name in await asyncio.to_thread(self._collections.names):
            rule, jitter = self._rules(name)
            if rule:
                trigger = CronTrigger.from_crontab(rule, timezone="UTC")
                trigger.jitter = jitter
                late = {"coalesce": True, "misfire_grace_time": _LATE_SECONDS}
                self._scheduler.add_job(self._refresh, trigger, args=[name], **late)
        self._scheduler.start()

    def stop(self) -> None:
        """End; what runs goes on."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def refresh(self, one: Collection) -> None:
        """Refresh a collection now, and tell what came of it, unless nothing did."""
        try:
            done = await one.reindexer.run(RefreshRecord, "refresh")
        except ReindexRunningError:
            _log.info("%s is being changed; its refresh waits for the next time", one.name)
        except QuothError as error:
            await self._note_failure(one, error)
        else:
            self._failures.pop(one.name, None)
            if self._has_lost_folder(one.name, done) or not _is_quiet(done):
                await self._tell(one.name, f"**Refreshed** by the schedule\n{refresh_text(done)}")

    def _has_lost_folder(self, name: str, done: RefreshRecord) -> bool:
        """Note which folders are not there, and say whether one was not for the third time in a row, and no other."""
        before = self._absences.get(name, Counter())
        absent = [one.name for one in done.report.absent] if done.report else []
        now = self._absences[name] = Counter({path: before[path] + 1 for path in absent})
        return _TELLING_FAILURES in now.values()

    async def _refresh(self, name: str) -> None:
        await self.refresh(self._collections.open(name))

    async def _note_failure(self, one: Collection, error: QuothError) -> None:
        """Tell of the third failure in a row, and of no other."""
        failures = self._failures[one.name] = self._failures.get(one.name, 0) + 1
        _log.warning("the refresh of %s failed (%d in a row): %s", one.name, failures, error)
        if failures == _TELLING_FAILURES:
            text = f"**Refreshing** by the schedule has failed {failures} times in a row. {explain(error)}"
            await self._tell(one.name, text)


def _is_quiet(done: RefreshRecord) -> bool:
    """Whether nothing came, changed or went, and no feed is to be told of."""
    report = done.report
    has_changes = report is not None and (report.added or report.changed or report.removed)
    return not (done.new or done.changed or done.reported or has_changes)
