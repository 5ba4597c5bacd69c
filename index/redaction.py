"""Keeping what moderators hid out of what is shown around it."""

from __future__ import annotations

from collections.abc import Sequence

from index.text import trim
from index.types import Span


def outside(text: str, passage: Span, hidden: Sequence[Span]) -> Span:
    """Return the longest part of a passage beside what is hidden; where it is all hidden, the words around it."""
    pieces = _without((0, len(text)), hidden)
    inside = [(max(start, passage[0]), min(end, passage[1])) for start, end in pieces]
    trimmed = [trim(text, *piece) for piece in inside if piece[0] < piece[1]]
    shown = [piece for piece in trimmed if any(character.isalnum() for character in text[slice(*piece)])]
    if shown:
        return max(shown, key=lambda piece: piece[1] - piece[0])
    length = passage[1] - passage[0]
    around = [trim(text, max(start, end - length), end) for start, end in pieces if end <= passage[1]]
    around += [trim(text, start, min(end, start + length)) for start, end in pieces if start >= passage[0]]
    return next((piece for piece in around[::-1] if piece[0] < piece[1]), passage)


def _without(span: Span, hidden: Sequence[Span]) -> list[Span]:
    """The parts of a span between those that are hidden, which come in order."""
    pieces, at = [], span[0]
    for start, end in hidden:
        pieces.append((at, start))
        at = max(at, end)
    return [piece for piece in [*pieces, (at, span[1])] if piece[0] < piece[1]]
