"""The command line: each command reads its options, calls the engine once and prints. Heavy imports wait until then."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from bot.exits import NOT_ANSWERED, guarded, set_up_logging
from bot.output import is_terminal, say, tell, write_utf8
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.engine import Engine
    from index.types import Filter

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich costs as much time as everything else that --help needs
    context_settings={"help_option_names": ["-h", "--help"]},
)

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", metavar="FOLDER", help="Where the index is kept; else QUOTH_DATA_DIR.")
]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration file; else QUOTH_CONFIG.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
JsonLines = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Article = Annotated[
    str | None, typer.Option("--article", metavar="ID", help="Only this article, by its id or source id.")
]


@dataclass(frozen=True, slots=True)
class _Before:
    """The options that were given before the command's name."""

    config: Path | None
    data_dir: Path | None


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
    config: Config = None,
    data_dir: DataDir = None,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Answer questions about news articles with quotations that stand in them, word for word."""
    context.obj = _Before(config, data_dir)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="What you want to know.", show_default=False)
    ] = None,
    json: Json = False,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person said.")] = None,
    article: Article = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only articles from this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Only articles up to this day.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=100, help="How many quotations at most.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='Questions, a line each: {"id": …, "question": "…"}; "-": stdin.'),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help='Where the answers to --batch go, as JSON Lines; "-": stdout.')
    ] = None,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Answer a question with quotations. Exits with 1 if no article answers it."""
    if (question is None) == (batch is None) or (output and not batch):
        raise UsageError("Ask one question, or give --batch QUESTIONS.jsonl --output ANSWERS.jsonl.")
    settings = _settings(context, config, data_dir)
    only = _filter(speaker, article, since, until)
    if question is None:
        assert batch is not None
        _ask_batch(settings, batch, output or Path("-"), only, limit)
    elif not _ask_one(settings, question, only, limit, as_json=json):
        raise typer.Exit(NOT_ANSWERED)


def _ask_one(settings: Settings, question: str, only: Filter, limit: int | None, *, as_json: bool) -> bool:
    from bot.batch import require_unicode
    from index.questions import parse_question

    require_unicode(question)
    parse_question(question)
    answer = _ready_engine(settings).ask(question, filter=only, limit=limit)
    if as_json:
        from bot.records import answer_record
        from bot.records import as_json as printed

        say(printed(answer_record(answer)))
    elif is_terminal():
        from bot.terminal import show_answer

        show_answer(answer)
    else:
        from bot.render import plain_text

        say(plain_text(answer))
    return answer.answered


def _ask_batch(settings: Settings, batch: Path, output: Path, only: Filter, limit: int | None) -> None:
    from bot.batch import answer_rows, read_rows, require_writable
    from bot.progress import progress_bar

    require_writable(output)
    rows = read_rows(batch)
    engine = _ready_engine(settings)
    with progress_bar() as show:
        answer_rows(rows, lambda question: engine.ask(question, filter=only, limit=limit), output, show)


@app.command()
def reindex(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Files and folders; else the ones given last.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    json: Json = False,
    progress: Annotated[Literal["bar", "json"], typer.Option(hidden=True)] = "bar",
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Make the collection exactly what these files and folders hold."""
    from bot.progress import reindex_progress

    engine = _engine(_settings(context, config, data_dir))
    with reindex_progress(as_json=progress == "json") as show:
        report = engine.reindex(paths or (), dry_run=dry_run, on_progress=show)
    if json:
        from bot.records import as_json, report_record

        say(as_json(report_record(report, dry_run=dry_run)))
        return
    from bot.render import report_text

    for failure in report.failed:
        tell(f"{failure.name}: {failure.reason}")
    say(report_text(report, dry_run=dry_run))


@app.command()
def quotes(
    context: typer.Context,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person said.")] = None,
    about: Annotated[str | None, typer.Option(metavar="TOPIC", help="Only what was said on this, best first.")] = None,
    article: Article = None,
    json: JsonLines = False,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """List who said what."""
    found = _engine(_settings(context, config, data_dir)).quotes(speaker=speaker, about=about, article=article)
    if json:
        from bot.records import as_json, quote_record

        for quote in found:
            say(as_json(quote_record(quote)))
        return
    from bot.render import quote_text

    say("\n\n".join(map(quote_text, found)) if found else "No quotation fits.")


@app.command()
def source(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The reference that stands at each quotation.")],
    characters: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="How many characters before and after.")
    ] = 400,
    json: Json = False,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Show a quotation in its article."""
    found = _engine(_settings(context, config, data_dir)).source(ref, context=characters)
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
def articles(context: typer.Context, json: JsonLines = False, config: Config = None, data_dir: DataDir = None) -> None:
    """List the articles."""
    found = _engine(_settings(context, config, data_dir)).articles()
    if json:
        from bot.records import article_record, as_json

        for article in found:
            say(as_json(article_record(article)))
        return
    from bot.render import article_text

    say("\n\n".join(map(article_text, found)) if found else "There are no articles.")


@app.command()
def serve(context: typer.Context, config: Config = None, data_dir: DataDir = None) -> None:
    """Run the Discord bot; its token is in QUOTH_DISCORD__TOKEN."""
    settings = _settings(context, config, data_dir)
    from bot.discord_bot import run

    raise typer.Exit(run(settings))


@app.command()
def doctor(context: typer.Context, json: Json = False, config: Config = None, data_dir: DataDir = None) -> None:
    """Check the set-up: configuration, disk, model, index, token, intents. Exits with 1 if something fails."""
    from bot.doctor import examine, findings_json, findings_text

    before: _Before = context.obj
    findings = examine(config or before.config, data_dir or before.data_dir)
    say(findings_json(findings) if json else findings_text(findings))
    raise typer.Exit(int(any(finding.state == "fail" for finding in findings)))


def _settings(context: typer.Context, config: Path | None, data_dir: Path | None) -> Settings:
    from bot.settings import load_settings

    before: _Before = context.obj
    return load_settings(config or before.config, data_dir or before.data_dir)


def _engine(settings: Settings) -> Engine:
    from bot.app import make_engine

    return make_engine(settings)


def _ready_engine(settings: Settings) -> Engine:
    """Return the engine; the first time on a machine, its index is built before."""
    engine = _engine(settings)
    if not engine.has_index():
        from bot.progress import reindex_progress

        tell("There is no index yet; it is built now, once.")
        with reindex_progress() as show:
            report = engine.reindex(on_progress=show)
        for failure in report.failed:
            tell(f"{failure.name}: {failure.reason}")
    return engine


def _filter(speaker: str | None, article: str | None, since: str | None, until: str | None) -> Filter:
    from index.types import Filter

    only = Filter(article=article, speaker=speaker, since=_date("--since", since), until=_date("--until", until))
    if only.since and only.until and only.since > only.until:
        raise UsageError(f"No day is both since {only.since} and until {only.until}; swap the two.")
    return only


def _date(option: str, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError:
        raise UsageError(f"{option}: “{value}” is no date; write year, month and day as in 2018-08-09.") from None


if __name__ == "__main__":
    main()
