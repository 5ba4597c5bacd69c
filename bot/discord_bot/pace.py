"""How fast a reindex goes, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

from index.types import Progress

_TELLING_SECONDS = 2.0  # of a phase, before its pace is told


class Pace:
    """How fast a phase goes, and how long it will take from here: by what it did since it began."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._phase, self._begun, self._first, self._now = "", 0.0, 0, 0.0

    def note(self, progress: Progress) -> None:
        """Take progress up as it comes."""
        self._now = self._clock()
        if progress.phase != self._phase:
            self._phase, self._begun, self._first = progress.phase, self._now, progress.done

    def described(self, progress: Progress | None) -> str:
        """Return rate and time left: "151 a second, about 2 min left"; nothing where they cannot be told yet."""
        elapsed = self._now - self._begun
        if progress is None or not progress.total or elapsed < _TELLING_SECONDS or progress.done <= self._first:
            return ""
        rate = (progress.done - self._first) / elapsed
        left = (progress.total - progress.done) / rate
        return f"{_rate(rate)}, about {_duration(left)} left" if left >= 1 else _rate(rate)


def _rate(rate: float) -> str:
    return (
        f"{rate:,.0f} a second" if rate >= 10 else f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.0f} a minute"
    )


def _duration(seconds: float) -> str:
    """Return a time in the unit that people would say it in."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
