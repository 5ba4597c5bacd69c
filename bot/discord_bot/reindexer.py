"""Reindexing in a child process: the bot stays small and answers from the old snapshot meanwhile."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress

from pydantic import ValidationError

from bot.discord_bot.metrics import Metrics
from bot.records import ReportRecord
from index.errors import QuothError, ReindexRunningError
from index.types import Progress

_log = logging.getLogger(__name__)
_LONGEST_LINE = 16 * 1024 * 1024  # the report of a large collection is one line
_GRACE_SECONDS = 3.0
_NICENESS = 10  # questions come first
_BAR = 20
_PHASES = {
    "model": "Loading the model",
    "reading": "Reading the articles",
    "analysing": "Finding quotations and speakers",
    "embedding": "Embedding the passages",
    "publishing": "Publishing the index",
}


class ReindexFailedError(QuothError):
    """The child process ended without a report."""


class Reindexer:
    """Runs `quoth reindex` as a child process, one at a time."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], metrics: Metrics | None = None) -> None:
        self._metrics = metrics or Metrics()
        self._command, self._environment = tuple(command), dict(environment)
        self._job: asyncio.Task[ReportRecord] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._progress: Progress | None = None

    @property
    def is_running(self) -> bool:
        """Whether a reindex of this bot is under way."""
        return self._job is not None and not self._job.done()

    @property
    def progress(self) -> Progress | None:
        """The last progress that the child told."""
        return self._progress

    @property
    def standing(self) -> str:
        """Where the reindex stands, in words."""
        return describe(self._progress)

    def start(self) -> asyncio.Task[ReportRecord]:
        """Start a reindex and return the task that ends with its report. Raises ReindexRunningError."""
        if self.is_running:
            raise ReindexRunningError(f"A reindex is running already ({self.standing}).")
        self._progress = None
        self._job = asyncio.create_task(self._run())
        self._job.add_done_callback(self._count)
        return self._job

    async def stop(self) -> None:
        """End a running reindex; nothing that was published is lost."""
        if self._job is not None and self.is_running:
            self._job.cancel()
            await asyncio.wait({self._job})

    def kill(self) -> None:
        """End a running child process by force, at once."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def _count(self, job: asyncio.Task[ReportRecord]) -> None:
        failed = not job.cancelled() and job.exception()
        self._metrics.count_reindex("stopped" if job.cancelled() else "failed" if failed else "done")

    async def _run(self) -> ReportRecord:
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=nothing,
            stdout=pipe,
            stderr=pipe,
            env=self._environment,
            limit=_LONGEST_LINE,
            start_new_session=True,  # a Ctrl-C at the terminal is the bot's to handle
        )
        try:
            _give_way(process.pid)
            return await self._result(process)
        finally:
            await _end(process)

    async def _result(self, process: asyncio.subprocess.Process) -> ReportRecord:
        assert process.stdout is not None
        assert process.stderr is not None
        output, said, code = await asyncio.gather(process.stdout.read(), self._follow(process.stderr), process.wait())
        if code == 0:
            try:
                return await asyncio.to_thread(ReportRecord.model_validate_json, output)
            except ValidationError:
                said = ["quoth reindex printed no report"]
        _log.error("reindex ended with code %s\n%s", code, "\n".join(said))
        sentence = said[-1].removeprefix("quoth: ") if said else ""
        raise ReindexFailedError(f"The reindex failed. {sentence}".strip())

    async def _follow(self, stream: asyncio.StreamReader) -> list[str]:
        """Take up progress as it comes, and return the last lines that are none."""
        said: deque[str] = deque(maxlen=20)
        async for raw in stream:
            text = raw.decode("utf-8", "replace").strip()
            progress = _progress(text)
            if progress is not None:
                self._progress = progress
            elif text:
                said.append(text)
        return list(said)


def _give_way(process_id: int) -> None:
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process_id, _NICENESS)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the child if it still runs: politely, then by force."""
    for end in (process.terminate, process.kill):
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            end()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _GRACE_SECONDS)


def describe(progress: Progress | None) -> str:
    """Return where a reindex stands: "Embedding the passages, 45 %"."""
    if progress is None:
        return "Starting"
    phase = _PHASES.get(progress.phase, progress.phase.capitalize())
    if not progress.total:
        return f"{phase}, {progress.done}" if progress.done else phase
    return f"{phase}, {100 * progress.done // progress.total} %"


def bar(progress: Progress) -> str:
    """Return a progress bar in characters, or nothing where the end is unknown."""
    if not progress.total:
        return ""
    full = min(_BAR, _BAR * progress.done // progress.total)
    return "█" * full + "░" * (_BAR - full)


def _progress(line: str) -> Progress | None:
    try:
        found = json.loads(line)
        return Progress(
            str(found["phase"]), int(found["done"]), None if found["total"] is None else int(found["total"])
        )
    except (ValueError, KeyError, TypeError):
        return None
