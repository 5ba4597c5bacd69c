"""The pause between two questions of one person."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from index.errors import QuothError

_PEOPLE = 10_000  # remembered at most; the ones that asked longest ago are forgotten first


class TooSoonError(QuothError):
    """Somebody asks again before the next question is welcome."""


@dataclass(slots=True)
class _Pause:
    """Until when somebody waits, whether that was said in public, and whether a question was asked back."""

    until: float
    is_told: bool = False
    may_choose: bool = False


class Cooldowns:
    """When each person's next question is welcome; `seconds` = 0 switches it off."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._seconds, self._clock = seconds, clock
        self._pauses: OrderedDict[int, _Pause] = OrderedDict()

    def take(self, user_id: int, *, is_choice: bool = False) -> None:
        """Count a question of this person. Raises TooSoonError, which tells when the next one is welcome.

        is_choice: the question is the one that was asked back, with a name chosen.
        """
        now, pause = self._clock(), self._pauses.get(user_id)
        if pause and now < pause.until and not (is_choice and pause.may_choose):
            raise TooSoonError(f"One question at a time: your next one is welcome <t:{math.ceil(pause.until)}:R>.")
        if self._seconds <= 0:
            return
        self._pauses[user_id] = _Pause(now + self._seconds)
        self._pauses.move_to_end(user_id)
        if len(self._pauses) > _PEOPLE:
            self._pauses.popitem(last=False)

    def is_to_be_told(self, user_id: int) -> bool:
        """Say, once a pause, that this person is to be told of it where everybody reads it."""
        pause = self._pauses.get(user_id)
        if pause is None or pause.is_told:
            return False
        pause.is_told = True
        return True

    def allow_choice(self, user_id: int) -> None:
        """Let this person choose once from the names in reply to the last question, without a pause."""
        if user_id in self._pauses:
            self._pauses[user_id].may_choose = True

    def forgive(self, user_id: int) -> None:
        """Take the last question as not asked, since it could not be answered."""
        self._pauses.pop(user_id, None)
