"""The passages' embeddings in a flat FAISS index, mapped from disk and searched exactly."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedIndexError
from index.files import writing

_COUNT = slice(8, 16)  # where faiss writes how many vectors a flat index has: after its kind and dimension
_LENGTH = slice(-8, None)  # and, last before the vectors, how many numbers follow; both little-endian


def write_vectors(path: Path, blocks: Iterable[NDArray[np.float32]], *, count: int, dim: int) -> None:
    """Write a flat index of `count` embeddings, of shape (any, dim) a block, in the order of the passages' rows.

    The blocks go to the disk as they come, behind faiss's own header, so that they need not fit into memory.
    Raises StorageError, and ValueError for another number of embeddings.
    """
    written = 0
    with writing(path.parent), path.open("wb") as file:
        file.write(_header(count, dim))
        for block in blocks:
            file.write(np.ascontiguousarray(block, dtype="<f4").reshape(-1, dim).tobytes())
            written += len(block)
    if written != count:
        raise ValueError(f"{written} embeddings came for {count} passages")


def _header(count: int, dim: int) -> bytes:
    """What faiss writes before the vectors of a flat index: that of an empty one, with the counts filled in."""
    faiss = _faiss()

    header = bytearray(faiss.serialize_index(faiss.IndexFlatIP(dim)).tobytes())
    header[_COUNT] = count.to_bytes(8, "little")
    header[_LENGTH] = (count * dim).to_bytes(8, "little")
    return bytes(header)


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
