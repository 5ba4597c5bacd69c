"""`quoth ask`: one question, shown as a person or a program wants it, or a batch; the first one builds the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import make_engine
from bot.batch import Row, answer_rows, read_rows, require_unicode, require_writable
from bot.output import is_terminal, say, tell
from bot.progress import progress_bar, reindex_progress
from index.errors import UsageError
from index.following import Exchange, exchange_of
from index.questions import parse_question
from index.results import Answer
from index.types import Filter

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.engine import Engine


def ask_one(
    settings: Settings, question: str, only: Filter, limit: int | None, after: Sequence[str], *, as_json: bool
) -> bool:
    """Print the answer to a question, and return whether it is one; after: the questions that it follows up."""
    for asked in (*after, question):
        require_unicode(asked)
        parse_question(asked)
    engine = _ready_engine(settings)
    exchanges: list[Exchange] = []
    for asked in after:
        exchanges.append(exchange_of(engine.ask(asked, filter=only, limit=limit, after=exchanges)))
    answer = engine.ask(question, filter=only, limit=limit, after=exchanges)
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


def ask_batch(settings: Settings, batch: Path, output: Path, only: Filter, limit: int | None) -> None:
    """Answer the rows of a file into another one."""
    require_writable(output)
    rows = read_rows(batch)
    engine = _ready_engine(settings)
    with progress_bar() as show:
        answer_rows(rows, _answering(engine, only, limit), output, show)


def make_filter(speaker: str | None, article: str | None, since: str | None, until: str | None) -> Filter:
    """Return the filter that these options ask for. Raises UsageError for a date that is none."""
    only = Filter(article=article, speaker=speaker, since=_date("--since", since), until=_date("--until", until))
    if only.since and only.until and only.since > only.until:
        raise UsageError(f"No day is both since {only.since} and until {only.until}; swap the two.")
    return only


def _answering(engine: Engine, only: Filter, limit: int | None) -> Callable[[Row], Answer]:
    def answer(row: Row) -> Answer:
        if row.refusal:
            return Answer(row.question, 0.0, row.refusal, (), (), (), engine.snapshot_id() or "")
        return engine.ask(row.question, filter=only, limit=limit)

    return answer


def _ready_engine(settings: Settings) -> Engine:
    """Return the engine; the first time on a machine, its index is built before."""
    engine = make_engine(settings, warn=tell)
    if not engine.has_index():
        tell("There is no index yet; it is built now, once.")
        with reindex_progress() as show:
            report = engine.reindex(on_progress=show)
        for failure in report.failed:
            tell(f"{failure.name}: {failure.reason}")
    return engine


def _date(option: str, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError:
        raise UsageError(f"{option}: “{value}” is no date; write year, month and day as in 2018-08-09.") from None
