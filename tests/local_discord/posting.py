"""Making, changing and deleting messages, with every check that Discord makes on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import payloads
from .backend import Backend
from .components import as_shown, texts
from .errors import Payload, Problem, check, empty_message, too_large
from .interactions import Interaction
from .limits import FILES, message_problems
from .mentions import pinged
from .messages import (
    COMPONENTS_V2,
    LOADING,
    PLAIN,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Attachment,
    Message,
)
from .state import Channel, User, now

_SETTABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
_EDITABLE = SUPPRESS_EMBEDS | COMPONENTS_V2


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a request."""

    filename: str
    data: bytes


Uploads = Mapping[str, Upload]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a new message comes from: an interaction, a reply, neither."""

    kind: int = PLAIN
    flags: int = 0
    reference: Message | None = None
    interaction: Interaction | None = field(default=None)


def create(
    backend: Backend, channel: Channel, author: User, payload: Payload, uploads: Uploads, origin: Origin
) -> Message:
    """The new message, stored and announced."""
    draft = Message(backend.world.new_id(), channel, author, kind=origin.kind)
    draft.flags = (payload.get("flags") or 0) & _SETTABLE | origin.flags
    draft.reference, draft.interaction = origin.reference, origin.interaction
    draft.nonce = None if payload.get("nonce") is None else str(payload["nonce"])
    _fill(backend, draft, payload, uploads)
    _ping(draft, payload)
    return keep(backend, draft)


def keep(backend: Backend, message: Message) -> Message:
    """Store a finished message and tell the bot about it."""
    world = backend.world
    world.messages[message.id] = message
    message.channel.last_message_id = message.id
    message.shown.append(message.text)
    announce(backend, "MESSAGE_CREATE", message)
    return message


def edit(backend: Backend, message: Message, payload: Payload, uploads: Uploads) -> Message:
    """Change a message; a deferred one is thereby answered, and only then do its mentions ping."""
    was_loading = message.loading
    check(_flag_problems(message, payload))
    flags, before = payload.get("flags"), message.flags
    if flags is not None:
        message.flags = message.flags & ~SUPPRESS_EMBEDS | flags & _EDITABLE
    try:
        _fill(backend, message, payload, uploads)
    except Exception:
        message.flags = before
        raise
    message.flags &= ~LOADING
    if was_loading:
        _ping(message, payload)
    else:
        message.edited = now()
    message.shown.append(message.text)
    announce(backend, "MESSAGE_UPDATE", message)
    return message


def delete(backend: Backend, message: Message) -> None:
    message.deleted = True
    announce(backend, "MESSAGE_DELETE", message)


def announce(backend: Backend, event: str, message: Message) -> None:
    """Send a message's event over the gateway, unless nobody but one person may see the message."""
    backend.world.changed()
    if message.ephemeral:
        return
    data: Payload = {"id": str(message.id), "channel_id": str(message.channel.id)}
    if event != "MESSAGE_DELETE":
        data = payloads.message(backend.world, message)
    guild = message.channel.guild
    if guild:
        data["guild_id"] = str(guild.id)
        if event != "MESSAGE_DELETE" and message.author.id in guild.members:
            data["member"] = payloads.member(guild.members[message.author.id])
            del data["member"]["user"]
    backend.gateway.dispatch(event, data, message.channel)


def _fill(backend: Backend, message: Message, payload: Payload, uploads: Uploads) -> None:
    """Put the given fields into the message; the result as a whole must be within the limits and not empty."""
    wanted: Payload = {
        "content": (payload.get("content", message.content) or "").strip(),
        "embeds": payload.get("embeds", message.embeds) or [],
        "components": payload.get("components", message.components) or [],
        "allowed_mentions": payload.get("allowed_mentions"),
        "poll": payload.get("poll"),
        "sticker_ids": payload.get("sticker_ids"),
    }
    check(message_problems(wanted, v2=message.is_v2))
    attachments = _attachments(backend, message, payload, uploads)
    visible = [wanted[name] for name in ("content", "embeds", "components", "poll", "sticker_ids")]
    if not any(visible) and not attachments:
        raise empty_message()
    components = as_shown(wanted["components"], _Media(backend, attachments))
    message.content, message.components, message.attachments = wanted["content"], components, attachments
    message.embeds = [_shown_embed(embed) for embed in wanted["embeds"]]


def _attachments(backend: Backend, message: Message, payload: Payload, uploads: Uploads) -> list[Attachment]:
    """The files that stay and those that come, as `attachments` lists them."""
    if any(len(upload.data) > backend.rules.file_bytes for upload in uploads.values()):
        raise too_large()
    listed = payload.get("attachments")
    described = {str(each["id"]): each for each in listed or ()}
    kept = [each for each in message.attachments if listed is None or str(each.id) in described]
    for index, upload in uploads.items():
        given = described.get(index, {})
        name = given.get("filename") or upload.filename
        kept.append(backend.keep_file(message.channel.id, name, upload.data, given.get("description")))
    if len(kept) > FILES:
        check([Problem(("attachments",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")])
    return kept


def _ping(message: Message, payload: Payload) -> None:
    replied_to = message.reference.author.id if message.reference else None
    message.pinged = pinged([message.content, *texts(message.components)], payload.get("allowed_mentions"), replied_to)


def _flag_problems(message: Message, payload: Payload) -> Sequence[Problem]:
    flags = payload.get("flags")
    if message.is_v2 and flags is not None and not flags & COMPONENTS_V2:
        text = "The flag IS_COMPONENTS_V2 cannot be removed"
        return [Problem(("flags",), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", text)]
    return []


@dataclass(frozen=True, slots=True)
class _Media:
    """Gives the unfurled form of a URL in a component; `attachment://` must name a file of the message."""

    backend: Backend
    attachments: Sequence[Attachment]

    def __call__(self, url: str) -> Payload:
        if not url.startswith("attachment://"):
            return {"id": str(self.backend.world.new_id()), "url": url, "proxy_url": url}
        for each in self.attachments:
            if each.filename == url.removeprefix("attachment://"):
                return {"id": str(each.id), "url": each.url, "proxy_url": each.url, "attachment_id": str(each.id)}
        raise_problem = Problem(
            ("components",), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", f"No file {url}"
        )
        check([raise_problem])
        return {}


def _shown_embed(embed: Payload) -> Payload:
    shown = {key: value for key, value in embed.items() if value is not None and key != "type"} | {"type": "rich"}
    if shown.get("fields"):
        shown["fields"] = [{"inline": False} | field for field in shown["fields"]]
    return shown
