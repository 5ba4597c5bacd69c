"""A person's side of a command: which ones are shown to them, and the options they fill in.

What Discord's client would not let a person send is a UserActionError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import payloads
from .backend import Backend
from .commands import ATTACHMENT, BOOLEAN, CHANNEL, GROUP, INTEGER, MENTIONABLE, NUMBER, ROLE, STRING, SUBCOMMAND, USER
from .errors import Payload, UserActionError
from .permissions import ALL, BITS, has, in_channel
from .posting import Upload
from .state import Channel, Role, User, World

_GUILD, _DM = 0, 1


@dataclass(slots=True)
class Filled:
    """The options of a command as they are sent, with the people, channels and files they refer to."""

    options: list[Payload] = field(default_factory=list)
    resolved: Payload = field(default_factory=dict)


def visible_command(world: World, person: User, channel: Channel, name: str, kind: int) -> Payload:
    """The registered command of that name, if Discord shows it to this person in this channel."""
    known = [*world.commands.get(None, []), *(world.commands.get(channel.guild.id, []) if channel.guild else [])]
    of_kind = [each for each in known if each["type"] == kind]
    found = next((each for each in of_kind if each["name"] == name), None)
    if found is None:
        raise UserActionError(f"no command {name!r} is registered; there are {[each['name'] for each in of_kind]}")
    if (reason := _hidden(person, channel, found)) is not None:
        raise UserActionError(f"{name!r} is hidden from {person.name} in {channel.name}: {reason}")
    return found


def descend(command: Payload, names: list[str]) -> Payload:
    """The sub-command (or the command itself) that a name like "article add" stands for."""
    for name in names:
        nested = [each for each in command.get("options") or () if each["type"] in (SUBCOMMAND, GROUP)]
        found = next((each for each in nested if each["name"] == name), None)
        if found is None:
            raise UserActionError(
                f"{command['name']!r} has no sub-command {name!r}; it has {[each['name'] for each in nested]}"
            )
        command = found
    if any(each["type"] in (SUBCOMMAND, GROUP) for each in command.get("options") or ()):
        raise UserActionError(f"{command['name']!r} cannot be used without one of its sub-commands")
    return command


def nest(options: list[Payload], command: Payload, names: list[str]) -> list[Payload]:
    """The options wrapped in the sub-command (and group) they belong to."""
    if not names:
        return options
    child = next(each for each in command["options"] if each["name"] == names[0])
    return [{"type": child["type"], "name": child["name"], "options": nest(options, child, names[1:])}]


def focused(data: Payload) -> Payload:
    """The option that is being typed, in the data of an autocomplete."""
    for option in data.get("options") or ():
        if option["type"] in (SUBCOMMAND, GROUP):
            return focused(option)
        if option.get("focused"):
            return option
    raise UserActionError("nothing is being typed")


def fill(backend: Backend, definition: Payload, given: Mapping[str, Any], typing: str | None = None) -> Filled:
    """The options as sent; checked against their definition. `typing` is the one still being typed, if any."""
    defined = {each["name"]: each for each in definition.get("options") or ()}
    if set(given) - set(defined):
        raise UserActionError(
            f"{definition['name']!r} has no option {sorted(set(given) - set(defined))}; it has {sorted(defined)}"
        )
    missing = [name for name, each in defined.items() if each.get("required") and name not in given]
    if missing and typing is None:
        raise UserActionError(f"{definition['name']!r} needs {missing}")
    filled = Filled()
    for name, value in given.items():
        option = defined[name]
        sent: Payload = {"name": name, "type": option["type"]}
        if name == typing:
            sent |= {"value": value, "focused": True}
        else:
            sent["value"] = _value(backend, option, value, filled)
        filled.options.append(sent)
    return filled


def _hidden(person: User, channel: Channel, command: Payload) -> str | None:
    contexts = command.get("contexts")
    here = _GUILD if channel.guild else _DM
    if contexts is not None and here not in contexts:
        return "not in this kind of channel"
    if channel.guild is None:
        return None if command["dm_permission"] or contexts is not None else "only in servers"
    if not has(person, channel, "use_application_commands"):
        return "they may not use commands here"
    if command["nsfw"] and not channel.nsfw:
        return "only in age-restricted channels"
    allowed = in_channel(person, channel)
    needed = command["default_member_permissions"]
    granted = channel.guild.command_roles.get(command["name"], set())
    if granted & {role.id for role in channel.guild.members[person.id].roles}:
        return None
    if needed is None or allowed == ALL:
        return None
    return None if int(needed) and allowed & int(needed) == int(needed) else "they lack default_member_permissions"


def _value(backend: Backend, option: Payload, value: Any, filled: Filled) -> Any:
    kind = option["type"]
    if option.get("choices"):
        return _chosen(option, value)
    if kind in _REFERENCES:
        return _referred(backend, option, value, filled)
    wanted = _PLAIN[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != BOOLEAN):
        raise UserActionError(f"option {option['name']!r} takes {wanted}, not {value!r}")
    _check_bounds(option, value)
    return value


def _chosen(option: Payload, value: Any) -> Any:
    for choice in option["choices"]:
        if value in (choice["name"], choice["value"]):
            return choice["value"]
    raise UserActionError(f"option {option['name']!r} takes one of {[each['name'] for each in option['choices']]}")


def _check_bounds(option: Payload, value: Any) -> None:
    size, unit = (len(value), "length") if isinstance(value, str) else (value, "value")
    least, most = option.get(f"min_{unit}"), option.get(f"max_{unit}", 6000 if unit == "length" else None)
    if (least is not None and size < least) or (most is not None and size > most):
        raise UserActionError(f"option {option['name']!r}: {size} is not within {least} and {most}")


def _referred(backend: Backend, option: Payload, value: Any, filled: Filled) -> str:
    """The id of a person, channel, role or file; what it stands for goes into `resolved`."""
    if option["type"] == ATTACHMENT and isinstance(value, Upload):
        stored = backend.keep_file(0, value.filename, value.data)
        filled.resolved.setdefault("attachments", {})[str(stored.id)] = payloads.attachment(stored)
        return str(stored.id)
    if not isinstance(value, _REFERENCES[option["type"]]):
        raise UserActionError(f"option {option['name']!r} does not take {value!r}")
    for key, shown in resolve(value, backend.world).items():
        filled.resolved.setdefault(key, {})[str(value.id)] = shown
    return str(value.id)


def resolve(value: Any, world: World) -> Payload:
    """A person, channel or role as it stands in `resolved`, under the key for its kind."""
    return _RESOLVE[type(value)](value, world)


def _resolve_user(user: User, world: World) -> Payload:
    memberships = [guild.members[user.id] for guild in world.guilds.values() if user.id in guild.members]
    shown: Payload = {"users": payloads.user(user)}
    if memberships:
        member = payloads.member(memberships[0])
        del member["user"]
        shown["members"] = member | {"permissions": str(sum(BITS.values()))}
    return shown


def _resolve_channel(channel: Channel, world: World) -> Payload:
    return {"channels": payloads.channel(channel) | {"permissions": str(in_channel(world.bot, channel))}}


def _resolve_role(role: Role, world: World) -> Payload:
    del world
    return {"roles": payloads.role(role, 1)}


_PLAIN: dict[int, Any] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: int | float}
_REFERENCES: dict[int, Any] = {USER: User, CHANNEL: Channel, ROLE: Role, MENTIONABLE: User | Role, ATTACHMENT: Upload}
_RESOLVE: dict[type, Callable[[Any, World], Payload]] = {
    User: _resolve_user,
    Channel: _resolve_channel,
    Role: _resolve_role,
}
