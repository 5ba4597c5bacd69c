"""The pause between two questions of one person."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from index.errors import QuothError

_PEOPLE = 10_000  # remembered at most; the ones that asked longest ago are forgotten first


class TooSoonError(QuothError):
    """Somebody asks again before the next question is welcome."""


class Cooldowns:
    """When each person's next question is welcome; `seconds` = 0 switches it off."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._seconds, self._clock = seconds, clock
        self._welcome: OrderedDict[int, float] = OrderedDict()

    def take(self, user_id: int) -> None:
        """Count a question of this person. Raises TooSoonError, which tells when the next one is welcome."""
        now, welcome = self._clock(), self._welcome.get(user_id, 0.0)
        if now < welcome:
            raise TooSoonError(f"One question at a time: your next one is welcome <t:{math.ceil(welcome)}:R>.")
        if self._seconds <= 0:
            return
        self._welcome[user_id] = now + self._seconds
        self._welcome.move_to_end(user_id)
        if len(self._welcome) > _PEOPLE:
            self._welcome.popitem(last=False)

    def forgive(self, user_id: int) -> None:
        """Take the last question as not asked, since it was asked back."""
        self._welcome.pop(user_id, None)
