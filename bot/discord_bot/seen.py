"""The events that were taken up lately, so that a resumed connection cannot bring one twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

_REMEMBERED = 2_000


class Seen:
    """The events that were taken up lately."""

    def __init__(self) -> None:
        self._events: OrderedDict[Hashable, None] = OrderedDict()

    def is_new(self, event: Hashable) -> bool:
        """Say whether this event comes for the first time, and remember it."""
        if event in self._events:
            return False
        self._events[event] = None
        if len(self._events) > _REMEMBERED:
            self._events.popitem(last=False)
        return True
