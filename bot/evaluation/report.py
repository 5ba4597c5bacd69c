"""The report of a run: one HTML file with its plots in it, which needs nothing else to be read."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.evaluation.glossary import KINDS, METRICS, change, printed
from bot.evaluation.plots import plot_ranks, plot_reliability, plot_risk
from bot.evaluation.runs import Run
from index.evaluation import Comparison, Expected, Reference


@dataclass(frozen=True, slots=True)
class _Plot:
    """A plot with its caption; `data` is the SVG in base64."""

    title: str
    meaning: str
    data: str


def report_html(run: Run, references: Sequence[Reference], comparison: Comparison | None) -> str:
    """Return the report as HTML: figures, plots, what changed, and the questions that did not go as expected."""
    loader = PackageLoader("bot.evaluation", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html").render(
        run=run,
        comparison=comparison,
        metrics=METRICS,
        by_kind=KINDS,
        plots=list(_plots(run)),
        expected={reference.id: _told(reference.expected) for reference in references},
        printed=printed,
        change=change,
    )


def _plots(run: Run) -> Iterator[_Plot]:
    figures = run.figures
    yield _Plot(
        "Reliability",
        f"Is the confidence a probability? On the diagonal it is (expected calibration error {printed(figures.ece)}). "
        "The numbers count questions; an answer below the threshold counts as if it had been given.",
        _encoded(plot_reliability(run.results)),
    )
    yield _Plot(
        "Risk against coverage",
        f"What would another threshold do? How many of the surest answers are wrong (area {printed(figures.aurc)}). "
        "Any answer to a question that has none is wrong.",
        _encoded(plot_risk(run.results, run.threshold)),
    )
    yield _Plot(
        "Where the right sentence ranked",
        "The rank of the first retrieved passage with the right words, and whether they were cited.",
        _encoded(plot_ranks(run.results)),
    )


def _encoded(svg: str) -> str:
    return b64encode(svg.encode()).decode()


def _told(expected: Expected | None) -> str:
    """What is expected, in words."""
    if expected is None:
        return "no answer"
    each = " and " if expected.every else " or "
    words = [each.join(f"“{words}”" for words in given) for given in (expected.answers, expected.evidence) if given]
    where = f"in {' or '.join(expected.articles)}" if expected.articles else ""
    return ", ".join(filter(None, (*words, expected.speaker and f"by {expected.speaker}", where)))
