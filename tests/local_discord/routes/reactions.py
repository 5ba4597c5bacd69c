"""The bot's reactions to messages."""

from __future__ import annotations

import unicodedata

from .. import payloads
from ..calls import Call, Reply, Route
from ..errors import missing_access, missing_permissions, unknown
from ..messages import Message
from ..permissions import has


def add_reaction(call: Call) -> Reply:
    message, emoji, bot = _message(call), _emoji(call), call.backend.world.bot
    needed = ["read_message_history", *([] if emoji in message.reactions else ["add_reactions"])]
    if not has(bot, message.channel, *needed):
        raise missing_permissions()
    message.reactions.setdefault(emoji, set()).add(bot.id)
    return Reply(204)


def remove_own_reaction(call: Call) -> Reply:
    message, emoji = _message(call), _emoji(call)
    people = message.reactions.get(emoji, set())
    people.discard(call.backend.world.bot.id)
    if not people:
        message.reactions.pop(emoji, None)
    return Reply(204)


def list_reactions(call: Call) -> Reply:
    people = sorted(_message(call).reactions.get(_emoji(call), set()))
    return Reply(body=[payloads.user(call.backend.world.users[each]) for each in people])


def _message(call: Call) -> Message:
    world = call.backend.world
    channel = world.channel(call.params["channel_id"])
    if not has(world.bot, channel, "view_channel"):
        raise missing_access()
    return world.message(channel, call.params["message_id"])


def _emoji(call: Call) -> str:
    """A Unicode emoji; custom ones this server does not have."""
    emoji = call.params["emoji_name"]
    if not emoji or all(unicodedata.category(character)[0] in "LP" for character in emoji):
        raise unknown("Emoji")
    return emoji


_PATH = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}"
ROUTES = (
    Route("PUT", _PATH + "/@me", add_reaction),
    Route("DELETE", _PATH + "/@me", remove_own_reaction),
    Route("GET", _PATH, list_reactions),
)
