"""Quotations with what stands around them, and how many of them fit a message, cut where they must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.discord_bot import limits
from bot.discord_bot.drafts import Entry, Shape
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import block_quote, clip, cut_quote

GAP = 2  # the line breaks between two parts of a plain message
_CUT = 5  # with more quotations than this, those that are shown are shown whole
_LEAST = 200  # characters of a quotation that are worth showing; with less room, fewer quotations are shown
_FOOT = 200  # characters kept free for the line on what does not fit


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before and after the words of a quotation; `most` characters of these are shown."""

    before: str
    words: str
    after: str
    ref: str
    speaker: str | None = None
    most: int = limits.COMPONENT_TEXT

    def quoted(self, room: int | None = None) -> str:
        """Return the words as a block quote, of at most `room` characters."""
        return block_quote(self.words) if room is None else cut_quote(self.words, room)

    def wanted(self) -> int:
        """Return how many characters the words would like to have."""
        return min(length(self.quoted()), self.most)

    def around(self) -> int:
        """Return how many characters everything but the words has."""
        return length(f"{self.before}\n\n{self.after}") + GAP

    def filled(self, room: int) -> Entry:
        """Return the entry in which the words have at most `room` characters."""
        parts = (self.before, self.quoted(room), self.after)
        name = clip(f"{self.speaker}: {self.words}" if self.speaker else self.words, limits.CHOICE)
        return Entry("\n".join(part for part in parts if part), self.ref, name)


def different(frames: Sequence[Frame]) -> list[Frame]:
    """Return the first frame of each reference: Discord refuses two buttons with one custom_id."""
    first: dict[str, Frame] = {}
    for frame in frames:
        first.setdefault(frame.ref, frame)
    return list(first.values())


def fitting(head: str, frames: Sequence[Frame], shape: Shape) -> tuple[Entry, ...]:
    """Return as many entries, from the first on, as fit a message below this head."""
    shown = list(frames[: shape.most])
    room = shape.room - length(head) - GAP - _FOOT
    while len(shown) > 1 and not _fit(shown, room):
        shown.pop()
    wanted = [frame.wanted() for frame in shown]
    given = shares(wanted, room - sum(frame.around() for frame in shown))
    return tuple(frame.filled(share) for frame, share in zip(shown, given, strict=True))


def shares(wanted: Sequence[int], room: int) -> list[int]:
    """Divide `room` so that nobody gets more than wanted and the rest is shared evenly."""
    given = [0] * len(wanted)
    for served, place in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[place] = min(wanted[place], max(room, 0) // (len(wanted) - served))
        room -= given[place]
    return given


def _fit(frames: Sequence[Frame], room: int) -> bool:
    wanted = [frame.wanted() for frame in frames]
    given = shares(wanted, room - sum(frame.around() for frame in frames))
    least = _LEAST if len(frames) <= _CUT else limits.COMPONENT_TEXT
    return all(share >= min(least, want) for share, want in zip(given, wanted, strict=True))
