"""Indirect and mixed speech: what sentences report outside quotation marks, read off their parses (`clauses`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.clauses import Clause, find_clauses
from index.complements import may_be_cue
from index.marks import Marked
from index.parsing import Parse, Sentence
from index.types import Kind, Span

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_DATELINE = re.compile(
    r"[A-Z][A-Z’'.-]+(?: [A-Z][A-Z’'.-]+){0,3}(?:, [\w. ]{2,20})?(?: ?\([^()\n]{2,30}\))?\s+(?:—|–|--?)\s+(?=[A-Z])"
)
_FEW = 3  # words outside quotation marks: "Torres said", and nothing is reported
_FEWEST = 2  # words of a reported clause outside quotation marks


@dataclass(frozen=True, slots=True)
class Reported:
    """What is reported at `said`, of whom (`mention`) and by which cue.

    kind: "mixed" where some of the words are quoted; is_speech: not by another's account, nor denied.
    """

    said: Span
    mention: Span
    cue: Span
    kind: Kind
    is_speech: bool


def find_reporting(text: str, sentences: Sequence[Span], marked: Sequence[Marked]) -> dict[Span, Sentence]:
    """Return the sentences that may report something outside quotation marks, with what of each is to be parsed."""
    wanted = (sentence for sentence in sentences if _may_report(text, sentence, marked))
    return {sentence: _without_dateline(text, sentence) for sentence in wanted}


def read_reported(text: str, parses: Mapping[Span, Parse], marked: Sequence[Marked]) -> dict[Span, list[Reported]]:
    """Return for each sentence that could be parsed what it reports outside quotation marks, in order."""
    return {sentence: list(_outside(text, find_clauses(parse), marked)) for sentence, parse in parses.items() if parse}


def _without_dateline(text: str, sentence: Span) -> Sentence:
    """The sentence without the place before it: "ARDEN, March 3 (News Wire) — The mayor said …"."""
    start, end = sentence
    dateline = _DATELINE.match(text, start, end)
    start = dateline.end() if dateline and dateline.end() < end else start
    return Sentence(text[start:end], start)


def _may_report(text: str, sentence: Span, marked: Sequence[Marked]) -> bool:
    """Whether the sentence has words enough outside quotation marks to report something, and a cue."""
    outside = _words_outside(text, sentence, marked)
    return len(outside) > _FEW and any(map(may_be_cue, outside))


def _words_outside(text: str, span: Span, marked: Sequence[Marked]) -> list[str]:
    """The words of a stretch that stand in no quotation marks."""
    number = max(0, bisect_right(marked, span[0], key=lambda quote: quote.start) - 1)
    words: list[str] = []
    at = span[0]
    while number < len(marked) and marked[number].outer[0] < span[1]:
        words += _WORD.findall(text, at, max(at, min(marked[number].outer[0], span[1])))
        at = max(at, marked[number].outer[1])
        number += 1
    return words + _WORD.findall(text, at, max(at, span[1]))


def _outside(text: str, clauses: Sequence[Clause], marked: Sequence[Marked]) -> Iterator[Reported]:
    """What is neither a quotation nor part of one."""
    seen: set[Span] = set()
    for clause in clauses:
        said = _with_marks(clause.said, marked)
        words = len(_WORD.findall(text, *said))
        own = _words_outside(text, said, marked)
        outside = len(own)
        is_quoted = not all(_words_outside(text, span, marked) for span in (clause.cue, clause.mention))
        passes_on = clause.is_relay and words - outside > _FEW
        if not _says_something(own) or is_quoted or passes_on or said in seen:
            continue
        seen.add(said)
        kind: Kind = "indirect" if outside == words else "mixed"
        is_speech = not clause.is_denied and not any(_holds(other, clause) for other in clauses)
        yield Reported(said, _with_marks(clause.mention, marked), clause.cue, kind, is_speech)


def _holds(outer: Clause, inner: Clause) -> bool:
    """Tell what somebody only has said by another's account: "Doe said [that Torres had promised [a bridge]]"."""
    is_inside = outer.said[0] <= min(inner.said[0], inner.cue[0]) and max(inner.said[1], inner.cue[1]) <= outer.said[1]
    return not outer.is_relay and is_inside and outer is not inner


def _says_something(outside: Sequence[str]) -> bool:
    """Tell the words of a reported clause outside quotation marks from "that" or "it", which go with the quotation."""
    return len(outside) >= _FEWEST or any(word[0].isupper() for word in outside)


def _with_marks(span: Span, marked: Sequence[Marked]) -> Span:
    """A span that ends (or begins) inside a quotation takes in the rest of it, and its mark."""
    start, end = span
    at = bisect_right(marked, start, key=lambda quote: quote.outer[0]) - 1
    if at >= 0 and start < marked[at].outer[1] and marked[at].start <= start:
        start = marked[at].outer[0]
    at = bisect_right(marked, end - 1, key=lambda quote: quote.outer[0]) - 1
    if at >= 0 and end <= marked[at].outer[1]:
        end = marked[at].outer[1]
    return start, end
