"""What exists, as Discord's JSON. The same forms go out over HTTP and over the gateway."""

from __future__ import annotations

from . import permissions
from .components import texts
from .errors import Payload
from .mentions import mentioned
from .messages import HAS_THREAD, Attachment, Message
from .state import DM, Channel, Guild, Member, Role, User, World, created_at, without_none

# The application flags of a bot of few servers that may have presences, members and message content.
_PRIVILEGED_FLAGS = 1 << 13 | 1 << 15 | 1 << 19


def user(one: User) -> Payload:
    return {
        "id": str(one.id),
        "username": one.name,
        "avatar": None,
        "discriminator": "0000" if one.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "bot": one.bot,
        "global_name": None if one.bot else one.name,
        "primary_guild": None,
    }


def own_user(bot: User) -> Payload:
    return user(bot) | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


def member(one: Member) -> Payload:
    return {
        "user": user(one.user),
        "nick": one.nick,
        "avatar": None,
        "banner": None,
        "roles": [str(role.id) for role in one.roles],
        "joined_at": created_at(one.user.id),
        "premium_since": None,
        "communication_disabled_until": None,
        "flags": 0,
        "pending": False,
        "mute": False,
        "deaf": False,
    }


def role(one: Role, position: int) -> Payload:
    tags = {"tags": {"bot_id": str(one.bot_id)}} if one.bot_id else {}
    return tags | {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.bot_id is not None,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel(one: Channel) -> Payload:
    """A channel of any kind: text, thread or direct message."""
    last = None if one.last_message_id is None else str(one.last_message_id)
    shown: Payload = {"id": str(one.id), "type": one.kind, "flags": 0, "last_message_id": last}
    if one.kind == DM:
        return shown | {"recipients": [user(recipient) for recipient in one.recipients if not recipient.bot]}
    shown |= {"guild_id": str(one.guild.id if one.guild else 0), "name": one.name, "rate_limit_per_user": 0}
    if one.is_thread:
        return shown | _thread_part(one)
    overwrites = [
        {"id": str(target), "type": 0 if found.is_role else 1, "allow": str(found.allow), "deny": str(found.deny)}
        for target, found in one.overwrites.items()
    ]
    return shown | {
        "position": 0,
        "parent_id": None,
        "topic": None,
        "nsfw": one.nsfw,
        "permission_overwrites": overwrites,
    }


def guild(one: Guild) -> Payload:
    """A guild as `GET /guilds/{id}` answers it."""
    return _GUILD | {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner.id),
        "roles": [role(each, position) for position, each in enumerate([one.everyone, *one.roles])],
        "approximate_member_count": len(one.members),
        "approximate_presence_count": 0,
    }


def guild_create(one: Guild, members: list[Member]) -> Payload:
    """The event that makes a guild available; which `members` it names depends on the intents."""
    return guild(one) | {
        "joined_at": created_at(one.id),
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(each) for each in members],
        "channels": [channel(each) for each in one.channels if not each.is_thread],
        "threads": [channel(each) for each in one.channels if each.is_thread],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(world: World, one: Message, *, depth: int = 1) -> Payload:
    """A message; the one it replies to is included once, not that one's own reference."""
    named = mentioned([one.content, *texts(one.components)])
    users = {*named.users, *one.pinged.users}
    shown: Payload = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "type": one.kind,
        "author": user(one.author),
        "content": one.content,
        "mentions": [user(world.users[each]) for each in sorted(users) if each in world.users],
        "mention_roles": [str(each) for each in sorted(named.roles)],
        "mention_everyone": one.pinged.everyone,
        "attachments": [attachment(each, ephemeral=one.ephemeral) for each in one.attachments],
        "embeds": one.embeds,
        "components": one.components,
        "timestamp": created_at(one.id),
        "edited_timestamp": one.edited,
        "flags": one.flags | (HAS_THREAD if one.thread else 0),
        "pinned": False,
        "tts": False,
    }
    if one.nonce is not None:
        shown["nonce"] = one.nonce
    if one.reactions:
        shown["reactions"] = [_reaction(world, emoji, people) for emoji, people in one.reactions.items()]
    if one.thread:
        shown["thread"] = channel(one.thread)
    return shown | _interaction_part(world, one) | _reference_part(world, one, depth)


def attachment(one: Attachment, *, ephemeral: bool = False) -> Payload:
    shown = {
        "id": str(one.id),
        "filename": one.filename,
        "size": len(one.data),
        "url": one.url,
        "proxy_url": one.url,
        "description": one.description,
        "ephemeral": ephemeral or None,
    }
    return without_none(shown)


def application(world: World, *, privileged: bool, interactions_url: str | None = None) -> Payload:
    """The application as its own bot sees it."""
    flags = application_flags(privileged)
    owner = next((each.owner for each in world.guilds.values()), world.bot)
    return {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": interactions_url,
        "role_connections_verification_url": None,
        "owner": user(owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def application_flags(privileged: bool) -> int:
    return _PRIVILEGED_FLAGS if privileged else 0


def interaction_member(person: User, where: Channel) -> Payload:
    """The person who acts, with what they may do in that channel."""
    if where.guild is None:
        raise ValueError("a direct message has no members")
    allowed = permissions.in_channel(person, where)
    return member(where.guild.members[person.id]) | {"permissions": str(allowed)}


def _thread_part(thread: Channel) -> Payload:
    return {
        "parent_id": str(thread.parent.id if thread.parent else 0),
        "owner_id": str(thread.owner.id if thread.owner else 0),
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "thread_metadata": {
            "archived": thread.archived,
            "archive_timestamp": created_at(thread.id),
            "auto_archive_duration": 1440,
            "locked": thread.locked,
            "create_timestamp": created_at(thread.id),
        },
    }


def _reaction(world: World, emoji: str, people: set[int]) -> Payload:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(people),
        "count_details": {"burst": 0, "normal": len(people)},
        "burst_colors": [],
        "me_burst": False,
        "me": world.bot.id in people,
    }


def _interaction_part(world: World, one: Message) -> Payload:
    if one.interaction is None:
        return {}
    return {
        "application_id": str(world.bot.id),
        "webhook_id": str(world.bot.id),
        "interaction_metadata": one.interaction.metadata(),
    }


def _reference_part(world: World, one: Message, depth: int) -> Payload:
    target = one.reference
    if target is None:
        return {}
    reference: Payload = {"type": 0, "channel_id": str(target.channel.id), "message_id": str(target.id)}
    if target.channel.guild:
        reference["guild_id"] = str(target.channel.guild.id)
    if depth == 0:
        return {"message_reference": reference}
    shown = None if target.deleted else message(world, target, depth=depth - 1)
    return {"message_reference": reference, "referenced_message": shown}


_GUILD: Payload = {
    "icon": None,
    "description": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "features": [],
    "banner": None,
    "application_id": None,
    "region": "deprecated",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_presences": None,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "preferred_locale": "en-US",
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "emojis": [],
    "stickers": [],
    "incidents_data": None,
}
