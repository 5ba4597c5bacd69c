"""Posts of social networks that a page shows: the words, and below them a dash, a name, the handle and the day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.marks import Marked
from index.text import trim
from index.types import Span

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_SIGNATURE = re.compile(
    rf"(?:—|–|--?)\s?(?P<who>[^\n()@—–]{{2,60}}?) \(@\w{{1,30}}\),?\s"
    rf"(?:{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}}\.? {_MONTH} \d{{4}})(?:\s?</?\w[^<>]*>)*\W*$"
)
_TAGS = re.compile(r"\s*(?:<[^<>\n]*>\s*)+")  # that a conversion left before the words
_LINKS = re.compile(r"(?:\s*(?:https?://|pic\.twitter\.com/|t\.co/)\S+|\s*</?\w[^<>]*>)+\s*$")
_LONGEST = 1500  # characters of a paragraph that is looked at


@dataclass(frozen=True, slots=True)
class Post:
    """A post: its words, whose it is (as written there), and the numbers of its paragraphs."""

    words: Marked
    mention: Span
    paragraphs: range


def find_posts(text: str, paragraphs: Sequence[Span]) -> Iterator[Post]:
    """Yield the posts that are signed in one paragraph with their words, or in the next one."""
    for number, (start, end) in enumerate(paragraphs):
        signed = _SIGNATURE.search(text, start, end) if end - start <= _LONGEST else None
        if signed is None:
            continue
        first = number if text[start : signed.start()].strip() else number - 1
        if first >= 0 and (words := _words(text, paragraphs[first][0], signed.start())):
            yield Post(
                Marked(*words, (paragraphs[first][0], end), unmarked=True), signed.span("who"), range(first, number + 1)
            )


def _words(text: str, start: int, end: int) -> Span | None:
    """The words of a post, without the links and tags around them."""
    tags = _TAGS.match(text, start, end)
    start = tags.end() if tags else start
    links = _LINKS.search(text, start, end)
    start, end = trim(text, start, links.start() if links else end)
    return (start, end) if any(character.isalnum() for character in text[start:end]) else None
