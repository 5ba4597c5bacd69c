"""The encoder for any processor: ONNX Runtime, in 32-bit floats, with the very vectors of sentence-transformers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from index.embedding.embedder import Progress, Vectors
from index.embedding.tokens import Feeds, TokenBatches

MODEL = "model.onnx"
WEIGHTS = "model.weights"

_BATCH = 8  # fastest on 2 cores when sorted by length; 4 and 16 are a few per cent slower


class OnnxEncoder:
    """Runs an export made by `write_onnx`. ONNX Runtime lets any number of threads run one session."""

    def __init__(self, folder: Path, dim: int) -> None:
        self._dim = dim
        self._session = _open_session(folder / MODEL)
        self._tokens = TokenBatches(folder / "tokenizer.json", [each.name for each in self._session.get_inputs()])

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """(n, dim)."""
        vectors = np.empty((len(texts), self._dim), np.float32)
        for batch in self._tokens.batches(texts, _BATCH):
            vectors[batch.positions] = self._run(batch.feeds)
            progress(len(batch.positions))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """(dim,)."""
        return cast(Vectors, self._run(self._tokens.one(text))[0])

    def count_tokens(self, text: str) -> int:
        """Tokens of a text."""
        return self._tokens.count(text)

    def _run(self, feeds: Feeds) -> Vectors:
        return cast(Vectors, _call(self._session.run, None, feeds)[0])


def write_onnx(graph: Path, folder: Path) -> None:
    """Optimise the exported `graph` once, so that opening need not, with the weights in a file that can be mapped."""
    import onnxruntime

    options = _options()
    # Beyond "extended" the result fits only the processor it was made on.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / MODEL)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", WEIGHTS)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    _call(onnxruntime.InferenceSession, str(graph), options, providers=["CPUExecutionProvider"])


def _open_session(path: Path) -> Any:
    import onnxruntime

    options = _options()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return _call(onnxruntime.InferenceSession, str(path), options, providers=["CPUExecutionProvider"])


def _call(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What `function` of ONNX Runtime returns; raises RuntimeError for its exceptions, which have no common base."""
    try:
        return function(*arguments, **options)
    except Exception as error:
        raise RuntimeError(f"ONNX Runtime says: {error}") from error


def _options() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _cores()
    options.log_severity_level = 3
    return options


def _cores() -> int:
    """How many this process may use, which in a container are fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
