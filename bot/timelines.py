"""Snapshots as plain text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from bot.harmless import harmless_line
from bot.render import count
from index.history import Origin, SnapshotSummary
from index.manifest import ChangeCounts, Changes
from index.verification import Verification

_HOW = {"reindex": "reindexed", "import": "imported"}
_UNITS = ("B", "kB", "MB", "GB", "TB")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class SnapshotRecord(_Record):
    """A snapshot that is kept; `damage` says why it cannot be read, then nothing else of it is known."""

    id: str
    answers: bool
    pinned: bool
    created_at: datetime | None
    origin: Origin
    previous: str | None
    restored: str | None
    articles: int
    passages: int
    quotes: int
    changes: ChangeCounts
    size: int
    damage: str | None


class ChangesRecord(_Record):
    """Source ids by what became of their articles."""

    added: list[str]
    changed: list[str]
    removed: list[str]
    unchanged: int


class PrunedRecord(_Record):
    """The ids of the snapshots that were removed."""

    removed: list[str]


class DamageRecord(_Record):
    """Something that is wrong with a snapshot: where, what it is, and what to do."""

    where: str
    what: str
    remedy: str


class VerificationRecord(_Record):
    """What a look through a snapshot found; `skipped` says why no vector was held against its text."""

    snapshot: str
    is_whole: bool
    damages: list[DamageRecord]
    articles: int
    passages: int
    quotes: int
    vectors: int
    skipped: str | None


def snapshot_record(summary: SnapshotSummary) -> SnapshotRecord:
    """Return a snapshot as it is printed."""
    return SnapshotRecord.model_validate(summary)


def changes_record(changes: Changes) -> ChangesRecord:
    """Return what a snapshot changed as it is printed."""
    return ChangesRecord.model_validate(changes)


def pruned_record(gone: Sequence[str]) -> PrunedRecord:
    """Return what was removed as it is printed."""
    return PrunedRecord(removed=list(gone))


def verification_record(found: Verification) -> VerificationRecord:
    """Return what a look through a snapshot found as it is printed."""
    return VerificationRecord.model_validate(found)


def verification_text(found: Verification) -> str:
    """Return whether a snapshot is whole and what was looked at, else every damage, a line each."""
    looked = ((found.articles, "article"), (found.passages, "passage"), (found.quotes, "quotation"))
    vectors = f"{count(found.vectors, 'vector')} held against the text" if not found.skipped else "no vector compared"
    looked_at = ", ".join([*(count(number, noun) for number, noun in looked), vectors])
    head = "whole" if found.is_whole else count(len(found.damages), "damage")
    lines = [f"{found.snapshot}: {head}", *(harmless_line(str(damage)) for damage in found.damages), looked_at]
    return "\n   ".join([*lines, *([f"Vectors: {found.skipped}"] if found.skipped else [])])


def snapshot_text(summary: SnapshotSummary) -> str:
    """Return a snapshot in a few lines: its id, how it came about and what changed, what it holds."""
    marks = [mark for mark, is_so in (("answers", summary.answers), ("pinned", summary.pinned)) if is_so]
    head = " · ".join([summary.id, *marks])
    if summary.damage:
        return f"{head}\n   damaged: {harmless_line(summary.damage)}"
    return "\n   ".join([head, _came_about(summary), _holds(summary)])


def changes_text(changes: Changes) -> str:
    """Return every article that a snapshot changed, a line each, and the counts."""
    return "\n".join([*_marked("+", changes.added), *_marked("~", changes.changed), *_marked("-", changes.removed)]) + (
        f"\n{counts_text(changes.counted())}, {changes.unchanged} unchanged."
    )


def counts_text(changes: ChangeCounts) -> str:
    """Return how many articles changed: "3 added, 0 changed, 1 removed"."""
    return f"{changes.added} added, {changes.changed} changed, {changes.removed} removed"


def pruned_text(gone: Sequence[str]) -> str:
    """Return what was removed, a line each."""
    return "\n".join([*gone, f"{count(len(gone), 'snapshot')} removed."])


def _came_about(summary: SnapshotSummary) -> str:
    when = f"{summary.created_at:%Y-%m-%d %H:%M} UTC" if summary.created_at else "at an unknown time"
    if summary.origin == "correction":
        return f"{when}, by a correction"
    how = f"rolled back to {summary.restored}" if summary.origin == "rollback" else _HOW[summary.origin]
    return f"{when}, {how}: {counts_text(summary.changes)}"


def _holds(summary: SnapshotSummary) -> str:
    holds = ((summary.articles, "article"), (summary.passages, "passage"), (summary.quotes, "quotation"))
    return ", ".join([*(count(number, noun) for number, noun in holds), size_text(summary.size)])


def size_text(size: int) -> str:
    """Return bytes in a unit that people read: "1.2 GB"."""
    power = min((len(str(size)) - 1) // 3, len(_UNITS) - 1)
    return f"{size / 1000**power:.{1 if power else 0}f} {_UNITS[power]}"


def _marked(mark: str, names: Sequence[str]) -> Iterator[str]:
    return (f"{mark} {harmless_line(name)}" for name in names)
