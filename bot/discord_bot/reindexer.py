"""Reindexing in a child process: the bot stays small and answers from the old snapshot meanwhile."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.discord_bot.metrics import Metrics
from bot.discord_bot.pace import Pace
from bot.exits import DAMAGED
from bot.previews import PreviewRecord
from bot.records import ReportRecord
from bot.timelines import VerificationRecord
from index.errors import QuothError, ReindexRunningError
from index.types import Progress

_log = logging.getLogger(__name__)
_LONGEST_LINE = 16 * 1024 * 1024  # the report of a large collection is one line
_GRACE_SECONDS = 3.0
_NICENESS = 10  # questions come first
_BAR = 20
_AS_JSON = ("--json", "--progress", "json")  # what is printed on stdout, and an object a line on stderr meanwhile
_PHASES = {
    "model": "Loading the model",
    "reading": "Reading the articles",
    "analysing": "Finding quotations and speakers",
    "embedding": "Embedding the passages",
    "publishing": "Publishing the index",
    "checksums": "Checking files",
    "articles": "Checking articles",
    "vectors": "Checking vectors",
}


_Record = TypeVar("_Record", bound=BaseModel)


class ReindexFailedError(QuothError):
    """The child process ended without a report."""


class Reindexer:
    """Runs the commands of `quoth` that change a collection, or take long, as child processes, one at a time."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], metrics: Metrics | None = None) -> None:
        self._metrics = metrics or Metrics()
        self._command, self._environment = tuple(command), dict(environment)
        self._job: asyncio.Task[Any] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._progress: Progress | None = None
        self._pace = Pace()

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
        """Where the reindex stands, in words, with its rate and what is left, as far as these can be told."""
        return " · ".join(filter(None, (describe(self._progress), self._pace.described(self._progress))))

    def start(self, expected: str | None = None) -> asyncio.Task[ReportRecord]:
        """Start a reindex and return the task that ends with its report. Raises ReindexRunningError.

        expected: the digest of a preview; where the articles are others by now, nothing is done.
        """
        return self.run(ReportRecord, "reindex", *(("--expect", expected) if expected else ()))

    def preview(self) -> asyncio.Task[PreviewRecord]:
        """Look what a reindex would do, and return the task that ends with that. Raises ReindexRunningError."""
        return self._start(PreviewRecord, "reindex", "--dry-run")

    def verify(self, snapshot: str | None) -> asyncio.Task[VerificationRecord]:
        """Look whether a snapshot, or the one that answers, is whole. Raises ReindexRunningError."""
        return self._start(VerificationRecord, "snapshots", "verify", given=[snapshot] if snapshot else [])

    def run(self, kind: type[_Record], *command: str, given: Sequence[str] = ()) -> asyncio.Task[_Record]:
        """Start a command that changes the collection, and return the task that ends with what it prints.

        given: what somebody typed, which is never an option. Raises ReindexRunningError while another one runs.
        """
        job = self._start(kind, *command, given=given)
        job.add_done_callback(self._count)
        return job

    def _start(self, kind: type[_Record], *command: str, given: Sequence[str] = ()) -> asyncio.Task[_Record]:
        if self.is_running:
            raise ReindexRunningError(f"A reindex is running already ({self.standing}).")
        self._progress, self._pace = None, Pace()
        job = asyncio.create_task(self._run(kind, (*command, *_AS_JSON, *(("--", *given) if given else ()))))
        self._job = job
        return job

    async def stop(self) -> None:
        """End a running reindex; nothing that was published is lost, and what was found is kept for the next one."""
        if self._job is not None and self.is_running:
            self._job.cancel()
            await asyncio.wait({self._job})

    def kill(self) -> None:
        """End a running child process by force, at once."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def _count(self, job: asyncio.Task[Any]) -> None:
        failed = not job.cancelled() and job.exception()
        self._metrics.count_reindex("stopped" if job.cancelled() else "failed" if failed else "done")

    async def _run(self, kind: type[_Record], arguments: Sequence[str]) -> _Record:
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command,
            *arguments,
            stdin=nothing,
            stdout=pipe,
            stderr=pipe,
            env=self._environment,
            limit=_LONGEST_LINE,
            start_new_session=True,  # a Ctrl-C at the terminal is the bot's to handle
        )
        try:
            _give_way(process.pid)
            return await self._result(process, kind)
        finally:
            await _end(process)

    async def _result(self, process: asyncio.subprocess.Process, kind: type[_Record]) -> _Record:
        assert process.stdout is not None
        assert process.stderr is not None
        output, said, code = await asyncio.gather(process.stdout.read(), self._follow(process.stderr), process.wait())
        if code == 0 or (code == DAMAGED and output):
            try:
                return await asyncio.to_thread(kind.model_validate_json, output)
            except ValidationError:
                said = ["quoth printed no report"]
        _log.error("a reindex ended with code %s\n%s", code, "\n".join(said))
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
                self._pace.note(progress)
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
    """Return where a reindex stands: "Embedding the passages, 45 % (1,200 of 2,667)"."""
    if progress is None:
        return "Starting"
    phase = _PHASES.get(progress.phase, progress.phase.capitalize())
    if not progress.total:
        return f"{phase}, {progress.done}" if progress.done else phase
    return f"{phase}, {100 * progress.done // progress.total} % ({progress.done:,} of {progress.total:,})"


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
