"""The corrections' trail in the bot's state, which is opened only for this: most commands need neither."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from index.trail import FILE

if TYPE_CHECKING:
    from bot.state.state import State

_STATE = "state.sqlite"


def has_state(url: str, data_dir: Path) -> bool:
    """Whether anything is remembered: a database that is named may hold something, a file that is missing does not."""
    return bool(url) or any((data_dir / name).exists() for name in (_STATE, FILE))


class StateTrail:
    """Keeps a corpus’s trail in the database at `url`, or in that of the data directory (`index.trail.TrailStore`)."""

    def __init__(self, url: str, data_dir: Path, corpus: str) -> None:
        self._url, self._data_dir, self._corpus = url, data_dir, corpus

    @property
    def name(self) -> str:
        """What errors call it; a URL may hold a password."""
        return "the database of state.url" if self._url else str(self._data_dir / _STATE)

    def read(self) -> str:
        """Return the trail; where there is no database, nothing was corrected. Raises StateError."""
        if not has_state(self._url, self._data_dir):
            return ""
        with closing(self._open()) as state:
            return state.corrections(self._corpus).read()

    def write(self, text: str) -> None:
        """Keep this trail. Raises StateError."""
        with closing(self._open()) as state:
            state.corrections(self._corpus).write(text)

    def _open(self) -> State:
        from bot.state.state import State  # SQLAlchemy takes longer to import than most commands to run

        return State(self._url, self._data_dir)
