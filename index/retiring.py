"""What becomes of the articles that are no longer in the collection: their references can still say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from index.catalog import Catalog
from index.catalog_schema import Retired


def retired_since(before: Catalog, now: Mapping[str, str]) -> Iterator[Retired]:
    """Yield the articles that are there no longer, and what stands in their place, if anything does.

    now: the ids of the articles that are there, by source id.
    """
    present, at = set(now.values()), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    gone = [Retired(one.article_id, one.source_id, one.title, None, at) for one in before.articles()]
    for one in (*before.all_retired(), *gone):
        if one.article_id not in present:
            yield replace(one, successor=one.successor or now.get(one.source_id))
