"""Checked words beside the article's own: what both have as it is, what only the article has bold, the rest struck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.discord_bot.limits import length
from bot.discord_bot.markdown import ELLIPSIS, bold, cut_quote, piece, quote_lines, struck
from index.results import Piece

LEGEND = "-# ~~struck~~: not in the article · **bold**: in the article instead"
_AROUND = 60  # characters kept beside a difference where the whole is too long


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of the article's words; `asked` are words that were asked in its place.

    follows: other words of the article stand before it.
    """

    text: str
    asked: str = ""
    is_same: bool = True
    follows: bool = False


def compared(text: str, pieces: Sequence[Piece], room: int | None = None) -> str:
    """Return `text`, the article's words, as a block quote with the differences marked, of at most `room` characters.

    Where not even the differences have room, the words are shown without them.
    """
    runs = list(_runs(text, pieces))
    for most in (None, _AROUND):
        shown = "".join(_shown(run, number, len(runs), most) for number, run in enumerate(runs))
        marked = quote_lines(shown)
        if room is None or length(marked) <= room:
            return marked
    return cut_quote(text, room or 0)


def _runs(text: str, pieces: Sequence[Piece]) -> Iterator[_Run]:
    """The article's words from start to end, each difference at its place."""
    done = at = 0
    for one in pieces:
        start = text.find(one.said, at) if one.said else at
        if start < 0:
            continue
        at = start + len(one.said)
        if one.kind != "same":
            yield _Run(text[done:start])
            yield _Run(text[start:at], one.asked, is_same=False, follows=start > 0)
            done = at
    yield _Run(text[done:])


def _shown(run: _Run, number: int, count: int, most: int | None) -> str:
    if run.is_same:
        return piece(_shortened(run.text, most, is_first=number == 0, is_last=number == count - 1))
    if run.text.strip():
        return " ".join(filter(None, (struck(run.asked.strip()), bold(run.text))))
    return f" {struck(run.asked.strip())}" if run.follows else f"{struck(run.asked.strip())} "


def _shortened(text: str, most: int | None, *, is_first: bool, is_last: bool) -> str:
    """The words beside a difference, up to `most` characters of them on its side."""
    if most is None or len(text) <= 2 * most:
        return text
    head = "" if is_first else f"{text[:most].rsplit(None, 1)[0]} "
    tail = "" if is_last else f" {text[-most:].split(None, 1)[-1]}"
    return f"{head}{ELLIPSIS}{tail}"
