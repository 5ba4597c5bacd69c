"""The pauses between questions: of one person, and of one server whoever asks in it."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from discord.app_commands import Cooldown

from bot.state.servers import Servers
from index.errors import QuothError

_PEOPLE = 10_000  # remembered at most; the ones that asked longest ago are forgotten first
_SERVERS = 10_000
_MINUTE = 60.0


class LaterError(QuothError):
    """A question is welcome later; the sentence says when, as a Discord timestamp."""


class TooSoonError(LaterError):
    """Somebody asks again before the next question is welcome."""


class ServerTooSoonError(TooSoonError):
    """A server has asked as much as it may for now."""


def moment(seconds: float) -> str:
    """Return the moment, in seconds since 1970, as Discord shows it: "in 5 seconds", and so on until it is past."""
    return f"<t:{math.ceil(seconds)}:R>"


@dataclass(slots=True)
class _Pause:
    """Until when somebody waits, whether that was said in public, and whether a question was asked back."""

    until: float
    is_told: bool = False
    may_choose: bool = False


@dataclass(slots=True)
class _Bucket:
    """How many questions of a server are left, and who was told in public that there are none."""

    cooldown: Cooldown
    told: set[int] = field(default_factory=set)


class Cooldowns:
    """When each person's next question is welcome; `seconds` = 0 switches it off.

    server_questions: how many a server may ask in a minute; 0: as many as there are.
    """

    def __init__(
        self,
        seconds: float,
        server_questions: int = 0,
        clock: Callable[[], float] = time.time,
        servers: Servers | None = None,
    ) -> None:
        """Take the usual pause; `servers` know those that want another one."""
        self._seconds, self._server_questions, self._clock, self._servers = seconds, server_questions, clock, servers
        self._pauses: OrderedDict[int, _Pause] = OrderedDict()
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def take(self, user_id: int, server_id: int | None = None, *, is_choice: bool = False) -> None:
        """Count a question of this person. Raises TooSoonError, which tells when the next one is welcome.

        is_choice: the question is the one that was asked back, with a name chosen.
        """
        now, pause = self._clock(), self._pauses.get(user_id)
        if pause and now < pause.until and not (is_choice and pause.may_choose):
            raise TooSoonError(f"One question at a time: your next one is welcome {moment(pause.until)}.")
        if wait := self._take_of_server(server_id, now):
            raise ServerTooSoonError(
                f"This server has asked a lot in the last minute: the next question is welcome {moment(now + wait)}."
            )
        seconds = self._seconds_in(server_id)
        if seconds > 0:
            self._pause(user_id, now + seconds)

    def is_to_be_told(self, user_id: int, server_id: int | None = None) -> bool:
        """Say, once a pause, that this person is to be told of it where everybody reads it."""
        pause, bucket = self._pauses.get(user_id), self._buckets.get(server_id or 0)
        if pause is not None and self._clock() < pause.until:
            is_told, pause.is_told = pause.is_told, True
            return not is_told
        if bucket is None or user_id in bucket.told:
            return False
        bucket.told.add(user_id)
        return True

    def allow_choice(self, user_id: int) -> None:
        """Let this person choose once from the names in reply to the last question, without a pause."""
        if user_id in self._pauses:
            self._pauses[user_id].may_choose = True

    def forgive(self, user_id: int) -> None:
        """Take the last question as not asked, since it could not be answered."""
        self._pauses.pop(user_id, None)

    def _seconds_in(self, server_id: int | None) -> float:
        chosen = self._servers.settings(server_id).cooldown_seconds if self._servers else None
        return self._seconds if chosen is None else chosen

    def _pause(self, user_id: int, until: float) -> None:
        self._pauses[user_id] = _Pause(until)
        self._pauses.move_to_end(user_id)
        if len(self._pauses) > _PEOPLE:
            self._pauses.popitem(last=False)

    def _take_of_server(self, server_id: int | None, now: float) -> float:
        """Count a question of this server, and return 0; or the seconds until the next one is welcome."""
        if server_id is None or not self._server_questions:
            return 0.0
        bucket = self._buckets.setdefault(server_id, _Bucket(Cooldown(self._server_questions, _MINUTE)))
        self._buckets.move_to_end(server_id)
        if len(self._buckets) > _SERVERS:
            self._buckets.popitem(last=False)
        wait = bucket.cooldown.update_rate_limit(now) or 0.0
        if not wait:
            bucket.told.clear()
        return wait
