"""Moderators' corrections of the ledger: what they can do; `trail` keeps who did it.

A correction never touches words: it says who spoke, who is the same person, and which quotations are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

MAX_NAME = 100  # characters of a name that a correction gives: what a front can offer for choosing


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
