"""Sentences that lead up to what somebody says, or only report it: who speaks next, and what is reported."""

from __future__ import annotations

from collections.abc import Sequence

from index.attribution import SAYING, Attribution, according_to, clause_of, owner_of_words
from index.cues import BOUNDARIES, WEAK
from index.frames import Frame
from index.phrases import is_cue, main_subject, subject_of
from index.text import word_set
from index.tokens import Token
from index.types import Span

_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")


def introduce(frame: Frame) -> Attribution | None:
    """Read off a sentence that ends with a colon, or that only reports, who speaks next."""
    tokens = frame.tokens
    cues = [i for i in range(len(tokens)) if is_cue(tokens, i)]
    main = [position for position in cues if tokens[position].lower in SAYING][:1]
    source = according_to(tokens)
    if source and not main:
        return source
    for position in [*main, *reversed(cues)]:
        mention = subject_of(tokens, position)
        if mention:
            cue = tokens[position].start, tokens[position].end
            said = _reported(tokens, position) if mention[0] < cue[0] else None
            said = said or _reported_before(tokens, position, mention)
            return Attribution(cue, mention, None, (frame.start, frame.end), said)
    return source


def _reported_before(tokens: Sequence[Token], cue: int, mention: Span) -> Span | None:
    """The clause in front: "CLAUSE, police said.", "CLAUSE, said NP."."""
    if tokens[cue].lower not in SAYING or any(
        token.is_word for token in tokens[cue + 1 :] if token.start >= mention[1]
    ):
        return None
    before = [token for token in tokens[:cue] if token.end <= mention[0]]
    return clause_of(before) if before and before[-1].text == "," else None


def _reported(tokens: Sequence[Token], cue: int) -> Span | None:
    """The clause that a reporting verb governs: "said that CLAUSE", "said CLAUSE", up to the end of the sentence."""
    i = cue + 1
    while i < len(tokens) and tokens[i].lower in {"that", "on", ","} | _DAYS:
        i += 1
    has_that = any(token.lower == "that" for token in tokens[cue + 1 : i])
    if tokens[cue].lower in WEAK and not has_that:
        return None
    if not has_that and (i >= len(tokens) or tokens[i].lower in BOUNDARIES or tokens[cue].lower not in SAYING):
        return None
    return clause_of(tokens[i:])


def introduce_without_cue(frame: Frame) -> Attribution | None:
    """Read off the subject of an introduction without a speech verb: "…, NP offered a grim assessment of …:"."""
    tokens = frame.tokens
    subject = owner_of_words(tokens, len(tokens) - 1) or main_subject(tokens, len(tokens))
    if subject is None:
        return None
    verb = next((token for token in frame.tokens if token.start >= subject[1] and token.is_word), None)
    return Attribution((verb.start, verb.end) if verb else None, subject, None, (frame.start, frame.end))
