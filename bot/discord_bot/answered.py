"""What people do with an answer: turn its pages, rate it, share it, delete it. All of it works after a restart."""

from __future__ import annotations

import asyncio

import discord

from bot.discord_bot.answer_buttons import Given, What, fault_modal, refs_in
from bot.discord_bot.delivery import attended, defer, edit_in_place, follow_up, tell
from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import note
from bot.discord_bot.journal import Journal
from bot.discord_bot.markdown import clip, escape
from bot.discord_bot.messages import Shown, question_in
from bot.discord_bot.moderators import is_moderator
from bot.discord_bot.questions import Questions, forgotten
from bot.discord_bot.sharing import Sharing
from bot.discord_bot.views import Interaction, head_of
from bot.state.ratings import Rating, Ratings

_QUESTION = 300  # characters of a question that is logged
_THANKS = "Thank you: it is kept with the answer. You can change it by pressing again."
_NOT_YOURS = "Only who asked can delete this answer, or a moderator."


class Answered:
    """Sees to the buttons below answers."""

    def __init__(self, questions: Questions, desk: Desk, ratings: Ratings, sharing: Sharing, journal: Journal) -> None:
        self._questions, self._desk, self._ratings, self._sharing = questions, desk, ratings, sharing
        self._journal = journal

    async def do(self, interaction: Interaction, what: What, origin: int | None) -> None:
        """Do what a button below an answer says; origin: the message that the question is kept under, if another."""
        async with attended(interaction, self._desk.line):
            if what == "bad":
                interaction.extras["in_place"] = True  # the answer stays, whatever goes wrong now
                await interaction.response.send_modal(fault_modal(origin))
                await self._rate(interaction, origin, is_good=False)  # at once, should the form be closed
            elif what == "good":
                await self._thank(interaction, origin, is_good=True)
            elif what == "share":
                await self._sharing.share(interaction, _message(interaction), origin)
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
            last = self._sharing.last(interaction, asked) if is_own else "nothing"
            shown = Shown(offset, origin or message.id, last)
            if is_own or message.flags.ephemeral:
                interaction.extras["in_place"] = True
                await interaction.response.defer()
                await edit_in_place(interaction, await self._questions.again(interaction, asked, shown))
            else:
                await defer(interaction, ephemeral=True)
                await follow_up(interaction, await self._questions.again(interaction, asked, shown), ephemeral=True)

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

    async def _delete(self, interaction: Interaction) -> None:
        """Delete the answer, for who asked and for moderators, whose deed is logged."""
        message = _message(interaction)
        is_own = await self._is_own(interaction, message)
        if not (is_own or is_moderator(interaction)):
            await tell(interaction, _NOT_YOURS)
            return
        interaction.extras["in_place"] = True
        await interaction.response.defer()
        try:
            await interaction.delete_original_response()
        except discord.NotFound:
            return  # somebody else was quicker
        asked = await self._desk.conversations.answered_by(message.id)
        await self._desk.conversations.forget_copy(message.id)
        if not is_own:
            question = asked.question if asked else question_in(head_of(message))
            about = f": the answer to “{escape(clip(question, _QUESTION))}”" if question else ""
            await self._journal.tell(interaction, f"**Answer deleted** in <#{message.channel.id}>{about}")

    async def _is_own(self, interaction: Interaction, message: discord.Message) -> bool:
        cause = message.interaction_metadata
        if cause is not None:
            return cause.user.id == interaction.user.id
        asked = await self._desk.conversations.answered_by(message.id)
        return asked is not None and asked.asker_id == interaction.user.id


def _message(interaction: Interaction) -> discord.Message:
    """The message with the pressed button. Raises UsageError where Discord gives none."""
    if interaction.message is None:
        raise forgotten()
    return interaction.message
