"""The ask line: a question by command, by mention or by reply becomes one call of the engine and one reply."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import discord

from bot.discord_bot.answer_buttons import Last
from bot.discord_bot.audience import names, own_roles
from bot.discord_bot.claims import claims_in
from bot.discord_bot.conversations import Exchanges
from bot.discord_bot.cooldowns import TooSoonError
from bot.discord_bot.delivery import reply_to, tell, typing_in, waiting_noted
from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Reply, note
from bot.discord_bot.engine import Answers
from bot.discord_bot.failures import explain
from bot.discord_bot.messages import NEAREST, Shown, answer_reply, question_in
from bot.discord_bot.seen import Seen
from bot.discord_bot.threads import open_thread
from bot.discord_bot.views import Interaction, head_of
from bot.state.asked import Asked
from bot.state.servers import Servers
from index.errors import RefError, UsageError
from index.refs import make_ref
from index.results import Answer, Source
from index.types import Filter

LONGEST = 500  # characters of a question
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
_NO_WORDS = "There are no words in that message."
_NO_CONTENT = "I can read only what mentions me: write my name, or reply to me and leave the reply’s ping on."


class Questions:
    """Answers questions from whichever front they come."""

    def __init__(self, answers: Answers, desk: Desk, servers: Servers, thresholds: Mapping[int, float]) -> None:
        """Take the confidence that servers, by their ids, want where their own settings have none."""
        self._answers, self._desk, self._servers, self._thresholds = answers, desk, servers, thresholds
        self._hinted = Seen()

    async def ask(
        self,
        interaction: Interaction,
        question: str,
        filter: Filter = Filter(),  # noqa: B008
        *,
        private: bool | None = None,
    ) -> None:
        """Answer a command or a button; private: unset, as the server has it."""
        if private is None:
            private = self._servers.settings(interaction.guild_id).private
        speaks = self._desk.audience.speaks_in(interaction)
        private = private or not speaks
        last: Last = "delete" if not private else "share" if speaks else "nothing"
        threshold, shown = self._threshold(interaction.guild_id), Shown(last=last)
        work = partial(self.draft, question, filter, threshold=threshold, with_question=True, shown=shown)
        await self._desk.serve(interaction, work, private=private, is_choice=filter.is_chosen)

    async def choose(self, interaction: Interaction, question: str, speaker: str) -> None:
        """Answer a question that was asked back, with the name that was chosen, as privately as it was asked."""
        message = interaction.message
        asked = await self._desk.conversations.answered_by(message.id) if message else None
        only = replace(asked.filter if asked else Filter(), speaker=speaker, is_chosen=True)
        await self.ask(interaction, question, only, private=message is not None and message.flags.ephemeral)

    async def ask_about(self, interaction: Interaction, message: discord.Message) -> None:
        """Tell who asks, and nobody else, what the articles say about a message's words."""
        me = interaction.client.user
        words = spoken(message, me) if me else ""
        if not message.content:  # it is forwarded, an embed, or an answer
            words = " ".join(claim.words for claim in claims_in(message))
        if not words:
            await tell(interaction, _NO_WORDS)
            return
        await self.ask(interaction, _shortened(words), private=True)

    async def again(self, interaction: Interaction, asked: Asked | None, shown: Shown) -> Reply:
        """Return an answer once more, as kept or as its message tells; it is no new question. Raises UsageError."""
        written = question_in(head_of(interaction.message))
        question = asked.question if asked else written
        if question is None:
            raise forgotten()
        draft = partial(
            self.draft,
            question,
            asked.filter if asked else Filter(),
            threshold=0.0 if asked and asked.answered else None,
            with_question=written is not None or bool(shown.note),
            shown=replace(shown, snapshot=asked.snapshot if asked else ""),
        )
        return await self._desk.reply(interaction.user, draft)

    async def hear(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer a message that addresses the bot: in place, or in a thread of it where the server wants that."""
        question = spoken(message, me)
        hint = "" if question else self._hint(message, me)
        if not (question or hint):
            return
        async with self._desk.line.place():
            before = await self._desk.conversations.before(message)
            begun = time.monotonic()
            try:
                reply = note(hint) if hint else await self._reply_to(message, question, before)
            except TooSoonError as error:
                if not self._desk.cooldowns.is_to_be_told(message.author.id, _server(message)):
                    return
                reply = note(explain(error))
            except Exception as error:  # noqa: BLE001 - a front: told and logged
                reply = note(explain(error))
            seconds = time.monotonic() - begun
            wants_thread = reply.answer is not None and self._servers.settings(_server(message)).threads
            thread = await open_thread(message, question) if wants_thread else None
            sent = await reply_to(message, reply, thread)
            if sent and reply.answer:
                remember = self._desk.conversations.remember
                await remember(sent, message.author, reply.answer, seconds, before, reply.filter)

    def _hint(self, message: discord.Message, me: discord.ClientUser) -> str:
        """What to tell somebody whose message has no words to be read; that it cannot be, once in each channel."""
        if message.guild is None or names(message, me):
            return _HOW_TO
        return _NO_CONTENT if self._hinted.is_new((message.channel.id, message.author.id)) else ""

    async def _reply_to(self, message: discord.Message, question: str, before: Exchanges) -> Reply:
        self._desk.admit(message.author, _server(message))
        async with typing_in(message.channel), waiting_noted(message) as on_wait:
            work = partial(self.draft, question, threshold=self._threshold(_server(message)), before=before)
            return await self._desk.reply(message.author, work, on_wait)

    def _threshold(self, server_id: int | None) -> float | None:
        chosen = self._servers.settings(server_id).threshold
        return self._thresholds.get(server_id or 0) if chosen is None else chosen

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


def forgotten() -> UsageError:
    """Return the error for a question that is not kept any more."""
    return UsageError("What was asked here is no longer kept: please ask again.")


def _shortened(words: str) -> str:
    """As many sentences of a message as a question may have."""
    if len(words) <= LONGEST:
        return words
    end = max(words.rfind(mark, 0, LONGEST - 1) for mark in (". ", "? ", "! "))
    return words[: end + 1] if end > 0 else words[:LONGEST].rpartition(" ")[0] or words[:LONGEST]


def spoken(message: discord.Message, me: discord.ClientUser) -> str:
    """Return the question in a message, on one line: without the mention of the bot and whoever is called beside it.

    Somebody mentioned amid the words is called by name; roles, channels and custom emoji are left out.
    """
    content, own = message.content.strip(), {me.id, *own_roles(message, me)}
    names = {each.id: each.display_name for each in message.mentions}

    def told(run: re.Match[str]) -> str:
        ids = [int(each) for each in _ID.findall(run[0])]
        is_call = run.start() == 0 or run.end() == len(content) or not own.isdisjoint(ids)
        return " " if is_call else f" {' '.join(names.get(each, '') for each in ids)} "

    return " ".join(_RUN.sub(told, content).split())


def _server(message: discord.Message) -> int | None:
    return message.guild.id if message.guild else None
