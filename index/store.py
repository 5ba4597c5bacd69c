"""The snapshots of a data directory: which one answers, and how the next one takes its place."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.errors import DamagedIndexError, NoIndexError, SnapshotError
from index.files import SPOOLED, replace_text, share, sync, sync_tree, writing
from index.manifest import NAME, Manifest, describe_files, read_manifest, read_paths, sealed
from index.snapshot import CATALOG, Snapshot

KEEP = 3  # snapshots that stay where nothing else is said
_ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{6}")
_MADE = "%Y%m%dT%H%M%S%f"  # how an id tells when its snapshot was made
_PIN = "PINNED"  # an empty file: it holds nothing that could be damaged
_BUILDING = ".building-"
_REMOVING = ".removing-"


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

    def paths(self, snapshot_id: str) -> tuple[Path, ...]:
        """Return what a snapshot was read from, also one that an earlier version made. Raises DamagedIndexError."""
        return tuple(map(Path, read_paths(self._folder(snapshot_id))))

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
