"""What was asked before, for follow-ups: in answer to what a message replies to, or last in a direct message."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

import discord

from index.following import Exchange

_EXCHANGES = 5  # of a conversation that are kept
_KEPT = 2_000  # answers that can be replied to; the oldest are forgotten first
_SECONDS = 3_600.0  # after which nobody means an answer by "he" any more

Exchanges = tuple[Exchange, ...]


class Conversations:
    """The exchanges that led to each answer; kept in memory only, for an hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._exchanges: OrderedDict[int, tuple[float, Exchanges]] = OrderedDict()

    def before(self, message: discord.Message) -> Exchanges:
        """Return what was asked before a message, the latest last."""
        replied_to = message.reference.message_id if message.reference else None
        if replied_to is None and message.guild is None:
            replied_to = message.channel.id
        return self._find(replied_to) if replied_to is not None else ()

    def remember(self, answer: discord.Message, before: Exchanges, exchange: Exchange) -> None:
        """Keep what an answer was to, for replies to it; in a direct message for whatever comes next."""
        exchanges = (*before, exchange)[-_EXCHANGES:]
        self._keep(answer.id, exchanges)
        if answer.guild is None:
            self._keep(answer.channel.id, exchanges)

    def _find(self, key: int) -> Exchanges:
        since, exchanges = self._exchanges.get(key, (0.0, ()))
        return exchanges if self._clock() - since < _SECONDS else ()

    def _keep(self, key: int, exchanges: Exchanges) -> None:
        self._exchanges.pop(key, None)
        self._exchanges[key] = self._clock(), exchanges
        if len(self._exchanges) > _KEPT:
            self._exchanges.popitem(last=False)
