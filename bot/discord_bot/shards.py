"""Shards: how many there are, and how fast they may identify themselves at the gateway."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

_PAUSE = 5.0  # seconds between two identifies of a bucket: docs/events/gateway#rate-limiting, on discord.com/developers


class Identifies:
    """The turns in which shards identify themselves: of those whose ids leave the same rest, one every 5 seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.at_once = 1  # Discord's max_concurrency
        self._clock = clock
        self._next: dict[int, float] = {}

    async def turn(self, shard_id: int) -> None:
        """Wait until this shard may identify itself."""
        bucket, now = shard_id % self.at_once, self._clock()
        wait = max(0.0, self._next.get(bucket, now) - now)
        self._next[bucket] = now + wait + _PAUSE
        await asyncio.sleep(wait)
