"""Figures of ranked and of calibrated answers, as pure functions of numbers; all lie between 0 and 1.

A figure of nothing (no question of that sort) is None. None of them depends on the order of its input.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

BINS = 10  # of the reliability curve, equally wide; Guo et al. 2017 take 15, for thousands of questions


@dataclass(frozen=True, slots=True)
class Outcome:
    """How sure an answer was, 0..1, and whether it was right."""

    confidence: float
    right: bool

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"a confidence lies between 0 and 1, not at {self.confidence}")


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers of about the same confidence: how many, their mean confidence, and the share that was right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Point:
    """If only this share of the questions, the surest ones, was answered, this share of the answers would be wrong."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Detection:
    """Precision, recall and their harmonic mean."""

    precision: float | None
    recall: float | None
    f1: float | None


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean."""
    return sum(values) / len(values) if values else None


def mean_reciprocal_rank(ranks: Sequence[int | None], depth: int = 10) -> float | None:
    """Return the mean of 1 / rank (from 1); what ranks below `depth`, or nowhere (None), counts 0."""
    return mean([1 / rank if rank is not None and rank <= depth else 0.0 for rank in ranks])


def detection(hits: int, false_alarms: int, misses: int) -> Detection:
    """Return how well something was detected."""
    precision = hits / (hits + false_alarms) if hits + false_alarms else None
    recall = hits / (hits + misses) if hits + misses else None
    total = 2 * hits + false_alarms + misses
    return Detection(precision, recall, 2 * hits / total if total else None)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half (Mann and Whitney 1947)."""
    if not positive or not negative:
        return None
    below = sorted(negative)
    wins = sum(bisect_left(below, score) + bisect_right(below, score) for score in positive) / 2
    return wins / (len(positive) * len(negative))


def reliability(outcomes: Sequence[Outcome], bins: int = BINS) -> list[Bin]:
    """Return the reliability curve: the bins of confidence that hold answers, least sure first."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.confidence)
    grouped = groupby(ordered, key=lambda outcome: min(int(outcome.confidence * bins), bins - 1))
    return [_bin(list(inside)) for _, inside in grouped]


def expected_calibration_error(outcomes: Sequence[Outcome], bins: int = BINS) -> float | None:
    """Return how far confidence and accuracy lie apart, a mean over the bins weighted by size (Guo et al. 2017)."""
    if not outcomes:
        return None
    gaps = (one.count * abs(one.accuracy - one.confidence) for one in reliability(outcomes, bins))
    return sum(gaps) / len(outcomes)


def risk_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """Return the share of wrong answers for every share of the questions that a threshold can choose, surest first."""
    points: list[Point] = []
    answered = wrong = 0
    for tied in _surest_first(outcomes):
        answered += len(tied)
        wrong += sum(not outcome.right for outcome in tied)
        points.append(Point(answered / len(outcomes), wrong / answered))
    return points


def area_under_risk_coverage(outcomes: Sequence[Outcome]) -> float | None:
    """Return the mean risk over the coverages 1/n, 2/n, … 1 (Geifman et al. 2019), the mean over all orders of ties."""
    risks: list[float] = []
    wrong = 0.0
    for tied in _surest_first(outcomes):
        share = sum(not outcome.right for outcome in tied) / len(tied)
        for _ in tied:
            wrong += share
            risks.append(wrong / (len(risks) + 1))
    return mean(risks)


def _bin(inside: Sequence[Outcome]) -> Bin:
    confidence = sum(outcome.confidence for outcome in inside) / len(inside)
    return Bin(len(inside), confidence, sum(outcome.right for outcome in inside) / len(inside))


def _surest_first(outcomes: Sequence[Outcome]) -> Iterator[list[Outcome]]:
    """Yield the outcomes of each confidence together, the surest first."""
    ordered = sorted(outcomes, key=lambda outcome: -outcome.confidence)
    for _, tied in groupby(ordered, key=lambda outcome: outcome.confidence):
        yield list(tied)
