"""Outlets that a question names: "the Arden Courier piece", "as reported by Gridline and The Norvian"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from index.text import fold_words, word_set
from index.types import Span

_PART = re.compile(r"\s+[-–|]\s+|:\s+")  # between an outlet's name and its section: "Gridline - Sport"
_WORD = re.compile(r"[\w\u0300-\u036f]+(?:[.’'&-][\w\u0300-\u036f]+)*")
_PIECE = r"(?:articles?|stor(?:y|ies)|pieces?|reports?|reporting|coverage|columns?|reviews?|website)"
_BEFORE = re.compile(
    r"(?:\b(?:from|by|in|on|of|per|to|both|and|the|a|an|with|between|while)|[“\"'‘(])\s*$", re.IGNORECASE
)
_AFTER = re.compile(
    rf"^\s*[”\"'’)]*\s*(?:{_PIECE}|reported|reports|says|said|wrote|writes|and|on|suggests?)\b|^[’']s\b"
)
_LIST = re.compile(r"[”\"'’]?,\s*(?:and\s+|or\s+)?[“\"'‘]?")  # between two outlets of a list
_NAME = r"(?P<name>(?:[A-Z][\w’'.&-]*\s+)*[A-Z][\w’'.&-]*)"
_SOURCE_BEFORE = re.compile(
    r"\b(?:according to"
    r"|(?:reported|published|covered|described|detailed|discussed|noted|highlighted) (?:both )?(?:by|in|on)"
    rf"|{_PIECE} (?:from|in|by|on|at))\s*(?:the\s+)?[“\"'‘]?(?:the\s+)?$",
    re.IGNORECASE,
)
_SOURCE_AFTER = re.compile(rf"^\s*[”\"'’)]*(?:[’']s)?\s+(?:\w+\s+)?{_PIECE}\b", re.IGNORECASE)
_STRANGE = re.compile(rf"\b{_NAME}[’'”\"]?\s+(?:articles?|stor(?:y|ies)|pieces?|reports?)\b")
_FROM = re.compile(rf"\b(?:article|story|piece|report)\s+(?:from|in|by|on)\s+(?:the\s+)?[“\"'‘]?{_NAME}")
_IN_THE = re.compile(rf"\bin\s+the\s+{_NAME}$")
_PRESS = word_set(
    """times post journal news guardian tribune herald courier gazette telegraph chronicle observer independent
    magazine weekly daily press review bloomberg reuters bbc cnn cnbc npr website wire"""
)
_MEDIA = {("news",), ("newspaper",), ("magazine",), ("media",), ("online",)}  # which a name is often said without
_NO_PRESS = word_set(
    "the this that these those which what an a any one two both based considering according between did does"
)


@dataclass(frozen=True, slots=True)
class Named:
    """An outlet of the collection that a question names, and where. `sources` are the names that its articles carry.

    is_source: it is named as where something stands ("the Courier piece"), not as somebody the question is about.
    """

    name: str
    sources: tuple[str, ...]
    span: Span
    is_source: bool


class Outlets:
    """The outlets of a collection, found in questions by what they are called: "Gridline" is also "The Gridline"."""

    def __init__(self, sources: Iterable[str]) -> None:
        """Take the names that articles carry, "Gridline - Sport"; outlets of several sections are one."""
        self._called: dict[tuple[str, ...], list[str]] = {}
        for source in sources:
            names = {_words(source), _words(_PART.split(source)[0])}
            shorter = {words[:-1] for words in names if words[-1:] in _MEDIA}
            for words in (names | shorter) - {()}:
                self._called.setdefault(words, []).append(source)
        self._longest = max(map(len, self._called), default=0)

    def find(self, question: str) -> list[Named]:
        """Return the outlets that a question names as such, each once, in its order."""
        found: dict[tuple[str, ...], Named] = {}
        for named in self.find_mentions(question):
            found.setdefault(named.sources, named)
        return list(found.values())

    def find_mentions(self, question: str) -> list[Named]:
        """Return every place where a question names an outlet as such, in its order."""
        tokens = [(match.span(), fold_words(match.group().replace("-", " "))) for match in _WORD.finditer(question)]
        found: list[Named] = []
        for at, (span, _) in enumerate(tokens):
            last = found[-1].span[1] if found else 0
            if span[0] < last:
                continue
            goes_on = bool(found) and _LIST.fullmatch(question[last : span[0]]) is not None
            named = self._named_at(question, tokens[at : at + self._longest], goes_on=goes_on)
            if named:
                found.append(named)
        return found

    def find_strange(self, question: str) -> str | None:
        """Return the name of an outlet that a question takes for one of the collection's, and that is none of them."""
        for match in chain(*(pattern.finditer(question) for pattern in (_STRANGE, _FROM, _IN_THE))):
            name = _strip(match["name"])
            words = _words(name)
            if _PRESS.intersection(words) and not self._begins_or_ends(words):
                return name
        return None

    def _named_at(
        self, question: str, tokens: Sequence[tuple[Span, tuple[str, ...]]], *, goes_on: bool
    ) -> Named | None:
        """The longest name of an outlet that these words begin with, if it is written and used as a name.

        goes_on: they follow another outlet's name in a list.
        """
        for end in range(len(tokens), 0, -1):
            words = tuple(word for _, folded in tokens[:end] for word in folded)
            sources = self._called.get(words)
            span = tokens[0][0][0], tokens[end - 1][0][1]
            if sources and (_is_used_as_name(question, span, len(words)) or (goes_on and question[span[0]].isupper())):
                return Named(question[slice(*span)], tuple(sources), span, _is_source(question, span))
        return None

    def _begins_or_ends(self, words: tuple[str, ...]) -> bool:
        """Tell whether words begin or end with what an outlet is called: "Norvian Gridline", "Gridline Weekend"."""
        parts = {words[:end] for end in range(1, len(words) + 1)} | {words[start:] for start in range(len(words))}
        return not parts.isdisjoint(self._called)


def _is_used_as_name(question: str, span: Span, length: int) -> bool:
    text = question[slice(*span)]
    if not text[0].isupper():
        return False
    before, after = question[: span[0]], question[span[1] :]
    has_article = before.endswith("The ")
    if length > 1 or has_article or text[1:] != text[1:].lower():
        return True
    return bool(_BEFORE.search(before)) or bool(_AFTER.match(after))


def _is_source(question: str, span: Span) -> bool:
    before, after = question[: span[0]], question[span[1] :]
    return bool(_SOURCE_BEFORE.search(before) or _SOURCE_AFTER.match(after))


def _words(name: str) -> tuple[str, ...]:
    """The folded words of a name without its article: "the-norvian" is "Norvian"."""
    words = fold_words(name.replace("-", " "))
    return words[1:] if words[:1] == ("the",) else words


def _strip(name: str) -> str:
    words = name.split()
    while words and words[0].lower() in _NO_PRESS:
        words.pop(0)
    return " ".join(words)
