"""ZIP containers, opened only where their table of contents is of a size that can be read."""

from __future__ import annotations

import os
import struct
import zipfile
from typing import BinaryIO

from index.errors import ArticleError

_LARGEST_TABLE = 10_000_000  # bytes, 100,000 members of usual names; zipfile takes ten times as much in memory
_END = struct.Struct("<8x4xL6x")  # the record at a container's end: how many bytes the table has
_END_64 = struct.Struct("<40xQ8x")  # the same for large containers
_LOCATOR_64 = struct.Struct("<8xQ4x")  # where that one stands
_COMMENT = 65_535  # bytes at most, behind the record


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """Open a ZIP container. Raises ArticleError for a damaged one, and for one with too many members."""
    if _table_size(file) > _LARGEST_TABLE:
        raise ArticleError("has too many members, or they have very long names; pack them into several archives")
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError) as error:
        raise ArticleError(f"is no ZIP archive, or a damaged one ({error})") from None


def is_locked(member: zipfile.ZipInfo) -> bool:
    """Whether a member is encrypted."""
    return bool(member.flag_bits & 0x1)


def _table_size(file: BinaryIO) -> int:
    """Return how many bytes the table of contents has, as the container says, and as zipfile will believe."""
    size = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, size - _END.size - _COMMENT - _LOCATOR_64.size))
    tail = file.read()
    file.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or place + _END.size > len(tail):
        return 0
    (table,) = _END.unpack_from(tail, place)
    if place >= _LOCATOR_64.size and tail[place - _LOCATOR_64.size :].startswith(b"PK\x06\x07"):
        (end,) = _LOCATOR_64.unpack_from(tail, place - _LOCATOR_64.size)
        table = max(table if table != 0xFFFFFFFF else 0, _table_size_64(file, end, start + place))
    return int(table)


def _table_size_64(file: BinaryIO, place: int, last: int) -> int:
    """Return the size that the record for large containers gives."""
    for at in (place, last - _LOCATOR_64.size - _END_64.size):
        file.seek(max(0, min(at, last)))
        record = file.read(_END_64.size)
        file.seek(0)
        if len(record) == _END_64.size and record.startswith(b"PK\x06\x06"):
            return int(_END_64.unpack(record)[0])
    return 0
