"""One at a time: locks on the data directory that the operating system lets go of when their holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ReindexRunningError
from index.files import writing


@contextmanager
def reindex_lock(data_dir: Path) -> Iterator[None]:
    """Hold the lock of a data directory, which is made. Raises ReindexRunningError at once, StorageError."""
    with _held(data_dir, "reindex", f"A reindex of {data_dir} is running"):
        yield


@contextmanager
def collecting_lock(data_dir: Path) -> Iterator[None]:
    """Hold the lock of what is followed in a data directory. Raises ReindexRunningError at once, StorageError."""
    with _held(data_dir, "collecting", f"The feeds of {data_dir} are being looked at"):
        yield


@contextmanager
def _held(data_dir: Path, name: str, running: str) -> Iterator[None]:
    holder = data_dir / f"{name}.holder"
    lock = FileLock(data_dir / f"{name}.lock", timeout=0)
    with writing(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            raise ReindexRunningError(f"{running}{_who(holder)}; wait for its end.") from None
    try:
        with writing(data_dir):
            holder.write_text(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", "utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    with suppress(OSError):
        if holding := holder.read_text("utf-8"):
            return f" ({holding})"
    return ""
