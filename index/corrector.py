"""Correcting the ledger: a correction publishes a new snapshot at once, which shares what it does not change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from index.catalog import Catalog
from index.correcting import make_roster
from index.corrections import MAX_NAME, Action, Correction, Mark, Merge, SetSpeaker, Split
from index.errors import UsageError
from index.handover import finish_handover
from index.lock import reindex_lock
from index.manifest import ChangeCounts
from index.moderation import Outcome
from index.snapshot import CATALOG
from index.store import KEEP, SnapshotStore
from index.trail import Trail, TrailFile, TrailStore, read_trail, saved


class Corrector:
    """Makes and takes back corrections in one data directory, one at a time and never during a reindex.

    trail: where the audit trail is kept; else in a file of the data directory.
    """

    def __init__(self, store: SnapshotStore, trail: TrailStore | None = None, keep: int = KEEP) -> None:
        self._store, self._kept, self._keep = store, trail or TrailFile(store.data_dir), keep

    def correct(self, action: Action, by: str) -> Correction:
        """Make a correction, which answers from now on.

        Raises UsageError and RefError where it cannot be made, NoIndexError, DamagedIndexError, ReindexRunningError,
        StorageError; then nothing has changed.
        """
        with reindex_lock(self._store.data_dir):
            finish_handover(self._store, self._kept)
            checked = _checked(action, self._store.open_current().catalog)
            trail = read_trail(self._kept).with_correction(checked, by, None, None)
            made = self._publish(trail, trail.corrections[-1].id)
        return made.corrections[-1]

    def undo(self, correction_id: int, by: str) -> Correction:
        """Take a correction back. Raises as `correct`, and UsageError where there is nothing to take back."""
        with reindex_lock(self._store.data_dir):
            finish_handover(self._store, self._kept)
            trail = read_trail(self._kept).with_undone(correction_id, by)
            self._publish(trail, None)
        return next(one for one in trail.corrections if one.id == correction_id)

    def all(self) -> list[Correction]:
        """Return all corrections that were ever made, the first one first, with why they do not apply if so."""
        trail = read_trail(self._kept)
        lost = self._store.open_current().catalog.lost_corrections() if trail.corrections else {}
        return [one if one.undone_at else replace(one, lost=lost.get(one.id)) for one in trail.corrections]

    def _publish(self, trail: Trail, new: int | None) -> Trail:
        """Publish the current snapshot with the corrections in force; the new one must apply, and change something."""
        self._store.sweep()
        current = self._store.open_current()
        with self._store.begin() as building:
            self._store.copy(current.id, building)
            outcomes = make_roster(building.folder / CATALOG, trail.in_force())
            if new is not None:
                trail = _with_outcome(trail, outcomes[new])
            changes = {
                "corrections": trail.digest,
                "corrected": True,
                "created_at": datetime.now(UTC),
                "previous": current.id,
                "changes": ChangeCounts(),
            }
            with saved(trail, self._kept):
                self._store.publish(building, current.manifest.model_copy(update=changes))
        if current.manifest.corrected:
            self._store.forget(current.id)
        self._store.prune(self._keep)
        return trail


def _with_outcome(trail: Trail, outcome: Outcome) -> Trail:
    """The trail, with what the last correction did. Raises what speaks against it."""
    last = trail.corrections[-1]
    if outcome.error:
        raise outcome.error
    if outcome.before == outcome.after and isinstance(last.action, Mark):
        raise UsageError(f"That quotation is {outcome.after} already.")
    return trail.with_outcome(outcome.before, outcome.after)


def _checked(action: Action, catalog: Catalog) -> Action:
    """The action with tidy names and the ids of its articles. Raises UsageError."""
    if isinstance(action, Merge):
        article = None if action.article is None else _article_id(action.article, catalog)
        return replace(action, name=_name(action.name), into=_name(action.into), article=article)
    if isinstance(action, Split):
        articles = tuple(dict.fromkeys(_article_id(article, catalog) for article in action.articles))
        return replace(action, name=_name(action.name), new_name=_name(action.new_name), articles=articles)
    if isinstance(action, SetSpeaker) and action.speaker is not None:
        return replace(action, speaker=_name(action.speaker))
    return action


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not any(character.isalnum() for character in tidy) or not tidy.isprintable():
        raise UsageError("Give the speaker’s name.")
    if len(tidy) > MAX_NAME:
        raise UsageError(f"The name has {len(tidy)} characters; at most {MAX_NAME} can be shown.")
    return tidy


def _article_id(key: str, catalog: Catalog) -> str:
    article_id = catalog.find_article(key)
    if article_id is None:
        raise UsageError(f"There is no article {key!r} in the collection; `quoth articles` lists them with their ids.")
    return article_id
