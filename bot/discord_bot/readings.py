"""An article as it is read: pages of it, the cited words bold, with the way to earlier and later ones; all as a file.

A page is a slice of the article's text; the pages before and after begin and end where it does, letter by letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from bot.discord_bot import limits
from bot.discord_bot.captions import NAME, TITLE, dated, reasons, who
from bot.discord_bot.drafts import PLAIN, RICH, Attachment, Control, Draft, Press, Reply, Shape
from bot.discord_bot.frames import GAP
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import ELLIPSIS, clip, escape, highlighted, link, page_url
from bot.harmless import harmless_line
from index.results import LedgerEntry, Source
from index.text import find_paragraphs
from index.types import Article, Span

Way = Literal["from", "to"]
WAYS: tuple[Way, ...] = get_args(Way)
WHOLE = 1_000_000_000  # characters of context: the whole article
_CONTEXT = 400  # characters before and after the cited words
_PAGE = 1_200  # characters of a page
_FOOT = 80  # characters kept free for the line on where a page stands
_BREAK = re.compile(r"\n\s*")
_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article that is read, by the reference of words in it or by its own id: `key`."""

    key: str
    article: Article
    source: Source | None = None
    quotation: LedgerEntry | None = None
    can_correct: bool = False

    @property
    def cited(self) -> Span:
        """Where the cited words stand; nowhere for an article that is read by its id."""
        return (self.source.start, self.source.end) if self.source else (0, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins ("from") or ends ("to")."""

    way: Way
    offset: int


def read_id(key: str, place: Place) -> str:
    """Return the custom_id of a button to a page of an article."""
    return f"quoth:read:{key}:{place.way}:{place.offset}"


def reading_reply(reading: Reading, place: Place | None = None) -> Reply:
    """Return a page of an article; without a place the one around the cited words, or the first."""
    return Reply(_draft(reading, place, RICH), _draft(reading, place, PLAIN))


def article_file(article: Article) -> Attachment:
    """Return an article as a file: what it is, a line each, and its text as it is stored, letter by letter."""
    facts = (article.title, article.author, article.source, article.published_at, article.url)
    head = "\n".join(harmless_line(fact) for fact in facts if fact)
    data = f"{head}\n\n{article.text}\n".encode("utf-8", "replace")
    return Attachment(f"article-{article.id}.txt", data[: limits.FILE_BYTES])


def _draft(reading: Reading, place: Place | None, shape: Shape) -> Draft:
    head = _head(reading)
    room = shape.room - length(head) - GAP - _FOOT
    start, end = _span(reading, place or _first(reading), room)
    text, key, quotation = reading.article.text, reading.key, reading.quotation
    presses = (
        Press("Earlier", read_id(key, Place("to", start)), start > 0),
        Press("Later", read_id(key, Place("from", end)), end < len(text)),
        Press("Whole article", f"quoth:whole:{key}"),
        *([Press("Verify", f"quoth:verify:{key}")] if reading.source else []),
    )
    controls = (Control("Correct", "correct", quotation.ref),) if quotation and reading.can_correct else ()
    return Draft(
        head,
        foot=f"{_shown(reading, start, end)}\n{_standing(text, start, end)}",
        presses=presses,
        controls=controls,
        url=_button_url(reading),
    )


def _head(reading: Reading) -> str:
    article, source, quotation = reading.article, reading.source, reading.quotation
    title = link(clip(article.title, TITLE), page_url(article.url, _cited_words(reading)))
    place = [escape(clip(name, NAME)) for name in (article.author, article.source) if name]
    if source:
        place += [f"paragraph {source.paragraph} of {source.paragraphs}", f"ref `{source.ref}`"]
    lines = [f"**{title}**{dated(article.published_at)}"]
    if place:
        lines.append(f"-# {' · '.join(place)}")
    if source and source.moved:
        lines.append("The article was edited since it was cited; the words still stand in it.")
    if quotation:
        lines += filter(None, (who(quotation), reasons(quotation)))
    return "\n".join(lines)


def _button_url(reading: Reading) -> str:
    """The original page at the very words, or at its beginning where that is too long for a button."""
    urls = (page_url(reading.article.url, words) or "" for words in (_cited_words(reading), None))
    return next((url for url in urls if length(url) <= limits.BUTTON_URL), "")


def _cited_words(reading: Reading) -> str | None:
    return reading.source.text if reading.source else None


def _first(reading: Reading) -> Place:
    """Where the page with the cited words begins: some context before them."""
    start, _ = reading.cited
    text = reading.article.text
    return Place("from", _begin(text, max(0, start - _CONTEXT), start))


def _span(reading: Reading, place: Place, room: int) -> Span:
    """The slice of the text that a page shows, of what has room when it is escaped."""
    text, (cited_start, cited_end) = reading.article.text, reading.cited
    offset = min(place.offset, len(text))  # the article may have become shorter since
    size = max(_PAGE, cited_end - cited_start + 2 * _CONTEXT)
    while True:
        if place.way == "from":
            start, end = offset, _finish(text, offset, min(len(text), offset + size))
        else:
            start, end = _begin(text, max(0, offset - size), offset), offset
        if size == 1 or length(_shown(reading, start, end)) <= room:
            return start, end
        size = size * 3 // 4


def _shown(reading: Reading, start: int, end: int) -> str:
    """A slice of the text as a block quote, the cited words in it bold, with "…" where the article goes on."""
    text, cited = reading.article.text, reading.cited
    first, last = (min(max(each, start), end) for each in cited)
    before = ELLIPSIS if start > 0 else ""
    after = ELLIPSIS if end < len(text) else ""
    return highlighted(before + text[start:first], text[first:last], text[last:end] + after)


def _standing(text: str, start: int, end: int) -> str:
    """Where a page stands in the article."""
    paragraphs = list(find_paragraphs(text))
    shown = [number for number, span in enumerate(paragraphs, 1) if span[0] < end and start < span[1]] or [1]
    which = f"{shown[0]}–{shown[-1]}" if shown[-1] > shown[0] else f"{shown[0]}"
    return f"-# Paragraphs {which} of {max(1, len(paragraphs))}" if len(paragraphs) > 1 else "-# The whole article"


def _finish(text: str, start: int, limit: int) -> int:
    """Where a page that begins at `start` ends: at a paragraph's end in its second half, else at a word's."""
    if limit >= len(text):
        return len(text)
    for gap in (_BREAK, _GAP):
        ends = [match.end() for match in gap.finditer(text, (start + limit) // 2, limit)]
        if ends:
            return ends[-1]
    return limit


def _begin(text: str, limit: int, end: int) -> int:
    """Where a page that ends at `end` begins: at a paragraph's start in its first half, else at a word's."""
    if limit <= 0:
        return 0
    for gap in (_BREAK, _GAP):
        match = gap.search(text, limit, (limit + end) // 2)
        if match:
            return match.end()
    return limit
