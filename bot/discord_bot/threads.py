"""Threads: the bot makes one of a question where the server wants that, and answers in place where it may not."""

from __future__ import annotations

import logging

import discord

from bot.discord_bot import limits
from bot.discord_bot.delivery import UNDELIVERED
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import clip
from bot.harmless import harmless_line

_log = logging.getLogger(__name__)


async def open_thread(message: discord.Message, question: str) -> discord.Thread | None:
    """Return a new thread of a message, named after its question; None where there can be none, to answer in place."""
    channel, guild = message.channel, message.guild
    if guild is None or not isinstance(channel, discord.TextChannel):
        return None
    have = channel.permissions_for(guild.me)
    if not (have.create_public_threads and have.send_messages_in_threads):
        _log.info("answering in place: no thread may be made in channel %s", channel.id)
        return None
    try:
        return await message.create_thread(name=_named(question))
    except UNDELIVERED as error:  # there is a thread already, the message is gone, or Discord cannot be reached
        _log.warning("answering in place: no thread could be made (%s)", type(error).__name__)
        return None


def _named(question: str) -> str:
    name, most = harmless_line(question), limits.THREAD_NAME  # the list of threads shows it beside others
    while length(clip(name, most)) > limits.THREAD_NAME:
        most -= 1
    return clip(name, most)
