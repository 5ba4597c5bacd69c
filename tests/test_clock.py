"""A clock that jumps, between reindexes and during one: what was published last is the newest, whatever its date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from corpora import STRIKE, TALKS, reindex, write_corpus
from embedders import HashedWords

from index.history import History
from index.indexer import Indexer
from index.store import SnapshotStore
from index.types import Progress

Jump = Callable[[float], None]
_DAY = 24 * 60 * 60.0


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> Jump:
    """Set the clock of everything that dates snapshots so many seconds off the real one."""
    offset = timedelta()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + offset

    def set_off(seconds: float) -> None:
        nonlocal offset
        offset = timedelta(seconds=seconds)

    for module in ("store", "indexer", "history", "corrector", "retiring", "trail"):
        monkeypatch.setattr(f"index.{module}.datetime", Clock)
    return set_off


def _index(data_dir: Path, edition: object) -> str:
    reindex(data_dir, write_corpus(data_dir / "corpus.jsonl", {"talks": f"{TALKS}\n{edition}", "strike": STRIKE}))
    return str(SnapshotStore(data_dir).current_id())


@pytest.mark.parametrize("seconds", [-3650 * _DAY, -1.0, 3650 * _DAY])
def test_what_was_published_last_is_listed_first(tmp_path: Path, jump: Jump, seconds: float) -> None:
    ids = [_index(tmp_path, 1)]
    jump(seconds)
    ids.append(_index(tmp_path, 2))
    jump(0)
    ids.append(_index(tmp_path, 3))
    assert SnapshotStore(tmp_path).list() == tuple(reversed(ids))
    assert [one.previous for one in History(SnapshotStore(tmp_path)).list()] == [ids[1], ids[0], None]


def test_what_was_published_last_is_what_pruning_keeps(tmp_path: Path, jump: Jump) -> None:
    jump(_DAY)
    first = _index(tmp_path, 0)
    jump(-_DAY)
    later = [_index(tmp_path, number) for number in range(1, 4)]
    assert SnapshotStore(tmp_path).list() == tuple(reversed(later)), f"{first} was the oldest"
    assert History(SnapshotStore(tmp_path)).prune(1) == (later[1], later[0])


def test_what_was_rolled_back_to_is_the_newest(tmp_path: Path, jump: Jump) -> None:
    jump(_DAY)
    first, _ = _index(tmp_path, 1), _index(tmp_path, 2)
    jump(-_DAY)
    rolled = History(SnapshotStore(tmp_path)).roll_back(first, "hashed-words")
    assert SnapshotStore(tmp_path).list()[0] == rolled.id == SnapshotStore(tmp_path).current_id()


@pytest.mark.parametrize("seconds", [-_DAY, _DAY])
def test_a_clock_that_jumps_during_a_reindex(tmp_path: Path, jump: Jump, seconds: float) -> None:
    before = _index(tmp_path, 1)
    corpus = write_corpus(tmp_path / "corpus.jsonl", {"talks": TALKS})

    def jumping(progress: Progress) -> None:
        if progress.phase == "embedding":
            jump(seconds)

    Indexer(SnapshotStore(tmp_path), model="none", embedder=HashedWords).reindex([corpus], jumping)
    store = SnapshotStore(tmp_path)
    assert store.list()[1] == before
    store.open_current().verify()
    jump(0)
    assert store.open_current().manifest.created_at < datetime.now(UTC) + timedelta(days=2)
    assert _index(tmp_path, 3) == store.list()[0]
