"""The command `quoth eval`: questions in, a table out, and a report where one is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, find_settings
from bot.output import say, tell
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.evaluation.runs import Run
    from bot.settings import Settings
    from index.engine import Engine
    from index.evaluation import Comparison, Reference

_NAMED = 3  # articles that are named where many are missing


def evaluate(
    context: typer.Context,
    questions: Annotated[Path | None, typer.Argument(metavar="[QUESTIONS.jsonl]", hidden=True)] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where report.html, with plots, and run.json go.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="RUN.json", help="The run to compare with; else the last of these questions.")
    ] = None,
    json: Json = False,
) -> None:
    """Show how well questions with known answers are answered.

    QUESTIONS.jsonl holds a question a line, with the words, speaker and articles that are expected, or "no_answer";
    without it, the questions are those in config/questions.jsonl, about the article that comes with Quoth. Every run is
    kept in the data folder, and compared with the last one of the same questions.
    """
    settings = find_settings(context)
    from bot.app import make_engine
    from bot.evaluation.rows import SHIPPED, read_references
    from bot.evaluation.runs import RunStore, as_text, read_run
    from index.evaluation import compare

    references = read_references(questions or SHIPPED)
    before = read_run(baseline) if baseline else None
    if output is not None and output.exists() and not output.is_dir():
        raise UsageError(f"{output} is a file; give --output a folder.")
    engine = make_engine(settings)
    _require_articles(engine, references)
    run = _ask_all(engine, settings, references)
    store = RunStore(engine.data_dir)
    before = before or store.last(run.questions)
    store.keep(run)
    comparison = compare(before.results, run.results) if before else None
    say(as_text(run) if json else _text(run, comparison))
    if output is not None:
        _write(output, run, references, comparison)


def _require_articles(engine: Engine, references: Sequence[Reference]) -> None:
    """Tell which expected articles the collection has not. Raises UsageError where it has none of them."""
    known = {name for article in engine.articles() for name in (article.article_id, article.source_id)}
    wanted = [reference.expected.articles for reference in references if reference.expected]
    named = dict.fromkeys(article for articles in wanted for article in articles)
    missing = [article for article in named if article not in known]
    if not missing:
        return
    listed = f"{', '.join(missing[:_NAMED])}{' and more' if len(missing) > _NAMED else ''}"
    if len(missing) == len(named):
        raise UsageError(
            f"The collection holds none of the articles that the questions are about ({listed}); "
            "give quoth eval questions about articles that it holds."
        )
    tell(f"The collection lacks articles that the questions expect ({listed}); questions about them count as wrong.")


def _ask_all(engine: Engine, settings: Settings, references: Sequence[Reference]) -> Run:
    from bot.evaluation.rows import digest
    from bot.evaluation.runs import Run, ask_all, by_kind
    from bot.progress import progress_bar
    from index.evaluation import measure

    manifest = engine.manifest()
    with progress_bar() as show:
        results = ask_all(engine, references, show)
    return Run(
        questions=digest(references),
        snapshot=manifest.id,
        model=manifest.model,
        encoder=manifest.encoder,
        limit=settings.answers.limit,
        threshold=settings.answers.threshold,
        figures=measure(results),
        kinds=by_kind(results),
        results=results,
    )


def _text(run: Run, comparison: Comparison | None) -> str:
    from bot.evaluation.tables import comparison_text, run_text

    return "\n\n".join([run_text(run), *([comparison_text(comparison)] if comparison else [])])


def _write(folder: Path, run: Run, references: Sequence[Reference], comparison: Comparison | None) -> None:
    from bot.evaluation.report import report_html
    from bot.evaluation.runs import as_text
    from index.files import replace_text

    folder.mkdir(parents=True, exist_ok=True)
    replace_text(folder / "run.json", as_text(run))
    replace_text(folder / "report.html", report_html(run, references, comparison))
    tell(f"The report is {folder / 'report.html'}.")
