"""The reindex line: moderators look before, start one, watch or cancel it, and get its report."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from typing import Any, Protocol, Self

import discord
from discord import app_commands, ui

from bot.discord_bot.collections import Collections
from bot.discord_bot.delivery import attended, defer
from bot.discord_bot.engine import Answers
from bot.discord_bot.journal import Journal
from bot.discord_bot.line import ClosingError, Line
from bot.discord_bot.moderators import require_moderator
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.reports import fitting, preview_text, report_text
from bot.discord_bot.views import Interaction
from bot.discord_bot.watching import CANCELLED, Job, Outcome, Watcher, edit, outcome_of, send
from bot.previews import PreviewRecord
from bot.records import ReportRecord
from index.errors import ReindexRunningError
from index.store import made_at

_log = logging.getLogger(__name__)
_RESUMED = "-# A restart of mine had cut this reindex off."


class Reindexing:
    """Follows a reindex in the message of the moderator who started it; one that a restart cut off goes on."""

    def __init__(
        self,
        answers: Answers,
        reindexer: Reindexer,
        line: Line,
        journal: Journal,
        collections: Collections,
        watcher: Watcher,
    ) -> None:
        self._answers, self._reindexer, self._line = answers, reindexer, line
        self._journal, self._collections, self._watcher = journal, collections, watcher
        self._pending = collections.pending

    async def run(self, interaction: Interaction, expected: str | None = None) -> None:
        """Reindex, for moderators only; `expected` is the digest of the preview that is applied."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "reindex")
            until = await self._watcher.begin(interaction)
            job = self._reindexer.start(expected)
            await asyncio.to_thread(self._pending.note, interaction.guild_id, interaction.channel_id)
            outcome = await self._watcher.follow(interaction, job, until, _reported)
            if await asyncio.to_thread(self._is_to_go_on, job):
                outcome = Outcome(f"{ClosingError()} The reindex goes on when I am back.")
            await self._watcher.deliver(interaction, outcome, until)
            await self._journal.tell(interaction, f"**Reindex** with `/reindex run`:\n{outcome.text}")

    async def preview(self, interaction: Interaction) -> None:
        """Look what a reindex would do, and offer to do it."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "reindex")
            until = await self._watcher.begin(interaction)
            outcome = await self._watcher.follow(interaction, self._reindexer.preview(), until, _previewed)
            await self._watcher.deliver(interaction, outcome, until)

    async def tell_standing(self, interaction: Interaction) -> None:
        """Say whether a reindex is under way, and how far it is."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "see how a reindex stands")
            await defer(interaction, ephemeral=True)
            running = self._watcher.standing() if self._reindexer.is_running else await self._idle()
            buttons = (StopButton(),) if self._reindexer.is_running else ()
            await edit(interaction, Outcome(running, buttons=buttons))

    async def cancel(self, interaction: Interaction) -> None:
        """End the reindex that is under way; everything stays as it was."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "cancel a reindex")
            await defer(interaction, ephemeral=True)
            if not self._reindexer.is_running:
                await edit(interaction, Outcome(await self._idle()))
                return
            await asyncio.to_thread(self._pending.clear)
            await self._reindexer.stop()
            await edit(interaction, Outcome(CANCELLED))
            await self._journal.tell(interaction, f"**Reindex.** {CANCELLED}")

    async def dismiss(self, interaction: Interaction) -> None:
        """Do nothing of what a preview showed."""
        async with attended(interaction, self._line):
            interaction.extras["in_place"] = True
            await interaction.response.defer()
            await interaction.edit_original_response(content="Nothing was done.", view=None, attachments=[])

    async def resume(self, client: discord.Client) -> None:
        """Go on with the reindexes that a restart cut off, and tell where they were asked for how they end."""
        for one in self._collections.used():
            self._collections.ask_about(one.name)
            await self._resume(client)

    async def _resume(self, client: discord.Client) -> None:
        wanted = await asyncio.to_thread(self._pending.read)
        if wanted is None:
            return
        try:
            job = self._reindexer.start()
        except ReindexRunningError:
            return
        _log.info("going on with the reindex that a restart cut off")
        outcome = await outcome_of(job, "", _reported)
        if job.cancelled():
            return  # by another restart
        await asyncio.to_thread(self._pending.clear)
        told = replace(outcome, text=f"{outcome.text}\n{_RESUMED}")
        guild = client.get_guild(wanted.guild_id)
        if not await self._journal.write(guild, told.text):
            await send(guild.get_channel_or_thread(wanted.channel_id) if guild else None, told)

    def _is_to_go_on(self, job: Job) -> bool:
        """Whether the bot is closing, and the reindex goes on after the restart; else nothing is wanted any more."""
        if job.cancelled():
            return self._pending.read() is not None
        self._pending.clear()
        return False

    async def _idle(self) -> str:
        snapshot = await asyncio.to_thread(self._answers.snapshot_id)
        made = made_at(snapshot) if snapshot else None
        return f"No reindex is running.{f' The index was made <t:{made.timestamp():.0f}:R>.' if made else ''}"


class Reindexes(Protocol):
    """A client that reindexes."""

    @property
    def reindexing(self) -> Reindexing: ...

    def takes(self, interaction: Interaction, /) -> bool: ...


class ApplyButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:reindex:apply:(?P<digest>[0-9a-f]{16})"):
    """The button that does what a preview showed, and nothing else."""

    def __init__(self, digest: str) -> None:
        style = discord.ButtonStyle.primary
        super().__init__(ui.Button(label="Apply", style=style, custom_id=f"quoth:reindex:apply:{digest}"))
        self.digest = digest

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(match["digest"])

    async def callback(self, interaction: Interaction) -> None:
        """Reindex."""
        client: Reindexes = interaction.client
        if client.takes(interaction):
            await client.reindexing.run(interaction, self.digest)


class StopButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:reindex:(?P<what>cancel|dismiss)"):
    """The button that cancels a reindex, or lets a preview be."""

    def __init__(self, what: str = "cancel") -> None:
        super().__init__(ui.Button(label="Cancel", custom_id=f"quoth:reindex:{what}"))
        self.what = what

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(match["what"])

    async def callback(self, interaction: Interaction) -> None:
        """Cancel."""
        client: Reindexes = interaction.client
        if client.takes(interaction):
            await (client.reindexing.cancel if self.what == "cancel" else client.reindexing.dismiss)(interaction)


REINDEX_ITEMS: tuple[type[ui.DynamicItem[Any]], ...] = (ApplyButton, StopButton)


def reindex_commands(reindexing: Reindexing) -> app_commands.Group:
    """Return the commands `/reindex run`, `preview`, `status` and `cancel`."""
    group = app_commands.Group(
        name="reindex",
        description="Read the articles again, while the old index keeps answering.",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
        allowed_contexts=app_commands.AppCommandContext(guild=True),
    )

    @group.command(name="run", description="Read the articles again, while the old index keeps answering.")
    async def run(interaction: discord.Interaction) -> None:
        await reindexing.run(interaction)

    @group.command(name="preview", description="See what a reindex would change, before it is done.")
    async def preview(interaction: discord.Interaction) -> None:
        await reindexing.preview(interaction)

    @group.command(name="status", description="See how far a reindex is.")
    async def status(interaction: discord.Interaction) -> None:
        await reindexing.tell_standing(interaction)

    @group.command(name="cancel", description="End the reindex that is running; everything stays as it was.")
    async def cancel(interaction: discord.Interaction) -> None:
        await reindexing.cancel(interaction)

    return group


def _reported(report: ReportRecord) -> Outcome:
    return Outcome(*fitting(report_text(report), report_text(report, None)))


def _previewed(preview: PreviewRecord) -> Outcome:
    is_something = preview.added or preview.changed or preview.removed or preview.is_anew
    buttons = (ApplyButton(preview.digest), StopButton("dismiss")) if is_something else ()
    return Outcome(*fitting(preview_text(preview), preview_text(preview, None)), buttons=buttons)
