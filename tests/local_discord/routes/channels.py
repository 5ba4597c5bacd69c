"""Channels, their messages and threads, as the bot's token may use them."""

from __future__ import annotations

import time

from .. import payloads, posting
from ..calls import Call, Reply, Route, json_body
from ..errors import DiscordError, Payload, Problem, check, missing_access, missing_permissions, unknown
from ..limits import length
from ..messages import PLAIN, REPLY, Message
from ..permissions import has
from ..posting import Origin
from ..state import PUBLIC_THREAD, TEXT, Channel


def get_channel(call: Call) -> Reply:
    return Reply(body=payloads.channel(_seen_channel(call)))


def list_messages(call: Call) -> Reply:
    """The newest first; none at all without the permission to read the history, as Discord has it."""
    channel, world = _seen_channel(call), call.backend.world
    if not has(world.bot, channel, "read_message_history"):
        return Reply(body=[])
    before, after = int(call.query.get("before", 2**63)), int(call.query.get("after", 0))
    found = [
        each for each in world.messages.values() if each.channel is channel and not (each.deleted or each.ephemeral)
    ]
    within = sorted((each for each in found if after < each.id < before), key=lambda each: -each.id)
    limit = int(call.query.get("limit", 50))
    chosen = within[-limit:] if after else within[:limit]
    return Reply(body=[payloads.message(world, each) for each in chosen])


def get_message(call: Call) -> Reply:
    channel = _seen_channel(call)
    _require(call, channel, "read_message_history")
    return Reply(
        body=payloads.message(call.backend.world, call.backend.world.message(channel, call.params["message_id"]))
    )


def create_message(call: Call) -> Reply:
    channel, payload, world = _seen_channel(call), json_body(call), call.backend.world
    _require_sending(call, channel, payload)
    if payload.get("enforce_nonce") and (earlier := _same_nonce(call, channel, payload)):
        return Reply(body=payloads.message(world, earlier))
    reference = _reference(call, channel, payload)
    origin = Origin(kind=REPLY if reference else PLAIN, reference=reference)
    message = posting.create(call.backend, channel, world.bot, payload, call.uploads, origin)
    return Reply(body=payloads.message(world, message))


def edit_message(call: Call) -> Reply:
    channel, payload = _seen_channel(call), json_body(call)
    message = call.backend.world.message(channel, call.params["message_id"])
    if message.author is not call.backend.world.bot:
        raise DiscordError(403, 50005, "Cannot edit a message authored by another user")
    if payload.get("embeds"):
        _require(call, channel, "embed_links")
    if call.uploads:
        _require(call, channel, "attach_files")
    posting.edit(call.backend, message, payload, call.uploads)
    return Reply(body=payloads.message(call.backend.world, message))


def delete_message(call: Call) -> Reply:
    channel = _seen_channel(call)
    message = call.backend.world.message(channel, call.params["message_id"])
    if message.author is not call.backend.world.bot:
        _require(call, channel, "manage_messages")
    posting.delete(call.backend, message)
    return Reply(204)


def trigger_typing(call: Call) -> Reply:
    channel = _seen_channel(call)
    _require(call, channel, _sending(channel))
    channel.typing.append(time.monotonic())
    return Reply(204)


def create_thread(call: Call) -> Reply:
    """A public thread on a message; its id is the message's."""
    channel, payload, world = _seen_channel(call), json_body(call), call.backend.world
    message = world.message(channel, call.params["message_id"])
    check(length(payload.get("name"), 1, 100, ("name",)))
    if channel.kind != TEXT:
        raise DiscordError(400, 50024, "Cannot execute action on this channel type")
    if message.thread is not None:
        raise DiscordError(400, 160004, "A thread has already been created for this message")
    _require(call, channel, "create_public_threads", "read_message_history")
    thread = Channel(message.id, payload["name"], PUBLIC_THREAD, channel.guild, channel, owner=world.bot)
    world.channels[thread.id] = thread
    message.thread = thread
    if channel.guild:
        channel.guild.channels.append(thread)
    shown = payloads.channel(thread)
    call.backend.gateway.dispatch("THREAD_CREATE", shown | {"newly_created": True}, thread)
    posting.announce(call.backend, "MESSAGE_UPDATE", message)
    return Reply(201, shown)


def join_thread(call: Call) -> Reply:
    if not _seen_channel(call).is_thread:
        raise DiscordError(400, 50024, "Cannot execute action on this channel type")
    return Reply(204)


def _seen_channel(call: Call) -> Channel:
    channel = call.backend.world.channel(call.params["channel_id"])
    if not has(call.backend.world.bot, channel, "view_channel"):
        raise missing_access()
    return channel


def _require(call: Call, channel: Channel, *names: str) -> None:
    if not has(call.backend.world.bot, channel, *names):
        raise missing_permissions()


def _require_sending(call: Call, channel: Channel, payload: Payload) -> None:
    _require(call, channel, _sending(channel))
    if payload.get("embeds"):
        _require(call, channel, "embed_links")
    if call.uploads:
        _require(call, channel, "attach_files")
    if channel.locked:
        raise DiscordError(403, 50083, "Tried to perform an operation on an archived thread")


def _sending(channel: Channel) -> str:
    return "send_messages_in_threads" if channel.is_thread else "send_messages"


def _same_nonce(call: Call, channel: Channel, payload: Payload) -> Message | None:
    wanted = str(payload.get("nonce"))
    found = (each for each in call.backend.world.messages.values() if each.channel is channel and not each.deleted)
    return next((each for each in found if each.author is call.backend.world.bot and each.nonce == wanted), None)


def _reference(call: Call, channel: Channel, payload: Payload) -> Message | None:
    """The message replied to; a reply needs the history, and one to a deleted message fails unless that is allowed."""
    given = payload.get("message_reference")
    if not given:
        return None
    if not has(call.backend.world.bot, channel, "read_message_history"):
        raise DiscordError(400, 160002, "Cannot reply without permission to read message history")
    try:
        return call.backend.world.message(channel, given["message_id"])
    except DiscordError:
        if given.get("fail_if_not_exists") is False:
            return None
        check([Problem(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")])
        raise unknown("Message") from None


ROUTES = (
    Route("GET", "/channels/{channel_id}", get_channel),
    Route("GET", "/channels/{channel_id}/messages", list_messages),
    Route("POST", "/channels/{channel_id}/messages", create_message),
    Route("GET", "/channels/{channel_id}/messages/{message_id}", get_message),
    Route("PATCH", "/channels/{channel_id}/messages/{message_id}", edit_message),
    Route("DELETE", "/channels/{channel_id}/messages/{message_id}", delete_message),
    Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", create_thread),
    Route("PUT", "/channels/{channel_id}/thread-members/@me", join_thread),
    Route("POST", "/channels/{channel_id}/typing", trigger_typing),
)
