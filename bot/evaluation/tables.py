"""A run as plain text: a table by kind, the figures over all questions, and what changed since another run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bot.evaluation.glossary import KINDS, METRICS, OTHERS, change, printed
from bot.evaluation.runs import Run
from index.evaluation import Comparison, Figures, Result

_WIDTH = 110
_HEAD = ("kind", "questions", "as expected", *(metric.name for metric in KINDS))


def run_text(run: Run) -> str:
    """Return the table by kind, and below it the figures that only many questions have."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in _HEAD:
        table.add_column(name, justify="left" if name == _HEAD[0] else "right")
    for kind, figures in {**run.kinds, "all": run.figures}.items():
        table.add_row(*_cells(kind, figures))
    others = "\n".join(f"{metric.name}: {printed(metric.of(run.figures))}" for metric in OTHERS)
    return f"{_text(table)}\n\n{others}"


def comparison_text(comparison: Comparison) -> str:
    """Return the figures that changed, and the questions that became wrong or right."""
    return "\n".join(_changes(comparison))


def _changes(comparison: Comparison) -> Iterator[str]:
    before, after = comparison.before, comparison.after
    changed = [(metric, by) for metric in METRICS if (by := change(metric, before, after))]
    same = "" if changed or comparison.lost or comparison.won else " nothing changed"
    yield f"Compared with the run before, over {after.questions:,} questions:{same}"
    for metric, by in changed:
        figures = f"{printed(metric.of(before))} → {printed(metric.of(after))}"
        yield f"  {metric.name}: {figures} ({metric.verdict(by)})"
    yield from _listed("wrong now", comparison.lost)
    yield from _listed("right now", comparison.won)


def _listed(what: str, results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        yield f"  {what}: {result.question} ({result.id})"


def _cells(kind: str, figures: Figures) -> list[str]:
    counts = [f"{figures.questions:,}", f"{figures.handled:,}"]
    return [kind, *counts, *(printed(metric.of(figures)) for metric in KINDS)]


def _text(table: Table) -> str:
    """The table as text of one width, whoever reads it."""
    file = StringIO()
    Console(file=file, width=_WIDTH, color_system=None, markup=False, emoji=False, highlight=False).print(table)
    return "\n".join(line.strip() for line in file.getvalue().splitlines() if line.strip())
