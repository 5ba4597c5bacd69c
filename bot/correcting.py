"""`quoth correct`: moderators' corrections of the ledger, each a command, each undone by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.options import Commands, Json, JsonLines, find_engine, require_given
from bot.output import say
from index.errors import UsageError

if TYPE_CHECKING:
    from index.corrections import Action, Correction

_BY = "command line"

app = Commands(help="Correct who said what, and what is shown. No word of an article changes.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", hidden=True)]
Ref = Annotated[str, typer.Argument(metavar="REF", hidden=True)]


@app.command()
def merge(
    context: typer.Context,
    name: Name,
    into: Annotated[str, typer.Option("--into", metavar="NAME", help="Who that is.")],
    article: Annotated[str | None, typer.Option("--article", metavar="ID", help="Only in this article.")] = None,
    json: Json = False,
) -> None:
    """NAME is another speaker's name: everywhere, or in one article."""
    from index.corrections import Merge

    require_given({"--article": article})
    _correct(context, Merge(name, into, article), json)


@app.command()
def split(
    context: typer.Context,
    name: Name,
    article: Annotated[
        list[str], typer.Option("--article", metavar="ID", help="Where it is the other one; repeatable.")
    ],
    new_name: Annotated[str, typer.Option("--as", metavar="NAME", help="What to call the other one.")],
    json: Json = False,
) -> None:
    """NAME is somebody else in some articles."""
    from index.corrections import Split

    _correct(context, Split(name, tuple(article), new_name), json)


@app.command()
def speaker(
    context: typer.Context,
    ref: Ref,
    name: Annotated[str | None, typer.Argument(metavar="NAME", hidden=True)] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="It is not known who said it.")] = False,
    new: Annotated[bool, typer.Option("--new", help="NAME is right, though no article names it so.")] = False,
    json: Json = False,
) -> None:
    """The quotation at REF was said by NAME, or by nobody."""
    from index.corrections import SetSpeaker

    if (name is None) != nobody:
        raise UsageError("Name the speaker, or say --nobody.")
    _correct(context, SetSpeaker(ref, name, is_new=new), json)


@app.command()
def hide(context: typer.Context, ref: Ref, json: Json = False) -> None:
    """Answer no more with the quotation at REF, nor list it."""
    _mark(context, ref, "hide", json)


@app.command()
def show(context: typer.Context, ref: Ref, json: Json = False) -> None:
    """Show the hidden quotation at REF again."""
    _mark(context, ref, "show", json)


@app.command()
def pin(context: typer.Context, ref: Ref, json: Json = False) -> None:
    """Put the quotation at REF first for its speaker."""
    _mark(context, ref, "pin", json)


@app.command()
def unpin(context: typer.Context, ref: Ref, json: Json = False) -> None:
    """Put the pinned quotation at REF back into its order."""
    _mark(context, ref, "unpin", json)


@app.command()
def undo(
    context: typer.Context,
    correction: Annotated[int, typer.Argument(metavar="NUMBER", hidden=True)],
    json: Json = False,
) -> None:
    """Take a correction back; `quoth correct list` has the numbers."""
    _tell(find_engine(context).undo(correction, _BY), json)


@app.command(name="list")
def list_corrections(context: typer.Context, json: JsonLines = False) -> None:
    """List all corrections that were ever made.

    With who made and undid them, and why one does not apply to the articles of today, if so.
    """
    from bot.corrections import correction_record, correction_text

    found = find_engine(context).corrections()
    if json:
        for correction in found:
            say(correction_record(correction).model_dump_json())
    else:
        say("\n\n".join(map(correction_text, found)) if found else "Nothing was corrected yet.")


def _mark(
    context: typer.Context,
    ref: str,
    how: Literal["hide", "show", "pin", "unpin"],
    json: bool,
) -> None:
    from index.corrections import Mark

    _correct(context, Mark(ref, how), json)


def _correct(context: typer.Context, action: Action, json: bool) -> None:
    _tell(find_engine(context).correct(action, _BY), json)


def _tell(correction: Correction, json: bool) -> None:
    from bot.corrections import correction_record, correction_text

    say(correction_record(correction).model_dump_json() if json else correction_text(correction))
