"""The command line: each command reads its options, calls the engine once and prints. Heavy imports wait until then."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.archive import export_corpus, import_corpus
from bot.collecting import add, feeds, refresh, remove
from bot.correcting import app as correcting
from bot.evaluation.command import evaluate
from bot.exits import NOT_ANSWERED, guarded, set_up_logging
from bot.options import (
    Article,
    Commands,
    Group,
    Json,
    JsonLines,
    Live,
    Since,
    Until,
    Where,
    find_engine,
    find_paths,
    find_settings,
    require_given,
)
from bot.output import is_terminal, say, tell, write_utf8
from bot.snapshots import app as snapshots
from index.errors import UsageError

app = Commands(
    cls=Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(correcting, name="correct")
app.add_typer(snapshots, name="snapshots")
app.add_typer(feeds, name="feeds")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    write_utf8()
    set_up_logging()
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    sys.exit(guarded(lambda: app(args=given, prog_name="quoth", standalone_mode=False)))


def _show_version(wanted: bool) -> None:
    if wanted:
        from bot.app import version

        say(f"quoth {version()}")
        raise typer.Exit


@app.callback()
def quoth(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Answer questions about news articles with quotations that stand in them, word for word."""
    context.obj = context.obj or Where()


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", hidden=True)] = None,
    json: Json = False,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person said.")] = None,
    article: Article = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, max=100, help="How many quotations at most.")] = None,
    after: Annotated[
        list[str] | None, typer.Option("--after", metavar="QUESTION", help="Asked before; QUESTION follows up.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='Questions, a line each: {"id": …, "question": "…"}; "-": stdin.'),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help='Where the answers to --batch go, as JSON Lines; "-": stdout.')
    ] = None,
) -> None:
    """Answer QUESTION with quotations. Exits with 1 if no article answers it.

    With --batch, every row gets one answer, under its id; a question that cannot be asked (it is empty, or too long)
    gets an unanswered one that says why. Lines that are no such rows are an error, and then nothing is answered.
    """
    if (question is None) == (batch is None) or (output and not batch):
        raise UsageError("Ask one question, or give --batch QUESTIONS.jsonl --output ANSWERS.jsonl.")
    require_given({"--speaker": speaker, "--article": article})
    settings = find_settings(context)
    from bot.asking import ask_batch, ask_one, make_filter

    only = make_filter(speaker, article, since, until)
    if question is None:
        assert batch is not None
        ask_batch(settings, batch, output or Path("-"), only, limit)
    elif not ask_one(settings, question, only, limit, after or (), as_json=json):
        raise typer.Exit(NOT_ANSWERED)


@app.command()
def reindex(
    context: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH", hidden=True)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    expect: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="Do it only if the articles are those that a dry run saw.")
    ] = None,
    json: Json = False,
    progress: Live = "bar",
) -> None:
    """Make the collection exactly what these files and folders hold.

    Without a PATH these are the ones given last, else those of the configuration.
    """
    from bot.reindexing import preview, run

    for path in paths or ():
        require_given({"PATH": path})
    settings = find_settings(context, may_be_new=True)
    chosen, live = [Path(path) for path in paths or ()], progress == "json"
    if dry_run:
        say(preview(settings, chosen, as_json=json, progress_as_json=live))
    else:
        say(run(settings, chosen, expect, as_json=json, progress_as_json=live))


@app.command()
def quotes(
    context: typer.Context,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person said.")] = None,
    about: Annotated[str | None, typer.Option(metavar="TOPIC", help="Only what was said on this, best first.")] = None,
    article: Article = None,
    since: Since = None,
    until: Until = None,
    timeline: Annotated[bool, typer.Option("--timeline", help="Oldest first, under their days.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also terms, titles, second-hand reports and what is hidden.")
    ] = False,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="How many on a page.")] = None,
    page: Annotated[int, typer.Option(metavar="N", min=1, help="Which page.")] = 1,
    json: JsonLines = False,
) -> None:
    """List who said what, newest first, and why it is theirs. Exits with 1 if the name fits several people."""
    require_given({"--speaker": speaker, "--about": about, "--article": article})
    from bot.asking import make_filter
    from bot.lists import PAGE, clarify_text, list_text, timeline_text

    only = make_filter(speaker, article, since, until)
    size = limit or (None if json else PAGE)
    found = find_engine(context).quotes(
        speaker=only.speaker,
        about=about,
        article=only.article,
        since=only.since,
        until=only.until,
        order="oldest" if timeline else None,
        everything=everything,
        limit=size,
        offset=(page - 1) * (size or 0),
    )
    if not json:
        say((timeline_text if timeline else list_text)(found, page, size or PAGE))
    elif found.clarify:
        tell(clarify_text(found))
    else:
        from bot.records import as_json, quote_record

        for quote in found.entries:
            say(as_json(quote_record(quote)))
    if found.clarify:
        raise typer.Exit(NOT_ANSWERED)


@app.command()
def check(
    context: typer.Context,
    words: Annotated[str, typer.Argument(metavar="WORDS", hidden=True)],
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Did this person say it?")] = None,
    json: Json = False,
) -> None:
    """Check whether anyone is quoted with WORDS. Exits with 1 if not.

    Exactly, altered (and how), someone else, or only in other words.
    """
    require_given({"--speaker": speaker})
    verdict = find_engine(context).check(words, speaker=speaker)
    if json:
        from bot.records import as_json, verdict_record

        say(as_json(verdict_record(verdict)))
    else:
        from bot.verdicts import verdict_text

        say(verdict_text(verdict))
    if verdict.verdict == "not_found":
        raise typer.Exit(NOT_ANSWERED)


@app.command()
def source(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", hidden=True)],
    characters: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="How many characters before and after.")
    ] = 400,
    verify: Annotated[bool, typer.Option("--verify", help="Are the words unchanged, edited or removed?")] = False,
    json: Json = False,
) -> None:
    """Show a quotation in its article. REF is the reference that stands at each.

    With --verify, say instead whether the words stand as they were cited. Exits with 1 if not.
    """
    engine = find_engine(context)
    if verify:
        from bot.receipts import receipt_record, receipt_text

        receipt = engine.verify(ref)
        say(receipt_record(receipt).model_dump_json() if json else receipt_text(receipt))
        raise typer.Exit(0 if receipt.state == "unchanged" else NOT_ANSWERED)
    found = engine.source(ref, context=characters)
    if json:
        from bot.records import as_json, source_record

        say(as_json(source_record(found)))
    elif is_terminal():
        from bot.terminal import show_source

        show_source(found)
    else:
        from bot.render import source_text

        say(source_text(found))


@app.command()
def speakers(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", hidden=True)] = None,
    json: JsonLines = False,
) -> None:
    """List who is quoted, how often and as what.

    With a NAME, or an office ("the president of Norvia"), only whom it means, with all names, and roles with days.
    """
    require_given({"NAME": name})
    from bot.speakers import profile_record, profile_text

    found = find_engine(context).speakers(name)
    if json:
        for profile in found:
            say(profile_record(profile).model_dump_json())
        return
    say("\n".join(profile_text(profile, whole=name is not None) for profile in found) or "Nobody is called so.")


@app.command()
def articles(
    context: typer.Context,
    article: Annotated[str | None, typer.Argument(metavar="[ID]", hidden=True)] = None,
    json: JsonLines = False,
) -> None:
    """List the articles.

    With the id or source id of one: what is known of it, what in it is never cited, how it came, how it read before.
    """
    require_given({"ID": article})
    engine = find_engine(context)
    if article is not None:
        from bot.articles import info_record, info_text

        info = engine.article_info(article)
        say(info_record(info).model_dump_json() if json else info_text(info))
        return
    found = engine.articles()
    if json:
        from bot.records import article_record, as_json

        for each in found:
            say(as_json(article_record(each)))
        return
    from bot.render import article_text

    say("\n\n".join(map(article_text, found)) if found else "There are no articles.")


app.command("eval")(evaluate)
app.command()(add)
app.command()(remove)
app.command()(refresh)
app.command("export")(export_corpus)
app.command("import")(import_corpus)


@app.command()
def serve(context: typer.Context) -> None:
    """Run the Discord bot; its token is in QUOTH_DISCORD__TOKEN."""
    settings = find_settings(context)
    from bot.discord_bot import run

    raise typer.Exit(run(settings))


@app.command()
def doctor(context: typer.Context, json: Json = False) -> None:
    """Check the set-up and say what is to be done. Exits with 1 if something fails.

    Checked are configuration, disk, articles, model, index, database, and all that Discord knows of the bot.
    """
    from bot.doctor import examine, findings_json, findings_text

    findings = examine(*find_paths(context))
    say(findings_json(findings) if json else findings_text(findings))
    raise typer.Exit(int(any(finding.state == "fail" for finding in findings)))


if __name__ == "__main__":
    main()
