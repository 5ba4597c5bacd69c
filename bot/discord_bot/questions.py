"""The ask line: a question by command, by mention or by reply becomes one call of the engine and one reply."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.conversations import Exchanges
from bot.discord_bot.cooldowns import TooSoonError
from bot.discord_bot.delivery import reply_to, typing_in, waiting_noted
from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Reply, note
from bot.discord_bot.engine import Answers
from bot.discord_bot.failures import explain
from bot.discord_bot.messages import NEAREST, Shown, answer_reply
from bot.discord_bot.views import Interaction
from index.errors import RefError
from index.refs import make_ref
from index.results import Answer, Source
from index.types import Filter

_LONGEST_QUESTION = 500
_ALL = 1_000  # quotations, page by page
_HOW_TO = (
    "Ask me what the articles say, with a mention, a reply to one of my answers, or `/ask`. For example: "
    "*What did the foreign minister say about sanctions?* Every word I quote is in an article. "
    "`/quotes` lists who said what, `/check` tells whether anybody said something, "
    "`/help` shows all I can do."
)
# https://discord.com/developers/docs/reference#message-formatting
_MARKUP = r"<(?:(?:@[!&]?|#|a?:\w+:|/[^<>:]+:)\d+|id:\w+|t:-?\d+(?::\w)?)>"
_RUN = re.compile(rf"{_MARKUP}(?:[\s,]*{_MARKUP})*[,:]?")
_ID = re.compile(r"<@[!&]?(\d+)>")
_NO_CONTENT = "I can read a reply only if it mentions me: leave the reply’s ping on, or write my name."


class Questions:
    """Answers questions from whichever front they come."""

    def __init__(self, answers: Answers, desk: Desk, thresholds: Mapping[int, float]) -> None:
        """Take the confidence that each server, by its id, wants for an answer; others take the engine's."""
        self._answers, self._desk, self._thresholds = answers, desk, thresholds

    async def ask(self, interaction: Interaction, question: str, *, private: bool, speaker: str | None = None) -> None:
        """Answer a command or a button."""
        threshold = self._thresholds.get(interaction.guild_id or 0)
        only = Filter(speaker=speaker, is_chosen=speaker is not None)
        shown = Shown(private=private)
        work = partial(self.draft, question, only, threshold=threshold, with_question=True, shown=shown)
        await self._desk.serve(interaction, work, private=private, is_choice=speaker is not None)

    async def hear(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer a message that addresses the bot, in place."""
        async with self._desk.line.place():
            before = await self._desk.conversations.before(message)
            begun = time.monotonic()
            try:
                reply = await self._reply_to_words(message, me, before)
            except TooSoonError as error:
                if not self._desk.cooldowns.is_to_be_told(message.author.id, _server(message)):
                    return
                reply = note(explain(error))
            except Exception as error:  # noqa: BLE001 - a front: told and logged
                reply = note(explain(error))
            seconds = time.monotonic() - begun
            sent = await reply_to(message, reply)
            if sent and reply.answer:
                remember = self._desk.conversations.remember
                await remember(sent, message.author, reply.answer, seconds, before, reply.filter)

    async def _reply_to_words(self, message: discord.Message, me: discord.ClientUser, before: Exchanges) -> Reply:
        question = spoken(message, me)
        if not question:
            return note(_HOW_TO if message.guild is None or _names(message, me) else _NO_CONTENT)
        self._desk.admit(message.author, _server(message))
        async with typing_in(message.channel), waiting_noted(message) as on_wait:
            threshold = self._thresholds.get(message.guild.id) if message.guild else None
            work = partial(self.draft, question, threshold=threshold, before=before)
            return await self._desk.reply(message.author, work, on_wait)

    def draft(
        self,
        question: str,
        filter: Filter = Filter(),  # noqa: B008
        *,
        threshold: float | None = None,
        before: Exchanges = (),
        with_question: bool = False,
        shown: Shown = Shown(),  # noqa: B008
    ) -> Reply:
        """Ask and render; runs in a thread. A page or a copy of an answer (shown.origin) is no answer of its own."""
        answer = self._answers.ask(question, filter=filter, limit=_ALL, threshold=threshold, after=before)
        nearest = [] if answer.answered else list(self._nearest(answer))
        reply = answer_reply(answer, nearest, with_question=with_question, shown=shown)
        return replace(reply, answer=None if shown.origin else answer, filter=filter)

    def _nearest(self, answer: Answer) -> Iterator[Source]:
        for passage in answer.passages[:NEAREST]:
            try:
                ref = make_ref(passage.article_id, passage.start, passage.end, passage.text)
                yield self._answers.source(ref, context=0)
            except RefError:
                continue  # a reindex took the article away in between


def ask_command(questions: Questions) -> app_commands.Command[Any, ..., None]:
    """Return the command `/ask`."""

    @app_commands.command(name="ask", description="Ask what the articles say; every word quoted is in an article.")
    @app_commands.describe(question="What do you want to know?", private="Show the answer to you only.")
    async def ask(
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, _LONGEST_QUESTION],
        private: bool = False,
    ) -> None:
        await questions.ask(interaction, question, private=private)

    return ask


def addresses(message: discord.Message, me: discord.ClientUser) -> bool:
    """Say whether a person asks the bot something: in a direct message, by a mention, or by a reply to it."""
    if message.author.bot or message.webhook_id is not None:
        return False
    if message.type not in (discord.MessageType.default, discord.MessageType.reply):
        return False
    return message.guild is None or _names(message, me) or _replies_to(message, me)


def spoken(message: discord.Message, me: discord.ClientUser) -> str:
    """Return the question in a message, on one line: without the mention of the bot and whoever is called beside it.

    Somebody mentioned amid the words is called by name; roles, channels and custom emoji are left out.
    """
    content, own = message.content.strip(), {me.id, *_own_roles(message, me)}
    names = {each.id: each.display_name for each in message.mentions}

    def told(run: re.Match[str]) -> str:
        ids = [int(each) for each in _ID.findall(run[0])]
        is_call = run.start() == 0 or run.end() == len(content) or not own.isdisjoint(ids)
        return " " if is_call else f" {' '.join(names.get(each, '') for each in ids)} "

    return " ".join(_RUN.sub(told, content).split())


def _names(message: discord.Message, me: discord.ClientUser) -> bool:
    """Whether a message mentions the bot, or the role that Discord made for it."""
    return me in message.mentions or bool(_own_roles(message, me))


def _own_roles(message: discord.Message, me: discord.ClientUser) -> list[int]:
    return [role.id for role in message.role_mentions if role.tags and role.tags.bot_id == me.id]


def _server(message: discord.Message) -> int | None:
    return message.guild.id if message.guild else None


def _replies_to(message: discord.Message, me: discord.ClientUser) -> bool:
    replied_to = message.reference.resolved if message.reference else None
    return isinstance(replied_to, discord.Message) and replied_to.author.id == me.id
