"""`quoth snapshots`: what the collection held before, what changed since, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Commands, Json, JsonLines, find_engine
from bot.output import say

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


def _tell(summary: SnapshotSummary, json: bool) -> None:
    from bot.timelines import snapshot_record, snapshot_text

    say(snapshot_record(summary).model_dump_json() if json else snapshot_text(summary))
