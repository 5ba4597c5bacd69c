"""Outlets that a question names: "the Arden Courier piece", "as reported by Gridline and The Norvian"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.text import fold_words, word_set
from index.types import Span

_PART = re.compile(r"\s+[-–|]\s+|:\s+")  # between an outlet's name and its section: "Gridline - Sport"
_WORD = re.compile(r"\w+(?:[.’'&-]\w+)*")
_PIECE = r"(?:articles?|stor(?:y|ies)|pieces?|reports?|reporting|coverage|columns?|reviews?|website)"
_BEFORE = re.compile(
    r"(?:\b(?:from|by|in|on|of|per|to|both|and|the|a|an|with|between|while)|[“\"'‘(])\s*$", re.IGNORECASE
)
_AFTER = re.compile(
    rf"^\s*[”\"'’)]*\s*(?:{_PIECE}|reported|reports|says|said|wrote|writes|and|on|suggests?)\b|^[’']s\b"
)
_NAME = r"(?P<name>(?:[A-Z][\w’'.&-]*\s+)*[A-Z][\w’'.&-]*)"
_SOURCE_BEFORE = re.compile(
    r"\b(?:according to"
    r"|(?:reported|published|covered|described|detailed|discussed|noted|highlighted) (?:both )?(?:by|in|on)"
    rf"|{_PIECE} (?:from|in|by|on|at))(?: the)?(?: article| report)?\s*[“\"'‘]?$",
    re.IGNORECASE,
)
_SOURCE_AFTER = re.compile(rf"^\s*[”\"'’)]*(?:[’']s)?\s+(?:\w+\s+)?{_PIECE}\b", re.IGNORECASE)
_STRANGE = re.compile(rf"\b{_NAME}[’'”\"]?\s+(?P<piece>articles?|stor(?:y|ies)|pieces?|reports?)\b")
_FROM = re.compile(rf"\b(?P<piece>article|story|piece|report)\s+(?:from|in|by|on)\s+(?:the\s+)?[“\"'‘]?{_NAME}")
_PRESS = word_set(
    """times post journal news guardian tribune herald courier gazette telegraph chronicle observer independent
    magazine weekly daily press review bloomberg reuters bbc cnn cnbc npr website wire"""
)
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


def find_outlets(question: str, sources: Iterable[str]) -> list[Named]:
    """Return the outlets that a question names as such, in its order; `sources` are those of the collection."""
    called: dict[tuple[str, ...], list[str]] = {}
    for source in sources:
        for name in (source, _PART.split(source)[0]):
            words = _without_article(fold_words(name.replace("-", " ")))
            if words and source not in called.setdefault(words, []):
                called[words].append(source)
    tokens = [(match.span(), fold_words(match.group().replace("-", " "))) for match in _WORD.finditer(question)]
    found: list[Named] = []
    at = 0
    while at < len(tokens):
        named = _named_at(question, tokens, at, called)
        if named is None:
            at += 1
            continue
        found += [named] if named.sources not in [other.sources for other in found] else []
        at = next((i for i, (span, _) in enumerate(tokens) if span[0] >= named.span[1]), len(tokens))
    return found


def find_strange_outlet(question: str, sources: Iterable[str]) -> str | None:
    """Return the name of an outlet that a question takes for one of the collection's, and that is none of them."""
    known = {_without_article(fold_words(name)) for source in sources for name in (source, _PART.split(source)[0])}
    for pattern in (_STRANGE, _FROM):
        for match in pattern.finditer(question):
            name = _strip(match["name"])
            words = _without_article(fold_words(name))
            if not words or any(words[-len(one) :] == one or words[: len(one)] == one for one in known if one):
                continue
            if _PRESS.intersection(words):
                return name
    return None


def _named_at(
    question: str, tokens: list[tuple[Span, tuple[str, ...]]], at: int, called: dict[tuple[str, ...], list[str]]
) -> Named | None:
    """The longest name of an outlet that begins at a word, if it is written and used as a name."""
    for end in range(min(len(tokens), at + 8), at, -1):
        words = tuple(word for _, folded in tokens[at:end] for word in folded)
        sources = called.get(words)
        span = tokens[at][0][0], tokens[end - 1][0][1]
        if sources and _is_used_as_name(question, span, len(words)):
            return Named(question[slice(*span)], tuple(sources), span, _is_source(question, span))
    return None


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
    before = re.sub(r"\bthe\s*$", "", question[: span[0]], flags=re.IGNORECASE)
    return bool(_SOURCE_BEFORE.search(before.rstrip() + " ") or _SOURCE_BEFORE.search(before.rstrip())) or bool(
        _SOURCE_AFTER.match(question[span[1] :])
    )


def _without_article(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if words[:1] == ("the",) else words


def _strip(name: str) -> str:
    words = name.split()
    while words and words[0].lower() in _NO_PRESS:
        words.pop(0)
    return " ".join(words)
