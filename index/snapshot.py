"""A snapshot: an immutable, complete index of a corpus. Only here are words cut from articles to be shown."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.catalog import Catalog
from index.errors import DamagedIndexError, NoIndexError, SnapshotError
from index.files import SPOOLED, digest_file, replace_text, share, sync, sync_tree, writing
from index.lexicon import Lexicon
from index.manifest import NAME, Manifest, describe_files, read_manifest, sealed
from index.redaction import outside
from index.refs import make_ref
from index.results import Citation, CitedPassage, LedgerEntry, Source
from index.sources import find_source
from index.types import Article, Quote, StoredPassage, StoredQuote
from index.vectors import Vectors

_ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{6}")
_MADE = "%Y%m%dT%H%M%S%f"  # how an id tells when its snapshot was made
_MARKS = 2  # characters that cited words may reach beyond their quotation: the closing marks
_PIN = "PINNED"  # an empty file: it holds nothing that could be damaged
_BUILDING = ".building-"
_REMOVING = ".removing-"
KEEP = 3  # snapshots that stay where nothing else is said
CATALOG = "catalog.sqlite"
VECTORS = "vectors.faiss"
LEXICON = "lexicon"


class Snapshot:
    """One snapshot, opened for reading from any number of threads; it stays whole when newer ones are published.

    Opening raises DamagedIndexError where a file is missing or truncated, was written to since, or does not belong to
    the others.
    """

    def __init__(self, folder: Path) -> None:
        self.manifest: Manifest = read_manifest(folder)
        self.id = self.manifest.id
        self._folder = folder
        self._check_files()
        self.catalog = Catalog(folder / CATALOG)
        self.vectors = Vectors(folder / VECTORS)
        self.lexicon = Lexicon(folder / LEXICON)
        self._check_counts()
        self._latest: Article | None = None

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._folder

    def cite(self, article_id: str, start: int, end: int, quote: Quote | None, score: float) -> Citation:
        """Return the words start..end of the article as a citation, attributed as `quote` is where they are part of it.

        Raises ValueError for an article that is not in the snapshot, an empty span, one that leaves the article, and
        one that has no word of `quote`.
        """
        if quote is not None and not (start < quote.end and quote.start < end):
            raise ValueError(f"{start}..{end} has no word of the quote {quote.start}..{quote.end}")
        article = self._article(article_id)
        text = _cut(article, start, end)
        return Citation(
            ref=make_ref(article.id, start, end, text),
            article_id=article.id,
            source_id=article.source_id,
            title=article.title,
            url=article.url,
            published_at=article.published_at,
            start=start,
            end=end,
            text=text,
            speaker=quote.speaker if quote else None,
            speaker_mention=quote.speaker_mention if quote else None,
            stated=quote.stated if quote else False,
            cue=quote.cue if quote else None,
            relay=quote.relay if quote else None,
            kind=quote.kind if quote else "passage",
            score=score,
            role=quote.role if quote else None,
            inferred=quote.inferred if quote else None,
            unmarked=quote.unmarked if quote else False,
            is_speech=quote.is_speech if quote else True,
            context=_cut(article, *quote.context) if quote else "",
            source=article.source,
        )

    def entry(self, stored: StoredQuote) -> LedgerEntry:
        """Return a quote of the ledger with its words. Raises ValueError where it does not fit the article."""
        quote, article = stored.quote, self._article(stored.article_id)
        text = _cut(article, quote.start, quote.end)
        return LedgerEntry(
            ref=make_ref(article.id, quote.start, quote.end, text),
            article_id=article.id,
            source_id=article.source_id,
            start=quote.start,
            end=quote.end,
            text=text,
            speaker=quote.speaker,
            speaker_mention=quote.speaker_mention,
            stated=quote.stated,
            cue=quote.cue,
            relay=quote.relay,
            kind=quote.kind,
            unmarked=quote.unmarked,
            group=quote.group,
            title=article.title,
            url=article.url,
            published_at=article.published_at,
            role=quote.role,
            inferred=quote.inferred,
            is_speech=quote.is_speech,
            context=_cut(article, *quote.context),
            mention_span=quote.mention_span,
            cue_span=quote.cue_span,
            hidden=stored.hidden,
            pinned=stored.pinned,
        )

    def passage(self, stored: StoredPassage, score: float) -> CitedPassage:
        """Return a retrieved passage with its words, and without those of a quotation that moderators hid.

        Raises ValueError where it does not fit the article.
        """
        article = self._article(stored.article_id)
        start, end = stored.start, stored.end
        if hidden := self.catalog.hidden_spans(article.id):
            start, end = outside(article.text, (start, end), hidden)
        return CitedPassage(article.id, article.source_id, start, end, _cut(article, start, end), score)

    def source(self, ref: str, context: int) -> Source:
        """Return the words of a reference where they stand now, with up to `context` characters on either side.

        Raises BadRefError, UnknownRefError, RemovedRefError and EditedRefError.
        """
        found = find_source(self.catalog, ref, context)
        quotes = self.catalog.quotes(article_ids=[found.article.article_id])
        around = [one for one in quotes if one.quote.start <= found.start and found.end <= one.quote.end + _MARKS]
        closest = min(around, key=lambda one: one.quote.end - one.quote.start, default=None)
        return replace(found, quote=self.entry(closest)) if closest else found

    def verify(self) -> None:
        """Compare every file with its checksum. Raises DamagedIndexError that names the first bad one."""
        for name, file in self.manifest.files.items():
            self._check_digest(name, file.sha256)

    def close(self) -> None:
        """Let go of the catalogue's file; whatever nobody refers to any more closes itself."""
        self.catalog.close()

    def _check_files(self) -> None:
        """The manifest is written last: what is younger was written to since, and is held against its checksum."""
        finished = (self._folder / NAME).stat().st_mtime_ns
        for name, file in self.manifest.files.items():
            path = self._folder / name
            found = path.stat() if path.is_file() else None
            if found is None:
                raise DamagedIndexError(f"{path} is missing; run quoth reindex.")
            if found.st_size != file.size:
                raise DamagedIndexError(f"{path} has {found.st_size} bytes instead of {file.size}; run quoth reindex.")
            if found.st_mtime_ns > finished:
                self._check_digest(name, file.sha256)

    def _check_digest(self, name: str, sha256: str) -> None:
        if digest_file(self._folder / name) != sha256:
            raise DamagedIndexError(f"{self._folder / name} was changed or damaged; run quoth reindex.")

    def _check_counts(self) -> None:
        counts = {len(self.catalog), len(self.vectors), len(self.lexicon), self.manifest.counts.passages}
        if len(counts) > 1 or self.vectors.dim != self.manifest.dim:
            raise DamagedIndexError(f"The files in {self._folder} do not belong together; run quoth reindex.")

    def _article(self, article_id: str) -> Article:
        """The article, kept until another one is asked for: a list of quotes asks for the same one many times."""
        article = self._latest
        if article is None or article.id != article_id:
            article = self.catalog.article(article_id)
        if article is None:
            raise ValueError(f"the snapshot {self.id} has no article {article_id}")
        self._latest = article
        return article


@dataclass(frozen=True, slots=True)
class Building:
    """A snapshot in the making: the id it will have, and the folder to write its files into."""

    id: str
    folder: Path


def made_at(snapshot_id: str) -> datetime | None:
    """Return when a snapshot was made, as its id tells."""
    try:
        return datetime.strptime(snapshot_id.partition("-")[0], _MADE).replace(tzinfo=UTC)
    except ValueError:
        return None


class SnapshotStore:
    """The snapshots of a data directory: which one answers, and how the next one takes its place in one step.

    CURRENT                     one line, the id of the snapshot that answers
    snapshots/<id>/             manifest.json, catalog.sqlite, vectors.faiss, lexicon/; PINNED, empty, in one that stays
    snapshots/.building-<id>/   one in the making; snapshots/.removing-<id>/ one on its way out
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._snapshots = data_dir / "snapshots"
        self._current = data_dir / "CURRENT"

    def current_id(self) -> str | None:
        """Return the id of the snapshot that answers; costs one read of a small file. Raises DamagedIndexError."""
        try:
            return self._current.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DamagedIndexError(
                f"{self._current} cannot be read ({error.strerror}); move it away and run quoth reindex."
            ) from error

    def named_id(self) -> str | None:
        """Return the id of the snapshot that answers, or should; None where what names it is missing or damaged."""
        with suppress(DamagedIndexError):
            named = self.current_id()
            return named if named and _ID.fullmatch(named) else None
        return None

    def open(self, snapshot_id: str) -> Snapshot:
        """Open a snapshot. Raises DamagedIndexError."""
        return Snapshot(self._folder(snapshot_id))

    def manifest(self, snapshot_id: str) -> Manifest:
        """Return what a snapshot was made from. Raises DamagedIndexError."""
        return read_manifest(self._folder(snapshot_id))

    def open_current(self) -> Snapshot:
        """Open the snapshot that answers. Raises NoIndexError where there is none yet, DamagedIndexError."""
        snapshot_id = self.current_id()
        if snapshot_id is None:
            raise self._no_index()
        try:
            return self.open(snapshot_id)
        except DamagedIndexError:
            if self.current_id() == snapshot_id:
                raise
        return self.open_current()  # another process published and pruned in between

    def folder(self, snapshot_id: str) -> Path:
        """Return where the files of a snapshot are. Raises DamagedIndexError for what is no snapshot's name."""
        return self._folder(snapshot_id)

    def list(self) -> tuple[str, ...]:
        """Return the ids of all snapshots that can be switched to, the newest first."""
        return tuple(sorted((path.parent.name for path in self._snapshots.glob(f"[0-9]*/{NAME}")), reverse=True))

    def published(self) -> tuple[str, ...]:
        """Return the ids of all that were published and not removed, also what lost its manifest, the newest first."""
        return tuple(sorted((path.name for path in self._snapshots.glob("[0-9]*")), reverse=True))

    def switch(self, snapshot_id: str) -> None:
        """Let another snapshot answer, an older one say. Raises DamagedIndexError where it cannot, StorageError."""
        self.open(snapshot_id).close()
        with writing(self.data_dir):
            replace_text(self._current, f"{snapshot_id}\n")

    @contextmanager
    def begin(self) -> Iterator[Building]:
        """Give a folder to write a snapshot into; it is removed in the end, unless it was published."""
        snapshot_id = f"{self._next_moment():{_MADE}}-{secrets.token_hex(3)}"
        folder = self._snapshots / f"{_BUILDING}{snapshot_id}"
        with writing(self.data_dir):
            folder.mkdir(parents=True)
        try:
            yield Building(snapshot_id, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def copy(self, snapshot_id: str, building: Building) -> None:
        """Fill the folder with a snapshot’s files: a copy of the catalogue, the others shared. Raises StorageError."""
        source = self._folder(snapshot_id)
        with writing(self.data_dir):
            for name in read_manifest(source).files:
                target = building.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                share(source / name, target) if name != CATALOG else shutil.copyfile(source / name, target)

    def publish(self, building: Building, manifest: Manifest) -> None:
        """Make a written snapshot the one that answers, in one step that survives a crash. Raises StorageError."""
        complete = manifest.model_copy(update={"id": building.id, "files": describe_files(building.folder)})
        with writing(self.data_dir):
            sync_tree(building.folder)
            replace_text(building.folder / NAME, sealed(complete))
            Snapshot(building.folder).close()
            building.folder.rename(self._snapshots / building.id)
            sync(self._snapshots)
            sync(self.data_dir)
        self.switch(building.id)

    def pinned(self) -> tuple[str, ...]:
        """Return the ids of the snapshots that are never pruned, the newest first."""
        return tuple(each for each in self.published() if (self._snapshots / each / _PIN).exists())

    def pin(self, snapshot_ids: Iterable[str]) -> None:
        """Let exactly these snapshots be pinned. Raises StorageError."""
        wanted, pinned = set(snapshot_ids), set(self.pinned())
        with writing(self.data_dir):
            for each in wanted - pinned:
                (self._folder(each) / _PIN).touch()
            for each in pinned - wanted:
                (self._folder(each) / _PIN).unlink(missing_ok=True)
            for each in wanted ^ pinned:
                sync(self._folder(each))

    def prune(self, keep: int = KEEP) -> tuple[str, ...]:
        """Remove all but the newest `keep` snapshots, the pinned ones and the one that answers; return what went."""
        kept = {self.current_id(), *self.pinned(), *self.list()[:keep]}
        gone = tuple(each for each in self.published() if each not in kept)
        for snapshot_id in gone:
            self._remove(self._folder(snapshot_id))
        return gone

    def forget(self, snapshot_id: str) -> None:
        """Remove a snapshot that neither answers nor is pinned."""
        if snapshot_id not in (self.current_id(), *self.pinned()):
            self._remove(self._folder(snapshot_id))

    def sweep(self) -> None:
        """Remove what killed reindexes left behind; only for who holds the lock."""
        for pattern in (f"{_BUILDING}*", f"{_REMOVING}*"):
            for folder in self._snapshots.glob(pattern):
                shutil.rmtree(folder, ignore_errors=True)
        for file in self.data_dir.glob(f"{SPOOLED}*"):
            file.unlink(missing_ok=True)

    def _next_moment(self) -> datetime:
        """Now, or where the clock was set back just after the newest snapshot: ids always tell which one is newer."""
        made = filter(None, map(made_at, self.published()))
        return max([datetime.now(UTC), *(each + timedelta(microseconds=1) for each in made)])

    def _remove(self, folder: Path) -> None:
        """Remove a snapshot so that it is never listed by halves. One that Windows keeps open is left for next time."""
        going = folder.with_name(f"{_REMOVING}{folder.name}")
        with suppress(PermissionError):
            folder.rename(going)
        shutil.rmtree(going, ignore_errors=True)

    def _no_index(self) -> SnapshotError:
        if self.published():
            return DamagedIndexError(f"{self._current}, which names the index, is missing; run quoth reindex.")
        return NoIndexError(f"There is no index in {self.data_dir} yet; run quoth reindex.")

    def _folder(self, snapshot_id: str) -> Path:
        if not _ID.fullmatch(snapshot_id):
            raise DamagedIndexError(f"“{snapshot_id}” in {self._current} is no snapshot's name; run quoth reindex.")
        return self._snapshots / snapshot_id


def _cut(article: Article, start: int, end: int) -> str:
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"{start}..{end} is no span of the article {article.id} of {len(article.text)} characters")
    return article.text[start:end]
