"""Registering application commands, global and per guild."""

from __future__ import annotations

from ..calls import Call, Reply, Route
from ..commands import commands_problems, registered
from ..errors import check, missing_access, unknown


def list_commands(call: Call) -> Reply:
    return Reply(body=call.backend.world.commands.get(_scope(call), []))


def overwrite_commands(call: Call) -> Reply:
    """The commands become exactly these; those that did not change keep their id and version."""
    scope, world = _scope(call), call.backend.world
    wanted = call.body or []
    check(commands_problems(wanted))
    before = {(each["type"], each["name"]): each for each in world.commands.get(scope, [])}
    entries = [registered(world, each, scope, before.get((each.get("type") or 1, each["name"]))) for each in wanted]
    world.commands[scope] = entries
    return Reply(body=entries)


def _scope(call: Call) -> int | None:
    world = call.backend.world
    if call.params["application_id"] != str(world.bot.id):
        raise unknown("Application")
    if "guild_id" not in call.params:
        return None
    if int(call.params["guild_id"]) not in world.guilds:
        raise missing_access()
    return int(call.params["guild_id"])


ROUTES = (
    Route("GET", "/applications/{application_id}/commands", list_commands),
    Route("PUT", "/applications/{application_id}/commands", overwrite_commands),
    Route("GET", "/applications/{application_id}/guilds/{guild_id}/commands", list_commands),
    Route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", overwrite_commands),
)
