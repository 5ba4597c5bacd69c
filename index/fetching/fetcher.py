"""The fetcher: one page or feed from the web at a time and thread, from public addresses, within limits, politely."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from ssl import SSLContext

import httpx

from index.fetching.addresses import Network, Resolver, find_addresses, resolve
from index.fetching.bodies import PACKING, unpack
from index.fetching.failures import answered, explaining, passing, permanent
from index.fetching.network import Deadline, VettedTransport
from index.fetching.pace import Pace, read_retry_after
from index.fetching.pages import Fetched, NotModified, Validators, is_readable, tell_type
from index.fetching.robots import Robots
from index.fetching.visit import Visit

_ROBOT = "Quoth"
_ACCEPTED = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/pdf, */*;q=0.5"
_LONGEST_VALIDATOR = 1000  # characters; a longer one is not worth keeping


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a fetch may take.

    size: bytes of a page, unpacked; seconds: for all of it, beside waiting; redirects: how many are followed.
    delay: seconds between two requests to a host, more where its robots.txt says so.
    longest_wait: seconds that a fetch waits for its turn, before it is refused for now.
    """

    size: int = 20_000_000
    seconds: float = 30.0
    redirects: int = 8
    delay: float = 1.0
    longest_wait: float = 60.0
    ports: Collection[int] = frozenset({80, 443, 8000, 8008, 8080, 8443})


class Fetcher:
    """Fetches pages, texts, PDFs and feeds; shared by threads, which keep to one pace for each host."""

    def __init__(
        self,
        contact: str | None = None,
        limits: Limits | None = None,
        resolver: Resolver = resolve,
        networks: Sequence[Network] = (),
        context: SSLContext | None = None,
    ) -> None:
        """Make a fetcher; nothing is fetched yet.

        contact: where servers' keepers learn about this robot, a page or an address; told with every request.
        resolver: from a host's name to its addresses; networks: those that are allowed beside the public ones.
        context: whom to trust; by default whom certifi trusts, or SSL_CERT_FILE.
        """
        self._agent = f"{_ROBOT}/{_version()}" + (f" (+{contact})" if contact else "")
        self._limits = limits or Limits()
        self._resolver = resolver
        self._networks = tuple(networks)
        self._context = context or httpx.create_ssl_context()
        self._pace = Pace(self._limits.longest_wait)
        self._robots = Robots(_ROBOT)

    def fetch(self, url: str, known: Validators | None = None) -> Fetched | NotModified:
        """Return what is at a URL, or NotModified where it is still what `known` was given for.

        Raises FetchError: its `is_permanent` tells whether another try is of use, its `retry_after` when.
        """
        with explaining(url, self._limits.seconds), self._visit(url) as visit:
            request = visit.client.build_request("GET", url, headers=_conditions(known))
            response = visit.follow(request, self._limits.redirects, self._admit(visit))
            if response is None:
                raise permanent(url, f"it redirects more than {self._limits.redirects} times")
            with closing(response):
                return self._read(url, response, known)

    @contextmanager
    def _visit(self, url: str) -> Iterator[Visit]:
        deadline = Deadline(self._limits.seconds)
        transport = VettedTransport(
            lambda host: find_addresses(host, url, self._resolver, self._networks), deadline, self._context
        )
        headers = {"User-Agent": self._agent, "Accept": _ACCEPTED, "Accept-Encoding": PACKING}
        with httpx.Client(
            transport=transport, headers=headers, timeout=self._limits.seconds, trust_env=False
        ) as client:
            yield Visit(url, client, deadline, self._limits.ports)

    def _admit(self, visit: Visit) -> Callable[[httpx.URL], None]:
        """Return what lets a URL of this visit through when robots may read it, and its host's turn has come."""
        waited: set[str] = set()

        def admit(url: httpx.URL) -> None:
            delay = max(self._limits.delay, self._robots.require(url, visit.read_robots))
            if url.host not in waited:  # a redirect within a host is part of one request for a page
                visit.deadline.extend(self._pace.wait(url.host, delay, visit.url))
                waited.add(url.host)

        return admit

    def _read(self, url: str, response: httpx.Response, known: Validators | None) -> Fetched | NotModified:
        final_url, now = str(response.url.copy_with(fragment=None)), datetime.now(UTC)
        validators = Validators(_validator(response, "etag"), _validator(response, "last-modified"))
        if response.status_code == httpx.codes.NOT_MODIFIED and known is not None:
            kept = Validators(validators.etag or known.etag, validators.last_modified or known.last_modified)
            return NotModified(url, final_url, kept, now)
        if response.status_code not in {httpx.codes.OK, httpx.codes.NON_AUTHORITATIVE_INFORMATION}:
            raise self._refused(url, response)
        declared = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not is_readable(declared):
            raise permanent(url, f"it is no page, text, PDF or feed, but {declared}")
        content = self._content(url, response)
        content_type = tell_type(declared, content)
        if content_type is None:
            raise permanent(url, "its server does not tell what it is, and it is neither a page, a PDF nor a feed")
        return Fetched(url, final_url, content, content_type, response.charset_encoding, validators, now)

    def _refused(self, url: str, response: httpx.Response) -> Exception:
        retry_after = read_retry_after(response.headers.get("retry-after"))
        if retry_after is not None:
            self._pace.leave_alone(response.url.host, retry_after)
        return answered(url, response.status_code, retry_after)

    def _content(self, url: str, response: httpx.Response) -> bytes:
        """Return the body; nothing beyond the limit is read or unpacked."""
        content, declared = bytearray(), response.headers.get("content-length", "")
        too_large = permanent(url, f"it is larger than {self._limits.size / 1e6:g} MB")
        if declared.isdecimal() and int(declared[:20]) > self._limits.size:
            raise too_large
        for piece in unpack(response):
            content += piece
            if len(content) > self._limits.size:
                raise too_large
        if not content:
            raise passing(url, "it is empty")
        return bytes(content)


def _conditions(known: Validators | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed (RFC 9110, section 13)."""
    conditions = {"If-None-Match": known and known.etag, "If-Modified-Since": known and known.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _validator(response: httpx.Response, name: str) -> str | None:
    value = response.headers.get(name, "")
    return value if value.isascii() and 0 < len(value) <= _LONGEST_VALIDATOR else None


def _version() -> str:
    try:
        return version("quoth")
    except PackageNotFoundError:
        return "0"
