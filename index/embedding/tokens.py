"""Texts as the batches of token ids that an exported model reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Feeds = dict[str, NDArray[np.int64]]

_COLUMNS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
INPUTS = frozenset(_COLUMNS)

_UNKNOWN = frozenset({"[UNK]", "<unk>"})
_WINDOW = 2048  # texts tokenised and sorted together: enough for even batches, and 100k passages need no gigabyte


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids of texts of like length, (batch, longest) each, and the positions of these texts."""

    positions: list[int]
    feeds: Feeds


class TokenBatches:
    """Tokenises as the `tokenizer.json` of an export says, which names the longest text and the padding token."""

    def __init__(self, path: Path, inputs: Sequence[str]) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(path))
        padding: Any = self._tokenizer.padding
        self._padding = {key: padding[key] for key in ("direction", "pad_id", "pad_type_id", "pad_token")}
        self._tokenizer.no_padding()
        self._inputs = inputs

    def one(self, text: str) -> Feeds:
        """The token ids of one text, (1, tokens) each."""
        return self._feeds([self._tokenizer.encode(text)])

    def count(self, text: str) -> int:
        """How many tokens a text has, as `count_tokens` tells."""
        return count_tokens(self._tokenizer, text)

    def batches(self, texts: Sequence[str], size: int) -> Iterator[Batch]:
        """Batches of up to `size` texts, the longest first in each window, so that little is padded."""
        for start in range(0, len(texts), _WINDOW):
            encodings = self._tokenizer.encode_batch(list(texts[start : start + _WINDOW]))
            order = sorted(range(len(encodings)), key=lambda position: -len(encodings[position]))
            for first in range(0, len(order), size):
                batch = order[first : first + size]
                yield Batch([start + position for position in batch], self._feeds([encodings[p] for p in batch]))

    def _feeds(self, encodings: list[Any]) -> Feeds:
        longest = max(1, *(len(encoding) for encoding in encodings))  # some models give "" no token at all
        for encoding in encodings:
            encoding.pad(longest, **self._padding)
        return {name: np.array([getattr(e, _COLUMNS[name]) for e in encodings], np.int64) for name in self._inputs}


def count_tokens(tokenizer: Any, text: str) -> int:
    """Return how many tokens a `tokenizers.Tokenizer` makes of a text; an unknown word counts letter by letter.

    The tokens that are added at a text's ends do not count.
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    pieces = zip(encoding.tokens, encoding.offsets, strict=True)
    return sum(end - start if token in _UNKNOWN else 1 for token, (start, end) in pieces)
