"""The citations that each person was shown last, for the suggestions of `/source`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from bot.discord_bot import limits
from bot.discord_bot.drafts import Entry

_PEOPLE = 1_000  # remembered at most; the ones that asked longest ago are forgotten first


class Recents:
    """What each person was shown last, newest first; kept in memory only."""

    def __init__(self) -> None:
        self._shown: OrderedDict[int, dict[str, Entry]] = OrderedDict()

    def remember(self, user_id: int, entries: Iterable[Entry]) -> None:
        """Put these citations before what the person was shown earlier."""
        newest = {entry.ref: entry for entry in entries}
        earlier = self._shown.pop(user_id, {})
        merged = newest | {ref: entry for ref, entry in earlier.items() if ref not in newest}
        self._shown[user_id] = dict(list(merged.items())[: limits.CHOICES])
        if len(self._shown) > _PEOPLE:
            self._shown.popitem(last=False)

    def forget(self, user_id: int) -> None:
        """Forget what a person was shown."""
        self._shown.pop(user_id, None)

    def find(self, user_id: int, typed: str) -> list[Entry]:
        """Return the citations with these letters in their name or reference; the newest for an empty field."""
        wanted = typed.casefold().strip()
        shown = self._shown.get(user_id, {}).values()
        return [entry for entry in shown if wanted in entry.name.casefold() or wanted in entry.ref]
