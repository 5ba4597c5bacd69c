"""Embedding models besides the bundled one: what they want to read, and which scripts they read at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embedding import prepare_embedder
from index.embedding.embedder import Prompts
from index.embedding.families import family_prompts
from tests.tiny_models import static_model, tiny_model


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("/models/e5-base-v2", "query: ", "passage: "),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("Snowflake/snowflake-arctic-embed-s", "Represent this sentence for searching relevant passages: ", ""),
        ("Snowflake/snowflake-arctic-embed-m-v2.0", "query: ", ""),
        ("ibm-granite/granite-embedding-small-english-r2", "", ""),
        ("all-MiniLM-L6-v2", "", ""),
    ],
)
def test_a_family_is_known_by_its_name(name: str, query: str, passage: str) -> None:
    assert family_prompts(name) == Prompts(query, passage)


def test_a_model_without_prompts_gets_those_of_its_family(tmp_path: Path) -> None:
    plain = prepare_embedder(tiny_model(tmp_path / "plain"), tmp_path / "data", "torch-fp32")
    model = prepare_embedder(tiny_model(tmp_path / "e5-small-v2"), tmp_path / "data", "torch-fp32")
    assert model.embed_query("the deal") @ plain.embed_query("query: the deal") >= 0.99999
    assert model.embed_passages(["the deal"])[0] @ plain.embed_query("passage: the deal") >= 0.99999
    assert model.digest != plain.digest


def test_a_models_own_prompts_come_before_its_familys(tmp_path: Path) -> None:
    own = tiny_model(tmp_path / "e5-small-v2", prompts={"query": "b: ", "document": "c: "})
    model = prepare_embedder(own, tmp_path / "data", "torch-fp32")
    plain = prepare_embedder(tiny_model(tmp_path / "plain"), tmp_path / "data", "torch-fp32")
    assert model.embed_query("the deal") @ plain.embed_query("b: the deal") >= 0.99999


@pytest.mark.parametrize("encoder", ["torch-fp32", "onnxruntime-fp32"])
def test_a_model_without_words_of_a_script_does_not_read_it(encoder: str, tmp_path: Path) -> None:
    english = prepare_embedder(tiny_model(tmp_path / "english"), tmp_path / "data", encoder)
    russian = prepare_embedder(
        tiny_model(tmp_path / "russian", words=["мэр", "открыл", "мост"]), tmp_path / "data", encoder
    )
    assert english.reads("Who opened the bridge?")
    assert english.reads("Qui a ouvert le pont à Orléans ?")
    assert not english.reads("Мэр открыл мост")
    assert russian.reads("Мэр открыл мост")
    assert not russian.reads("市长打开了桥")


def test_a_model_run_by_torch_alone_tells_what_it_reads(tmp_path: Path) -> None:
    assert prepare_embedder(static_model(tmp_path / "static"), tmp_path / "data").reads("a b")
