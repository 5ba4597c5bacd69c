"""What became of cited words, as drafts: unchanged, edited with the differences marked, or removed; and the words
that a message shows, by which an edit can be told in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import discord

from bot.discord_bot.captions import TITLE
from bot.discord_bot.differences import compared
from bot.discord_bot.drafts import PLAIN, RICH, Draft, Entry, Reply, Shape
from bot.discord_bot.frames import GAP
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import clip, cut_quote, escape_told, link, page_url, unescape
from bot.receipts import HEADS
from index.results import Receipt

LEGEND = "-# ~~struck~~: as it was cited · **bold**: as it stands now"
_FOOT = 200  # characters kept free for the legend and the place
_QUOTED = re.compile(r"^> ?", re.MULTILINE)
_BOLD = re.compile(r"\*\*((?:\\.|[^\\*])+)\*\*")


def receipt_reply(receipt: Receipt) -> Reply:
    """Return what became of the words of a citation."""
    return Reply(_draft(receipt, RICH), _draft(receipt, PLAIN))


def words_in(message: discord.Message | None) -> tuple[str, ...]:
    """Return every run of words that a message of the bot may quote whole: its block quotes, and what they have bold.

    Whether some are the words of a reference, its digest tells.
    """
    return tuple(dict.fromkeys(_words(message))) if message else ()


def _draft(receipt: Receipt, shape: Shape) -> Draft:
    head = f"**{HEADS[receipt.state]}** {escape_told(receipt.reason)}"
    title = ""
    if receipt.title:
        title = f"-# {link(clip(receipt.title, TITLE), page_url(receipt.url, receipt.now))}"
    room = shape.room - length(head) - length(title) - GAP - _FOOT
    if receipt.now is None:
        was = f"It was cited with these words:\n{cut_quote(receipt.was, room)}" if receipt.was else ""
        return Draft(head, foot="\n".join(filter(None, (was, title))))
    marks = [LEGEND] if any(piece.kind != "same" for piece in receipt.pieces) else []
    text = "\n".join(filter(None, (compared(receipt.now, receipt.pieces, room), *marks, title)))
    return Draft(head, (Entry(text, receipt.now_ref or receipt.ref, clip(receipt.now, 100)),))


def _words(message: discord.Message) -> Iterator[str]:
    for text in (message.content, *(each for component in message.components for each in _displayed(component))):
        for block in _blocks(text):
            yield unescape(block)
            bold = (_BOLD.search(line) for line in block.split("\n"))
            yield unescape("\n".join(match[1] if match else "" for match in bold).strip("\n"))


def _displayed(component: object) -> Iterator[str]:
    if isinstance(component, discord.TextDisplay):
        yield component.content
    for child in getattr(component, "children", ()):
        yield from _displayed(child)


def _blocks(text: str) -> Iterator[str]:
    """The block quotes of a text, without their marks."""
    run: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith(">"):
            run.append(_QUOTED.sub("", line, count=1))
        elif run:
            yield "\n".join(run)
            run = []
