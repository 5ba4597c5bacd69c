"""Word documents (DOCX): paragraphs and table rows in their order, title and author from the properties."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.loaders.plain import first_line, one_line
from index.types import Article

_LARGEST_UNPACKED = 200_000_000  # bytes; more in a file of at most 20 MB is a zip bomb, no article


def load(path: Path) -> Article:
    """Read a DOCX file. Raises ArticleError if it is encrypted, damaged or holds no text."""
    import docx

    _check(path)
    document = docx.Document(str(path))
    text = "\n\n".join(_paragraphs(document))
    if not text:
        raise ArticleError("holds no text")
    properties = document.core_properties
    return Article(
        source_id=path.name,
        title=one_line(properties.title) or first_line(text),
        text=text,
        author=one_line(properties.author),
    )


def _check(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        raise ArticleError("is no DOCX file, or is encrypted; open it in Word and save it as DOCX without a password")
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST_UNPACKED:
            raise ArticleError(f"unpacks to more than {_LARGEST_UNPACKED // 1_000_000} MB")


def _paragraphs(document: Any) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        texts = [_row(row) for row in block.rows] if isinstance(block, Table) else [block.text]
        yield from filter(None, (text.strip() for text in texts))


def _row(row: Any) -> str:
    """Return a table row as one paragraph; merged cells, which python-docx repeats, stand once."""
    return " ".join(dict.fromkeys(cell.text.strip() for cell in row.cells))
