"""Judging answers: a question with what is expected of it, whether an answer holds that, and figures over many.

What is expected is told in words, not in places, so that a set of questions outlives an edit of the articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pydantic import BaseModel, ConfigDict, Field

from index.metrics import (
    Outcome,
    area_under_risk_coverage,
    auroc,
    detection,
    expected_calibration_error,
    mean,
    mean_reciprocal_rank,
)
from index.results import Answer, Citation, CitedPassage
from index.text import fold_words

_DIGITS = 4  # of a figure
_ENOUGH = 0.5  # share of an expected sentence's words, in one run, that counts as the sentence


@dataclass(frozen=True, slots=True)
class Expected:
    """What the right answer is known by. Each one that is given must hold.

    articles: ids or source ids, any of which will do; answers: words, any of which the citation must contain;
    evidence: sentences, any of which the citation must be of; speaker: who must have said it.
    every: all of the evidence (or, without any, of the answers) is needed, spread over the citations shown.
    """

    articles: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    speaker: str | None = None
    every: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A question of an evaluation. Without `expected`, no article answers it."""

    id: str
    kind: str
    question: str
    expected: Expected | None


class Result(BaseModel):
    """What became of one question.

    right: the first citation holds what is expected (or all do together, where every piece of evidence is needed); of a
    question without an answer: it was not answered. shown: any of the citations does. right_unbound: as `right`, had no
    threshold held the answer back. article_rank, rank: where the first right article and the first passage with the
    right words stand among the retrieved, from 1; None where they do not. found, speaker: the words cited first, or the
    reason why there are none, and whose they are.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    question: str
    answerable: bool
    answered: bool
    right: bool
    shown: bool = False
    right_unbound: bool = False
    speaker_right: bool | None = None
    has_articles: bool = False
    has_words: bool = False
    article_rank: int | None = None
    rank: int | None = None
    confidence: float = Field(ge=0, le=1)
    found: str
    speaker: str | None

    @property
    def outcome(self) -> Outcome:
        """How sure the answer was, given or held back, and whether it was right."""
        return Outcome(self.confidence, self.right_unbound)


class Figures(BaseModel):
    """Figures over some questions, rounded; None where none of the questions has that figure.

    handled: how many were answered right, or rightly not answered.
    """

    model_config = ConfigDict(frozen=True)

    questions: int
    handled: int
    answerable: int
    right: float | None
    shown: float | None
    speaker: float | None
    doc_1: float | None
    mrr: float | None
    abstention_precision: float | None
    abstention_recall: float | None
    abstention_f1: float | None
    over_abstention: float | None
    auroc: float | None
    ece: float | None
    aurc: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions that both have: the figures of each, and which questions became wrong or right."""

    before: Figures
    after: Figures
    lost: tuple[Result, ...]
    won: tuple[Result, ...]


def judge(reference: Reference, answer: Answer, unbound: Answer) -> Result:
    """Judge an answer; `unbound` is the one without a threshold, which is the same where one was given."""
    expected = reference.expected
    first = answer.citations[0] if answer.citations else None
    common = {
        "id": reference.id,
        "kind": reference.kind,
        "question": reference.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "found": first.text if first else answer.reason or "",
        "speaker": first.speaker if first else None,
    }
    if expected is None:
        return Result(**common, answerable=False, right=not answer.answered)
    return Result(
        **common,
        answerable=True,
        right=_is_right(expected, _leading(expected, answer)),
        shown=_is_right(expected, answer.citations),
        right_unbound=_is_right(expected, _leading(expected, unbound)),
        speaker_right=_is_speaker(expected.speaker, first.speaker) if expected.speaker and first else None,
        has_articles=bool(expected.articles),
        has_words=bool(expected.answers or expected.evidence),
        article_rank=_article_rank(expected, answer.passages),
        rank=_rank(expected, answer.passages),
    )


def measure(results: Sequence[Result]) -> Figures:
    """Return the figures over these questions."""
    wanted = [result for result in results if result.answerable]
    unwanted = [result for result in results if not result.answerable]
    refused = detection(
        hits=sum(not result.answered for result in unwanted),
        false_alarms=sum(not result.answered for result in wanted),
        misses=sum(result.answered for result in unwanted),
    )
    outcomes = [result.outcome for result in results]
    return Figures(
        questions=len(results),
        handled=sum(result.right for result in results),
        answerable=len(wanted),
        right=_rounded(mean([result.right for result in wanted])),
        shown=_rounded(mean([result.shown for result in wanted])),
        speaker=_rounded(mean([result.speaker_right for result in wanted if result.speaker_right is not None])),
        doc_1=_rounded(mean([result.article_rank == 1 for result in wanted if result.has_articles])),
        mrr=_rounded(mean_reciprocal_rank([result.rank for result in wanted if result.has_words])),
        abstention_precision=_rounded(refused.precision),
        abstention_recall=_rounded(refused.recall),
        abstention_f1=_rounded(refused.f1),
        over_abstention=_rounded(mean([not result.answered for result in wanted])),
        auroc=_rounded(auroc([one.confidence for one in wanted], [one.confidence for one in unwanted])),
        ece=_rounded(expected_calibration_error(outcomes)),
        aurc=_rounded(area_under_risk_coverage(outcomes)),
    )


def compare(before: Sequence[Result], after: Sequence[Result]) -> Comparison:
    """Compare two runs over the questions that both have, told by id and words."""
    old = {(result.id, result.question): result for result in before}
    pairs = [(old[key], result) for result in after if (key := (result.id, result.question)) in old]
    return Comparison(
        before=measure([pair[0] for pair in pairs]),
        after=measure([pair[1] for pair in pairs]),
        lost=tuple(result for earlier, result in pairs if earlier.right and not result.right),
        won=tuple(result for earlier, result in pairs if result.right and not earlier.right),
    )


def _leading(expected: Expected, answer: Answer) -> Sequence[Citation]:
    """The citations that make an answer right or wrong: the first one, or all where every piece is needed."""
    return answer.citations if expected.every else answer.citations[:1]


def _is_right(expected: Expected, citations: Sequence[Citation]) -> bool:
    """Say whether one of these citations holds what is expected; or all of them every piece of it."""
    said = [one for one in citations if expected.speaker is None or _is_speaker(expected.speaker, one.speaker)]
    if expected.every:
        return all(any(_holds(piece, one) for one in said) for piece in _pieces(expected))
    return any(_holds(expected, one) for one in said)


def _pieces(expected: Expected) -> list[Expected]:
    if expected.evidence:
        return [replace(expected, evidence=(one,), answers=()) for one in expected.evidence]
    return [replace(expected, answers=(one,)) for one in expected.answers]


def _article_rank(expected: Expected, passages: Sequence[CitedPassage]) -> int | None:
    """The rank of the first right article among the retrieved ones, each counted once."""
    articles = dict.fromkeys((passage.article_id, passage.source_id) for passage in passages)
    return _first_rank(_is_article(expected, article) for article in articles)


def _rank(expected: Expected, passages: Sequence[CitedPassage]) -> int | None:
    return _first_rank(_holds(expected, passage) for passage in passages)


def _first_rank(rights: Iterable[bool]) -> int | None:
    return next((rank for rank, right in enumerate(rights, start=1) if right), None)


def _holds(expected: Expected, found: Citation | CitedPassage) -> bool:
    """Say whether words of an article are the expected ones, whoever says them."""
    if expected.articles and not _is_article(expected, (found.article_id, found.source_id)):
        return False
    words = fold_words(found.text)
    if expected.answers and not any(_contains(words, fold_words(answer)) for answer in expected.answers):
        return False
    return not expected.evidence or any(_states(words, fold_words(sentence)) for sentence in expected.evidence)


def _is_article(expected: Expected, names: tuple[str, str]) -> bool:
    return not set(expected.articles).isdisjoint(names)


def _contains(words: tuple[str, ...], answer: tuple[str, ...]) -> bool:
    """Say whether the answer's words stand among these words, one after the other."""
    return any(words[start : start + len(answer)] == answer for start in range(len(words)))


def _states(words: Sequence[str], sentence: Sequence[str]) -> bool:
    """Say whether these words are of the sentence: a part of it, or half of it in one run and whatever else."""
    run = SequenceMatcher(None, words, sentence, autojunk=False).find_longest_match().size
    return run > 0 and (run == len(words) or run >= _ENOUGH * len(sentence))


def _is_speaker(expected: str, named: str | None) -> bool:
    """Say whether a name is the expected one, shorter or longer: “Larijani” is “Ali Larijani”."""
    one, other = set(fold_words(expected)), set(fold_words(named or ""))
    return bool(one and other) and (one <= other or other <= one)


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, _DIGITS)
