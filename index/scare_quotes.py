"""Telling speech from what only stands in quotation marks: a term, a scare quote, a title, a headline."""

from __future__ import annotations

import re

from index.marks import Marked
from index.text import word_set

_FEW = 3  # up to so many words that nobody is said to have spoken are a term
_TITLE_SHARE = 0.75  # share of capitalised long words from which on a phrase reads like a title
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_BEFORE_TITLE = re.compile(
    r"(?:\w[’']s|\b(?:author|episode|edition|broadcast|host|cast|star|co-host|issue) of|\b[Oo]n)\s*$"
)
_PLACING = re.compile(r"\b(?:in|with|of|about|on|for|from|by|at|into|like|through|via)\s$")
_NAME_BEFORE = re.compile(r"(?:^|[\s(“])[A-Z][\w’'.-]*\s$")
_WORKS = word_set(
    """book film movie song album novel series show play documentary article headline titled entitled called named
    dubbed painting poem episode essay report study paper video podcast column piece memoir comedy drama sitcom
    magazine game exhibit exhibition musical opera single track hit sequel script screenplay headlined"""
)


def is_speech(text: str, marked: Marked, *, has_speaker: bool) -> bool:
    """Tell whether quoted words were said (or written) by somebody, as far as their shape and neighbours tell."""
    words = _WORD.findall(text[marked.start : marked.end])
    if _is_titled(text, marked, words) or _is_nickname(text, marked, words):
        return False
    return has_speaker or len(words) > _FEW


def _is_nickname(text: str, marked: Marked, words: list[str]) -> bool:
    """Tell a nickname within a name: "William “Billy” Doe"."""
    before, after = text[: marked.outer[0]], text[marked.outer[1] : marked.outer[1] + 2]
    is_name = 0 < len(words) <= _FEW and all(word[0].isupper() for word in words)
    is_within = bool(_NAME_BEFORE.search(before[-40:])) and after[:1] == " " and after[1:].isupper()
    return is_name and is_within and text[marked.end - 1] not in ".,?!"


def _is_titled(text: str, marked: Marked, words: list[str]) -> bool:
    """Tell the title of a work: capitals, and a word for a work right before."""
    front = text[max(0, marked.outer[0] - 40) : marked.outer[0]]
    before = _WORD.findall(front)
    long_words = [word for word in words if len(word) > 3] or words
    capitals = sum(word[0].isupper() for word in long_words) / max(1, len(long_words))
    names_work = bool(_BEFORE_TITLE.search(front)) or (bool(before) and before[-1].lower() in _WORKS)
    is_within = bool(_PLACING.search(front)) and sum(word[0].isupper() for word in words) > 1  # "in “The Shore.”"
    is_sentence = text[marked.end - 1] in ".?!…" or text[marked.end : marked.outer[1]].startswith(",")
    return capitals >= _TITLE_SHARE and (names_work or is_within or (len(words) > _FEW and not is_sentence))
