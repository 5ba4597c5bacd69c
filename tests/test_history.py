"""Snapshots that are kept: what changed, pinned ones, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import STRIKE, TALKS, reindex, write_corpus

from index.corrections import Mark
from index.corrector import Corrector
from index.errors import DamagedIndexError, ModelMismatchError, RemovedRefError, UsageError
from index.history import History
from index.snapshot import Snapshot
from index.store import SnapshotStore

RAIN = "Rain\n\n“Nothing but rain,” said Anna Weber."


def _index(tmp_path: Path, **articles: str) -> str:
    reindex(tmp_path, write_corpus(tmp_path / "corpus.jsonl", articles))
    return str(SnapshotStore(tmp_path).current_id())


def _history(tmp_path: Path, keep: int = 3) -> History:
    return History(SnapshotStore(tmp_path), keep=keep)


def _titles(tmp_path: Path) -> list[str]:
    return [article.title for article in _current(tmp_path).catalog.articles()]


def _current(tmp_path: Path) -> Snapshot:
    return SnapshotStore(tmp_path).open_current()


def test_a_snapshot_tells_what_it_changed(tmp_path: Path) -> None:
    _index(tmp_path, talks=TALKS, strike=STRIKE)
    second = _index(tmp_path, talks=f"{TALKS}\nMore.", rain=RAIN)
    newest, first = _history(tmp_path).list()
    assert (newest.changes.added, newest.changes.changed, newest.changes.removed) == (1, 1, 1)
    assert (newest.answers, first.answers, first.articles) == (True, False, 2)
    changes = _history(tmp_path).changes(second)
    assert (changes.added, changes.changed, changes.removed) == (("rain",), ("talks",), ("strike",))


def test_snapshots_are_compared_with_any_other(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    _index(tmp_path, talks=TALKS, rain=RAIN)
    third = _index(tmp_path, talks=TALKS, strike=STRIKE, rain=RAIN)
    assert _history(tmp_path).changes(third, first).added == ("strike", "rain")


def test_rolling_back_answers_from_the_older_articles(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS, strike=STRIKE)
    _index(tmp_path, talks=TALKS)
    rolled = _history(tmp_path).roll_back(first, "hashed-words")
    assert _titles(tmp_path) == ["Talks in Vienna", "Strike in the harbour"]
    assert (rolled.origin, rolled.restored, rolled.changes.added) == ("rollback", first, 1)


def test_a_roll_back_can_be_taken_back(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    second = _index(tmp_path, talks=TALKS, rain=RAIN)
    _history(tmp_path).roll_back(first, "hashed-words")
    _history(tmp_path).roll_back(second, "hashed-words")
    assert _titles(tmp_path) == ["Talks in Vienna", "Rain"]


def test_what_was_added_since_is_said_to_be_removed_after_a_roll_back(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    _index(tmp_path, talks=TALKS, rain=RAIN)
    ref = next(_current(tmp_path).entry(one).ref for one in _current(tmp_path).catalog.quotes() if one)
    rain = [_current(tmp_path).entry(one) for one in _current(tmp_path).catalog.quotes()][-1]
    _history(tmp_path).roll_back(first, "hashed-words")
    assert _current(tmp_path).source(ref, 0).text
    with pytest.raises(RemovedRefError, match="Rain"):
        _current(tmp_path).source(rain.ref, 0)


def test_corrections_made_since_stay_in_force_after_a_roll_back(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    _index(tmp_path, talks=TALKS, rain=RAIN)
    ref = _current(tmp_path).entry(_current(tmp_path).catalog.quotes()[0]).ref
    Corrector(SnapshotStore(tmp_path)).correct(Mark(ref, "hide"), "a moderator")
    _history(tmp_path).roll_back(first, "hashed-words")
    assert _current(tmp_path).catalog.quotes(with_hidden=True)[0].hidden


def test_the_next_reindex_reads_the_articles_again(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    _index(tmp_path, talks=TALKS, rain=RAIN)
    _history(tmp_path).roll_back(first, "hashed-words")
    _index(tmp_path, talks=TALKS, rain=RAIN)
    assert _titles(tmp_path) == ["Talks in Vienna", "Rain"]


def test_a_damaged_snapshot_is_not_rolled_back_to(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    second = _index(tmp_path, talks=TALKS, rain=RAIN)
    vectors = tmp_path / "snapshots" / first / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"\x01")
    with pytest.raises(DamagedIndexError, match="vectors"):
        _history(tmp_path).roll_back(first, "hashed-words")
    assert SnapshotStore(tmp_path).current_id() == second


def test_a_damaged_snapshot_that_answers_is_rolled_back_from(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    second = _index(tmp_path, talks=TALKS, rain=RAIN)
    (tmp_path / "snapshots" / second / "catalog.sqlite").unlink()
    assert _history(tmp_path).list()[0].damage
    _history(tmp_path).roll_back(first, "hashed-words")
    assert _titles(tmp_path) == ["Talks in Vienna"]


def test_a_snapshot_of_another_model_is_not_rolled_back_to(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    _index(tmp_path, talks=TALKS, rain=RAIN)
    with pytest.raises(ModelMismatchError, match="configured"):
        _history(tmp_path).roll_back(first, "another model")


def test_the_snapshot_that_answers_is_not_rolled_back_to(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the one that answers"):
        _history(tmp_path).roll_back(_index(tmp_path, talks=TALKS), "hashed-words")


def test_pinned_snapshots_outlive_pruning(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    assert _history(tmp_path).pin(first).pinned
    ids = [_index(tmp_path, talks=TALKS, rain=f"{RAIN} {number}") for number in range(4)]
    assert SnapshotStore(tmp_path).list() == (*sorted(ids, reverse=True)[:3], first)
    assert not _history(tmp_path).unpin(first).pinned
    assert _history(tmp_path).prune(1) == (ids[2], ids[1], first)


def test_a_pin_holds_nothing_that_could_be_damaged(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    _history(tmp_path).pin(first)
    assert [path.stat().st_size for path in tmp_path.rglob("PINNED")] == [0]


def test_what_lost_its_manifest_is_pruned_in_its_turn(tmp_path: Path) -> None:
    first = _index(tmp_path, talks=TALKS)
    (tmp_path / "snapshots" / first / "manifest.json").unlink()
    second = _index(tmp_path, talks=TALKS, rain=RAIN)
    assert SnapshotStore(tmp_path).published() == (second,)


@pytest.mark.parametrize(("written", "why"), [("2", "2 snapshots begin so"), ("1999", "no such"), ("", "no such")])
def test_an_unclear_snapshot_is_asked_back(written: str, why: str, tmp_path: Path) -> None:
    _index(tmp_path, talks=TALKS)
    _index(tmp_path, talks=TALKS, rain=RAIN)
    with pytest.raises(UsageError, match=why):
        _history(tmp_path).changes(written)
