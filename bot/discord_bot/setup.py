"""The setup line: moderators see a server's settings, and change them; each change is checked, kept and logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.collections import Collections
from bot.discord_bot.delivery import attended
from bot.discord_bot.journal import Journal
from bot.discord_bot.line import Line
from bot.discord_bot.moderators import require_manager, require_moderator
from bot.discord_bot.panel import Chosen, Panel, Press, described, numbers_modal
from bot.discord_bot.permissions import lacking
from bot.discord_bot.views import Interaction
from bot.state.servers import Servers, ServerSettings
from index.errors import UsageError

_log = logging.getLogger(__name__)
_WHAT = "change the settings"
Edit = Callable[[ServerSettings], ServerSettings]


class Setup:
    """Shows and changes the settings of servers."""

    def __init__(self, servers: Servers, line: Line, journal: Journal, collections: Collections) -> None:
        self._servers, self._line, self._journal, self._collections = servers, line, journal, collections
        self._one_by_one = asyncio.Lock()  # a change builds on the one before

    async def show(self, interaction: Interaction) -> None:
        """Answer `/setup` with the panel, which only who asked sees."""
        async with attended(interaction, self._line):
            require_moderator(interaction, _WHAT)
            await _open(interaction, await self._panel(interaction))

    async def press(self, interaction: Interaction, press: Press) -> None:
        """Do what a button of the panel says."""
        if press == "numbers":
            async with attended(interaction, self._line):
                require_moderator(interaction, _WHAT)
                await interaction.response.send_modal(numbers_modal(self._settings(interaction)))
        elif press == "corpus":
            following = await self._corpora(interaction)
            await self._change(interaction, lambda old: _with(old, corpus=following[1] if len(following) > 1 else None))
        else:
            names = {"threads", "private"} & {press}
            await self._change(interaction, lambda old: _with(old, **{one: not getattr(old, one) for one in names}))

    async def choose_channels(self, interaction: Interaction, place: Chosen, ids: Sequence[int]) -> None:
        """Set where mentions or every question are answered, or where changes are logged."""
        if place == "log":
            await self._change(interaction, lambda old: _with(old, log_channel=next(iter(ids), None)))
        else:
            await self._change(interaction, lambda old: _with(old, channels=_channels(old, place, ids)))

    async def choose_roles(self, interaction: Interaction, ids: Sequence[int]) -> None:
        """Set which roles make moderators, for those who may manage the server."""

        def edit(old: ServerSettings) -> ServerSettings:
            require_manager(interaction, "choose the moderators")
            if interaction.guild_id in ids:
                raise UsageError("Not everyone can be a moderator: choose other roles.")
            return _with(old, moderator_roles=tuple(ids))

        await self._change(interaction, edit)

    async def take_numbers(self, interaction: Interaction, threshold: str, cooldown: str) -> None:
        """Set the numbers that were typed."""
        await self._change(
            interaction,
            lambda old: _with(
                old,
                threshold=_number(threshold, 1, "The threshold must be a number from 0 to 1, say 0.3."),
                cooldown_seconds=_number(cooldown, 3600, "The cooldown must be a number of seconds, up to 3600."),
            ),
        )

    async def _change(self, interaction: Interaction, edit: Edit) -> None:
        async with attended(interaction, self._line):
            require_moderator(interaction, _WHAT)
            async with self._one_by_one:
                before = self._settings(interaction)
                after = edit(before)
                interaction.extras["in_place"] = True
                await interaction.response.defer()
                if after != before and interaction.guild_id is not None:
                    await asyncio.to_thread(self._servers.change, interaction.guild_id, after)
            try:
                await _edit(interaction, await self._panel(interaction))
            finally:
                if after != before:
                    text = "\n".join(["**Settings changed**", *_changes(before, after)])
                    await self._journal.tell(interaction, text, also=before.log_channel)

    def _settings(self, interaction: Interaction) -> ServerSettings:
        return self._servers.settings(interaction.guild_id)

    async def _corpora(self, interaction: Interaction) -> list[str]:
        """The collections that there are, from the one that the server answers from, in a circle."""
        names, chosen = await asyncio.to_thread(self._collections.names), self._collections.chosen(interaction.guild_id)
        at = names.index(chosen) if chosen in names else 0
        return [*names[at:], *names[:at]]

    async def _panel(self, interaction: Interaction) -> Panel:
        guild, settings = interaction.guild, self._settings(interaction)
        assert guild is not None  # a moderator acts in a server
        reads_content = interaction.client.intents.message_content
        corpora = await self._corpora(interaction)
        return Panel(settings, guild, lacking(guild, settings), reads_content, corpora)


def setup_command(setup: Setup) -> app_commands.Command[Any, ..., None]:
    """Return the command `/setup`."""

    @app_commands.command(name="setup", description="See and change where and how I answer in this server.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def setup_(interaction: discord.Interaction) -> None:
        await setup.show(interaction)

    return setup_


async def _open(interaction: Interaction, panel: Panel) -> None:
    """Send the panel to who asked, in plain text where components v2 are refused."""
    try:
        await interaction.response.send_message(view=panel.layout(), ephemeral=True)
    except discord.HTTPException as error:
        if error.status != 400:
            raise
        _log.warning("Discord refused components v2 (%s), showing the panel in plain text", error.code)
        await interaction.response.send_message(panel.text, view=panel.plain(), ephemeral=True)


async def _edit(interaction: Interaction, panel: Panel) -> None:
    """Put the panel into the message with the menus, which keeps its kind."""
    if interaction.message is None or interaction.message.flags.components_v2:
        await interaction.edit_original_response(view=panel.layout())
    else:
        await interaction.edit_original_response(content=panel.text, view=panel.plain())


def _with(settings: ServerSettings, **values: Any) -> ServerSettings:
    return settings.model_copy(update=values)


def _channels(old: ServerSettings, mode: Chosen, ids: Sequence[int]) -> dict[int, str]:
    """The channels, with these and no others in this mode."""
    others = {one: how for one, how in old.channels.items() if how != mode and one not in ids}
    return {**others, **dict.fromkeys(ids, mode)}


def _number(typed: str, most: float, problem: str) -> float | None:
    if not typed:
        return None
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        raise UsageError(problem) from None
    if not 0 <= number <= most:
        raise UsageError(problem)
    return number


def _changes(before: ServerSettings, after: ServerSettings) -> list[str]:
    """Each setting that changed, before and after."""
    pairs = zip(described(before), described(after), strict=True)
    return [f"{was} → {now.partition(':** ')[2]}" for was, now in pairs if was != now]
