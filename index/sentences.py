"""Sentence spans, by nupunkt (a Punkt model with abbreviations), paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.roles import ROLES, TITLES
from index.text import trim
from index.types import Span

_INITIALS = re.compile(r"(?:^|\s)(?:[A-Z]\.){2,}$")
_OFFICE = re.compile(rf"(?:{'|'.join(sorted(ROLES | TITLES))})\b", re.IGNORECASE)


def find_sentences(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Return the spans of the sentences of these paragraphs; none crosses a paragraph's end."""
    return [sentence for paragraph in paragraphs for sentence in _split(text, paragraph)]


def _split(text: str, paragraph: Span) -> list[Span]:
    import nupunkt

    start, end = paragraph
    spans: list[Span] = []
    for a, b in nupunkt.sent_spans(text[start:end]):
        first, last = trim(text, start + a, start + b)
        if spans and _INITIALS.search(text[spans[-1][0] : spans[-1][1]]) and _OFFICE.match(text, first):
            spans[-1] = (spans[-1][0], last)  # "U.S. | Secretary of State"
        elif first < last:
            spans.append((first, last))
    return spans or [paragraph]
