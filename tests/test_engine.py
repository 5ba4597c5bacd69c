"""The engine: which snapshot answers, and what it says where none can."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SEEDS
from corpora import STRIKE, write_corpus

from index.engine import Engine, EngineConfig
from index.errors import DamagedIndexError, ModelMismatchError, NoIndexError


@pytest.fixture
def config(seed_engine: Engine, tmp_path: Path) -> EngineConfig:
    """A data directory of its own that holds the seed article's index."""
    shutil.copytree(seed_engine.data_dir, tmp_path / "data")
    return EngineConfig(tmp_path / "data", (SEEDS,), "all-MiniLM-L6-v2", "auto", limit=5, threshold=0.26)


def test_without_an_index_one_is_told_to_make_it(tmp_path: Path) -> None:
    engine = Engine(EngineConfig(tmp_path, (SEEDS,), "all-MiniLM-L6-v2", "auto", limit=5, threshold=0.26))
    assert not engine.has_index()
    with pytest.raises(NoIndexError, match="reindex"):
        engine.ask("what did Larijani say?")


def test_a_snapshot_that_another_process_published_answers_at_once(config: EngineConfig, tmp_path: Path) -> None:
    running, other = Engine(config), Engine(config)
    assert not running.ask("what did Anna Weber say?").answered
    other.reindex([write_corpus(tmp_path / "strike.jsonl", {"strike": STRIKE})])
    assert running.ask("what did Anna Weber say?").citations[0].speaker == "Anna Weber"
    assert not running.ask("what did Larijani say?").answered


def test_a_reindex_without_paths_takes_the_last_ones(config: EngineConfig, tmp_path: Path) -> None:
    engine = Engine(config)
    engine.reindex([write_corpus(tmp_path / "strike.jsonl", {"strike": STRIKE})])
    assert engine.reindex().unchanged == 1
    assert [article.source_id for article in engine.articles()] == ["strike"]


def test_unchanged_text_is_not_embedded_again(config: EngineConfig, tmp_path: Path) -> None:
    engine = Engine(config)
    both = write_corpus(tmp_path / "strike.jsonl", {"strike": STRIKE})
    report = engine.reindex([SEEDS, both])
    assert (report.added, report.unchanged) == (("strike",), 1)
    assert 0 < report.embedded < report.passages


def test_another_model_than_the_indexs_is_an_error_that_says_to_reindex(config: EngineConfig) -> None:
    with pytest.raises(ModelMismatchError, match="reindex"):
        Engine(replace(config, model="another-model")).ask("what did Larijani say?")


def test_a_damaged_index_is_named_and_made_anew(config: EngineConfig) -> None:
    (vectors,) = (config.data_dir / "snapshots").glob("*/vectors.faiss")
    vectors.write_bytes(vectors.read_bytes()[:100])
    with pytest.raises(DamagedIndexError, match=r"vectors\.faiss.*reindex"):
        Engine(config).ask("what did Larijani say?")
    Engine(config).reindex()
    assert Engine(config).ask("what did Larijani say?").answered


def test_a_closed_engine_opens_again(config: EngineConfig) -> None:
    engine = Engine(config)
    engine.warm()
    engine.close()
    assert engine.ask("what did Larijani say?").answered
