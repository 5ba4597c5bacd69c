"""Verdicts on checked words as plain text: what was said, and how the checked words differ from it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.render import where, who, words
from index.fullnames import as_typed
from index.results import Match, Piece, Verdict

_COMPARABLE = 0.6  # a paraphrase differs in nearly every word; runs would say nothing
HEADS = {
    "exact": "Yes, exactly.",
    "altered": "Altered.",
    "someone_else": "Someone else said it.",
    "paraphrase": "Only in other words.",
    "not_found": "Not found.",
}


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict: one line that decides, the quotations with their places, the differences word by word."""
    if verdict.clarify:
        return "\n".join([verdict.reason, *(f"  - {name}" for name in as_typed(verdict.clarify))])
    head = f"{HEADS[verdict.verdict]} {verdict.reason}"
    return "\n\n".join([head, *(_match(number, match) for number, match in enumerate(verdict.matches, start=1))])


def differences(pieces: tuple[Piece, ...]) -> str:
    """Return checked words with the article's beside them where they differ: "they [do ≠ do not] meet"."""
    return " ".join(_piece(piece) for piece in pieces)


def _match(number: int, match: Match) -> str:
    return "\n".join(_lines(number, match))


def _lines(number: int, match: Match) -> Iterator[str]:
    citation = match.citation
    yield f"{number}. {words(citation.text, citation.kind)}"
    yield f"   — {who(citation)}"
    yield f"   {where(citation)}"
    if any(piece.kind != "same" for piece in match.pieces) and citation.score >= _COMPARABLE:
        yield f"   checked → in the article: {differences(match.pieces)}"
    if match.warning:
        yield f"   Mind: {match.warning}"


def _piece(piece: Piece) -> str:
    if piece.kind == "same":
        return piece.said
    return f"[{piece.asked or '–'} → {piece.said or '–'}]"
