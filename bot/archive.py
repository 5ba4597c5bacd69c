"""`quoth export` and `quoth import`: a whole corpus as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.options import Json, find_engine, require_given
from bot.output import say, tell

File = Annotated[str, typer.Argument(metavar="FILE", hidden=True)]


def export_corpus(context: typer.Context, file: File, json: Json = False) -> None:
    """Write the whole collection into FILE, an archive.

    In it are articles, ledger, indexes and corrections, but nobody's questions, ratings or settings. FILE must not be
    there yet.
    """
    from bot.app import version
    from bot.archive_records import export_record, export_text
    from bot.progress import reindex_progress

    require_given({"FILE": file})
    engine = find_engine(context)
    with reindex_progress() as show:
        exported = engine.export(Path(file), version(), on_progress=show)
    say(export_record(exported).model_dump_json() if json else export_text(exported))


def import_corpus(
    context: typer.Context,
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Put its corrections in the place of others.")] = False,
    json: Json = False,
) -> None:
    """Answer from what `quoth export` wrote into FILE.

    It takes the place of the collection that answers. It is checked in full before: if anything is wrong with it,
    nothing changes.
    """
    from bot.archive_records import import_record, import_text
    from bot.progress import reindex_progress

    require_given({"FILE": file})
    engine = find_engine(context)
    with reindex_progress() as show:
        imported = engine.import_archive(Path(file), replace=replace, on_progress=show)
    if json:
        say(import_record(imported).model_dump_json())
        return
    for lost in imported.lost:
        tell(f"{lost.name}: {lost.reason}")
    say(import_text(imported))
