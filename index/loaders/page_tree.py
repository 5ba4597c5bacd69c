"""A web page as a tree of elements, unless it is one of those that are made to exhaust whoever reads them."""

from __future__ import annotations

import re
from typing import Any

from index.errors import ArticleError

_MOST_PARSED = 150_000  # elements, with those of pictures and menus
_MOST_ATTRIBUTES = 500_000
_MOST_OF_ONE = 500  # attributes of one element; the parser's time grows with their square
_MOST_ELEMENTS = 25_000  # that may hold text: ten times what a long article has; a liveblog of a day has so many
_MOST_IN_ONE = 5000  # elements of one paragraph; the extraction's time grows with their square
_NO_TEXT = ("script", "style", "svg", "template", "canvas", "object", "iframe")
_TAG = re.compile(r"<[a-zA-Z]")
_NO_ARTICLE = "no article text was found in this page"
_TOO_MANY = "has far more tags than an article; is it one page?"
_TOO_DEEP = "is nested deeper, or has a longer run of text, than any web page of an article"


def parse_page(source: str) -> Any:
    """Return the root element of a page. Raises ArticleError where there is none, or far too much."""
    from lxml import etree, html

    if not _TAG.search(source):
        raise ArticleError(_NO_ARTICLE)
    content = source.replace("\0", "\ufffd").encode("utf-8", "replace")
    try:
        etree.fromstring(content, parser=etree.HTMLParser(encoding="utf-8", target=_Guard()))
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise ArticleError(_NO_ARTICLE) from None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise ArticleError(_TOO_DEEP)
    return root


def strip_page(root: Any) -> None:
    """Take out what holds no text of an article. Raises ArticleError where more elements are left than a page has."""
    from lxml import etree

    etree.strip_elements(root, *_NO_TEXT, with_tail=False)
    if _count(root) > _MOST_ELEMENTS or any(_count(paragraph) > _MOST_IN_ONE for paragraph in root.iter("p")):
        raise ArticleError(_TOO_MANY)


def _count(element: Any) -> int:
    return sum(1 for _ in element.iter())


class _Guard:
    """Counts what a tree of the page would hold, before there is one."""

    def __init__(self) -> None:
        self._elements = self._attributes = 0

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._attributes += len(attributes)
        if self._elements > _MOST_PARSED or self._attributes > _MOST_ATTRIBUTES or len(attributes) > _MOST_OF_ONE:
            raise ArticleError(_TOO_MANY)

    def close(self) -> None:
        """Nothing is made of it."""
