"""The source line: a reference, from a button or by command, becomes the passage around the quotation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.delivery import attended, defer, follow_up
from bot.discord_bot.drafts import Reply
from bot.discord_bot.engine import Answers
from bot.discord_bot.line import Line
from bot.discord_bot.messages import source_reply
from bot.discord_bot.moderators import is_moderator
from bot.discord_bot.suggestions import Suggestions
from bot.discord_bot.views import Interaction
from index.results import LedgerEntry, Source

_CONTEXT = 400  # characters before and after


class Sources:
    """Shows the sources of citations, to the person who asks only."""

    def __init__(self, answers: Answers, line: Line) -> None:
        self._answers, self._line = answers, line

    async def show(self, interaction: Interaction, ref: str) -> None:
        """Show the passage that this reference points to."""
        async with attended(interaction, self._line):
            await defer(interaction, ephemeral=True)
            reply = await self._line.run(self._draft, ref, is_moderator(interaction))
            await follow_up(interaction, reply, ephemeral=True)

    def _draft(self, ref: str, is_moderator: bool) -> Reply:
        """Look the source up and render it; runs in a thread."""
        source = self._answers.source(ref, context=_CONTEXT)
        entries = self._answers.quotes(article=source.article.article_id, everything=True).entries
        return source_reply(source, quotation_at(source, entries), can_correct=is_moderator)


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
