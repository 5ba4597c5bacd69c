"""What a web page says of its article, from where pages have it; nothing is guessed from its address or its text.

Of what is said more than once counts, detail by detail: JSON-LD (`linked_data`), before the metas that are made for it
(OpenGraph, `article:`, Dublin Core), before the page's elements (`<h1>`, `<title>`, `rel="author"`, `<time>`,
`<html lang>`). An address is the canonical one, else that of OpenGraph, of JSON-LD, or where the page was fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.loaders.addresses import web_address
from index.loaders.details import Details, first_known
from index.loaders.languages import language_tag
from index.loaders.linked_data import read_linked_data
from index.loaders.plain import known_date, one_line

_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "citation_author")
_SOURCES = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_DATES = (
    "article:published_time",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.issued",
    "citation_publication_date",
    "pubdate",
    "dc.date",
    "date",
)
_LANGUAGES = ("og:locale", "dc.language", "dcterms.language", "content-language")
_BY = re.compile(r"^by\s+(?=\w)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+[|–—·»-]+\s+")
_IN_TEXT = " or ".join(f"ancestor::{tag}" for tag in ("p", "li", "blockquote", "figure", "aside", "footer", "nav"))
_CHANGED = re.compile(r"updat|modif|edit|expire", re.IGNORECASE)

_Metas = Mapping[str, Sequence[str]]


def find_blocks(root: Any) -> list[str]:
    """Return the page's blocks of JSON-LD."""
    return [script.text or "" for script in root.iter("script") if "ld+json" in script.get("type", "").lower()]


def read_details(root: Any, blocks: Sequence[str], url: str | None = None) -> Details:
    """Return what is said of the article of a page, which was fetched from `url` if that is known."""
    metas = _read_metas(root)
    address = _address(root, metas, url)
    linked = read_linked_data(blocks, [known for known in (address, url) if known])
    found = first_known(linked, _of_metas(metas), _of_elements(root, metas))
    return replace(found, title=_without_source(found.title, found.source), url=address or linked.url or url)


def _read_metas(root: Any) -> _Metas:
    """Return the contents of the page's metas, by name in lower case, in their order."""
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = next(filter(None, map(meta.get, ("property", "name", "itemprop", "http-equiv"))), "")
        if content := one_line(meta.get("content")):
            metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _address(root: Any, metas: _Metas, url: str | None) -> str | None:
    links = [link.get("href", "") for link in root.iter("link") if "canonical" in link.get("rel", "").lower().split()]
    for written in (*links, *metas.get("og:url", ())):
        if address := web_address(written, url):
            return address
    return None


def _of_metas(metas: _Metas) -> Details:
    return Details(
        title=next(_contents(metas, _TITLES), None),
        author=next(map(_names, _groups(metas, _AUTHORS)), None),
        source=next((source for source in _contents(metas, _SOURCES) if "://" not in source), None),
        published_at=next(filter(None, map(known_date, _contents(metas, _DATES))), None),
    )


def _of_elements(root: Any, metas: _Metas) -> Details:
    headings = list(root.iter("h1"))
    titles = headings if len(headings) == 1 else root.findall("head/title")
    authors = root.xpath("//*[@rel='author'] | //*[@itemprop='author'][not(@content)]")
    stated = [root.get("lang"), root.get("xml:lang"), *_contents(metas, _LANGUAGES)]
    return Details(
        title=next(filter(None, map(_text, titles)), None),
        author=_names([name for name in map(_text, authors) if name]),
        published_at=_time(root),
        language=next(filter(None, map(language_tag, stated)), None),
    )


def _contents(metas: _Metas, names: Sequence[str]) -> Iterator[str]:
    return (content for name in names for content in metas.get(name, ()))


def _groups(metas: _Metas, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names of each meta that has any; an address of somebody's page is none."""
    for name in names:
        if written := [content for content in metas.get(name, ()) if "://" not in content]:
            yield written


def _names(written: Sequence[str]) -> str | None:
    return ", ".join(dict.fromkeys(_BY.sub("", name) for name in written)) or None


def _time(root: Any) -> str | None:
    """Return the day that is marked as the publication's, or the only one that stands outside the text."""
    marked = root.xpath("//time[@pubdate or @itemprop='datePublished']")
    standing = root.xpath(f"//time[@datetime][not({_IN_TEXT})]")
    told = {known_date(time.get("datetime")) or known_date(_text(time)) for time in marked}
    told = told or {known_date(time.get("datetime")) for time in standing if not _is_of_a_change(time)}
    days = {(date or "")[:10] for date in told}
    return max((date for date in told if date), key=len, default=None) if len(days) == 1 else None


def _is_of_a_change(time: Any) -> bool:
    around = time.getparent()
    said = [*time.attrib.values(), *around.attrib.values(), around.text or "", time.text or ""]
    return any(map(_CHANGED.search, said))


def _text(element: Any) -> str | None:
    for line_break in element.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    return one_line("".join(element.itertext()))


def _without_source(title: str | None, source: str | None) -> str | None:
    """Take the outlet's name, which many pages append, off a title: "Talks stall | The Norvian"."""
    pieces = _BETWEEN.split(title or "")
    if len(pieces) < 2 or not source or pieces[-1].casefold() != source.casefold():
        return title
    assert title is not None
    return title[: title.rindex(pieces[-1])].rstrip(" |–—·»-\t")
