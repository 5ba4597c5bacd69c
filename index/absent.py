"""Folders and files that were read before and are gone for now: their articles stay as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.catalog import Catalog
from index.errors import CorpusError
from index.loaders import Read
from index.manifest import Manifest
from index.types import Failure


@dataclass(frozen=True, slots=True)
class Absent:
    """The paths that are gone, with the ids and source ids of the articles that came from each.

    catalog: where these articles are.
    """

    articles: Mapping[Path, Mapping[str, str]]
    catalog: Catalog | None = None

    def source_ids(self) -> list[str]:
        """Return the source ids of all articles that stay."""
        return [source_id for kept in self.articles.values() for source_id in kept]

    def read(self) -> Iterator[Read]:
        """Yield the articles that stay, as they were indexed. Raises DamagedIndexError."""
        for path, kept in self.articles.items():
            for article_id in kept.values():
                if self.catalog and (article := self.catalog.article(article_id)):
                    yield Read(path, article)

    def told(self) -> tuple[Failure, ...]:
        """Return for each path that it is gone, and what stays."""
        return tuple(Failure(str(path), _reason(len(kept))) for path, kept in self.articles.items())


NONE = Absent({})


def find_absent(paths: Sequence[Path], manifest: Manifest, catalog: Catalog) -> Absent:
    """Return which of the paths, from which a snapshot was read, are gone.

    Raises CorpusError where an earlier version did not note which articles came from where.
    """
    gone = [path for path in paths if not _is_here(path)]
    if gone and all(one.path is None for one in manifest.articles.values()):
        raise CorpusError(f"The articles were read from {gone[0]}, which is not here; name others: quoth reindex PATH.")
    numbers = {Path(path): number for number, path in enumerate(manifest.paths)}
    return Absent({path: _read_from(manifest, numbers[path]) for path in gone if path in numbers}, catalog)


def _is_here(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a network share that does not answer, a folder above that may not be entered
        return False


def _read_from(manifest: Manifest, number: int) -> dict[str, str]:
    return {source_id: one.id for source_id, one in manifest.articles.items() if one.path == number}


def _reason(count: int) -> str:
    stays = f"its {count:,} articles stay as they were" if count > 1 else "its article stays as it was"
    return f"is not here; {stays if count else 'nothing came from it'}"
