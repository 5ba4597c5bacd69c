"""`quoth snapshots`: what the collection held before, what changed since, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.exits import DAMAGED
from bot.options import Commands, Json, JsonLines, Live, find_engine, require_given
from bot.output import say
from index.errors import UsageError

if TYPE_CHECKING:
    from index.history import SnapshotSummary

app = Commands(help="Look at the indexes that are kept, and go back to one.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", hidden=True)]


@app.command(name="list")
def list_snapshots(context: typer.Context, json: JsonLines = False) -> None:
    """List the snapshots that are kept, the newest first, with what each changed."""
    from bot.timelines import snapshot_record, snapshot_text

    found = find_engine(context).snapshots()
    if json:
        for summary in found:
            say(snapshot_record(summary).model_dump_json())
    else:
        say("\n\n".join(map(snapshot_text, found)) or "There are no snapshots yet; run quoth reindex.")


@app.command()
def show(
    context: typer.Context,
    snapshot: Id,
    since: Annotated[str | None, typer.Option(metavar="ID", help="Compare with this one; else the one before.")] = None,
    json: Json = False,
) -> None:
    """Show which articles the snapshot ID added, changed and removed."""
    from bot.timelines import changes_record, changes_text

    changes = find_engine(context).snapshot_changes(snapshot, since)
    say(changes_record(changes).model_dump_json() if json else changes_text(changes))


@app.command()
def rollback(context: typer.Context, snapshot: Id, json: Json = False) -> None:
    """Answer from what the snapshot ID holds, with the corrections of today.

    It is published anew, so that this can be taken back in the same way. The next reindex reads the articles again.
    """
    _tell(find_engine(context).roll_back(snapshot), json)


@app.command()
def pin(context: typer.Context, snapshot: Id, json: Json = False) -> None:
    """Keep the snapshot ID, however many come after it."""
    _tell(find_engine(context).pin_snapshot(snapshot), json)


@app.command()
def unpin(context: typer.Context, snapshot: Id, json: Json = False) -> None:
    """Let the snapshot ID be removed in its turn."""
    _tell(find_engine(context).unpin_snapshot(snapshot), json)


@app.command()
def prune(
    context: typer.Context,
    keep: Annotated[int | None, typer.Option(metavar="N", min=1, help="How many stay; else corpus.keep.")] = None,
    json: Json = False,
) -> None:
    """Remove all but the newest few, the pinned ones and the one that answers."""
    from bot.timelines import pruned_record, pruned_text

    gone = find_engine(context).prune_snapshots(keep)
    say(pruned_record(gone).model_dump_json() if json else pruned_text(gone))


@app.command()
def verify(
    context: typer.Context,
    snapshot: Annotated[str | None, typer.Argument(metavar="[ID]", hidden=True)] = None,
    everything: Annotated[bool, typer.Option("--all", help="All snapshots that are kept.")] = False,
    thorough: Annotated[bool, typer.Option(help="Embed every passage again, and not only some.")] = False,
    json: JsonLines = False,
    progress: Live = "bar",
) -> None:
    """Check the snapshot ID, or the one that answers: files, spans, references, vectors. Exits with 1 if damaged.

    Files are held against their checksums, articles against their ids, references against their words, and vectors
    against their texts.
    """
    from bot.progress import reindex_progress
    from bot.timelines import verification_record, verification_text

    require_given({"ID": snapshot})
    if everything and snapshot is not None:
        raise UsageError("Give an ID, or --all.")
    engine = find_engine(context)
    kept = [each.id for each in engine.snapshots()] if everything else []
    wanted: Sequence[str | None] = kept or [snapshot]
    is_whole = True
    for each in wanted:
        with reindex_progress(as_json=progress == "json") as show:
            found = engine.verify_snapshot(each, thorough=thorough, on_progress=show)
        say(verification_record(found).model_dump_json() if json else verification_text(found))
        is_whole = is_whole and found.is_whole
    if not is_whole:
        raise typer.Exit(DAMAGED)


def _tell(summary: SnapshotSummary, json: bool) -> None:
    from bot.timelines import snapshot_record, snapshot_text

    say(snapshot_record(summary).model_dump_json() if json else snapshot_text(summary))
