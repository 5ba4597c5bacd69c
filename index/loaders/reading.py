"""The walk over files and folders: every article in them, and every file that cannot be read, by name and reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import ArticleError, CorpusError
from index.loaders import formats
from index.loaders.archive import read_archive
from index.loaders.failures import Placed, explain, failed, printable
from index.loaders.limits import require_size
from index.types import Article, Failure

_OnRead = Callable[[int, int | None], None]
_HIDDEN = (".", "~$")  # "~$" begins the lock files of Word


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: an article, or why none; `path` is the file or folder that was given, in which it lies."""

    path: Path
    result: Article | Failure


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to be read, its source id, and the one to fall back on where another folder has the same name."""

    path: Path
    name: str
    longer_name: str


_Given = tuple[Path, _Found | Failure]  # one of the paths that were given, and what is there


def read_articles(
    paths: Sequence[Path], on_progress: _OnRead | None = None, taken: Iterable[str] = ()
) -> Iterator[Read]:
    """Yield every article in these files and folders, and a Failure for each file or row that cannot be read.

    `on_progress` is told how many were read, and of how many (None where a file holds many articles). taken: source ids
    that other articles have already.
    Raises CorpusError, before anything is read, for a path that does not exist.
    """
    for path in paths:
        _require(path)
    seen = dict.fromkeys(taken, "another article")
    return _read(list(_walk_all(paths)), on_progress or (lambda _done, _total: None), seen)


def _require(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        raise CorpusError(f"There is no file or folder {path}; check the path and try again.") from None
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path} cannot be read: it {explain(error)}.") from None


def _read(found: Sequence[_Given], on_progress: _OnRead, seen: dict[str, str]) -> Iterator[Read]:
    total = None if any(isinstance(item, _Found) and _holds_many(item) for _, item in found) else len(found)
    done = 0
    for given, item in found:
        for place, result in [(item.name, item)] if isinstance(item, Failure) else _load(item):
            done += 1
            on_progress(done, total)
            yield Read(given, _once(result, item, place, seen))


def _holds_many(found: _Found) -> bool:
    return formats.has_rows(found.name) or formats.is_archive(found.name)


def _once(result: Article | Failure, item: _Found | Failure, place: str, seen: dict[str, str]) -> Article | Failure:
    """Let every source id through once: a file of a second folder gets a longer one, a second row is left out."""
    if isinstance(result, Failure) or isinstance(item, Failure):
        return result
    if result.source_id in seen and not formats.has_rows(item.name) and result.source_id.startswith(item.name):
        result = replace(result, source_id=item.longer_name + result.source_id.removeprefix(item.name))
    if result.source_id in seen:
        return Failure(place, f"its id “{result.source_id}” is that of {seen[result.source_id]}; ids must differ")
    seen[result.source_id] = place
    return result


def _load(found: _Found) -> Iterator[Placed]:
    """Read one file; yield places, and what is there."""
    try:
        _check(found)
        with found.path.open("rb") as file:
            yield from (read_archive if formats.is_archive(found.name) else formats.read_file)(file, found.name)
    except ArticleError as error:
        yield failed(found.name, str(error))
    except OSError as error:
        yield failed(found.name, explain(error))


def _check(found: _Found) -> None:
    """Raise ArticleError for what is not to be opened."""
    status = found.path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ArticleError("is no regular file")
    formats.require_format(found.name)
    if status.st_size == 0 or not _holds_many(found):
        require_size(status.st_size)


def _walk_all(paths: Sequence[Path]) -> Iterator[_Given]:
    """Yield what is in all paths, with the path, a file that is reached twice only once."""
    seen: set[str] = set()
    for path in paths:
        for item in _walk(path) if path.is_dir() else [_found(path, path.absolute().parent)]:
            real = os.path.realpath(item.path) if isinstance(item, _Found) else ""
            if not real or real not in seen:
                yield path, item
            seen.add(real)


def _walk(folder: Path) -> Iterator[_Found | Failure]:
    """Yield the files below a folder in the order of their names. Links are followed, but never into a circle."""
    visited = {os.path.realpath(folder)}
    refused: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=refused.append, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN))
        for name in sorted(name for name in files if not name.startswith(_HIDDEN)):
            yield _found(Path(parent, name), folder)
        for name in list(folders):
            real = os.path.realpath(Path(parent, name))
            if real in visited:
                folders.remove(name)
                yield Failure(_relative(Path(parent, name), folder), "is a link to a folder that is read already")
            visited.add(real)
    for error in refused:
        yield Failure(_relative(Path(error.filename), folder), explain(error))


def _found(path: Path, folder: Path) -> _Found:
    name = path.absolute().relative_to(folder.absolute()).as_posix()
    return _Found(path, name, f"{folder.absolute().name}/{name}")


def _relative(path: Path, folder: Path) -> str:
    return printable(path.relative_to(folder).as_posix())
