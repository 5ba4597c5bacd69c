"""Articles that print one text: an agency's in several places, cut, with another headline or lead, brought up to date.

MinHash (Broder 1997, by datasketch) over runs of five words finds who may be alike; every pair is then compared word by
word. What a template makes (weather, results of matches) is alike too, but for the names and figures in it: two
articles that have other names in the same places are two stories.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

Words = np.ndarray[Any, np.dtype[np.uint32]]

_COUNT = 4  # bytes for the number of words
_RUN = 5  # words; with runs of five, one changed word in six leaves hardly anything alike
_SHARED = 0.75  # share of the shorter text's runs that the longer one has; below are articles of one running story
_SHORTER = 1 / 3  # share of the longer text's length that the shorter one must have; less is a brief or a box
_FEW_RUNS = 30  # shorter texts are alike only where they are the same
_PERMUTATIONS, _ROWS = 64, 2  # finds a third of a text by 95 in 100, and unrelated texts never
_CANDIDATES = 16  # groups that an article is compared with, the most alike first
_COMPARED = 8  # members of a group that an article is compared with
_AT_A_PLACE = 64  # groups kept for one value of the signature; what fills more is a template
_SLOT = 4  # words that stand for others in the same place
_NAMES, _FIGURES = 2, 3  # other names from which on two articles are two stories; a single one, with so many figures
_FIGURE_SHARE = 0.05  # of the words, other figures from which on they are two, whatever the names
_ALIGNED = 5000  # words
_NAME_FLAG, _FIGURE_FLAG = 1, 2
_FOLDED = np.uint32(0xFFFFFFFC)
_WORD = re.compile(r"\w+|[.!?:“\"]")
_STARTS = frozenset('.!?:“"')  # a capital behind these need not be a name's


def sign(text: str) -> bytes:
    """Return what tells of a text whether it may be like another: its number of words and its MinHash; 260 bytes.

    Give texts without their boilerplate: what a page says below every article must not make two of them alike.
    """
    words = _read(text)
    return len(words).to_bytes(_COUNT, "little") + _sign(_runs(words)).astype("<u4").tobytes()


class NearDuplicates:
    """Collects articles' signatures, and then tells which articles print one text; 400 bytes of memory an article.

    text_of: gives the signed text of an article by its id, where two of them may be alike.
    """

    def __init__(self, text_of: Callable[[str], str]) -> None:
        self._text_of = text_of
        self._ids: list[str] = []
        self._known: set[str] = set()
        self._lengths: list[int] = []
        self._signatures = bytearray()

    def add(self, article_id: str, signature: bytes) -> None:
        """Take an article; one that is there already stays as it was."""
        if article_id in self._known:
            return
        self._known.add(article_id)
        self._ids.append(article_id)
        self._lengths.append(int.from_bytes(signature[:_COUNT], "little"))
        self._signatures += signature[_COUNT:]

    def groups(self) -> list[tuple[str, ...]]:
        """Return the ids of articles that print one text, two or more a group, sorted; the order of adding is nothing.

        Every two members of a group are alike (up to eight are compared with each new one), so that an article which
        prints two others in full does not make one of them.
        """
        texts = _Texts(lambda number: self._text_of(self._ids[number]))
        groups: list[list[int]] = []
        places = self._shared_places()
        filled = defaultdict[tuple[int, int], list[int]](list)
        for number in sorted(places, key=lambda each: (-self._lengths[each], self._ids[each])):
            near = Counter(group for place in places[number] for group in filled[place])
            joined = self._find_group(number, near, groups, texts)
            if joined is None:
                joined = len(groups)
                groups.append([])
            groups[joined].append(number)
            for place in places[number]:
                if joined not in filled[place] and len(filled[place]) < _AT_A_PLACE:
                    filled[place].append(joined)
        return sorted(tuple(sorted(self._ids[each] for each in group)) for group in groups if len(group) > 1)

    def _find_group(self, number: int, near: Counter[int], groups: list[list[int]], texts: _Texts) -> int | None:
        for group in sorted(near, key=lambda each: (-near[each], each))[:_CANDIDATES]:
            if all(texts.are_versions(member, number) for member in groups[group][:_COMPARED]):
                return group
        return None

    def _shared_places(self) -> dict[int, list[tuple[int, int]]]:
        """For each article, the parts of its signature (which, and its value) that another article has as well."""
        signatures = np.frombuffer(bytes(self._signatures), dtype="<u8").reshape(len(self._ids), _PERMUTATIONS // _ROWS)
        found = defaultdict[int, list[tuple[int, int]]](list)
        for band in range(signatures.shape[1]):
            column = signatures[:, band]
            values, counts = np.unique(column, return_counts=True)
            for number in np.flatnonzero(np.isin(column, values[counts > 1])).tolist():
                if self._lengths[number]:
                    found[number].append((band, int(column[number])))
        return found


class _Texts:
    """The words of the articles, compared."""

    def __init__(self, text_of: Callable[[int], str]) -> None:
        self.words = lru_cache(256)(lambda number: _read(text_of(number)))
        self.runs = lru_cache(256)(lambda number: _runs(self.words(number)))

    def are_versions(self, longer: int, shorter: int) -> bool:
        """Tell whether two articles print one text."""
        one, other = self.words(longer), self.words(shorter)
        if np.array_equal(one, other):
            return True
        runs = self.runs(shorter)
        if len(runs) < _FEW_RUNS or len(runs) < _SHORTER * len(self.runs(longer)):
            return False
        shared = np.intersect1d(self.runs(longer), runs, assume_unique=True)
        return len(shared) >= _SHARED * len(runs) and not _tell_two_stories(one[:_ALIGNED], other[:_ALIGNED])


def _read(text: str) -> Words:
    """The words of a text as numbers whose last two bits say whether it is a name or a figure."""
    words = _WORD.findall(text)
    pairs = zip(words, [".", *words], strict=False)
    return np.array(
        [_number(word, before in _STARTS) for word, before in pairs if word not in _STARTS], dtype=np.uint32
    )


@lru_cache(1 << 16)
def _number(word: str, is_first: bool) -> int:
    is_name = word[0].isupper() and not is_first
    flags = _NAME_FLAG if is_name else _FIGURE_FLAG if word.isdigit() else 0
    return zlib.crc32(word.casefold().encode("utf-8", "surrogatepass")) & 0xFFFFFFFC | flags


def _runs(words: Words) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """The different runs of five words, as numbers of 64 bits."""
    folded = (words & _FOLDED).astype(np.uint64)
    count = max(len(folded) - _RUN + 1, 0)
    runs = np.zeros(count, dtype=np.uint64)
    for offset in range(_RUN):
        runs = (runs ^ (runs >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15) + folded[offset : offset + count]
    return np.unique(runs)


def _sign(runs: np.ndarray[Any, np.dtype[np.uint64]]) -> Words:
    signature = _empty_signature().copy()
    signature.update_batch((runs >> np.uint64(32)).tolist())
    return np.asarray(signature.hashvalues, dtype=np.uint32)


@lru_cache(1)
def _empty_signature() -> Any:
    from datasketch import MinHash  # takes a second to import

    return MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int)


def _tell_two_stories(one: Words, other: Words) -> bool:
    """Tell two stories that a template made, by the other names and figures in the same places."""
    names = set[tuple[int, int]]()
    figures = 0
    for first, second in _swaps(one, other):
        if first & second & _NAME_FLAG:
            names.add((first, second))
        figures += bool(first & second & _FIGURE_FLAG)
    if len(names) >= _NAMES or (names and figures >= _FIGURES):
        return True
    return figures >= max(_FIGURES, _FIGURE_SHARE * min(len(one), len(other)))


def _swaps(one: Words, other: Words) -> Iterator[tuple[int, int]]:
    """Yield the words that stand for each other in short places; a name counts where the other text never has it."""
    ours, theirs = ((words & _FOLDED).tolist() for words in (one, other))
    in_ours, in_theirs = set(ours), set(theirs)
    for step in Levenshtein.opcodes(ours, theirs):
        length = step.src_end - step.src_start
        if step.tag != "replace" or length > _SLOT:
            continue
        for first, second in zip(
            range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
        ):
            is_figure = bool(one[first] & other[second] & _FIGURE_FLAG)
            if is_figure or (ours[first] not in in_theirs and theirs[second] not in in_ours):
                yield int(one[first]), int(other[second])
