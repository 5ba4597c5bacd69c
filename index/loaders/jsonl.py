"""JSON Lines: one article a line, its text stored exactly as given; a date that is none is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from index.errors import ArticleError
from index.loaders.failures import Placed
from index.loaders.languages import language_tag
from index.loaders.limits import LARGEST
from index.loaders.plain import first_line, known_date, one_line, require_utf8
from index.types import Article, Failure

_BOM = b"\xef\xbb\xbf"


def load_rows(file: BinaryIO, name: str) -> Iterator[Placed]:
    """Yield the place, by file and line, of each line that is not blank, and its article or why it has none.

    Never more than one line is held in memory. Raises ArticleError for a file in UTF-16.
    """
    for number, line in enumerate(_lines(file), start=1):
        if number == 1:
            require_utf8(line)
        if line.strip():
            place = f"{name}, line {number}"
            try:
                yield place, _article(line, f"{name}#{number}")
            except ArticleError as error:
                yield place, Failure(place, str(error))


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield lines; of one that is too long, its beginning."""
    first = file.readline(LARGEST + 1).removeprefix(_BOM)
    line = first
    while line:
        yield line
        while len(line) > LARGEST and not line.endswith(b"\n"):
            line = file.readline(LARGEST + 1)
        line = file.readline(LARGEST + 1)


def _article(line: bytes, fallback_id: str) -> Article:
    row = _parse(line)
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ArticleError("has no “text”")
    article = Article(
        source_id=_id(row.get("id")) or fallback_id,
        title=one_line(row.get("title")) or first_line(text),
        text=text,
        url=_given(row.get("url")),
        source=_given(row.get("source")),
        author=_given(row.get("author")),
        published_at=known_date(row.get("published_at")),
        language=language_tag(row.get("language")),
    )
    _require_storable(article)
    return article


def _parse(line: bytes) -> Mapping[str, object]:
    if len(line) > LARGEST:
        raise ArticleError(f"is longer than {LARGEST // 1_000_000} MB")
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ArticleError(f"is not UTF-8: see byte {error.start} of the line") from None
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is not JSON ({error})") from None
    if not isinstance(row, dict):
        raise ArticleError("is no JSON object; each line must be one, {…}")
    return row


def _id(value: object) -> str:
    """Return an id as text; numbers are ids too."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _given(value: object) -> str | None:
    """Return a string as it was given; anything else is not known."""
    return value or None if isinstance(value, str) else None


def _require_storable(article: Article) -> None:
    fields = (article.source_id, article.title, article.text, article.url, article.source, article.author)
    for value in (*fields, article.published_at):
        try:
            (value or "").encode("utf-8")
        except UnicodeEncodeError as error:
            raise ArticleError(f"holds half a character (a lone surrogate at offset {error.start})") from None
