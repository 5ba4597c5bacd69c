"""What `quoth doctor` asks Discord: token, application, intents, commands, and the permissions in each server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.doctor import Finding

if TYPE_CHECKING:
    import discord

    from bot.sections import DiscordSettings

_SECONDS = 20  # discord.py tries again by itself; by then it would have got through
_READY_SECONDS = 60
_SHARDING_REQUIRED, _REFUSED_INTENTS = 4011, (4013, 4014)
_LABELS = {"read_messages": "View Channel"}  # discord.py has the former name
_CONTENT = "message content"
_SHOWN = 10  # channels, or commands, that are named
_PORTAL = "https://discord.com/developers/applications"
_NO_TOKEN = "none; put the bot's token into the environment variable QUOTH_DISCORD__TOKEN"
_WRONG_TOKEN = f"Discord refuses it; copy it anew from the Bot page of {_PORTAL}"
_NO_INTENTS = f"Discord refuses them at the gateway; see the Bot page of {_PORTAL}"


def check_discord(settings: DiscordSettings) -> list[Finding]:
    """Check everything that Discord knows, or `api_url` and `gateway_url` where these are set."""
    token = settings.token.get_secret_value().strip() if settings.token else ""
    if not token:
        return [Finding("token", "fail", _NO_TOKEN)]
    wants_content = settings.message_content
    return asyncio.run(ask_discord(token, settings.api_url, settings.gateway_url, wants_content=wants_content))


async def ask_discord(
    token: str, api_url: str = "", gateway_url: str = "", *, wants_content: bool = False
) -> list[Finding]:
    """Log in, look, connect to the gateway for as long as it takes to learn of the servers, and leave.

    wants_content: the bot is to read messages that do not mention it, which needs an intent.
    """
    import aiohttp
    import discord

    from bot.discord_bot.client import intents
    from bot.discord_bot.serving import redirect

    redirect(api_url, gateway_url)
    wanted = discord.Intents(guilds=True) & intents()
    nobody = discord.MemberCacheFlags.none()
    try:
        async with discord.Client(intents=wanted, member_cache_flags=nobody, chunk_guilds_at_startup=False) as client:
            await asyncio.wait_for(client.login(token), _SECONDS)
            return [*_describe(client, wants_content), await _commands(client), *await _gateway(client)]
    except discord.LoginFailure:
        return [Finding("token", "fail", _WRONG_TOKEN)]
    except discord.HTTPException as error:
        return [Finding("token", "fail", f"Discord answers with the status {error.status}; try again later")]
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return [Finding("token", "fail", f"Discord cannot be asked ({type(error).__name__}); check the network")]


def _describe(client: discord.Client, wants_content: bool) -> Iterator[Finding]:
    yield Finding("token", "ok", f"it belongs to {client.user}")
    application = client.application
    if application is None:
        return
    yield _application(application)
    yield _intents(application.flags, wants_content)
    if application.approximate_guild_count == 0:
        yield Finding("servers", "warn", f"the bot is in none; invite it with {_invitation(client)}")
    else:
        yield Finding("servers", "ok", f"the invitation, with all permissions it needs, is {_invitation(client)}")


def _application(application: discord.AppInfo) -> Finding:
    name = f"{application.name} (id {application.id})"
    if application.interactions_endpoint_url:
        what = "takes commands at an Interactions Endpoint URL, so that none reach the bot; empty that field at"
        return Finding("application", "fail", f"{name} {what} {_PORTAL}")
    if not application.bot_public:
        return Finding("application", "ok", f"{name}; only its owner may invite it")
    return Finding("application", "ok", name)


def _intents(flags: discord.ApplicationFlags, wants_content: bool) -> Finding:
    privileged = {
        "presences": flags.gateway_presence or flags.gateway_presence_limited,
        "server members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        _CONTENT: flags.gateway_message_content or flags.gateway_message_content_limited,
    }
    switched_on = [name for name, is_on in privileged.items() if is_on] or ["no privileged one"]
    told = f"{', '.join(switched_on)} switched on"
    if not wants_content:
        return Finding("intents", "ok", f"{told}; Quoth needs none of them")
    if privileged[_CONTENT]:
        return Finding("intents", "ok", f"{told}; discord.message_content needs message content")
    advice = f"switch {_CONTENT} on at the Bot page of {_PORTAL}, or set discord.message_content to false"
    return Finding("intents", "fail", f"{told}; {advice}")


async def _commands(client: discord.Client) -> Finding:
    """Whether the commands that Discord has are those of this Quoth."""
    import discord

    from bot.discord_bot.commands import own_commands

    try:
        registered = await client.http.get_global_commands(client.application_id or 0)
    except discord.HTTPException as error:
        return Finding("commands", "warn", f"Discord does not tell them (status {error.status}); try again later")
    theirs = {_name(each): _shape(each) for each in registered}
    ours = {_name(each): _shape(each) for each in await asyncio.to_thread(own_commands)}
    if ours == theirs:
        return Finding("commands", "ok", f"all {len(ours)} are registered as they should be")
    both = ours.keys() & theirs.keys()
    kinds = {
        "not registered": ours.keys() - theirs.keys(),
        "registered, but not of this version": theirs.keys() - ours.keys(),
        "registered otherwise": {name for name in both if ours[name] != theirs[name]},
    }
    told = "; ".join(f"{kind}: {', '.join(sorted(names)[:_SHOWN])}" for kind, names in kinds.items() if names)
    advice = "delete discord-commands.json from the data directory, and quoth serve registers them when it starts"
    return Finding("commands", "warn", f"{told}; {advice}")


def _name(command: Mapping[str, Any]) -> str:
    kind = command.get("type", 1)
    return f"/{command['name']}" if kind == 1 else f"{command['name']} (menu)"


def _shape(command: Mapping[str, Any]) -> tuple[Any, ...]:
    """What people see of a command or an option: its name, description and options."""
    options = tuple(_shape(option) for option in command.get("options") or ())
    return command.get("type", 1), command["name"], command.get("description", ""), options


async def _gateway(client: discord.Client) -> list[Finding]:
    """Connect as a bot does, to learn whether the gateway takes it and what it may do in each server."""
    connection = asyncio.create_task(client.connect(reconnect=False))
    ready = asyncio.create_task(client.wait_until_ready())
    await asyncio.wait({connection, ready}, timeout=_READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    try:
        if ready.done() and not ready.cancelled():
            found = Finding("gateway", "ok", f"connected, in {len(client.guilds)} servers")
            return [found, *(_permissions(guild, client) for guild in client.guilds)]
        if not connection.done():
            return [Finding("gateway", "fail", "connected, but it says nothing; try again later")]
        error = connection.exception()
        return [_refusal(error)]
    finally:
        ready.cancel()
        connection.cancel()
        with suppress(Exception, asyncio.CancelledError):
            await connection


def _refusal(error: BaseException | None) -> Finding:
    """Why the gateway did not take the connection."""
    import discord

    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.PrivilegedIntentsRequired) or code in _REFUSED_INTENTS:
        return Finding("gateway", "fail", _NO_INTENTS)
    if code == _SHARDING_REQUIRED:
        what = "takes shards only, since there are so many servers; permissions in each are not looked at"
        return Finding("gateway", "warn", what)
    what = f"it closes with the code {code}" if code else f"it cannot be reached ({type(error).__name__})"
    return Finding("gateway", "fail", f"{what}; check the network, and discord.gateway_url if it is set")


def _permissions(guild: discord.Guild, client: discord.Client) -> Finding:
    """What the bot may not do in a server: everywhere, or in some of the channels."""
    from bot.discord_bot.permissions import PERMISSIONS

    check = f"permissions in {guild.name}"
    everywhere = _missing(guild.me.guild_permissions, PERMISSIONS)
    if everywhere:
        what = f"{', '.join(everywhere)} missing; give them to the bot's role, or invite it anew with"
        return Finding(check, "warn", f"{what} {_invitation(client)}")
    visible = [each for each in guild.text_channels if each.permissions_for(guild.me).view_channel]
    lacking = {each.name: _missing(each.permissions_for(guild.me), PERMISSIONS) for each in visible}
    told = [f"#{name} lacks {', '.join(missing)}" for name, missing in lacking.items() if missing]
    if not visible:
        return Finding(check, "warn", "the bot sees no channel; allow it View Channel where it is to answer")
    if told:
        more = f" and {len(told) - _SHOWN} more channels" if len(told) > _SHOWN else ""
        return Finding(check, "warn", f"{'; '.join(told[:_SHOWN])}{more}; allow it in the settings of these channels")
    return Finding(check, "ok", f"all that it needs, in {len(visible)} of {len(guild.text_channels)} channels")


def _missing(have: discord.Permissions, wanted: discord.Permissions) -> list[str]:
    lacking = [name for name, is_wanted in wanted if is_wanted and not getattr(have, name)]
    return [_LABELS.get(name, name.replace("_", " ").title()) for name in lacking]


def _invitation(client: discord.Client) -> str:
    from bot.discord_bot.client import invitation

    return invitation(client.application_id or 0)
