"""Corrections as they are printed: for people, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.harmless import harmless_line
from index.corrections import Correction, describe


class CorrectionRecord(BaseModel):
    """A line of the audit trail; `lost` says why it does not apply to today's articles, if so."""

    model_config = ConfigDict(frozen=True)

    id: int
    at: str
    by: str
    action: dict[str, Any]
    before: str | None
    after: str | None
    undone_at: str | None
    undone_by: str | None
    lost: str | None


def correction_record(correction: Correction) -> CorrectionRecord:
    """Return a correction as it is printed with --json."""
    return CorrectionRecord.model_validate(asdict(correction))


def correction_text(correction: Correction) -> str:
    """Return a correction in lines: its number, what it does, what was before and is after, and who did it when."""
    was, now = (value or "nobody" for value in (correction.before, correction.after))
    lines = [
        f"{correction.id}. {describe(correction.action)}",
        f"   {was} → {now} · {correction.by}, {_moment(correction.at)}",
    ]
    if correction.undone_at:
        lines.append(f"   undone by {correction.undone_by}, {_moment(correction.undone_at)}")
    if correction.lost:
        lines.append(f"   does not apply now: {correction.lost}")
    return "\n".join(map(harmless_line, lines))


def _moment(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"
