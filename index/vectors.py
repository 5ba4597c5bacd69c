"""The passages' embeddings in a flat FAISS index, mapped from disk and searched exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedIndexError
from index.files import writing

_CHUNK = 1 << 20  # bytes that faiss hands over at once


def write_vectors(path: Path, vectors: NDArray[np.float32]) -> None:
    """Write the embeddings, of shape (passages, dim), in the order of the passages' rows. Raises StorageError."""
    faiss = _faiss()

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    with writing(path.parent, RuntimeError), path.open("wb") as file:  # faiss's own file hides a full disk
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write, _CHUNK))


class Vectors:
    """A snapshot's embeddings. A similarity is an inner product: the cosine, where the embedder normalises."""

    def __init__(self, path: Path) -> None:
        faiss = _faiss()

        try:
            self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise DamagedIndexError(f"{path} cannot be read ({_last_line(error)}); run quoth reindex.") from error
        if not isinstance(self._index, faiss.IndexFlat):
            raise DamagedIndexError(f"{path} is not a flat index; run quoth reindex.")
        count, dim = self._index.ntotal, self._index.d
        flat = faiss.rev_swig_ptr(self._index.get_xb(), count * dim) if count else np.empty(0, np.float32)
        self._matrix: NDArray[np.float32] = flat.reshape(count, dim)  # a view of the mapped file

    @property
    def dim(self) -> int:
        return int(self._matrix.shape[1])

    def __len__(self) -> int:
        return int(self._matrix.shape[0])

    def search(
        self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to k (row, similarity), best first, equal ones by row; only among `rows` where given.

        query: shape (dim,). The search is exact with and without rows.
        """
        faiss = _faiss()

        wanted = min(k, len(self) if rows is None else len(rows))
        if wanted <= 0:
            return []
        faiss.omp_set_num_threads(1)  # counts for this thread only; several make one question slower
        parameters = None if rows is None else faiss.SearchParameters(sel=self._selector(rows))
        similarities, found = self._index.search(self._checked(query)[None, :], wanted, params=parameters)
        hits = [(int(row), float(s)) for row, s in zip(found[0], similarities[0], strict=True) if row >= 0]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def similarities(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the similarity of the query, of shape (dim,), to each of these rows, in their order."""
        return self.take(rows) @ self._checked(query)

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return a copy of these rows' embeddings, of shape (rows, dim)."""
        return self._matrix[np.asarray(rows, dtype=np.int64)]

    def _selector(self, rows: NDArray[np.int64]) -> Any:
        faiss = _faiss()

        wanted = np.zeros(len(self), dtype=bool)
        wanted[rows] = True
        return faiss.IDSelectorBitmap(np.packbits(wanted, bitorder="little"))

    def _checked(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        if query.shape != (self.dim,):
            raise ValueError(f"the query has the shape {query.shape}, the index the dimension {self.dim}")
        return np.ascontiguousarray(query, dtype=np.float32)


def _faiss() -> Any:
    import faiss

    return faiss


def _last_line(error: Exception) -> str:
    return str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
