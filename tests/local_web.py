"""A web server on this machine whose pages the tests write, good and bad ones, and which remembers what was asked."""

from __future__ import annotations

import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from index.fetching import Fetcher, Limits

Page = Callable[["Handler"], None]
HERE = "127.0.0.1"
ARTICLE = (
    "<!DOCTYPE html><html><head><title>Arden reopens its bridge | Arden Courier</title></head><body><article>"
    "<h1>Arden reopens its bridge</h1>"
    + "<p>The mayor of Arden, Ines Torres, opened the bridge on Monday and said that it would carry trams again.</p>"
    * 30
    + "</article></body></html>"
)


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    path: str
    headers: Message


class Handler(BaseHTTPRequestHandler):
    """Answers with the page of a path; robots.txt is missing unless there is one."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(Asked(self.path, self.headers))
        page = self.server.pages.get(self.path, reply("not here", status=404))
        try:
            page(self)
        except OSError:
            self.close_connection = True  # the other side has had enough, as it should

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """The pages, by path, and what was asked for; `ended` is set at the end, for pages that would never end."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__((HERE, 0), Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.ended = threading.Event()
        self.scheme = "http"

    def url(self, path: str, host: str = HERE) -> str:
        """Return the URL of a page."""
        return f"{self.scheme}://{host}:{self.server_port}{path}"

    def paths(self) -> list[str]:
        """Return the paths that were asked for."""
        return [asked.path for asked in self.asked]

    def fetcher(self, resolver: Callable[[str], list[str]] | None = None, **limits: Any) -> Fetcher:
        """Return a fetcher that may fetch from here, and does not dawdle."""
        chosen = {"delay": 0.0, "seconds": 5.0, "ports": {self.server_port}, **limits}
        return Fetcher(limits=Limits(**chosen), resolver=resolver or _unknown, networks=[ip_network(f"{HERE}/32")])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that were cut."""


def _unknown(host: str) -> list[str]:
    raise OSError(f"nobody here knows {host}")


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """Serve until the end of the block, with TLS where there is a certificate (with its key, in one file)."""
    with Server() as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            server.scheme = "https"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()


def reply(
    body: str | bytes = ARTICLE, content_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Page:
    """Return a page with these words; header names are written with underscores."""
    content = body.encode() if isinstance(body, str) else body

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def redirect(location: str, status: int = 302) -> Page:
    """Return a page that leads elsewhere."""
    return reply("", status=status, Location=location)


def versioned(etag: str, last_modified: str) -> Page:
    """Return a page that is sent only to those who do not have it."""

    def answer(handler: Handler) -> None:
        has_it = handler.headers["If-None-Match"] == etag or handler.headers["If-Modified-Since"] == last_modified
        body, status = ("", 304) if has_it else (ARTICLE, 200)
        reply(body, status=status, ETag=etag, Last_Modified=last_modified)(handler)

    return answer


def drip(first: bytes, again: bytes, pause: float) -> Page:
    """Return bytes that never end, with a pause between them."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(first)
        while not handler.server.ended.wait(pause):
            handler.wfile.write(again)

    return answer


def silent(handler: Handler) -> None:
    """Answer nothing, as long as the server is there."""
    handler.server.ended.wait()


def bomb(megabytes: int) -> bytes:
    """Return so many megabytes of nothing, packed a thousand times smaller."""
    packing = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    return b"".join(packing.compress(bytes(1_000_000)) for _ in range(megabytes)) + packing.flush()
