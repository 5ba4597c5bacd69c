"""The Discord client: takes events, hands each to its line, and sees to what goes wrong."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import discord
from discord import app_commands
from discord.gateway import KeepAliveHandler

from bot.discord_bot.answer_buttons import ANSWER_BUTTONS, What, fault_given
from bot.discord_bot.answered import Answered
from bot.discord_bot.articles import ARTICLE_ITEMS, Articles, articles_commands, feeds_commands
from bot.discord_bot.ask_commands import ask_command, ask_menu
from bot.discord_bot.audience import Audience
from bot.discord_bot.checking import Checks, check_command, check_menu
from bot.discord_bot.claims import claim_in
from bot.discord_bot.collecting import Collecting
from bot.discord_bot.collections import Collection, Collections, Shelf
from bot.discord_bot.conversations import Conversations
from bot.discord_bot.cooldowns import Cooldowns
from bot.discord_bot.correcting import Corrections, correct_commands
from bot.discord_bot.delivery import tell, tell_failure
from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Deed
from bot.discord_bot.engine import Answers
from bot.discord_bot.failures import log_failure
from bot.discord_bot.forgetting import ForgetButton, Forgetting, Retention, forgetme_command
from bot.discord_bot.help import Help, help_command
from bot.discord_bot.journal import Journal
from bot.discord_bot.line import Line
from bot.discord_bot.listings import Listing, Order, listing_in
from bot.discord_bot.messages import question_in
from bot.discord_bot.metrics import Metrics
from bot.discord_bot.panel import ITEMS as PANEL
from bot.discord_bot.panel import numbers_given
from bot.discord_bot.permissions import PERMISSIONS
from bot.discord_bot.questions import Questions
from bot.discord_bot.quotes import Quotes, quotes_command
from bot.discord_bot.readings import Place
from bot.discord_bot.recents import Recents
from bot.discord_bot.registration import register
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.reindexing import REINDEX_ITEMS, Reindexing, StopButton, reindex_commands
from bot.discord_bot.schedule import Schedule
from bot.discord_bot.seen import Seen
from bot.discord_bot.setup import Setup, setup_command
from bot.discord_bot.shards import Identifies
from bot.discord_bot.sharing import Sharing
from bot.discord_bot.snapshots import RollBackButton, Snapshots, snapshots_commands
from bot.discord_bot.source_buttons import SOURCE_ITEMS
from bot.discord_bot.sources import Sources, source_command
from bot.discord_bot.standing import IndexStanding
from bot.discord_bot.stats import Stats, stats_command
from bot.discord_bot.suggestions import Suggestions
from bot.discord_bot.unanswered import PageButton, Unanswered, unanswered_command
from bot.discord_bot.views import ITEMS, Interaction, is_stale, name_given
from bot.discord_bot.warming import Warming
from bot.discord_bot.watching import Watcher
from bot.state.state import State
from bot.state.tables import MAIN
from index.corrections import SetSpeaker
from index.errors import UsageError
from index.fullnames import exactly

_log = logging.getLogger(__name__)
_REGISTER_SECONDS = 60.0  # between two tries
_CLOSING_SECONDS = 10.0
_ITEMS = (
    *(*ITEMS, *ANSWER_BUTTONS, *SOURCE_ITEMS, *ARTICLE_ITEMS, *PANEL, *REINDEX_ITEMS),
    *(RollBackButton, PageButton, ForgetButton),
)
_STALE = "This is from another version of me, and does nothing any more: please ask again."


class QuothClient(discord.AutoShardedClient):
    """Quoth on Discord, with what it remembers; `folder` is where it notes which commands it registered.

    shards: how many there are, None for as many as Discord recommends; shard_ids: those that are served, empty for all.
    """

    def __init__(
        self,
        answers: Answers,
        reindexer: Reindexer,
        *,
        state: State,
        folder: Path,
        shelf: Shelf | None = None,
        workers: int = 2,
        waiting: int = 100,
        cooldown_seconds: float = 3.0,
        server_questions: int = 0,
        shards: int | None = None,
        shard_ids: Sequence[int] = (),
        metrics: Metrics | None = None,
        keep_days: int = 90,
        thresholds: Mapping[int, float] = MappingProxyType({}),
        message_content: bool = False,
    ) -> None:
        super().__init__(
            intents=intents(message_content=message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            shard_count=shards,
        )
        self.shard_ids = list(shard_ids) or None  # discord.py takes none here where the number is yet to be asked
        metrics = metrics or Metrics()
        self.reindexer, self._state, self._folder = reindexer, state, folder
        shelf = shelf or Shelf(MAIN, folder)
        self.collections = Collections(Collection(shelf.usual, answers, reindexer, shelf.folder), state.servers, shelf)
        answers, reindexer = self.collections.answers, self.collections.reindexer
        self.line = Line(workers, waiting, metrics)
        self._warm = Warming(self.collections)
        self._identifies = Identifies()
        self._seen, self._audience = Seen(), Audience(state.servers, reads_content=message_content)
        self.servers = state.servers
        journal = Journal(state.servers)
        self.watcher = Watcher(answers, reindexer, StopButton)
        self.reindexing = Reindexing(answers, reindexer, self.line, journal, self.collections, self.watcher)
        self.snapshots = Snapshots(answers, reindexer, self.line, journal, self.watcher)
        self._collecting = Collecting(reindexer, self.watcher, self.line, journal, self.collections.arrivals)
        self.setup = Setup(state.servers, self.line, journal, self.collections)
        self._retention = Retention(state, keep_days)
        recents = Recents()
        self.forgetting = Forgetting(state, recents, self.line)
        conversations = Conversations(state.questions)
        cooldowns = Cooldowns(cooldown_seconds, server_questions, servers=state.servers)
        desk = Desk(self.line, cooldowns, conversations, recents, reindexer, metrics, self._audience)
        self.unanswered = Unanswered(answers, state.questions, desk)
        self._questions = Questions(answers, desk, state.servers, thresholds)
        self._quotes = Quotes(answers, desk)
        sharing = Sharing(self._questions, desk, self._audience)
        self._answered = Answered(self._questions, desk, state.ratings, sharing, journal)
        self._sources = Sources(answers, desk)
        self._articles = Articles(answers, desk)
        self._checks = Checks(answers, desk)
        self._corrections = Corrections(answers, desk, journal)
        suggestions = Suggestions(answers, recents)
        self._warming: asyncio.Task[None] | None = None
        self._registering: asyncio.Task[None] | None = None
        self._forgetting_old: asyncio.Task[None] | None = None
        self._resuming: asyncio.Task[None] | None = None
        self.schedule = Schedule(self.collections, shelf.rule, partial(journal.write_all, self, shelf.usual))
        self.tree = Tree(self)
        self._add_commands(suggestions)

    def _add_commands(self, suggestions: Suggestions) -> None:
        """Give the tree its commands, and discord.py the buttons that it is to know after a restart."""
        self.tree.add_command(ask_command(self._questions, suggestions))
        self.tree.add_command(ask_menu(self._questions))
        self.tree.add_command(quotes_command(self._quotes, suggestions))
        self.tree.add_command(check_command(self._checks, suggestions))
        self.tree.add_command(check_menu(self._checks))
        self.tree.add_command(source_command(self._sources, suggestions))
        self.tree.add_command(articles_commands(self._articles, self._collecting, suggestions))
        self.tree.add_command(feeds_commands(self._collecting))
        self.tree.add_command(help_command(Help(self.tree, self.line)))
        self.tree.add_command(correct_commands(self._corrections, suggestions))
        self.tree.add_command(reindex_commands(self.reindexing))
        self.tree.add_command(snapshots_commands(self.snapshots))
        self.tree.add_command(setup_command(self.setup))
        self.tree.add_command(unanswered_command(self.unanswered))
        self.tree.add_command(stats_command(Stats(self._state, self.line)))
        self.tree.add_command(forgetme_command(self.forgetting))
        self.add_dynamic_items(*_ITEMS)

    async def setup_hook(self) -> None:
        """Open the index, or build the first one, and register the commands; discord.py calls this after the login."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._warm.keep())
            self._forgetting_old = asyncio.create_task(self._retention.keep())
        if not await self._register() and self._registering is None:
            self._registering = asyncio.create_task(self._register_later())
        _log.info("invite me with %s", invitation(self.application_id or 0))

    async def launch_shards(self) -> None:
        """Connect; ask Discord before how many shards there should be and how many may do so at once."""
        recommended, _, limits = await self.http.get_bot_gateway()
        self.shard_count = self.shard_count or recommended  # set, so that the configured gateway is dialled
        self._identifies.at_once = limits["max_concurrency"]
        await super().launch_shards()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Wait for a shard's turn; discord.py calls this."""
        await self._identifies.turn(shard_id or 0)

    @property
    def index(self) -> IndexStanding:
        """How the index stands."""
        return self._warm.standing

    async def on_ready(self) -> None:
        """Say that the bot is there."""
        if self._resuming is None:
            self._resuming = asyncio.create_task(self._resume())
        _log.info("ready in %d servers, shards: %s", len(self.guilds), ", ".join(map(str, self.shards)))

    async def _resume(self) -> None:
        """Go on with what a restart cut off, and with the schedule."""
        await self.reindexing.resume(self)
        await self.schedule.start()

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that addresses the bot, once."""
        if self.user and self._audience.is_addressed(message, self.user) and self._seen.is_new(message.id):
            self.collections.ask(message.guild.id if message.guild else None)
            await self._questions.hear(message, self.user)

    async def do_with_answer(self, interaction: Interaction, what: What, origin: int | None) -> None:
        """Answer a press on a button below an answer."""
        if self.takes(interaction):
            await self._answered.do(interaction, what, origin)

    async def turn_answer(self, interaction: Interaction, offset: int, origin: int | None) -> None:
        """Answer a press on a button to another page of an answer."""
        if self.takes(interaction):
            await self._answered.turn(interaction, offset, origin)

    async def show_source(self, interaction: Interaction, ref: str) -> None:
        """Answer a press on a Source button."""
        if self.takes(interaction):
            await self._sources.show(interaction, ref)

    async def read(self, interaction: Interaction, key: str, place: Place | None) -> None:
        """Answer a press on a button to a page of an article."""
        if self.takes(interaction):
            await self._sources.read(interaction, key, place)

    async def send_whole(self, interaction: Interaction, key: str) -> None:
        """Answer a press on a "Whole article" button."""
        if self.takes(interaction):
            await self._sources.send_whole(interaction, key)

    async def verify(self, interaction: Interaction, ref: str) -> None:
        """Answer a press on a Verify button."""
        if self.takes(interaction):
            await self._sources.verify(interaction, ref)

    async def list_articles(self, interaction: Interaction, offset: int) -> None:
        """Answer a press on a button to another page of articles."""
        if self.takes(interaction):
            await self._articles.turn(interaction, offset)

    async def list_quotes_of(self, interaction: Interaction, article_id: str) -> None:
        """Answer a press on the button to an article's quotations."""
        if self.takes(interaction):
            await self._quotes.list(interaction, Listing(article=article_id), private=True, is_choice=True)

    async def choose_speaker(self, interaction: Interaction, head: str, speaker: str) -> None:
        """Answer a press on a speaker's button; the answer is as private as the message with the button."""
        if not self.takes(interaction):
            return
        private = interaction.message is not None and interaction.message.flags.ephemeral
        if listing := listing_in(head):
            listing = replace(listing, speaker=_chosen(speaker))
            await self._quotes.list(interaction, listing, private=private, is_choice=True)
        elif claim := claim_in(head):
            await self._checks.check(
                interaction, replace(claim, speaker=_chosen(speaker)), private=private, is_choice=True
            )
        else:
            await self._questions.choose(interaction, question_in(head) or "", speaker)

    async def turn_page(self, interaction: Interaction, head: str, order: Order, offset: int) -> None:
        """Answer a press on a button to another page."""
        if not self.takes(interaction):
            return
        if listing := listing_in(head):
            await self._quotes.turn(interaction, replace(listing, order=order), offset)
        else:
            await tell_failure(interaction, UsageError("This page cannot be turned: please use /quotes again."))

    async def moderate(self, interaction: Interaction, what: Deed, about: str) -> None:
        """Answer a press on a moderators' button."""
        if self.takes(interaction):
            await self._corrections.press(interaction, what, about)

    async def give_to(self, interaction: Interaction, ref: str, speaker: str) -> None:
        """Answer a choice from the moderators' menu of speakers."""
        if self.takes(interaction):
            await self._corrections.correct(interaction, SetSpeaker(ref, speaker))

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take what somebody typed: here, as discord.py would forget the modal in a restart."""
        given, numbers, fault = name_given(interaction), numbers_given(interaction), fault_given(interaction)
        if given and self.takes(interaction):
            await self._corrections.correct(interaction, given)
        if numbers and self.takes(interaction):
            await self.setup.take_numbers(interaction, *numbers)
        if fault and self.takes(interaction):
            await self._answered.take_fault(interaction, fault)
        if is_stale(interaction, _ITEMS) and self.takes(interaction):
            await tell(interaction, _STALE)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Log what an event handler did not expect, without the event."""
        error = sys.exc_info()[1]
        if error is not None:
            log_failure(error)

    def takes(self, interaction: Interaction) -> bool:
        """Say whether this interaction comes for the first time; what it sets off is about its server's collection."""
        self.collections.ask(interaction.guild_id)
        return self._seen.is_new(interaction.id)

    async def finish(self, seconds: float = _CLOSING_SECONDS) -> bool:
        """Take no new questions, finish or tell the running ones, close all; say whether they could be finished."""
        self.schedule.stop()
        for task in filter(None, (self._warming, self._registering, self._forgetting_old, self._resuming)):
            task.cancel()
        _, is_finished = await asyncio.gather(self.collections.stop(), self.line.close(seconds))
        await self.close()
        _stop_heartbeats()
        await asyncio.to_thread(self._state.close)
        return is_finished

    def abandon(self) -> None:
        """Leave no child process behind when there is no time for `finish`."""
        self.collections.kill()

    async def _register(self) -> bool:
        return await register(self.tree, self._folder / "discord-commands.json")

    async def _register_later(self) -> None:
        """Register the commands when Discord failed to take them at the start."""
        is_registered = False
        while not is_registered:
            await asyncio.sleep(_REGISTER_SECONDS)
            is_registered = await self._register()


class Tree(app_commands.CommandTree[QuothClient]):
    """The commands, with one place for everything that goes wrong in them."""

    async def interaction_check(self, interaction: discord.Interaction[QuothClient], /) -> bool:
        """Let each interaction through once."""
        return self.client.takes(interaction)

    async def on_error(
        self, interaction: discord.Interaction[QuothClient], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the person who used the command, and nobody else."""
        await tell_failure(interaction, error)


def invitation(application_id: int) -> str:
    """Return the link with which a server invites the bot, with exactly the permissions that it needs."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))


def _stop_heartbeats() -> None:
    """Stop what beats for a connection in the making: discord.py forgets it when the client is closed meanwhile."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.stop()


def intents(*, message_content: bool = False) -> discord.Intents:
    """Return the events that the bot needs; none of them is privileged but the content of every message."""
    wanted = discord.Intents.none()
    wanted.message_content = message_content
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    return wanted


def _chosen(speaker: str) -> str:
    """A chosen name as it is asked for: one word alone may be a part of the other names."""
    return speaker if " " in speaker else exactly(speaker)
