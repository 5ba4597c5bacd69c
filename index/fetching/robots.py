"""What robots may read: each site's robots.txt, read once a day and understood as RFC 9309 says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from protego import Protego

from index.errors import FetchError
from index.fetching.failures import passing, permanent

LARGEST = 512_000  # bytes; RFC 9309, section 2.5: at least 500 KiB
REDIRECTS = 5  # RFC 9309, section 2.3.1.2
_KEPT = 86_400.0  # seconds; section 2.4
_KEPT_UNREAD = 600.0
_KEPT_UNREACHABLE = 60.0
_MANY = 1000  # sites, above which those that were read too long ago are forgotten
_TOO_MANY_REQUESTS = 429  # which the RFC would let pass as "there is none", and servers mean as "not now"


@dataclass(frozen=True, slots=True)
class Reply:
    """How a site answers for its robots.txt."""

    status: int
    content: bytes = b""
    retry_after: float | None = None


@dataclass(slots=True)
class _Site:
    """What is known of a site; `trouble`: why its robots.txt could not be read."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego = field(default_factory=Protego)
    trouble: str | None = None
    until: float = 0.0


class Robots:
    """The rules of all sites for one robot; shared by threads, of which one reads a site's file and the others wait."""

    def __init__(self, robot: str) -> None:
        """Take the name that rules are given for, without a version."""
        self._robot = robot
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def require(self, url: httpx.URL, read: Callable[[httpx.URL], Reply]) -> float:
        """Return the seconds that the site wants between two requests, 0 unless it says so.

        `read` fetches a robots.txt. Raises FetchError where robots are not to read the URL (permanent), or where it
        cannot be known (passing): a missing file allows everything, one that cannot be read nothing.
        """
        rules = self._rules(url, read)
        if not rules.can_fetch(str(url), self._robot):
            raise permanent(str(url), f"robots.txt of {url.host} asks robots not to read it")
        return rules.crawl_delay(self._robot) or 0.0

    def _rules(self, url: httpx.URL, read: Callable[[httpx.URL], Reply]) -> Protego:
        site = self._site(url)
        with site.lock:
            if time.monotonic() >= site.until:
                _learn(site, url.copy_with(raw_path=b"/robots.txt", fragment=None), read)
            if site.trouble is not None:
                raise passing(str(url), site.trouble, max(0.0, site.until - time.monotonic()))
            return site.rules

    def _site(self, url: httpx.URL) -> _Site:
        with self._lock:
            if len(self._sites) > _MANY:
                now = time.monotonic()
                self._sites = {origin: site for origin, site in self._sites.items() if site.until > now}
            return self._sites.setdefault(f"{url.scheme}://{url.netloc.decode('ascii')}", _Site())


def _learn(site: _Site, url: httpx.URL, read: Callable[[httpx.URL], Reply]) -> None:
    try:
        reply = read(url)
    except FetchError as error:
        if not error.is_permanent:
            site.trouble = f"{url.host} could not be asked for its robots.txt a moment ago"
            site.until = time.monotonic() + (error.retry_after or _KEPT_UNREACHABLE)
        raise
    is_unread = reply.status >= 500 or reply.status == _TOO_MANY_REQUESTS
    site.trouble = (
        f"robots.txt of {url.host}, which may forbid it, cannot be read ({reply.status})" if is_unread else None
    )
    site.rules = Protego.parse(reply.content.decode("utf-8-sig", "replace") if reply.status < 300 else "")
    site.until = time.monotonic() + ((reply.retry_after or _KEPT_UNREAD) if is_unread else _KEPT)
