"""All about one article: what is known of it, what is not its text, how it came, and how it read before."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from index.arrivals import Arrival, Arrivals
from index.errors import SnapshotError, UsageError
from index.snapshot import Snapshot
from index.store import SnapshotStore, made_at
from index.types import Article, ArticleSummary


@dataclass(frozen=True, slots=True)
class Difference:
    """A paragraph that stands in one version of an article only: in the later one if is_added."""

    text: str
    is_added: bool


@dataclass(frozen=True, slots=True)
class Version:
    """How an article read in an earlier snapshot. differences: from there to the next later version.

    since, until: when the first and the last snapshot were made that are kept and hold it.
    """

    article_id: str
    title: str
    since: datetime | None
    until: datetime | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article, the texts in it that are never cited, how it came (None: from a folder), and earlier versions.

    duplicates: the other articles that print the same text, or nearly.
    """

    summary: ArticleSummary
    boilerplate: tuple[str, ...]
    duplicates: tuple[ArticleSummary, ...]
    arrival: Arrival | None
    versions: tuple[Version, ...]


def describe(store: SnapshotStore, snapshot: Snapshot, key: str) -> ArticleInfo:
    """Return all about the article with this id or source id, the latest of its earlier versions first.

    Raises UsageError for an unknown one, DamagedIndexError, StorageError.
    """
    article_id = snapshot.catalog.find_article(key.strip())
    article = snapshot.catalog.article(article_id) if article_id else None
    summary = snapshot.catalog.summary(article_id) if article_id else None
    if article is None or summary is None:
        raise UsageError(f"There is no article {key!r}; `quoth articles` lists them with their ids.")
    spans = snapshot.catalog.analysis(article.id).boilerplate
    return ArticleInfo(
        summary=summary,
        boilerplate=tuple(article.text[start:end] for start, end in spans),
        duplicates=tuple(snapshot.catalog.duplicates(article.id)),
        arrival=Arrivals(store.data_dir).find(article.source_id),
        versions=tuple(_versions(store, article)),
    )


def _versions(store: SnapshotStore, article: Article) -> Iterator[Version]:
    later = article
    for (earlier, *_), moments in _stretches(store, article):
        if earlier.id != later.id:
            yield Version(earlier.id, earlier.title, moments[-1], moments[0], tuple(_differences(earlier, later)))
            later = earlier


def _stretches(store: SnapshotStore, article: Article) -> Iterator[tuple[list[Article], list[datetime | None]]]:
    """The article as snapshots hold it, the newest first, with when these were made; equal neighbours together."""
    found: list[Article] = []
    moments: list[datetime | None] = []
    for snapshot_id in store.list():
        held = _held(store, snapshot_id, article.source_id)
        if held is None:
            continue
        if found and found[0].id != held.id:
            yield found, moments
            found, moments = [], []
        found.append(held)
        moments.append(made_at(snapshot_id))
    if found:
        yield found, moments


def _held(store: SnapshotStore, snapshot_id: str, source_id: str) -> Article | None:
    try:
        snapshot = store.open(snapshot_id)
    except SnapshotError:
        return None  # pruned in between, damaged, or of another version
    with closing(snapshot):
        article_id = snapshot.catalog.find_article(source_id)
        return snapshot.catalog.article(article_id) if article_id else None


def _differences(earlier: Article, later: Article) -> Iterator[Difference]:
    """The paragraphs that one of both has alone, in their order, the titles before them."""
    before, after = ([one.title, *filter(None, one.text.split("\n"))] for one in (earlier, later))
    for operation, first, last, start, end in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if operation != "equal":
            yield from (Difference(text, is_added=False) for text in before[first:last])
            yield from (Difference(text, is_added=True) for text in after[start:end])
