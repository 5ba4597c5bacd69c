"""The keeper: what changes a collection, and what looks after it. The engine is one that answers as well.

Each method works on the data directory alone, under its lock where it changes something, whatever is open elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.corrections import Action, Correction
from index.errors import ModelError, SnapshotError
from index.manifest import Changes, Manifest
from index.store import KEEP, SnapshotStore
from index.types import OnProgress, Report

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.exporting import Exported
    from index.history import History, SnapshotSummary
    from index.importing import Imported
    from index.indexer import Indexer
    from index.preview import Preview
    from index.trail import TrailStore
    from index.verification import Verification


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """What an engine needs to know. `encoder` is "auto" or one encoder's name; `threshold` a confidence, 0..1.

    reranker: a cross-encoder by name or folder, or none. keep: how many snapshots stay, besides pinned ones.
    models_dir: where exports of the models are kept; else in the data directory.
    """

    data_dir: Path
    corpus_paths: tuple[Path, ...]
    model: str
    encoder: str
    limit: int
    threshold: float
    reranker: str = ""
    keep: int = KEEP
    models_dir: Path | None = None

    @property
    def models(self) -> Path:
        """Where exports of models are kept, which several collections may share."""
        return self.models_dir or self.data_dir / "models"


class Keeper:
    """Keeps the collection of one data directory. Creating one opens nothing.

    trail: where the moderators' corrections are kept; else in a file of the data directory.
    """

    def __init__(self, config: EngineConfig, trail: TrailStore | None = None) -> None:
        self._config, self._trail = config, trail
        self._store = SnapshotStore(config.data_dir)

    @property
    def data_dir(self) -> Path:
        return self._config.data_dir

    def reindex(
        self, paths: Sequence[Path] = (), on_progress: OnProgress | None = None, *, expected: str | None = None
    ) -> Report:
        """Make the corpus exactly what these paths hold; without paths, the ones given last or the configured ones.

        The articles of a path that was given the last time and is gone stay as they are. expected: the digest of a
        preview; raises CorpusError where the articles are others by now.
        """
        wanted = tuple(paths) or self._paths()
        return self._indexer().reindex(wanted, on_progress, expected=expected, is_again=not paths)

    def preview(
        self, paths: Sequence[Path] = (), cited: Iterable[str] = (), on_progress: OnProgress | None = None
    ) -> Preview:
        """Say what `reindex` would do to articles, quotations, and the references that were given out (`cited`)."""
        return self._indexer().preview(tuple(paths) or self._paths(), cited, on_progress, is_again=not paths)

    def _indexer(self) -> Indexer:
        from index.indexer import Indexer

        config = self._config
        return Indexer(
            self._store,
            model=config.model,
            models=config.models,
            encoder=config.encoder,
            trail=self._trail,
            keep=config.keep,
        )

    def correct(self, action: Action, by: str) -> Correction:
        """Correct the ledger; `by` says who does it. The correction answers at once, and after every reindex.

        Raises UsageError and RefError where it cannot be made, NoIndexError, DamagedIndexError, ReindexRunningError,
        StorageError; then nothing has changed.
        """
        from index.corrector import Corrector

        return Corrector(self._store, self._trail, self._config.keep).correct(action, by)

    def undo(self, correction_id: int, by: str) -> Correction:
        """Take a correction back. Raises as `correct`, and UsageError where there is nothing to take back."""
        from index.corrector import Corrector

        return Corrector(self._store, self._trail, self._config.keep).undo(correction_id, by)

    def corrections(self) -> list[Correction]:
        """Return all corrections that were ever made, the first one first. Raises DamagedIndexError."""
        from index.corrector import Corrector

        return Corrector(self._store, self._trail, self._config.keep).all()

    def snapshots(self) -> list[SnapshotSummary]:
        """Return the snapshots that are kept, the newest first."""
        return self._history().list()

    def find_snapshot(self, written: str) -> str:
        """Return the id of the snapshot that is meant: by its id, or the beginning of one. Raises UsageError."""
        return self._history().find(written)

    def snapshot_changes(self, snapshot_id: str, since: str | None = None) -> Changes:
        """Return which articles a snapshot changed, since the one before or another one. Raises UsageError."""
        return self._history().changes(snapshot_id, since)

    def roll_back(self, snapshot_id: str) -> SnapshotSummary:
        """Answer from what an older snapshot holds, published anew, with the corrections of today.

        Raises UsageError, DamagedIndexError, ModelMismatchError, ReindexRunningError, StorageError; then nothing has
        changed.
        """
        return self._history().roll_back(snapshot_id, self._config.model)

    def pin_snapshot(self, snapshot_id: str) -> SnapshotSummary:
        """Keep a snapshot until it is unpinned. Raises UsageError, ReindexRunningError, StorageError."""
        return self._history().pin(snapshot_id)

    def unpin_snapshot(self, snapshot_id: str) -> SnapshotSummary:
        """Let a snapshot be removed in its turn. Raises UsageError, ReindexRunningError, StorageError."""
        return self._history().unpin(snapshot_id)

    def prune_snapshots(self, keep: int | None = None) -> tuple[str, ...]:
        """Remove all but the newest few, those pinned and the one that answers; return the ids of what went."""
        return self._history().prune(keep)

    def verify_snapshot(
        self, snapshot_id: str | None = None, *, thorough: bool = False, on_progress: OnProgress | None = None
    ) -> Verification:
        """Hold everything in a snapshot, or in the one that answers, against the rest of it, and name each damage.

        thorough: embed every passage again, and not only some. Raises UsageError, NoIndexError.
        """
        from index.verification import SAMPLE

        return self._history().verify(snapshot_id, self.load, None if thorough else SAMPLE, on_progress)

    def _history(self) -> History:
        from index.history import History

        return History(self._store, self._trail, self._config.keep)

    def export(self, path: Path, version: str, *, on_progress: OnProgress | None = None) -> Exported:
        """Write what answers, with the trail of corrections, into a new file; `version` is that of this Quoth.

        Raises UsageError, NoIndexError, DamagedIndexError, StorageError; then there is no file.
        """
        from index.exporting import export_corpus

        return export_corpus(self._store, self._kept_trail(), path, version, on_progress)

    def import_archive(self, path: Path, *, replace: bool = False, on_progress: OnProgress | None = None) -> Imported:
        """Let what was exported take the place of what answers; replace: of other corrections as well.

        Raises UsageError, ArchiveError, ModelError, ReindexRunningError, StorageError; then nothing has changed.
        """
        from index.importing import Importer

        return Importer(self._store, self._kept_trail(), self._prepare_for, self._config.keep).run(
            path, replace=replace, on_progress=on_progress
        )

    def _kept_trail(self) -> TrailStore:
        from index.trail import TrailFile

        return self._trail or TrailFile(self._config.data_dir)

    def _prepare_for(self, manifest: Manifest) -> Embedder:
        """The configured model, with the encoder that a snapshot was made with, or another where that cannot run."""
        from index.embedding import prepare_embedder

        prepared = prepare_embedder(self._config.model, self._config.models, self._config.encoder)
        if prepared.digest != manifest.model_digest or prepared.encoder == manifest.encoder:
            return prepared
        try:
            return self.load(manifest.model_copy(update={"model": self._config.model}))
        except ModelError:
            return prepared

    def _paths(self) -> tuple[Path, ...]:
        """The paths that the newest snapshot was read from of which that can be told, else the configured ones."""
        for snapshot_id in filter(None, (self._store.named_id(), *self._store.list())):
            try:
                return self._store.paths(snapshot_id)
            except SnapshotError:
                continue
        return self._config.corpus_paths

    def load(self, manifest: Manifest) -> Embedder:
        """Return the embedder that a snapshot was made with. Raises ModelError."""
        from index.embedding import load_embedder

        return load_embedder(
            manifest.model, self._config.models, digest=manifest.model_digest, encoder=manifest.encoder
        )
