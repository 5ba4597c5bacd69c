"""Serving: from the settings to a connected bot, through failures of the network, to a clean end and its exit code."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING

import aiohttp
import discord
import yarl
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_bot.client import QuothClient
from bot.discord_bot.reindexer import Reindexer

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.state.state import State
    from index.engine import Engine

_log = logging.getLogger(__name__)
_PROTOCOL, _NO_PERMISSION, _MISCONFIGURED = 76, 77, 78  # sysexits.h
_BAD_TOKEN, _INVALID_INTENTS = 4004, 4013  # https://discord.com/developers/docs/topics/opcodes-and-status-codes
_API_PATH = "/api/v10"
_TOKEN = "QUOTH_DISCORD__TOKEN"
_LONGEST_PAUSE = 60.0


def serve(settings: Settings) -> int:
    """Serve Discord until a signal ends it, and return the exit code."""
    log_to_stderr()
    token = settings.discord.token.get_secret_value().strip() if settings.discord.token else ""
    if not token:
        return _refuse(_MISCONFIGURED, f"there is no bot token: put it into the environment variable {_TOKEN}")
    redirect(settings.discord.api_url, settings.discord.gateway_url)
    from bot.app import make_engine, open_state

    return asyncio.run(_serve(settings, token, make_engine(settings), open_state(settings)))


def log_to_stderr() -> None:
    """Log what Quoth does to stderr, and of the libraries their warnings only."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name, level in (("bot", logging.INFO), ("index", logging.INFO), ("discord", logging.WARNING)):
        logging.getLogger(name).setLevel(level)
    logging.getLogger("discord.client").addFilter(_brief)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def redirect(api_url: str, gateway_url: str) -> None:
    """Let discord.py talk to a REST proxy and a gateway of one's own, where these are given."""
    if api_url:
        base = api_url.rstrip("/")
        Route.BASE = base if base.endswith(_API_PATH) else base + _API_PATH
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


async def stay_connected(client: QuothClient, token: str) -> None:
    """Log in and stay connected until the client is closed, whatever the network does.

    Raises LoginFailure, PrivilegedIntentsRequired, or ConnectionClosed where another try would not help.
    """
    backoff = ExponentialBackoff()
    is_logged_in = False
    while not client.is_closed():
        try:
            if not is_logged_in:
                await client.login(token)
                is_logged_in = True
            await client.connect()
        except AttributeError:
            if client.ws is not None:  # else the first connection was refused: discord.py issue 10520, it has waited
                raise
        except (OSError, TimeoutError, aiohttp.ClientError, discord.HTTPException) as error:
            pause = min(backoff.delay(), _LONGEST_PAUSE)
            _log.warning("Discord cannot be reached (%s), trying again in %.1f s", type(error).__name__, pause)
            if not is_logged_in:  # the next login makes a new session, which needs a new connector
                await client.http.close()
                client.http.connector = discord.utils.MISSING
            await asyncio.sleep(pause)


async def _serve(settings: Settings, token: str, engine: Engine, state: State) -> int:
    from bot.app import reindex_command

    client = QuothClient(
        engine,
        Reindexer(*reindex_command(settings)),
        state=state,
        folder=settings.data_path,
        workers=settings.discord.workers,
        cooldown_seconds=settings.discord.cooldown_seconds,
        thresholds=settings.discord.thresholds,
    )
    stop = _stop_on_signals(client)
    connection = asyncio.create_task(stay_connected(client, token))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({connection, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        _log.info("stopping: finishing what was asked, a second signal ends at once")
    is_finished = await client.finish()
    stopping.cancel()
    connection.cancel()
    code = await _exit_code(connection)
    if not is_finished:
        os._exit(code)  # a thread still works on a question whose asker was told; Python would wait for it
    return code


async def _exit_code(connection: asyncio.Task[None]) -> int:
    try:
        await connection
    except asyncio.CancelledError:
        return 0
    except discord.LoginFailure:
        return _refuse(_MISCONFIGURED, f"Discord refuses the bot token: check {_TOKEN}")
    except discord.PrivilegedIntentsRequired:
        return _refuse(_NO_PERMISSION, "Discord refuses the intents: switch them on for this application")
    except discord.ConnectionClosed as error:
        if error.code == _BAD_TOKEN:
            return _refuse(_MISCONFIGURED, f"Discord refuses the bot token: check {_TOKEN}")
        if error.code == _INVALID_INTENTS:
            return _refuse(_NO_PERMISSION, "Discord refuses the intents")
        return _refuse(_PROTOCOL, f"Discord closed the connection for good (code {error.code})")
    return 0


def _brief(record: logging.LogRecord) -> bool:
    """Make one line of the traceback that discord.py logs when it will connect again."""
    if record.exc_info and record.exc_info[0] and str(record.msg).startswith("Attempting a reconnect"):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "the gateway cannot be reached (%s), trying again", (record.exc_info[0].__name__,)
        record.exc_info = None
    return True


def _refuse(code: int, sentence: str) -> int:
    sys.stderr.write(f"quoth: {sentence}.\n")
    return code


def _stop_on_signals(client: QuothClient) -> asyncio.Event:
    """Set the event at the first SIGINT or SIGTERM; end at once at the second."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def take(number: int) -> None:
        if stop.is_set():
            client.abandon()
            os._exit(128 + number)
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(each, take, each)
        except NotImplementedError:  # Windows
            signal.signal(each, lambda number, _: loop.call_soon_threadsafe(take, number))
    return stop
