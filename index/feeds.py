"""Feeds, RSS and Atom of any version, as feedparser reads them, from bytes that were fetched; it opens nothing else."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from index.errors import FeedError
from index.fetching.views import view_page
from index.loaders.plain import known_date, one_line

_LARGEST = 5_000_000  # bytes; feeds of whole articles have a tenth of it
_MOST_TAGS = 300_000  # which take feedparser twelve seconds
_MARKS = {  # of encodings, the longer before those that they begin with
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_MISC = r"(?:\s+|<\?.*?\?>|<!--.*?-->)*"
_PROLOG = re.compile(rf"{_MISC}(?:<!DOCTYPE[^<>\[]*>{_MISC})?", re.IGNORECASE | re.DOTALL)
_RELATIVE_BASE = re.compile(  # each makes all addresses below it longer, for which feedparser takes the square of time
    r"xml:base(?=\s*=)(?!\s*=\s*[\"']https?://[^\"'<>]{1,1000}[\"'])", re.IGNORECASE
)
_MARKUP = re.compile(r"<[A-Za-z/!]|&\w+;|&#\w+;")
_BLOCKS = ("p", "div", "br", "li", "tr", "td", "h1", "h2", "h3", "h4", "blockquote")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of one article; published_at in ISO 8601, summary as plain text. None where it does not say."""

    url: str
    title: str | None
    published_at: str | None
    author: str | None
    summary: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its name, its language as it writes it ("en-GB"), and its articles in the order that it gives."""

    title: str | None
    language: str | None
    entries: tuple[FeedEntry, ...]


def parse_feed(content: bytes, url: str) -> Feed:
    """Return what a feed fetched from `url` says. Raises FeedError for what is none, or is not to be read.

    An address of an article that is given twice comes once, an entry without one not at all. What feedparser can
    make of a feed that is not well-formed counts.
    """
    if len(content) > _LARGEST:
        raise FeedError(f"The feed {url} is larger than {_LARGEST // 1_000_000} MB, so it is not read.")
    try:
        return _read(content, url)
    except FeedError:
        raise
    except Exception as error:
        # damaged feeds make the parsers raise anything
        raise FeedError(f"{url} cannot be read as a feed ({error or type(error).__name__}).") from error


def _read(content: bytes, url: str) -> Feed:
    import feedparser

    parsed: Any = feedparser.parse(
        io.BytesIO(_root(content, url)),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not parsed.version:
        raise FeedError(_no_feed(content, url))
    entries = tuple(_entries(parsed, url))
    if parsed.bozo and not entries:
        raise FeedError(f"The feed {url} is damaged ({parsed.get('bozo_exception')}); try again later.")
    return Feed(_plain(parsed.feed.get("title")), one_line(parsed.feed.get("language")), entries)


def _root(content: bytes, url: str) -> bytes:
    """Return the root element in UTF-8: without what stands before it, there are no entities and nothing to load.

    Bases of addresses that are relative themselves are left out.
    """
    text = _decode(content)
    prolog = _PROLOG.match(text)
    root = text[prolog.end() if prolog else 0 :]
    if root.startswith("<!"):
        raise FeedError(f"{url} declares entities of its own, which no feed needs and attacks do, so it is not read.")
    if not root.startswith("<"):
        raise FeedError(_no_feed(content, url))
    if root.count("<") > _MOST_TAGS:
        raise FeedError(f"The feed {url} has more than {_MOST_TAGS} tags, so it is not read.")
    safe = _RELATIVE_BASE.sub("xml:was", root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{safe}".encode("utf-8", "replace")


def _decode(content: bytes) -> str:
    """Return XML as text: by its mark, its declaration, as UTF-8, or as what old programs write without saying so."""
    declared = _DECLARED.match(content)
    marked = [encoding for mark, encoding in _MARKS.items() if content.startswith(mark)]
    for encoding in [*marked, *([declared[1].decode("ascii")] if declared else []), "utf-8"]:
        with suppress(LookupError, UnicodeError):
            return content.decode(encoding)
    return content.decode("windows-1252", "replace")


def _no_feed(content: bytes, url: str) -> str:
    """Say that a page is no feed, and where the feed is that it names."""
    view = view_page(content)
    named = [urljoin(url, feed) for feed in view.feeds] if view else []
    return f"{url} is no feed" + (f", but it names one: {named[0]}" if named else "; give the address of RSS or Atom.")


def _entries(parsed: Any, url: str) -> Iterator[FeedEntry]:
    seen: set[str] = set()
    for entry in parsed.entries:
        address = _address(entry, url)
        if address is None or address in seen:
            continue
        seen.add(address)
        yield FeedEntry(
            url=address,
            title=_plain(entry.get("title")),
            published_at=_published(entry, is_atom=parsed.version.startswith("atom")),
            author=_plain(entry.get("author")),
            summary=_plain(entry.get("summary")),
        )


def _address(entry: Any, url: str) -> str | None:
    """Return where the article is, or None where it is not on the web."""
    link = one_line(entry.get("link"))
    with suppress(ValueError):
        address = urljoin(url, link or "")
        parts = urlsplit(address)
        if link and parts.scheme in {"http", "https"} and parts.hostname:
            return address
    return None


def _published(entry: Any, *, is_atom: bool) -> str | None:
    """Return when an article was published. Atom tells that from when it was changed; elsewhere dc:date means it."""
    key = "published" if is_atom or "published" in entry else "updated"
    return known_date(entry.get(key)) if key in entry else None  # feedparser's own reading makes days of a mere year


def _plain(value: object) -> str | None:
    """Return text without markup, on one line."""
    written = one_line(value)
    if written is None or _MARKUP.search(written) is None:
        return written
    from lxml import etree, html

    tree = html.fromstring(f"<div>{written}</div>")
    etree.strip_elements(tree, "script", "style", with_tail=False)
    for block in tree.iter(*_BLOCKS):
        block.tail = f" {block.tail or ''}"
    return one_line(tree.text_content())
