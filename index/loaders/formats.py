"""The formats of articles, told by the end of a file's name, and the reading of one file of any of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from index.errors import ArticleError
from index.loaders import jsonl, markdown, pdf, plain, webpage, word
from index.loaders.failures import Placed, explain, failed, printable
from index.loaders.limits import read_all
from index.types import Article

ARCHIVE = ".zip"

_LOADERS: dict[str, Callable[[bytes, str], Article]] = {
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
_ROWS = {".jsonl", ".ndjson"}
_READABLE = ", ".join(sorted([*_LOADERS, *_ROWS, ARCHIVE]))
_REFUSED = {
    ".doc": "is in Word's old format; open it in Word and save it as DOCX",
    ".docm": word.MACROS,
    ".dotm": word.MACROS,
}

_log = logging.getLogger(__name__)


def has_rows(name: str) -> bool:
    """Whether a file of this name holds an article a line."""
    return _suffix(name) in _ROWS


def is_archive(name: str) -> bool:
    """Whether a file of this name holds other files."""
    return _suffix(name) == ARCHIVE


def require_format(name: str) -> None:
    """Raise ArticleError for the name of a file that is not to be opened."""
    suffix = _suffix(name)
    if suffix in _REFUSED:
        raise ArticleError(_REFUSED[suffix])
    if suffix not in _LOADERS and suffix not in _ROWS and suffix != ARCHIVE:
        raise ArticleError(f"not a format that Quoth reads ({_READABLE})")
    if printable(name) != name:
        raise ArticleError("has a name that is not UTF-8; rename it")


def read_file(file: BinaryIO, name: str) -> Iterator[Placed]:
    """Yield what is in one opened file: its article, or its rows; or why it has none. It never raises.

    Damaged files make the parsers of their formats raise anything, so anything is a Failure here.
    """
    try:
        if has_rows(name):
            yield from jsonl.load_rows(file, name)
        else:
            yield name, _LOADERS[_suffix(name)](read_all(file), name)
    except ArticleError as error:
        yield failed(name, str(error))
    except OSError as error:
        yield failed(name, explain(error))
    except Exception as error:  # noqa: BLE001
        _log.debug("%s cannot be read", name, exc_info=True)
        yield failed(name, f"is damaged, or not what its name says ({error or type(error).__name__})")


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()
