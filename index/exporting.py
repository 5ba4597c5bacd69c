"""Exporting: the snapshot that answers, with the trail of corrections, as one archive. Nothing else goes into it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from index.archive import FOLDER, HEADER, MANIFEST, ArchiveWriter, Header
from index.arrivals import FILE as ARRIVALS
from index.arrivals import Arrivals
from index.errors import DamagedIndexError, NoIndexError, UsageError
from index.files import digest_file, sync, writing
from index.manifest import NAME, Counts, Manifest, ManifestFile
from index.store import SnapshotStore
from index.trail import FILE as TRAIL
from index.trail import Trail, TrailStore, read_trail
from index.types import OnProgress, Progress

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Exported:
    """An archive that was written: where, its bytes, the snapshot in it, and how many corrections its trail has."""

    path: Path
    size: int
    snapshot: str
    counts: Counts
    corrections: int


def export_corpus(
    store: SnapshotStore, kept: TrailStore, path: Path, version: str, on_progress: OnProgress | None = None
) -> Exported:
    """Write the snapshot that answers and the trail into a new file. `version` is that of this Quoth.

    Raises UsageError for a file that is there already, NoIndexError, DamagedIndexError, StorageError; then there is
    no file.
    """
    if path.exists():
        raise UsageError(f"{path} is there already; choose another name, or remove it first.")
    trail = read_trail(kept)
    with (
        _opened(store) as (manifest, files),
        Arrivals(store.data_dir).copied() as arrivals,
        _writing_new(path) as target,
        ExitStack() as stack,
    ):
        header = _header(manifest, files, trail, version)
        if arrivals is not None:
            files[ARRIVALS] = stack.enter_context(arrivals.open("rb"))
            header.members[ARRIVALS] = ManifestFile(size=arrivals.stat().st_size, sha256=digest_file(arrivals))
        _write(target, header, files, trail, on_progress or _ignore)
    return Exported(path, path.stat().st_size, manifest.id, manifest.counts, len(trail.corrections))


def _header(manifest: Manifest, files: dict[str, BinaryIO], trail: Trail, version: str) -> Header:
    content = files[NAME].read()
    files[NAME].seek(0)
    members = {TRAIL: _describe(trail.text.encode()), MANIFEST: _describe(content)}
    members |= {f"{FOLDER}{name}": file for name, file in sorted(manifest.files.items())}
    corrections = len(trail.corrections)
    return Header(
        version=version, snapshot=manifest.id, counts=manifest.counts, corrections=corrections, members=members
    )


def _write(target: BinaryIO, header: Header, files: dict[str, BinaryIO], trail: Trail, on_progress: OnProgress) -> None:
    total, done = sum(member.size for member in header.members.values()), 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        on_progress(Progress("packing", done // _MEGABYTE, total // _MEGABYTE))

    with ArchiveWriter(target) as archive:
        content = header.model_dump_json(indent=1).encode()
        archive.add(HEADER, BytesIO(content), len(content), lambda _: None)
        for name, member in header.members.items():
            source = BytesIO(trail.text.encode()) if name == TRAIL else files[name.removeprefix(FOLDER)]
            if archive.add(name, source, member.size, count) != member.sha256:
                raise DamagedIndexError(f"{name} of {header.snapshot} was changed or damaged; run quoth reindex.")


@contextmanager
def _opened(store: SnapshotStore) -> Iterator[tuple[Manifest, dict[str, BinaryIO]]]:
    """The manifest of the snapshot that answers, and its files: open, so that they stay when it is pruned meanwhile."""
    while True:
        snapshot_id = store.current_id()
        if snapshot_id is None:
            raise NoIndexError(f"There is no index in {store.data_dir} yet; run quoth reindex.")
        folder = store.folder(snapshot_id)
        with ExitStack() as stack:
            try:
                with closing(store.open(snapshot_id)) as snapshot:
                    manifest = snapshot.manifest
                files: dict[str, BinaryIO] = {
                    name: stack.enter_context((folder / name).open("rb")) for name in (NAME, *manifest.files)
                }
            except (OSError, DamagedIndexError) as error:
                if store.current_id() != snapshot_id:
                    continue  # another process published and pruned in between
                raise _damaged(error) from error
            yield manifest, files
            return


@contextmanager
def _writing_new(path: Path) -> Iterator[BinaryIO]:
    """A file that is there under its name only when it is whole."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with writing(path.parent):
            with beside.open("wb") as file:
                yield file
            sync(beside)
            os.replace(beside, path)  # noqa: PTH105 - the same call as in POSIX and in the crash tests
            sync(path.parent)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _describe(content: bytes) -> ManifestFile:
    return ManifestFile(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _damaged(error: OSError | DamagedIndexError) -> DamagedIndexError:
    if isinstance(error, DamagedIndexError):
        return error
    return DamagedIndexError(f"{error.filename} cannot be read ({error.strerror}); run quoth reindex.")


def _ignore(_progress: Progress) -> None:
    """Nobody watches."""
