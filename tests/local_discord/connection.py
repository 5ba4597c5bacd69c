"""One websocket connection of the gateway: compression, order of sending, limits on what comes in."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections import deque
from collections.abc import Callable

from aiohttp import web

from .errors import LocalDiscordError, Payload

MOST_BYTES, MOST_EVENTS, WINDOW = 4096, 120, 60.0


class CloseError(LocalDiscordError):
    """The gateway closes the connection with this code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Connection:
    """Payloads go out in order and compressed as the client asked; what comes in is counted and measured."""

    def __init__(
        self, socket: web.WebSocketResponse, request: web.Request, encode: Callable[[str], str | bytes]
    ) -> None:
        self.socket = socket
        self._transport = request.transport
        self._encode = encode
        self._outbox: asyncio.Queue[Payload | None] = asyncio.Queue()
        self._came: deque[float] = deque()
        self._writer = asyncio.create_task(self._write())

    @classmethod
    async def accept(cls, request: web.Request) -> Connection:
        """Take the handshake; an unknown version, encoding or compression is refused."""
        query = request.query
        encode = _encoder(query.get("compress"))
        socket = web.WebSocketResponse(max_msg_size=2**20)
        await socket.prepare(request)
        connection = cls(socket, request, encode)
        if query.get("v") != "10" or query.get("encoding") != "json":
            await connection.close(4012, "Invalid API version.")
        return connection

    def send(self, payload: Payload) -> None:
        """Queue a payload."""
        self._outbox.put_nowait(payload)

    def read(self, data: str | bytes) -> Payload:
        """A payload that came in; CloseError when it is too large, not JSON, or one too many."""
        now = time.monotonic()
        self._came.append(now)
        while self._came[0] < now - WINDOW:
            self._came.popleft()
        if len(self._came) > MOST_EVENTS:
            raise CloseError(4008, "You are being rate limited.")
        raw = data.encode() if isinstance(data, str) else data
        if len(raw) > MOST_BYTES:
            raise CloseError(4002, f"Payload of {len(raw)} bytes; at most {MOST_BYTES} are allowed.")
        try:
            payload = json.loads(raw)
        except ValueError:
            raise CloseError(4002, "Error while decoding payload.") from None
        if not isinstance(payload, dict):
            raise CloseError(4002, "Error while decoding payload.")
        return payload

    async def close(self, code: int, message: str = "") -> None:
        """Say good-bye with a close code, after all that is queued."""
        await self.finish()
        await self.socket.close(code=code, message=message.encode())

    def abort(self) -> None:
        """Vanish, as if the cable were pulled."""
        self._writer.cancel()
        if self._transport is not None:
            self._transport.abort()

    async def finish(self) -> None:
        """Send what is queued, then stop sending."""
        self._outbox.put_nowait(None)
        await asyncio.wait([self._writer])

    async def _write(self) -> None:
        while (payload := await self._outbox.get()) is not None:
            encoded = self._encode(json.dumps(payload, separators=(",", ":")))
            try:
                await (self.socket.send_bytes(encoded) if isinstance(encoded, bytes) else self.socket.send_str(encoded))
            except ConnectionError:
                return


def _encoder(compress: str | None) -> Callable[[str], str | bytes]:
    if compress is None:
        return str
    if compress == "zlib-stream":
        return _zlib()
    if compress == "zstd-stream":
        return _zstd()
    raise web.HTTPBadRequest(text=f"unknown compression {compress}")


def _zlib() -> Callable[[str], bytes]:
    stream = zlib.compressobj()
    return lambda text: stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Callable[[str], bytes]:
    """Only asked for by a client that has the library, from Python 3.14 on in the standard library."""
    try:
        from compression.zstd import ZstdCompressor
    except ImportError:
        import zstandard

        stream = zstandard.ZstdCompressor().compressobj()
        return lambda text: stream.compress(text.encode()) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    compressor = ZstdCompressor()
    return lambda text: compressor.compress(text.encode(), ZstdCompressor.FLUSH_BLOCK)
