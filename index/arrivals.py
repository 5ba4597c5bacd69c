"""What came by upload, by address or by feed: the files as they came, how and when, and the feeds that are followed.

A file of SQLite in the data directory. The files in folders that are given to a reindex are not in it; they stay where
they are.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from index.errors import StorageError, UsageError
from index.files import writing

FILE = "arrivals.sqlite"
_BUSY_SECONDS = 30.0  # that one process waits for another's change
_TABLES = """
CREATE TABLE IF NOT EXISTS arrivals (
    source_id TEXT PRIMARY KEY, file TEXT NOT NULL, how TEXT NOT NULL, added_at TEXT NOT NULL, checked_at TEXT NOT NULL,
    url TEXT, charset TEXT, etag TEXT, last_modified TEXT, feed TEXT, author TEXT, published_at TEXT,
    content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS feeds (
    url TEXT PRIMARY KEY, title TEXT NOT NULL, added_at TEXT NOT NULL, checked_at TEXT, next_check TEXT NOT NULL,
    etag TEXT, last_modified TEXT, failures INTEGER NOT NULL, failure TEXT, is_reported INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS refused (
    url TEXT PRIMARY KEY, feed TEXT NOT NULL, reason TEXT NOT NULL, failures INTEGER NOT NULL, next_check TEXT);
"""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came: what its article is called here, and where it is from.

    source_id: the page's address, or the name of the file that was given. file: a file name with the ending that tells
    the format. how: "file", "url" or "feed". url, charset, etag, last_modified: as the web server told; feed: the
    address of the feed that named it; author, published_at: what the feed says, for a page that does not.
    """

    source_id: str
    file: str
    how: str
    added_at: datetime
    checked_at: datetime
    url: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    feed: str | None = None
    author: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is followed.

    next_check: when it is looked at again; failures: how often in a row that failed, `failure` why; is_reported:
    whether somebody was told.
    """

    url: str
    title: str
    added_at: datetime
    next_check: datetime
    checked_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    failure: str | None = None
    is_reported: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A page that a feed names and that cannot be had: why, how often it was tried, and when again (None: never)."""

    url: str
    feed: str
    reason: str
    failures: int
    next_check: datetime | None


_ARRIVAL = ", ".join(field.name for field in fields(Arrival))
_FEED = "url, title, added_at, next_check, checked_at, etag, last_modified, failures, failure, is_reported"


class Arrivals:
    """The arrivals and feeds of one data directory; a file that is not there holds none. Raises StorageError."""

    def __init__(self, data_dir: Path, file: str = FILE) -> None:
        self._path = data_dir / file

    def __len__(self) -> int:
        return int(self._read(lambda database: database.execute("SELECT count(*) FROM arrivals").fetchone()[0], 0))

    def all(self) -> list[Arrival]:
        """Return all arrivals, the first one first."""
        sql = f"SELECT {_ARRIVAL} FROM arrivals ORDER BY added_at, source_id"
        return self._read(lambda database: [_arrival(row) for row in database.execute(sql)], [])

    def find(self, source_id: str) -> Arrival | None:
        """Return the arrival of this source id."""
        sql = f"SELECT {_ARRIVAL} FROM arrivals WHERE source_id = ?"
        row = self._read(lambda database: database.execute(sql, (source_id,)).fetchone(), None)
        return _arrival(row) if row else None

    def contents(self) -> Iterator[tuple[Arrival, bytes]]:
        """Yield all arrivals with their bytes, the first one first, one at a time."""
        for arrival in self.all():
            content = self.content(arrival.source_id)
            if content is not None:
                yield arrival, content

    def content(self, source_id: str) -> bytes | None:
        """Return the bytes of an arrival."""
        sql = "SELECT content FROM arrivals WHERE source_id = ?"
        row = self._read(lambda database: database.execute(sql, (source_id,)).fetchone(), None)
        return bytes(row[0]) if row else None

    def put(self, arrival: Arrival, content: bytes) -> None:
        """Keep a file, in the place of one of the same source id."""
        values = (*_values(arrival), content)
        sql = f"INSERT OR REPLACE INTO arrivals ({_ARRIVAL}, content) VALUES ({', '.join('?' * len(values))})"
        with self._changing() as database:
            database.execute(sql, values)
            database.execute("DELETE FROM refused WHERE url = ?", (arrival.source_id,))

    def note_checked(self, source_id: str, at: datetime) -> None:
        """Note that a page was looked at, and is to be kept as it is."""
        with self._changing() as database:
            database.execute("UPDATE arrivals SET checked_at = ? WHERE source_id = ?", (at.isoformat(), source_id))

    def remove(self, source_id: str) -> bool:
        """Forget a file, and say whether it was there."""
        with self._changing() as database:
            return database.execute("DELETE FROM arrivals WHERE source_id = ?", (source_id,)).rowcount > 0

    def feeds(self) -> list[Feed]:
        """Return the feeds that are followed, the first one first."""
        sql = f"SELECT {_FEED} FROM feeds ORDER BY added_at, url"
        return self._read(lambda database: [_feed(row) for row in database.execute(sql)], [])

    def find_feed(self, written: str) -> Feed:
        """Return the feed of this address or name. Raises UsageError where none such is followed."""
        wanted = written.strip()
        found = next((feed for feed in self.feeds() if wanted in (feed.url, feed.title)), None)
        if found is None:
            raise UsageError(f"No feed {wanted} is followed; `quoth feeds list` shows those that are.")
        return found

    def put_feed(self, feed: Feed) -> None:
        """Keep a feed as it stands now."""
        values = [getattr(feed, name.strip()) for name in _FEED.split(",")]
        sql = f"INSERT OR REPLACE INTO feeds ({_FEED}) VALUES ({', '.join('?' * len(values))})"
        with self._changing() as database:
            database.execute(sql, [_stored(value) for value in values])

    def remove_feed(self, url: str) -> bool:
        """Follow a feed no more, and say whether it was followed; the pages that it brought stay."""
        with self._changing() as database:
            database.execute("DELETE FROM refused WHERE feed = ?", (url,))
            return database.execute("DELETE FROM feeds WHERE url = ?", (url,)).rowcount > 0

    def refused(self, url: str) -> Refused | None:
        """Return why a page that a feed names cannot be had."""
        sql = "SELECT url, feed, reason, failures, next_check FROM refused WHERE url = ?"
        row = self._read(lambda database: database.execute(sql, (url,)).fetchone(), None)
        if row is None:
            return None
        address, feed, reason, failures, next_check = row
        return Refused(address, feed, reason, failures, datetime.fromisoformat(next_check) if next_check else None)

    def refuse(self, refused: Refused) -> None:
        """Note that a page that a feed names cannot be had."""
        with self._changing() as database:
            values = [_stored(value) for value in astuple(refused)]
            database.execute("INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?, ?)", values)

    @contextmanager
    def copied(self) -> Iterator[Path | None]:
        """Give a copy of the file as it is now, which is removed in the end; None where there is none."""
        if not self._path.exists():
            yield None
            return
        with tempfile.TemporaryDirectory() as folder, self._telling():
            copy = Path(folder, FILE)
            with closing(self._open()) as database, closing(sqlite3.connect(copy)) as target:
                database.backup(target)
            yield copy

    def faults(self) -> list[str]:
        """Return what is wrong with the file: as SQLite sees it, and what it holds that such a file never has."""
        try:
            with closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)) as database:
                told = [said for (said,) in database.execute("PRAGMA quick_check") if said != "ok"]
                sql = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
                kinds = {(kind, name) for kind, name in database.execute(sql)}
                foreign = kinds - {("table", name) for name in ("arrivals", "feeds", "refused")}
                return told + [f"it has a {kind} {name}" for kind, name in sorted(foreign)]
        except sqlite3.Error as error:
            return [str(error)]

    def _read(self, look: Callable[[sqlite3.Connection], _T], nothing: _T) -> _T:
        if not self._path.exists():
            return nothing
        with self._telling(), closing(self._open()) as database:
            return look(database)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with writing(self._path.parent, sqlite3.OperationalError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._telling(), closing(self._open()) as database, database:
                yield database

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_BUSY_SECONDS)
        try:
            database.executescript(_TABLES)
        except sqlite3.Error:
            database.close()
            raise
        return database

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise StorageError(
                f"{self._path}, which holds what was added by hand and by feeds, is damaged ({error}); put a copy "
                "of it back, or move it away to go on without."
            ) from error


def _arrival(row: tuple[Any, ...]) -> Arrival:
    source_id, file, how, added_at, checked_at, *others = row
    return Arrival(source_id, file, how, datetime.fromisoformat(added_at), datetime.fromisoformat(checked_at), *others)


def _feed(row: tuple[Any, ...]) -> Feed:
    url, title, added_at, next_check, checked_at, etag, last_modified, failures, failure, is_reported = row
    return Feed(
        url=url,
        title=title,
        added_at=datetime.fromisoformat(added_at),
        next_check=datetime.fromisoformat(next_check),
        checked_at=datetime.fromisoformat(checked_at) if checked_at else None,
        etag=etag,
        last_modified=last_modified,
        failures=failures,
        failure=failure,
        is_reported=bool(is_reported),
    )


def _values(arrival: Arrival) -> tuple[Any, ...]:
    return tuple(_stored(getattr(arrival, field.name)) for field in fields(Arrival))


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
