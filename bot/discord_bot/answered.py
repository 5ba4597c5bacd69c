"""What people do with an answer: turn its pages, rate it, share it, delete it. All of it works after a restart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

import discord

from bot.discord_bot.answer_buttons import Given, What, fault_modal, refs_in
from bot.discord_bot.delivery import attended, defer, edit_in_place, follow_up, tell
from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Reply, note
from bot.discord_bot.markdown import clip, escape
from bot.discord_bot.messages import Shown, question_in
from bot.discord_bot.moderators import is_moderator
from bot.discord_bot.questions import Questions
from bot.discord_bot.views import Interaction, head_of
from bot.state.asked import Asked
from bot.state.ratings import Rating, Ratings
from index.errors import UsageError
from index.types import Filter

_NAME = 80  # characters of the name of who shares
_THANKS = "Thank you: it is kept with the answer. You can change it by pressing again."
_NOT_YOURS = "Only who asked can delete this answer, or a moderator."
_FORGOTTEN = "What was asked here is no longer kept: please ask again."


class Answered:
    """Sees to the buttons below answers."""

    def __init__(self, questions: Questions, desk: Desk, ratings: Ratings) -> None:
        self._questions, self._desk, self._ratings = questions, desk, ratings

    async def do(self, interaction: Interaction, what: What, origin: int | None) -> None:
        """Do what a button below an answer says; origin: the message that the question is kept under, if another."""
        async with attended(interaction, self._desk.line):
            if what == "bad":
                await interaction.response.send_modal(fault_modal(origin))
                await self._rate(interaction, origin, is_good=False)  # at once, should the form be closed
            elif what == "good":
                await self._thank(interaction, origin, is_good=True)
            elif what == "share":
                await self._share(interaction, origin)
            else:
                await self._delete(interaction)

    async def take_fault(self, interaction: Interaction, given: Given) -> None:
        """Keep what somebody says is wrong with an answer."""
        async with attended(interaction, self._desk.line):
            await self._thank(interaction, given.origin, is_good=False, given=given)

    async def turn(self, interaction: Interaction, offset: int, origin: int | None) -> None:
        """Put another page in place of the one with the button; for others than its asker, make a private one."""
        async with attended(interaction, self._desk.line):
            message = _message(interaction)
            asked = await self._desk.conversations.answered_by(origin or message.id)
            is_own = asked is not None and asked.asker_id == interaction.user.id
            shown = Shown(offset, origin or message.id, message.flags.ephemeral or not is_own)
            if is_own:
                interaction.extras["in_place"] = True
                await interaction.response.defer()
                await edit_in_place(interaction, await self._again(interaction, asked, shown))
            else:
                await defer(interaction, ephemeral=True)
                await follow_up(interaction, await self._again(interaction, asked, shown), ephemeral=True)

    async def _again(self, interaction: Interaction, asked: Asked | None, shown: Shown) -> Reply:
        """The answer once more, as kept or as its message tells; it is no new question."""
        written = question_in(head_of(interaction.message))
        question = asked.question if asked else written
        if question is None:
            raise UsageError(_FORGOTTEN)
        draft = partial(
            self._questions.draft,
            question,
            asked.filter if asked else Filter(),
            threshold=0.0 if asked and asked.answered else None,
            with_question=written is not None or bool(shown.note),
            shown=replace(shown, snapshot=asked.snapshot if asked else ""),
        )
        return await self._desk.reply(interaction.user, draft)

    async def _thank(
        self, interaction: Interaction, origin: int | None, *, is_good: bool, given: Given | None = None
    ) -> None:
        await defer(interaction, ephemeral=True)
        await self._rate(interaction, origin, is_good=is_good, given=given)
        await follow_up(interaction, note(_THANKS), ephemeral=True)

    async def _rate(
        self, interaction: Interaction, origin: int | None, *, is_good: bool, given: Given | None = None
    ) -> None:
        message = _message(interaction)
        asked = await self._desk.conversations.answered_by(origin or message.id)
        rating = Rating(
            origin or message.id,
            interaction.user.id,
            interaction.guild_id,
            is_good,
            snapshot=asked.snapshot if asked else "",
            refs=asked.refs if asked else refs_in(message),
            fault=given.fault if given else None,
            comment=given.comment if given else None,
        )
        await asyncio.to_thread(self._ratings.rate, rating)

    async def _share(self, interaction: Interaction, origin: int | None) -> None:
        """Give the answer to everybody in the channel, with who shares it."""
        message = _message(interaction)
        self._desk.admit(interaction.user, interaction.guild_id)
        asked = await self._desk.conversations.answered_by(origin or message.id)
        await defer(interaction, ephemeral=False)
        by = f"-# Shared by {escape(clip(interaction.user.display_name, _NAME))}"
        reply = await self._again(interaction, asked, Shown(origin=origin or message.id, note=by))
        await follow_up(interaction, reply, ephemeral=False)

    async def _delete(self, interaction: Interaction) -> None:
        """Delete the answer, for who asked and for moderators."""
        message = _message(interaction)
        if not (await self._is_own(interaction, message) or is_moderator(interaction)):
            await tell(interaction, _NOT_YOURS)
            return
        interaction.extras["in_place"] = True
        await interaction.response.defer()
        await interaction.delete_original_response()

    async def _is_own(self, interaction: Interaction, message: discord.Message) -> bool:
        cause = message.interaction_metadata
        if cause is not None:
            return cause.user.id == interaction.user.id
        asked = await self._desk.conversations.answered_by(message.id)
        return asked is not None and asked.asker_id == interaction.user.id


def _message(interaction: Interaction) -> discord.Message:
    """The message with the pressed button. Raises UsageError where Discord gives none."""
    if interaction.message is None:
        raise UsageError(_FORGOTTEN)
    return interaction.message
