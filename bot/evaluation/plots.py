"""The plots of a report, as SVG: the same bytes for the same results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from io import StringIO

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from index.evaluation import Result
from index.metrics import reliability, risk_coverage

_SIZE = (4.6, 3.8)  # inches
_BLUE, _ORANGE, _GREY = "#2f6f9f", "#d9822b", "#8a8f98"
_RANKS = [*range(1, 11), None]
_PLACES = (("cited first", _BLUE), ("cited after others", _ORANGE), ("not cited", _GREY))


def plot_reliability(results: Sequence[Result]) -> str:
    """Return the reliability curve: of the answers of about one confidence, the share that is right."""
    figure, axes = _start("confidence", "share that is right")
    bins = reliability([result.outcome for result in results])
    axes.plot([0, 1], [0, 1], "--", color=_GREY, linewidth=1, label="as sure as right")
    axes.plot([one.confidence for one in bins], [one.accuracy for one in bins], "o-", color=_BLUE)
    for one in bins:
        place = one.confidence, one.accuracy
        axes.annotate(f"{one.count:,}", place, textcoords="offset points", xytext=(6, -11), color=_BLUE)
    axes.legend(loc="lower right", frameon=False)
    return _svg(figure)


def plot_risk(results: Sequence[Result], threshold: float) -> str:
    """Return risk against coverage, with the place of the threshold that is set."""
    figure, axes = _start("coverage: share of the questions answered", "risk: share of the answers that is wrong")
    points = risk_coverage([result.outcome for result in results])
    axes.plot([point.coverage for point in points], [point.risk for point in points], ".-", color=_BLUE)
    answered = [result for result in results if result.answered]
    if answered:
        risk = sum(not result.right for result in answered) / len(answered)
        here = f"as set: threshold {threshold:g}"
        axes.plot([len(answered) / len(results)], [risk], "D", color=_ORANGE, label=here)
        axes.legend(loc="upper left", frameon=False)
    return _svg(figure)


def plot_ranks(results: Sequence[Result]) -> str:
    """Return where the first passage with the right words stood, and whether these were cited."""
    figure, axes = _start("rank of the first passage with the right words", "questions")
    wanted = [result for result in results if result.has_words]
    floor = [0] * len(_RANKS)
    for place, color in _PLACES:
        counted = Counter(result.rank for result in wanted if _place(result) == place)
        heights = [counted[rank] for rank in _RANKS]
        axes.bar(range(len(_RANKS)), heights, bottom=floor, color=color, label=place)
        floor = [low + height for low, height in zip(floor, heights, strict=True)]
    axes.set_xticks(range(len(_RANKS)), [str(rank or "none") for rank in _RANKS])
    axes.set(xlim=(-0.6, len(_RANKS) - 0.4), ylim=(0, max(1, *floor) * 1.05))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="upper right", frameon=False)
    return _svg(figure)


def _place(result: Result) -> str:
    return "cited first" if result.right else "cited after others" if result.shown else "not cited"


def _start(across: str, up: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlabel=across, ylabel=up, xlim=(0, 1.02), ylim=(-0.02, 1.02))
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Figure) -> str:
    """The figure without dates and random ids, so that the reports of one run are the same file."""
    file = StringIO()
    with rc_context({"svg.hashsalt": "quoth", "svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()
