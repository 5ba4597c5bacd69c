"""What was asked before, for follow-ups: in answer to what a message replies to, or last in a direct message or thread.

It is kept in the bot's state, so that a conversation goes on after a restart; each question ends up there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import discord

from bot.discord_bot.audience import is_own_thread
from bot.state.asked import Asked, AskedQuestions, now
from bot.state.database import StateError
from index.following import Exchange, exchange_of
from index.results import Answer
from index.types import Filter

_log = logging.getLogger(__name__)
_EXCHANGES = 5  # of a conversation that are kept
_CITED = 25  # citations that are kept of an answer
_FRESH = timedelta(hours=1)  # after which nobody means an answer by "he" any more

_T = TypeVar("_T")
Exchanges = tuple[Exchange, ...]


class Conversations:
    """The exchanges that led to each answer, for an hour."""

    def __init__(self, questions: AskedQuestions) -> None:
        self._questions = questions
        self._one_by_one = asyncio.Lock()  # a reply to an answer that is being kept finds it

    async def before(self, message: discord.Message) -> Exchanges:
        """Return what was asked before a message, the latest last."""
        asked = await self._look(partial(self._find, message))
        return asked.exchanges if asked and now() - asked.at < _FRESH else ()

    async def answered_by(self, message_id: int) -> Asked | None:
        """Return what a message answers, itself or as a shared copy, or None where that is not kept."""
        return await self._look(partial(self._questions.find, message_id))

    async def keep_copy(self, message_id: int, copy_id: int) -> None:
        """Keep which message is the shared copy of an answer, so that a reply to it goes on with the conversation."""
        await self._look(partial(self._questions.set_copy, message_id, copy_id))

    async def forget_copy(self, copy_id: int) -> None:
        """Let an answer be shared again whose shared copy was deleted, if it is one."""
        asked = await self.answered_by(copy_id)
        if asked and asked.copy_id == copy_id:
            await self._look(partial(self._questions.set_copy, asked.message_id, None))

    async def remember(
        self,
        sent: discord.Message,
        asker: discord.abc.User,
        answer: Answer,
        seconds: float,
        before: Exchanges = (),
        filter: Filter = Filter(),  # noqa: B008
    ) -> None:
        """Keep a question under the message that answers it; `seconds` is how long the answer took."""
        # the answer to a command does not know its server, who used the command does
        guild = sent.guild or (asker.guild if isinstance(asker, discord.Member) else None)
        asked = Asked(
            message_id=sent.id,
            channel_id=sent.channel.id,
            guild_id=guild.id if guild else None,
            asker_id=asker.id,
            question=answer.question,
            exchanges=(*before, exchange_of(answer))[-_EXCHANGES:],
            answered=answer.answered,
            refusal=answer.refusal,
            confidence=answer.confidence,
            seconds=seconds,
            snapshot=answer.snapshot,
            refs=tuple(citation.ref for citation in answer.citations[:_CITED]),
            filter=filter,
        )
        try:
            async with self._one_by_one:
                await asyncio.to_thread(self._questions.add, asked)
        except StateError as error:
            _log.error("%s", error)

    async def _look(self, find: Callable[[], _T | None]) -> _T | None:
        try:
            async with self._one_by_one:
                return await asyncio.to_thread(find)
        except StateError as error:
            _log.error("%s", error)
            return None

    def _find(self, message: discord.Message) -> Asked | None:
        replied_to = message.reference.message_id if message.reference else None
        if replied_to is not None and (asked := self._questions.find(replied_to)):
            return asked
        guild, channel = message.guild, message.channel
        goes_on = guild is None or (isinstance(channel, discord.Thread) and is_own_thread(channel, guild.me.id))
        return self._questions.last_in(channel.id) if goes_on else None
