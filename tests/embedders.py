"""A small deterministic embedder, for tests where the model does not matter."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.text import fold_words


@dataclass(frozen=True)
class HashedWords:
    """A text's vector counts its words in `dim` buckets: texts of the same words are alike, and nothing else is."""

    name: str = "hashed-words"
    digest: str = "0" * 64
    encoder: str = "python"
    dim: int = 32

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dim), np.float32)
        for number, text in enumerate(texts):
            vectors[number] = self.embed_query(text)
            if progress:
                progress(1)
        return vectors

    def reads(self, text: str) -> bool:
        return bool(text)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dim, np.float32)
        for word in fold_words(text):
            vector[zlib.crc32(word.encode()) % self.dim] += 1
        return vector / max(1.0, float(np.linalg.norm(vector)))
