"""Application commands: what Discord refuses in a registration, and the registered form of what it accepts.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from types import UnionType

from .errors import Path, Payload, Problem
from .limits import length
from .state import World

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
CHOICES, OPTIONS, CHARACTERS = 25, 25, 8000
_VALUES: dict[int, type[str] | UnionType] = {STRING: str, INTEGER: int | float, NUMBER: int | float}
_NESTED_AT = ({SUBCOMMAND, GROUP}, {SUBCOMMAND}, set[int]())  # what may stand in a command, a group, a sub-command


def commands_problems(commands: Sequence[Payload]) -> Iterator[Problem]:
    """Everything wrong with a bulk overwrite: each command, how many there are, names given twice."""
    for index, command in enumerate(commands):
        yield from _command_problems(command, (index,))
    kinds = Counter(_kind(command) for command in commands)
    for kind, most in MOST.items():
        if kinds[kind] > most:
            message = f"Maximum number of application commands reached ({most})."
            yield Problem((), "APPLICATION_COMMANDS_MAX_EXCEEDED", message)
    names = Counter((_kind(command), command["name"]) for command in commands)
    for index, command in enumerate(commands):
        if names[_kind(command), command["name"]] > 1:
            yield Problem(
                (index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )


def choices_problems(choices: Sequence[Payload], path: Path, kind: int) -> Iterator[Problem]:
    """At most 25 choices, names and texts of 1 to 100 characters, values of the option's type; suggested or fixed."""
    if len(choices) > CHOICES:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, choice in enumerate(choices):
        yield from length(choice["name"], 1, 100, (*path, index, "name"))
        if not isinstance(choice["value"], _VALUES.get(kind, str)):
            message = "The value of a choice is of the option's type"
            yield Problem((*path, index, "value"), "APPLICATION_COMMAND_OPTION_CHOICE_VALUE_INVALID", message)
        elif isinstance(choice["value"], str):
            yield from length(choice["value"], 1, 100, (*path, index, "value"))


def registered(world: World, command: Payload, guild_id: int | None, before: Payload | None) -> Payload:
    """The command as Discord answers it; it keeps its id when one of its name was there before."""
    permissions = command.get("default_member_permissions")
    entry: Payload = {
        "id": before["id"] if before else str(world.new_id()),
        "application_id": str(world.bot.id),
        "version": str(world.new_id()),
        "default_member_permissions": None if permissions is None else str(permissions),
        "type": _kind(command),
        "name": command["name"],
        "description": command.get("description") or "",
        "dm_permission": command.get("dm_permission") is not False,
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0],
        "nsfw": bool(command.get("nsfw")),
    }
    if guild_id is not None:
        entry["guild_id"] = str(guild_id)
    if command.get("options"):
        entry["options"] = [_registered_option(option) for option in command["options"]]
    same = before is not None and {**before, "version": None} == {**entry, "version": None}
    return before if same and before is not None else entry


def characters(part: Payload) -> int:
    """The names, descriptions and values of a command and everything in it, added up."""
    own = len(part["name"]) + len(part.get("description") or "")
    values = sum(len(choice["name"]) + len(str(choice["value"])) for choice in part.get("choices") or ())
    return own + values + sum(characters(option) for option in part.get("options") or ())


def _command_problems(command: Payload, path: Path) -> Iterator[Problem]:
    if _kind(command) == SLASH:
        yield from _name_problems(command["name"], (*path, "name"))
        yield from length(command.get("description"), 1, 100, (*path, "description"))
        yield from _options_problems(command.get("options") or (), path, depth=0)
    else:
        yield from length(command["name"], 1, 32, (*path, "name"))
        if command.get("description") or command.get("options"):
            message = "Context menu commands cannot have description or options"
            yield Problem((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message)
    if characters(command) > CHARACTERS:
        message = "Command exceeds maximum size (8000)"
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", message)


def _name_problems(name: str, path: Path) -> Iterator[Problem]:
    yield from length(name, 1, 32, path)
    if name != name.lower() or not all(_fits_in_name(character) for character in name):
        yield Problem(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _fits_in_name(character: str) -> bool:
    return character in "-_'" or unicodedata.category(character)[0] in "LNM"


def _options_problems(options: Sequence[Payload], path: Path, depth: int) -> Iterator[Problem]:
    if len(options) > OPTIONS:
        yield Problem((*path, "options"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, option in enumerate(options):
        yield from _option_problems(option, (*path, "options", index), depth)
    names = [option["name"] for option in options]
    if len(set(names)) < len(names):
        yield Problem((*path, "options"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", "Option names must be unique")
    required = [bool(option.get("required")) for option in options if option["type"] not in (SUBCOMMAND, GROUP)]
    if required != sorted(required, reverse=True):
        message = "Required options must be placed before non-required options"
        yield Problem((*path, "options"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
    if len({option["type"] in (SUBCOMMAND, GROUP) for option in options}) > 1:
        message = "Sub-commands and options cannot be mixed"
        yield Problem((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _option_problems(option: Payload, path: Path, depth: int) -> Iterator[Problem]:
    yield from _name_problems(option["name"], (*path, "name"))
    yield from length(option.get("description"), 1, 100, (*path, "description"))
    yield from choices_problems(option.get("choices") or (), (*path, "choices"), option["type"])
    if option.get("choices") and option.get("autocomplete"):
        message = "Autocomplete options cannot have choices"
        yield Problem((*path, "choices"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message)
    if option.get("autocomplete") and option["type"] not in _VALUES:
        message = "Only texts and numbers can be autocompleted"
        yield Problem((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID_TYPE", message)
    nested = option["type"] in (SUBCOMMAND, GROUP)
    if nested and option["type"] not in _NESTED_AT[depth]:
        yield Problem((*path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option type is invalid")
    if nested:
        yield from _options_problems(option.get("options") or (), path, depth + (1 if option["type"] == GROUP else 2))


def _registered_option(option: Payload) -> Payload:
    shown = {key: value for key, value in option.items() if value is not None and value is not False and value != []}
    if option.get("options"):
        shown["options"] = [_registered_option(child) for child in option["options"]]
    return shown


def _kind(command: Payload) -> int:
    return command.get("type") or SLASH
