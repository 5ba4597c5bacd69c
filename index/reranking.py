"""Reranking by a cross-encoder: slower than the rest together, and only where one is configured.

Quoth's own weights do without: no cross-encoder comes as a package. Whoever's machine reaches a model hub names one.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from index.embedding.models import find_model
from index.errors import ModelError


class Reranker(Protocol):
    """Tells how well texts answer a question, reading both at once. Safe to use from several threads."""

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a score for each text, of shape (texts,), 0..1."""


class CrossEncoderReranker:
    """A `CrossEncoder` of sentence-transformers with one output, on the CPU."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._lock = threading.Lock()  # its tokenizer cannot be used by two threads at once

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts,), by the sigmoid of the model's logit."""
        import torch

        if not texts:
            return np.empty(0, np.float32)
        with self._lock:
            scores = self._model.predict(
                [(question, text) for text in texts], activation_fn=torch.nn.Sigmoid(), show_progress_bar=False
            )
        return cast(NDArray[np.float32], np.asarray(scores, np.float32))


def open_reranker(name: str, folder: Path) -> Reranker:
    """Open the cross-encoder called `name`: a folder, or a name of the hub, which is fetched the first time.

    folder: where records of models are kept. Raises ModelError where there is none, or it gives more than one score.
    """
    import transformers
    from sentence_transformers import CrossEncoder

    path = find_model(name, folder, download=True).path
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = CrossEncoder(str(path), device="cpu", local_files_only=True)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelError(f"{path} cannot be read as a cross-encoder: {error}") from error
    if model.num_labels != 1:
        raise ModelError(
            f"The model {name} gives {model.num_labels} scores for a passage, and not one: it is no reranker; "
            "set model.reranker to another one, or leave it empty."
        )
    return CrossEncoderReranker(model)
