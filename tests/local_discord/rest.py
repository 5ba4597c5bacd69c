"""The REST API: every request is logged, authorized, held against Discord's description, handled, and answered.

Routes that Discord has and this server does not are 404s that `unknown` records, so that tests can see them.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import deque
from inspect import isawaitable

from aiohttp import web
from aiohttp.typedefs import Handler

from .backend import Backend
from .calls import Call, Fault, Reply, Request, Route, Violation, read_body
from .errors import DiscordError, check, unauthorized, unknown
from .openapi import Description
from .routes import ROUTES

BASE = "/api/v10"


class Rest:
    """The routes, the faults that tests inject, and what was received."""

    def __init__(self, backend: Backend, description: Description | None) -> None:
        self._backend, self._description = backend, description
        self._recent: deque[float] = deque()
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.unknown: list[Request] = []
        self.violations: list[Violation] = []
        self.bugs: list[str] = []

    def add_routes(self, app: web.Application) -> None:
        """All of Discord's paths that this server knows, then one for all others, then the files."""
        for route in ROUTES:
            app.router.add_route(route.method, BASE + route.path, self._handler(route))
        app.router.add_get("/attachments/{channel_id}/{file_id}/{name}", self._serve_file)
        app.router.add_route("*", "/{path:.*}", self._handler(None))

    def _handler(self, route: Route | None) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            record = Request(request.method, request.path.removeprefix(BASE), dict(request.query))
            self.requests.append(record)
            try:
                reply = await self._answer(route, record, request)
            except DiscordError as error:
                reply = Reply(error.status, error.body())
            except Exception:  # noqa: BLE001  the server must answer, and the test must learn of it
                self.bugs.append(f"{record.method} {record.path}\n{traceback.format_exc()}")
                reply = Reply(500, {"message": "500: Internal Server Error", "code": 0})
            record.status, record.answer = reply.status, reply.body
            self._check_answer(route, record)
            self._backend.world.changed()
            return _as_http(reply)

        return handle

    async def _answer(self, route: Route | None, record: Request, request: web.Request) -> Reply:
        record.body, record.files = await read_body(request, self._backend.rules.request_bytes)
        for fault in self.faults:
            if fault.takes(record):
                await asyncio.sleep(fault.delay)
                if fault.drop and request.transport is not None:
                    request.transport.abort()
                if fault.status is not None or fault.drop:
                    return fault.reply()
        if route is None:
            self.unknown.append(record)
            raise unknown("Route")
        if not route.public:
            if request.headers.get("Authorization") != f"Bot {self._backend.token}":
                raise unauthorized()
            if self._is_one_too_many():
                return Fault(record.path, status=429, retry_after=1.0, everywhere=True).reply()
        self._check_request(route, record)
        body = {} if record.body is None else record.body
        reply = route.handle(Call(self._backend, request.match_info, record.query, body, record.files))
        return await reply if isawaitable(reply) else reply

    def _is_one_too_many(self) -> bool:
        """Whether the global rate limit is passed; the endpoints of interactions do not count."""
        now = time.monotonic()
        while self._recent and self._recent[0] < now - 1:
            self._recent.popleft()
        self._recent.append(now)
        return len(self._recent) > self._backend.rules.requests_per_second

    def _check_request(self, route: Route, record: Request) -> None:
        if self._description is None or record.method in ("GET", "DELETE"):
            return
        problems = tuple(self._description.request_problems(route.method, route.path, record.body))
        self.violations += [Violation(record.method, record.path, problem) for problem in problems]
        check(problems)

    def _check_answer(self, route: Route | None, record: Request) -> None:
        if self._description is None or route is None or record.status >= 500:
            return
        for problem in self._description.response_problems(route.method, route.path, record.status, record.answer):
            self.bugs.append(f"{record.method} {record.path} answered {record.status}: {problem}")

    async def _serve_file(self, request: web.Request) -> web.Response:
        stored = self._backend.files.get(int(request.match_info["file_id"]))
        if stored is None:
            raise web.HTTPNotFound
        return web.Response(body=stored.data)


def _as_http(reply: Reply) -> web.Response:
    """The reply with content type exactly `application/json`, which discord.py insists on."""
    headers = dict(reply.headers)
    if reply.body is None:
        return web.Response(status=reply.status, headers=headers)
    text = web.json_response(reply.body).body
    return web.Response(status=reply.status, body=text, headers=headers | {"Content-Type": "application/json"})
