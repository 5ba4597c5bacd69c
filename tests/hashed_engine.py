"""An engine without a model, for tests that keep a collection as well as ask it."""

from __future__ import annotations

from pathlib import Path

from embedders import HashedWords

from index.engine import Engine, EngineConfig
from index.indexer import Indexer
from index.manifest import Manifest


class HashedEngine(Engine):
    """The engine of one data directory, whose texts' vectors count words. What it warns of is in `warnings`."""

    def __init__(self, data_dir: Path) -> None:
        self.warnings: list[str] = []
        config = EngineConfig(data_dir, (), HashedWords().name, HashedWords().encoder, limit=5, threshold=0.26)
        super().__init__(config, warn=self.warnings.append)

    def apply(self, corpus: Path, digest: str) -> None:
        """Reindex what a preview saw."""
        self.reindex([corpus], expected=digest)

    def take(self, archive: Path, is_replacing: bool) -> None:
        """Import an archive."""
        self.import_archive(archive, replace=is_replacing)

    def load(self, manifest: Manifest) -> HashedWords:  # noqa: ARG002
        return HashedWords()

    def _prepare_for(self, manifest: Manifest) -> HashedWords:  # noqa: ARG002
        return HashedWords()

    def _indexer(self) -> Indexer:
        return Indexer(self._store, model="none", embedder=HashedWords, trail=self._trail, keep=self._config.keep)
