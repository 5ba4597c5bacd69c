"""All about one article, as moderators read it in Discord."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.discord_bot.markdown import clip, escape, link, page_url
from bot.render import count
from index.arrivals import Arrival

if TYPE_CHECKING:
    from index.versions import ArticleInfo, Difference, Version

_SHOWN = 5  # of each kind in a message; the others are in the file
_TEXT = 120  # characters of a paragraph in a message
_HOW = {"file": "given as a file", "url": "added by its address", "feed": "brought by a feed"}


def info_text(info: ArticleInfo, shown: int | None = _SHOWN) -> str:
    """Return all about an article; `shown` paragraphs of each kind, None for all."""
    article = info.summary
    counts = f"{count(article.passages, 'passage')}, {count(article.quotes, 'quotation')}"
    facts = [
        article.source,
        article.author,
        article.published_at,
        article.language,
        article.source_id,
        article.article_id,
    ]
    named = (escape(clip(fact, _TEXT)) for fact in facts if fact)
    return "\n".join(
        [
            f"**{link(clip(article.title, 200), page_url(article.url))}**",
            "-# " + " · ".join([*named, counts]),
            _came(info.arrival),
            *_elsewhere(info, shown),
            *_boilerplate(info, shown),
            *(line for version in info.versions for line in _version(version, shown)),
        ]
    )


def _came(arrival: Arrival | None) -> str:
    if arrival is None:
        return "Read from a folder."
    feed = f" (<{arrival.feed}>)" if arrival.feed else ""
    return f"{_HOW.get(arrival.how, arrival.how).capitalize()}{feed}, {_moment(arrival.added_at)}."


def _elsewhere(info: ArticleInfo, shown: int | None) -> Iterator[str]:
    if info.duplicates:
        named = ", ".join(escape(clip(one.source_id, _TEXT)) for one in info.duplicates[:shown])
        yield f"The same text: {named}{_more(len(info.duplicates), shown)}"


def _boilerplate(info: ArticleInfo, shown: int | None) -> Iterator[str]:
    if info.boilerplate:
        yield f"Never cited: {len(info.boilerplate)}{_more(len(info.boilerplate), shown)}"
    yield from (f"- {_cut(text, shown)}" for text in info.boilerplate[:shown])


def _version(version: Version, shown: int | None) -> Iterator[str]:
    yield f"Before, until {_moment(version.until)}: {count(len(version.differences), 'difference')}"
    yield from (_difference(one, shown) for one in version.differences[:shown])


def _difference(one: Difference, shown: int | None) -> str:
    text = _cut(one.text, shown)
    return f"- + {text}" if one.is_added else f"- ~~{text}~~"


def _cut(text: str, shown: int | None) -> str:
    return escape(" ".join((text if shown is None else clip(text, _TEXT)).split()))


def _more(number: int, shown: int | None) -> str:
    return f", the first {shown} of them" if shown is not None and number > shown else ""


def _moment(moment: datetime | None) -> str:
    return f"<t:{moment.timestamp():.0f}:f>" if moment else "an unknown time"
