"""The encoder that always works: sentence-transformers itself. Slow to load, and what exports are checked against."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from index.embedding.embedder import Progress, Prompts, Vectors
from index.embedding.families import family_prompts
from index.embedding.tokens import count_tokens
from index.errors import ModelError

_BATCH = 8  # as in the other encoders: less is padded, which on a CPU counts more
_CHUNK = 256


class TorchEncoder:
    """Runs a sentence-transformers model. Its tokenizer cannot be used by two threads at once, hence the lock."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._lock = threading.Lock()

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """(n, dim)."""
        chunks = []
        for start in range(0, len(texts), _CHUNK):
            chunks.append(self._encode(texts[start : start + _CHUNK]))
            progress(len(chunks[-1]))
        return np.concatenate(chunks)

    def encode_query(self, text: str) -> Vectors:
        """(dim,)."""
        return cast(Vectors, self._encode([text])[0])

    def count_tokens(self, text: str) -> int:
        """Tokens of a text."""
        tokenizer = getattr(self.model.tokenizer, "backend_tokenizer", self.model.tokenizer)
        with self._lock:
            return count_tokens(tokenizer, text)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        with self._lock:  # prompt="" keeps the model from adding its default prompt to texts that have theirs
            vectors = self.model.encode(
                list(texts), batch_size=_BATCH, prompt="", normalize_embeddings=True, show_progress_bar=False
            )
        return cast(Vectors, np.asarray(vectors, np.float32))


def load_sentence_model(folder: Path, *, attention: str | None = None) -> Any:
    """The sentence-transformers model in `folder`, in 32-bit floats on the CPU.

    attention: how transformers computes it; "eager" is slower than its default, and the simpler graph to export.
    Raises ModelError if it cannot be read.
    """
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    options = {"attn_implementation": attention} if attention else {}
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=options)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelError(f"{folder} cannot be read as a sentence-transformers model: {error}") from error
    return model.float().eval()


def model_prompts(model: Any, name: str) -> Prompts:
    """The prompts of a sentence-transformers model, else its family's.

    Models call the prompt for passages "document", "passage" or "corpus".
    """
    prompts: dict[str, str] = model.prompts
    passage = next((prompts[key] for key in ("document", "passage", "corpus") if prompts.get(key)), "")
    own = Prompts(prompts.get("query") or "", passage)
    return own if own != Prompts() else family_prompts(name)
