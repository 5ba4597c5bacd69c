"""What the token of an interaction can do after the first response: its messages and follow-ups."""

from __future__ import annotations

from .. import payloads, posting
from ..calls import Call, Reply, Route, json_body
from ..errors import unknown
from ..interactions import Interaction, check_token
from ..messages import EPHEMERAL, PLAIN, Message
from ..posting import Origin


def get_message(call: Call) -> Reply:
    return Reply(body=payloads.message(call.backend.world, _message(call, _interaction(call))))


def edit_message(call: Call) -> Reply:
    interaction = _interaction(call)
    message = posting.edit(call.backend, _message(call, interaction), json_body(call), call.uploads)
    interaction.answer = interaction.answer or message
    call.backend.world.changed()
    return Reply(body=payloads.message(call.backend.world, message))


def delete_message(call: Call) -> Reply:
    posting.delete(call.backend, _message(call, _interaction(call)))
    return Reply(204)


def follow_up(call: Call) -> Reply:
    """A further message; the first one after a defer fills the "thinking…" and is as ephemeral as that was."""
    interaction, payload, world = _interaction(call), json_body(call), call.backend.world
    deferred = interaction.original
    if deferred is not None and deferred.loading and not deferred.deleted:
        message = posting.edit(call.backend, deferred, payload, call.uploads)
    else:
        origin = Origin(PLAIN, (payload.get("flags") or 0) & EPHEMERAL, interaction=interaction)
        message = posting.create(call.backend, interaction.channel, world.bot, payload, call.uploads, origin)
        interaction.messages.append(message)
    interaction.answer = interaction.answer or message
    world.changed()
    return Reply(body=payloads.message(world, message))


def _interaction(call: Call) -> Interaction:
    if call.params["webhook_id"] != str(call.backend.world.bot.id):
        raise unknown("Webhook")
    found = call.backend.world.interactions.get(call.params["webhook_token"])
    return check_token(found, call.backend.rules.token_seconds)


def _message(call: Call, interaction: Interaction) -> Message:
    """The message meant: the original, or one of the interaction's own by its id."""
    wanted = call.params.get("message_id", "@original")
    if wanted == "@original":
        found = interaction.original
    else:
        own = [*interaction.messages, *([interaction.source] if interaction.source else [])]
        found = next((each for each in own if str(each.id) == wanted), None)
    if found is None or found.deleted:
        raise unknown("Message")
    return found


_PATH = "/webhooks/{webhook_id}/{webhook_token}"
ROUTES = (
    Route("POST", _PATH, follow_up, public=True),
    Route("GET", _PATH + "/messages/@original", get_message, public=True),
    Route("PATCH", _PATH + "/messages/@original", edit_message, public=True),
    Route("DELETE", _PATH + "/messages/@original", delete_message, public=True),
    Route("GET", _PATH + "/messages/{message_id}", get_message, public=True),
    Route("PATCH", _PATH + "/messages/{message_id}", edit_message, public=True),
    Route("DELETE", _PATH + "/messages/{message_id}", delete_message, public=True),
)
