"""The articles as drafts: a page of them, newest first, each with what there is to read of it.

What is listed stands in the head of the message: the buttons below read it there, also after a restart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.discord_bot.captions import NAME, TITLE
from bot.discord_bot.drafts import PLAIN, RICH, Draft, Entry, Press, Reply, Shape
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import clip, escape, link, page_url, unescape
from bot.render import count
from index.types import ArticleSummary

_ON_PAGE = 5  # articles: each takes four of the 40 components, and two of the 25 buttons
_FOOT = 60  # characters kept free for the line on where the page stands
_BEGIN = "**Articles**"
_HEAD = re.compile(r"\*\*Articles\*\*(?: on \*\*((?:\\.|[^\\*])+)\*\*)? · newest first$")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which articles are listed: those with words in the title (or an id) that begin like the query's, or all."""

    query: str | None = None

    def head(self) -> str:
        """Return the line that says what is listed."""
        return f"{_BEGIN}{f' on **{escape(self.query)}**' if self.query else ''} · newest first"


def make_shelf(query: str | None) -> Shelf:
    """Return what is to be listed for a query as it was typed."""
    return Shelf(" ".join(query.split()) or None if query else None)


def shelf_in(head: str) -> Shelf | None:
    """Return what a message's head says is listed, or None where it is the head of something else."""
    match = _HEAD.match(head.split("\n", 1)[0])
    return Shelf(unescape(match[1]) if match[1] else None) if match else None


def list_id(offset: int) -> str:
    """Return the custom_id of a button to another page of articles."""
    return f"quoth:articles:{offset}"


def shelf_reply(shelf: Shelf, found: Sequence[ArticleSummary], offset: int) -> Reply:
    """Return the page of articles that begins after `offset` of the `found` ones."""
    offset = offset if offset < len(found) else 0  # a reindex took the page away
    return Reply(_draft(shelf, found, offset, RICH), _draft(shelf, found, offset, PLAIN))


def _draft(shelf: Shelf, found: Sequence[ArticleSummary], offset: int, shape: Shape) -> Draft:
    if not found:
        return Draft(
            f"{shelf.head()}\n{'No article has that in its title.' if shelf.query else 'There are no articles.'}"
        )
    entries = [_entry(number, one) for number, one in enumerate(found[offset : offset + _ON_PAGE], offset + 1)]
    room = shape.room - length(shelf.head()) - _FOOT
    while len(entries) > 1 and sum(length(entry.text) + 2 for entry in entries) > room:
        entries.pop()
    after = offset + len(entries)
    presses = (
        Press("Back", list_id(max(0, offset - _ON_PAGE)), offset > 0),
        Press("More", list_id(after), after < len(found)),
    )
    is_all = offset == 0 and after == len(found)
    foot = "" if len(found) == 1 else f"-# {offset + 1}–{after} of {len(found)}"
    return Draft(shelf.head(), tuple(entries), foot, first=offset + 1, presses=() if is_all else presses)


def _entry(number: int, article: ArticleSummary) -> Entry:
    """An article: its title as a link, outlet, day and number of quotations, and its buttons."""
    title = link(clip(article.title, TITLE), page_url(article.url))
    outlet = [escape(clip(article.source, NAME))] if article.source else []
    day = [escape(article.published_at[:10])] if article.published_at else []
    facts = " · ".join([*outlet, *day, count(article.quotes, "quotation")])
    presses = (
        Press("Read", f"quoth:open:{article.article_id}"),
        Press("Quotations", f"quoth:quotes:{article.article_id}", article.quotes > 0),
    )
    return Entry(f"**{number}. {title}**\n-# {facts}", presses=presses)
