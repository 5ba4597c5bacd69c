"""`quoth export` and `quoth import`: a whole corpus as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel, ConfigDict

from bot.options import Config, DataDir, Json, find_engine, require_given
from bot.output import say, tell

if TYPE_CHECKING:
    from index.exporting import Exported
    from index.importing import Imported

File = Annotated[str, typer.Argument(metavar="FILE", hidden=True)]
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


class LostRecord(BaseModel):
    """A correction that does not apply, and why."""

    name: str
    reason: str


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
    lost: list[LostRecord]


def export_corpus(
    context: typer.Context, file: File, json: Json = False, config: Config = None, data_dir: DataDir = None
) -> None:
    """Write the collection into FILE, one archive: articles, ledger, index and corrections.

    Nobody's questions, ratings or settings are in it. FILE must not be there yet.
    """
    from bot.app import version
    from bot.progress import reindex_progress

    require_given({"FILE": file})
    engine = find_engine(context, config, data_dir)
    with reindex_progress() as show:
        exported = engine.export(Path(file), version(), on_progress=show)
    say(_export_record(exported).model_dump_json() if json else _export_text(exported))


def import_corpus(
    context: typer.Context,
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Put its corrections in the place of others.")] = False,
    json: Json = False,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Let the collection in FILE, which `quoth export` wrote, take the place of the one that answers.

    It is checked in full before; if anything is wrong with it, nothing changes.
    """
    from bot.progress import reindex_progress

    require_given({"FILE": file})
    engine = find_engine(context, config, data_dir)
    with reindex_progress() as show:
        imported = engine.import_archive(Path(file), replace=replace, on_progress=show)
    if json:
        say(_import_record(imported).model_dump_json())
        return
    for lost in imported.lost:
        tell(f"{lost.name}: {lost.reason}")
    say(_import_text(imported))


def _export_record(exported: Exported) -> ExportRecord:
    counts = exported.counts.model_dump()
    file, size = str(exported.path), exported.size
    return ExportRecord(file=file, bytes=size, snapshot=exported.snapshot, corrections=exported.corrections, **counts)


def _export_text(exported: Exported) -> str:
    from bot.render import count

    counts, size = exported.counts, exported.size / _MEGABYTE
    held = f"{count(counts.articles, 'article')}, {count(counts.quotes, 'quotation')}"
    return f"{exported.path}: {held}, {count(exported.corrections, 'correction')}; {size:.1f} MB."


def _import_record(imported: Imported) -> ImportRecord:
    return ImportRecord(
        snapshot=imported.snapshot,
        exported=imported.exported,
        version=imported.version,
        encoder=imported.encoder,
        corrections=imported.corrections,
        trail=imported.trail,
        aside=str(imported.aside) if imported.aside else None,
        lost=[LostRecord(name=one.name, reason=one.reason) for one in imported.lost],
        **imported.counts.model_dump(),
    )


def _import_text(imported: Imported) -> str:
    from bot.render import count

    counts = imported.counts
    held = f"{count(counts.articles, 'article')}, {count(counts.quotes, 'quotation')}"
    lines = [f"{held}, {count(imported.corrections, 'correction')}; this is what answers from now on."]
    if imported.aside:
        lines.append(f"The corrections that were here before are in {imported.aside}.")
    return "\n".join(lines)
