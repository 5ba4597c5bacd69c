"""What `quoth doctor` asks Discord: is the token good, which application is it, and has it been invited anywhere?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.doctor import Finding

if TYPE_CHECKING:
    import discord

    from bot.settings import DiscordSettings

_SECONDS = 20  # discord.py tries again by itself; by then it would have got through
_NO_TOKEN = "none; put the bot's token into the environment variable QUOTH_DISCORD__TOKEN"
_WRONG_TOKEN = "Discord refuses it; copy it anew from the Bot page of https://discord.com/developers/applications"


def check_discord(settings: DiscordSettings) -> list[Finding]:
    """Check the token and the application against Discord, or against `api_url` where that is set."""
    token = settings.token.get_secret_value().strip() if settings.token else ""
    if not token:
        return [Finding("token", "fail", _NO_TOKEN)]
    return asyncio.run(ask_discord(token, settings.api_url))


async def ask_discord(token: str, api_url: str = "") -> list[Finding]:
    """Log in, without connecting to the gateway, and say what Discord tells of the application."""
    import aiohttp
    import discord

    from bot.discord_bot.client import intents
    from bot.discord_bot.serving import redirect

    redirect(api_url, "")
    try:
        async with discord.Client(intents=intents()) as client:
            await asyncio.wait_for(client.login(token), _SECONDS)
            return _describe(client)
    except discord.LoginFailure:
        return [Finding("token", "fail", _WRONG_TOKEN)]
    except discord.HTTPException as error:
        return [Finding("token", "fail", f"Discord answers with the status {error.status}; try again later")]
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return [Finding("token", "fail", f"Discord cannot be asked ({type(error).__name__}); check the network")]


def _describe(client: discord.Client) -> list[Finding]:
    application = client.application
    found = Finding("token", "ok", f"it belongs to {client.user}")
    return [found, _intents(application.flags), _servers(application)] if application else [found]


def _intents(flags: discord.ApplicationFlags) -> Finding:
    privileged = {
        "presences": flags.gateway_presence or flags.gateway_presence_limited,
        "server members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        "message content": flags.gateway_message_content or flags.gateway_message_content_limited,
    }
    switched_on = [name for name, is_on in privileged.items() if is_on] or ["no privileged one"]
    return Finding("intents", "ok", f"{', '.join(switched_on)} switched on; Quoth needs none of them")


def _servers(application: discord.AppInfo) -> Finding:
    import discord

    from bot.discord_bot.client import PERMISSIONS

    scopes = ("bot", "applications.commands")
    invitation = discord.utils.oauth_url(application.id, permissions=PERMISSIONS, scopes=scopes)
    count = application.approximate_guild_count
    if not count:
        return Finding("servers", "warn", f"the bot is in none; invite it with the permissions it needs: {invitation}")
    return Finding("servers", "ok", f"the bot is in {count}; invited with all permissions it needs by {invitation}")
