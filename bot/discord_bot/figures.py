"""A server's figures over some days: questions by what became of them, ratings, and how long answers took."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.discord_bot.limits import CONTENT, length
from bot.discord_bot.markdown import clip, escape
from bot.state.asked import Outcome
from bot.state.ratings import Rating, Remark

ANSWERED = "answered"
_LABELS = {
    "ambiguous": "asked back, whom it means",
    "not_named": "nobody of that name",
    "not_quoted": "mentioned, never quoted",
    "not_on_topic": "quoted, but not on that",
    "not_said": "nobody said these words",
    "not_from": "nothing from there or then",
    "not_covered": "no article touches on it",
    "not_stated": "touched on, not told",
    "false_premise": "assumes what is denied",
}
_OTHER = "not answered"
_SLOWEST = 3
_COMMENT, _QUESTION = 150, 80  # characters that are shown of a remark, and of the question it is on


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures, a number for each of `days` (in UTC); `kinds` has what became of questions, the answered first.

    faults: what was found wrong with answers, and how often. median: of the seconds of all questions; slowest: the
    longest ones, with their day; peaks: the longest of each day.
    """

    days: tuple[date, ...]
    kinds: dict[str, tuple[int, ...]]
    good: tuple[int, ...]
    bad: tuple[int, ...]
    faults: dict[str, int]
    median: float | None
    slowest: tuple[tuple[float, date], ...]
    peaks: tuple[float, ...]

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return sum(map(sum, self.kinds.values()))


def count(outcomes: Sequence[Outcome], ratings: Sequence[Rating], last: date, days: int) -> Figures:
    """Return the figures of so many days, `last` being the last one."""
    span = tuple(last - timedelta(days=before) for before in reversed(range(days)))
    kinds = Counter(_kind(one) for one in outcomes)
    order = sorted(kinds, key=lambda kind: (kind != ANSWERED, -kinds[kind], kind))
    seconds = [one.seconds for one in outcomes]
    slow = sorted(outcomes, key=lambda one: -one.seconds)[:_SLOWEST]
    faults = Counter(one.fault for one in ratings if one.fault)
    return Figures(
        days=span,
        kinds={kind: _daily(span, [one.at.date() for one in outcomes if _kind(one) == kind]) for kind in order},
        good=_daily(span, [one.at.date() for one in ratings if one.is_good]),
        bad=_daily(span, [one.at.date() for one in ratings if not one.is_good]),
        faults=dict(faults.most_common()),
        median=statistics.median(seconds) if seconds else None,
        slowest=tuple((one.seconds, one.at.date()) for one in slow),
        peaks=tuple(max((one.seconds for one in outcomes if one.at.date() == day), default=0.0) for day in span),
    )


def figures_text(figures: Figures, remarks: Sequence[Remark] = ()) -> str:
    """Return the figures in words, and what was written of answers as far as a message holds it, in markdown."""
    total = figures.questions
    lines = [f"## Questions in this server, {figures.days[0]} to {figures.days[-1]}", f"**Questions:** {total}"]
    for kind, daily in figures.kinds.items():
        lines.append(f"- {kind}: {sum(daily)} ({sum(daily) / total:.0%})")
    good, bad = sum(figures.good), sum(figures.bad)
    faults = ", ".join(f"{fault} {times}" for fault, times in figures.faults.items())
    lines.append(f"**Ratings:** {good} good, {bad} bad{f' ({faults})' if faults else ''}")
    if figures.median is not None:
        slowest = ", ".join(f"{seconds:.2g} s ({day})" for seconds, day in figures.slowest)
        lines.append(f"**Time to answer:** half within {figures.median:.2g} s; the slowest: {slowest}")
    text, head = "\n".join(lines), "\n**What people wrote of answers:**"
    for line in map(_remark, remarks):
        if length(f"{text}{head}\n{line}") > CONTENT:
            break
        text, head = f"{text}{head}\n{line}", ""
    return text


def _remark(remark: Remark) -> str:
    about = f" (on “{escape(clip(remark.question, _QUESTION))}”)" if remark.question else ""
    fault = f"{remark.fault}: " if remark.fault else ""
    return f"- {fault}“{escape(clip(remark.comment, _COMMENT))}”{about}"


def _kind(outcome: Outcome) -> str:
    return ANSWERED if outcome.answered else _LABELS.get(outcome.refusal or "", _OTHER)


def _daily(days: Sequence[date], found: Sequence[date]) -> tuple[int, ...]:
    counts = Counter(found)
    return tuple(counts[day] for day in days)
