"""What an embedder is, and the one that Quoth uses: prompts and checks around an encoder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.steps import step

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]
EncoderName = Literal["openvino-bf16", "onnxruntime-fp32", "torch-fp32"]

OPENVINO: EncoderName = "openvino-bf16"
ONNXRUNTIME: EncoderName = "onnxruntime-fp32"
TORCH: EncoderName = "torch-fp32"

_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTERS_PER_TOKEN = 1.3  # a model of a language has more; one that tears it to letters about one


class Embedder(Protocol):
    """Gives texts their vectors. Safe to use from several threads at once."""

    @property
    def name(self) -> str:
        """The model as configured: "all-MiniLM-L6-v2"."""

    @property
    def digest(self) -> str:
        """SHA-256 of the model, in hex; another digest means other vectors."""

    @property
    def encoder(self) -> str:
        """Encoder and precision: "openvino-bf16", "onnxruntime-fp32" or "torch-fp32"; an index has one."""

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The vectors of passages, (n, dim), of length 1, C-contiguous; `progress` is told as some are done."""

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, (dim,), of length 1."""

    def reads(self, text: str) -> bool:
        """Whether the model was made for the script of a text; if not, its vector is noise."""


class Encoder(Protocol):
    """Runs the model alone, on texts that have their prompt already. Safe to use from several threads at once."""

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """(n, dim), one row a text, in the order given."""

    def encode_query(self, text: str) -> Vectors:
        """(dim,)."""

    def count_tokens(self, text: str) -> int:
        """How many tokens the model makes of a text, without those that it adds at the ends."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants to read before a question and before a passage; E5 has "query: " and "passage: "."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class ModelEmbedder:
    """An `Embedder` over any encoder: the same prompts, the same treatment of odd text, the same checks for all."""

    name: str
    digest: str
    encoder: EncoderName
    dim: int
    prompts: Prompts
    runtime: Encoder

    @step("embedding")
    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The vectors of passages, (n, dim); raises ModelError where the model gives no numbers."""
        if not texts:
            return np.empty((0, self.dim), np.float32)
        readable = [self.prompts.passage + _without_surrogates(text) for text in texts]
        return self._normalised(self.runtime.encode_passages(readable, progress or _ignore))

    @step("embedding")
    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, (dim,); raises ModelError where the model gives no numbers."""
        return self._normalised(self.runtime.encode_query(self.prompts.query + _without_surrogates(text)))

    def reads(self, text: str) -> bool:
        """Whether the model was made for the script of a text: what it has no words for, it tears to letters."""
        letters = [character for character in text if character.isalpha()]
        strange = "".join(character for character in letters if not is_latin(character))
        if 2 * len(strange) <= len(letters):
            return True
        words = "".join(c for c in _without_surrogates(text) if c.isspace() or (c.isalpha() and not is_latin(c)))
        return len(strange) >= _LETTERS_PER_TOKEN * self.runtime.count_tokens(words)

    def _normalised(self, vectors: Vectors) -> Vectors:
        """Of length 1, also where the model leaves them longer; a vector of zeros stays one."""
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        if not np.isfinite(lengths).all():
            raise ModelError(
                f"The model {self.name} ({self.encoder}) gives vectors that are not numbers: "
                "its weights are damaged or do not suit this precision; set model.encoder to another one and reindex."
            )
        return cast(Vectors, np.ascontiguousarray(vectors / np.maximum(lengths, np.float32(1e-12)), np.float32))


def is_latin(character: str) -> bool:
    """Tell a Latin letter, with or without accents, from those of other scripts."""
    return unicodedata.name(character, "").startswith("LATIN")


def _without_surrogates(text: str) -> str:
    """Tokenizers read UTF-8, which cannot hold the lone surrogates of a badly decoded article."""
    return _SURROGATE.sub("\ufffd", text)


def _ignore(_count: int) -> None:
    """No one watches."""
