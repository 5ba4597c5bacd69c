"""One request to the REST API: the call a handler gets, the reply it gives, the record that tests look at."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from aiohttp import BodyPartReader, web

from .backend import Backend
from .errors import DiscordError, Payload, Problem, too_large
from .posting import Upload, Uploads


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler gets: path parameters, query, JSON body (an empty object if none), files."""

    backend: Backend
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    uploads: Uploads


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler gives."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path template exactly as Discord's description writes it; `public`: needs no bot token."""

    method: str
    path: str
    handle: Callable[[Call], Reply | Awaitable[Reply]]
    public: bool = False


@dataclass(slots=True)
class Request:
    """A request as it was received, and how it was answered; `path` is without /api/v10."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any = None
    files: Mapping[str, Upload] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    status: int = 0
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that Discord's own description forbids."""

    method: str
    path: str
    problem: Problem


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next requests that match: a status, a delay, a dropped connection.

    `everywhere` makes a 429 global; without `via` it looks like a ban by the proxy in front of Discord.
    """

    path: str
    method: str = "*"
    status: int | None = None
    times: int = 1
    retry_after: float = 0.1
    delay: float = 0.0
    drop: bool = False
    everywhere: bool = False
    via: bool = True

    def takes(self, request: Request) -> bool:
        """Whether this request is to fail; counts down if so."""
        if not self.times or not fnmatchcase(request.path, self.path) or not fnmatchcase(request.method, self.method):
            return False
        self.times -= 1
        return True

    def reply(self) -> Reply:
        """The failing answer, as Discord and the proxies before it give it."""
        if self.status == 429:
            body = {
                "message": "You are being rate limited.",
                "code": 0,
                "retry_after": self.retry_after,
                "global": self.everywhere,
            }
            headers = {
                "Retry-After": str(self.retry_after),
                "X-RateLimit-Scope": "global" if self.everywhere else "user",
            }
            return Reply(429, body, headers | ({"Via": "1.1 google"} if self.via else {}))
        return Reply(self.status or 500, {"message": f"{self.status}: Server Error", "code": 0})


async def read_body(request: web.Request, most_bytes: int) -> tuple[Any, dict[str, Upload]]:
    """The JSON and the files of a request, from `application/json` or from `payload_json` and `files[n]`."""
    if (request.content_length or 0) > most_bytes:
        raise too_large()
    if request.content_type.startswith("multipart/"):
        body, uploads = await _read_multipart(request)
        if sum(len(upload.data) for upload in uploads.values()) > most_bytes:
            raise too_large()
        return body, uploads
    raw = await request.read()
    if not raw:
        return None, {}
    return _parsed(raw), {}


async def _read_multipart(request: web.Request) -> tuple[Any, dict[str, Upload]]:
    body: Any = None
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        if name == "payload_json":
            body = _parsed(await part.read(decode=False))
        elif name.startswith("files["):
            data = await part.read(decode=False)
            uploads[name.removeprefix("files[").rstrip("]")] = Upload(part.filename or "unknown", bytes(data))
    return body, uploads


def _parsed(raw: bytes | bytearray) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise DiscordError(400, 50109, "The request body contains invalid JSON.") from None


def json_body(call: Call) -> Payload:
    """The body of a call that must have an object as its body."""
    return call.body if isinstance(call.body, dict) else {}
