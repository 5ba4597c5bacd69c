"""The stats line: moderators see how their server uses the bot, as a picture and as text."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import discord
from discord import app_commands, ui

from bot.discord_bot.charts import draw
from bot.discord_bot.delivery import attended
from bot.discord_bot.figures import count, figures_text
from bot.discord_bot.line import Line
from bot.discord_bot.moderators import require_moderator
from bot.discord_bot.views import Interaction
from bot.state.asked import now
from bot.state.state import State

_PICTURE, _DESCRIBED = "stats.png", "Questions, ratings and the slowest answer by day"
_REMARKS = 5  # that are shown, the newest ones
_REFUSED = (400, 403, 413)  # no components, no files, or none so large


@dataclass(frozen=True, slots=True)
class _Shown:
    text: str
    picture: bytes


class Stats:
    """Shows moderators the figures of their server; nobody is named in them."""

    def __init__(self, state: State, line: Line) -> None:
        self._state, self._line = state, line

    async def show(self, interaction: Interaction, days: int) -> None:
        """Answer `/stats`."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "see the figures")
            interaction.extras["ephemeral"] = True
            await interaction.response.defer(ephemeral=True, thinking=True)
            shown = await self._line.run(self._figures, interaction.guild_id or 0, days)
            await _send(interaction, shown)

    def _figures(self, guild_id: int, days: int) -> _Shown:
        """The figures in words and as a picture; runs in a thread."""
        today = now().date()
        begin = datetime.combine(today - timedelta(days=days - 1), time(), UTC)
        outcomes = self._state.questions.outcomes(guild_id, begin)
        figures = count(outcomes, self._state.ratings.since(guild_id, begin), today, days)
        remarks = self._state.ratings.remarks(guild_id, begin, _REMARKS)
        return _Shown(figures_text(figures, remarks), draw(figures))


def stats_command(stats: Stats) -> app_commands.Command[Any, ..., None]:
    """Return the command `/stats`."""

    @app_commands.command(name="stats", description="See how many questions were asked here, and what became of them.")
    @app_commands.describe(days="How many days, 30 if left out.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def stats_(interaction: discord.Interaction, days: app_commands.Range[int, 1, 365] = 30) -> None:
        await stats.show(interaction, days)

    return stats_


async def _send(interaction: Interaction, shown: _Shown) -> None:
    picture = discord.MediaGalleryItem(f"attachment://{_PICTURE}", description=_DESCRIBED)
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(ui.TextDisplay(shown.text), ui.MediaGallery(picture)))
    view.stop()
    try:
        file = discord.File(io.BytesIO(shown.picture), _PICTURE)
        await interaction.edit_original_response(view=view, attachments=[file])
    except discord.HTTPException as error:
        if error.status not in _REFUSED:
            raise
        await interaction.edit_original_response(content=shown.text)
