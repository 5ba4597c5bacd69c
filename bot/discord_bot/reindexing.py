"""The reindex line: moderators start one, watch it, and get its report, however long it takes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot import limits
from bot.discord_bot.delivery import UNDELIVERED, attended
from bot.discord_bot.drafts import Attachment
from bot.discord_bot.failures import explain
from bot.discord_bot.limits import length
from bot.discord_bot.line import ClosingError, Line
from bot.discord_bot.markdown import clip, escape
from bot.discord_bot.reindexer import Reindexer, bar
from bot.discord_bot.views import Interaction, file_of
from bot.records import ReportRecord
from index.errors import QuothError

_log = logging.getLogger(__name__)
_SHOWN = 10  # names of articles in a message; the others are in the file


class NotAllowedError(QuothError):
    """Somebody who is no moderator uses a moderators' command."""


class Reindexing:
    """Follows a reindex in the message of the moderator who started it."""

    def __init__(self, reindexer: Reindexer, line: Line, token_seconds: float = limits.TOKEN_SECONDS) -> None:
        self._reindexer, self._line, self.token_seconds = reindexer, line, token_seconds

    async def run(self, interaction: Interaction) -> None:
        """Answer `/reindex`, for moderators only."""
        async with attended(interaction, self._line):
            await self._run(interaction)

    async def _run(self, interaction: Interaction) -> None:
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            raise NotAllowedError("Only those who may manage the server can reindex.")
        until = time.monotonic() + self.token_seconds
        interaction.extras["ephemeral"] = True
        await interaction.response.defer(ephemeral=True, thinking=True)
        job = self._reindexer.start()
        await self._follow(interaction, job, until)
        text, files = await _outcome(job)
        if time.monotonic() < until:
            await interaction.edit_original_response(content=text, attachments=files)
        else:
            await _tell_channel(interaction, text, files)

    async def _follow(self, interaction: Interaction, job: asyncio.Task[ReportRecord], until: float) -> None:
        """Edit the progress into the message while it may be edited, and wait for the end."""
        shown = ""
        while not job.done():
            if time.monotonic() >= until:
                await asyncio.wait({job})
                return
            text = self._standing()
            if text != shown:
                shown = text
                await _edit(interaction, text)
            await asyncio.wait({job}, timeout=limits.PROGRESS_SECONDS)

    def _standing(self) -> str:
        progress = self._reindexer.progress
        drawn = f"\n`{bar(progress)}`" if progress and bar(progress) else ""
        return f"{self._reindexer.standing} …{drawn}\n-# The old index answers questions meanwhile."


def reindex_command(reindexing: Reindexing) -> app_commands.Command[Any, ..., None]:
    """Return the command `/reindex`."""

    @app_commands.command(name="reindex", description="Read the articles again, while the old index keeps answering.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def reindex(interaction: discord.Interaction) -> None:
        await reindexing.run(interaction)

    return reindex


def report_text(report: ReportRecord, shown: int | None = _SHOWN) -> str:
    """Return what a reindex did; `shown` names of each kind, None for all."""
    counts = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed"
    lines = [
        f"**Reindexed** in {report.seconds:.1f} s: {counts}, {report.unchanged} unchanged.",
        f"Passages: {report.passages}, of them newly embedded: {report.embedded}. Quotations: {report.quotes}.",
    ]
    for what, names in (("Added", report.added), ("Changed", report.changed), ("Removed", report.removed)):
        if names:
            lines.append(f"{what}: {', '.join(escape(clip(name, 80)) for name in names[:shown])}{_more(names, shown)}")
    if report.failed:
        lines.append(f"Left out: {len(report.failed)}{_more(report.failed, shown)}")
        lines += [f"- {escape(clip(f'{each.name}: {each.reason}', 160))}" for each in report.failed[:shown]]
    return "\n".join(lines)


async def _outcome(job: asyncio.Task[ReportRecord]) -> tuple[str, list[discord.File]]:
    try:
        report = await job
    except asyncio.CancelledError:
        return f"{ClosingError()} The reindex was stopped; the old index keeps answering.", []
    except Exception as error:  # noqa: BLE001 - a front: told and logged
        return explain(error), []
    text, whole = report_text(report), report_text(report, None)
    if text == whole and length(text) <= limits.CONTENT:
        return text, []
    short = text if length(text) <= limits.CONTENT else "\n".join(text.split("\n")[:2])
    return short, [file_of(Attachment("report.txt", whole.encode("utf-8", "replace")[: limits.FILE_BYTES]))]


def _more(names: Sequence[object], shown: int | None) -> str:
    return f" and {len(names) - shown} more" if shown is not None and len(names) > shown else ""


async def _edit(interaction: Interaction, text: str) -> None:
    try:
        await interaction.edit_original_response(content=text)
    except UNDELIVERED as error:
        _log.warning("could not show the progress (%s)", type(error).__name__)


async def _tell_channel(interaction: Interaction, text: str, files: list[discord.File]) -> None:
    """The interaction's token is dead by now: write to the channel, or to the moderator."""
    for where in (interaction.channel, interaction.user):
        if isinstance(where, discord.abc.Messageable):
            try:
                await where.send(text, files=files, suppress_embeds=True)
            except discord.Forbidden:
                continue
            return
    _log.warning("could not deliver the report of a reindex")
