"""The reindex line: moderators start one, watch it, and get its report, however long it takes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot import limits
from bot.discord_bot.delivery import UNDELIVERED, attended
from bot.discord_bot.drafts import Attachment
from bot.discord_bot.engine import Answers
from bot.discord_bot.failures import explain
from bot.discord_bot.journal import Journal
from bot.discord_bot.limits import length
from bot.discord_bot.line import ClosingError, Line
from bot.discord_bot.markdown import clip, escape, escape_told
from bot.discord_bot.moderators import require_moderator
from bot.discord_bot.reindexer import Reindexer, bar
from bot.discord_bot.views import Interaction, file_of
from bot.records import ReportRecord

_log = logging.getLogger(__name__)
_MEANWHILE = "-# The old index answers questions meanwhile."
_SHOWN = 10  # names of articles in a message; the others are in the file


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a moderator is told at the end; the file can be sent as often as need be."""

    text: str
    report: Attachment | None = None

    def files(self) -> list[discord.File]:
        return [file_of(self.report)] if self.report else []


class Reindexing:
    """Follows a reindex in the message of the moderator who started it."""

    def __init__(
        self,
        answers: Answers,
        reindexer: Reindexer,
        line: Line,
        journal: Journal,
        token_seconds: float = limits.TOKEN_SECONDS,
    ) -> None:
        self._answers, self._reindexer, self._line, self.token_seconds = answers, reindexer, line, token_seconds
        self._journal = journal

    async def run(self, interaction: Interaction) -> None:
        """Answer `/reindex`, for moderators only."""
        async with attended(interaction, self._line):
            await self._run(interaction)

    async def _run(self, interaction: Interaction) -> None:
        require_moderator(interaction, "reindex")
        until = time.monotonic() + self.token_seconds
        interaction.extras["ephemeral"] = True
        await interaction.response.defer(ephemeral=True, thinking=True)
        job = self._reindexer.start()
        meanwhile = _MEANWHILE if await asyncio.to_thread(self._answers.has_index) else ""
        await self._follow(interaction, job, until, meanwhile)
        outcome = await _outcome(job, meanwhile)
        if time.monotonic() >= until or not await _edit(interaction, outcome):
            await _tell_elsewhere(interaction, outcome)
        await self._journal.tell(interaction, f"**Reindex** with `/reindex`:\n{outcome.text}")

    async def _follow(
        self, interaction: Interaction, job: asyncio.Task[ReportRecord], until: float, meanwhile: str
    ) -> None:
        """Edit the progress into the message while it may be edited, and wait for the end."""
        shown = ""
        while not job.done():
            if time.monotonic() >= until:
                await asyncio.wait({job})
                return
            text = "\n".join(filter(None, (self._standing(), meanwhile)))
            if text != shown:
                shown = text
                await _edit(interaction, _Outcome(text))
            await asyncio.wait({job}, timeout=limits.PROGRESS_SECONDS)

    def _standing(self) -> str:
        progress = self._reindexer.progress
        drawn = f"\n`{bar(progress)}`" if progress and bar(progress) else ""
        return f"{self._reindexer.standing} …{drawn}"


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
        lines += [f"- {escape_told(clip(f'{each.name}: {each.reason}', 160))}" for each in report.failed[:shown]]
    if report.lost:
        lines.append(f"Corrections that no longer apply: {len(report.lost)}{_more(report.lost, shown)}")
        lines += [f"- {escape_told(clip(f'{each.name}: {each.reason}', 160))}" for each in report.lost[:shown]]
    return "\n".join(lines)


async def _outcome(job: asyncio.Task[ReportRecord], meanwhile: str) -> _Outcome:
    try:
        report = await job
    except asyncio.CancelledError:
        said = f"{ClosingError()} The reindex was stopped."
    except Exception as error:  # noqa: BLE001 - a front: told and logged
        said = explain(error)
    else:
        return await asyncio.to_thread(_told, report)
    return _Outcome("\n".join(filter(None, (said, meanwhile))))


def _told(report: ReportRecord) -> _Outcome:
    text, whole = report_text(report), report_text(report, None)
    if text == whole and length(text) <= limits.CONTENT:
        return _Outcome(text)
    short = text if length(text) <= limits.CONTENT else "\n".join(text.split("\n")[:2])
    return _Outcome(short, Attachment("report.txt", whole.encode("utf-8", "replace")[: limits.FILE_BYTES]))


def _more(names: Sequence[object], shown: int | None) -> str:
    return f" and {len(names) - shown} more" if shown is not None and len(names) > shown else ""


async def _edit(interaction: Interaction, outcome: _Outcome) -> bool:
    """Put this into the moderator's message, and say whether that was possible."""
    try:
        await interaction.edit_original_response(content=outcome.text, attachments=outcome.files())
    except UNDELIVERED as error:
        _log.warning("could not show how a reindex stands (%s)", type(error).__name__)
        return False
    return True


async def _tell_elsewhere(interaction: Interaction, outcome: _Outcome) -> None:
    """Write to the channel, or to the moderator, when the message cannot be edited: its token lives 15 minutes."""
    bare = replace(outcome, report=None)
    attempts = ((interaction.channel, outcome), (interaction.user, outcome), (interaction.channel, bare))
    for where, told in attempts:
        if isinstance(where, discord.abc.Messageable):
            try:
                await where.send(told.text, files=told.files(), suppress_embeds=True)
            except UNDELIVERED:
                continue
            return
    _log.error("could not deliver the report of a reindex: %s", outcome.text.split("\n")[0])
