"""Turns of an interview or debate printed without quotation marks: "TORRES: I will sign it." """

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.marks import Marked
from index.text import trim
from index.types import Span

_TURN = re.compile(r"(?P<who>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){0,4})(?: ?\([^()\n]{1,40}\))?: +(?=\S)")
_MARK = re.compile(r"[“”\"]|''")
_TURNS = 4  # fewer lines of that form are headings, not a conversation
_SHARE = 0.2  # of an article's paragraphs that are turns where it prints a conversation


def find_turns(text: str, paragraphs: Sequence[Span]) -> dict[int, Marked]:
    """Return what is said in each turn of a conversation, by the number of its paragraph; its speaker stands before.

    There is a conversation where two names or more begin a paragraph twice or more, and many paragraphs all in all.
    """
    turns = {number: match for number, (start, end) in enumerate(paragraphs) if (match := _turn(text, (start, end)))}
    names = Counter(_surname(match) for match in turns.values())
    taking_turns = [name for name, count in names.items() if count > 1]
    said = {number: match for number, match in turns.items() if _surname(match) in taking_turns}
    if len(taking_turns) < 2 or len(said) < max(_TURNS, _SHARE * len(paragraphs)):
        return {}
    return {number: _words(text, match.end(), paragraphs[number][1]) for number, match in said.items()}


def _turn(text: str, paragraph: Span) -> re.Match[str] | None:
    """The beginning of a turn; a paragraph with an odd mark belongs to a quotation that marks set off."""
    match = _TURN.match(text, *paragraph)
    return match if match and len(_MARK.findall(text, *paragraph)) % 2 == 0 else None


def _surname(turn: re.Match[str]) -> str:
    """What the first turn, by a full name, has in common with the later ones: "Ana Torres: …", "Torres: …"."""
    return turn["who"].split()[-1].casefold()


def _words(text: str, start: int, end: int) -> Marked:
    first, last = trim(text, start, end)
    return Marked(first, last, (first, last), unmarked=True)
