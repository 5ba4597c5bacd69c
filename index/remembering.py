"""What snapshots held that answered before, also those that are damaged or of a format of earlier days.

Every new snapshot takes it over, so that references to what is there no longer can say what became of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.catalog_schema import Retired
from index.manifest import NAME
from index.retiring import held_by
from index.snapshot import CATALOG, Snapshot
from index.store import SnapshotStore


def held_before(store: SnapshotStore, whole: Snapshot | None) -> Iterator[Retired]:
    """Yield every article that was there, or was known to be gone already, what answered last first.

    whole: the newest snapshot that could be opened, with which this ends; of those after it comes what can be read.
    """
    named = store.named_id()
    for snapshot_id in dict.fromkeys(filter(None, (named, *store.published()))):
        if whole is not None and snapshot_id == whole.id:
            break
        yield from remembered(store.folder(snapshot_id))
    if whole is not None:
        yield from held_by(whole.catalog)


def remembered(folder: Path) -> list[Retired]:
    """Return what can be read of the articles of a snapshot that cannot be opened, by its catalogue or its manifest."""
    try:
        return _in_catalog(folder / CATALOG)
    except (sqlite3.Error, ValueError):
        pass
    try:
        return _in_manifest(folder / NAME)
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return []


def _in_catalog(path: Path) -> list[Retired]:
    """What every format of the catalogue has: its articles, and those that are gone."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        gone = database.execute("SELECT id, source_id, title, successor, retired_at FROM retired").fetchall()
        held = database.execute("SELECT id, source_id, title FROM articles").fetchall()
    return [_retired(*row) for row in (*gone, *((*row, None, _now()) for row in held))]


def _in_manifest(path: Path) -> list[Retired]:
    """A manifest knows no titles."""
    articles = json.loads(path.read_bytes())["articles"]
    return [_retired(one["id"], source_id, source_id, None, _now()) for source_id, one in articles.items()]


def _retired(article_id: Any, source_id: Any, title: Any, successor: Any, at: Any) -> Retired:
    """Raises ValueError where damage has made something else of a text."""
    if not all(isinstance(one, str) for one in (article_id, source_id, title, successor or "", at)):
        raise ValueError("no text")
    return Retired(article_id, source_id, title, successor, at)


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
