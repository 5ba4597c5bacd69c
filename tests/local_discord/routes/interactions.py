"""The first response to an interaction."""

from __future__ import annotations

import time

from .. import payloads, posting
from ..calls import Call, Reply, Route, json_body
from ..commands import choices_problems
from ..errors import Payload, check
from ..interactions import (
    ANSWER,
    CHOICES,
    COMMAND,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    UPDATE,
    Callback,
    Interaction,
    check_response,
)
from ..messages import CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND, EPHEMERAL, LOADING, PLAIN, Message
from ..modals import modal_problems
from ..options import focused
from ..posting import Origin


def respond(call: Call) -> Reply:
    """Take the response: a message, a defer, an update, suggestions or a modal."""
    body = json_body(call)
    kind, data = body["type"], body.get("data") or {}
    found = call.backend.world.interactions.get(call.params["interaction_token"])
    if found is not None and str(found.id) != call.params["interaction_id"]:
        found = None
    interaction = check_response(found, kind, call.backend.rules.response_seconds)
    resource = _take(call, interaction, kind, data)
    interaction.callback = Callback(kind, data, time.monotonic() - interaction.started)
    if call.query.get("with_response") not in ("1", "true", "True"):
        return Reply(204)
    return Reply(body=_receipt(interaction, kind) | resource)


def _take(call: Call, interaction: Interaction, kind: int, data: Payload) -> Payload:
    """Do what the response says; gives the `resource` that Discord answers with."""
    if kind in (ANSWER, DEFER):
        message = _answer(call, interaction, data) if kind == ANSWER else _defer(call, interaction, data)
        interaction.original = message
        interaction.messages.append(message)
    elif kind in (UPDATE, DEFER_UPDATE):
        interaction.original = interaction.source
    if kind == UPDATE and interaction.source is not None:
        posting.edit(call.backend, interaction.source, data, call.uploads)
    if kind in (ANSWER, UPDATE):
        interaction.answer = interaction.original
    if kind == CHOICES:
        check(choices_problems(data.get("choices") or (), ("data", "choices"), focused(interaction.data)["type"]))
    if kind == MODAL:
        check(modal_problems(data))
    if kind not in (ANSWER, UPDATE) or interaction.original is None:
        return {}
    return {"resource": {"type": kind, "message": payloads.message(call.backend.world, interaction.original)}}


def _answer(call: Call, interaction: Interaction, data: Payload) -> Message:
    origin = Origin(_kind(interaction), (data.get("flags") or 0) & EPHEMERAL, interaction=interaction)
    bot = call.backend.world.bot
    return posting.create(call.backend, interaction.channel, bot, data, call.uploads, origin)


def _defer(call: Call, interaction: Interaction, data: Payload) -> Message:
    """A message that says "thinking…" and is ephemeral or not, once and for all."""
    world = call.backend.world
    message = Message(world.new_id(), interaction.channel, world.bot, kind=_kind(interaction), interaction=interaction)
    message.flags = LOADING | (data.get("flags") or 0) & EPHEMERAL
    return posting.keep(call.backend, message)


def _kind(interaction: Interaction) -> int:
    if interaction.kind != COMMAND:
        return PLAIN
    return CHAT_INPUT_COMMAND if interaction.data.get("type") == 1 else CONTEXT_MENU_COMMAND


def _receipt(interaction: Interaction, kind: int) -> Payload:
    shown: Payload = {"id": str(interaction.id), "type": interaction.kind, "channel_id": str(interaction.channel.id)}
    if interaction.channel.guild:
        shown["guild_id"] = str(interaction.channel.guild.id)
    if interaction.original is not None:
        shown["response_message_id"] = str(interaction.original.id)
        shown["response_message_loading"] = kind == DEFER
        shown["response_message_ephemeral"] = interaction.original.ephemeral
    return {"interaction": shown}


ROUTES = (Route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", respond, public=True),)
