"""Who may keep the collection: those who may manage the server, and whoever has a role that the server sets.

It is looked at whenever somebody acts, whatever the server's settings for the commands show to whom.
"""

from __future__ import annotations

from typing import Protocol

import discord

from bot.discord_bot.delivery import tell_failure
from bot.discord_bot.views import Interaction
from bot.state.servers import Servers
from index.errors import QuothError


class NotAllowedError(QuothError):
    """Somebody who is no moderator uses what is the moderators'."""


class Served(Protocol):
    """A client that knows the servers' settings."""

    @property
    def servers(self) -> Servers: ...


def is_moderator(interaction: Interaction) -> bool:
    """Say whether the person who acts is a moderator of the server in which they act."""
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        return False
    client: Served = interaction.client
    chosen = client.servers.settings(interaction.guild_id).moderator_roles
    has_role = any(role.id in chosen and not role.is_default() for role in interaction.user.roles)
    return has_role or interaction.permissions.manage_guild


def require_moderator(interaction: Interaction, what: str) -> None:
    """Raise NotAllowedError, which says `what` is the moderators', where the person who acts is none."""
    if not is_moderator(interaction):
        raise NotAllowedError(f"Only moderators of this server can {what}.")


def require_manager(interaction: Interaction, what: str) -> None:
    """Raise NotAllowedError where the person who acts may not manage the server: a role does not suffice for this."""
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        raise NotAllowedError(f"Only those who may manage the server can {what}.")


async def admits(interaction: Interaction, what: str) -> bool:
    """Say whether the person who acts is a moderator, and tell them where they are none."""
    try:
        require_moderator(interaction, what)
    except NotAllowedError as error:
        await tell_failure(interaction, error)
        return False
    return True
