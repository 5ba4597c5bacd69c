"""The source line: a reference, from a button or by command, becomes the article around it, page by page; and its
receipt, whether the words still stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Draft, Reply
from bot.discord_bot.engine import Answers
from bot.discord_bot.markdown import clip, escape
from bot.discord_bot.moderators import is_moderator
from bot.discord_bot.readings import WHOLE, Place, Reading, article_file, reading_reply
from bot.discord_bot.receipts import receipt_reply, words_in
from bot.discord_bot.suggestions import Suggestions
from bot.discord_bot.views import Interaction
from index.errors import EditedRefError, RemovedRefError
from index.results import LedgerEntry, Source
from index.types import Article

_TITLE = 150
_ARTICLE = re.compile(r"[0-9a-f]{16}")


class Sources:
    """Shows the sources of citations, to the person who asks only.

    What is read is named by `key`: the reference of words, or the id of an article.
    """

    def __init__(self, answers: Answers, desk: Desk) -> None:
        self._answers, self._desk = answers, desk

    async def show(self, interaction: Interaction, ref: str) -> None:
        """Show the passage that this reference points to; if it was edited or removed since, what became of it."""
        words = words_in(interaction.message)
        await self._desk.show(interaction, partial(self._source, ref, is_moderator(interaction), words))

    async def read(self, interaction: Interaction, key: str, place: Place | None = None) -> None:
        """Show a page of the article, in place of the one whose button was pressed; from a list, beside it."""
        work = partial(self._page, key, place, is_moderator(interaction))
        await (self._desk.turn(interaction, work) if place else self._desk.show(interaction, work))

    async def send_whole(self, interaction: Interaction, key: str) -> None:
        """Send the whole article as a file."""
        await self._desk.show(interaction, partial(self._whole, key))

    async def verify(self, interaction: Interaction, ref: str) -> None:
        """Show whether the words still stand as they were cited; the message with the button has them."""
        words = words_in(interaction.message)
        await self._desk.show(interaction, partial(self._receipt, ref, words))

    def _source(self, ref: str, can_correct: bool, words: Sequence[str]) -> Reply:
        """Look the source up and render it; runs in a thread, like all below."""
        try:
            return self._page(ref, None, can_correct)
        except (EditedRefError, RemovedRefError):
            return self._receipt(ref, words)

    def _page(self, key: str, place: Place | None, can_correct: bool) -> Reply:
        return reading_reply(self._reading(key, can_correct), place)

    def _receipt(self, ref: str, words: Sequence[str]) -> Reply:
        return receipt_reply(self._answers.verify(ref, words))

    def _whole(self, key: str) -> Reply:
        article = self._reading(key).article
        file = article_file(article)
        title = f"**{escape(clip(article.title, _TITLE))}**"
        refused = "The article is too long for a message, and files are not allowed here."
        draft = Draft(title, attachment=file, bare_foot=refused)
        return Reply(draft, draft)

    def _reading(self, key: str, can_correct: bool = False) -> Reading:
        if _ARTICLE.fullmatch(key):
            return Reading(key, self._answers.article(key))
        source = self._answers.source(key, context=WHOLE)
        article = _article_of(source)
        entries = self._answers.quotes(article=article.id, everything=True).entries
        return Reading(source.ref, article, source, quotation_at(source, entries), can_correct)


def _article_of(source: Source) -> Article:
    """The article, from a source with the whole of it around the words: a reindex in between changes neither."""
    one, text = source.article, f"{source.before}{source.text}{source.after}"
    return Article(one.source_id, one.title, text, one.url, one.source, one.author, one.published_at)


def quotation_at(source: Source, entries: Sequence[LedgerEntry]) -> LedgerEntry | None:
    """Return the quotation of the source's article that shares most with its words, or None where none does."""

    def shared(entry: LedgerEntry) -> int:
        return min(entry.end, source.end) - max(entry.start, source.start)

    return max((entry for entry in entries if shared(entry) > 0), key=shared, default=None)


def source_command(sources: Sources, suggestions: Suggestions) -> app_commands.Command[Any, ..., None]:
    """Return the command `/source`."""

    @app_commands.command(name="source", description="Show a quotation in its article.")
    @app_commands.describe(ref="The reference of a quotation, as its source shows it.")
    @app_commands.autocomplete(ref=suggestions.refs)
    async def source(interaction: discord.Interaction, ref: app_commands.Range[str, 1, 100]) -> None:
        await sources.show(interaction, ref)

    return source
