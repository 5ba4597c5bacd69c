"""Follow-ups: "what about Torres?", "and when was that?", "why?" completed from what was asked and answered before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.dates import split_period
from index.questions import parse_question
from index.results import Answer
from index.roles import ROLES
from index.text import fold_words

_FEW = 12  # words of a quotation that stand for it in a question
_SHORT = 4  # words of a question that is only a name
_AUXILIARY = r"(?:did|does|do|is|are|was|were|has|have|had|will|can|could|would|should)"
_LEAD = re.compile(r"^(?:(?:and|but|so|then|also|ok|okay)\b[\s,]*)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:(?:what|how)\s+about|same\s+for)\s+(?P<what>.+)$", re.IGNORECASE)
_ASKED_OF_IT = re.compile(
    r"^(?P<asking>when|where|why|how(?:\s+(?:many|much|long|often))?)(?:\s+exactly)?"
    rf"(?:\s+{_AUXILIARY}\s+(?:that|it|this)(?:\s+happen(?:ed)?)?)?$",
    re.IGNORECASE,
)
_WHERE_OR_WHEN = re.compile(
    r"^(?:in|since|after|before|until|from|on|during|according to|yesterday|last)\b", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:he|she|they|him|her|them|his|their)\b", re.IGNORECASE)
_POSSESSIVES = {"his", "their"}
_WITH_AUXILIARY = re.compile(
    rf"^(?:what|when|where|why|who|whom|which|how)\b(?:\s+(?!{_AUXILIARY}\b)\S+)*?\s+(?P<rest>{_AUXILIARY}\b.+)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![.?!:] )\b[A-Z][\w.’'-]*(?:\s+(?:(?:of|al|de|von|van)\s+)*[A-Z][\w.’'-]*)*")
_NAMED = re.compile(rf"(?:\bthe\s+)?{_NAME.pattern}")
_OBJECT = re.compile(r"\b(?:that|this|so|it)$", re.IGNORECASE)
_ASKING_WORD = re.compile(rf"\b(?:what|when|where|why|who|whom|whose|which|how|{_AUXILIARY})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question asked before, as it was understood; who was quoted in answer, and the first words that were cited."""

    question: str
    speakers: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that stands alone; choices: whom it may mean by "he" or "she", where that is open."""

    text: str
    choices: tuple[str, ...] = ()


def is_pronoun(words: str) -> bool:
    """Tell "he" and its like from a name."""
    return _PRONOUN.fullmatch(words.strip()) is not None


def exchange_of(answer: Answer) -> Exchange:
    """Return what of an answer a follow-up can refer to."""
    speakers = dict.fromkeys(citation.speaker for citation in answer.citations if citation.speaker)
    words = answer.citations[0].text if answer.citations else ""
    return Exchange(answer.question, tuple(speakers), words)


def complete(question: str, before: Sequence[Exchange], is_speaker: Callable[[str], bool]) -> Completed:
    """Return a question that stands alone: as it is, or completed from the exchanges before it, the latest one last.

    is_speaker: whether a name or description means somebody whom the articles quote.
    """
    plain = " ".join(question.split()).rstrip(" ?!.")
    bare = _LEAD.sub("", plain)
    if not before or not bare:
        return Completed(question)
    last = before[-1]
    if about := _ABOUT.match(bare):
        return Completed(_about(about["what"], last, is_speaker))
    if asking := _ASKED_OF_IT.match(bare):
        return Completed(_asked_of_it(asking["asking"], last))
    if _ASKING_WORD.search(bare) is None and len(bare.split()) <= _SHORT:
        if _WHERE_OR_WHEN.match(bare):
            return Completed(_narrowed(last, bare))
        if bare != plain or is_speaker(bare):
            return Completed(_about(bare, last, is_speaker))
    return _with_name(question, before)


def _about(what: str, last: Exchange, is_speaker: Callable[[str], bool]) -> str:
    """The last question of somebody or something else."""
    if _WHERE_OR_WHEN.match(what) or split_period(f"x in {what}", date.today())[1]:
        return _narrowed(last, what if _WHERE_OR_WHEN.match(what) else f"in {what}")
    text = last.question.rstrip(" ?!.")
    asked = parse_question(last.question)
    if asked.who and asked.asks in ("words", "check") and is_speaker(what):
        return f"{text.replace(asked.who, what, 1)}?"
    if asked.topic:
        return f"{text.replace(asked.topic, what, 1)}?"
    if asked.asks == "words":
        return f"{text} about {what}?"
    name = _NAMED.search(text)
    return f"{text[: name.start()]}{what}{text[name.end() :]}?" if name else f"{text}, {what}?"


def _asked_of_it(asking: str, last: Exchange) -> str:
    """ "When?" of what was asked last."""
    text, asked = last.question.rstrip(" ?!."), parse_question(last.question)
    asking = asking[:1].upper() + asking[1:].lower()
    if asked.asks == "words" and asked.who:
        who = last.speakers[0] if len(last.speakers) == 1 else asked.who
        return f"{asking} did {who} say {_quoted(last) or 'that'}?"
    whole = _WITH_AUXILIARY.match(text)
    return f"{asking} {whole['rest']}?" if whole else f"{asking} was that: {text[:1].lower()}{text[1:]}?"


def _narrowed(last: Exchange, where: str) -> str:
    """The last question, at another time or in another place."""
    text = split_period(last.question.rstrip(" ?!."), date.today())[0]
    return f"{text} {where}?"


def _with_name(question: str, before: Sequence[Exchange]) -> Completed:
    """The question with the name for "he" or "she", unless it names somebody itself."""
    pronoun = _PRONOUN.search(question)
    if pronoun is None:
        return Completed(_with_thing(question, before[-1]))
    if _names_somebody(question, pronoun):
        return Completed(question)
    people = next((people for exchange in reversed(before) if (people := _people(exchange))), ())
    if len(people) != 1:
        return Completed(question, people)
    name = f"{people[0]}’s" if _is_possessive(question, pronoun) else people[0]
    text = question[: pronoun.start()] + name + question[pronoun.end() :]
    ended = text.rstrip(" ?!.")
    said = _OBJECT.search(ended) if parse_question(before[-1].question).asks == "words" else None
    return Completed(f"{ended[: said.start()]}{_quoted(before[-1])}?" if said and before[-1].words else text)


def _names_somebody(question: str, pronoun: re.Match[str]) -> bool:
    """Whether a question has its own antecedent: "when Torres left, did he", "the mayor and her", "who lost his"."""
    before = question[: pronoun.start()]
    asks_who = re.match(r"(?:who|which)\b", before, re.IGNORECASE) and pronoun[0].lower() in _POSSESSIVES | {"her"}
    return bool(_NAME.search(before) or asks_who) or not ROLES.isdisjoint(fold_words(before))


def _with_thing(question: str, last: Exchange) -> str:
    """The question with what the last one named for an "it" at its end, unless it names something itself."""
    ended = question.rstrip(" ?!.")
    thing = _OBJECT.search(ended)
    named = [match[0] for match in _NAMED.finditer(last.question.rstrip(" ?!."))]
    return f"{ended[: thing.start()]}{named[-1]}?" if thing and named and not _NAME.search(ended) else question


def _is_possessive(question: str, pronoun: re.Match[str]) -> bool:
    """ "His" always; "her" before a noun, which a preposition or the end is not."""
    following = question[pronoun.end() :].split()
    is_before_noun = (
        bool(following) and re.match(r"(?:about|on|in|at|to|with|for|when|that|since|before)\b", following[0]) is None
    )
    return pronoun[0].lower() in _POSSESSIVES or (pronoun[0].lower() == "her" and is_before_noun)


def _people(exchange: Exchange) -> tuple[str, ...]:
    if exchange.speakers:
        return exchange.speakers
    asked = parse_question(exchange.question)
    if asked.who and asked.asks in ("words", "check"):
        return (asked.who,)
    return tuple(name for name in dict.fromkeys(_NAME.findall(exchange.question)) if " " in name)[:1]


def _quoted(exchange: Exchange) -> str:
    words = exchange.words.split()
    return f"“{' '.join(words[:_FEW])}”" if words else ""
