"""HTML pages: the article in it, as trafilatura finds it, one paragraph or block quote after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.loaders.plain import first_line, known_date, one_line
from index.types import Article

_BLOCKS = {"p", "head", "list", "item", "table", "row", "quote", "div"}  # TEI's names, which trafilatura uses
_SPACES = re.compile(r"[ \t\r]+")  # a no-break space is none of them


def load(path: Path) -> Article:
    """Read a web page. Raises ArticleError where no article is found in it."""
    import trafilatura

    page: Any = trafilatura.bare_extraction(path.read_bytes(), with_metadata=True, include_comments=False)
    text = "" if page is None else "\n\n".join(_paragraphs(page.body))
    if not text:
        raise ArticleError("no article text was found in this page")
    return Article(
        source_id=path.name,
        title=one_line(page.title) or first_line(text),
        text=text,
        url=one_line(page.url),
        source=one_line(page.sitename),
        author=one_line(page.author),
        published_at=known_date(page.date),
    )


def _paragraphs(element: Any) -> Iterator[str]:
    """Yield the paragraphs below an element that holds blocks; text that stands between blocks is one of its own."""
    yield from _lines(element.text)
    for child in element:
        if child.tag not in {"p", "row"} and any(inner.tag in _BLOCKS for inner in child):
            yield from _paragraphs(child)
        else:
            yield from _lines(_text(child))
        yield from _lines(child.tail)


def _text(element: Any) -> str:
    """Return an element's text with line breaks where the page has them, and <q> marked as browsers mark it."""
    pieces = [_unwrap(element.text)]
    for child in element:
        inner = _text(child)
        if child.tag == "lb":
            inner = "\n"
        elif child.tag == "quote" and not inner.strip().startswith(("“", '"', "«", "„")):
            inner = f"“{inner.strip()}”"
        elif child.tag == "cell":
            inner = f"{inner} "
        pieces += [inner, _unwrap(child.tail)]
    return "".join(pieces)


def _unwrap(text: str | None) -> str:
    """Return text without the line breaks of the HTML source, which mean no more than a space."""
    return (text or "").replace("\n", " ")


def _lines(text: str | None) -> Iterator[str]:
    """Yield the paragraph, if there is one; runs of space, which browsers show as one, are one."""
    lines = (_SPACES.sub(" ", line).strip() for line in (text or "").split("\n"))
    if paragraph := "\n".join(filter(None, lines)):
        yield paragraph
