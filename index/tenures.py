"""Who held an office when, as far as dated articles tell: the days on which they give somebody a role."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Period = tuple[date, date]

_LATEST = 5  # mentions that tell whether somebody still holds an office
_SOON = timedelta(days=60)  # who was named last that long before another was for the first time, has a successor
_CLEAR, _OFTEN = 0.8, 4  # share, and number, of the latest mentions that tell the holder from slips
_LATELY = timedelta(days=180)
_NEAR = timedelta(days=365)  # a mention that far from the last one, or from the day asked for, still counts


@dataclass(frozen=True, slots=True)
class Tenure:
    """The days on which articles give somebody an office, and those on which they say it is a former one.

    is_undated: whether an article without a date gives it.
    """

    days: tuple[date, ...]
    former: tuple[date, ...] = ()
    is_undated: bool = False

    def current(self) -> Sequence[date]:
        """The days that count for who holds it last: not those after which articles mostly say "former"."""
        latest = sorted([*((day, True) for day in self.days), *((day, False) for day in self.former)])[-_LATEST:]
        if sum(holds for _, holds in latest) * 2 > len(latest) or not self.former:
            return self.days
        ended = min(day for day, holds in latest if not holds)
        return [day for day in self.days if day < ended]

    def within(self, period: Period) -> bool:
        """Tell whether articles of these days give the office, more often than they call it a former one."""
        holds, held = (sum(period[0] <= day <= period[1] for day in days) for days in (self.days, self.former))
        return holds > held

    def distance(self, period: Period) -> timedelta:
        """How far the nearest day is from the period."""
        days = [max(period[0] - day, day - period[1], timedelta()) for day in self.days]
        return min(days, default=timedelta.max)


def latest_holders(tenures: Mapping[int, Tenure]) -> set[int]:
    """Return who holds an office last: one person, or all whom articles of the same time give it.

    Whoever was named with it for the last time long before the last holder was for the first time, or a year before
    the last time, is succeeded; so is whom hardly any of the latest articles name so.
    """
    dated = {person: days for person, tenure in tenures.items() if (days := tenure.current())}
    undated = {person for person, tenure in tenures.items() if tenure.is_undated}
    if not dated:
        return undated or set(tenures)
    last = max(max(days) for days in dated.values())
    lately = {person: sum(day >= last - _LATELY for day in days) for person, days in dated.items()}
    clear = {one for one, count in lately.items() if count >= max(_OFTEN, _CLEAR * sum(lately.values()))}
    since = max(min(days) for days in dated.values() if max(days) == last)
    recent = max(since - _SOON, last - _NEAR)
    return clear or undated | {one for one, days in dated.items() if max(days) >= recent}


def holders_in(period: Period, tenures: Mapping[int, Tenure]) -> set[int]:
    """Return who held an office in a period: whom articles of it name so, else whose nearest ones do, else all."""
    named = {person for person, tenure in tenures.items() if tenure.within(period)}
    if named:
        return named
    around = {person for person, tenure in tenures.items() if _spans(tenure.days, period)}
    if around:
        return around
    near = min((tenure.distance(period) for tenure in tenures.values()), default=_NEAR)
    nearest = {person for person, tenure in tenures.items() if tenure.distance(period) == near}
    return nearest if near <= _NEAR else set(tenures)


def _spans(days: Collection[date], period: Period) -> bool:
    return bool(days) and min(days) <= period[0] and period[1] <= max(days)
