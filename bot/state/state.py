"""The bot's state: one object that opens the database and holds what is kept in it.

Everything but `Servers.settings` waits for the database: call it from a thread, never on the event loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.state.asked import AskedQuestions
from bot.state.corrections import CorrectionsTable, take_over
from bot.state.database import open_database, tidy
from bot.state.ratings import Ratings
from bot.state.servers import Servers
from bot.state.tables import MAIN


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept of a person, or was and is no more."""

    questions: int
    ratings: int


class State:
    """What the bot remembers."""

    def __init__(self, url: str, data_dir: Path) -> None:
        """Open the database at this URL, or the one in the data directory where it is empty. Raises StateError.

        Raises DamagedIndexError and StorageError where corrections that lie in a file cannot be taken over.
        """
        self._engine = open_database(url, data_dir)
        try:
            self.servers = Servers(self._engine)
            self.questions = AskedQuestions(self._engine)
            self.ratings = Ratings(self._engine)
            take_over(self.corrections(MAIN), data_dir)
        except BaseException:
            self.close()
            raise

    def corrections(self, corpus: str) -> CorrectionsTable:
        """Return the corrections of a corpus."""
        return CorrectionsTable(self._engine, corpus)

    def forget(self, user_id: int) -> Kept:
        """Delete all that is kept of a person. Raises StateError."""
        forgotten = Kept(self.questions.forget(user_id), self.ratings.forget(user_id))
        tidy(self._engine)
        return forgotten

    def kept(self, user_id: int) -> Kept:
        """Return how much is kept of a person. Raises StateError."""
        return Kept(self.questions.count(user_id), self.ratings.count(user_id))

    def prune(self, days: int) -> Kept:
        """Delete questions and ratings that are older than so many days, and return how many. Raises StateError."""
        pruned = Kept(self.questions.prune(days), self.ratings.prune(days))
        tidy(self._engine)
        return pruned

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
