"""Importing an archive: checked in full, unpacked beside, verified, and only then made the snapshot that answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from index.archive import FOLDER, MANIFEST, Archive, refusal
from index.arrivals import FILE as ARRIVALS
from index.catalog import Catalog
from index.catalog_schema import Retired
from index.catalog_writer import add_retired
from index.correcting import lost_corrections, make_roster
from index.embedding import Embedder
from index.errors import ArchiveError, DamagedIndexError, SnapshotError, StorageError
from index.handover import finish_handover, hand_over, set_aside
from index.lock import reindex_lock
from index.manifest import Counts, Manifest, compare_articles, read_manifest
from index.remembering import held_before
from index.retiring import retired_since
from index.snapshot import CATALOG
from index.store import KEEP, Building, SnapshotStore
from index.trail import FILE as TRAIL
from index.trail import Trail, TrailStore, parse_trail, read_trail
from index.types import Failure, OnProgress, Progress
from index.verification import verify_folder

TrailOutcome = Literal["none", "taken over", "kept", "replaced"]
_MEGABYTE = 1_000_000
_SPARE = 50 * _MEGABYTE  # bytes that are left free beside what is unpacked
_NAMED = 3  # damages named in the message


@dataclass(frozen=True, slots=True)
class Imported:
    """An archive that answers now.

    exported: the snapshot's id where it was made; version: the Quoth that wrote it. encoder: what asks from now on.
    corrections: how many are in force; lost: those of them that do not apply. trail: there is none, the archive's was
    taken over, the one here was kept, as it is the archive's or continues it, or it was replaced and lies in `aside`.
    """

    snapshot: str
    exported: str
    version: str
    counts: Counts
    encoder: str
    corrections: int
    trail: TrailOutcome
    aside: Path | None
    lost: tuple[Failure, ...]


class Importer:
    """Imports archives into one data directory.

    embedder: gives the one to ask with, as near to what a manifest names as there is here. keep: how many snapshots
    stay, besides pinned ones.
    """

    def __init__(
        self,
        store: SnapshotStore,
        kept: TrailStore,
        embedder: Callable[[Manifest], Embedder],
        keep: int = KEEP,
    ) -> None:
        self._store, self._kept, self._embedder, self._keep = store, kept, embedder, keep

    def run(self, path: Path, *, replace: bool = False, on_progress: OnProgress | None = None) -> Imported:
        """Let an archive take the place of what answers.

        replace: also where other corrections are here, which are then set aside.
        Raises UsageError, ArchiveError, ModelError, ReindexRunningError, StorageError; then nothing has changed.
        """
        show = on_progress or _ignore
        with Archive(path) as archive, reindex_lock(self._store.data_dir):
            self._store.sweep()
            finish_handover(self._store, self._kept)
            trail = self._choose_trail(path, _read_trail(path, archive), replace=replace)
            self._require_room(archive)
            with self._store.begin() as building:
                _unpack(archive, building.folder, show)
                manifest = self._check(path, archive, building.folder, show)
                show(Progress("publishing", 0, 1))
                arrivals = archive.unpack_arrivals(self._store.data_dir)
                imported = self._publish(archive, building, manifest, trail, arrivals)
        show(Progress("publishing", 1, 1))
        return imported

    def _choose_trail(self, path: Path, brought: Trail, *, replace: bool) -> Trail:
        """The trail to keep: the longer one, where one continues the other."""
        here = read_trail(self._kept)
        if replace or brought.text.startswith(here.text):
            return brought
        if here.text.startswith(brought.text):
            return here
        raise ArchiveError(
            f"{path} cannot be imported: {here.name} holds {len(here.corrections)} corrections that are not in the "
            "archive. Nothing was changed. To put the archive’s in their place, import with --replace."
        )

    def _require_room(self, archive: Archive) -> None:
        free = shutil.disk_usage(self._store.data_dir).free
        if free < archive.size + _SPARE:
            needed, there = ((archive.size + _SPARE) // _MEGABYTE, free // _MEGABYTE)
            raise StorageError(
                f"The import needs {needed:,} MB in {self._store.data_dir}, where {there:,} MB are free. "
                "Nothing was changed; make room there and try again."
            )

    def _check(self, path: Path, archive: Archive, folder: Path, show: OnProgress) -> Manifest:
        """The manifest of what was unpacked, which is whole and can be asked here."""
        try:
            manifest = read_manifest(folder)
        except SnapshotError as error:
            raise refusal(path, f"the snapshot in it is damaged or of another version of Quoth ({error})") from error
        _compare(path, archive, manifest)
        show(Progress("model", 0, 1))
        embedder = self._embedder(manifest)
        show(Progress("model", 1, 1))
        if embedder.digest != manifest.model_digest:
            raise refusal(
                path, f"it was made with the model {manifest.model}, not {embedder.name}; set model.name to it"
            )
        found = verify_folder(folder, embedder, on_progress=show)
        if found.damages:
            named = "; ".join(f"{damage.where}: {damage.what}" for damage in found.damages[:_NAMED])
            more = f"; and {len(found.damages) - _NAMED} more" if len(found.damages) > _NAMED else ""
            raise refusal(path, f"the snapshot in it is damaged ({named}{more}); export it anew")
        if found.skipped:
            raise refusal(path, f"its vectors cannot be held against its texts ({found.skipped})")
        return manifest.model_copy(update={"model": embedder.name, "encoder": embedder.encoder, "corrected": False})

    def _publish(
        self, archive: Archive, building: Building, manifest: Manifest, trail: Trail, arrivals: Path | None
    ) -> Imported:
        here, catalog = read_trail(self._kept), building.folder / CATALOG
        add_retired(catalog, self._retired(catalog))
        if trail.digest != manifest.corrections:
            make_roster(catalog, trail.in_force())
            manifest = manifest.model_copy(update={"corrections": trail.digest})
        manifest = self._after(manifest)
        hand_over(self._store, self._kept, trail, building, manifest, arrivals)
        self._store.prune(self._keep)
        with closing(self._store.open(building.id)) as snapshot:
            lost = lost_corrections(trail, snapshot.catalog)
        return Imported(
            snapshot=building.id,
            exported=archive.header.snapshot,
            version=archive.header.version,
            counts=manifest.counts,
            encoder=manifest.encoder,
            corrections=len(trail.in_force()),
            trail=_outcome(here, trail),
            aside=set_aside(self._store, building.id) if _outcome(here, trail) == "replaced" else None,
            lost=lost,
        )

    def _after(self, manifest: Manifest) -> Manifest:
        """The manifest as it follows on what answered here until now."""
        try:
            before = self._store.manifest(self._store.current_id() or "")
        except SnapshotError:
            before = None
        since = compare_articles(before.articles if before else {}, manifest.articles)
        changes = {"previous": before and before.id, "changes": since.counted(), "restored": None, "imported": True}
        return manifest.model_copy(update={**changes, "created_at": datetime.now(UTC)})

    def _retired(self, catalog: Path) -> list[Retired]:
        """What answered here until now and does not any more, so that its references can say so."""
        with ExitStack() as stack:
            try:
                answering = stack.enter_context(closing(self._store.open_current()))
            except SnapshotError:
                answering = None
            after = stack.enter_context(closing(Catalog(catalog)))
            before = (*after.all_retired(), *held_before(self._store, answering))
            known = {one.article_id for one in after.all_retired()}
            now = {one.source_id: one.article_id for one in after.articles()}
            return [one for one in retired_since(before, now) if one.article_id not in known]


def _read_trail(path: Path, archive: Archive) -> Trail:
    """The archive's trail. Raises ArchiveError where it is none that Quoth wrote."""
    try:
        trail = parse_trail(TRAIL, archive.read(TRAIL).decode())
    except (DamagedIndexError, UnicodeDecodeError) as error:
        raise refusal(path, f"its {TRAIL} is damaged; export it anew") from error
    numbers = [correction.id for correction in trail.corrections]
    if numbers != list(range(1, len(numbers) + 1)) or not (trail.text + "\n" * (not trail.text)).endswith("\n"):
        raise refusal(path, f"its {TRAIL} is damaged; export it anew")
    return trail


def _unpack(archive: Archive, folder: Path, show: OnProgress) -> None:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        show(Progress("unpacking", done // _MEGABYTE, archive.size // _MEGABYTE))

    archive.unpack(folder, count)


def _compare(path: Path, archive: Archive, manifest: Manifest) -> None:
    """Hold the manifest against the header, which was held against the archive."""
    header = archive.header
    files = {name: file for name, file in header.members.items() if name not in (TRAIL, ARRIVALS, MANIFEST)}
    named = {f"{FOLDER}{name}": file for name, file in manifest.files.items()}
    if (manifest.id, manifest.counts, named) != (header.snapshot, header.counts, files):
        raise refusal(path, "its parts do not belong together; export it anew")


def _outcome(here: Trail, trail: Trail) -> TrailOutcome:
    if not trail.text.startswith(here.text):
        return "replaced"
    if not trail.text:
        return "none"
    return "kept" if trail.text == here.text else "taken over"


def _ignore(_progress: Progress) -> None:
    """Nobody watches."""
