"""What an unfinished reindex had found in articles already, so that the next one goes on from there.

A file of SQLite. It holds nothing that cannot be found again: when it is damaged, or made by other rules, it is thrown
away, and when the snapshot is published it is not needed any more.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter, ValidationError

from index.files import writing
from index.types import Analysis

_log = logging.getLogger(__name__)
_AT_ONCE = 16  # articles written in one go: what a killed reindex loses at most, about a second's work
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_ANALYSIS = TypeAdapter(Analysis)


def discard(path: Path) -> None:
    """Remove the file of an unfinished reindex, if there is one: nothing is unfinished any more."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class Unfinished:
    """The analyses of a reindex in progress. `made_by` names the rules; what others made is not seen.

    Raises StorageError where the file cannot be written.
    """

    def __init__(self, path: Path, made_by: str) -> None:
        self._path, self._made_by = path, made_by
        self._waiting: list[tuple[str, bytes]] = []
        with writing(path.parent, sqlite3.OperationalError):
            try:
                self._database = self._open()
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in _DAMAGED:
                    raise
                discard(path)
                self._database = self._open()

    def get(self, key: str) -> Analysis | None:
        """Return what was found in the article of this key, or None."""
        try:
            row = self._database.execute("SELECT analysis FROM analyses WHERE article = ?", (key,)).fetchone()
            return _ANALYSIS.validate_json(row[0]) if row else None
        except (sqlite3.DatabaseError, ValidationError) as error:
            _log.warning("%s is damaged (%s); the article %s is analysed again", self._path, error, key)
            return None

    def keys(self) -> set[str]:
        """Return the keys of all articles that are kept."""
        try:
            return {key for (key,) in self._database.execute("SELECT article FROM analyses")}
        except sqlite3.DatabaseError:
            return set()

    def put(self, key: str, analysis: Analysis) -> None:
        """Keep what was found in an article; a few are written together."""
        self._waiting.append((key, _ANALYSIS.dump_json(analysis)))
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what waits, and close the file."""
        with closing(self._database):
            self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        with writing(self._path.parent, sqlite3.DatabaseError), self._database:
            self._database.executemany("INSERT OR REPLACE INTO analyses VALUES (?, ?)", waiting)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("CREATE TABLE IF NOT EXISTS made_by (rules TEXT PRIMARY KEY)")
            database.execute("CREATE TABLE IF NOT EXISTS analyses (article TEXT PRIMARY KEY, analysis BLOB NOT NULL)")
            with database:
                if database.execute("SELECT rules FROM made_by").fetchall() != [(self._made_by,)]:
                    database.execute("DELETE FROM analyses")
                    database.execute("DELETE FROM made_by")
                    database.execute("INSERT INTO made_by VALUES (?)", (self._made_by,))
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database
