"""A snapshot that comes with a trail of corrections of its own: both are taken over, or neither, whatever crashes.

The snapshot is published in one step, but the trail is kept elsewhere, in a database it may be. So it is noted before,
and what the note says is done by whoever holds the lock next, if whoever wrote it cannot.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from index.arrivals import FILE as ARRIVALS
from index.arrivals import Arrivals
from index.errors import DamagedIndexError, QuothError, StorageError
from index.files import replace_text, sync, writing
from index.manifest import Manifest
from index.store import Building, SnapshotStore
from index.trail import Trail, TrailStore, parse_trail

_NOTE = "IMPORTING"  # the id of the snapshot, then the trail that comes with it


def hand_over(
    store: SnapshotStore,
    kept: TrailStore,
    trail: Trail,
    building: Building,
    manifest: Manifest,
    arrivals: Path | None = None,
) -> None:
    """Publish a snapshot and keep its trail, and the arrivals that came with it; only for who holds the lock.

    Those that were here are set aside in a file. Raises StorageError, DamagedIndexError.
    """
    with writing(store.data_dir):
        if arrivals is None:
            _brought(store).write_bytes(b"")
        else:
            sync(arrivals)
            arrivals.replace(_brought(store))
        replace_text(_note(store), f"{building.id}\n{trail.text}")
    try:
        store.publish(building, manifest)
    finally:
        finish_handover(store, kept)


def finish_handover(store: SnapshotStore, kept: TrailStore) -> None:
    """Keep the trail that came with the snapshot that answers, if that is not done yet; only for who holds the lock.

    A trail that it does not continue is set aside in a file (see `set_aside`). Raises StorageError.
    """
    try:
        noted = _note(store).read_text(encoding="utf-8")
    except FileNotFoundError:
        with writing(store.data_dir):
            _brought(store).unlink(missing_ok=True)  # a kill kept the note from being written
        return
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError(f"{_note(store)} cannot be read ({error}); move it away.") from error
    snapshot_id, _, text = noted.partition("\n")
    if store.current_id() == snapshot_id:
        _keep(store, kept, snapshot_id, text)
        _keep_arrivals(store, snapshot_id)
    with writing(store.data_dir):
        _brought(store).unlink(missing_ok=True)
        _note(store).unlink()


def set_aside(store: SnapshotStore, snapshot_id: str) -> Path:
    """Return the file where the trail is put that the one of this snapshot replaced."""
    return store.data_dir / f"corrections-before-{snapshot_id}.jsonl"


def _keep(store: SnapshotStore, kept: TrailStore, snapshot_id: str, text: str) -> None:
    parse_trail(str(_note(store)), text)
    try:
        before = kept.read()
        if not text.startswith(before):
            with writing(store.data_dir):
                replace_text(set_aside(store, snapshot_id), before)
        if text != before:
            kept.write(text)
    except QuothError as error:
        message = f"The articles are imported, but not yet their corrections ({error}) Import or correct once more."
        raise StorageError(message) from error


def _keep_arrivals(store: SnapshotStore, snapshot_id: str) -> None:
    """Put what came with the snapshot in the place of what was added here; a second time, it changes nothing."""
    here, aside = store.data_dir / ARRIVALS, store.data_dir / f"arrivals-before-{snapshot_id}.sqlite"
    brought = _brought(store)
    if not brought.exists():
        return
    with suppress(StorageError):
        len(Arrivals(store.data_dir))  # SQLite ends under its own name what a killed process began in it
    with writing(store.data_dir):
        if here.exists() and not aside.exists():
            here.replace(aside)
        if brought.stat().st_size:
            brought.replace(here)
        else:
            brought.unlink()
        sync(store.data_dir)


def _brought(store: SnapshotStore) -> Path:
    """Where the arrivals wait that come with the snapshot; the file is empty where there are none."""
    return store.data_dir / f"{_NOTE}.sqlite"


def _note(store: SnapshotStore) -> Path:
    return store.data_dir / _NOTE
