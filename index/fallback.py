"""What answers while the snapshot that should is damaged: the newest whole one, where that is right.

It is not right where it would bring back what was taken away on purpose: an article that was removed since, or what
moderators corrected since. Then nothing answers, and it is said how to go back to it all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from operator import ne

from index.catalog import Catalog
from index.errors import DamagedIndexError, QuothError
from index.snapshot import CATALOG, Snapshot
from index.store import SnapshotStore
from index.trail import TrailStore, read_trail

_NAMED = 3  # articles named in a reason


@dataclass(frozen=True, slots=True)
class Answering:
    """The snapshot that answers. warning: what is damaged, where it stands in for the one that should answer."""

    snapshot: Snapshot
    warning: str | None = None


def open_answering(store: SnapshotStore, trail: TrailStore, model: str, known: str | None = None) -> Answering:
    """Open the snapshot that answers, or if it is damaged the one that may answer in its place.

    known: what is damaged of it, where that is known already. Raises NoIndexError, and DamagedIndexError, which says
    what is damaged and why no other snapshot answers.
    """
    try:
        if known:
            raise DamagedIndexError(known)
        return Answering(store.open_current())
    except DamagedIndexError as damage:
        return _stand_in(store, damage, trail, model)


def _stand_in(store: SnapshotStore, damage: DamagedIndexError, trail: TrailStore, model: str) -> Answering:
    refusal = ""
    for snapshot in _whole(store):
        reason = _reason_against(snapshot, store, trail, model)
        if reason is None:
            when = f"{snapshot.manifest.created_at:%Y-%m-%d %H:%M} UTC"
            until = f"Until then the snapshot {snapshot.id} of {when} answers, without what was added or changed since."
            return Answering(snapshot, f"{damage} {until}")
        refusal = refusal or (
            f" The snapshot {snapshot.id} is whole but does not answer by itself, as {reason}; to go back to it all "
            f"the same: quoth snapshots rollback {snapshot.id}."
        )
        snapshot.close()
    raise DamagedIndexError(f"{damage}{refusal}") from damage


def _whole(store: SnapshotStore) -> Iterator[Snapshot]:
    """The snapshots of which every file is as it was written, the newest first."""
    for snapshot_id in store.list():
        try:
            snapshot = store.open(snapshot_id)
        except DamagedIndexError:
            continue
        try:
            snapshot.verify()
        except (DamagedIndexError, OSError):
            snapshot.close()
            continue
        yield snapshot


def _reason_against(snapshot: Snapshot, store: SnapshotStore, trail: TrailStore, model: str) -> str | None:
    """Why a whole snapshot must not answer in the place of the damaged one."""
    if snapshot.manifest.model != model:
        return f"it was made with the model {snapshot.manifest.model}"
    try:
        if read_trail(trail).digest != snapshot.manifest.corrections:
            return "it was made with other corrections than those in force"
    except QuothError as error:
        return f"it cannot be told which corrections were made since ({str(error).rstrip('.')})"
    damaged = _damaged_id(store)
    if damaged is not None and snapshot.id >= damaged:
        return None  # published later, but a crash kept it from answering; or only what names it is damaged
    held = _held(store, damaged) if damaged else None
    if held is None:
        return "it cannot be told which articles were removed since"
    removed = sorted(snapshot.manifest.articles.keys() - held)
    names = ", ".join(removed[:_NAMED]) + (", …" if len(removed) > _NAMED else "")
    return f"articles were removed since that it still holds ({names})" if removed else None


def _damaged_id(store: SnapshotStore) -> str | None:
    """The id of the snapshot that should answer; None where that cannot be told."""
    published = store.published()
    try:
        named = store.current_id() or ""
        if store.folder(named).is_dir():
            return named
    except DamagedIndexError:
        return next(iter(published), None)  # no id at all: nothing was published after the newest one
    return next((each for each in published if sum(map(ne, each, named)) == 1), None)  # one character has changed


def _held(store: SnapshotStore, snapshot_id: str) -> set[str] | None:
    """The source ids of the articles that a damaged snapshot holds, of which its manifest and its catalogue tell."""
    try:
        return set(store.manifest(snapshot_id).articles)
    except DamagedIndexError:
        pass
    try:
        with closing(Catalog(store.folder(snapshot_id) / CATALOG)) as catalog:
            return None if catalog.faults() else {one.source_id for one in catalog.articles()}
    except DamagedIndexError:
        return None
