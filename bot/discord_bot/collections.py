"""The collections that servers answer from. Which one is asked is known to everything that a question sets off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from bot.discord_bot.engine import Answers
from bot.discord_bot.pending import Pending
from bot.discord_bot.reindexer import Reindexer
from bot.state.servers import Servers
from index.arrivals import Arrivals
from index.errors import UsageError

_log = logging.getLogger(__name__)
_asked: ContextVar[str | None] = ContextVar("asked", default=None)


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection: what answers from it, what changes it, and its data directory."""

    name: str
    answers: Answers
    reindexer: Reindexer
    folder: Path


class Shelf:
    """The collections of an installation: the usual one's name and data directory, all names, and each by its name.

    This one has the usual one only; `serving` makes the others.
    """

    def __init__(self, usual: str, folder: Path) -> None:
        self.usual, self.folder = usual, folder

    def names(self) -> Sequence[str]:
        """Return the names of all collections; looks at the disk."""
        return [self.usual]

    def rule(self, name: str) -> tuple[str, int]:  # noqa: ARG002
        """Return when a collection is refreshed by itself, a line of crontab or nothing, and by how much later."""
        return "", 0

    def open(self, name: str) -> Collection:
        """Return a collection besides the usual one. Raises UsageError for a name that is none."""
        raise UsageError(f"There is no collection “{name}”.")


class Collections:
    """All collections, each opened when a server first asks it; servers that choose the same one share it."""

    def __init__(self, main: Collection, servers: Servers, shelf: Shelf) -> None:
        """Take the collection that is asked where a server has chosen none; `shelf` has the others."""
        self._main, self._servers, self._shelf = main, servers, shelf
        self._opened = {main.name: main}
        self.answers = cast(Answers, _Asked(lambda: self.asked.answers))
        self.reindexer = cast(Reindexer, _Asked(lambda: self.asked.reindexer))
        self.arrivals = cast(Arrivals, _Asked(lambda: Arrivals(self.asked.folder)))
        self.pending = cast(Pending, _Asked(lambda: Pending(self.asked.folder)))

    @property
    def asked(self) -> Collection:
        """The collection that whatever runs now is about."""
        return self._opened[_asked.get() or self._main.name]

    def names(self) -> list[str]:
        """Return the names of all collections, the usual one first; looks at the disk."""
        return list(dict.fromkeys([self._main.name, *self._shelf.names()]))

    def chosen(self, guild_id: int | None) -> str:
        """Return the name of the collection that a server answers from."""
        return self._servers.settings(guild_id).corpus or self._main.name

    def ask(self, guild_id: int | None) -> None:
        """Let everything that this task does from here on be about the collection of a server."""
        self.ask_about(self.chosen(guild_id))

    def ask_about(self, name: str) -> None:
        """Let everything that this task does from here on be about this collection."""
        _asked.set(self.open(name).name)

    def used(self) -> list[Collection]:
        """Return the collections that some server answers from, the usual one first."""
        opened = (self.open(name) for name in (self._main.name, *self._servers.corpora()))
        return list({one.name: one for one in opened}.values())

    def open(self, name: str) -> Collection:
        """Return a collection by its name; where it is there no more, the usual one."""
        if name not in self._opened:
            try:
                self._opened[name] = self._shelf.open(name)
            except UsageError as error:
                _log.warning("a server answers from the usual collection: %s", error)
                return self._main
        return self._opened[name]

    async def stop(self) -> None:
        """End what changes the collections."""
        await asyncio.gather(*(one.reindexer.stop() for one in self._opened.values()))

    def kill(self) -> None:
        """End it by force, at once."""
        for one in self._opened.values():
            one.reindexer.kill()


class _Asked:
    """Stands for the object of that kind of whichever collection is asked."""

    def __init__(self, find: Callable[[], object]) -> None:
        self._find = find

    def __getattr__(self, name: str) -> Any:
        return getattr(self._find(), name)
