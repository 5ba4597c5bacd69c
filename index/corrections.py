"""Moderators' corrections of the ledger: what they can do, and the audit trail that keeps who did it.

A correction never touches words: it says who spoke, who is the same person, and which quotations are shown. The trail
lies in the data directory, outside the snapshots; it is only ever appended to, and every snapshot is made with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from index.errors import DamagedIndexError, UsageError
from index.files import replace_text, writing

MAX_NAME = 100  # characters of a name that a correction gives: what a front can offer for choosing
_NAME = "corrections.jsonl"


@dataclass(frozen=True, slots=True)
class Merge:
    """The speaker `name` is `into`: everywhere, or in one article (its id, or its source id until it is made)."""

    name: str
    into: str
    article: str | None = None
    kind: Literal["merge"] = "merge"


@dataclass(frozen=True, slots=True)
class Split:
    """The speaker `name` is somebody else in these articles (as in Merge), who is called `new_name`."""

    name: str
    articles: tuple[str, ...]
    new_name: str
    kind: Literal["split"] = "split"


@dataclass(frozen=True, slots=True)
class SetSpeaker:
    """One quotation (its ref) was said by `speaker`, or by nobody that is known (None).

    is_new: whether the speaker may be somebody whom no article names; otherwise such a name is taken for mistyped.
    """

    ref: str
    speaker: str | None
    is_new: bool = False
    kind: Literal["speaker"] = "speaker"


@dataclass(frozen=True, slots=True)
class Mark:
    """One quotation (its ref, with all its pieces) is hidden or shown again, put first for its speaker or back."""

    ref: str
    how: Literal["hide", "show", "pin", "unpin"]
    kind: Literal["mark"] = "mark"


Action = Merge | Split | SetSpeaker | Mark


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of the audit trail.

    at, undone_at: in UTC, as ISO 8601; by, undone_by: who did it, as the front calls them.
    before, after: what the ledger said and says, in words: a speaker's name (None: nobody), or "shown", "hidden" …
    lost: why it does not apply to the current snapshot ("its words are gone"), or None where it does.
    """

    id: int
    at: str
    by: str
    action: Action
    before: str | None
    after: str | None
    undone_at: str | None = None
    undone_by: str | None = None
    lost: str | None = None


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
    """The audit trail of a data directory as it was read; `text` is the file's content."""

    path: Path
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
        return _parse(self.path, self.text + _line(made))

    def with_outcome(self, before: str | None, after: str | None) -> Trail:
        """Return the trail with what its last correction, which is not saved yet, was found to change."""
        kept, last = self.text.splitlines(keepends=True)[:-1], self.corrections[-1]
        made = _Made(last.id, last.at, last.by, last.action, before, after)
        return _parse(self.path, "".join(kept) + _line(made))

    def with_undone(self, correction_id: int, by: str) -> Trail:
        """Return the trail with a correction taken back. Raises UsageError where there is nothing to take back."""
        found = next((one for one in self.corrections if one.id == correction_id), None)
        if found is None:
            raise UsageError(f"There is no correction {correction_id}; `quoth correct list` shows them all.")
        if found.undone_at is not None:
            raise UsageError(f"Correction {correction_id} was undone already, by {found.undone_by}.")
        return _parse(self.path, self.text + _line(_Undo(correction_id, _now(), by)))

    def save(self) -> None:
        """Write the trail, in one step that survives a crash; only for who holds the lock. Raises StorageError."""
        with writing(self.path.parent):
            replace_text(self.path, self.text)


def read_trail(data_dir: Path) -> Trail:
    """Return the audit trail of a data directory, empty where nothing was corrected. Raises DamagedIndexError."""
    path = data_dir / _NAME
    try:
        return _parse(path, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Trail(path)
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError(f"The corrections in {path} cannot be read ({error}); bring back a copy.") from error


@contextmanager
def saved(trail: Trail) -> Iterator[None]:
    """Save a trail, and take it back if what follows fails; after a crash the next reindex applies it."""
    before = read_trail(trail.path.parent)
    trail.save()
    try:
        yield
    except BaseException:
        before.save()
        raise


_EVENT: TypeAdapter[_Made | _Undo] = TypeAdapter(_Made | _Undo)


def _parse(path: Path, text: str) -> Trail:
    made: dict[int, Correction] = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            event = _EVENT.validate_json(line)
            if isinstance(event, _Undo):
                made[event.correction] = replace(made[event.correction], undone_at=event.at, undone_by=event.by)
            else:
                made[event.id] = Correction(event.id, event.at, event.by, event.action, event.before, event.after)
        except (ValidationError, KeyError) as error:
            raise DamagedIndexError(f"Line {number} of {path} is damaged; bring back a copy of the file.") from error
    return Trail(path, text, tuple(made.values()))


def _line(event: _Made | _Undo) -> str:
    return TypeAdapter(type(event)).dump_json(event, ensure_ascii=True).decode() + "\n"


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def describe(action: Action) -> str:
    """Return what an action does, in a few words: "merge “Ro” into “Ri Yong-ho”"."""
    if isinstance(action, Merge):
        return f"merge “{action.name}” into “{action.into}”" + (f" in {action.article}" if action.article else "")
    if isinstance(action, Split):
        return f"split “{action.name}” in {_listed(action.articles)} off as “{action.new_name}”"
    if isinstance(action, SetSpeaker):
        return f"set the speaker of {action.ref} to {f'“{action.speaker}”' if action.speaker else 'nobody'}"
    return f"{action.how} {action.ref}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
