"""The walk over files and folders: every article in them, and every file that cannot be read, by name and reason."""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import ArticleError, CorpusError
from index.loaders import jsonl, markdown, pdf, plain, webpage, word
from index.types import Article, Failure

LARGEST = 20_000_000  # bytes of one file that is one article; the longest newspaper issue has a tenth of it

_LOADERS: dict[str, Callable[[Path], Article]] = {
    ".txt": plain.load,
    ".text": plain.load,
    ".md": markdown.load,
    ".markdown": markdown.load,
    ".html": webpage.load,
    ".htm": webpage.load,
    ".xhtml": webpage.load,
    ".pdf": pdf.load,
    ".docx": word.load,
}
_OnRead = Callable[[int, int | None], None]
_ROWS = {".jsonl", ".ndjson"}
_READABLE = ", ".join(sorted([*_LOADERS, *_ROWS]))
_HIDDEN = (".", "~$")  # "~$" begins the lock files of Word

_REASONS = {
    errno.EACCES: "may not be read: its permissions forbid it",
    errno.EPERM: "may not be read: its permissions forbid it",
    errno.ELOOP: "is a link that leads back to itself",
    errno.ENOENT: "is a link to nothing, or was removed just now",
    errno.ENAMETOOLONG: "has a path that is too long for this system",
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to be read, its source id, and the one to fall back on where another folder has the same name."""

    path: Path
    name: str
    longer_name: str


def read_articles(paths: Sequence[Path], on_progress: _OnRead | None = None) -> Iterator[Article | Failure]:
    """Yield every article in these files and folders, and a Failure for each file or row that cannot be read.

    `on_progress` is told how many were read, and of how many (None where a file holds many articles).
    Raises CorpusError, before anything is read, for a path that does not exist.
    """
    for path in paths:
        _require(path)
    return _read(list(_walk_all(paths)), on_progress or (lambda _done, _total: None))


def _require(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        raise CorpusError(f"There is no file or folder {path}; check the path and try again.") from None
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path} cannot be read: it {_explain(error)}.") from None


def _read(found: Sequence[_Found | Failure], on_progress: _OnRead) -> Iterator[Article | Failure]:
    total = None if any(isinstance(item, _Found) and _is_rows(item) for item in found) else len(found)
    seen: dict[str, str] = {}
    done = 0
    for item in found:
        for place, result in [(item.name, item)] if isinstance(item, Failure) else _load(item):
            done += 1
            on_progress(done, total)
            yield _once(result, item, place, seen)


def _is_rows(found: _Found) -> bool:
    return found.path.suffix.lower() in _ROWS


def _once(result: Article | Failure, item: _Found | Failure, place: str, seen: dict[str, str]) -> Article | Failure:
    """Let every source id through once: a file of a second folder gets a longer one, a second row is left out."""
    if isinstance(result, Failure) or isinstance(item, Failure):
        return result
    if result.source_id in seen and not _is_rows(item):
        result = replace(result, source_id=item.longer_name)
    if result.source_id in seen:
        return Failure(place, f"its id “{result.source_id}” is that of {seen[result.source_id]}; ids must differ")
    seen[result.source_id] = place
    return result


def _load(found: _Found) -> Iterator[tuple[str, Article | Failure]]:
    """Read one file; yield places, and what is there.

    Damaged files make the parsers of their formats raise anything, so anything is a Failure here.
    """
    try:
        _check(found)
        if _is_rows(found):
            yield from jsonl.load_rows(found.path, found.name)
        else:
            yield found.name, replace(_LOADERS[found.path.suffix.lower()](found.path), source_id=found.name)
    except ArticleError as error:
        yield _failed(found, str(error))
    except OSError as error:
        yield _failed(found, _explain(error))
    except Exception as error:  # noqa: BLE001
        _log.debug("%s cannot be read", found.path, exc_info=True)
        yield _failed(found, f"is damaged, or not what its name says ({error or type(error).__name__})")


def _failed(found: _Found, reason: str) -> tuple[str, Failure]:
    name = _printable(found.name)
    return name, Failure(name, reason)


def _check(found: _Found) -> None:
    """Raise ArticleError for what is not to be opened."""
    status = found.path.stat()
    suffix = found.path.suffix.lower()
    if not stat.S_ISREG(status.st_mode):
        raise ArticleError("is no regular file")
    if suffix not in _LOADERS and suffix not in _ROWS:
        raise ArticleError(f"not a format that Quoth reads ({_READABLE})")
    if _printable(found.name) != found.name:
        raise ArticleError("has a name that is not UTF-8; rename it")
    if status.st_size == 0:
        raise ArticleError("is empty")
    if status.st_size > LARGEST and not _is_rows(found):
        raise ArticleError(
            f"is too large for one article ({status.st_size / 1e6:.0f} MB; up to {LARGEST // 1_000_000} MB are read); "
            "split it, or give the articles as JSON Lines"
        )


def _walk_all(paths: Sequence[Path]) -> Iterator[_Found | Failure]:
    """Yield what is in all paths, a file that is reached twice only once."""
    seen: set[str] = set()
    for path in paths:
        for item in _walk(path) if path.is_dir() else [_found(path, path.absolute().parent)]:
            real = os.path.realpath(item.path) if isinstance(item, _Found) else ""
            if not real or real not in seen:
                yield item
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
        yield Failure(_relative(Path(error.filename), folder), _explain(error))


def _found(path: Path, folder: Path) -> _Found:
    name = path.absolute().relative_to(folder.absolute()).as_posix()
    return _Found(path, name, f"{folder.absolute().name}/{name}")


def _relative(path: Path, folder: Path) -> str:
    return _printable(path.relative_to(folder).as_posix())


def _printable(name: str) -> str:
    """Return a file's name without the lone surrogates that stand for bytes that are not UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _explain(error: OSError | ValueError) -> str:
    code = error.errno if isinstance(error, OSError) else None
    return _REASONS.get(code or 0, f"cannot be opened ({getattr(error, 'strerror', None) or error})")
