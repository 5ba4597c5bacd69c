"""The snapshots that are kept: what changed from one to the next, pinned ones, and the way back to an older one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from index.correcting import make_roster
from index.embedding import Embedder
from index.errors import DamagedIndexError, ModelError, ModelMismatchError, NoIndexError, UsageError
from index.handover import finish_handover
from index.lock import reindex_lock
from index.manifest import ChangeCounts, Changes, Manifest, compare_articles
from index.remembering import held_before
from index.retiring import retired_since, rewrite_retired
from index.snapshot import CATALOG, Snapshot
from index.store import KEEP, SnapshotStore
from index.trail import TrailFile, TrailStore, read_trail
from index.types import OnProgress
from index.verification import SAMPLE, Verification, verify_snapshot

Origin = Literal["reindex", "correction", "rollback", "import"]
_LEAVE = "it does not answer, so do not go back to it; quoth snapshots prune removes it in its turn"


@dataclass(frozen=True, slots=True)
class SnapshotSummary:
    """A snapshot that is kept.

    answers: whether it is the one that questions are answered from. damage: why it cannot be read, then nothing else of
    it is known. size: bytes, of which snapshots share what they have in common. changes: since `previous`.
    """

    id: str
    answers: bool
    pinned: bool
    created_at: datetime | None = None
    origin: Origin = "reindex"
    previous: str | None = None
    restored: str | None = None
    articles: int = 0
    passages: int = 0
    quotes: int = 0
    changes: ChangeCounts = field(default_factory=ChangeCounts)
    size: int = 0
    damage: str | None = None


class History:
    """The snapshots of one data directory. trail: where the corrections are kept; else in the data directory."""

    def __init__(self, store: SnapshotStore, trail: TrailStore | None = None, keep: int = KEEP) -> None:
        self._store, self._trail, self._keep = store, trail or TrailFile(store.data_dir), keep

    def list(self) -> list[SnapshotSummary]:
        """Return all snapshots that are kept, the newest first."""
        current, pinned = self._store.current_id(), self._store.pinned()
        return [self._summary(each, each == current, each in pinned) for each in self._store.list()]

    def changes(self, snapshot_id: str, since: str | None = None) -> Changes:
        """Return what a snapshot changed: since the one before it, or since another one.

        Raises UsageError for one that is not kept, DamagedIndexError.
        """
        manifest = self._store.manifest(self.find(snapshot_id))
        before = manifest.previous if since is None else self.find(since)
        if before is None:
            return compare_articles({}, manifest.articles)
        if before not in self._store.list():
            raise UsageError(f"The snapshot {before}, which {manifest.id} follows, is not kept any more.")
        return compare_articles(self._store.manifest(before).articles, manifest.articles)

    def pin(self, snapshot_id: str) -> SnapshotSummary:
        """Keep a snapshot until it is unpinned. Raises UsageError, ReindexRunningError, StorageError."""
        return self._set_pin(snapshot_id, is_pinned=True)

    def unpin(self, snapshot_id: str) -> SnapshotSummary:
        """Let a snapshot be pruned again. Raises UsageError, ReindexRunningError, StorageError."""
        return self._set_pin(snapshot_id, is_pinned=False)

    def prune(self, keep: int | None = None) -> tuple[str, ...]:
        """Remove all but the newest few, those pinned and the one that answers; return the ids of what went.

        Raises ReindexRunningError, StorageError.
        """
        with reindex_lock(self._store.data_dir):
            self._store.sweep()
            return self._store.prune(self._keep if keep is None else keep)

    def roll_back(self, snapshot_id: str, model: str) -> SnapshotSummary:
        """Answer from what an older snapshot holds, with the corrections of today; publish it anew, as the newest.

        model: the embedding model that is configured. Raises UsageError, DamagedIndexError, ModelMismatchError,
        ReindexRunningError, StorageError; then nothing has changed.
        """
        wanted = self.find(snapshot_id)
        with reindex_lock(self._store.data_dir):
            self._store.sweep()
            finish_handover(self._store, self._trail)
            if wanted == self._store.current_id():
                raise UsageError(f"The snapshot {wanted} is the one that answers.")
            target = self._store.open(wanted)
            target.verify()
            if target.manifest.model != model:
                raise ModelMismatchError(
                    f"The snapshot {wanted} was made with the model {target.manifest.model!r}, but {model!r} is "
                    "configured; set model.name to it first."
                )
            self._publish(target, self._answering())
            self._store.prune(self._keep)
        return next(one for one in self.list() if one.answers)

    def verify(
        self,
        snapshot_id: str | None,
        load: Callable[[Manifest], Embedder],
        sample: int | None = SAMPLE,
        on_progress: OnProgress | None = None,
    ) -> Verification:
        """Hold everything in a snapshot, or in the one that answers, against the rest of it.

        load: opens the embedder that a snapshot was made with; where it raises ModelError, no vector is held against
        its text. sample: how many are; None for all. Raises UsageError, NoIndexError.
        """
        wanted = self._answering_id() if snapshot_id is None else self.find(snapshot_id)
        embedder, reason = self._embedder(wanted, load)
        found = verify_snapshot(self._store, wanted, embedder, sample, on_progress)
        if wanted != self._store.current_id():
            found = replace(found, damages=tuple(replace(damage, remedy=_LEAVE) for damage in found.damages))
        return replace(found, skipped=reason) if reason and found.skipped else found

    def find(self, written: str) -> str:
        """Return the id of the snapshot that is meant: by its id, or the beginning of one. Raises UsageError."""
        found = [each for each in self._store.list() if written and each.startswith(written.strip())]
        if len(found) == 1:
            return found[0]
        why = f"{len(found)} snapshots begin so" if found else "no such snapshot is kept"
        raise UsageError(f"{written!r}: {why}; `quoth snapshots list` lists them with their ids.")

    def _answering_id(self) -> str:
        found = self._store.current_id()
        if found is None:
            raise NoIndexError(f"There is no index in {self._store.data_dir} yet; run quoth reindex.")
        return found

    def _embedder(self, snapshot_id: str, load: Callable[[Manifest], Embedder]) -> tuple[Embedder | None, str | None]:
        """The embedder that a snapshot was made with, or why there is none."""
        try:
            return load(self._store.manifest(snapshot_id)), None
        except ModelError as error:
            return None, str(error)
        except DamagedIndexError:
            return None, None  # it is named among the damages

    def _answering(self) -> Snapshot | None:
        """The snapshot that answers; a damaged one does not keep from going back to a whole one."""
        try:
            return self._store.open_current()
        except DamagedIndexError:
            return None

    def _publish(self, target: Snapshot, current: Snapshot | None) -> None:
        trail = read_trail(self._trail)
        present = {source_id: one.id for source_id, one in target.manifest.articles.items()}
        since = compare_articles(current.manifest.articles if current else {}, target.manifest.articles)
        with self._store.begin() as building:
            self._store.copy(target.id, building)
            before = held_before(self._store, current)
            rewrite_retired(building.folder / CATALOG, list(retired_since(before, present)))
            make_roster(building.folder / CATALOG, trail.in_force())
            changes = {
                "created_at": datetime.now(UTC),
                "corrections": trail.digest,
                "corrected": False,
                "restored": target.manifest.restored or target.id,
                "previous": current.id if current else None,
                "changes": since.counted(),
            }
            self._store.publish(building, target.manifest.model_copy(update=changes))
        for each in filter(None, (target, current)):
            each.close()

    def _set_pin(self, snapshot_id: str, *, is_pinned: bool) -> SnapshotSummary:
        wanted = self.find(snapshot_id)
        with reindex_lock(self._store.data_dir):
            kept = set(self._store.pinned())
            self._store.pin(kept | {wanted} if is_pinned else kept - {wanted})
        return next(one for one in self.list() if one.id == wanted)

    def _summary(self, snapshot_id: str, answers: bool, pinned: bool) -> SnapshotSummary:
        try:
            with closing(self._store.open(snapshot_id)) as snapshot:
                manifest = snapshot.manifest
        except DamagedIndexError as error:
            return SnapshotSummary(snapshot_id, answers, pinned, damage=str(error))
        return SnapshotSummary(
            id=snapshot_id,
            answers=answers,
            pinned=pinned,
            created_at=manifest.created_at,
            origin=_origin(manifest),
            previous=manifest.previous,
            restored=manifest.restored,
            articles=manifest.counts.articles,
            passages=manifest.counts.passages,
            quotes=manifest.counts.quotes,
            changes=manifest.changes,
            size=sum(file.size for file in manifest.files.values()),
        )


def _origin(manifest: Manifest) -> Origin:
    if manifest.corrected:
        return "correction"
    if manifest.restored:
        return "rollback"
    return "import" if manifest.imported else "reindex"
