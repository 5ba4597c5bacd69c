"""Whether sentences of several articles are the same, or nearly, or tell different things of one matter."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import chain

from index.expectations import NO_NAME, Expects
from index.terms import find_stems
from index.text import fold_word, fold_words, space_out, word_set

_SHINGLE = 3  # words
_SAME = 0.7  # share of two texts' shingles that they have in common from which on they are the same text
_SAME_MATTER = 0.6  # share of the shorter sentence's stems that the other has as well
_FEWEST = 4  # stems; a shorter sentence does not tell what it is about
_NUMERALS = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"}
_NUMERALS |= {"eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12"}
_DENIALS = word_set("no not never nobody nothing neither nor without")
_WORD = re.compile(r"\w+(?:[.’'-]\w+)*")
_SMALL = word_set("a an the of in on at to for from by with and or was were is are has had have it its that this as")
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_TIME_KINDS = (  # what two dates can be compared by, the coarsest first
    re.compile(r"\b(?:1[0-9]|20)\d\d\b"),
    re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"),
    re.compile(r"\b\d{1,2}\b"),
    re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"),
)


def is_same_text(one: str, other: str) -> bool:
    """Tell agency copy, with a word changed here and there, from other words; short texts must be equal."""
    if one == other:
        return True
    ours, theirs = find_shingles(one), find_shingles(other)
    if not ours or not theirs:
        return False
    return len(ours & theirs) >= _SAME * len(ours | theirs) and _particulars(one) == _particulars(other)


def is_same_matter(one: str, other: str) -> bool:
    """Tell whether two sentences have most of their words in common, but for numbers."""
    ours, theirs = _matter(one), _matter(other)
    fewer = min(len(ours), len(theirs))
    return fewer >= _FEWEST and len(ours & theirs) >= _SAME_MATTER * fewer


def disagree(expects: Expects, things: Collection[str], others: Collection[str]) -> bool:
    """Tell whether two sentences show different numbers or dates (folded, as `find_shown` gives them)."""
    if expects == "number":
        ours, theirs = _numbers(things), _numbers(others)
        shared_years = {value for value in ours & theirs if _YEAR.fullmatch(value)}
        ours, theirs = ours - shared_years, theirs - shared_years
        return bool(ours and theirs) and ours.isdisjoint(theirs)
    if expects == "time":
        compared = [(_found(kind, things), _found(kind, others)) for kind in _TIME_KINDS]
        return any(ours and theirs and ours.isdisjoint(theirs) for ours, theirs in compared)
    return False


def _numbers(things: Collection[str]) -> set[str]:
    words = (word for thing in things for word in thing.split())
    values = (_NUMERALS.get(word) or "".join(filter(str.isdigit, word)) for word in words)
    return {value for value in values if value}


def _found(kind: re.Pattern[str], things: Collection[str]) -> set[str]:
    return {found for thing in things for found in kind.findall(thing)}


@lru_cache(maxsize=1 << 10)
def find_shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of three words of a text; all its words where it has no more."""
    words = fold_words(space_out(text))
    runs = (words[start : start + _SHINGLE] for start in range(max(1, len(words) - _SHINGLE + 1)))
    return frozenset(run for run in runs if run)


@lru_cache(maxsize=1 << 10)
def _particulars(text: str) -> frozenset[str]:
    """What may not differ in copies: numbers, names and days, and whether something is denied."""
    written = _WORD.findall(text)
    first, later = written[:1], written[1:]
    named = [*(word for word in first if word.lower() not in NO_NAME), *later]
    capitalised = (word for word in named if word[0].isupper())
    telling = (*capitalised, *(word for word in written if any(map(str.isdigit, word))))
    spelt_out = (word for word in written if word.lower() in _NUMERALS or word.lower() in _DENIALS)
    return frozenset(chain(map(fold_word, telling), map(str.lower, spelt_out)))


def _matter(text: str) -> set[str]:
    stems = find_stems(text)
    return {stem for stem in stems if stem not in _SMALL and stem not in _NUMERALS and not any(map(str.isdigit, stem))}
