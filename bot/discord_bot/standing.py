"""How the bot stands: its gateway, its index and its line; read on the event loop, looked at from anywhere."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from bot.discord_bot.client import QuothClient

_SECONDS = 1.0  # between two looks
_STUCK = 15.0  # seconds without a look after which the event loop counts as stuck


@dataclass(frozen=True, slots=True)
class IndexStanding:
    """The snapshot that answers, when it was made, and what keeps a newer one from being opened."""

    snapshot: str | None = None
    made: datetime | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ShardStanding:
    """One shard's connection to the gateway; the latency is unknown until Discord answered a heartbeat."""

    id: int
    is_connected: bool
    latency: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything at one moment."""

    at: float = field(default_factory=time.monotonic)
    is_ready: bool = False
    shards: tuple[ShardStanding, ...] = ()
    servers: int = 0
    index: IndexStanding = IndexStanding()
    working: int = 0
    waiting: int = 0
    is_reindexing: bool = False
    is_stopping: bool = False

    @property
    def is_connected(self) -> bool:
        """Whether every shard is connected."""
        return self.is_ready and bool(self.shards) and all(shard.is_connected for shard in self.shards)


class Lookout:
    """Looks at a client every second; what it saw last is in `standing`, one immutable object."""

    def __init__(self, client: QuothClient) -> None:
        self._client = client
        self.standing = Standing()

    async def keep(self) -> None:
        """Look until cancelled."""
        while True:
            self.standing = look_at(self._client)
            await asyncio.sleep(_SECONDS)


def stand(snapshot: str | None, problem: str | None = None) -> IndexStanding:
    """Return how the index stands with this snapshot."""
    from index.store import made_at

    return IndexStanding(snapshot, made_at(snapshot) if snapshot else None, problem)


def look_at(client: QuothClient) -> Standing:
    """Return how a client stands now; on its event loop only."""
    return Standing(
        is_ready=client.is_ready(),
        shards=tuple(
            ShardStanding(number, not shard.is_closed(), shard.latency if math.isfinite(shard.latency) else None)
            for number, shard in client.shards.items()
        ),
        servers=len(client.guilds),
        index=client.index,
        working=client.line.working,
        waiting=client.line.waiting,
        is_reindexing=client.reindexer.is_running,
        is_stopping=client.line.is_closing,
    )


def health(standing: Standing) -> tuple[bool, dict[str, Any]]:
    """Return whether all is well, and what to say of it."""
    shards = [
        {"id": shard.id, "connected": shard.is_connected, "latency_seconds": shard.latency} for shard in standing.shards
    ]
    index = standing.index
    parts: dict[str, dict[str, Any]] = {
        "gateway": {"ok": standing.is_connected, "servers": standing.servers, "shards": shards},
        "index": {
            "ok": index.snapshot is not None and index.problem is None,
            "snapshot": index.snapshot,
            "age_seconds": _age(index),
            "problem": index.problem or (None if index.snapshot else _no_index(standing)),
        },
        "event_loop": {"ok": time.monotonic() - standing.at < _STUCK},
    }
    is_well = not standing.is_stopping and all(part["ok"] for part in parts.values())
    status = "stopping" if standing.is_stopping else "ok" if is_well else "failing"
    return is_well, {"status": status, **parts, "line": {"working": standing.working, "waiting": standing.waiting}}


class StandingCollector(Collector):
    """The standing as gauges, read when Prometheus asks."""

    def __init__(self, lookout: Lookout) -> None:
        self._lookout = lookout

    def collect(self) -> Iterator[Metric]:
        """Give each gauge."""
        now = self._lookout.standing
        yield _gauge("quoth_gateway_ready", "Whether the bot is ready, with every shard connected", now.is_connected)
        connected = GaugeMetricFamily("quoth_shard_connected", "Whether a shard is connected", labels=["shard"])
        latency = GaugeMetricFamily("quoth_shard_latency_seconds", "From heartbeat to answer", labels=["shard"])
        for shard in now.shards:
            connected.add_metric([str(shard.id)], shard.is_connected)
            if shard.latency is not None:
                latency.add_metric([str(shard.id)], shard.latency)
        yield from (connected, latency)
        yield _gauge("quoth_servers", "Servers that the bot is in", now.servers)
        yield _gauge("quoth_line_waiting", "Questions that wait in line", now.waiting)
        yield _gauge("quoth_line_working", "Questions that are worked on", now.working)
        yield _gauge("quoth_reindex_running", "Whether a reindex of this bot runs", now.is_reindexing)
        age = _age(now.index)
        if age is not None:
            yield _gauge("quoth_snapshot_age_seconds", "Since the snapshot that answers was made", age)


def _age(index: IndexStanding) -> float | None:
    return (datetime.now(UTC) - index.made).total_seconds() if index.made else None


def _no_index(standing: Standing) -> str:
    return "the first index is being built" if standing.is_reindexing else "there is no index yet"


def _gauge(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, documentation, value=value)
