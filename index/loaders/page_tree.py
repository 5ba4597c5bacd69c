"""A web page as a tree of elements, unless it is one of those that are made to exhaust whoever reads them."""

from __future__ import annotations

import re
from typing import Any

from index.errors import ArticleError

_MOST_TAGS = 1_000_000  # in the source, scripts included; beyond, parsing alone takes hundreds of MB
_MOST_ELEMENTS = 25_000  # ten times what a long article has; a liveblog of a day has so many
_TAG = re.compile(r"<[a-zA-Z]")
_NO_ARTICLE = "no article text was found in this page"
_NO_TEXT = ("script", "style", "svg", "template", "canvas", "object", "iframe")


def parse_page(source: str) -> Any:
    """Return the root element of a page. Raises ArticleError where there is none, or far too much."""
    from lxml import etree, html

    if not _TAG.search(source):
        raise ArticleError(_NO_ARTICLE)
    if source.count("<") > _MOST_TAGS:
        raise ArticleError(f"has more than {_MOST_TAGS:,} tags, far more than an article")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    content = source.replace("\0", "\ufffd").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise ArticleError("is nested deeper, or has a longer run of text, than any web page of an article")
    if root is None:
        raise ArticleError(_NO_ARTICLE)
    return root


def strip_page(root: Any) -> None:
    """Take out what holds no text of an article. Raises ArticleError where more elements are left than a page has."""
    from lxml import etree

    etree.strip_elements(root, *_NO_TEXT, with_tail=False)
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise ArticleError(f"has more than {_MOST_ELEMENTS:,} elements, far more than an article; is it one page?")
