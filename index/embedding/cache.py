"""Vectors kept by the text that they are of, so that what did not change is never embedded again.

A file of SQLite. It holds nothing that cannot be made again: when it is damaged it is thrown away.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import numpy as np

from index.embedding.embedder import Embedder, Progress, Vectors
from index.files import writing

logger = logging.getLogger(__name__)

_CHUNK = 256  # texts embedded between two commits: what a killed reindex loses at most, some two seconds
_WINDOW = 4096  # texts held at once; the missing ones are sorted by length, so that those of a chunk are of like length
_PAGE = 16384  # bytes; on the usual 4096, hardly more than one vector has room
_LOOKUP = 500  # parameters of one statement; SQLite allows 999 at least
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CHECKSUM_BYTES = 4

_T = TypeVar("_T")


class EmbeddingCache:
    """The vectors of texts made by one embedder. `key` tells which: vectors kept under another key are not seen.

    Each `put` is one transaction, so a process may be killed at any moment. Raises StorageError where the file
    cannot be read or written for another reason than being damaged.
    """

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key.encode()
        self._connection = self._open()

    def get(self, texts: Sequence[str]) -> dict[int, Vectors]:
        """The kept vectors, each (dim,), by the position of their text in `texts`."""
        digests = [self._digest(text) for text in texts]
        kept = self._run(lambda: dict(self._select(set(digests))))
        self._run(lambda: self._write("INSERT OR IGNORE INTO wanted VALUES (?)", [(digest,) for digest in digests]))
        return {position: kept[digest] for position, digest in enumerate(digests) if digest in kept}

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep `vectors`, (n, dim), one a text."""
        rows = [(self._digest(text), _packed(vector)) for text, vector in zip(texts, vectors, strict=True)]
        self._run(lambda: self._write("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows))

    def prune(self) -> None:
        """Forget all vectors that were not asked for since the file was opened, those of other embedders too."""
        self._run(self._keep_wanted)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _digest(self, text: str) -> bytes:
        return hashlib.sha256(self._key + b"\0" + text.encode("utf-8", "surrogatepass")).digest()

    def _select(self, digests: set[bytes]) -> Iterator[tuple[bytes, Vectors]]:
        ordered = sorted(digests)
        for first in range(0, len(ordered), _LOOKUP):
            some = ordered[first : first + _LOOKUP]
            marks = ",".join("?" * len(some))
            for digest, packed in self._connection.execute(
                f"SELECT digest, vector FROM vectors WHERE digest IN ({marks})", some
            ):
                vector = _unpacked(packed)
                if vector is not None:
                    yield digest, vector

    def _write(self, statement: str, rows: Sequence[tuple[bytes, ...]]) -> None:
        with self._connection:
            self._connection.executemany(statement, rows)

    def _keep_wanted(self) -> None:
        with self._connection:
            self._connection.execute("DELETE FROM vectors WHERE digest NOT IN (SELECT digest FROM wanted)")
        self._connection.executescript("PRAGMA incremental_vacuum")  # `execute` takes one step of it, which is a page

    def _run(self, action: Callable[[], _T]) -> _T:
        try:
            return action()
        except sqlite3.DatabaseError as error:
            self._connection.close()
            self._discard_if_damaged(error)
            self._connection = self._open()
            return action()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _connect(self._path)
        except sqlite3.DatabaseError as error:
            self._discard_if_damaged(error)
            return _connect(self._path)

    def _discard_if_damaged(self, error: sqlite3.DatabaseError) -> None:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            with writing(self._path.parent, sqlite3.DatabaseError):
                raise error
        logger.warning("The cache of embeddings %s is damaged (%s) and is made anew", self._path, error)
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def embed_with_cache(
    embedder: Embedder, cache: EmbeddingCache, texts: Iterable[str], progress: Progress | None = None
) -> Iterator[tuple[Vectors, int]]:
    """Yield the vectors of `texts` in their order, a few thousand at a time: (n, dim), and how many are new.

    Those that had to be embedded are kept, chunk by chunk. progress: is told of each few texts that are done.
    """
    report = progress or (lambda _count: None)
    remaining = iter(texts)
    while window := list(islice(remaining, _WINDOW)):
        yield _embed_window(embedder, cache, window, report)


def _embed_window(
    embedder: Embedder, cache: EmbeddingCache, texts: Sequence[str], report: Progress
) -> tuple[Vectors, int]:
    vectors = np.empty((len(texts), embedder.dim), np.float32)
    kept = cache.get(texts)
    for position, vector in kept.items():
        vectors[position] = vector
    missing: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        if position not in kept:
            missing.setdefault(text, []).append(position)
    report(len(texts) - len(missing))
    by_length = sorted(missing, key=len, reverse=True)
    for first in range(0, len(by_length), _CHUNK):
        chunk = by_length[first : first + _CHUNK]
        embedded = embedder.embed_passages(chunk, report)
        cache.put(chunk, embedded)
        for text, vector in zip(chunk, embedded, strict=True):
            vectors[missing[text]] = vector
    return vectors, len(missing)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30.0)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB)")
        connection.execute("CREATE TEMP TABLE wanted (digest BLOB PRIMARY KEY) WITHOUT ROWID")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _packed(vector: Vectors) -> bytes:
    """A checksum and the numbers: SQLite sees a damaged page only where it holds SQLite's own structures."""
    numbers = np.ascontiguousarray(vector, "<f4").tobytes()
    return zlib.crc32(numbers).to_bytes(_CHECKSUM_BYTES, "little") + numbers


def _unpacked(packed: bytes) -> Vectors | None:
    numbers = packed[_CHECKSUM_BYTES:]
    if zlib.crc32(numbers).to_bytes(_CHECKSUM_BYTES, "little") != packed[:_CHECKSUM_BYTES]:
        return None
    return np.frombuffer(numbers, "<f4").astype(np.float32)
