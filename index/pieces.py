"""Pieces that a question wants evidence from: what an outlet wrote, of which day, and the words that are about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.dates import Period, find_days
from index.outlets import Named
from index.questions import find_content
from index.types import Span

_TELLING = 3  # content words from which on a question tells something of a piece


@dataclass(frozen=True, slots=True)
class Piece:
    """What a question wants of one outlet: `about`, its words on that, or nothing; `day`: of which day it is, if told.

    "The Courier report on ferries of 6 May 2018 and its 9 May 2018 article" are two pieces of one outlet.
    """

    sources: tuple[str, ...]
    about: str
    day: Period | None = None


def find_pieces(question: str, mentions: Sequence[Named]) -> tuple[Piece, ...]:
    """Return the pieces in the order of the question, those last of which it tells nothing.

    A day belongs to the outlet that is named before it; a second one is another piece of that outlet. What is told of
    the last of several outlets in a row is told of all.
    """
    pieces: list[Piece] = []
    before = ""
    for mark, after in _marks(question, mentions):
        if isinstance(mark, Named):
            pieces.append(Piece(mark.sources, after))
        elif pieces and pieces[-1].day is None:
            pieces[-1] = replace(pieces[-1], about=f"{pieces[-1].about} {after}", day=mark)
        elif pieces:
            pieces.append(Piece(pieces[-1].sources, f"{before} {after}", mark))
        before = after
    return tuple(sorted(_distinct(_told(pieces)), key=lambda piece: piece.about == ""))


def _told(pieces: Sequence[Piece]) -> list[Piece]:
    told: list[Piece] = []
    for piece in reversed(pieces):
        of_next = told[-1].about if told else ""
        told.append(piece if len(find_content(piece.about)) >= _TELLING else replace(piece, about=of_next))
    return told[::-1]


def _marks(question: str, mentions: Sequence[Named]) -> Iterator[tuple[Named | Period, str]]:
    """Each outlet and day that a question names, and what stands between it and the next one."""
    marks: list[tuple[Span, Named | Period]] = [(outlet.span, outlet) for outlet in mentions]
    marks = sorted([*marks, *find_days(question)], key=lambda mark: mark[0])
    ends = [*(start for (start, _), _ in marks), len(question)][1:]
    for ((_, start), mark), end in zip(marks, ends, strict=True):
        yield mark, question[start:end]


def _distinct(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without those that only name an outlet again: "as told by the Courier, Gridline and the Courier"."""
    told = {piece.sources for piece in pieces if piece.about or piece.day}
    for piece in dict.fromkeys(pieces):
        if piece.about or piece.day or piece.sources not in told:
            yield piece
