"""Words beside words: where asked words stand in a text, letter by letter or nearly, and how the two differ.

Words are compared folded: marks, dashes, case, accents and white space do not count; letters, numbers and order do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.results import Piece
from index.types import Span

_WORD = re.compile(r"\w+(?:[.,]\d+|['’‘ʼ.]\w+)*%?")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})
_ELLIPSIS = re.compile(r"\s*[\[(]?\s*(?:…|\.\s?\.\s?\.)\s*\.?\s*[\])]?\s*")
_KINDS: dict[str, Literal["same", "changed", "missing", "added"]] = {
    "equal": "same",
    "replace": "changed",
    "insert": "missing",
    "delete": "added",
}
_REPLACED = 2
_SLACK = 4  # words beyond the most similar stretch that may still belong to it


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, and the span it has in its text."""

    folded: str
    start: int
    end: int


def find_words(text: str, start: int, end: int) -> list[Word]:
    """Return the words of text[start:end], with spans in `text`."""
    return [Word(_fold(match.group()), *match.span()) for match in _WORD.finditer(text, start, end)]


def split_at_ellipses(asked: str) -> list[Span]:
    """Return the spans of the parts of asked words that ellipses ("…", "...", "[...]") divide."""
    spans, at = [], 0
    for match in [*_ELLIPSIS.finditer(asked), None]:
        end = match.start() if match else len(asked)
        if _WORD.search(asked, at, end):
            spans.append((at, end))
        at = match.end() if match else end
    return spans


def find_exactly(parts: Sequence[Sequence[Word]], words: Sequence[Word]) -> list[tuple[int, int]] | None:
    """Return where each part stands among the words, in this order, as ranges of numbers; None if one does not."""
    found: list[tuple[int, int]] = []
    folded = [word.folded for word in words]
    at = 0
    for part in parts:
        wanted = [word.folded for word in part]
        start = _find(wanted, folded, at)
        if start is None:
            return None
        at = start + len(wanted)
        found.append((start, at))
    return found


def find_nearly(asked: Sequence[Word], words: Sequence[Word]) -> tuple[float, int, int]:
    """Return the stretch of words most similar to the asked ones: its similarity, 0..1, and its range of numbers."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel

    wanted, folded = [word.folded for word in asked], [word.folded for word in words]
    nearest = fuzz.partial_ratio_alignment(wanted, folded)
    if nearest is None or not wanted or not folded:
        return 0.0, 0, 0
    first, last = _stretch(nearest.src_start, nearest.dest_start, nearest.dest_end, len(wanted), len(folded))
    blocks = Indel.editops(wanted, folded[first:last]).as_matching_blocks()
    blocks = [block for block in blocks if block.size]
    if not blocks:
        return 0.0, 0, 0
    before, after = blocks[0].a, len(wanted) - blocks[-1].a - blocks[-1].size
    start, end = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size
    start, end = max(0, start - _replaced(before)), min(len(folded), end + _replaced(after))
    return Indel.normalized_similarity(wanted, folded[start:end]), start, end


def compare(text: str, words: Sequence[Word], asked_text: str, asked: Sequence[Word]) -> tuple[Piece, ...]:
    """Return the runs in which asked words agree with and differ from the words of a text."""
    from rapidfuzz.distance import Levenshtein

    operations = Levenshtein.opcodes([word.folded for word in asked], [word.folded for word in words])
    return tuple(
        Piece(
            _KINDS[operation.tag],
            _cut(asked_text, asked[operation.src_start : operation.src_end]),
            _cut(text, words[operation.dest_start : operation.dest_end]),
        )
        for operation in operations
    )


def _stretch(skipped: int, start: int, end: int, asked: int, there: int) -> tuple[int, int]:
    """Widen a stretch, which the library gives as long as the shorter of both, by what it may have left out."""
    first = max(0, start - _SLACK - skipped) if there > asked else 0
    return first, min(there, max(end, start + asked) + _SLACK)


def _replaced(words: int) -> int:
    """How many words at an end that asked words differ in are taken to stand for others, rather than to be added."""
    return words if words <= _REPLACED else 0


def _find(wanted: Sequence[str], folded: Sequence[str], at: int) -> int | None:
    last = len(folded) - len(wanted)
    return next((i for i in range(at, last + 1) if folded[i : i + len(wanted)] == wanted), None)


def _cut(text: str, words: Sequence[Word]) -> str:
    return text[words[0].start : words[-1].end] if words else ""


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES)).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character)).rstrip(".")
