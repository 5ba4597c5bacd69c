"""The line in which questions wait: a few threads work, the event loop stays free, and nobody is dropped at the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from bot.discord_bot.cooldowns import LaterError, moment
from bot.discord_bot.metrics import Metrics
from index.errors import QuothError
from index.steps import observed, step

_T = TypeVar("_T")
_TELLING_SECONDS = 2.0  # for those who must be told that they will not be answered
_PATIENCE = 1.0  # seconds in line after which somebody is told how many are before
_RECENT = 0.1  # weight of the last work in the mean of how long work takes
_SOONEST = 5.0  # seconds after which to come back, at the least
_MOST_WAITING = 100

OnWait = Callable[[int], Awaitable[None]]


class ClosingError(QuothError):
    """The bot is being stopped."""

    def __init__(self) -> None:
        super().__init__("I am being restarted: please ask again in a minute.")


class LineFullError(LaterError):
    """As many wait already as may."""


class Line:
    """Work for `workers` threads; at most `most_waiting` more of it waits in line."""

    def __init__(self, workers: int, most_waiting: int = _MOST_WAITING, metrics: Metrics | None = None) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="question")
        self._workers, self._most_waiting, self._metrics = workers, most_waiting, metrics or Metrics()
        self._people = self._taken = self._done = 0
        self._mean = 0.0  # seconds that work took lately
        self._is_closing = False
        self._is_empty, self._time_is_up = asyncio.Event(), asyncio.Event()

    @property
    def is_closing(self) -> bool:
        """Whether no new work is taken."""
        return self._is_closing

    @property
    def working(self) -> int:
        """How many are being worked for."""
        return min(self._taken - self._done, self._workers)

    @property
    def waiting(self) -> int:
        """How many wait in line."""
        return self._taken - self._done - self.working

    @asynccontextmanager
    async def place(self, asked_by: str = "message") -> AsyncIterator[None]:
        """Hold a place from the question to the reply, so that `close` waits for it."""
        self._people += 1
        self._is_empty.clear()
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._metrics.count_reply(asked_by, time.perf_counter() - begun)
            self._people -= 1
            if not self._people:
                self._is_empty.set()

    async def run(self, work: Callable[..., _T], *args: Any, on_wait: OnWait | None = None) -> _T:
        """Return what `work` gives, from a thread.

        on_wait: called once, with how many are before, where it takes more than a moment until the work begins.
        Raises ClosingError when there is no time for it any more, LineFullError when too many wait already.
        """
        if self._is_closing:
            raise ClosingError
        if self._most_waiting <= self.waiting and self.working == self._workers:
            raise LineFullError(f"Too many ask at once: please come back {moment(time.time() + self._until_free())}.")
        self._taken += 1
        number, begun, loop = self._taken, asyncio.Event(), asyncio.get_running_loop()
        result = loop.run_in_executor(
            self._threads,
            copy_context().run,
            self._watched,
            partial(work, *args),
            time.perf_counter(),
            lambda: loop.call_soon_threadsafe(begun.set),
        )
        result.add_done_callback(self._count_done)
        notice = asyncio.create_task(self._tell_waiting(number, begun, on_wait)) if on_wait else None
        try:
            return await self._in_time(result)
        finally:
            if notice is not None:
                begun.set()
                await asyncio.wait({notice})

    async def close(self, seconds: float) -> bool:
        """Take no new work, finish what runs within `seconds`, tell the rest; say whether everything was finished."""
        self._is_closing = True
        is_finished = await self._emptied(seconds)
        self._time_is_up.set()
        await self._emptied(_TELLING_SECONDS)
        self._threads.shutdown(wait=False, cancel_futures=True)
        return is_finished

    async def _in_time(self, result: asyncio.Future[_T]) -> _T:
        """Return the result, or raise ClosingError when the time is up before it is there."""
        time_is_up = asyncio.create_task(self._time_is_up.wait())
        either: set[asyncio.Future[Any]] = {result, time_is_up}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        time_is_up.cancel()
        if not result.done():
            result.cancel()
            raise ClosingError
        return result.result()

    def _watched(self, work: Callable[[], _T], asked: float, begin: Callable[[], object]) -> _T:
        """Work, in a thread, and count how long each step took."""
        begun = time.perf_counter()
        begin()
        self._metrics.count_step("waiting", begun - asked)
        try:
            with observed(self._metrics.count_step), step("other"):
                return work()
        finally:
            took = time.perf_counter() - begun
            self._mean += _RECENT * (took - self._mean)

    async def _tell_waiting(self, number: int, begun: asyncio.Event, on_wait: OnWait) -> None:
        try:
            await asyncio.wait_for(begun.wait(), _PATIENCE)
        except TimeoutError:
            await on_wait(max(1, number - 1 - self._done))

    def _count_done(self, _: asyncio.Future[Any]) -> None:
        self._done += 1

    def _until_free(self) -> float:
        """Seconds until the line is likely to have moved on."""
        return max(_SOONEST, self._mean * self.waiting / self._workers)

    async def _emptied(self, seconds: float) -> bool:
        if not self._people:
            return True
        try:
            await asyncio.wait_for(self._is_empty.wait(), seconds)
        except TimeoutError:
            return False
        return True
