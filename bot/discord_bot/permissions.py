"""What the bot must be allowed in a channel, and what of it is missing where."""

from __future__ import annotations

from dataclasses import dataclass

import discord

from bot.state.servers import ServerSettings

PERMISSIONS = discord.Permissions(  # the one place that says what the bot needs; the invitation asks for it
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,
    attach_files=True,
    embed_links=True,
    create_public_threads=True,
)
_THREADS = discord.Permissions(create_public_threads=True)
LOGGING = discord.Permissions(view_channel=True, send_messages=True)


@dataclass(frozen=True, slots=True)
class Lack:
    """The permissions, by Discord's names, that the bot lacks in a channel."""

    channel_id: int
    names: tuple[str, ...]


def lacking(guild: discord.Guild, settings: ServerSettings) -> list[Lack]:
    """Return what the bot lacks in the channels that these settings name; where they name none, in all that it sees."""
    wanted = PERMISSIONS if settings.threads else PERMISSIONS & ~_THREADS
    seen = [each for each in guild.text_channels if each.permissions_for(guild.me).view_channel]
    chosen = [found for each in settings.channels if (found := guild.get_channel(each))]
    lacks = [lack_in(each, wanted) for each in (chosen if settings.channels else seen)]
    log = guild.get_channel(settings.log_channel or 0)
    if log is not None:
        lacks.append(lack_in(log, LOGGING))
    return [each for each in lacks if each.names]


def lack_in(channel: discord.abc.GuildChannel, wanted: discord.Permissions) -> Lack:
    """Return which of these permissions the bot lacks in a channel."""
    have = channel.permissions_for(channel.guild.me)
    return Lack(channel.id, tuple(_label(name) for name, is_wanted in wanted if is_wanted and not getattr(have, name)))


def _label(name: str) -> str:
    """A permission as Discord's own settings call it."""
    return "View Channel" if name == "read_messages" else name.replace("_", " ").title().replace(" In ", " in ")
