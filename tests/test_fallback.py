"""A damaged snapshot is stood in for by the newest whole one, which says so, and never brings back what was removed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import STRIKE, TALKS, reindex, write_corpus
from discord_collection import Collection

from index.corrections import Mark
from index.engine import EngineConfig
from index.errors import DamagedIndexError
from index.store import SnapshotStore

RAIN = "Rain\n\n“Nothing but rain,” said Anna Weber."
WHAT = "what did Larijani say?"
Damage = Callable[[Path], object]


@pytest.fixture
def tmp_path(memory_path: Path) -> Path:
    """Every test here makes several snapshots."""
    return memory_path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory to whose first snapshot an article was added."""
    index(tmp_path, talks=TALKS, strike=STRIKE)
    index(tmp_path, talks=TALKS, strike=STRIKE, rain=RAIN)
    return tmp_path


def index(data: Path, **articles: str) -> None:
    reindex(data, write_corpus(data / "corpus.jsonl", articles))


def engine(data: Path, told: list[str] | None = None) -> Collection:
    config = EngineConfig(data, (data / "corpus.jsonl",), "hashed-words", "python", limit=5, threshold=0.26)
    return Collection(config, warn=(told if told is not None else []).append)


def current(data: Path) -> Path:
    store = SnapshotStore(data)
    return store.folder(store.list()[0])


def flip(path: Path, place: int = 100) -> None:
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 16
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


FILES = ["manifest.json", "catalog.sqlite", "vectors.faiss", "lexicon/meta.json"]
DAMAGES: list[Damage] = [Path.unlink, truncate, flip, lambda path: path.write_bytes(b"")]
IDS = ["missing", "truncated", "flipped", "empty"]


@pytest.mark.parametrize("damage", DAMAGES, ids=IDS)
@pytest.mark.parametrize("name", FILES)
def test_the_snapshot_before_answers_and_says_so(data: Path, name: str, damage: Damage) -> None:
    newest, first = SnapshotStore(data).list()
    damage(current(data) / name)
    told: list[str] = []
    answer = engine(data, told).ask(WHAT)
    assert (answer.answered, answer.snapshot) == (True, first)
    assert len(told) == 1
    assert newest in told[0]
    assert name.partition("/")[0] in told[0]
    assert f"Until then the snapshot {first} of " in told[0]


@pytest.mark.parametrize("damage", DAMAGES, ids=IDS)
def test_every_file_of_the_lexicon_is_looked_after(data: Path, damage: Damage) -> None:
    first = SnapshotStore(data).list()[1]
    damage(max((current(data) / "lexicon").glob("*.store")))
    assert engine(data).ask(WHAT).snapshot == first


@pytest.mark.parametrize("damage", DAMAGES, ids=IDS)
def test_the_newest_answers_where_only_its_name_is_lost(data: Path, damage: Damage) -> None:
    newest = SnapshotStore(data).list()[0]
    damage(data / "CURRENT")
    told: list[str] = []
    assert engine(data, told).ask("what did Anna Weber say?").snapshot == newest
    assert "CURRENT" in told[0]


def test_any_bit_of_the_name_may_flip(data: Path) -> None:
    newest, held = SnapshotStore(data).list()[0], (data / "CURRENT").read_bytes()
    for place in range(len(held)):
        for bit in range(8):
            (data / "CURRENT").write_bytes(held[:place] + bytes([held[place] ^ 1 << bit]) + held[place + 1 :])
            assert engine(data).manifest().id == newest


@pytest.mark.parametrize("name", FILES)
def test_a_reindex_mends_it(data: Path, name: str) -> None:
    flip(current(data) / name)
    running = engine(data)
    assert running.ask(WHAT).snapshot == SnapshotStore(data).list()[1]
    index(data, talks=TALKS, strike=STRIKE, rain=RAIN)
    told: list[str] = []
    assert engine(data, told).ask(WHAT).snapshot == running.ask(WHAT).snapshot == SnapshotStore(data).list()[0]
    assert told == []


@pytest.mark.parametrize("name", FILES)
def test_what_was_removed_does_not_come_back(data: Path, name: str) -> None:
    index(data, talks=TALKS, rain=RAIN)
    whole = SnapshotStore(data).list()[1]
    flip(current(data) / name)
    with pytest.raises(DamagedIndexError, match=rf"articles were removed .* \(strike\); .*snapshots rollback {whole}"):
        engine(data).ask(WHAT)


def test_an_older_one_answers_that_does_not_hold_what_was_removed(data: Path) -> None:
    index(data, talks=TALKS, strike=STRIKE)
    flip(current(data) / "vectors.faiss")
    assert engine(data).ask(WHAT).snapshot == SnapshotStore(data).list()[2]


def test_nothing_answers_where_it_cannot_be_told_what_was_removed(data: Path) -> None:
    for name in ("manifest.json", "catalog.sqlite"):
        truncate(current(data) / name)
    with pytest.raises(DamagedIndexError, match="it cannot be told which articles were removed since"):
        engine(data).ask(WHAT)


def test_what_was_hidden_does_not_come_back(data: Path) -> None:
    hiding = engine(data)
    hiding.correct(Mark(hiding.ask(WHAT).citations[0].ref, "hide"), "a moderator")
    flip(current(data) / "catalog.sqlite")
    with pytest.raises(DamagedIndexError, match="other corrections than those in force"):
        engine(data).ask(WHAT)


def test_going_back_to_it_all_the_same_keeps_what_was_hidden(data: Path) -> None:
    hiding = engine(data)
    hidden = hiding.ask(WHAT).citations[0].ref
    hiding.correct(Mark(hidden, "hide"), "a moderator")
    flip(current(data) / "catalog.sqlite")
    hiding.roll_back(SnapshotStore(data).list()[1])
    assert hidden not in [entry.ref for entry in hiding.quotes().entries]


def test_a_snapshot_of_another_model_does_not_answer(data: Path) -> None:
    flip(current(data) / "vectors.faiss")
    other = Collection(EngineConfig(data, (), "another", "python", limit=5, threshold=0.26))
    with pytest.raises(DamagedIndexError, match="it was made with the model hashed-words"):
        other.ask(WHAT)


def test_without_another_snapshot_the_damage_is_named(tmp_path: Path) -> None:
    index(tmp_path, talks=TALKS)
    truncate(current(tmp_path) / "vectors.faiss")
    with pytest.raises(DamagedIndexError, match=r"vectors\.faiss has .* run quoth reindex\.$"):
        engine(tmp_path).ask(WHAT)


def test_a_damaged_older_snapshot_does_not_answer(data: Path) -> None:
    index(data, talks=TALKS, strike=STRIKE, rain=RAIN, more=f"More\n\n{STRIKE}")
    newest, middle, first = SnapshotStore(data).list()
    for each in (newest, middle):
        flip(SnapshotStore(data).folder(each) / "lexicon" / "meta.json")
    assert engine(data).ask(WHAT).snapshot == first


def test_decay_that_left_no_date_is_found_when_it_is_read(data: Path) -> None:
    running, first = engine(data, told := []), SnapshotStore(data).list()[1]
    catalog = current(data) / "catalog.sqlite"
    written = catalog.stat()
    catalog.write_bytes(catalog.read_bytes().replace(b"Larijani said on Thursday", b"Larijani said on Saturday"))
    os.utime(catalog, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert running.ask(WHAT).snapshot == first
    assert "catalog.sqlite was changed or damaged" in told[0]


def test_the_paths_of_the_last_reindex_outlive_the_damage(data: Path) -> None:
    damaged = current(data)
    (data / "CURRENT").unlink()
    flip(damaged / "manifest.json")
    assert engine(data).has_index()
    assert engine(data)._paths() == (data / "corpus.jsonl",)


def test_a_folder_that_is_gone_altogether(data: Path) -> None:
    shutil.rmtree(current(data))
    with pytest.raises(DamagedIndexError, match="cannot be told which articles were removed"):
        engine(data).ask(WHAT)
