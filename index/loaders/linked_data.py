"""JSON-LD: what a page tells machines of its article, in the words of https://schema.org/NewsArticle."""

from __future__ import annotations

import html
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.loaders.addresses import web_address
from index.loaders.details import Details
from index.loaders.languages import language_tag
from index.loaders.plain import known_date, one_line

_LARGEST = 1_000_000  # characters of one block; what is longer describes more than an article
_MOST_NODES = 10_000
_OTHER_ARTICLES = {"BlogPosting", "LiveBlogPosting", "Report"}  # all others end like "NewsArticle"
_INNER = ("@graph", "mainEntity")
_WRAPPINGS = ("<!--", "-->", "//<![CDATA[", "//]]>", "/*<![CDATA[*/", "/*]]>*/", "<![CDATA[", "]]>")


def read_linked_data(blocks: Iterable[str], urls: Collection[str]) -> Details:
    """Return what these blocks of JSON-LD say of the page's article; `urls` are those that the page is known by.

    Where they describe several articles and none of them by one of these URLs, nobody knows which is meant: nothing.
    """
    nodes = [node for block in blocks for node in _nodes(block)]
    article = _choose([node for node in nodes if _is_article(node)], urls)
    return Details() if article is None else _Described(article, _by_id(nodes)).details()


def _nodes(block: str) -> Iterator[Mapping[str, object]]:
    """Yield the things that a block describes, those in lists and graphs too."""
    waiting: list[object] = [_parse(block)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node[:_MOST_NODES]
        elif isinstance(node, dict):
            waiting[:0] = [node[key] for key in _INNER if key in node]
            yield node


def _parse(block: str) -> object:
    for mark in _WRAPPINGS:
        block = block.strip().removeprefix(mark).removesuffix(mark)
    try:
        return json.loads(block, strict=False) if len(block) <= _LARGEST else None
    except (ValueError, RecursionError):
        return None


def _is_article(node: Mapping[str, object]) -> bool:
    kinds = [str(kind).rpartition("/")[2] for kind in _several(node.get("@type"))]
    return any(kind.endswith("Article") or kind in _OTHER_ARTICLES for kind in kinds)


def _choose(articles: Sequence[Mapping[str, object]], urls: Collection[str]) -> Mapping[str, object] | None:
    known = {_bare(url) for url in urls}
    here = [article for article in articles if known & {_bare(url) for url in _urls(article)}]
    headlines = {_line(article.get("headline")) for article in articles}
    return next(iter(here), articles[0] if len(headlines) == 1 else None)


def _urls(article: Mapping[str, object]) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        for value in _several(article.get(key)):
            named = value.get("@id", value.get("url")) if isinstance(value, dict) else value
            if url := web_address(named):
                yield url


def _bare(url: str) -> str:
    """Return a URL without what makes no difference to which page it is."""
    return url.strip().partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")


def _by_id(nodes: Iterable[Mapping[str, object]]) -> Mapping[str, Mapping[str, object]]:
    return {str(node["@id"]): node for node in nodes if len(node) > 1 and "@id" in node}


@dataclass(frozen=True, slots=True)
class _Described:
    """An article as it is described, and whatever its description refers to, by id."""

    article: Mapping[str, object]
    others: Mapping[str, Mapping[str, object]]

    def details(self) -> Details:
        return Details(
            title=_line(self.article.get("headline")) or _line(self.article.get("name")),
            author=", ".join(dict.fromkeys(self._names("author"))) or None,
            source=next(self._names("publisher"), None),
            url=next(_urls(self.article), None),
            published_at=known_date(self.article.get("datePublished")),
            language=language_tag(self.article.get("inLanguage")) or next(map(language_tag, self._languages()), None),
        )

    def _names(self, key: str) -> Iterator[str]:
        """Yield the names of persons or organisations; an address is no name."""
        for value in _several(self.article.get(key)):
            named = self._node(value).get("name") if isinstance(value, dict) else value
            for name in map(_line, _several(named)):
                if name and "://" not in name:
                    yield name

    def _languages(self) -> Iterator[object]:
        """Yield the codes of languages that are described, not only named."""
        for value in _several(self.article.get("inLanguage")):
            if isinstance(value, dict):
                yield self._node(value).get("alternateName")

    def _node(self, value: Mapping[str, object]) -> Mapping[str, object]:
        return self.others.get(str(value.get("@id")), value) if "name" not in value else value


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _line(value: object) -> str | None:
    """Return a text on one line; some sites write it as in HTML."""
    return one_line(html.unescape(value)) if isinstance(value, str) else None
