"""Small corpora for tests, and their snapshots."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from embedders import HashedWords

from index.indexer import Indexer
from index.snapshot import Snapshot
from index.store import SnapshotStore
from index.trail import TrailStore
from index.types import Report

TALKS = """Talks in Vienna

Iranian Parliament Speaker Ali Larijani said on Thursday that the talks were hard. “The Americans speak very well \
during negotiations, but in practice they do not meet any of their obligations,” Larijani said.

“We are content with the relations between Iran and North Korea,” Foreign Minister Ri Yong-ho said in Tehran.
"""
STRIKE = """Strike in the harbour

The dockers of Hamburg have stopped working. “We will not load another ship before our wages rise,” said Anna Weber, \
who speaks for the union.

The port's director, Jan Kruse, said he was “ready to talk at any hour”.
"""


def write_corpus(path: Path, articles: Mapping[str, str | dict[str, str]]) -> Path:
    """Write articles (source id → text, or more of a row) as JSON Lines; the title is the text's first line."""
    rows = [{"text": article} if isinstance(article, str) else article for article in articles.values()]
    titled = [{"title": row["text"].partition("\n")[0], **row} for row in rows]
    full = [{"id": source_id, **row} for source_id, row in zip(articles, titled, strict=True)]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in full), encoding="utf-8")
    return path


def reindex(
    data_dir: Path,
    corpus: Path,
    embedder: HashedWords = HashedWords(),  # noqa: B008
    trail: TrailStore | None = None,
) -> Report:
    """Index a corpus without a model."""
    return Indexer(SnapshotStore(data_dir), model="none", embedder=lambda: embedder, trail=trail).reindex([corpus])


def index_articles(data_dir: Path, articles: Mapping[str, str | dict[str, str]]) -> Snapshot:
    """Index these articles without a model, and open the snapshot."""
    data_dir.mkdir(exist_ok=True)
    reindex(data_dir, write_corpus(data_dir / "corpus.jsonl", articles))
    return SnapshotStore(data_dir).open_current()
