"""Sentence spans, by nupunkt (a Punkt model with abbreviations), paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from index.text import trim
from index.types import Span


def find_sentences(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Return the spans of the sentences of these paragraphs; none crosses a paragraph's end."""
    return [sentence for paragraph in paragraphs for sentence in _split(text, paragraph)]


def _split(text: str, paragraph: Span) -> list[Span]:
    import nupunkt

    start, end = paragraph
    spans = [trim(text, start + a, start + b) for a, b in nupunkt.sent_spans(text[start:end])]
    return [span for span in spans if span[0] < span[1]] or [paragraph]
