"""What the articles of one outlet repeat: paragraphs that are the outlet's, told from text that several articles print.

An agency's text in three articles of one outlet, a background paragraph that a running story takes along and a speech
that all quote are repeated too. So a paragraph counts only where articles that are not versions of one text share it,
and the less it looks like what a page says to its readers, the more of them it takes:

- what addresses the reader ("you", "our newsletter", an address on the web): three articles, wherever it stands;
- a line that is no sentence: three articles, at the beginning or the end of nearly all of them; prose there: five;
- whatever quotes somebody, introduces something (":"), is a short sentence ("The inquiry continues.") or stands within
  the article: eleven articles that are also a tenth of the outlet's.
"""

from __future__ import annotations

import hashlib
import re
import string
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.text import find_paragraphs
from index.types import Article, Span

_OVERWHELMING = (10, 0.1)  # other articles, and share of the outlet's
_AT_EDGE = 0.8  # share of a paragraph's places that are at an article's edge
_HEAD, _TAIL = 2, 5  # paragraphs that are an article's edges, if that is no more than a third of it
_SAME_TEXT = 0.5  # share of the shorter one's running text that versions of one text have in common
_CARRIERS = 64  # articles looked at for one paragraph
_ADDRESS_WORDS = 5
_PROSE_WORDS = 8
_PUNCTUATION = (string.punctuation + string.whitespace).encode()
_OTHER_PUNCTUATION = re.compile(rb"\xe2[\x80\x81].|\xc2[\xa0-\xbf]|\xef\xbb\xbf", re.DOTALL)  # “ ” – … « » in UTF-8
_QUOTED = re.compile(r"[“\"«](?:[^”\"»\s]+\s+){3}|^[“\"«]|[”\"»]$")
_SENTENCE = re.compile(r"[.?!…][\"'”’»)\]]*$")
_TO_READERS = (
    " you",
    "your ",
    " us ",
    " us.",
    "our ",
    "subscri",
    "newsletter",
    "inbox",
    "click ",
    "follow ",
    "sign up",
)
_ON_THE_WEB = ("@", "http", "www.")
_SIGNS = (*_TO_READERS, *_ON_THE_WEB)


def paragraph_digest(paragraph: str) -> int:
    """Return a number of 64 bits for a paragraph's letters, whatever their case, punctuation and spaces; 0 for none."""
    letters = paragraph.casefold().encode("utf-8", "surrogatepass").translate(None, _PUNCTUATION)
    if not letters.isascii():
        letters = _OTHER_PUNCTUATION.sub(b"", letters)
    return int.from_bytes(hashlib.blake2b(letters, digest_size=8).digest(), "big") if letters else 0


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph as it counts, and where it stands."""

    line: str
    span: Span
    is_edge: bool

    @property
    def running(self) -> int:
        """The number of its words where it is prose that addresses nobody."""
        words = self.line.count(" ") + 1
        return 0 if words < _PROSE_WORDS or _addresses_readers(self.line) else min(words, 0xFFFF)


class Repetition:
    """Counts the paragraphs of all articles, outlet by outlet, in some 40 bytes each; their order does not matter.

    Add every article first, and then ask. An article that is added twice counts once, and articles whose outlet nobody
    knows are one outlet's.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._outlets: Counter[int] = Counter()
        self._keys = array("Q")
        self._starts = array("Q", [0])
        self._digests = array("Q")
        self._running = array("H")
        self._edges = array("B")
        self._spans = array("I")
        self._places: _Places | None = None

    def add(self, article: Article) -> None:
        """Count an article's paragraphs."""
        if article.id in self._numbers:
            return
        outlet = _outlet(article)
        self._places = None
        self._numbers[article.id] = len(self._keys)
        self._outlets[outlet] += 1
        self._keys.append(int(article.id, 16))
        for digest, paragraph in _read(article).items():
            self._digests.append(digest ^ outlet)
            self._running.append(paragraph.running)
            self._edges.append(paragraph.is_edge)
            self._spans.extend(paragraph.span)
        self._starts.append(len(self._digests))

    def repeated_in(self, article: Article) -> frozenset[int]:
        """Return the digests of those paragraphs of an article that its outlet repeats in others."""
        number, outlet, found = self._numbers.get(article.id), _outlet(article), set()
        paragraphs = _read(article) if number is None else self._shared(number, article.text, outlet)
        if not paragraphs:
            return frozenset()
        running = _running_text(paragraphs, outlet) if number is None else self._running_text(number)
        for digest, paragraph in paragraphs.items():
            own = number if digest ^ outlet in running else None
            others = self._sorted().others(digest ^ outlet, own, paragraph.is_edge)
            if others.count > 1 and self._are_enough(paragraph, others, outlet, running):
                found.add(digest)
        return frozenset(found)

    def _shared(self, number: int, text: str, outlet: int) -> dict[int, _Paragraph]:
        """Those paragraphs of an article that others have as well: nothing else of it need be read a second time."""
        found = {}
        for place in self._sorted().shared(self._starts[number], self._starts[number + 1]):
            start, end = self._spans[2 * place : 2 * place + 2]
            found[self._digests[place] ^ outlet] = _Paragraph(text[start:end], (start, end), bool(self._edges[place]))
        return found

    def _sorted(self) -> _Places:
        if self._places is None:
            self._places = _Places(self._digests, self._starts, self._keys, self._edges)
        return self._places

    def _are_enough(self, paragraph: _Paragraph, others: _Others, outlet: int, running: Mapping[int, int]) -> bool:
        at_edge = paragraph.is_edge and others.at_edge >= _AT_EDGE * others.count
        needed, share = _needed(paragraph.line, at_edge)
        if others.count < max(needed, share * self._outlets[outlet] - 1):
            return False
        different = [running]
        for number in others.carriers:
            candidate = self._running_text(number)
            if not any(_is_same_text(candidate, other) for other in different):
                different.append(candidate)
            if len(different) > needed:
                return True
        return False

    def _running_text(self, number: int) -> dict[int, int]:
        part = slice(self._starts[number], self._starts[number + 1])
        return dict(zip(self._digests[part], self._running[part], strict=True))


@dataclass(frozen=True, slots=True)
class _Others:
    """The other articles that have a paragraph: how many, how many of them at their edge, the numbers of the first."""

    count: int
    at_edge: int
    carriers: Sequence[int]


class _Places:
    """All paragraphs by their digest, and by their article's id within each, whatever the order of adding."""

    def __init__(self, digests: array[int], starts: array[int], keys: array[int], edges: array[int]) -> None:
        unsorted = np.array(digests, dtype=np.uint64)
        bounds = np.array(starts, dtype=np.int64)
        articles = np.repeat(np.arange(len(keys), dtype=np.uint32), bounds[1:] - bounds[:-1])
        order = np.lexsort((np.array(keys, dtype=np.uint64)[articles], unsorted))
        self._edges = np.concatenate(([0], np.cumsum(np.array(edges, dtype=np.int64)[order])))
        self._articles = articles[order]
        self._digests = unsorted[order]
        self._shared = np.zeros(len(unsorted), dtype=bool)
        runs = self._digests[2:] == self._digests[:-2]
        for offset in range(3):
            self._shared[order[offset : offset + len(runs)][runs]] = True

    def shared(self, first: int, last: int) -> list[int]:
        """Return which of the paragraphs added from `first` to `last` are in three articles or more."""
        places: list[int] = (first + np.flatnonzero(self._shared[first:last])).tolist()
        return places

    def others(self, digest: int, own: int | None, is_edge: bool) -> _Others:
        """Return who else has a paragraph with this digest; `own`, if it was added, has one, at its edge or not."""
        first = int(np.searchsorted(self._digests, np.uint64(digest), "left"))
        last = int(np.searchsorted(self._digests, np.uint64(digest), "right"))
        carriers = [
            number for number in self._articles[first : min(last, first + _CARRIERS + 1)].tolist() if number != own
        ]
        is_own = own is not None
        at_edge = int(self._edges[last] - self._edges[first]) - (is_own and is_edge)
        return _Others(last - first - is_own, at_edge, carriers[:_CARRIERS])


def _read(article: Article) -> dict[int, _Paragraph]:
    """The different paragraphs of an article; its title, where the text repeats it, is not the outlet's."""
    spans = list(find_paragraphs(article.text))
    head, tail = (min(edge, len(spans) // 3) for edge in (_HEAD, _TAIL))
    found = {}
    for number, (start, end) in enumerate(spans):
        line, is_edge = article.text[start:end], number <= head or number >= len(spans) - tail
        found[paragraph_digest(line)] = _Paragraph(line, (start, end), is_edge)
    found.pop(0, None)
    found.pop(paragraph_digest(article.title), None)
    return found


def _running_text(paragraphs: Mapping[int, _Paragraph], outlet: int) -> dict[int, int]:
    return {digest ^ outlet: paragraph.running for digest, paragraph in paragraphs.items()}


def _addresses_readers(line: str) -> bool:
    lowered = f" {line.lower()}"
    return any(map(lowered.__contains__, _SIGNS))


def _needed(line: str, at_edge: bool) -> tuple[int, float]:
    """How many other articles must have a paragraph, and how large a share of the outlet's all are."""
    words = line.count(" ") + 1
    if _QUOTED.search(line) or line.endswith(":"):
        return _OVERWHELMING
    if words >= _ADDRESS_WORDS and _addresses_readers(line):
        return 2, 0
    if at_edge and not _SENTENCE.search(line):
        return 2, 0
    return (4, 0) if at_edge and words >= _PROSE_WORDS else _OVERWHELMING


def _is_same_text(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    """Tell versions of one text by the words of the paragraphs they share; without running text, by all of them."""
    shorter = min(sum(one.values()), sum(other.values()))
    if not shorter:
        return one.keys() == other.keys()
    return sum(one[digest] for digest in one.keys() & other.keys()) >= _SAME_TEXT * shorter


def _outlet(article: Article) -> int:
    """A number for the outlet, whatever the case of its name."""
    return paragraph_digest(article.source or "")
