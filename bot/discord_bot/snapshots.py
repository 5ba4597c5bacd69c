"""The snapshots line: moderators see what the collection held before, keep what they want kept, and go back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, Self

import discord
from discord import app_commands, ui

from bot.discord_bot.delivery import attended, defer
from bot.discord_bot.engine import Answers
from bot.discord_bot.journal import Journal
from bot.discord_bot.line import Line
from bot.discord_bot.markdown import clip, escape_told
from bot.discord_bot.moderators import is_moderator, require_moderator
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.reports import changes_text, fitting, verification_text
from bot.discord_bot.suggestions import choices
from bot.discord_bot.views import Interaction
from bot.discord_bot.watching import Outcome, Watcher, edit
from bot.render import count
from bot.timelines import VerificationRecord, counts_text, size_text

if TYPE_CHECKING:
    from index.history import SnapshotSummary

_SHOWN = 8  # snapshots in a message; the others are in the file
_HOW = {"reindex": "reindexed", "rollback": "rolled back", "import": "imported"}
_Id = app_commands.Range[str, 1, 100]


class Snapshots:
    """Shows and keeps snapshots for moderators, and rolls back to one when that is confirmed."""

    def __init__(self, answers: Answers, reindexer: Reindexer, line: Line, journal: Journal, watcher: Watcher) -> None:
        self._answers, self._reindexer, self._line = answers, reindexer, line
        self._journal, self._watcher = journal, watcher

    async def show_all(self, interaction: Interaction) -> None:
        """Show all that are kept, with what each changed."""
        async with attended(interaction, self._line):
            await self._begin(interaction, "see the snapshots")
            found = await self._line.run(self._answers.snapshots)
            whole = "\n".join(map(_text, found)) or "There are no snapshots yet: `/reindex run` makes one."
            await edit(interaction, Outcome(*fitting("\n".join(map(_text, found[:_SHOWN])) or whole, whole)))

    async def show(self, interaction: Interaction, snapshot: str) -> None:
        """Show which articles a snapshot changed."""
        async with attended(interaction, self._line):
            await self._begin(interaction, "see the snapshots")
            changes = await self._line.run(self._answers.snapshot_changes, snapshot)
            await edit(interaction, Outcome(*fitting(changes_text(changes), changes_text(changes, None))))

    async def offer(self, interaction: Interaction, snapshot: str) -> None:
        """Show what rolling back would change, and ask whether to."""
        async with attended(interaction, self._line):
            await self._begin(interaction, "roll back")
            found = {one.id: one for one in await self._line.run(self._answers.snapshots)}
            wanted = await self._line.run(self._answers.find_snapshot, snapshot)
            current = next((one.id for one in found.values() if one.answers), None)
            changes = await self._line.run(self._answers.snapshot_changes, wanted, current)
            head = f"Roll back to the snapshot of {_made(found[wanted])}? The next reindex reads the articles again."
            text, whole = (f"{head}\n{changes_text(changes, shown)}" for shown in (10, None))
            await edit(interaction, Outcome(*fitting(text, whole), buttons=(RollBackButton(wanted),)))

    async def roll_back(self, interaction: Interaction, snapshot: str) -> None:
        """Answer from what an older snapshot holds."""
        await self._change(interaction, lambda: self._answers.roll_back(snapshot), "**Rolled back**")

    async def pin(self, interaction: Interaction, snapshot: str) -> None:
        """Keep a snapshot until it is unpinned."""
        await self._change(interaction, lambda: self._answers.pin_snapshot(snapshot), "**Pinned**")

    async def unpin(self, interaction: Interaction, snapshot: str) -> None:
        """Let a snapshot be removed in its turn."""
        await self._change(interaction, lambda: self._answers.unpin_snapshot(snapshot), "**Unpinned**")

    async def verify(self, interaction: Interaction, snapshot: str | None) -> None:
        """Look whether a snapshot, or the one that answers, is whole; damages are told in the log channel as well."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "verify a snapshot")
            until = await self._watcher.begin(interaction)
            wanted = snapshot and await self._line.run(self._answers.find_snapshot, snapshot)
            job = self._reindexer.verify(wanted)
            outcome = await self._watcher.follow(interaction, job, until, _verified)
            await self._watcher.deliver(interaction, outcome, until)
            if not (job.cancelled() or job.exception() or job.result().is_whole):
                await self._journal.tell(interaction, outcome.text)

    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer snapshots, the newest first, to moderators."""
        if not is_moderator(interaction):
            return []
        found = await asyncio.to_thread(self._answers.snapshots)
        named = ((f"{one.id[:15]} · {_short(one)}", one.id) for one in found)
        return choices((name, snapshot) for name, snapshot in named if typed.strip() in name)

    async def _begin(self, interaction: Interaction, what: str) -> None:
        require_moderator(interaction, what)
        if interaction.type is discord.InteractionType.component:
            interaction.extras["in_place"] = True
            await interaction.response.defer()
        else:
            await defer(interaction, ephemeral=True)

    async def _change(self, interaction: Interaction, work: Callable[[], SnapshotSummary], what: str) -> None:
        async with attended(interaction, self._line):
            await self._begin(interaction, "change the snapshots")
            text = f"{what}\n{_text(await self._line.run(work))}"
            await edit(interaction, Outcome(text))
            await self._journal.tell(interaction, text)


class Keeps(Protocol):
    """A client that keeps snapshots."""

    @property
    def snapshots(self) -> Snapshots: ...

    def takes(self, interaction: Interaction, /) -> bool: ...


class RollBackButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:rollback:(?P<snapshot>[\w-]{1,60})"):
    """The button that confirms a roll back."""

    def __init__(self, snapshot: str) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(ui.Button(label="Roll back", style=style, custom_id=f"quoth:rollback:{snapshot}"))
        self.snapshot = snapshot

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(match["snapshot"])

    async def callback(self, interaction: Interaction) -> None:
        """Roll back."""
        client: Keeps = interaction.client
        if client.takes(interaction):
            await client.snapshots.roll_back(interaction, self.snapshot)


def snapshots_commands(snapshots: Snapshots) -> app_commands.Group:
    """Return the commands `/snapshots list`, `show`, `rollback`, `pin`, `unpin` and `verify`, for moderators."""
    group = app_commands.Group(
        name="snapshots",
        description="What the collection held before, and the way back.",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
        allowed_contexts=app_commands.AppCommandContext(guild=True),
    )

    @group.command(name="list", description="See the snapshots that are kept, and what each changed.")
    async def list_snapshots(interaction: discord.Interaction) -> None:
        await snapshots.show_all(interaction)

    _add(group, snapshots, "show", "See which articles a snapshot changed.", snapshots.show)
    _add(group, snapshots, "rollback", "Answer from an older snapshot; asks before.", snapshots.offer)
    _add(group, snapshots, "pin", "Keep a snapshot, however many come after it.", snapshots.pin)
    _add(group, snapshots, "unpin", "Let a snapshot be removed in its turn.", snapshots.unpin)

    @group.command(name="verify", description="Check that a snapshot is whole, and name each damage.")
    @app_commands.describe(snapshot="The snapshot, or the beginning of its id; else the one that answers.")
    @app_commands.autocomplete(snapshot=snapshots.suggest)
    async def verify(interaction: discord.Interaction, snapshot: _Id | None = None) -> None:
        await snapshots.verify(interaction, snapshot)

    return group


def _add(
    group: app_commands.Group, snapshots: Snapshots, name: str, description: str, work: Callable[..., Any]
) -> None:
    @group.command(name=name, description=description)
    @app_commands.describe(snapshot="The snapshot, or the beginning of its id.")
    @app_commands.autocomplete(snapshot=snapshots.suggest)
    async def _(interaction: discord.Interaction, snapshot: _Id) -> None:
        await work(interaction, snapshot)


def _text(one: SnapshotSummary) -> str:
    marks = "".join(f" · **{mark}**" for mark, is_so in (("answers", one.answers), ("pinned", one.pinned)) if is_so)
    if one.damage:
        return f"`{one.id}`{marks}\n-# damaged: {escape_told(clip(one.damage, 200))}"
    holds = f"{count(one.articles, 'article')}, {count(one.quotes, 'quotation')}, {size_text(one.size)}"
    return f"`{one.id}`{marks}\n-# {_made(one)} · {_short(one)} · {holds}"


def _verified(found: VerificationRecord) -> Outcome:
    return Outcome(*fitting(verification_text(found), verification_text(found, None)))


def _made(one: SnapshotSummary) -> str:
    return f"<t:{one.created_at.timestamp():.0f}:f>" if one.created_at else "an unknown time"


def _short(one: SnapshotSummary) -> str:
    if one.damage:
        return "damaged"
    if one.origin == "correction":
        return "corrected"
    return f"{_HOW[one.origin]}: {counts_text(one.changes)}"
