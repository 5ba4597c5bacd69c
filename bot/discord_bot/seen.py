"""The events that were taken up lately, so that a resumed connection cannot bring one twice."""

from __future__ import annotations

from collections import OrderedDict

_REMEMBERED = 2_000


class Seen:
    """The events that were taken up lately."""

    def __init__(self) -> None:
        self._ids: OrderedDict[int, None] = OrderedDict()

    def is_new(self, event_id: int) -> bool:
        """Say whether this event comes for the first time, and remember it."""
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > _REMEMBERED:
            self._ids.popitem(last=False)
        return True
