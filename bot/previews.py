"""What a reindex would do, as plain text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from bot.harmless import harmless_line
from bot.records import ReportRecord, report_record
from bot.render import count, report_text

if TYPE_CHECKING:
    from index.preview import Preview, QuoteChange

_LONGEST = 120  # characters of a quotation in the text
_SHOWN = 10  # quotations of a kind that the text shows; JSON has all


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class QuoteChangeRecord(_Record):
    """A quotation that would come, go, or get another speaker."""

    source_id: str
    text: str
    before: str | None
    after: str | None


class LostCitationRecord(_Record):
    """A reference that would not show its words any more, and why: "removed" or "edited"."""

    ref: str
    source_id: str
    reason: str


class PreviewRecord(ReportRecord):
    """What a reindex would do: the report, and what becomes of quotations and of what was cited.

    digest: identifies the articles that were looked at; `quoth reindex --expect` does nothing where they are others.
    answers: how many of the answers that are remembered cite something that would be lost. is_anew: all quotations
    would be looked for anew, by other rules.
    """

    digest: str
    gained: list[QuoteChangeRecord]
    lost_quotes: list[QuoteChangeRecord]
    reattributed: list[QuoteChangeRecord]
    citations: list[LostCitationRecord]
    answers: int
    is_anew: bool


def preview_record(preview: Preview, answers: int) -> PreviewRecord:
    """Return a preview as it is printed."""
    return PreviewRecord(
        **report_record(preview.report, dry_run=True).model_dump(),
        digest=preview.digest,
        gained=[QuoteChangeRecord.model_validate(one) for one in preview.gained],
        lost_quotes=[QuoteChangeRecord.model_validate(one) for one in preview.lost],
        reattributed=[QuoteChangeRecord.model_validate(one) for one in preview.reattributed],
        citations=[LostCitationRecord.model_validate(one) for one in preview.citations],
        answers=answers,
        is_anew=preview.is_anew,
    )


def preview_text(preview: Preview, answers: int) -> str:
    """Return what a reindex would do: articles, quotations, what was cited, and the counts last."""
    lines = [*_quotes("+", preview.gained), *_quotes("~", preview.reattributed), *_quotes("-", preview.lost)]
    return "\n".join([report_text(preview.report, dry_run=True), *lines, *facts(preview_record(preview, answers))])


def facts(preview: PreviewRecord) -> Iterator[str]:
    """Yield in words what would become of quotations and of what was cited."""
    lost, gained, other = len(preview.lost_quotes), len(preview.gained), len(preview.reattributed)
    if preview.is_anew:
        yield "Quotations are found by other rules than last time, so unchanged articles may have others, too."
    if lost or gained or other:
        yield f"Quotations: {gained} more, {lost} less, {other} with another speaker."
    if preview.citations:
        gone = count(len(preview.citations), "reference")
        yield f"{gone} given out would not show the words any more, in {count(preview.answers, 'answer')}."


def _quotes(mark: str, changes: Sequence[QuoteChange]) -> Iterator[str]:
    for one in changes[:_SHOWN]:
        was, becomes = one.before or "nobody", one.after or "nobody"
        speaker = f"{was} → {becomes}" if mark == "~" else becomes if mark == "+" else was
        yield harmless_line(f"{mark} “{_cut(one.text)}” — {speaker} · {one.source_id}")
    if len(changes) > _SHOWN:
        yield f"{mark} … and {len(changes) - _SHOWN:,} more quotations"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
