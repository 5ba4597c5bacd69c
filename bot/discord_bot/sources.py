"""The source line: a reference, from a button or by command, becomes the passage around the quotation."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.delivery import attended, follow_up
from bot.discord_bot.drafts import Reply
from bot.discord_bot.engine import Answers
from bot.discord_bot.line import Line
from bot.discord_bot.messages import source_reply
from bot.discord_bot.recents import Recents
from bot.discord_bot.views import Interaction

_CONTEXT = 400  # characters before and after


class Sources:
    """Shows the sources of citations, to the person who asks only."""

    def __init__(self, answers: Answers, line: Line) -> None:
        self._answers, self._line = answers, line

    async def show(self, interaction: Interaction, ref: str) -> None:
        """Show the passage that this reference points to."""
        async with attended(interaction, self._line):
            interaction.extras["ephemeral"] = True
            await interaction.response.defer(ephemeral=True, thinking=True)
            reply = await self._line.run(self._draft, ref)
            await follow_up(interaction, reply, ephemeral=True)

    def _draft(self, ref: str) -> Reply:
        """Look the source up and render it; runs in a thread."""
        return source_reply(self._answers.source(ref, context=_CONTEXT))


def source_command(sources: Sources, recents: Recents) -> app_commands.Command[Any, ..., None]:
    """Return the command `/source`."""

    @app_commands.command(name="source", description="Show a quotation in its article.")
    @app_commands.describe(ref="The reference of a quotation, as its source shows it.")
    async def source(interaction: discord.Interaction, ref: app_commands.Range[str, 1, 100]) -> None:
        await sources.show(interaction, ref)

    @source.autocomplete("ref")
    async def suggest(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=each.name, value=each.ref) for each in recents.find(interaction.user.id, typed)
        ]

    return source
