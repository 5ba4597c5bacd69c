"""Frames: sentences read as their words outside quotation marks, with a placeholder for each quotation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from index.cues import BOUNDARIES, PRONOUNS, REPORTING, is_adverb
from index.marks import Marked
from index.text import trim, word_set
from index.tokens import Token, find_tokens
from index.types import Span

_MOST_JOINED = 40  # quotations or sentences that may hang together as one frame; more are no prose
_LEAD = 10  # words within which a sentence behind a quotation says whose it is
_BEHIND_CUE = (BOUNDARIES | word_set("him her them me us reporters")) - {"that", "it", "he", "she", "they"}


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence with its quotations as placeholders; start..end spans all of it, quotations included."""

    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def quotes(self) -> list[int]:
        return [token.quote for token in self.tokens if token.quote >= 0]

    @property
    def is_bare(self) -> bool:
        """Whether it holds nothing but a quotation."""
        return bool(self.quotes) and not any(token.is_word for token in self.tokens)

    def is_outside(self, span: Span) -> bool:
        """Whether a span of the sentence has no part in its quotations."""
        quoted = (token for token in self.tokens if token.quote >= 0)
        return all(span[1] <= token.start or token.end <= span[0] for token in quoted)


def find_frames(text: str, sentences: Sequence[Span], marked: Sequence[Marked]) -> list[Frame]:
    """Return the frames of these sentences; sentences that a quotation spans are one frame with it."""
    frames: list[Frame] = []
    for start, end in _merge(text, _with_cues(text, sentences, marked), marked):
        first, last = (bisect_left(marked, at, key=lambda quote: quote.outer[0]) for at in (start, end))
        frames.append(Frame(start, end, tuple(_frame_tokens(text, start, end, marked, range(first, last)))))
    return frames


def _with_cues(text: str, sentences: Sequence[Span], marked: Sequence[Marked]) -> list[Span]:
    """Join a quotation that ends like a sentence and the words behind that say whose it is: "Q?" | Torres asked."""
    ends = {quote.outer[1] for quote in marked}
    joined: list[Span] = []
    together = 0
    for start, end in sentences:
        is_behind = bool(joined) and joined[-1][1] in ends and not text[joined[-1][1] : start].strip(" \xa0")
        is_behind = is_behind and together < _MOST_JOINED and not _introduces(text, start, end, marked)
        if is_behind and _says_whose(list(islice(find_tokens(text, start, end), _LEAD))):
            joined[-1] = (joined[-1][0], end)
            together += 1
        else:
            joined.append((start, end))
            together = 0
    return joined


def _introduces(text: str, start: int, end: int, marked: Sequence[Marked]) -> bool:
    """Tell a sentence that leads, by a colon, to a quotation of its own: "Torres told us: Q"."""
    number = bisect_left(marked, start, key=lambda quote: quote.outer[0])
    return (
        number < len(marked)
        and marked[number].outer[0] < end
        and text[start : marked[number].outer[0]].rstrip().endswith(":")
    )


def _says_whose(tokens: Sequence[Token]) -> bool:
    """Tell "Torres asked.", "she cried in reply." and "— Ana Torres" from "Torres said the bridge was closed."."""
    if tokens and tokens[0].text in {"—", "–", "-"}:
        return len(tokens) > 1 and all(token.is_capitalised for token in tokens[1:])
    cue = next((i for i, token in enumerate(tokens) if token.lower in REPORTING and token.text.islower()), None)
    if not cue or not all(token.is_word for token in tokens[:cue]):
        return False
    if not (tokens[0].is_capitalised or tokens[0].lower in PRONOUNS):
        return False
    after = tokens[cue + 1] if cue + 1 < len(tokens) else None
    return after is None or not after.is_word or after.lower in _BEHIND_CUE or is_adverb(after.lower)


def _merge(text: str, sentences: Sequence[Span], marked: Sequence[Marked]) -> list[Span]:
    """Join the sentences that a quotation spans; where too many quotations hang together so, begin behind one."""
    merged: list[Span] = []
    joined = 0
    for start, end in sentences:
        number = bisect_left(marked, start, key=lambda quote: quote.outer[0]) - 1
        quote = marked[number] if number >= 0 else None
        is_spanned = bool(merged) and quote and quote.start < merged[-1][1] < quote.end and start < quote.outer[1]
        if not is_spanned or quote is None:
            joined = number + 1
            merged.append((start, end))
        elif number - joined < _MOST_JOINED:
            merged[-1] = (merged[-1][0], end)
        elif quote.outer[1] < end:
            joined = number + 1
            merged[-1] = (merged[-1][0], quote.outer[1])
            merged.append(trim(text, quote.outer[1], end))
    return merged


def _frame_tokens(text: str, start: int, end: int, marked: Sequence[Marked], inside: Sequence[int]) -> list[Token]:
    tokens: list[Token] = []
    at = start
    for number in inside:
        opened, closed = marked[number].outer
        tokens += find_tokens(text, at, opened)
        tokens.append(Token("", opened, closed, number))
        at = closed
    return _without_brackets(tokens + list(find_tokens(text, at, max(at, end))))


def _without_brackets(tokens: Sequence[Token]) -> list[Token]:
    """Leave out what stands in brackets, "(R-Arden)", unless it holds a quotation: it says nothing of who speaks."""
    kept: list[Token] = []
    opened: int | None = None
    for token in tokens:
        kept.append(token)
        if token.text == "(":
            opened = len(kept) - 1
        elif token.text == ")" and opened is not None:
            if all(inner.quote < 0 for inner in kept[opened:]):
                del kept[opened:]
            opened = None
    return kept
