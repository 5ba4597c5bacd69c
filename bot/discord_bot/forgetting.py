"""What is kept of people goes again: on their own wish, and after the days that are configured."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any, Protocol, Self

import discord
from discord import app_commands, ui

from bot.discord_bot.delivery import attended
from bot.discord_bot.line import Line
from bot.discord_bot.recents import Recents
from bot.discord_bot.views import Interaction
from bot.state.state import Kept, State
from index.errors import QuothError

_log = logging.getLogger(__name__)
_DAY, _HOUR = 86_400.0, 3_600.0  # seconds between two looks at what is old, and after one that failed


class Retention:
    """Deletes what is older than so many days: at the start, and then every day."""

    def __init__(self, state: State, days: int) -> None:
        self._state, self._days = state, days

    async def keep(self) -> None:
        """Delete what is old, for ever."""
        while True:
            is_done = await self._prune()
            await asyncio.sleep(_DAY if is_done else _HOUR)

    async def _prune(self) -> bool:
        try:
            gone = await asyncio.to_thread(self._state.prune, self._days)
        except QuothError as error:
            _log.error("what is old could not be forgotten: %s", error)
            return False
        if gone.questions or gone.ratings:
            _log.info("forgot %d questions and %d ratings, older than %d days", *_counts(gone), self._days)
        return True


class Forgetting:
    """Tells people how much is kept of them, and deletes it when they confirm."""

    def __init__(self, state: State, recents: Recents, line: Line) -> None:
        self._state, self._recents, self._line = state, recents, line

    async def offer(self, interaction: Interaction) -> None:
        """Answer `/forgetme`: say how much is kept, with a button that deletes it."""
        async with attended(interaction, self._line):
            interaction.extras["ephemeral"] = True
            await interaction.response.defer(ephemeral=True, thinking=True)
            kept = await asyncio.to_thread(self._state.kept, interaction.user.id)
            if not (kept.questions or kept.ratings):
                await interaction.edit_original_response(content="I keep no question and no rating of yours.")
                return
            view = ui.View(timeout=None)
            view.add_item(ForgetButton(interaction.user.id))
            view.stop()
            text = f"I keep {_told(kept)} of yours, from all servers and direct messages. Delete them for good?"
            await interaction.edit_original_response(content=text, view=view)

    async def forget(self, interaction: Interaction) -> None:
        """Delete what is kept of the person who acts, and say how much it was."""
        async with attended(interaction, self._line):
            interaction.extras["in_place"] = True
            await interaction.response.defer()
            gone = await asyncio.to_thread(self._state.forget, interaction.user.id)
            self._recents.forget(interaction.user.id)
            text = f"Deleted: {_told(gone)} of yours."
            await interaction.edit_original_response(content=text, view=None)


class Forgetful(Protocol):
    """A client that deletes what it keeps of a person."""

    @property
    def forgetting(self) -> Forgetting: ...

    def takes(self, interaction: Interaction, /) -> bool: ...


class ForgetButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:forget:(?P<user>\d{1,20})"):
    """The button that confirms `/forgetme`; it works for the person it was shown to."""

    def __init__(self, user_id: int) -> None:
        label, style = "Delete all of it", discord.ButtonStyle.danger
        super().__init__(ui.Button(label=label, style=style, custom_id=f"quoth:forget:{user_id}"))
        self.user_id = user_id

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the button that was pressed."""
        return cls(int(match["user"]))

    async def callback(self, interaction: Interaction) -> None:
        """Delete."""
        client: Forgetful = interaction.client
        if interaction.user.id == self.user_id and client.takes(interaction):
            await client.forgetting.forget(interaction)


def forgetme_command(forgetting: Forgetting) -> app_commands.Command[Any, ..., None]:
    """Return the command `/forgetme`."""

    @app_commands.command(name="forgetme", description="Delete the questions and ratings that I keep of you.")
    async def forgetme(interaction: discord.Interaction) -> None:
        await forgetting.offer(interaction)

    return forgetme


def _counts(kept: Kept) -> tuple[int, int]:
    return kept.questions, kept.ratings


def _told(kept: Kept) -> str:
    named = zip(_counts(kept), ("question", "rating"), strict=True)
    return " and ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in named)
