"""The encoder for processors with native bf16: OpenVINO, twice as fast as 32-bit floats, with a cosine of 0.99997."""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Progress, Vectors
from index.embedding.tokens import TokenBatches

logger = logging.getLogger(__name__)

MODEL = "model.xml"
QUERY_BLOB = "query.blob"

_BATCH = 8
_FEW = 24  # texts for which compiling the model for passages, half a second and 75 MB, is not worth it
_COMMON = {"INFERENCE_PRECISION_HINT": "bf16"}
_FOR_QUERIES = _COMMON | {"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": "1"}
_FOR_PASSAGES = _COMMON | {"PERFORMANCE_HINT": "THROUGHPUT"}  # OpenVINO sets the streams: on 2 cores, 2


class OpenVinoEncoder:
    """Runs an export made by `write_openvino`.

    There is a compiled model for latency, which takes questions and what is read while asking, and one for throughput,
    which takes passages; the second is compiled when many come at once, which while asking is never.
    """

    def __init__(self, folder: Path, dim: int, made_with: str) -> None:
        self._dim = dim
        self._folder = folder
        self._lock = threading.Lock()
        self._passages: Any = None
        queries, blob = _open_for_queries(folder, made_with)
        self._request = queries.create_infer_request()
        self._tokens = TokenBatches(folder / "tokenizer.json", [each.any_name for each in queries.inputs])
        self._blob = blob  # the request reads its weights from it; set last, so that it goes last

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """(n, dim)."""
        if len(texts) <= _FEW:
            return self._encode_few(texts, progress)
        vectors = np.empty((len(texts), self._dim), np.float32)
        finished: deque[int] = deque()  # so that `progress` is called in the caller's thread

        def keep(request: Any, positions: list[int]) -> None:
            vectors[positions] = request.get_output_tensor(0).data
            finished.append(len(positions))

        queue = import_openvino().AsyncInferQueue(self._model_for_passages())
        queue.set_callback(keep)
        for batch in self._tokens.batches(texts, _BATCH):
            queue.start_async(batch.feeds, batch.positions)
            _report(finished, progress)
        queue.wait_all()
        _report(finished, progress)
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """(dim,). One question at a time, as there is one stream."""
        feeds = self._tokens.one(text)
        with self._lock:
            return cast(Vectors, self._request.infer(feeds, share_inputs=True)[0][0].copy())

    def count_tokens(self, text: str) -> int:
        """Tokens of a text."""
        return self._tokens.count(text)

    def _encode_few(self, texts: Sequence[str], progress: Progress) -> Vectors:
        vectors = np.empty((len(texts), self._dim), np.float32)
        for batch in self._tokens.batches(texts, _BATCH):
            with self._lock:
                vectors[batch.positions] = self._request.infer(batch.feeds, share_inputs=True)[0]
            progress(len(batch.positions))
        return vectors

    def _model_for_passages(self) -> Any:
        with self._lock:
            if self._passages is None:
                self._passages = _core().compile_model(str(self._folder / MODEL), "CPU", _FOR_PASSAGES)
            return self._passages


def why_not_openvino() -> str | None:
    """Why this machine had better not use OpenVINO, or None where it should."""
    try:
        capabilities = _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    except (ImportError, RuntimeError) as error:
        return f"OpenVINO cannot be used here ({error})"
    return None if "BF16" in capabilities else "this processor has no native bf16"


def write_openvino(graph: Path, folder: Path) -> str:
    """Convert the exported `graph`, and compile it for questions; returns what `made_with` has to be to use the latter.

    Weights are stored as 16-bit floats, finer than the bf16 that they are used in, and half as much to map.
    """
    core = _core()
    import_openvino().save_model(core.read_model(str(graph)), str(folder / MODEL), compress_to_fp16=True)
    compiled = core.compile_model(str(folder / MODEL), "CPU", _FOR_QUERIES)
    blob = compiled.export_model()
    (folder / QUERY_BLOB).write_bytes(blob if isinstance(blob, bytes) else blob.getvalue())
    return _this_machine()


@lru_cache(maxsize=1)
def import_openvino() -> Any:
    """The openvino package without its model converter.

    Importing the converter takes two thirds of the time that importing openvino takes, and reports the import to an
    analytics service. openvino does without the converter when that cannot be imported, which is arranged here.
    """
    converter = "openvino.tools.ovc"
    hidden = converter not in sys.modules
    if hidden:
        sys.modules[converter] = None  # type: ignore[assignment]
    try:
        import openvino
    finally:
        if hidden:
            del sys.modules[converter]
    return openvino


def _report(finished: deque[int], progress: Progress) -> None:
    while finished:
        progress(finished.popleft())


@lru_cache(maxsize=1)
def _core() -> Any:
    return import_openvino().Core()


def _open_for_queries(folder: Path, made_with: str) -> tuple[Any, NDArray[np.uint8] | None]:
    """The model for questions, and the memory that it needs kept.

    What was compiled while indexing is mapped, in a quarter of the time that compiling takes; else it is compiled now.
    """
    if made_with == _this_machine():
        try:
            blob = np.memmap(folder / QUERY_BLOB, np.uint8, "c")  # copy on write: OpenVINO takes only writable memory
            tensor = import_openvino().Tensor(blob, shared_memory=True)
            return _core().import_model(tensor, "CPU", _FOR_QUERIES), blob
        except (OSError, RuntimeError) as error:
            logger.warning("The compiled model in %s cannot be used and is compiled anew: %s", folder, error)
    return _core().compile_model(str(folder / MODEL), "CPU", _FOR_QUERIES), None


def _this_machine() -> str:
    """What a compiled model is bound to."""
    core = _core()
    processor = core.get_property("CPU", "FULL_DEVICE_NAME")
    capabilities = sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
    return f"OpenVINO {import_openvino().get_version()} on {processor} ({' '.join(capabilities)})"
