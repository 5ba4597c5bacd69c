"""Connections that a fetch makes: to vetted addresses only, and over when its time is."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue
from typing import Any

import httpcore
import httpx

_CONNECT_SECONDS = 5.0  # for one address, so that a dead one leaves time for the next


class Deadline:
    """The end of a fetch's time, which is `seconds` beside what it waits."""

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Give time that was spent waiting back."""
        self._end += seconds

    def left(self, timeout: float | None = None) -> float:
        """Return the seconds that are left, up to `timeout`. Raises httpcore.ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left if timeout is None else min(left, timeout)


class VettedTransport(httpx.HTTPTransport):
    """A transport whose connections `find_addresses` allows, for one fetch. Proxies are not used: they would resolve.

    `find_addresses` is asked for a host's addresses once for each connection, and the connection goes to one of those,
    so that a name that leads elsewhere a moment later (DNS rebinding) leads nowhere. The host keeps its name for
    the Host header and for TLS. It raises where the host is not to be connected to.
    """

    def __init__(
        self, find_addresses: Callable[[str], Sequence[str]], deadline: Deadline, context: ssl.SSLContext
    ) -> None:
        """Make a transport; nothing is connected yet."""
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(  # httpx has no argument for it
            ssl_context=context, network_backend=_VettedNetwork(find_addresses, deadline)
        )


class _VettedNetwork(httpcore.NetworkBackend):
    def __init__(self, find_addresses: Callable[[str], Sequence[str]], deadline: Deadline) -> None:
        self._find_addresses = find_addresses
        self._deadline = deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        refused: Exception = httpcore.ConnectError("no address")
        for address in self._addresses(host):
            try:
                left = self._deadline.left(_CONNECT_SECONDS if timeout is None else min(timeout, _CONNECT_SECONDS))
                stream = self._network.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
            else:
                return _Stream(stream, self._deadline)
        raise refused

    def _addresses(self, host: str) -> Sequence[str]:
        """Ask for addresses in a thread of its own: a resolver cannot be told for how long to try."""
        outcome: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()
        threading.Thread(target=self._look_up, args=(host, outcome), daemon=True).start()
        try:
            found = outcome.get(timeout=self._deadline.left())
        except Empty:
            raise httpcore.ConnectTimeout(f"the name {host} was not found in time") from None
        if isinstance(found, Exception):
            raise found
        return found

    def _look_up(self, host: str, outcome: SimpleQueue[Sequence[str] | Exception]) -> None:
        try:
            outcome.put(self._find_addresses(host))
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            outcome.put(error)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends with the deadline: a server that sends a byte a second gains nothing."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
