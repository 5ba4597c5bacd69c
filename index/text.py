"""Reading text without changing it: paragraphs, folded words, and a fold that keeps offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.types import Span

_PARAGRAPH = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"[\w\u0300-\u036f]+(?:[.’'&-][\w\u0300-\u036f]+)*")  # "é" may be two characters
_POSSESSIVE = re.compile(r"['’]s$|['’]$")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_BETWEEN_UNSPACED = re.compile(rf"(?<=[{_UNSPACED}])(?=\w)|(?<=\w)(?=[{_UNSPACED}])")
_FOLDED = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-"}
)


def find_paragraphs(text: str) -> Iterator[Span]:
    """Yield the span of each paragraph (a line that is not blank), without the white space around it."""
    for match in _PARAGRAPH.finditer(text):
        span = trim(text, *match.span())
        if span[0] < span[1]:
            yield span


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def space_out(text: str) -> str:
    """Return a text with every character of a script without spaces (Chinese, Japanese, Thai …) as a word of its own.

    Single characters find more than the two- or three-character words that one would have to guess.
    """
    return text if text.isascii() else _BETWEEN_UNSPACED.sub(" ", text)


def find_unspaced_pairs(text: str) -> list[tuple[str, str]]:
    """Return the neighbouring characters of scripts without spaces, each pair once: what is nearest to their words."""
    found = [] if text.isascii() else re.findall(rf"(?=([{_UNSPACED}])([{_UNSPACED}]))", text)
    return list(dict.fromkeys(found))


def word_set(listed: str) -> frozenset[str]:
    """Return a list of words, written as one text, as a set."""
    return frozenset(listed.split())


def fold_words(text: str) -> tuple[str, ...]:
    """Return the words of `text` for matching: case, accents, dots and possessive endings are folded away."""
    return tuple(filter(None, (fold_word(match.group()) for match in _WORD.finditer(text))))


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """Fold one word: "Ministry’s" → "ministry", "U.S." → "us", "Pérez" → "perez"."""
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).casefold()
    return plain if plain.isalnum() else "".join(c for c in plain if c.isalnum() or c == "-")


@dataclass(frozen=True, slots=True)
class Fold:
    """Text folded for matching, and for each of its characters the offset in the original."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the original's span for the folded span start..end (not empty)."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Fold:
    """Fold case, accents, quotation marks, dashes and runs of white space, keeping where each character came from."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        folded = unicodedata.normalize("NFKD", character.translate(_FOLDED)).casefold()
        for piece in folded:
            if unicodedata.combining(piece):
                continue
            if piece.isspace():
                if characters and characters[-1] == " ":
                    continue
                piece = " "
            characters.append(piece)
            offsets.append(offset)
    return Fold("".join(characters), tuple(offsets))
