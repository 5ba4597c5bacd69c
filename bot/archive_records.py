"""What was exported and imported as it is printed: for people, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from bot.records import FailureRecord
from bot.render import count

if TYPE_CHECKING:
    from index.exporting import Exported
    from index.importing import Imported

_MEGABYTE = 1_000_000


class ExportRecord(BaseModel):
    """What `quoth export --json` prints."""

    model_config = ConfigDict(frozen=True)

    file: str
    bytes: int
    snapshot: str
    articles: int
    passages: int
    quotes: int
    corrections: int


class ImportRecord(BaseModel):
    """What `quoth import --json` prints.

    trail: "none", "taken over", "kept" or "replaced": what became of the corrections; those replaced lie in `aside`.
    """

    model_config = ConfigDict(frozen=True)

    snapshot: str
    exported: str
    version: str
    articles: int
    passages: int
    quotes: int
    encoder: str
    corrections: int
    trail: str
    aside: str | None
    lost: list[FailureRecord]


def export_record(exported: Exported) -> ExportRecord:
    """Return what was exported as it is printed with --json."""
    counts = exported.counts.model_dump()
    file, size = str(exported.path), exported.size
    return ExportRecord(file=file, bytes=size, snapshot=exported.snapshot, corrections=exported.corrections, **counts)


def export_text(exported: Exported) -> str:
    """Return what was exported in a line."""
    counts, size = exported.counts, exported.size / _MEGABYTE
    held = f"{count(counts.articles, 'article')}, {count(counts.quotes, 'quotation')}"
    return f"{exported.path}: {held}, {count(exported.corrections, 'correction')}; {size:.1f} MB."


def import_record(imported: Imported) -> ImportRecord:
    """Return what was imported as it is printed with --json."""
    return ImportRecord(
        snapshot=imported.snapshot,
        exported=imported.exported,
        version=imported.version,
        encoder=imported.encoder,
        corrections=imported.corrections,
        trail=imported.trail,
        aside=str(imported.aside) if imported.aside else None,
        lost=[FailureRecord.model_validate(lost) for lost in imported.lost],
        **imported.counts.model_dump(),
    )


def import_text(imported: Imported) -> str:
    """Return what was imported in a line or two."""
    counts = imported.counts
    held = f"{count(counts.articles, 'article')}, {count(counts.quotes, 'quotation')}"
    lines = [f"{held}, {count(imported.corrections, 'correction')}; this is what answers from now on."]
    if imported.aside:
        lines.append(f"The corrections that were here before are in {imported.aside}.")
    return "\n".join(lines)
