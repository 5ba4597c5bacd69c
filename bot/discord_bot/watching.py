"""Watching: a child process is followed in the message of the moderator who started it, however long it takes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import ui

from bot.discord_bot import limits
from bot.discord_bot.delivery import UNDELIVERED, defer
from bot.discord_bot.drafts import Attachment
from bot.discord_bot.engine import Answers
from bot.discord_bot.failures import explain
from bot.discord_bot.reindexer import Reindexer, bar
from bot.discord_bot.views import Interaction, file_of

Job = asyncio.Task[Any]
Told = Callable[[Any], "Outcome"]
CANCELLED = "Cancelled: everything is as it was before."

_log = logging.getLogger(__name__)
_MEANWHILE = "-# The old index answers questions meanwhile."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a moderator is told; the file can be sent as often as need be. is_done: whether what was wanted was done."""

    text: str
    report: Attachment | None = None
    buttons: tuple[ui.DynamicItem[Any], ...] = ()
    is_done: bool = True

    def files(self) -> list[discord.File]:
        """Return the file, anew."""
        return [file_of(self.report)] if self.report else []

    def view(self) -> ui.View:
        """Return the buttons."""
        view = ui.View(timeout=None)
        for button in self.buttons:
            view.add_item(button)
        view.stop()
        return view


class Watcher:
    """Shows how a child process stands, and how it ended, in the message that started it, or where that is read."""

    def __init__(self, answers: Answers, reindexer: Reindexer, stop: Callable[[], ui.DynamicItem[Any]]) -> None:
        self._answers, self._reindexer, self._stop = answers, reindexer, stop
        self.token_seconds = limits.TOKEN_SECONDS

    async def begin(self, interaction: Interaction) -> float:
        """Take the command or the press, and return until when its message may be edited."""
        until = time.monotonic() + self.token_seconds
        if interaction.type is discord.InteractionType.component:
            interaction.extras["in_place"] = True
            await interaction.response.defer()
        else:
            await defer(interaction, ephemeral=True)
        return until

    async def follow(self, interaction: Interaction, job: Job, until: float, told: Told) -> Outcome:
        """Edit the progress into the message while it may be edited, and return how it ends."""
        meanwhile = _MEANWHILE if await asyncio.to_thread(self._answers.has_index) else ""
        shown = ""
        while not job.done():
            if time.monotonic() >= until:
                await asyncio.wait({job})
                break
            text = "\n".join(filter(None, (self.standing(), meanwhile)))
            if text != shown:
                shown = text
                await edit(interaction, Outcome(text, buttons=(self._stop(),)))
            await asyncio.wait({job}, timeout=limits.PROGRESS_SECONDS)
        return await outcome_of(job, meanwhile, told)

    async def deliver(self, interaction: Interaction, outcome: Outcome, until: float) -> None:
        """Put the outcome into the message, or write it elsewhere where that is too late."""
        if time.monotonic() >= until or not await edit(interaction, outcome):
            await _tell_elsewhere(interaction, outcome)

    def standing(self) -> str:
        """Return how far the process is, with a bar."""
        progress = self._reindexer.progress
        drawn = f"\n`{bar(progress)}`" if progress and bar(progress) else ""
        return f"{self._reindexer.standing} …{drawn}"


async def outcome_of(job: Job, meanwhile: str, told: Told) -> Outcome:
    """Return how a process ended; `meanwhile` is said beside what went wrong."""
    try:
        report = await job
    except asyncio.CancelledError:
        said = CANCELLED
    except Exception as error:  # noqa: BLE001 - a front: told and logged
        said = explain(error)
    else:
        return await asyncio.to_thread(told, report)
    return Outcome("\n".join(filter(None, (said, meanwhile))), is_done=False)


async def edit(interaction: Interaction, outcome: Outcome) -> bool:
    """Put this into the moderator's message, and say whether that was possible."""
    try:
        await interaction.edit_original_response(
            content=outcome.text, attachments=outcome.files(), view=outcome.view() if outcome.buttons else None
        )
    except UNDELIVERED as error:
        _log.warning("could not show how a reindex stands (%s)", type(error).__name__)
        return False
    return True


async def _tell_elsewhere(interaction: Interaction, outcome: Outcome) -> None:
    """Write to the channel, or to the moderator, when the message cannot be edited: its token lives 15 minutes."""
    bare = replace(outcome, report=None)
    for where, told in ((interaction.channel, outcome), (interaction.user, outcome), (interaction.channel, bare)):
        if await send(where, told):
            return
    _log.error("could not deliver the report of a reindex: %s", outcome.text.split("\n")[0])


async def send(where: object, told: Outcome) -> bool:
    """Write to a channel or a person, and say whether that was possible."""
    if not isinstance(where, discord.abc.Messageable):
        return False
    try:
        if told.buttons:
            await where.send(told.text, files=told.files(), view=told.view(), suppress_embeds=True)
        else:
            await where.send(told.text, files=told.files(), suppress_embeds=True)
    except UNDELIVERED:
        return False
    return True
