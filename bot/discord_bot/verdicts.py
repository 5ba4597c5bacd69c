"""What came of checking words, as drafts: the verdict, the words of the article with the differences, their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.discord_bot.captions import below, who
from bot.discord_bot.claims import Claim
from bot.discord_bot.differences import LEGEND, compared
from bot.discord_bot.drafts import PLAIN, RICH, Draft, Reply, Shape, asked_back
from bot.discord_bot.frames import Frame, different, fitting
from bot.discord_bot.markdown import clip, escape, escape_told
from bot.verdicts import HEADS
from index.results import Match, Piece, Verdict

SHOWN = 3  # places that are shown for one claim
_WORDS = 300  # characters of a claim that are repeated
_GLANCE = 100  # characters of each of several claims


@dataclass(frozen=True, slots=True)
class _Compared(Frame):
    """A quotation with its differences from the words that were checked."""

    pieces: Sequence[Piece] = field(default=())

    def quoted(self, room: int | None = None) -> str:
        return compared(self.words, self.pieces, room)


def verdict_reply(claim: Claim, verdict: Verdict) -> Reply:
    """Return what came of checking one claim."""
    claim = replace(claim, speaker=verdict.speaker or claim.speaker)
    head = f"{claim.head(_WORDS)}\n{_judged(verdict)}"
    if verdict.clarify:
        is_whole = len(claim.words) <= _WORDS  # else a button could not read again what was asked
        return asked_back(head, verdict.clarify, has_buttons=is_whole)
    frames = [_frame(number, match, verdict) for number, match in enumerate(verdict.matches[:SHOWN], 1)]
    return _reply(head, frames)


def verdicts_reply(checked: Sequence[tuple[Claim, Verdict]]) -> Reply:
    """Return what came of checking several claims: a line for each, and the best place of each."""
    lines = [
        f"**{number}.** “{escape(clip(claim.words, _GLANCE))}”\n{_judged(verdict)}"
        for number, (claim, verdict) in enumerate(checked, 1)
    ]
    found = [(number, verdict) for number, (_, verdict) in enumerate(checked, 1) if verdict.matches]
    return _reply("\n".join(lines), [_frame(number, verdict.matches[0], verdict) for number, verdict in found])


def _judged(verdict: Verdict) -> str:
    label = "" if verdict.clarify else f"**{HEADS[verdict.verdict]}** "
    return f"{label}{escape_told(verdict.reason)}"


def _reply(head: str, frames: Sequence[Frame]) -> Reply:
    return Reply(_draft(head, frames, RICH), _draft(head, frames, PLAIN))


def _draft(head: str, frames: Sequence[Frame], shape: Shape) -> Draft:
    shown = different(frames)
    is_marked = any(piece.kind != "same" for frame in shown if isinstance(frame, _Compared) for piece in frame.pieces)
    return Draft(head, fitting(head, shown, shape), LEGEND if is_marked else "")


def _frame(number: int, match: Match, verdict: Verdict) -> Frame:
    found = match.citation
    warning = f"-# {escape_told(match.warning)}" if match.warning else ""
    under = "\n".join(filter(None, (warning, below(found))))
    pieces = () if verdict.verdict == "paraphrase" else match.pieces  # other words throughout
    return _Compared(f"**{number}.** {who(found)}", found.text, under, found.ref, found.speaker, pieces=pieces)
