"""Keeping the index open: the first one is built, and each newer one opened before somebody has to wait for it."""

from __future__ import annotations

import asyncio
import logging

from bot.discord_bot.collections import Collection, Collections
from bot.discord_bot.failures import log_failure
from bot.discord_bot.standing import IndexStanding, stand
from index.errors import QuothError

_log = logging.getLogger(__name__)
_WARM_SECONDS = 3.0


class Warming:
    """Opens what is published in the collections that servers answer from; `standing` is of the usual one's index."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._opened: dict[str, str | None] = {}
        self.standing = IndexStanding()

    async def keep(self) -> None:
        """Open each newly published snapshot before somebody has to wait for it."""
        usual = self._collections.used()[0]
        await _build_first_index(usual)
        while True:
            for one in self._collections.used():
                problem = await self._open_newest(one)
                newest = self._opened.get(one.name)
                if one is usual and (newest != self.standing.snapshot or problem):
                    self.standing = stand(newest, problem)
            await asyncio.sleep(_WARM_SECONDS)

    async def _open_newest(self, one: Collection) -> str | None:
        """Open the current snapshot if it is not the one that was opened last, and return what keeps it from that."""
        try:
            newest = await asyncio.to_thread(one.answers.snapshot_id)
            if newest not in (None, self._opened.get(one.name)):
                await asyncio.to_thread(one.answers.warm)
            self._opened[one.name] = newest
        except QuothError as error:
            _log.error("the index of %s cannot be opened: %s", one.name, error)
            return "the index cannot be opened; the log says why"
        except Exception as error:  # noqa: BLE001 - a front: told and logged
            return f"the index cannot be opened; the log says why at {log_failure(error)}"
        return None


async def _build_first_index(one: Collection) -> None:
    try:
        if not await asyncio.to_thread(one.answers.has_index):
            _log.info("there is no index yet, building it")
            await one.reindexer.start()
    except QuothError as error:
        _log.error("the first index could not be built: %s", error)
    except Exception as error:  # noqa: BLE001 - a front: told and logged
        log_failure(error)
