"""A sentence-transformers model as one ONNX graph, token ids in, vectors of length 1 out; needs torch."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.embedding.tokens import INPUTS

_OPSET = 17
_EXAMPLE = ["The minister said that talks would resume on Monday.", "Nobody answered."]  # one is padded
_UNBOUNDED = 100_000  # a tokenizer without a limit says 10**30
_EXPECTED_WARNINGS = (  # torch says so of the exporter that works; dynamo=True writes an invalid model
    "You are using the legacy TorchScript-based ONNX export",
    "The feature will be removed",
    "Exporting aten::index operator of advanced indexing",
)


class ExportError(Exception):
    """This model cannot be exported for this encoder; the message says why."""


class UnexportableError(ExportError):
    """This model cannot be exported for any encoder."""


def write_graph(sentence_model: Any, path: Path) -> None:
    """Export the whole of a sentence-transformers model, pooling and all; raises UnexportableError if torch cannot."""
    import torch
    from torch.jit._trace import TracerWarning

    features = sentence_model.preprocess(_EXAMPLE)
    inputs = [name for name, value in features.items() if isinstance(value, torch.Tensor)]
    if not INPUTS.issuperset(inputs):
        raise UnexportableError(f"it reads {', '.join(sorted(inputs))}")
    try:
        with warnings.catch_warnings(), _without_onnx_package(), torch.inference_mode():
            warnings.simplefilter("ignore", TracerWarning)
            for message in _EXPECTED_WARNINGS:
                warnings.filterwarnings("ignore", message)
            torch.onnx.export(
                _normalising(sentence_model, features, inputs),
                tuple(features[name] for name in inputs),
                str(path),
                dynamo=False,
                opset_version=_OPSET,
                input_names=inputs,
                output_names=["embedding"],
                dynamic_axes={name: {0: "batch", 1: "tokens"} for name in inputs} | {"embedding": {0: "batch"}},
            )
    except Exception as error:  # tracing runs the model's own code, which may raise anything
        raise UnexportableError(f"torch cannot export it ({type(error).__name__}: {_first_line(error)})") from error


def write_tokenizer(sentence_model: Any, path: Path) -> None:
    """Save the tokenizer with the model's longest text and padding; raises UnexportableError if it is a slow one."""
    tokenizer = sentence_model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise UnexportableError("its tokenizer has no fast version")
    fast = tokenizer.backend_tokenizer
    limit = longest_text(sentence_model)
    if limit is None:
        fast.no_truncation()
    else:
        fast.enable_truncation(limit, direction=tokenizer.truncation_side)
    fast.enable_padding(
        direction=tokenizer.padding_side,
        pad_id=tokenizer.pad_token_id or 0,
        pad_type_id=tokenizer.pad_token_type_id,
        pad_token=tokenizer.pad_token or "[PAD]",
    )
    fast.save(str(path))


def longest_text(sentence_model: Any) -> int | None:
    """How many tokens of a text the model reads, or None if it has no limit."""
    limit = sentence_model.max_seq_length
    return int(limit) if limit is not None and limit < _UNBOUNDED else None


def _normalising(sentence_model: Any, example: dict[str, Any], inputs: list[str]) -> Any:
    """The model as a torch module from positional tensors to vectors of length 1."""
    import torch

    others = {name: value for name, value in example.items() if name not in inputs}

    class Normalising(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = sentence_model

        def forward(self, *tensors: Any) -> Any:
            features = dict(zip(inputs, tensors, strict=True)) | others
            return torch.nn.functional.normalize(self.model(features)["sentence_embedding"], dim=1)

    return Normalising().eval()


@contextmanager
def _without_onnx_package() -> Iterator[None]:
    """Torch looks through the finished graph for functions of onnxscript, for which it wants the package onnx.

    There are none in what torch itself traced, so that the step is left out, and onnx need not be installed.
    """
    from torch.onnx._internal.torchscript_exporter import onnx_proto_utils

    step = onnx_proto_utils._add_onnxscript_fn
    onnx_proto_utils._add_onnxscript_fn = lambda graph, _opsets: graph  # type: ignore[assignment]
    try:
        yield
    finally:
        onnx_proto_utils._add_onnxscript_fn = step


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]
