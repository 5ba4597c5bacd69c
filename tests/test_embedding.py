"""Texts to vectors: all encoders keep one contract, and an index is never asked with other vectors than its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding import (
    Embedder,
    EmbeddingCache,
    describe_embedder,
    embed_with_cache,
    export,
    load_embedder,
    models,
    prepare_embedder,
)
from index.embedding.embedder import Progress, Vectors
from index.embedding.openvino_encoder import why_not_openvino
from index.embedding.samples import SAMPLES
from index.errors import ModelError, StorageError
from tests.tiny_models import static_model, tiny_model

MINILM = "all-MiniLM-L6-v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
QUESTION = "What did Larijani say about the nuclear deal?"
REPOSITORY = Path(__file__).parent.parent
HEAVY = ["torch", "transformers", "sentence_transformers", "huggingface_hub", "openvino.tools", "openvino_telemetry"]

needs_openvino = pytest.mark.skipif(why_not_openvino() is not None, reason=str(why_not_openvino()))
ENCODERS = [
    pytest.param("openvino-bf16", marks=needs_openvino, id="openvino"),
    pytest.param("onnxruntime-fp32", id="onnxruntime"),
    pytest.param("torch-fp32", id="torch"),
]
EXPORTED = ENCODERS[:2]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the exports of the real model are made, once."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def embedders(folder: Path) -> Callable[[str], Embedder]:
    """Opens the real model by the name of an encoder, each once."""
    opened: dict[str, Embedder] = {}

    def open_by(encoder: str) -> Embedder:
        if encoder not in opened:
            opened[encoder] = prepare_embedder(MINILM, folder, encoder)
        return opened[encoder]

    return open_by


@pytest.fixture(params=ENCODERS)
def embedder(request: pytest.FixtureRequest, embedders: Callable[[str], Embedder]) -> Embedder:
    return embedders(request.param)


@pytest.fixture(scope="session")
def expected() -> Vectors:
    """What sentence-transformers makes of the samples, as a user of it would call it."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(models._bundled_folder()), device="cpu")
    return np.asarray(model.encode(list(SAMPLES), batch_size=8, normalize_embeddings=True), np.float32)


class TestEveryEncoder:
    def test_it_tells_what_it_is(self, embedder: Embedder) -> None:
        assert (embedder.name, embedder.digest, embedder.dim) == (MINILM, MINILM_SHA256, 384)

    def test_passages_have_the_vectors_of_sentence_transformers(self, embedder: Embedder, expected: Vectors) -> None:
        assert cosines(embedder.embed_passages(SAMPLES), expected).min() >= 0.9999

    def test_questions_have_the_vectors_of_sentence_transformers(self, embedder: Embedder, expected: Vectors) -> None:
        vectors = np.stack([embedder.embed_query(text) for text in SAMPLES[:6]])
        assert cosines(vectors, expected[:6]).min() >= 0.9999

    def test_vectors_are_contiguous_single_floats_of_length_1(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(SAMPLES[:9])
        assert vectors.shape == (9, embedder.dim)
        assert vectors.dtype == embedder.embed_query(QUESTION).dtype == np.float32
        assert vectors.flags.c_contiguous
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_passages_are_no_vectors(self, embedder: Embedder) -> None:
        assert embedder.embed_passages([]).shape == (0, embedder.dim)

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("", id="empty"),
            pytest.param(" ", id="blank"),
            pytest.param("\0", id="control"),
            pytest.param("\ud83d", id="lone surrogate"),
            pytest.param("\u200b\ufeff", id="invisible"),
            pytest.param("…" * 3000, id="endless"),
        ],
    )
    def test_odd_text_has_a_vector(self, embedder: Embedder, text: str) -> None:
        assert np.isfinite(embedder.embed_query(text)).all()
        assert np.isfinite(embedder.embed_passages([text, "Other words."])).all()

    def test_a_vector_hardly_depends_on_what_is_embedded_with_it(self, embedder: Embedder) -> None:
        alone = np.concatenate([embedder.embed_passages([text]) for text in SAMPLES[:5]])
        for others in (24, 48):  # a few, and so many that OpenVINO takes another model for them
            texts = [*SAMPLES, *SAMPLES][:others]
            assert cosines(alone, embedder.embed_passages(texts)[:5]).min() >= 0.9999

    def test_progress_counts_every_passage_in_the_callers_thread(self, embedder: Embedder) -> None:
        counts, threads = [], set()

        def watch(count: int) -> None:
            counts.append(count)
            threads.add(threading.get_ident())

        embedder.embed_passages(SAMPLES[:24], watch)
        assert sum(counts) == 24
        assert len(counts) > 1 or embedder.encoder == "torch-fp32"
        assert threads == {threading.get_ident()}

    def test_many_threads_get_the_same_vectors_as_one(self, embedder: Embedder) -> None:
        one_by_one = [embedder.embed_query(text) for text in SAMPLES[:8]]
        with ThreadPoolExecutor(8) as pool:
            at_once = list(pool.map(embedder.embed_query, SAMPLES[:8] * 3))
        assert cosines(np.stack(at_once), np.stack(one_by_one * 3)).min() >= 0.99999


@pytest.mark.parametrize("encoder", EXPORTED)
class TestAsking:
    def test_loading_needs_neither_torch_nor_its_friends(
        self, encoder: str, folder: Path, embedders: Callable[[str], Embedder]
    ) -> None:
        vector = embedders(encoder).embed_query(QUESTION)
        code = f"""
import sys
from pathlib import Path
from index.embedding import load_embedder
embedder = load_embedder({MINILM!r}, Path({str(folder)!r}), digest={MINILM_SHA256!r}, encoder={encoder!r})
print(embedder.embed_query({QUESTION!r}).tolist())
print([name for name in {HEAVY!r} if name in sys.modules])
"""
        result = run_python(code)
        loaded, heavy = result.stdout.splitlines()
        assert heavy == "[]", result.stderr
        assert vector @ np.array(json.loads(loaded), np.float32) >= 0.99999

    def test_another_digest_is_refused(self, encoder: str, folder: Path) -> None:
        with pytest.raises(ModelError, match=r"was replaced since the index was made.*quoth reindex"):
            load_embedder(MINILM, folder, digest="0" * 64, encoder=encoder)

    def test_an_export_that_is_gone_is_made_again(self, encoder: str, tmp_path: Path) -> None:
        model = tiny_model(tmp_path / "tiny")
        prepared = prepare_embedder(model, tmp_path / "data", encoder)
        shutil.rmtree(export_of(prepared, tmp_path / "data"))
        loaded = load_embedder(model, tmp_path / "data", digest=prepared.digest, encoder=encoder)
        assert loaded.embed_query("a b") @ prepared.embed_query("a b") >= 0.99999

    def test_a_truncated_export_is_made_again(self, encoder: str, tmp_path: Path) -> None:
        model = tiny_model(tmp_path / "tiny")
        prepared = prepare_embedder(model, tmp_path / "data", encoder)
        vector = prepared.embed_query("a b")
        for file in export_of(prepared, tmp_path / "data").glob("model.*"):
            file.write_bytes(b"")
        loaded = load_embedder(model, tmp_path / "data", digest=prepared.digest, encoder=encoder)
        assert loaded.embed_query("a b") @ vector >= 0.99999

    def test_replaced_weights_are_refused(self, encoder: str, tmp_path: Path) -> None:
        model = tiny_model(tmp_path / "tiny")
        prepared = prepare_embedder(model, tmp_path / "data", encoder)
        tiny_model(tmp_path / "tiny", seed=1)
        with pytest.raises(ModelError, match="was replaced since"):
            load_embedder(model, tmp_path / "data", digest=prepared.digest, encoder=encoder)

    def test_a_model_that_is_gone_is_named(self, encoder: str, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match=r"There is no folder .*gone"):
            load_embedder(str(tmp_path / "gone"), tmp_path, digest="0" * 64, encoder=encoder)


@needs_openvino
def test_a_model_compiled_on_another_machine_is_compiled_anew(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny")
    prepared = prepare_embedder(model, tmp_path / "data", "openvino-bf16")
    description = export_of(prepared, tmp_path / "data") / "export.json"
    description.write_text(json.dumps(json.loads(description.read_text()) | {"made_with": "another"}))
    loaded = load_embedder(model, tmp_path / "data", digest=prepared.digest, encoder="openvino-bf16")
    assert loaded.embed_query("a b") @ prepared.embed_query("a b") >= 0.9999


class TestPreparing:
    def test_the_bundled_model_has_two_names(self, folder: Path, embedders: Callable[[str], Embedder]) -> None:
        embedders("onnxruntime-fp32")
        prepared = prepare_embedder(f"sentence-transformers/{MINILM}", folder, "onnxruntime-fp32")
        assert prepared.digest == MINILM_SHA256

    def test_another_model_in_the_bundled_ones_place_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tiny_model(tmp_path / "tiny")
        monkeypatch.setattr(models, "_bundled_folder", lambda: tmp_path / "tiny")
        with pytest.raises(ModelError, match="is not the all-MiniLM-L6-v2 that Quoth is made for"):
            prepare_embedder(MINILM, tmp_path / "data")

    @pytest.mark.parametrize(
        "shape",
        [
            pytest.param({}, id="mean pooling"),
            pytest.param({"pooling": "cls"}, id="first-token pooling"),
            pytest.param({"pooling": "lasttoken"}, id="last-token pooling"),
            pytest.param({"max_seq_length": 12}, id="short texts only"),
            pytest.param({"normalize": False}, id="no normalisation"),
            pytest.param({"prompts": {"query": "b c: ", "passage": "d: "}}, id="prompts"),
        ],
    )
    @pytest.mark.parametrize("encoder", EXPORTED)
    def test_any_model_is_embedded_as_by_sentence_transformers(
        self, encoder: str, shape: dict[str, Any], tmp_path: Path
    ) -> None:
        from sentence_transformers import SentenceTransformer

        prepared = prepare_embedder(tiny_model(tmp_path / "tiny", **shape), tmp_path / "data", encoder)
        prompts = shape.get("prompts", {"query": "", "passage": ""})
        reference = SentenceTransformer(str(tmp_path / "tiny"), device="cpu")
        texts = ["a b c", "d " * 40, "the deal"]
        passages = reference.encode([prompts["passage"] + text for text in texts], normalize_embeddings=True)
        question = reference.encode(prompts["query"] + "a c", normalize_embeddings=True)
        assert prepared.encoder == encoder
        assert cosines(prepared.embed_passages(texts), passages).min() >= 0.9999
        assert prepared.embed_query("a c") @ question >= 0.9999

    def test_a_model_that_cannot_be_exported_is_run_by_torch(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        model = static_model(tmp_path / "static")
        prepared = prepare_embedder(model, tmp_path / "data")
        description = describe_embedder(model, tmp_path / "data")
        assert prepared.encoder == description.encoder == "torch-fp32"
        assert "its tokenizer has no fast version" in str(description.reason)
        assert description.export is None
        assert "cannot be run by" in caplog.text
        loaded = load_embedder(model, tmp_path / "data", digest=prepared.digest, encoder=prepared.encoder)
        assert loaded.embed_query("a b") @ prepared.embed_query("a b") >= 0.99999

    def test_an_export_that_fails_is_not_tried_twice(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise NotImplementedError("no such operator\nand much more")

        monkeypatch.setattr("torch.onnx.export", fail)
        model = tiny_model(tmp_path / "tiny")
        assert prepare_embedder(model, tmp_path / "data").encoder == "torch-fp32"
        reason = str(describe_embedder(model, tmp_path / "data").reason)
        assert reason.endswith("torch cannot export it (NotImplementedError: no such operator)")
        assert reason.count("torch cannot export it") == 1

    def test_an_export_that_is_not_exact_is_not_used(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(export, "_MIN_COSINE", 1.1)
        model = tiny_model(tmp_path / "tiny")
        assert prepare_embedder(model, tmp_path / "data").encoder == "torch-fp32"
        assert "not exact enough" in str(describe_embedder(model, tmp_path / "data").reason)
        assert not list((tmp_path / "data").glob("*-onnxruntime-fp32/*"))

    def test_an_encoder_that_must_be_and_cannot_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match=r"cannot be run by onnxruntime-fp32 here: .*tokenizer"):
            prepare_embedder(static_model(tmp_path / "static"), tmp_path / "data", "onnxruntime-fp32")

    def test_an_unknown_encoder_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match='no encoder "abacus"'):
            prepare_embedder(MINILM, tmp_path, "abacus")

    def test_a_folder_without_weights_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="holds no embedding model"):
            prepare_embedder(str(tmp_path), tmp_path)

    def test_a_folder_that_is_no_model_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "model.safetensors").write_bytes(b"nothing")
        with pytest.raises(ModelError, match="cannot be read as a sentence-transformers model"):
            prepare_embedder(str(tmp_path), tmp_path / "data")

    def test_a_model_of_the_hub_is_found_where_the_hubs_client_keeps_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
        kept = tmp_path / "hub" / "models--somebody--tiny"
        tiny_model(kept / "snapshots" / "abc")
        (kept / "refs").mkdir()
        (kept / "refs" / "main").write_text("abc")
        prepared = prepare_embedder("somebody/tiny", tmp_path / "data", "onnxruntime-fp32")
        loaded = load_embedder("somebody/tiny", tmp_path / "data", digest=prepared.digest, encoder="onnxruntime-fp32")
        assert loaded.name == "somebody/tiny"

    def test_a_model_that_the_hub_does_not_give_is_an_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        with pytest.raises(ModelError, match=r"somebody/none is neither a folder nor on this machine.*set model\.name"):
            prepare_embedder("somebody/none", tmp_path)

    def test_the_package_onnx_is_not_needed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "onnx", None)
        model = tiny_model(tmp_path / "tiny")
        assert prepare_embedder(model, tmp_path / "data", "onnxruntime-fp32").encoder == "onnxruntime-fp32"

    def test_two_at_once_make_one_export(self, tmp_path: Path) -> None:
        model = tiny_model(tmp_path / "tiny")
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(lambda _: prepare_embedder(model, tmp_path / "data", "onnxruntime-fp32"), range(2)))
        assert both[0].embed_query("a") @ both[1].embed_query("a") >= 0.99999

    def test_what_a_killed_process_left_is_removed(self, tmp_path: Path) -> None:
        model = tiny_model(tmp_path / "tiny")
        digest = describe_embedder(model, tmp_path / "data").digest
        left = tmp_path / "data" / f"{digest[:16]}-onnxruntime-fp32.partial-1"
        left.mkdir()
        (left / "graph.onnx").write_bytes(b"half")
        prepare_embedder(model, tmp_path / "data", "onnxruntime-fp32")
        assert not left.exists()

    def test_a_folder_that_cannot_be_written_is_an_error_of_storage(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a file is in the way")
        with pytest.raises(StorageError, match="cannot be written"):
            prepare_embedder(tiny_model(tmp_path / "tiny"), tmp_path / "data", "onnxruntime-fp32")


class TestModels:
    def test_a_digest_is_worked_out_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        model = tiny_model(tmp_path / "tiny")
        digest = models.find_model(model, tmp_path / "data").digest
        monkeypatch.setattr(models, "_sha256", lambda _: pytest.fail("a file was read"))
        assert models.find_model(model, tmp_path / "data").digest == digest

    def test_other_settings_are_another_model(self, tmp_path: Path) -> None:
        model = tiny_model(tmp_path / "tiny", pooling="mean")
        before = models.find_model(model, tmp_path / "data").digest
        tiny_model(tmp_path / "tiny", pooling="cls")
        assert models.find_model(model, tmp_path / "data").digest != before

    def test_a_damaged_record_is_ignored(self, tmp_path: Path) -> None:
        model = tiny_model(tmp_path / "tiny")
        digest = models.find_model(model, tmp_path / "data").digest
        for record in (tmp_path / "data").glob("model-*.json"):
            record.write_text('{"path": 3')
        assert models.find_model(model, tmp_path / "data").digest == digest

    def test_a_model_that_was_never_prepared_is_described_by_its_digest(self, tmp_path: Path) -> None:
        description = describe_embedder(MINILM, tmp_path)
        assert (description.digest, description.encoder, description.dim) == (MINILM_SHA256, None, None)

    def test_a_prepared_model_is_described_with_its_export(
        self, folder: Path, embedders: Callable[[str], Embedder]
    ) -> None:
        prepared = embedders("onnxruntime-fp32")
        prepare_embedder(MINILM, folder, "onnxruntime-fp32")
        description = describe_embedder(MINILM, folder)
        assert (description.encoder, description.dim) == ("onnxruntime-fp32", 384)
        assert description.export == export_of(prepared, folder)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.text(), min_size=1, max_size=5))
def test_every_text_has_a_vector_of_length_1(embedders: Callable[[str], Embedder], texts: list[str]) -> None:
    vectors = embedders("onnxruntime-fp32").embed_passages(texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


class LetterCounts:
    """A deterministic embedder that remembers what it embedded."""

    name, digest, encoder, dim = "letters", "0" * 64, "none", 26

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.embedded.extend(texts)
        if progress:
            progress(len(texts))
        return np.array([self.embed_query(text) for text in texts], np.float32).reshape(-1, self.dim)

    def reads(self, text: str) -> bool:
        return text.isascii()

    def embed_query(self, text: str) -> Vectors:
        counts = np.array([text.count(chr(97 + letter)) for letter in range(self.dim)], np.float32)
        return (counts / max(1.0, float(np.linalg.norm(counts)))).astype(np.float32)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    with EmbeddingCache(tmp_path / "embeddings.sqlite", "letters") as opened:
        yield opened


class TestCache:
    def test_what_is_put_is_got_by_position(self, cache: EmbeddingCache) -> None:
        vectors = LetterCounts().embed_passages(["abc", "bcd"])
        cache.put(["abc", "bcd"], vectors)
        got = cache.get(["new", "bcd", "abc", "bcd"])
        assert sorted(got) == [1, 2, 3]
        np.testing.assert_array_equal(np.stack([got[2], got[1], got[3]]), vectors[[0, 1, 1]])

    def test_vectors_of_another_embedder_are_not_seen(self, cache: EmbeddingCache, tmp_path: Path) -> None:
        cache.put(["abc"], np.ones((1, 26), np.float32))
        with EmbeddingCache(tmp_path / "embeddings.sqlite", "numbers") as other:
            assert other.get(["abc"]) == {}

    def test_what_is_kept_outlives_the_process(self, cache: EmbeddingCache, tmp_path: Path) -> None:
        cache.put(["abc"], np.ones((1, 26), np.float32))
        cache.close()
        with EmbeddingCache(tmp_path / "embeddings.sqlite", "letters") as again:
            assert list(again.get(["abc"])) == [0]

    def test_pruning_forgets_all_but_the_texts_asked_for(self, cache: EmbeddingCache) -> None:
        cache.put(["abc", "bcd"], np.ones((2, 26), np.float32))
        cache.get(["bcd", "cde"])
        cache.prune()
        assert list(cache.get(["abc", "bcd", "cde"])) == [1]

    def test_pruning_makes_the_file_smaller(self, cache: EmbeddingCache, tmp_path: Path) -> None:
        cache.put([str(number) for number in range(5000)], np.ones((5000, 26), np.float32))
        cache.close()
        before = (tmp_path / "embeddings.sqlite").stat().st_size
        with EmbeddingCache(tmp_path / "embeddings.sqlite", "letters") as again:
            again.get(["1"])
            again.prune()
        assert (tmp_path / "embeddings.sqlite").stat().st_size < before / 10

    @pytest.mark.parametrize("damage", ["foreign", "truncated", "scribbled"])
    def test_a_damaged_file_is_made_anew(self, damage: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        path = tmp_path / "embeddings.sqlite"
        with EmbeddingCache(path, "letters") as cache:
            cache.put([str(number) for number in range(3000)], np.ones((3000, 26), np.float32))
        content = path.read_bytes()
        damaged = {
            "foreign": b"This is no database. " * 1000,
            "truncated": content[: len(content) // 2],
            "scribbled": content[:4096] + b"\xa5" * (len(content) - 4096),
        }
        path.write_bytes(damaged[damage])
        with EmbeddingCache(path, "letters") as cache:
            assert len(cache.get([str(number) for number in range(3000)])) < 3000
            cache.put(["abc"], np.ones((1, 26), np.float32))
            assert list(cache.get(["abc"])) == [0]
        assert "is damaged" in caplog.text

    def test_a_damaged_vector_is_not_returned(self, cache: EmbeddingCache, tmp_path: Path) -> None:
        cache.put(["abc"], np.full((1, 26), 0.25, np.float32))
        cache.close()
        path = tmp_path / "embeddings.sqlite"
        content = path.read_bytes()
        assert np.float32(0.25).tobytes() * 5 in content
        path.write_bytes(content.replace(np.float32(0.25).tobytes() * 5, np.float32(0.5).tobytes() * 5))
        with EmbeddingCache(path, "letters") as again:
            assert again.get(["abc"]) == {}

    def test_a_place_that_cannot_be_written_is_an_error_of_storage(self, tmp_path: Path) -> None:
        (tmp_path / "embeddings.sqlite").mkdir()
        with pytest.raises(StorageError, match="cannot be written"):
            EmbeddingCache(tmp_path / "embeddings.sqlite", "letters")

    def test_a_killed_process_leaves_all_that_it_had_put(self, tmp_path: Path) -> None:
        path = tmp_path / "embeddings.sqlite"
        code = f"""
import numpy as np
from pathlib import Path
from index.embedding import EmbeddingCache
cache = EmbeddingCache(Path({str(path)!r}), "letters")
for number in range(100_000):
    cache.put([f"{{number}} {{each}}" for each in range(50)], np.full((50, 26), number, np.float32))
    print(number, flush=True)
"""
        with subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=REPOSITORY, text=True
        ) as process:
            assert process.stdout
            done = [int(process.stdout.readline()) for _ in range(20)]
            os.kill(process.pid, signal.SIGKILL)
        with EmbeddingCache(path, "letters") as cache:
            got = cache.get([f"{number} {each}" for number in done for each in range(50)])
        assert len(got) == 20 * 50
        assert all((vector == position // 50).all() for position, vector in got.items())


class TestEmbeddingWithTheCache:
    def test_vectors_stand_where_their_texts_do(self, cache: EmbeddingCache) -> None:
        texts = ["abc", "z" * 40, "b", "abc"]
        vectors, _ = _embed(LetterCounts(), cache, texts)
        np.testing.assert_array_equal(vectors, LetterCounts().embed_passages(texts))

    def test_only_what_is_missing_is_embedded(self, cache: EmbeddingCache) -> None:
        embedder = LetterCounts()
        assert _embed(embedder, cache, ["abc", "bcd", "abc"])[1] == 2
        assert _embed(embedder, cache, ["bcd", "cde"])[1] == 1
        assert sorted(embedder.embedded) == ["abc", "bcd", "cde"]

    def test_no_texts_are_no_vectors(self, cache: EmbeddingCache) -> None:
        vectors, embedded = _embed(LetterCounts(), cache, [])
        assert (vectors.shape, embedded) == ((0, 26), 0)

    def test_progress_counts_every_text(self, cache: EmbeddingCache) -> None:
        _embed(LetterCounts(), cache, ["abc"])
        counts: list[int] = []
        _embed(LetterCounts(), cache, ["abc", "bcd", "bcd", *map(str, range(600))], counts.append)
        assert sum(counts) == 603

    def test_a_reindex_that_fails_keeps_what_it_had_done(self, cache: EmbeddingCache) -> None:
        class Failing(LetterCounts):
            def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
                if self.embedded:
                    raise MemoryError
                return super().embed_passages(texts, progress)

        texts = [str(number) for number in range(1000)]
        with pytest.raises(MemoryError):
            _embed(Failing(), cache, texts)
        assert 0 < _embed(LetterCounts(), cache, texts)[1] < 1000


def _embed(
    embedder: LetterCounts, cache: EmbeddingCache, texts: Sequence[str], progress: Progress | None = None
) -> tuple[Vectors, int]:
    """All blocks as one, and how many vectors are new."""
    blocks = list(embed_with_cache(embedder, cache, texts, progress))
    vectors = np.concatenate([np.empty((0, 26), np.float32), *(block for block, _ in blocks)])
    return vectors, sum(new for _, new in blocks)


def cosines(vectors: Vectors, others: Vectors) -> Vectors:
    """Row by row, of vectors of length 1."""
    return np.asarray(np.sum(vectors * others, axis=1))


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=120
    )


def export_of(embedder: Embedder, folder: Path) -> Path:
    return folder / f"{embedder.digest[:16]}-{embedder.encoder}"
