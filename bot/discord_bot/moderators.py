"""Who may keep the collection: those who may manage the server, whatever the server's settings show to others."""

from __future__ import annotations

from bot.discord_bot.delivery import tell_failure
from bot.discord_bot.views import Interaction
from index.errors import QuothError


class NotAllowedError(QuothError):
    """Somebody who is no moderator uses what is the moderators'."""


def is_moderator(interaction: Interaction) -> bool:
    """Say whether the person who acts is a moderator of the server in which they act."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def require_moderator(interaction: Interaction, what: str) -> None:
    """Raise NotAllowedError, which says `what` is the moderators', where the person who acts is none."""
    if not is_moderator(interaction):
        raise NotAllowedError(f"Only those who may manage the server can {what}.")


async def admits(interaction: Interaction, what: str) -> bool:
    """Say whether the person who acts is a moderator, and tell them where they are none."""
    try:
        require_moderator(interaction, what)
    except NotAllowedError as error:
        await tell_failure(interaction, error)
        return False
    return True
