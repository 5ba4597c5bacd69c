"""Health and metrics over HTTP, on this machine only, from threads that do not wait for the event loop."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

_log = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_PATIENCE = 5.0  # seconds for somebody to say what they want

Health = Callable[[], tuple[bool, dict[str, Any]]]


class Endpoint:
    """Answers GET /health (200 or 503, JSON) and GET /metrics (for Prometheus) until it is closed."""

    def __init__(self, port: int, health: Health, registry: CollectorRegistry) -> None:
        """Take a port, 0 for any free one. Raises OSError where it cannot be had."""
        self._server = _Server((_HOST, port), _handler(health, registry))
        self._thread = threading.Thread(target=self._server.serve_forever, name="endpoint", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def open_endpoint(port: int, health: Health, registry: CollectorRegistry) -> Endpoint | None:
    """Return the endpoint, or None, with a warning in the log, where the port cannot be had."""
    try:
        endpoint = Endpoint(port, health, registry)
    except OSError as error:
        _log.warning(
            "no health and metrics at port %d (%s); set monitoring.port to another, or to 0", port, error.strerror
        )
        return None
    _log.info("health and metrics at http://%s:%d/health and /metrics", _HOST, endpoint.port)
    return endpoint


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Somebody who goes away early is no error."""
        _log.debug("a request to the endpoint broke off", exc_info=True)


def _handler(health: Health, registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/health":
                is_well, body = health()
                self._answer(200 if is_well else 503, "application/json", json.dumps(body).encode())
            elif path == "/metrics":
                self._answer(200, CONTENT_TYPE_PLAIN_0_0_4, generate_latest(registry))
            else:
                self._answer(404, "text/plain; charset=utf-8", b"There are /health and /metrics.\n")

        do_HEAD = do_GET  # noqa: N815

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def version_string(self) -> str:
            return "quoth"

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler
