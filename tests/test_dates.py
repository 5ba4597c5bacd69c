"""Days in words."""

from __future__ import annotations

from datetime import date

import pytest

from index.dates import find_days, split_period

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        ("since March", date(2026, 3, 1), None),
        ("in December", date(2025, 12, 1), date(2025, 12, 31)),
        ("in 2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("since May 2018", date(2018, 5, 1), None),
        ("before 9 August 2018", None, date(2018, 8, 8)),
        ("after 9 August 2018", date(2018, 8, 10), None),
        ("on August 9th, 2018", date(2018, 8, 9), date(2018, 8, 9)),
        ("between March and May 2018", date(2018, 3, 1), date(2018, 5, 31)),
        ("since 2018-06-12", date(2018, 6, 12), None),
        ("yesterday", date(2026, 11, 23), date(2026, 11, 23)),
        ("last week", date(2026, 11, 16), date(2026, 11, 22)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("this year", date(2026, 1, 1), date(2026, 12, 31)),
        ("on Monday", date(2026, 11, 23), date(2026, 11, 23)),
        ("on Tuesday", date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_a_period_at_the_end_is_read(asked: str, since: date | None, until: date | None) -> None:
    rest, period = split_period(f"what did Torres say {asked}", TODAY)
    assert rest == "what did Torres say"
    assert period is not None
    assert (period.since, period.until, period.text) == (since, until, asked)


@pytest.mark.parametrize(
    "asked",
    [
        "what did Torres say about the 2016 election",
        "what did May say",
        "what did Torres say about March",
        "what did Torres say after June 31",
        "yesterday",
    ],
)
def test_what_is_no_period_is_left_alone(asked: str) -> None:
    assert split_period(asked, TODAY) == (asked, None)


def test_a_day_with_its_year_is_found_anywhere_but_where_it_bounds_a_period() -> None:
    text = "the story of 6 May 2018, that of 'May 9th, 2018', one of 2018-06-12T08:00 and all since 9 August 2018"
    assert [period.since for _, period in find_days(text)] == [date(2018, 5, 6), date(2018, 5, 9), date(2018, 6, 12)]
