"""How whole a snapshot is: all that it holds held against the rest of it. Each damage is named, and none is raised."""

from __future__ import annotations

import sqlite3
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.consistency import find_faults, find_unfound, find_unlike
from index.embedding import Embedder
from index.errors import ModelError, QuothError, SnapshotError
from index.files import digest_file
from index.lexicon import Lexicon
from index.manifest import NAME, Manifest, describe_article, read_manifest
from index.snapshot import CATALOG, LEXICON, VECTORS
from index.store import SnapshotStore
from index.types import ArticleSummary, OnProgress, Progress
from index.vectors import Vectors

SAMPLE = 64  # passages that are embedded again: some two seconds
_AT_ONCE = 64  # passages embedded, or looked up, together
_NAMED = 5  # rows that one damage names
# what reading something damaged raises, besides what says so
_RAISED = (QuothError, LookupError, ValueError, TypeError, ArithmeticError, RuntimeError, sqlite3.Error, struct.error)
_MADE_ANEW = "run quoth reindex"


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is wrong with a snapshot: where (a file, an article, rows), what it is, and what to do."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}."


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. articles, passages, quotes, vectors: how many were held against the rest, and are well or named.

    skipped: why no vector was held against its text, where none was.
    """

    snapshot: str
    damages: tuple[Damage, ...]
    articles: int = 0
    passages: int = 0
    quotes: int = 0
    vectors: int = 0
    skipped: str | None = None

    @property
    def is_whole(self) -> bool:
        return not self.damages


def verify_snapshot(
    store: SnapshotStore,
    snapshot_id: str,
    embedder: Embedder | None,
    sample: int | None = SAMPLE,
    on_progress: OnProgress | None = None,
) -> Verification:
    """Hold everything in a snapshot against the rest of it; see `verify_folder`."""
    try:
        folder = store.folder(snapshot_id)
    except SnapshotError as error:
        return Verification(snapshot_id, (Damage(snapshot_id, _plain(error), _MADE_ANEW),))
    return verify_folder(folder, embedder, sample, on_progress)


def verify_folder(
    folder: Path, embedder: Embedder | None, sample: int | None = SAMPLE, on_progress: OnProgress | None = None
) -> Verification:
    """Hold everything in the snapshot in `folder` against the rest of it.

    Files against their checksums, articles against the manifest and their ids, spans against texts, references against
    words, and lexicon and vectors against the catalogue. What lies in a file of a wrong checksum is not looked into.
    embedder: of the model that it was made with; else no vector is held against its text. sample: how many are, spread
    evenly; None for all.
    """
    try:
        manifest = read_manifest(folder)
    except SnapshotError as error:
        return Verification(folder.name, (Damage(NAME, _plain(error), _MADE_ANEW),))
    found = _Examination(folder, manifest, on_progress or _ignore)
    found.look(embedder, sample)
    return Verification(
        folder.name,
        tuple(found.damages),
        found.articles,
        found.passages,
        found.quotes,
        found.vectors,
        found.skipped,
    )


@dataclass(slots=True)
class _Examination:
    """A verification under way: what was looked at so far, and what was found."""

    folder: Path
    manifest: Manifest
    on_progress: OnProgress
    damages: list[Damage] = field(default_factory=list)
    articles: int = 0
    passages: int = 0
    quotes: int = 0
    vectors: int = 0
    skipped: str | None = None

    def look(self, embedder: Embedder | None, sample: int | None) -> None:
        damaged = self._look_at_files()
        if CATALOG in damaged:
            return
        with self._telling(CATALOG):
            catalog = Catalog(self.folder / CATALOG)
            with closing(catalog):
                self._look_at_catalog(catalog)
                rows = _spread(len(catalog), sample)
                if LEXICON not in damaged:
                    with self._telling(LEXICON):
                        self._look_at_lexicon(catalog, rows)
                if VECTORS not in damaged:
                    with self._telling(VECTORS):
                        self._look_at_vectors(catalog, rows, embedder)

    def _look_at_files(self) -> set[str]:
        """Hold the files against their checksums; return the damaged ones, of a folder the folder."""
        damaged = set()
        files = self.manifest.files
        for number, (name, file) in enumerate(files.items(), 1):
            if what := _wrong(self.folder / name, file.size, file.sha256):
                self.damages.append(Damage(name, what, _MADE_ANEW))
                damaged.add(name.partition("/")[0])
            self.on_progress(Progress("checksums", number, len(files)))
        return damaged

    def _look_at_catalog(self, catalog: Catalog) -> None:
        for fault in catalog.faults():
            self._tell(CATALOG, fault)
        summaries = catalog.articles()
        for number, summary in enumerate(summaries, 1):
            with self._telling(_name(summary)):
                self._look_at_article(catalog, summary)
            self.on_progress(Progress("articles", number, len(summaries)))
        for source_id in self.manifest.articles.keys() - {summary.source_id for summary in summaries}:
            self._tell(source_id, f"the article is missing from {CATALOG}")
        counts = self.manifest.counts
        for what, found, wanted in (
            ("articles", len(summaries), counts.articles),
            ("passages", len(catalog), counts.passages),
            ("quotations", sum(summary.quotes for summary in summaries), counts.quotes),
        ):
            if found != wanted:
                self._tell(CATALOG, f"it has {found} {what} instead of {wanted}")

    def _look_at_article(self, catalog: Catalog, summary: ArticleSummary) -> None:
        first = self.passages
        self.passages += summary.passages
        self.articles += 1
        self.quotes += summary.quotes
        article = catalog.article(summary.article_id)
        if article is None:
            self._tell(_name(summary), "its text is missing")
            return
        known = self.manifest.articles.get(summary.source_id)
        if known is None or not known.is_same(describe_article(article)):
            self._tell(_name(summary), "it is not the article that the manifest names")
        rows = range(first, first + summary.passages)
        for what in find_faults(catalog, article, rows, summary.quotes):
            self._tell(_name(summary), what)

    def _look_at_lexicon(self, catalog: Catalog, rows: Sequence[int]) -> None:
        lexicon = Lexicon(self.folder / LEXICON)
        held, wanted = Counter(lexicon.rows()), range(len(catalog))
        if missing := [row for row in wanted if row not in held]:
            self._tell(LEXICON, _not_these(missing, f"of {len(wanted)} passages are missing"))
        if foreign := [row for row, times in held.items() if times > 1 or row not in wanted]:
            self._tell(LEXICON, _not_these(foreign, "of its passages are none of the catalogue’s, or twice"))
        unfound: list[int] = []
        for some in _batches(rows):
            unfound += find_unfound(catalog, lexicon, some)
        if unfound:
            self._tell(LEXICON, _not_these(unfound, f"of {len(rows)} passages are not found by their words"))

    def _look_at_vectors(self, catalog: Catalog, rows: Sequence[int], embedder: Embedder | None) -> None:
        vectors = Vectors(self.folder / VECTORS)
        if (len(vectors), vectors.dim) != (len(catalog), self.manifest.dim):
            shape, wanted = f"{len(vectors)} × {vectors.dim}", f"{len(catalog)} × {self.manifest.dim}"
            self._tell(VECTORS, f"it has {shape} numbers instead of {wanted}")
            return
        self.skipped = _why_not(embedder, self.manifest)
        if embedder is None or self.skipped:
            return
        wrong: list[int] = []
        try:
            for some in _batches(rows):
                wrong += find_unlike(catalog, vectors, some, embedder)
                self.vectors += len(some)
                self.on_progress(Progress("vectors", self.vectors, len(rows)))
        except ModelError as error:
            self.skipped = str(error)
        if wrong:
            self._tell(VECTORS, _not_these(wrong, f"of {self.vectors} vectors are not those of their passages"))

    def _tell(self, where: str, what: str) -> None:
        remedy = f"switch to another snapshot, or move {self.folder} away and run quoth reindex"
        self.damages.append(Damage(where, what, remedy))

    @contextmanager
    def _telling(self, where: str) -> Iterator[None]:
        """Tell what reading raises as a damage: the checksums are right, but what was written is not."""
        try:
            yield
        except _RAISED as error:
            self._tell(where, f"it cannot be read ({_plain(error)})")


def _wrong(path: Path, size: int, digest: str) -> str | None:
    """What is wrong with a file."""
    try:
        found = path.stat().st_size
        if found != size:
            return f"it has {found} bytes instead of {size}"
        return None if digest_file(path) == digest else "its content was changed or damaged"
    except FileNotFoundError:
        return "it is missing"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"


def _why_not(embedder: Embedder | None, manifest: Manifest) -> str | None:
    if embedder is None:
        return "no model was given"
    if embedder.digest != manifest.model_digest:
        return f"the model {manifest.model} that they were made with is not the one that is here"
    return None


def _spread(count: int, sample: int | None) -> Sequence[int]:
    """The rows to look at closely: all, or so many spread evenly over the corpus."""
    if sample is None or sample >= count:
        return range(count)
    return [int(row) for row in np.linspace(0, count - 1, sample)]


def _batches(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _not_these(rows: Sequence[int], what: str) -> str:
    ordered = sorted(rows)
    more = ", …" if len(ordered) > _NAMED else ""
    return f"{len(ordered)} {what} (rows {', '.join(map(str, ordered[:_NAMED]))}{more})"


def _name(summary: ArticleSummary) -> str:
    return f"{summary.source_id} ({summary.article_id})"


def _plain(error: Exception) -> str:
    """What an error says, without what to do."""
    return str(error).partition("; run quoth reindex")[0].rstrip(".") or type(error).__name__


def _ignore(_progress: Progress) -> None:
    """Nobody watches."""
