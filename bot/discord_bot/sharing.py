"""Sharing: a private answer is given to everybody in its channel, once, and where the server lets the bot speak."""

from __future__ import annotations

from contextlib import suppress

import discord
from discord import ui

from bot.discord_bot.answer_buttons import SHARED, Last
from bot.discord_bot.audience import Audience
from bot.discord_bot.delivery import UNDELIVERED, follow_up, tell
from bot.discord_bot.desk import Desk
from bot.discord_bot.markdown import clip, escape
from bot.discord_bot.messages import Shown
from bot.discord_bot.questions import Questions, forgotten
from bot.discord_bot.views import Interaction
from bot.state.asked import Asked

_NAME = 80  # characters of the name of who shares
_UNDER_WAY = "It is being shared already."


class Sharing:
    """Gives private answers to everybody."""

    def __init__(self, questions: Questions, desk: Desk, audience: Audience) -> None:
        self._questions, self._desk, self._audience = questions, desk, audience
        self._under_way: set[int] = set()

    async def share(self, interaction: Interaction, message: discord.Message, origin: int | None) -> None:
        """Share the answer in a message; origin: the message that its question is kept under, if another."""
        asked = await self._desk.conversations.answered_by(origin or message.id)
        if asked is None:
            raise forgotten()
        if refusal := self._refusal(interaction, asked):
            await tell(interaction, refusal)
            return
        self._desk.admit(interaction.user, interaction.guild_id)
        self._under_way.add(asked.message_id)
        try:
            await self._share(interaction, message, asked)
        finally:
            self._under_way.discard(asked.message_id)

    def last(self, interaction: Interaction, asked: Asked | None) -> Last:
        """Return which button is the last below its asker's page of an answer."""
        if interaction.message is None or not interaction.message.flags.ephemeral:
            return "delete"
        if asked and asked.copy_id:
            return "shared"
        return "share" if self._audience.speaks_in(interaction) else "nothing"

    def _refusal(self, interaction: Interaction, asked: Asked) -> str:
        """Why this answer cannot be shared, in markdown, if so."""
        if asked.copy_id:
            return f"It was shared already: {_jump_url(asked, asked.copy_id)}"
        if asked.message_id in self._under_way:
            return _UNDER_WAY
        return "" if self._audience.speaks_in(interaction) else self._audience.where(interaction)

    async def _share(self, interaction: Interaction, message: discord.Message, asked: Asked) -> None:
        interaction.extras["in_place"] = True  # so that the private message can be changed, and errors are private
        await interaction.response.defer()
        by = f"-# Shared by {escape(clip(interaction.user.display_name, _NAME))}"
        shown = Shown(origin=asked.message_id, note=by)
        reply = await self._questions.again(interaction, asked, shown)
        sent = await follow_up(interaction, reply, ephemeral=False)
        await self._desk.conversations.keep_copy(asked.message_id, sent.id)
        with suppress(*UNDELIVERED):
            await interaction.edit_original_response(view=_with_shared(message))


def _jump_url(asked: Asked, message_id: int) -> str:
    return f"https://discord.com/channels/{asked.guild_id or '@me'}/{asked.channel_id}/{message_id}"


def _with_shared(message: discord.Message) -> ui.View | ui.LayoutView:
    """The message's components, in which the button says that it was pressed."""
    kind: type[ui.View | ui.LayoutView] = ui.LayoutView if message.flags.components_v2 else ui.View
    view = kind.from_message(message, timeout=None)
    for item in view.walk_children():
        if isinstance(item, ui.Button) and item.label == "Share":
            item.label, item.disabled = SHARED, True
    view.stop()
    return view
