"""The bot's own account and application, other users, direct messages, and the way to the gateway."""

from __future__ import annotations

from .. import payloads
from ..calls import Call, Reply, Route, json_body
from ..errors import unknown
from ..state import direct_message


def get_me(call: Call) -> Reply:
    return Reply(body=payloads.own_user(call.backend.world.bot))


def get_user(call: Call) -> Reply:
    found = call.backend.world.users.get(int(call.params["user_id"]))
    if found is None:
        raise unknown("User")
    return Reply(body=payloads.user(found))


def get_application(call: Call) -> Reply:
    world, rules = call.backend.world, call.backend.rules
    privileged, url = rules.privileged_intents, rules.interactions_url
    return Reply(body=payloads.application(world, privileged=privileged, interactions_url=url))


def create_dm(call: Call) -> Reply:
    world = call.backend.world
    recipient = world.users.get(int(json_body(call).get("recipient_id") or 0))
    if recipient is None or recipient is world.bot:
        raise unknown("User")
    return Reply(body=payloads.channel(direct_message(world, recipient)))


def get_gateway(call: Call) -> Reply:
    return Reply(body={"url": call.backend.gateway.url})


def get_gateway_bot(call: Call) -> Reply:
    gateway = call.backend.gateway
    limit = {
        "total": 1000,
        "remaining": 1000 - gateway.identifies,
        "reset_after": 14_400_000,
        "max_concurrency": gateway.max_concurrency,
    }
    return Reply(body={"url": gateway.url, "shards": gateway.shards, "session_start_limit": limit})


ROUTES = (
    Route("GET", "/users/@me", get_me),
    Route("POST", "/users/@me/channels", create_dm),
    Route("GET", "/users/{user_id}", get_user),
    Route("GET", "/oauth2/applications/@me", get_application),
    Route("GET", "/applications/@me", get_application),
    Route("GET", "/gateway", get_gateway, public=True),
    Route("GET", "/gateway/bot", get_gateway_bot),
)
