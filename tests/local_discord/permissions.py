"""Permissions: their names (as in discord.py), their bits, and what a person may do in a channel.

https://discord.com/developers/docs/topics/permissions
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .state import Channel, User

BITS = {
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "manage_roles": 1 << 28,
    "manage_webhooks": 1 << 29,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
}
ALL = sum(BITS.values())

# What a new member, and a bot invited with the usual scopes, may do.
USUAL = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "embed_links",
    "attach_files",
    "read_message_history",
    "add_reactions",
    "create_public_threads",
    "use_application_commands",
)
_ONLY_WITH_SENDING = ("embed_links", "attach_files", "mention_everyone")


def bits(names: Iterable[str]) -> int:
    """The bit field of permissions given by name; an unknown name is a KeyError that says so."""
    total = 0
    for name in names:
        total |= BITS[name]
    return total


def in_channel(user: User, channel: Channel) -> int:
    """What `user` may do in `channel`, overwrites and implicit denials included."""
    if channel.guild is None:
        return bits((*USUAL, "mention_everyone")) if user in channel.recipients else 0
    guild = channel.guild
    if user.id not in guild.members:
        return 0
    everywhere = in_guild(user, channel)
    if everywhere == ALL:
        return ALL
    roles = guild.members[user.id].roles
    for targets in ([guild.everyone.id], [role.id for role in roles], [user.id]):
        everywhere = _overwritten(everywhere, channel.parent or channel, targets)
    return _with_implicit_denials(everywhere, "send_messages_in_threads" if channel.is_thread else "send_messages")


def in_guild(user: User, channel: Channel) -> int:
    """What the roles of `user` allow before the channel's overwrites; the owner and administrators may do all."""
    guild = channel.guild
    if guild is None or user.id == guild.owner.id:
        return ALL
    total = guild.everyone.permissions
    for role in guild.members[user.id].roles:
        total |= role.permissions
    return ALL if total & BITS["administrator"] else total


def has(user: User, channel: Channel, *names: str) -> bool:
    """Whether `user` has all the named permissions in `channel`."""
    wanted = bits(names)
    return in_channel(user, channel) & wanted == wanted


def _overwritten(permissions: int, channel: Channel, targets: list[int]) -> int:
    found = [channel.overwrites[target] for target in targets if target in channel.overwrites]
    for overwrite in found:
        permissions &= ~overwrite.deny
    for overwrite in found:
        permissions |= overwrite.allow
    return permissions


def _with_implicit_denials(permissions: int, sending: str) -> int:
    if not permissions & BITS["view_channel"]:
        return 0
    if not permissions & BITS[sending]:
        permissions &= ~bits(_ONLY_WITH_SENDING)
    return permissions
