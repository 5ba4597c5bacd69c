"""Files written so that a crash leaves the old or the new, never half of one; and what a disk's refusal means."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StorageError

SPOOLED = ".reading-"  # how the names of the files begin that hold articles while they are indexed
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_SQLITE_CODES = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
}
_OS_ERROR = re.compile(r"os error (\d+)")  # how Rust's libraries print an errno
_NEARLY_FULL = 1_000_000  # bytes free, below which an unexplained write error is put down to a full disk


@contextmanager
def writing(folder: Path, *library_errors: type[Exception]) -> Iterator[None]:
    """Turn what the disk (or a library in its name) refuses below `folder` into a StorageError that says what to do."""
    refusals: tuple[type[Exception], ...] = (OSError, *library_errors)
    try:
        yield
    except refusals as error:
        raise StorageError(_explain(folder, error)) from error


def sync_tree(folder: Path) -> None:
    """Force every file and folder below `folder`, and the folder itself, onto the disk."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(parent, name))
        sync(Path(parent))


def sync(path: Path) -> None:
    """Force one file, or the entries of one folder, onto the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder; its file system keeps renames in a journal
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Give `path` this content in one step that survives a crash: readers see the old text or the new."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    sync(beside)
    os.replace(beside, path)  # noqa: PTH105 - the same call as in POSIX and in the crash tests
    sync(path.parent)


def share(source: Path, target: Path) -> None:
    """Give a file that never changes a second name; a disk that has no such names gets a copy."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _explain(folder: Path, error: Exception) -> str:
    code = _error_code(error)
    if code in _FULL or (code is None and _free(folder) < _NEARLY_FULL):
        return f"The disk of {folder} is full; nothing was lost. Make room there and try again."
    if code in _FORBIDDEN:
        return f"{folder} cannot be written; allow it, or choose another folder with --data-dir or QUOTH_DATA_DIR."
    return f"Writing to {folder} failed ({error}); nothing was lost. Check the disk and try again."


def _error_code(error: Exception) -> int | None:
    if isinstance(error, OSError):
        return error.errno
    if isinstance(error, sqlite3.Error):
        return _SQLITE_CODES.get(error.sqlite_errorcode & 0xFF)
    if printed := _OS_ERROR.search(str(error)):
        return int(printed[1])
    return next((code for code in sorted(_FULL | _FORBIDDEN) if os.strerror(code) in str(error)), None)


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return _NEARLY_FULL
