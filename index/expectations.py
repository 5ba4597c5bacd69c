"""What kind of thing answers a question of fact, and whether a sentence shows one that the question does not name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.roles import CALENDAR, ROLES
from index.text import fold_words, word_set

Expects = Literal["person", "name", "time", "place", "number", "reason", "anything"]

_AUXILIARIES = (
    "is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|may|might|to|in|of|on|at|for|by|from"
)
_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z“\"'])")
_AFTER = re.compile(rf"\b(?:what|which)\s+((?:(?!(?:{_AUXILIARIES})\b)[\w’'.-]+\s*){{1,5}})", re.IGNORECASE)
_NAMED = re.compile(r"\bwhat\b.*\bnames?\b|\b(?:named|called|titled|dubbed) (?:what|which)\b", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\bhow (?:many|much|old|long|far|often|big|large|high|tall|fast|deep|heavy|wide)\b(?! ago)", re.IGNORECASE
)
_COUNTED = re.compile(rf"\bhow many (?:\w+ )??(?P<what>\w+)(?= (?:{_AUXILIARIES}|that|who)\b)", re.IGNORECASE)
_HOW_LONG_AGO = re.compile(r"\bhow long ago\b|\bsince when\b", re.IGNORECASE)
_CAUSED = re.compile(r"\bwhat (?:caused|made|led|prompted|triggered)\b|\b(?:reason|cause)\b", re.IGNORECASE)
_BY_WORD: dict[str, Expects] = {
    "who": "person",
    "whom": "person",
    "whose": "person",
    "when": "time",
    "where": "place",
    "why": "reason",
}
_TIMES = word_set("time date year day month week season decade century era weekday")
_AMOUNTS = word_set(
    """percentage percent number amount sum share score rank age price cost fee salary temperature speed distance
    height weight length size rate total majority margin fine"""
)
_PLACES = word_set(
    """country city state town place nation village county region continent island province location district
    capital neighborhood neighbourhood airport park river mountain lake sea ocean territory street"""
)
_PEOPLE = ROLES | word_set(
    """celebrity person man woman figure politician winner loser host athlete golfer boxer swimmer runner driver model
    youtuber influencer individual icon legend contestant royal tycoon magnate rapper band"""
)
_NAMED_THINGS = word_set(
    """film movie show series sitcom drama song single album book novel play musical company firm brand retailer chain
    restaurant team club squad agency party organization organisation institution university college school newspaper
    magazine publication network channel platform app website service bank airline manufacturer automaker carmaker
    group league tournament award prize ship spacecraft mission hurricane storm typhoon operation bill law act
    treaty drug vaccine disease game franchise museum hotel hospital church stadium arena festival species planet
    language currency product device toy word phrase term bridge building landmark site monument newspaper outlet"""
)
_KINDS: list[tuple[frozenset[str], Expects]] = [
    (_TIMES, "time"),
    (_AMOUNTS, "number"),
    (_PLACES, "place"),
    (_PEOPLE, "person"),
    (_NAMED_THINGS, "name"),
]
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS = r"Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\."
_TIME = re.compile(
    rf"\b(?:{_MONTHS}|{_SHORT_MONTHS})\s+\d|\b\d{{1,2}}\s+(?:{_MONTHS})\b|\b(?:{_MONTHS})\b|\b(?:1[0-9]|20)\d\d\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:yesterday|today|tomorrow|tonight|ago)\b"
    r"|\b(?:last|next|this|past) (?:week|month|year|night|decade)\b|\bcentur(?:y|ies)\b"
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|dozen|hundred|thousand|million"
    r"|billion|half|quarter|third)s?\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|since|after|amid|over|so that|in order|as a result|caused?|led|owing|thanks to|blamed?)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|outside|across|of|around|off)\s+(?:the\s+)?(?P<name>[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*)"
)
_CAPITALISED = re.compile(r"(?:[A-Z]|\d+[A-Za-z])[\w’'-]*(?:\s+(?:(?:of|the|and|de|al|von|van)\s+)*[A-Z0-9][\w’'.-]*)*")
_QUOTED = re.compile(r"[“\"‘]([^”\"’]{2,60})[”\"’]")
_TOKEN = re.compile(r"\S*\w")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|tonight")
NO_NAME = CALENDAR | word_set(
    """i the a an this that these those he she it they we you his her its their our my in on at for from by with as
    but and or so if when while after before since there here what who how why where which no not yes also although
    though however because despite during according more most some many all one two three last next new meanwhile
    under over about both each every another other still now then just only even see mr mrs ms dr"""
)


def find_expected(question: str) -> Expects:
    """Return what kind of thing the question asks for; of several sentences the last one that asks tells."""
    clause = _asking_clause(question)
    if _HOW_LONG_AGO.search(clause):
        return "time"
    if _HOW_MANY.search(clause):
        return "number"
    if _CAUSED.search(clause):
        return "reason"
    for match in _AFTER.finditer(clause):
        kind = _kind_of(fold_words(match[1]))
        if kind:
            return kind
    if _NAMED.search(clause):
        return "name"
    asking = _QUESTION_WORD.search(clause)
    return _BY_WORD.get(asking.group().lower(), "anything") if asking else "anything"


def find_counted(question: str) -> str | None:
    """Return what is to be counted: "warheads" of "how many nuclear warheads does it have?"; None where nothing is."""
    match = _COUNTED.search(question)
    return match["what"] if match else None


@dataclass(frozen=True, slots=True)
class Shown:
    """Things of the kind expected that a sentence shows: folded, without those of the question; strength 0..1."""

    things: tuple[str, ...]
    strength: float


def find_shown(expected: Expects, sentence: str, known: frozenset[str]) -> Shown:
    """Return what a sentence shows of the kind expected; `known` are the folded words of the question."""
    if expected == "time":
        found = _new(_TIME.findall(sentence), known)
        return Shown(_fold(found), 0.5 if found and all(map(_WEEKDAY.fullmatch, found)) else float(bool(found)))
    if expected == "number":
        found = _new([word for word in _TOKEN.findall(sentence) if _NUMBER.search(word)], known)
        return Shown(_fold(found), float(bool(found)))
    names = _names(sentence, known)
    if expected == "place":
        stands = _new([match["name"] for match in _PLACE.finditer(sentence)], known)
        return Shown(names, 1.0 if stands else 0.5 * bool(names))
    if expected == "person":
        parts = tuple(word for name in names for word in name.split() if len(word) > 2)
        return Shown(names + parts, max((1.0 if " " in name else 0.5 for name in names), default=0.0))
    if expected == "name":
        quoted = _fold(_new(_QUOTED.findall(sentence), known))
        return Shown(names + quoted, 1.0 if names else 0.8 * bool(quoted))
    return Shown(names, float(bool(_REASON.search(sentence))) if expected == "reason" else 0.0)


def _asking_clause(question: str) -> str:
    sentences = _SENTENCE_END.split(question)
    asking = [sentence for sentence in sentences if _QUESTION_WORD.search(sentence)]
    return asking[-1] if asking else sentences[-1]


def _kind_of(words: tuple[str, ...]) -> Expects | None:
    """The kind that the first telling noun stands for: "which historic site" is a name's."""
    for word in words:
        for nouns, kind in _KINDS:
            if word in nouns or word.removesuffix("s") in nouns or (word.endswith("ies") and word[:-3] + "y" in nouns):
                return kind
    return None


def _names(sentence: str, known: frozenset[str]) -> tuple[str, ...]:
    """The capitalised words of a sentence that the question lacks, but for what is only its beginning."""
    found = []
    for match in _CAPITALISED.finditer(sentence):
        words = [word for word in fold_words(match.group()) if word not in NO_NAME]
        if words and not known.issuperset(words):
            found.append(" ".join(words))
    return tuple(found)


def _new(found: Sequence[str], known: frozenset[str]) -> list[str]:
    return [one for one in found if not known.issuperset(fold_words(one))]


def _fold(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(fold_words(one)) for one in found)
