"""The server's log channel: what moderators change, who did it, what was before and what is after."""

from __future__ import annotations

import logging

import discord

from bot.discord_bot import limits
from bot.discord_bot.delivery import UNDELIVERED, tell
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import ELLIPSIS, escape
from bot.discord_bot.permissions import LOGGING, lack_in
from bot.discord_bot.views import Interaction
from bot.state.servers import Servers

_log = logging.getLogger(__name__)


class Journal:
    """Writes to the log channel that a server set, if it set one; the change itself never depends on it."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers

    async def tell(self, interaction: Interaction, text: str, *, also: int | None = None) -> None:
        """Write that the person who acted did this, in markdown; tell them where it could not be written.

        also: another channel to write it to, the one that was the log channel until now.
        """
        channels = (self._servers.settings(interaction.guild_id).log_channel, also)
        name = escape(interaction.user.name)
        entry = _fitting(f"{interaction.user.mention} ({name}, {interaction.user.id})\n{text}")
        for channel_id in dict.fromkeys(filter(None, channels)):
            reason = await _write(interaction.guild, channel_id, entry)
            if reason:
                await tell(interaction, f"It is done, but I could not write it to the log <#{channel_id}>: {reason}")

    async def write_all(self, client: discord.Client, usual: str, corpus: str, text: str) -> None:
        """Write what happened by itself to the log channels of all servers that answer from a collection."""
        for guild in client.guilds:
            if (self._servers.settings(guild.id).corpus or usual) == corpus:
                await self.write(guild, text)

    async def write(self, guild: discord.Guild | None, text: str) -> bool:
        """Write what happened by itself, in markdown; say whether that could be done."""
        channel_id = self._servers.settings(guild.id).log_channel if guild else None
        return channel_id is not None and not await _write(guild, channel_id, _fitting(text))


async def _write(guild: discord.Guild | None, channel_id: int, entry: str) -> str:
    """Write to a channel, and return why that cannot be, if so."""
    channel = guild.get_channel(channel_id) if guild else None
    if not isinstance(channel, discord.TextChannel):
        return "there is no such channel any more. Choose another one with /setup."
    try:
        await channel.send(entry, suppress_embeds=True)
    except UNDELIVERED as error:
        _log.warning("the log channel %s cannot be written (%s)", channel_id, type(error).__name__)
        names = lack_in(channel, LOGGING).names
        return f"I lack the permission **{', '.join(names)}** there." if names else "Discord does not take it."
    return ""


def _fitting(entry: str) -> str:
    most = limits.CONTENT
    while length(entry[:most]) > limits.CONTENT:
        most -= 1
    return entry if len(entry) <= most else entry[: most - 1] + ELLIPSIS
