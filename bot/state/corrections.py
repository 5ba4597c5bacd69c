"""The audit trail of moderators' corrections, a row for each event; one that lay in a file is taken over."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

from sqlalchemy import Engine, Select, delete, insert, select

from bot.state.database import StateError, state_lock, telling
from bot.state.tables import CorrectionRow
from index.files import sync, writing
from index.trail import FILE, TrailFile, parse_trail

TAKEN_OVER = f"{FILE}.taken-over"


class CorrectionsTable:
    """Keeps the trail of a corpus (`index.trail.TrailStore`); only for who holds the lock of its data directory."""

    def __init__(self, engine: Engine, corpus: str) -> None:
        self._engine, self._corpus = engine, corpus

    @property
    def name(self) -> str:
        """The database, without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    def read(self) -> str:
        """Return the trail. Raises StateError."""
        with telling(self._engine), self._engine.connect() as connection:
            return "".join(connection.scalars(self._events()))

    def write(self, text: str) -> None:
        """Keep this trail, in one transaction that touches only what differs. Raises StateError."""
        wanted = text.splitlines(keepends=True)
        rows = [{"corpus": self._corpus, "number": number, "event": each} for number, each in enumerate(wanted, 1)]
        with telling(self._engine), self._engine.begin() as connection:
            kept = list(connection.scalars(self._events()))
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(kept, wanted, strict=False)))
            is_own = CorrectionRow.corpus == self._corpus
            connection.execute(delete(CorrectionRow).where(is_own, CorrectionRow.number > same))
            if rows[same:]:
                connection.execute(insert(CorrectionRow), rows[same:])

    def _events(self) -> Select[str]:
        own = select(CorrectionRow.event).where(CorrectionRow.corpus == self._corpus)
        return own.order_by(CorrectionRow.number)


def take_over(table: CorrectionsTable, data_dir: Path) -> None:
    """Take the trail of a data directory's file over, and keep the file under another name.

    After a crash in between it is done again, to the same end. Raises DamagedIndexError, StorageError, and StateError
    where file and table tell different things.
    """
    file = data_dir / FILE
    if file.exists():
        with state_lock(data_dir):
            if file.exists():
                _take_over(table, file)


def _take_over(table: CorrectionsTable, file: Path) -> None:
    text, kept = TrailFile(file.parent).read(), table.read()
    parse_trail(str(file), text)  # what is damaged is found while its file can still be mended
    if not kept.startswith(text):
        if not text.startswith(kept):
            raise StateError(f"There are other corrections in {file} than in {table.name}: move the file away.")
        table.write(text)
    with writing(file.parent):
        file.replace(file.with_name(TAKEN_OVER))
        sync(file.parent)
