"""The local Discord as tests use it: started, looked at, made to fail, stopped."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from types import TracebackType
from typing import Any

from aiohttp import web

from . import openapi
from .backend import Backend, Rules
from .calls import Fault, Request, Violation
from .errors import ServerBugError
from .gateway import Gateway
from .people import People
from .rest import BASE, Rest
from .stage import Stage
from .state import World


class LocalDiscord(Stage, People):
    """A Discord on a free port of this machine. See the package's docstring for how it is used.

    `rules` holds the limits in seconds and bytes that a test may shrink; `description` is the file of Discord's
    OpenAPI description that requests and answers are held against, None for the server's own checks only.
    """

    def __init__(self, *, privileged_intents: bool = False, description: Path | None = openapi.FILE) -> None:
        self.token = f"local.{secrets.token_urlsafe(24)}"
        world = World()
        self.gateway = Gateway(world, self.token, privileged=privileged_intents)
        self.rules = Rules(privileged_intents=privileged_intents)
        self.backend = Backend(world, self.gateway, self.rules, self.token)
        self._rest = Rest(self.backend, openapi.load(description) if description else None)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> LocalDiscord:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/resume", self.gateway.handle)
        self._rest.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.backend.url, self.gateway.url = f"http://{host}:{port}", f"ws://{host}:{port}/gateway"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.cut(1001)
        if self._runner is not None:
            await self._runner.cleanup()
        if kind is None and self._rest.bugs:
            raise ServerBugError("\n".join(self._rest.bugs))

    @property
    def url(self) -> str:
        return self.backend.url

    @property
    def api_url(self) -> str:
        return self.backend.url + BASE

    @property
    def gateway_url(self) -> str:
        return self.gateway.url

    @property
    def requests(self) -> list[Request]:
        """Every request to the REST API, in order, with its answer."""
        return self._rest.requests

    def requests_to(self, path: str, method: str = "*") -> list[Request]:
        """The requests whose path (without /api/v10) and method match these patterns."""
        return [each for each in self.requests if fnmatchcase(each.path, path) and fnmatchcase(each.method, method)]

    @property
    def refused(self) -> list[Request]:
        """The requests that were answered with an error."""
        return [request for request in self.requests if request.status >= 400]

    @property
    def unknown(self) -> list[Request]:
        """The requests to routes that this server does not have."""
        return self._rest.unknown

    @property
    def violations(self) -> list[Violation]:
        """The requests that Discord's own description forbids."""
        return self._rest.violations

    @property
    def server_bugs(self) -> list[str]:
        """What this server itself did wrong; leaving the context raises when there is any."""
        return self._rest.bugs

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The global commands that the bot has registered, as Discord's JSON."""
        return self.backend.world.commands.get(None, [])

    def fail(self, path: str, **fault: Any) -> Fault:
        """Make the next requests fail: `path` is a pattern like "/channels/*/messages"; see `Fault` for the rest."""
        injected = Fault(path, **fault)
        self._rest.faults.append(injected)
        return injected

    def refuse_gateway(self, times: int = 1) -> None:
        """Refuse the next connections to the gateway, before the handshake."""
        self.gateway.refuse_next = times

    async def cut(self, code: int | None = None) -> None:
        """Cut the connection to the bot: with a close code, or without a word."""
        await self.gateway.cut(code)

    def wait_for_bot(self, timeout: float = 10.0) -> Awaitable[Any]:
        """Until the bot has identified itself at the gateway."""
        return self.backend.world.until(lambda: self.gateway.connected, timeout, "the bot at the gateway")

    def wait_for_commands(self, *names: str, timeout: float = 10.0) -> Awaitable[Any]:
        """Until commands of these names are registered globally."""
        return self.backend.world.until(
            lambda: self.commands and set(names) <= {each["name"] for each in self.commands},
            timeout,
            f"commands {names}",
        )

    def wait_until_resumed(self, times: int = 1, timeout: float = 10.0) -> Awaitable[Any]:
        """Until the bot has resumed its session that many times."""
        return self.backend.world.until(lambda: self.gateway.resumes >= times, timeout, "the bot to resume")

    def assert_clean(self) -> None:
        """Raise unless every route was known and nothing broke Discord's description, on either side."""
        found = [f"unknown route: {each.method} {each.path}" for each in self.unknown]
        found += [f"violation: {each}" for each in self.violations]
        found += [f"gateway closed with {each}" for each in self.gateway.refusals]
        found += [f"server bug: {each}" for each in self.server_bugs]
        if found:
            raise AssertionError("\n".join(found))

    @contextmanager
    def redirected(self) -> Iterator[None]:
        """discord.py of this process talks to this server, until the context is left."""
        import yarl
        from discord.asset import Asset
        from discord.gateway import DiscordWebSocket
        from discord.http import Route

        before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
        Route.BASE, Asset.BASE = self.api_url, self.url
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self.gateway_url)
        try:
            yield
        finally:
            Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = before
