"""ZIP archives: every member that is an article, one at a time, straight from the archive; nothing is unpacked on disk.

A member's source id is its path within the archive behind the archive's own: "news.zip/2024/talks.html".
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO

from index.errors import ArticleError
from index.loaders import formats
from index.loaders.failures import Placed, failed
from index.loaders.limits import require_size
from index.loaders.zipped import is_locked, open_zip

_LARGEST_UNPACKED = 2_000_000_000  # bytes of all members together, about a million articles
_RATIO = 200  # a text shrinks to a tenth, a table of numbers to a fiftieth; deflate can do 1000
_SMALL = 1_000_000  # bytes that are no bomb whatever they shrink to
_PASSED_OVER = (".", "~$", "__MACOSX")  # as in folders; the last is what a Mac adds
_UTF8_NAME = 0x800
_NOT_UTF8 = "has a name that is not UTF-8; rename it and pack the archive anew"


def read_archive(file: BinaryIO, name: str) -> Iterator[Placed]:
    """Yield what is in every member of an archive, or why it is left out; one that cannot be read stops no other."""
    try:
        archive = open_zip(file)
        members = [member for member in archive.infolist() if not member.is_dir()]
        _require_contents(members)
    except ArticleError as error:
        yield failed(name, str(error))
        return
    seen: set[str] = set()
    for member in members:
        path = _path(member)
        if path is None:
            yield failed(f"{name}/{member.filename}", _NOT_UTF8)
        elif not any(part.startswith(_PASSED_OVER) and part != ".." for part in PurePosixPath(path).parts):
            yield from _read_member(archive, member, name, path, seen)


def _require_contents(members: Sequence[zipfile.ZipInfo]) -> None:
    if not members:
        raise ArticleError("holds no files")
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED:
        raise ArticleError(f"unpacks to more than {_LARGEST_UNPACKED / 1e9:.0f} GB; split it")


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, path: str, seen: set[str]
) -> Iterator[Placed]:
    place = f"{name}/{path}"
    try:
        _check_path(path)
        place = f"{name}/{PurePosixPath(path)}"
        if place in seen:
            raise ArticleError("is in the archive twice under this name; the first one is read")
        seen.add(place)
        _check_member(member, place)
        with archive.open(member) as opened:
            yield from formats.read_file(opened, place)  # type: ignore[arg-type]
    except ArticleError as error:
        yield failed(place, str(error))
    except NotImplementedError:
        yield failed(place, f"is packed by a method that Quoth does not unpack ({member.compress_type}); use “deflate”")
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError) as error:
        yield failed(place, f"is damaged within the archive ({error})")


def _path(member: zipfile.ZipInfo) -> str | None:
    """Return a member's path; None where it is not UTF-8. Many programs write UTF-8 without saying so."""
    name = member.orig_filename
    try:
        path = name if member.flag_bits & _UTF8_NAME else name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return None
    return path.replace("\\", "/")  # some programs on Windows write these


def _check_path(path: str) -> None:
    """Raise ArticleError for a path that would lead elsewhere if it were unpacked."""
    if "\0" in path:
        raise ArticleError("has a NUL in its name; rename it and pack the archive anew")
    for parsed in (PurePosixPath(path), PureWindowsPath(path)):
        if parsed.is_absolute() or parsed.drive or parsed.root or ".." in parsed.parts:
            raise ArticleError("has a path that leads out of the archive; pack it with its name only")


def _check_member(member: zipfile.ZipInfo, place: str) -> None:
    """Raise ArticleError for a member that is not to be opened."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise ArticleError("is a link, not a file; pack what it leads to")
    if kind not in {0, stat.S_IFREG}:
        raise ArticleError("is no regular file")
    if formats.is_archive(place):
        raise ArticleError("is an archive within an archive; unpack it, and give what is in it")
    formats.require_format(place)
    if is_locked(member):
        raise ArticleError("is encrypted; pack it without a password")
    if not formats.has_rows(place) or member.file_size == 0:
        require_size(member.file_size)
    if member.file_size > max(_SMALL, _RATIO * member.compress_size):
        raise ArticleError(f"unpacks to more than {_RATIO} times its size, like a bomb; no text does")
