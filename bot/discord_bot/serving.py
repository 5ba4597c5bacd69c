"""Serving: from the settings to a connected bot, through failures of the network, to a clean end and its exit code."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import aiohttp
import discord
import yarl
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_bot.client import QuothClient
from bot.discord_bot.collections import Collection, Shelf
from bot.discord_bot.endpoint import open_endpoint
from bot.discord_bot.log import log_to_stderr
from bot.discord_bot.metrics import Metrics
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.standing import Lookout, StandingCollector, health

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
    token = settings.discord.token.get_secret_value().strip() if settings.discord.token else ""
    log_to_stderr(settings.log.format, token)
    if not token:
        return _refuse(_MISCONFIGURED, f"there is no bot token: put it into the environment variable {_TOKEN}")
    redirect(settings.discord.api_url, settings.discord.gateway_url)
    from bot.app import make_engine, open_state

    state = open_state(settings)
    return asyncio.run(_serve(settings, token, make_engine(settings, state.corrections(settings.corpus_name)), state))


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
        except (OSError, TimeoutError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound) as error:
            pause = min(backoff.delay(), _LONGEST_PAUSE)
            _log.warning("Discord cannot be reached (%s), trying again in %.1f s", type(error).__name__, pause)
            if not is_logged_in:  # the next login makes a new session, which needs a new connector
                await client.http.close()
                client.http.connector = discord.utils.MISSING
            await asyncio.sleep(pause)


async def _serve(settings: Settings, token: str, engine: Engine, state: State) -> int:
    from bot.app import child_command

    metrics, chosen = Metrics(), settings.discord
    client = QuothClient(
        engine,
        Reindexer(*child_command(settings), metrics),
        state=state,
        folder=settings.data_path,
        shelf=_Installed(settings, state, metrics),
        workers=chosen.workers,
        waiting=chosen.waiting,
        cooldown_seconds=chosen.cooldown_seconds,
        server_questions=chosen.server_questions,
        shards=None if chosen.shards == "auto" else chosen.shards,
        shard_ids=chosen.shard_ids,
        metrics=metrics,
        keep_days=settings.state.keep_days,
        thresholds=chosen.thresholds,
        message_content=chosen.message_content,
    )
    stop = _stop_on_signals(client)
    with _monitored(client, metrics, settings.monitoring.port):
        return await _connected(client, token, stop)


class _Installed(Shelf):
    """The collections of this installation, each with an engine and child processes of its own."""

    def __init__(self, settings: Settings, state: State, metrics: Metrics) -> None:
        super().__init__(settings.corpus_name, settings.corpus_path)
        self._settings, self._state, self._metrics = settings, state, metrics

    def names(self) -> Sequence[str]:
        """Return the names of all collections; looks at the disk."""
        return self._settings.corpus_names()

    def rule(self, name: str) -> tuple[str, int]:
        """Return when a collection is refreshed by itself, and by how many seconds later."""
        chosen = self._settings.of_corpus(name, may_be_new=True).chosen
        return chosen.schedule, chosen.jitter_seconds

    def open(self, name: str) -> Collection:
        """Return a collection by its name. Raises UsageError."""
        from bot.app import child_command, make_engine

        settings = self._settings.of_corpus(name)
        engine = make_engine(settings, self._state.corrections(name))
        return Collection(name, engine, Reindexer(*child_command(settings), self._metrics), settings.corpus_path)


async def _connected(client: QuothClient, token: str, stop: asyncio.Event) -> int:
    """Serve until a signal or Discord ends it, and return the exit code."""
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


@contextmanager
def _monitored(client: QuothClient, metrics: Metrics, port: int) -> Iterator[None]:
    """Give health and metrics at this port meanwhile, if it is one."""
    if not port:
        yield
        return
    lookout = Lookout(client)
    metrics.registry.register(StandingCollector(lookout))
    counter = metrics.log_counter()
    logging.getLogger().addHandler(counter)
    endpoint = open_endpoint(port, lambda: health(lookout.standing), metrics.registry)
    looking = asyncio.create_task(lookout.keep())
    try:
        yield
    finally:
        looking.cancel()
        logging.getLogger().removeHandler(counter)
        if endpoint is not None:
            endpoint.close()


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
