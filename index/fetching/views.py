"""What a reader sees of a web page: its titles, its words beside links, and whether they are all there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_UNREAD = ("script", "style", "template", "svg")
_BESIDE = ("noscript", "nav", "header", "footer", "aside", "form", "button", "select", "iframe", "a", "h1")
_SPACES = re.compile(r"\s+")
_LONGEST_TITLE = 300  # characters; what is longer is no title
_HEADINGS = 3  # that are looked at; a list of other articles may have one each
_NOT_FREE = {"false", "no"}


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it looks.

    titles: of the window, for sharing, and its first headings; text: its words, without links, menus and forms.
    everything: all words, also those for browsers that run no scripts.
    is_free: whether its markup says that the article can be read without paying; None where it does not say.
    feeds: addresses of feeds that it names, as written.
    """

    titles: tuple[str, ...]
    text: str
    everything: str
    is_free: bool | None
    feeds: tuple[str, ...]


def view_page(content: bytes) -> PageView | None:
    """Return what is seen of HTML; None where there is nothing to see."""
    from lxml.etree import strip_elements
    from trafilatura import load_html

    tree: Any = load_html(content)
    if tree is None:
        return None
    titles, is_free, feeds = tuple(_titles(tree)), _is_free(tree), tuple(_feeds(tree))
    strip_elements(tree, *_UNREAD, with_tail=False)
    everything = _body(tree)
    strip_elements(tree, *_BESIDE, with_tail=False)
    return PageView(titles, _body(tree), everything, is_free, feeds)


def _titles(tree: Any) -> Iterator[str]:
    found = [*tree.xpath("//head/title"), *tree.xpath("(//h1)")[:_HEADINGS]]
    shared = tree.xpath("//meta[@property='og:title']/@content")
    for title in [*(_words(element.itertext()) for element in found), *(_words([text]) for text in shared[:1])]:
        if 0 < len(title) <= _LONGEST_TITLE:
            yield title


def _body(tree: Any) -> str:
    return " ".join(_words(body.itertext()) for body in tree.iter("body"))


def _words(pieces: Any) -> str:
    return _SPACES.sub(" ", " ".join(pieces)).strip()


def _feeds(tree: Any) -> Iterator[str]:
    for link in tree.xpath("//link[@href]"):
        if link.get("type", "").lower() in {"application/rss+xml", "application/atom+xml"}:
            yield link.get("href").strip()


def _is_free(tree: Any) -> bool | None:
    """Return what schema.org's isAccessibleForFree says, or OpenGraph's content_tier."""
    tiers = [tier.lower() for tier in tree.xpath("//meta[@property='article:content_tier']/@content")]
    said = [value for data in _structured(tree) for value in _find(data, "isAccessibleForFree")]
    if any(str(value).lower().rpartition("/")[2] in _NOT_FREE for value in said) or "locked" in tiers:
        return False
    return True if said or "free" in tiers else None


def _structured(tree: Any) -> Iterator[Any]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            yield json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue


def _find(data: Any, key: str) -> Iterator[Any]:
    """Yield the values of a key, however deep it stands."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if key in item:
                yield item[key]
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
