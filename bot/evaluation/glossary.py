"""The figures of an evaluation: what each is called, what it tells, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass

from index.evaluation import Figures


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure: its key in `Figures`, its name in the field, one line on what it tells, and its better direction."""

    key: str
    name: str
    meaning: str
    more_is_better: bool = True

    def of(self, figures: Figures) -> float | None:
        value: float | None = getattr(figures, self.key)
        return value

    def verdict(self, by: float) -> str:
        return "better" if (by > 0) == self.more_is_better else "worse"


METRICS = (
    Metric("right", "right", "Of the questions with an answer, those whose first quotation holds what is expected."),
    Metric("shown", "shown", "The same for any of the quotations that are shown."),
    Metric("doc_1", "doc@1", "The article that was retrieved first is a right one."),
    Metric(
        "mrr", "MRR@10", "The mean of 1 / rank of the first passage with the right words; 0 where none of ten has them."
    ),
    Metric("speaker", "right speaker", "Where a speaker is expected, first quotations that are this speaker’s."),
    Metric("abstention_precision", "abstention precision", "Of the questions not answered, those without an answer."),
    Metric("abstention_recall", "abstention recall", "Of the questions without an answer, those not answered."),
    Metric("abstention_f1", "abstention F1", "The harmonic mean of the two."),
    Metric("over_abstention", "over-abstention", "Of the questions with an answer, those not answered.", False),
    Metric("auroc", "AUROC", "How often one with an answer has more confidence than one without; by chance, 0.5."),
    Metric("ece", "ECE", "How far confidence is from the share that is right (expected calibration error).", False),
    Metric(
        "aurc",
        "AURC",
        "The share of wrong answers, mean over all thresholds (area under risk and coverage).",
        False,
    ),
)
KINDS = METRICS[:4]  # the figures that a single kind has as well
OTHERS = METRICS[4:]


def printed(figure: float | None, *, sign: bool = False) -> str:
    """Return a figure as it is printed."""
    return "–" if figure is None else f"{figure:+.3f}" if sign else f"{figure:.3f}"


def change(metric: Metric, before: Figures, after: Figures) -> float | None:
    """Return by how much a figure changed, or None where it did not, or where one of the two is none."""
    old, new = metric.of(before), metric.of(after)
    return None if old is None or new is None or old == new else round(new - old, 4)
