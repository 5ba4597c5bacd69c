"""The desk at which everything asked is taken: with a pause between questions, in a thread, never without a word."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import discord

from bot.discord_bot.audience import Audience
from bot.discord_bot.conversations import Conversations
from bot.discord_bot.cooldowns import Cooldowns, ServerTooSoonError, TooSoonError
from bot.discord_bot.delivery import attended, defer, edit_in_place, follow_up, note_waiting
from bot.discord_bot.drafts import Reply
from bot.discord_bot.line import ClosingError, Line, LineFullError, OnWait
from bot.discord_bot.metrics import Metrics
from bot.discord_bot.recents import Recents
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.views import Interaction
from index.errors import NoIndexError, QuothError

Work = Callable[[], Reply]


class FirstReadingError(QuothError):
    """The very first index is being built."""


class Desk:
    """Takes questions of every kind; the work itself runs in a thread of the line."""

    def __init__(
        self,
        line: Line,
        cooldowns: Cooldowns,
        conversations: Conversations,
        recents: Recents,
        reindexer: Reindexer,
        metrics: Metrics,
        audience: Audience,
    ) -> None:
        self.line, self.cooldowns, self.conversations, self.audience = line, cooldowns, conversations, audience
        self._recents, self._reindexer, self._metrics = recents, reindexer, metrics

    async def serve(self, interaction: Interaction, work: Work, *, private: bool, is_choice: bool = False) -> None:
        """Answer a command or a button: defer at once, then work.

        is_choice: the question is the one that was asked back, with a name chosen.
        """
        async with attended(interaction, self.line):
            self.admit(interaction.user, interaction.guild_id, is_choice=is_choice)
            await self._serve(interaction, work, private)

    async def show(self, interaction: Interaction, work: Work, *, private: bool = True) -> None:
        """Answer what is no question, so that no pause is due."""
        async with attended(interaction, self.line):
            await self._serve(interaction, work, private)

    async def turn(self, interaction: Interaction, work: Work) -> None:
        """Put another page into the message whose button was pressed; for others than its asker, make a private one."""
        if not _is_own(interaction):
            await self.show(interaction, work)
            return
        async with attended(interaction, self.line):
            interaction.extras["in_place"] = True
            await interaction.response.defer()
            await edit_in_place(interaction, await self.reply(interaction.user, work))

    def admit(self, asker: discord.abc.User, server_id: int | None, *, is_choice: bool = False) -> None:
        """Let somebody ask. Raises TooSoonError, which tells when the next question is welcome."""
        try:
            self.cooldowns.take(asker.id, server_id, is_choice=is_choice)
        except TooSoonError as error:
            self._metrics.count_turned_away("server" if isinstance(error, ServerTooSoonError) else "person")
            raise

    async def reply(self, asker: discord.abc.User, work: Work, on_wait: OnWait | None = None) -> Reply:
        """Return what the work gives. Raises QuothError, FirstReadingError while the first index is being built.

        on_wait: told how many come before where it takes more than a moment.
        """
        try:
            reply = await self.line.run(work, on_wait=on_wait)
        except LineFullError:
            self._metrics.count_turned_away("line")
            raise
        except ClosingError:
            raise
        except NoIndexError:
            self.cooldowns.forgive(asker.id)
            if not self._reindexer.is_running:
                raise
            standing = self._reindexer.standing
            text = f"I am reading the articles for the first time ({standing}): please ask again shortly."
            raise FirstReadingError(text) from None
        except Exception as error:
            self._metrics.count_failure(error)
            raise
        if reply.answer:
            self._metrics.count_answer(reply.answer)
        self._recents.remember(asker.id, reply.rich.entries)
        if reply.rich.names:
            self.cooldowns.allow_choice(asker.id)
        return reply

    async def _serve(self, interaction: Interaction, work: Work, private: bool) -> None:
        private = private or not self.audience.speaks_in(interaction)
        await defer(interaction, ephemeral=private)
        begun = time.monotonic()
        reply = await self.reply(interaction.user, work, partial(note_waiting, interaction))
        seconds = time.monotonic() - begun
        sent = await follow_up(interaction, reply, ephemeral=private)
        if reply.answer:
            await self.conversations.remember(sent, interaction.user, reply.answer, seconds, filter=reply.filter)


def _is_own(interaction: Interaction) -> bool:
    """Whether the message with the pressed button answers the person who pressed it."""
    message = interaction.message
    cause = message.interaction_metadata if message else None
    return cause is not None and cause.user.id == interaction.user.id
