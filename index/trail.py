"""The audit trail of moderators' corrections: who did what and when, and where that is kept.

It lies outside the snapshots, is only ever appended to, and every snapshot is made with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import Field, TypeAdapter, ValidationError

from index.corrections import Action, Correction
from index.errors import DamagedIndexError, UsageError
from index.files import replace_text, writing

FILE = "corrections.jsonl"


class TrailStore(Protocol):
    """Keeps the text of one trail, an event a line; what it cannot do it raises as a QuothError."""

    @property
    def name(self) -> str:
        """What errors call it."""

    def read(self) -> str:
        """Return the text, empty where nothing was corrected."""

    def write(self, text: str) -> None:
        """Keep this text in place of the one that was kept, in one step that survives a crash."""


class TrailFile:
    """The trail as a file of the data directory, for an engine that has no database."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE

    @property
    def name(self) -> str:
        return str(self._path)

    def read(self) -> str:
        """Return the file's text. Raises DamagedIndexError."""
        try:
            return self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            message = f"The corrections in {self.name} cannot be read ({error}); bring back a copy."
            raise DamagedIndexError(message) from error

    def write(self, text: str) -> None:
        """Write the file; only for who holds the lock. Raises StorageError."""
        with writing(self._path.parent):
            replace_text(self._path, text)


@dataclass(frozen=True, slots=True)
class _Undo:
    """An event of the trail: a correction was taken back."""

    correction: int
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class _Made:
    """An event of the trail: a correction was made."""

    id: int
    at: str
    by: str
    action: Annotated[Action, Field(discriminator="kind")]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Trail:
    """The audit trail as it was read from `name`; `text` is what is kept of it."""

    name: str
    text: str = ""
    corrections: tuple[Correction, ...] = field(default=())

    @property
    def digest(self) -> str:
        """What identifies the corrections that are in force; empty where there are none."""
        in_force = [(one.id, one.at) for one in self.in_force()]
        return hashlib.sha256(repr(in_force).encode()).hexdigest()[:16] if in_force else ""

    def in_force(self) -> list[Correction]:
        """Return the corrections that were not taken back, in the order they were made."""
        return [one for one in self.corrections if one.undone_at is None]

    def with_correction(self, action: Action, by: str, before: str | None, after: str | None) -> Trail:
        """Return the trail with one more correction, the last one."""
        made = _Made(len(self.corrections) + 1, _now(), by, action, before, after)
        return parse_trail(self.name, self.text + _line(made))

    def with_outcome(self, before: str | None, after: str | None) -> Trail:
        """Return the trail with what its last correction, which is not saved yet, was found to change."""
        kept, last = self.text.splitlines(keepends=True)[:-1], self.corrections[-1]
        made = _Made(last.id, last.at, last.by, last.action, before, after)
        return parse_trail(self.name, "".join(kept) + _line(made))

    def with_undone(self, correction_id: int, by: str) -> Trail:
        """Return the trail with a correction taken back. Raises UsageError where there is nothing to take back."""
        found = next((one for one in self.corrections if one.id == correction_id), None)
        if found is None:
            raise UsageError(f"There is no correction {correction_id}; `quoth correct list` shows them all.")
        if found.undone_at is not None:
            raise UsageError(f"Correction {correction_id} was undone already, by {found.undone_by}.")
        return parse_trail(self.name, self.text + _line(_Undo(correction_id, _now(), by)))


def read_trail(store: TrailStore) -> Trail:
    """Return the audit trail that is kept, empty where nothing was corrected. Raises DamagedIndexError."""
    return parse_trail(store.name, store.read())


@contextmanager
def saved(trail: Trail, store: TrailStore) -> Iterator[None]:
    """Save a trail, and take it back if what follows fails; after a crash the next reindex applies it."""
    before = store.read()
    store.write(trail.text)
    try:
        yield
    except BaseException:
        store.write(before)
        raise


_EVENT: TypeAdapter[_Made | _Undo] = TypeAdapter(_Made | _Undo)


def parse_trail(name: str, text: str) -> Trail:
    """Return the trail with this text. Raises DamagedIndexError, which names the line that is none."""
    made: dict[int, Correction] = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            event = _EVENT.validate_json(line)
            if isinstance(event, _Undo):
                made[event.correction] = replace(made[event.correction], undone_at=event.at, undone_by=event.by)
            else:
                made[event.id] = Correction(event.id, event.at, event.by, event.action, event.before, event.after)
        except (ValidationError, KeyError) as error:
            raise DamagedIndexError(f"Line {number} of {name} is damaged; bring back a copy of it.") from error
    return Trail(name, text, tuple(made.values()))


def _line(event: _Made | _Undo) -> str:
    return TypeAdapter(type(event)).dump_json(event, ensure_ascii=True).decode() + "\n"


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
