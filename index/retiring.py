"""What becomes of the articles that are no longer in the collection: their references can still say so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from index.catalog import Catalog
from index.catalog_schema import Retired
from index.files import writing


def held_by(catalog: Catalog) -> Iterator[Retired]:
    """Yield every article that is there, or is known to be gone, as if all were gone from now on."""
    yield from catalog.all_retired()
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield from (Retired(one.article_id, one.source_id, one.title, None, at) for one in catalog.articles())


def retired_since(before: Iterable[Retired], now: Mapping[str, str]) -> Iterator[Retired]:
    """Yield the articles that are there no longer, and what stands in their place, if anything does.

    before: those that were there, the first to count where one comes again. now: the ids of the articles that are
    there, by source id.
    """
    seen = set(now.values())
    for one in before:
        if one.article_id not in seen:
            seen.add(one.article_id)
            yield replace(one, successor=one.successor or now.get(one.source_id))


def rewrite_retired(path: Path, retired: Iterable[Retired]) -> None:
    """Replace what a written catalogue says of articles that are there no longer. Raises StorageError."""
    rows = [(one.article_id, one.source_id, one.title, one.successor, one.retired_at) for one in retired]
    with writing(path.parent, sqlite3.OperationalError), closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM retired")
        database.executemany("INSERT OR REPLACE INTO retired VALUES (?, ?, ?, ?, ?)", rows)
