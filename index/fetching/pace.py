"""A polite pace: some time between two requests to a host, and none to one that asked to be left alone."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from index.fetching.failures import passing

_LONGEST = 86_400.0  # seconds; a server that asks for more is asked again after a day
_MANY = 1000  # hosts, above which those whose time has come are forgotten


class Pace:
    """When each host may be asked again; shared by threads."""

    def __init__(self, longest_wait: float) -> None:
        """Take the seconds that `wait` may wait."""
        self._longest_wait = longest_wait
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, delay: float, url: str) -> float:
        """Wait for the turn of a request for `url`, the next being `delay` seconds later; return for how long it was.

        Raises FetchError at once where the wait would be too long.
        """
        with self._lock:
            now = time.monotonic()
            self._forget(now)
            turn = max(now, self._next.get(host, now))
            if turn - now > self._longest_wait:
                raise passing(url, f"{host} is to be left alone for a while", turn - now)
            self._next[host] = turn + delay
        time.sleep(turn - now)
        return turn - now

    def leave_alone(self, host: str, seconds: float) -> None:
        """Let no request go to a host for so long."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), time.monotonic() + seconds)

    def _forget(self, now: float) -> None:
        if len(self._next) > _MANY:
            self._next = {host: turn for host, turn in self._next.items() if turn > now}


def read_retry_after(value: str | None) -> float | None:
    """Return a Retry-After header, seconds or a date (RFC 9110, section 10.2.3), in seconds; None for anything else."""
    written = (value or "").strip()
    if written.isascii() and written.isdigit():
        return min(float(written[:9]), _LONGEST)
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        until = parsedate_to_datetime(written)
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
        return min(max(seconds, 0.0), _LONGEST)
    return None
