"""Guilds, their channels, roles and members; reading only."""

from __future__ import annotations

from .. import payloads
from ..calls import Call, Reply, Route
from ..errors import unknown
from ..state import Guild


def get_guild(call: Call) -> Reply:
    return Reply(body=payloads.guild(_guild(call)))


def get_channels(call: Call) -> Reply:
    return Reply(body=[payloads.channel(each) for each in _guild(call).channels if not each.is_thread])


def get_roles(call: Call) -> Reply:
    return Reply(body=payloads.guild(_guild(call))["roles"])


def get_member(call: Call) -> Reply:
    found = _guild(call).members.get(int(call.params["user_id"]))
    if found is None:
        raise unknown("Member")
    return Reply(body=payloads.member(found))


def _guild(call: Call) -> Guild:
    found = call.backend.world.guilds.get(int(call.params["guild_id"]))
    if found is None:
        raise unknown("Guild")
    return found


ROUTES = (
    Route("GET", "/guilds/{guild_id}", get_guild),
    Route("GET", "/guilds/{guild_id}/channels", get_channels),
    Route("GET", "/guilds/{guild_id}/roles", get_roles),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", get_member),
)
