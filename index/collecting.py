"""Taking articles in: files that people give, and pages by their address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from index.arrivals import Arrival, Arrivals
from index.errors import ArticleError, UsageError
from index.fetching import Fetched, Fetcher, NotModified, Validators, require_article
from index.loaders import read_received
from index.types import Article, Failure

UPLOADS = "added/"  # how the source ids of files begin that people gave
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
}


@dataclass(frozen=True, slots=True)
class Added:
    """What was taken in: the source ids of its articles, whether it is in no other's place, and what was left out."""

    source_id: str
    articles: tuple[str, ...]
    is_new: bool
    failed: tuple[Failure, ...] = ()


class Collector:
    """Takes articles into a data directory; they answer after the next reindex. `fetcher` is made when it is needed."""

    def __init__(self, data_dir: Path, fetcher: Callable[[], Fetcher]) -> None:
        self.arrivals = Arrivals(data_dir)
        self._make_fetcher = fetcher
        self._made: Fetcher | None = None

    def add_file(self, name: str, content: bytes) -> Added:
        """Take in a file that somebody gives. Raises ArticleError where no article can be read in it, StorageError."""
        file = PurePosixPath(name.replace("\\", "/")).name
        arrival = _arrival(f"{UPLOADS}{file}", file, "file", datetime.now(UTC))
        return self.take(arrival, content)

    def add_url(self, url: str) -> Added:
        """Take in the page at an address. Raises FetchError, ArticleError, StorageError."""
        page = self.fetch(url.strip())
        assert isinstance(page, Fetched)
        return self.take(page_arrival(page, "url"), page.content)

    def remove(self, key: str) -> str:
        """Forget what was added, by its source id or address, and return the source id.

        Raises UsageError where nothing was added under it, StorageError.
        """
        for source_id in (key.strip(), f"{UPLOADS}{key.strip()}"):
            if self.arrivals.remove(source_id):
                return source_id
        raise UsageError(
            f"Nothing was added under “{key.strip()}”; what lies in a folder goes when it is taken out of the folder."
        )

    @property
    def fetcher(self) -> Fetcher:
        """What fetches, made once."""
        if self._made is None:
            self._made = self._make_fetcher()
        return self._made

    def fetch(self, url: str, known: Validators | None = None) -> Fetched | NotModified:
        """Fetch a page if it has changed. Raises FetchError, also for one that holds no article."""
        page = self.fetcher.fetch(url, known)
        if isinstance(page, Fetched):
            require_article(page)
        return page

    def take(self, arrival: Arrival, content: bytes) -> Added:
        """Keep a file if an article can be read in it. Raises ArticleError, StorageError."""
        read = list(read_received(content, arrival.file, arrival.source_id, arrival.url, arrival.charset))
        articles = tuple(one.source_id for one in read if isinstance(one, Article))
        failed = tuple(one for one in read if isinstance(one, Failure))
        if not articles:
            reasons = "; ".join(one.reason for one in failed[:3]) or "it is empty"
            raise ArticleError(f"No article can be read in {arrival.source_id}: {reasons}.")
        is_new = self.arrivals.find(arrival.source_id) is None
        self.arrivals.put(arrival, content)
        return Added(arrival.source_id, articles, is_new, failed)


def _arrival(source_id: str, file: str, how: str, at: datetime) -> Arrival:
    return Arrival(source_id=source_id, file=file, how=how, added_at=at, checked_at=at)


def page_arrival(page: Fetched, how: str) -> Arrival:
    """Return a page under the address it was asked for, with the one that it led to."""
    name = hashlib.sha256(page.url.encode()).hexdigest()[:16]
    arrival = _arrival(page.url, f"{name}{_SUFFIXES.get(page.content_type, '')}", how, page.fetched_at)
    etag, last_modified = page.validators.etag, page.validators.last_modified
    return replace(arrival, url=page.final_url, charset=page.charset, etag=etag, last_modified=last_modified)
