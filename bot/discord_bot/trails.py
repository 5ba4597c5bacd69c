"""Corrections as moderators are shown them: what can be done, what was done, and the trail of who did it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.corrections import correction_text
from bot.discord_bot import limits
from bot.discord_bot.captions import who
from bot.discord_bot.drafts import PLAIN, RICH, Attachment, Control, Deed, Draft, Reply, Shape, SpeakerChoice
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import clip, cut_quote, escape, escape_told
from index.corrections import Correction, describe
from index.results import LedgerEntry

_LINE = 300  # characters of a name before and after
_WORDS = 600  # characters of a quotation that is to be corrected
_NOTE = 100  # characters kept free for the line on the others


def choices_reply(entry: LedgerEntry, names: Sequence[str]) -> Reply:
    """Return what a moderator can do with a quotation; `names` are speakers to choose from."""
    states = "".join(f" · {state}" for state in ("hidden", "pinned") if getattr(entry, state))
    head = f"**Correct** {who(entry)}{states}\n{cut_quote(entry.text, _WORDS)}"
    deeds: tuple[Deed, Deed] = ("show" if entry.hidden else "hide", "unpin" if entry.pinned else "pin")
    marks = tuple(Control(what.capitalize(), what, entry.ref) for what in deeds)
    fitting = [name for name in dict.fromkeys(names) if 0 < length(name) <= limits.CHOICE and name != entry.speaker]
    choice = SpeakerChoice(entry.ref, tuple(fitting[: limits.CHOICES])) if fitting else None
    draft = Draft(head, controls=(*marks, Control("Other speaker…", "name", entry.ref)), choice=choice)
    return Reply(draft, draft)


def correction_reply(correction: Correction) -> Reply:
    """Return what a correction did, or that it was undone; one that holds has a button that takes it back."""
    is_undone = correction.undone_at is not None
    take_back = [] if is_undone else [f"-# `/correct undo {correction.id}` takes it back."]
    undo = () if is_undone else (Control("Undo", "undo", str(correction.id)),)
    draft = Draft("\n".join([told_correction(correction), *take_back]), controls=undo)
    return Reply(draft, draft)


def told_correction(correction: Correction) -> str:
    """Return what a correction did, or that it was undone, with what was before and is after, in markdown."""
    was, became = (escape(clip(name or "nobody", _LINE)) for name in (correction.before, correction.after))
    is_undone = correction.undone_at is not None
    if is_undone:
        was, became = became, was
    lines = [
        f"**Correction {correction.id}{' undone' if is_undone else ''}:** {escape_told(describe(correction.action))}",
        f"Before: {was}",
        f"After: {became}",
        *([f"It does not apply now: {escape_told(correction.lost)}"] if correction.lost else []),
    ]
    return "\n".join(lines)


def trail_reply(corrections: Sequence[Correction]) -> Reply:
    """Return the audit trail, newest first, and as a file where a message does not hold it all."""
    newest = sorted(corrections, key=lambda one: -one.id)
    if not newest:
        draft = Draft("Nothing was corrected yet.")
        return Reply(draft, draft)
    return Reply(_trail(newest, RICH), _trail(newest, PLAIN))


def _trail(newest: Sequence[Correction], shape: Shape) -> Draft:
    shown: list[str] = []
    room = shape.room - _NOTE
    for line in (escape(correction_text(one)) for one in newest):
        room -= length(line) + 1
        if room < 0:
            break
        shown.append(line)
    text, left = "\n".join(shown), len(newest) - len(shown)
    if not left:
        return Draft(text)
    every = "\n".join(map(correction_text, newest)).encode("utf-8", "replace")[: limits.FILE_BYTES]
    more = f"{left} more"
    file = Attachment("corrections.txt", every)
    return Draft(text, foot=f"-# {more} in the file, with all the others.", attachment=file, bare_foot=f"-# {more}.")
