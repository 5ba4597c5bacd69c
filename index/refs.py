"""References of citations: short, typeable, made from content, so that anyone can check them later."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from index.errors import BadRefError
from index.types import Span

_DIGITS = 8  # 32 bits: in an article of 10,000 characters a chance match stands with 1 in 400,000
_REF = re.compile(rf"([0-9a-f]{{16}})-(\d{{1,9}})-(\d{{1,9}})-([0-9a-f]{{{_DIGITS}}})", re.ASCII)
_LONGEST_FOUND = 5_000  # code points; keeps a forged reference from making `find` hash an article many times over
_EXAMPLE = "0f1e2d3c4b5a6978-120-164-5a7c01e9"


@dataclass(frozen=True, slots=True)
class Ref:
    """A parsed reference: the article, the span of the words in it, and the digest of the very words."""

    article_id: str
    start: int
    end: int
    words: str

    def __str__(self) -> str:
        return f"{self.article_id}-{self.start}-{self.end}-{self.words}"

    def is_of(self, words: str) -> bool:
        """Say whether these are the very words."""
        return _digest(words) == self.words

    def fits(self, article_text: str) -> bool:
        """Say whether the words stand in this text at the reference's own place."""
        return self.end <= len(article_text) and _digest(article_text[self.start : self.end]) == self.words

    def find(self, article_text: str) -> Span | None:
        """Return where the words stand in this text, nearest to their old place, or None where they do not."""
        length = self.end - self.start
        if length > _LONGEST_FOUND:
            return (self.start, self.end) if self.fits(article_text) else None
        places = range(len(article_text) - length + 1)
        for start in sorted(places, key=lambda place: abs(place - self.start)):
            if _digest(article_text[start : start + length]) == self.words:
                return start, start + length
        return None


def make_ref(article_id: str, start: int, end: int, text: str) -> str:
    """Return the reference of `text`, which stands at start..end of the article."""
    return str(Ref(article_id, start, end, _digest(text)))


def parse_ref(ref: str) -> Ref:
    """Read a reference as a person types or pastes it. Raises BadRefError."""
    match = _REF.fullmatch(ref.strip().strip("`[]()<>").lower())
    if match is None or int(match[2]) >= int(match[3]):
        raise BadRefError(f"“{_shorten(ref)}” is not a reference; one looks like {_EXAMPLE}.")
    return Ref(match[1], int(match[2]), int(match[3]), match[4])


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _shorten(ref: str) -> str:
    return ref if len(ref) <= 60 else ref[:59] + "…"
