"""The picture of a server's figures by day: questions, ratings, the slowest answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.discord_bot.figures import ANSWERED, Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE, _DPI = (8.0, 5.0), 110  # inches
_GREEN, _RED, _BLUE = "#2f8f5b", "#c2473d", "#2f6f9f"
_OTHERS = ("#d9822b", "#8a8f98", "#2f6f9f", "#b08bbf", "#c9b458", "#6b8f71", "#a05a2c", "#4d4d4d", "#bcbcbc", "#7fa7c9")
_ONE_BY_ONE = threading.Lock()  # matplotlib's fonts are not made for several threads


def draw(figures: Figures) -> bytes:
    """Return the picture as PNG; takes a moment, so call it from a thread."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _ONE_BY_ONE:
        figure = Figure(figsize=_SIZE, dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        asked, rated, slowest = figure.subplots(3, 1, sharex=True, height_ratios=[3, 1, 1])
        others = iter(_OTHERS)
        colors = {kind: _GREEN if kind == ANSWERED else next(others) for kind in figures.kinds}
        _stack(asked, figures, [(kind, daily, colors[kind]) for kind, daily in figures.kinds.items()])
        _stack(rated, figures, [("rated good", figures.good, _GREEN), ("rated bad", figures.bad, _RED)])
        asked.set_ylabel("questions a day")
        rated.set_ylabel("ratings")
        days: Any = figures.days
        slowest.bar(days, figures.peaks, color=_BLUE, width=0.8)
        slowest.set_ylim(0, 1.05 * max(figures.peaks) or 1.0)
        slowest.set_ylabel("slowest, s")
        slowest.spines[["top", "right"]].set_visible(False)
        figure.autofmt_xdate(rotation=30)
        file = BytesIO()
        figure.savefig(file, format="png")
    return file.getvalue()


def _stack(axes: Axes, figures: Figures, rows: Sequence[tuple[str, Sequence[int], str]]) -> None:
    from matplotlib.ticker import MaxNLocator

    days: Any = figures.days
    floor = [0] * len(figures.days)
    for label, daily, color in rows:
        axes.bar(days, daily, bottom=floor, color=color, label=label, width=0.8)
        floor = [low + high for low, high in zip(floor, daily, strict=True)]
    axes.set_ylim(0, max(1, *floor) * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    if rows:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize="small")
