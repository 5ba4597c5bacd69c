"""Figures of ranked and calibrated answers: worked out by hand, and what holds of all of them."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metrics import (
    Outcome,
    area_under_risk_coverage,
    auroc,
    detection,
    expected_calibration_error,
    mean,
    mean_reciprocal_rank,
    reliability,
    risk_coverage,
)

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), max_size=12)
OUTCOMES = st.lists(st.builds(Outcome, st.sampled_from([0.0, 0.2, 0.2001, 0.7, 1.0]), st.booleans()), max_size=12)
FOUR = [Outcome(0.9, True), Outcome(0.8, False), Outcome(0.8, True), Outcome(0.1, False)]


def test_a_confidence_lies_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Outcome(1.2, True)


def test_figures_of_nothing_are_none() -> None:
    assert mean([]) is mean_reciprocal_rank([]) is auroc([], [0.5]) is auroc([0.5], []) is None
    assert expected_calibration_error([]) is area_under_risk_coverage([]) is None
    assert (reliability([]), risk_coverage([])) == ([], [])


def test_the_reciprocal_rank_of_what_was_not_found_in_ten_is_0() -> None:
    assert mean_reciprocal_rank([1, 4, None, 11]) == pytest.approx((1 + 1 / 4) / 4)


def test_detection_is_counted() -> None:
    found = detection(hits=3, false_alarms=1, misses=2)
    assert (found.precision, found.recall) == (3 / 4, 3 / 5)
    assert found.f1 == pytest.approx(2 * (3 / 4) * (3 / 5) / (3 / 4 + 3 / 5))


def test_what_was_never_there_and_never_found_has_no_detection() -> None:
    found = detection(hits=0, false_alarms=0, misses=0)
    assert (found.precision, found.recall, found.f1) == (None, None, None)


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.4], [0.4, 0.1]) == (1 + 1 + 0.5 + 1) / 4


@given(positive=SCORES, negative=SCORES)
def test_auroc_is_the_share_of_pairs_in_the_right_order(positive: list[float], negative: list[float]) -> None:
    pairs = list(product(positive, negative))
    right = sum(1.0 if high > low else 0.5 if high == low else 0.0 for high, low in pairs)
    assert auroc(positive, negative) == (pytest.approx(right / len(pairs)) if pairs else None)


def test_the_reliability_curve_has_the_bins_that_hold_answers() -> None:
    bins = reliability([Outcome(1.0, True), Outcome(0.94, False), Outcome(0.15, False)])
    assert [(one.count, one.accuracy) for one in bins] == [(1, 0.0), (2, 0.5)]
    assert [one.confidence for one in bins] == [0.15, pytest.approx(0.97)]


def test_the_calibration_error_weighs_each_bin_by_its_size() -> None:
    outcomes = [Outcome(0.95, True), Outcome(0.95, False), Outcome(0.15, False)]
    assert expected_calibration_error(outcomes) == pytest.approx(2 / 3 * 0.45 + 1 / 3 * 0.15)


def test_risk_is_told_for_every_coverage_that_a_threshold_can_choose() -> None:
    assert [(point.coverage, point.risk) for point in risk_coverage(FOUR)] == [(0.25, 0), (0.75, 1 / 3), (1, 0.5)]


def test_the_area_under_risk_is_worked_out_by_hand() -> None:
    assert area_under_risk_coverage(FOUR) == pytest.approx((0 + 0.5 / 2 + 1 / 3 + 2 / 4) / 4)


@given(outcomes=st.lists(st.builds(Outcome, st.sampled_from([0.2, 0.7]), st.booleans()), min_size=1, max_size=5))
def test_the_area_under_risk_is_the_mean_over_all_orders_of_ties(outcomes: list[Outcome]) -> None:
    def area(order: tuple[Outcome, ...]) -> float:
        return sum(sum(not one.right for one in order[:k]) / k for k in range(1, len(order) + 1)) / len(order)

    orders = [order for order in permutations(outcomes) if list(order) == sorted(order, key=lambda o: -o.confidence)]
    assert area_under_risk_coverage(outcomes) == pytest.approx(sum(map(area, orders)) / len(orders))


@given(outcomes=OUTCOMES, data=st.data())
def test_no_figure_depends_on_the_order(outcomes: list[Outcome], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(outcomes))
    assert risk_coverage(shuffled) == risk_coverage(outcomes)
    for figure in (area_under_risk_coverage, expected_calibration_error):
        assert figure(shuffled) == pytest.approx(figure(outcomes))
        assert not outcomes or 0 <= figure(outcomes) <= 1  # type: ignore[operator]
