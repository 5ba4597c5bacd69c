"""Whom the bot answers where: as a server's settings say, by mention, reply, in its own threads, or every question."""

from __future__ import annotations

import discord

from bot.discord_bot.views import Interaction
from bot.state.servers import Servers
from index.text import word_set

_SHOWN = 10  # channels that are named
_FEW = 3  # words, with a full stop behind them: "What a day."
_WHO_OR_WHAT = word_set("who whom whose what when where why which how")
_AUXILIARY = word_set("is are was were do does did has have had can could will would should")


class Audience:
    """Decides which messages are for the bot."""

    def __init__(self, servers: Servers, *, reads_content: bool) -> None:
        """reads_content: Discord shows the bot what messages say that do not mention it."""
        self._servers, self._reads_content = servers, reads_content

    def is_addressed(self, message: discord.Message, me: discord.ClientUser) -> bool:
        """Say whether a message asks the bot something, where the bot is to answer."""
        if message.author.bot or message.webhook_id is not None:
            return False
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return False
        if message.guild is None:
            return True
        settings, place = self._servers.settings(message.guild.id), _place(message.channel)
        if settings.channels and place not in settings.channels:
            return False
        if names(message, me) or _replies_to(message, me):
            return True
        is_own = is_own_thread(message.channel, me.id)
        hears_all = is_own or settings.channels.get(place) == "every"
        if not hears_all or message.reference is not None or message.mentions:
            return False
        if not message.content:  # unreadable, which those who write in its threads are told
            return is_own and not self._reads_content
        return _is_question(message.content, goes_on=is_own)

    def speaks_in(self, interaction: Interaction) -> bool:
        """Say whether the bot is to speak to everybody where somebody acts; elsewhere it answers that person only."""
        channels = self._servers.settings(interaction.guild_id).channels
        return not channels or _place(interaction.channel) in channels

    def where(self, interaction: Interaction) -> str:
        """Return in which channels of a server the bot speaks, in markdown."""
        channels = list(self._servers.settings(interaction.guild_id).channels)
        more = f" and {len(channels) - _SHOWN} more" if len(channels) > _SHOWN else ""
        return f"In this server I speak in {', '.join(f'<#{one}>' for one in channels[:_SHOWN])}{more} only."


def names(message: discord.Message, me: discord.ClientUser) -> bool:
    """Say whether a message mentions the bot, or the role that Discord made for it."""
    return me in message.mentions or bool(own_roles(message, me))


def own_roles(message: discord.Message, me: discord.ClientUser) -> list[int]:
    """Return the mentioned roles that Discord made for the bot."""
    return [role.id for role in message.role_mentions if role.tags and role.tags.bot_id == me.id]


def is_own_thread(channel: object, my_id: int) -> bool:
    """Say whether a channel is a thread that the bot made."""
    return isinstance(channel, discord.Thread) and channel.owner_id == my_id


def _place(channel: object) -> int:
    """The channel that the settings know: a thread belongs to the one it was made in."""
    place: int = channel.parent_id if isinstance(channel, discord.Thread) else getattr(channel, "id", 0)
    return place


def _replies_to(message: discord.Message, me: discord.ClientUser) -> bool:
    replied_to = message.reference.resolved if message.reference else None
    return isinstance(replied_to, discord.Message) and replied_to.author.id == me.id


def _is_question(content: str, *, goes_on: bool) -> bool:
    """Tell a question from talk; goes_on: "and then" may begin one."""
    words, last = content.casefold().split(), content.rstrip()[-1:]
    first = words[0].strip(",.") if words else ""
    if last in ("?", "!"):
        return last == "?"
    if first in _WHO_OR_WHAT:
        return last != "." or len(words) > _FEW
    return last != "." and (first in _AUXILIARY or (goes_on and first == "and"))
