"""HTML pages: the article in it, as trafilatura finds it, one paragraph or block quote after the other."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from index.errors import ArticleError
from index.loaders.charsets import decode_page
from index.loaders.limits import require_size
from index.loaders.page_details import find_blocks, read_details
from index.loaders.page_quotes import free_quotes, mark, split_lines, unwrap
from index.loaders.page_tree import parse_page, strip_page
from index.loaders.plain import block_quote
from index.types import Article

_BLOCKS = {"p", "head", "list", "item", "table", "row", "quote", "div"}  # TEI's names, which trafilatura uses


def load(content: bytes, name: str) -> Article:
    """Read a web page from a file. Raises ArticleError where no article is found in it."""
    return load_page(content, name=name)


def load_page(content: bytes, *, name: str, url: str | None = None, charset: str | None = None) -> Article:
    """Read a web page; `name` becomes its source id, `url` is where it was fetched, `charset` what the server says.

    Raises ArticleError where no article is found in it, and for a page that is made to exhaust its reader.
    """
    require_size(len(content))
    root = parse_page(decode_page(content, charset))
    blocks = find_blocks(root)
    strip_page(root)
    details = read_details(root, blocks, url)
    text = "\n\n".join(_extract(root))
    if not text:
        raise ArticleError("no article text was found in this page")
    return details.article(name, text)


def _extract(root: Any) -> list[str]:
    """Return the paragraphs of the article, as trafilatura finds it."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong with a page is told by its reason
    free_quotes(root)
    page: Any = trafilatura.bare_extraction(root, include_comments=False)
    return [] if page is None else list(_paragraphs(page.body))


def _paragraphs(element: Any) -> Iterator[str]:
    """Yield the paragraphs below an element that holds blocks; text that stands between blocks is one of its own."""
    yield from split_lines(element.text)
    for child in element:
        is_split = child.tag not in {"p", "row"} and any(inner.tag in _BLOCKS for inner in child)
        inside = _paragraphs(child) if is_split else split_lines(_text(child))
        yield from map(block_quote, inside) if child.tag == "quote" else inside
        yield from split_lines(child.tail)


def _text(element: Any) -> str:
    """Return an element's text with line breaks where the page has them, and <q> marked as browsers mark it."""
    pieces = [unwrap(element.text)]
    for child in element:
        inner = _text(child)
        if child.tag == "lb":
            inner = "\n"
        elif child.tag == "quote":
            inner = mark(inner)
        elif child.tag == "cell":
            inner = f"{inner} "
        pieces += [inner, unwrap(child.tail)]
    return "".join(pieces)
