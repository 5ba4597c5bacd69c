"""Keeping the index open: the first one is built, and each newer one opened before somebody has to wait for it."""

from __future__ import annotations

import asyncio
import logging

from bot.discord_bot.engine import Answers
from bot.discord_bot.failures import log_failure
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.standing import IndexStanding, stand
from index.errors import QuothError

_log = logging.getLogger(__name__)
_WARM_SECONDS = 3.0


class Warming:
    """Opens what is published; `standing` says how the index stands."""

    def __init__(self, answers: Answers, reindexer: Reindexer) -> None:
        self._answers, self._reindexer = answers, reindexer
        self.standing = IndexStanding()

    async def keep(self) -> None:
        """Open each newly published snapshot before somebody has to wait for it."""
        await self._build_first_index()
        opened: str | None = None
        while True:
            opened = await self._open_newest(opened)
            await asyncio.sleep(_WARM_SECONDS)

    async def _open_newest(self, opened: str | None) -> str | None:
        """Open the current snapshot if it is not the one that was opened last, and return its id."""
        newest, problem = opened, None
        try:
            newest = await asyncio.to_thread(self._answers.snapshot_id)
            if newest not in (None, opened):
                await asyncio.to_thread(self._answers.warm)
        except QuothError as error:
            problem = "the index cannot be opened; the log says why"
            _log.error("the index cannot be opened: %s", error)
        except Exception as error:  # noqa: BLE001 - a front: told and logged
            problem = f"the index cannot be opened; the log says why at {log_failure(error)}"
        if newest != self.standing.snapshot or problem:
            self.standing = stand(newest, problem)
        return newest

    async def _build_first_index(self) -> None:
        try:
            if not await asyncio.to_thread(self._answers.has_index):
                _log.info("there is no index yet, building it")
                await self._reindexer.start()
        except QuothError as error:
            _log.error("the first index could not be built: %s", error)
        except Exception as error:  # noqa: BLE001 - a front: told and logged
            log_failure(error)
