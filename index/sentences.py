"""Sentence spans, by nupunkt (a Punkt model with abbreviations), paragraph by paragraph.

A sentence of more than 2,000 characters is cut between words: whatever reads a sentence word by word for each of its
quotations and names then takes time in proportion to the article, whatever the article is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.roles import ROLES, TITLES
from index.text import trim
from index.types import Span

_LONGEST = 2000  # characters; the longest sentences of real articles have about 1,000
_PIECE = re.compile(rf"\S(?:[\s\S]{{0,{_LONGEST - 2}}}\S(?=\s|\Z)|\S{{0,{_LONGEST - 1}}})")
_OTHER_STOP = re.compile("[。！？｡؟۔।॥]+[”’」』）)]*")  # full stops that the Punkt model does not know
# A full stop that the model takes for an abbreviation's: behind a plain word, or before a quotation that begins.
_PLAIN_STOP = re.compile(
    r"""\b(?!(?:approx|dept|est|etc|max|min|misc|pct|temp|tel|vol|vols)\b)[a-z]{3,}[.!?][”’"')]*\s+(?=[“"‘(]?[A-Z])"""
    r"""|\b(?!(?:Mr|Mrs|Ms|Dr|St)\b)[^\W\d]{2,}[.!?]\s+(?=[“"][A-Z])"""
)
_INITIALS = re.compile(r"(?:^|\s)(?:[A-Z]\.){2,}$")
_CLOSES = re.compile(r"[)\]]?[,;:]|[)\]]\s*[a-z]")  # "(R-Tenn. | ), who said": the sentence goes on
_OFFICE = re.compile(rf"(?:{'|'.join(sorted(ROLES | TITLES))})\b", re.IGNORECASE)


def find_sentences(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Return the spans of the sentences of these paragraphs; none crosses a paragraph's end."""
    return [piece for paragraph in paragraphs for sentence in _split(text, paragraph) for piece in _cut(text, sentence)]


def _cut(text: str, sentence: Span) -> Iterator[Span]:
    """Yield the sentence, or the pieces of one that is too long."""
    if sentence[1] - sentence[0] <= _LONGEST:
        yield sentence
    else:
        yield from (piece.span() for piece in _PIECE.finditer(text, *sentence))


def _split_further(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of what the model takes for one."""
    stops = sorted(stop.end() for kind in (_OTHER_STOP, _PLAIN_STOP) for stop in kind.finditer(text, start, end))
    for stop in (*stops, end):
        first, last = trim(text, start, stop)
        if first < last:
            yield first, last
        start = stop


def _split(text: str, paragraph: Span) -> list[Span]:
    import nupunkt

    start, end = paragraph
    spans: list[Span] = []
    for a, b in nupunkt.sent_spans(text[start:end]):
        first, last = trim(text, start + a, start + b)
        if spans and (_CLOSES.match(text, first) or _is_office_of(text, spans[-1], first)):
            spans[-1] = (spans[-1][0], last)
        elif first < last:
            spans += _split_further(text, first, last)
    return spans or [paragraph]


def _is_office_of(text: str, before: Span, start: int) -> bool:
    """Tell "U.S. | Secretary of State", which is no two sentences."""
    return bool(_INITIALS.search(text[before[0] : before[1]]) and _OFFICE.match(text, start))
