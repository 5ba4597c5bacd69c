"""Vectors are found exactly, among all or among some."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import DamagedIndexError, StorageError
from index.vectors import Vectors, write_vectors

DIM = 16


def _random(count: int, seed: int = 1) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _written(path: Path, vectors: NDArray[np.float32]) -> Vectors:
    write_vectors(path, [vectors[:3], vectors[3:]], count=len(vectors), dim=DIM)
    return Vectors(path)


@pytest.mark.parametrize("rows", [None, [3], [5, 4, 499], list(range(0, 500, 7))], ids=["all", "one", "few", "many"])
def test_the_search_is_exact(tmp_path: Path, rows: list[int] | None) -> None:
    matrix = _random(500)
    query = _random(1, seed=2)[0]
    candidates = range(500) if rows is None else rows
    expected = sorted(candidates, key=lambda row: -float(matrix[row] @ query))[:20]
    hits = _written(tmp_path / "v", matrix).search(query, 20, None if rows is None else np.array(rows))
    assert [row for row, _ in hits] == expected
    assert [score for _, score in hits] == pytest.approx([float(matrix[row] @ query) for row in expected], abs=1e-6)


def test_equal_similarities_come_in_the_order_of_rows(tmp_path: Path) -> None:
    matrix = np.repeat(_random(1), 9, axis=0)
    assert [row for row, _ in _written(tmp_path / "v", matrix).search(matrix[0], 9)] == list(range(9))


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    vectors = _written(tmp_path / "v", np.empty((0, DIM), np.float32))
    assert (len(vectors), vectors.dim) == (0, DIM)
    assert vectors.search(_random(1)[0], 5) == []


def test_no_rows_give_no_hits(tmp_path: Path) -> None:
    vectors = _written(tmp_path / "v", _random(5))
    nothing = np.empty(0, np.int64)
    assert vectors.search(_random(1)[0], 5, nothing) == []
    assert vectors.search(_random(1)[0], 0) == []
    assert vectors.similarities(_random(1)[0], nothing).shape == (0,)


def test_rows_are_taken_and_compared_in_their_order(tmp_path: Path) -> None:
    matrix, rows = _random(50), np.array([7, 7, 0, 49])
    vectors = _written(tmp_path / "v", matrix)
    np.testing.assert_array_equal(vectors.take(rows), matrix[rows])
    np.testing.assert_allclose(vectors.similarities(matrix[3], rows), matrix[rows] @ matrix[3], atol=1e-6)


def test_a_query_of_another_dimension_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="dimension 16"):
        _written(tmp_path / "v", _random(5)).search(np.zeros(8, np.float32), 1)


def test_threads_get_the_same_hits(tmp_path: Path) -> None:
    vectors, queries = _written(tmp_path / "v", _random(2000)), _random(40, seed=3)
    rows = np.arange(0, 2000, 3)
    alone = [vectors.search(query, 10, rows) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: vectors.search(query, 10, rows), queries)) == alone


@pytest.mark.parametrize("keep", [0, 3, 40, 200], ids=lambda keep: f"{keep} bytes left")
def test_a_truncated_file_is_said_to_be_damaged(tmp_path: Path, keep: int) -> None:
    write_vectors(tmp_path / "v", [_random(50)], count=50, dim=DIM)
    with (tmp_path / "v").open("r+b") as file:
        file.truncate(keep)
    with pytest.raises(DamagedIndexError, match="run quoth reindex"):
        Vectors(tmp_path / "v")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="no-such"):
        Vectors(tmp_path / "no-such")


def test_a_full_disk_is_a_storage_error() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(StorageError, match="full"):
        write_vectors(Path("/dev/full"), [_random(5000)], count=5000, dim=DIM)


def test_a_file_is_what_faiss_itself_would_write(tmp_path: Path) -> None:
    index = faiss.IndexFlatIP(DIM)
    index.add(_random(50))
    faiss.write_index(index, str(tmp_path / "theirs"))
    _written(tmp_path / "ours", _random(50))
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()


def test_too_few_embeddings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="49 embeddings came for 50 passages"):
        write_vectors(tmp_path / "v", [_random(49)], count=50, dim=DIM)
