"""The line in which questions wait: a few threads work, the event loop stays free, and nobody is dropped at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar

from index.errors import QuothError

_P = ParamSpec("_P")
_T = TypeVar("_T")
_TELLING_SECONDS = 2.0  # for those who must be told that they will not be answered


class ClosingError(QuothError):
    """The bot is being stopped."""

    def __init__(self) -> None:
        super().__init__("I am being restarted: please ask again in a minute.")


class Line:
    """Work for `workers` threads; more of it waits in line."""

    def __init__(self, workers: int) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="question")
        self._people = 0
        self._is_closing = False
        self._is_empty, self._time_is_up = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place from the question to the reply, so that `close` waits for it."""
        self._people += 1
        self._is_empty.clear()
        try:
            yield
        finally:
            self._people -= 1
            if not self._people:
                self._is_empty.set()

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Return what `work` gives, from a thread. Raises ClosingError when there is no time for it any more."""
        if self._is_closing:
            raise ClosingError
        result = asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*args, **kwargs))
        time_is_up = asyncio.create_task(self._time_is_up.wait())
        either: set[asyncio.Future[Any]] = {result, time_is_up}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        time_is_up.cancel()
        if not result.done():
            result.cancel()
            raise ClosingError
        return result.result()

    async def close(self, seconds: float) -> bool:
        """Take no new work, finish what runs within `seconds`, tell the rest; say whether everything was finished."""
        self._is_closing = True
        is_finished = await self._emptied(seconds)
        self._time_is_up.set()
        await self._emptied(_TELLING_SECONDS)
        self._threads.shutdown(wait=False, cancel_futures=True)
        return is_finished

    async def _emptied(self, seconds: float) -> bool:
        if not self._people:
            return True
        try:
            await asyncio.wait_for(self._is_empty.wait(), seconds)
        except TimeoutError:
            return False
        return True
