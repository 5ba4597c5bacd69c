"""The manifest: what a snapshot was made from, and by what. It is written last, so a snapshot without one is none."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from index.errors import DamagedIndexError
from index.files import digest_file
from index.types import Article

FORMAT = 2  # raise it when the files of a snapshot change their meaning; older snapshots are then made anew
NAME = "manifest.json"
_SEAL = ',\n "seal": "{}"\n}}'  # how the file ends: with the SHA-256 of what it says besides
_SEALED = re.compile(rb',\n "seal": "([0-9a-f]{64})"\n\}\s*\Z')


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ManifestArticle(_Value):
    """An article by its id, which is its content's digest, and the digest of what else is known of it.

    path: which of the manifest's paths it was read from, counted from 0; None where it came in another way.
    """

    id: str
    metadata: str
    path: int | None = None

    def is_same(self, other: ManifestArticle) -> bool:
        """Tell whether both say the same of an article, wherever it was read."""
        return (self.id, self.metadata) == (other.id, other.metadata)


class Counts(_Value):
    """What a snapshot holds."""

    articles: int
    passages: int
    quotes: int


class ChangeCounts(_Value):
    """How many articles differ from those of the snapshot before."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class ManifestFile(_Value):
    """A file of a snapshot: bytes, and SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Manifest(_Value):
    """What a snapshot was made from. `articles` by source id; `files` by path below the snapshot's folder.

    corrections: what identifies the moderators' corrections that it was made with; corrected: whether these are all
    that tells it from the snapshot before. previous: the id of that one; changes: what differs from it.
    restored: the id of the snapshot of which it is a copy, where moderators rolled back to it.
    imported: whether it was brought by an archive.
    """

    format: int = FORMAT
    id: str
    created_at: AwareDatetime
    model: str
    model_digest: str
    encoder: str
    dim: int
    analysis: int
    libraries: dict[str, str]
    paths: tuple[str, ...]
    counts: Counts
    articles: dict[str, ManifestArticle]
    files: dict[str, ManifestFile] = {}
    corrections: str = ""
    corrected: bool = False
    previous: str | None = None
    changes: ChangeCounts = ChangeCounts()
    restored: str | None = None
    imported: bool = False


class _Outline(BaseModel):
    """What the manifests of all versions say, also of those to come."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Source ids by what became of their articles from one snapshot to another."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int

    def counted(self) -> ChangeCounts:
        """Return how many there are of each."""
        return ChangeCounts(added=len(self.added), changed=len(self.changed), removed=len(self.removed))


def compare_articles(before: Mapping[str, ManifestArticle], after: Mapping[str, ManifestArticle]) -> Changes:
    """Say what became of the articles (by source id) that there were; new metadata alone is a change too."""
    kept = [source_id for source_id in after if source_id in before]
    changed = tuple(source_id for source_id in kept if not after[source_id].is_same(before[source_id]))
    return Changes(
        added=tuple(source_id for source_id in after if source_id not in before),
        changed=changed,
        removed=tuple(source_id for source_id in before if source_id not in after),
        unchanged=len(kept) - len(changed),
    )


def digest_articles(articles: Mapping[str, ManifestArticle]) -> str:
    """Return what identifies a set of articles, whatever their order: 16 hexadecimal digits."""
    described = sorted((source_id, one.id, one.metadata) for source_id, one in articles.items())
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:16]


def sealed(manifest: Manifest) -> str:
    """Return a manifest as its file holds it: JSON, the last key of which is a checksum of all the others."""
    said = manifest.model_dump_json(indent=1)
    return said.removesuffix("\n}") + _SEAL.format(hashlib.sha256(said.encode()).hexdigest())


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the snapshot in `folder`. Raises DamagedIndexError, also for one of another version."""
    with _reading(folder / NAME) as said:
        found = _Outline.model_validate_json(said).format
        if found != FORMAT:
            raise DamagedIndexError(_of_another_version(folder / NAME, found))
        return Manifest.model_validate_json(said)


def read_paths(folder: Path) -> tuple[str, ...]:
    """Return what the snapshot in `folder` was read from, whichever version made it. Raises DamagedIndexError."""
    with _reading(folder / NAME) as said:
        return _Outline.model_validate_json(said).paths


@contextmanager
def _reading(path: Path) -> Iterator[bytes]:
    """Give what a manifest says besides its seal. Raises DamagedIndexError where it cannot be read or understood."""
    try:
        yield _unsealed(path.read_bytes())
    except OSError as error:
        raise DamagedIndexError(f"{path} cannot be read ({error.strerror}); run quoth reindex.") from error
    except ValueError as error:
        raise DamagedIndexError(f"{path} is damaged; run quoth reindex.") from error


def _of_another_version(path: Path, found: int) -> str:
    """That a manifest is of another version of Quoth, which one, and what to do."""
    age = "an earlier" if found < FORMAT else "a later"
    return (
        f"{path} is of {age} version of Quoth (its format is {found}, this one reads {FORMAT}); run quoth reindex, "
        "which makes the index anew from the articles."
    )


def _unsealed(content: bytes) -> bytes:
    """What a manifest says besides its seal, which earlier ones do not have. Raises ValueError for a broken seal."""
    end = _SEALED.search(content)
    if end is None:
        return content
    said = content[: end.start()] + b"\n}"
    if hashlib.sha256(said).hexdigest() != end[1].decode():
        raise ValueError("the seal is broken")
    return said


def describe_article(article: Article, path: int | None = None) -> ManifestArticle:
    """Return what the manifest keeps of an article: enough to see that something about it changed."""
    known = [article.url, article.source, article.author, article.published_at, article.language]
    metadata = json.dumps(known)
    return ManifestArticle(id=article.id, metadata=hashlib.sha256(metadata.encode()).hexdigest()[:16], path=path)


def describe_files(folder: Path) -> dict[str, ManifestFile]:
    """Return size and checksum of every file below `folder` but the manifest and the locks that a library leaves."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".lock"]
    return {
        path.relative_to(folder).as_posix(): ManifestFile(size=path.stat().st_size, sha256=digest_file(path))
        for path in paths
        if path.name != NAME
    }
