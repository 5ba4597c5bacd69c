"""Choosing from a select menu: what a person may choose there, and what is sent for it.

https://discord.com/developers/docs/components/reference#channel-select
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .components import Kind
from .errors import Payload, UserActionError
from .options import resolve
from .permissions import has
from .state import Channel, Role, User, World

_TAKES: dict[int, Any] = {
    Kind.USER_SELECT: User,
    Kind.ROLE_SELECT: Role,
    Kind.MENTIONABLE_SELECT: User | Role,
    Kind.CHANNEL_SELECT: Channel,
}


@dataclass(slots=True)
class Picked:
    """The values that are sent, with the people, roles and channels that they stand for."""

    values: list[str] = field(default_factory=list)
    resolved: Payload = field(default_factory=dict)


def pick(
    world: World, person: User, where: Channel, menu: Payload, values: Sequence[str | User | Role | Channel]
) -> Picked:
    """What is sent for this choice; UserActionError where the menu does not let a person choose it."""
    if not menu["min_values"] <= len(values) <= menu["max_values"]:
        raise UserActionError(f"{len(values)} choices, the menu takes {menu['min_values']} to {menu['max_values']}")
    picked = Picked()
    for value in values:
        if menu["type"] == Kind.STRING_SELECT:
            picked.values.append(_option(menu, value))
            continue
        if not isinstance(value, _TAKES[menu["type"]]) or not _offered(person, where, menu, value):
            raise UserActionError(f"{value!r} cannot be chosen from {menu['custom_id']!r}")
        for key, shown in resolve(value, world).items():
            picked.resolved.setdefault(key, {})[str(value.id)] = shown
        picked.values.append(str(value.id))
    return picked


def _option(menu: Payload, value: object) -> str:
    offered = [option["value"] for option in menu.get("options") or ()]
    if not isinstance(value, str) or value not in offered:
        raise UserActionError(f"{value!r} cannot be chosen from {offered}")
    return value


def _offered(person: User, where: Channel, menu: Payload, value: Any) -> bool:
    guild = where.guild
    if guild is None:
        return isinstance(value, User) and value in where.recipients
    if isinstance(value, Channel):
        kinds = menu.get("channel_types")
        seen = value.guild is guild and has(person, value, "view_channel")
        return seen and (not kinds or value.kind in kinds)
    return value in (guild.everyone, *guild.roles) if isinstance(value, Role) else value.id in guild.members
