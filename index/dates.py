"""Days in words: "since March", "in 2018", "last week", "before 9 August 2018" as a period of days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.types import Span

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?:19|20)\d\d"
_DAY = (
    rf"(?:{_YEAR}-\d\d?-\d\d?|\d\d?(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+\d\d?(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?|{_MONTH}(?:,?\s+{_YEAR})?|{_YEAR}"
    rf"|(?:last|this|the\s+past|the\s+last)\s+(?:week|month|year|{'|'.join(_WEEKDAYS)})"
    rf"|{'|'.join(_WEEKDAYS)}|yesterday|today)"
)
_PERIOD = re.compile(
    rf"(?:^|[\s,]+)(?:(?P<since>since|from|after)|(?P<until>until|till|before|up\s+to)|in|on|during|for|between)?\s*"
    rf"(?P<day>{_DAY})(?:\s*(?:and|to|until|-|–)\s*(?P<to>{_DAY}))?\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"\b(?:{_YEAR}-\d\d?-\d\d?|\d\d?(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}"
    rf"|{_MONTH}\s+\d\d?(?:st|nd|rd|th)?,?\s+{_YEAR})",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(?:since|after|until|till|before|up\s+to)\s+[“\"'‘]?$", re.IGNORECASE)
_ALONE = re.compile(r"^(?:yesterday|today|(?:last|this|the)\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included; None leaves an end open. `text`: as it was said."""

    since: date | None
    until: date | None
    text: str

    @property
    def is_relative(self) -> bool:
        """Whether it counts from today: "yesterday", "this week"."""
        return _ALONE.match(self.text) is not None


def split_period(question: str, today: date) -> tuple[str, Period | None]:
    """Part a period at the end of a question from the rest of it; None where there is none.

    A month without a year is the last one that has begun; a bare year or month needs a preposition before it.
    """
    match = _PERIOD.search(question)
    if match is None or match.start() == 0:
        return question, None
    said = match.group().strip(" ,")
    has_preposition = said.lower() != match["day"].lower()
    if not (has_preposition or _ALONE.match(said)):
        return question, None
    last = _days(match["to"].lower(), today) if match["to"] else None
    first = _days(match["day"].lower(), last[1] if last else today)
    last = last or first
    if first is None or last is None:
        return question, None
    return question[: match.start()].rstrip(" ,"), _period(match, first, last, said)


def find_days(text: str) -> list[tuple[Span, Period]]:
    """Return where a text names a day with its year, but for one that only bounds a period: "since 6 May 2018"."""
    found = []
    for match in _DATED.finditer(text):
        period = split_period(f"x on {match.group()}", date.max)[1]
        if period and not _BOUND.search(text[: match.start()]):
            found.append((match.span(), period))
    return found


def _period(match: re.Match[str], first: tuple[date, date], last: tuple[date, date], said: str) -> Period:
    if match["since"]:
        is_after = match["since"].lower() == "after"
        return Period(first[1] + timedelta(1) if is_after else first[0], last[1] if match["to"] else None, said)
    if match["until"]:
        is_before = match["until"].lower() == "before"
        return Period(None, first[0] - timedelta(1) if is_before else first[1], said)
    return Period(first[0], last[1], said)


def _days(said: str, today: date) -> tuple[date, date] | None:
    """The first and the last day of what was said; None for a day that no calendar has."""
    try:
        return _relative(said, today) or _absolute(said, today)
    except ValueError:
        return None


def _relative(said: str, today: date) -> tuple[date, date] | None:
    unit = said.split()[-1]
    if unit in ("yesterday", "today"):
        day = today - timedelta(unit == "yesterday")
        return day, day
    if unit in _WEEKDAYS:
        day = today - timedelta((today.weekday() - _WEEKDAYS[unit]) % 7 or 7 * said.startswith("last"))
        return day, day
    if unit == "week":
        monday = today - timedelta(today.weekday())
        if said.startswith("the"):
            return today - timedelta(7), today
        return (monday, today) if said.startswith("this") else (monday - timedelta(7), monday - timedelta(1))
    if unit == "month":
        return _month(today.year, today.month - (not said.startswith("this")))
    if unit == "year":
        return _year(today.year - (not said.startswith("this")))
    return None


def _absolute(said: str, today: date) -> tuple[date, date]:
    if re.fullmatch(_YEAR, said):
        return _year(int(said))
    if re.fullmatch(rf"{_YEAR}-\d\d?-\d\d?", said):
        year, month, day = map(int, said.split("-"))
        return date(year, month, day), date(year, month, day)
    named = re.search(r"[a-z]{3,}", re.sub(r"\b(?:of)\b|(?<=\d)(?:st|nd|rd|th)\b", "", said))
    month = _MONTHS[named.group()] if named else 0
    year_said = re.search(_YEAR, said)
    numbers = re.findall(r"\b\d{1,2}(?=\D|$)", said)
    number = int(numbers[0]) if numbers else 0
    year = int(year_said.group()) if year_said else today.year - ((month, number or 1) > (today.month, today.day))
    return (date(year, month, number), date(year, month, number)) if number else _month(year, month)


def _month(year: int, month: int) -> tuple[date, date]:
    if month == 0:
        year, month = year - 1, 12
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
