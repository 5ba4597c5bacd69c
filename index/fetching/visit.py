"""A visit: what one fetch has open, and the steps it takes from redirect to redirect."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx

from index.fetching.addresses import find_refusal
from index.fetching.bodies import unpack
from index.fetching.failures import explaining, permanent, shown
from index.fetching.network import Deadline
from index.fetching.pace import read_retry_after
from index.fetching.robots import LARGEST, REDIRECTS, Reply


@dataclass(frozen=True, slots=True)
class Visit:
    """One fetch: its connections, cookies and time."""

    url: str
    client: httpx.Client
    deadline: Deadline
    ports: Collection[int]

    def follow(
        self, request: httpx.Request, redirects: int, admit: Callable[[httpx.URL], None]
    ) -> httpx.Response | None:
        """Return the open response to which a request leads, each step admitted; None after too many redirects."""
        for step in range(redirects + 1):
            if refusal := find_refusal(request.url, self.ports):
                raise permanent(self.url, f"it redirects to {shown(str(request.url))}: {refusal}" if step else refusal)
            admit(request.url)
            response = self.client.send(request, stream=True)
            if response.next_request is None:
                return response
            response.close()
            request = response.next_request
        return None

    def read_robots(self, url: httpx.URL) -> Reply:
        """Return how a site answers for its robots.txt; too many redirects are as good as no answer."""
        with explaining(self.url, self.deadline.seconds):
            response = self.follow(self.client.build_request("GET", url), REDIRECTS, lambda _url: None)
            if response is None:
                return Reply(httpx.codes.NOT_FOUND)
            with closing(response):
                content = b"" if response.is_error else _beginning(unpack(response), LARGEST)
                retry_after = read_retry_after(response.headers.get("retry-after"))
                return Reply(response.status_code, content, retry_after)


def _beginning(pieces: Iterator[bytes], size: int) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) >= size:
            break
    return bytes(content[:size])
