"""A cross-encoder by name orders the passages anew; here a tiny one with random weights, made in the test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from corpora import STRIKE, TALKS, write_corpus

from index.engine import Engine, EngineConfig
from index.errors import ModelError
from index.reranking import open_reranker
from tests.tiny_models import tiny_cross_encoder, tiny_model

QUESTION = "Which talks were hard?"
ARTICLES = {
    "talks": TALKS,
    "strike": STRIKE,
    **{f"more{number}": f"Talks {number}\n\nThe hard talks of day {number} went on." for number in range(8)},
}


def engine(folder: Path, reranker: str) -> Engine:
    corpus = write_corpus(folder / "corpus.jsonl", ARTICLES)
    model = tiny_model(folder / "embedder")
    opened = Engine(EngineConfig(folder / "data", (corpus,), model, "torch-fp32", 5, 0.0, reranker))
    opened.reindex()
    return opened


def test_passages_come_in_the_order_of_the_cross_encoder(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    name = tiny_cross_encoder(tmp_path / "reranker")
    with_one = engine(tmp_path, name)
    hits = with_one.ask(QUESTION).passages
    titles = {one.article_id: one.title for one in with_one.articles()}
    pairs = [(QUESTION, f"{titles[hit.article_id]}\n{hit.text}") for hit in hits]
    expected = CrossEncoder(name, device="cpu").predict(pairs)
    assert len(hits) >= 9
    assert list(expected[1:]) == sorted(expected[1:], reverse=True)  # the passage that is cited stands before them
    by_words = Engine(EngineConfig(tmp_path / "data", (), str(tmp_path / "embedder"), "torch-fp32", 5, 0.0))
    assert [hit.article_id for hit in by_words.ask(QUESTION).passages] != [hit.article_id for hit in hits]


def test_scores_are_probabilities(tmp_path: Path) -> None:
    reranker = open_reranker(tiny_cross_encoder(tmp_path / "reranker"), tmp_path / "data")
    scores = reranker.score("the deal", ["the deal", "a b c"])
    assert scores.shape == (2,)
    assert np.all((scores > 0) & (scores < 1))
    assert reranker.score("the deal", []).shape == (0,)


def test_a_model_of_several_scores_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="gives 3 scores for a passage"):
        open_reranker(tiny_cross_encoder(tmp_path / "classifier", scores=3), tmp_path / "data")


def test_a_reranker_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no folder"):
        open_reranker(str(tmp_path / "nothing"), tmp_path / "data")
