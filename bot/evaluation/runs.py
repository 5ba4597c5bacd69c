"""Runs: what became of every question, from which snapshot. They are kept beside the index to be compared later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from index.engine import Engine
from index.errors import UsageError
from index.evaluation import Figures, Reference, Result, judge, measure
from index.files import replace_text


class Run(BaseModel):
    """The results of a set of questions and the figures over them, of all and by kind.

    Nothing in it depends on when or where it was made: the same questions of the same snapshot give the same run.
    questions: the digest of the set.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1  # raise it when a key changes its meaning
    questions: str
    snapshot: str
    model: str
    encoder: str
    limit: int
    threshold: float
    figures: Figures
    kinds: dict[str, Figures]
    results: list[Result]


def ask_all(
    engine: Engine, references: Sequence[Reference], on_progress: Callable[[str, int, int | None], None]
) -> list[Result]:
    """Ask every question and judge its answer; one that was not answered is asked again without a threshold."""
    results = []
    for done, reference in enumerate(references, start=1):
        answer = engine.ask(reference.question)
        unbound = answer if answer.answered else engine.ask(reference.question, threshold=0.0)
        results.append(judge(reference, answer, unbound))
        on_progress("Asking", done, len(references))
    return results


def by_kind(results: Sequence[Result]) -> dict[str, Figures]:
    """Return the figures of each kind, in the order in which the kinds first occur."""
    kinds = dict.fromkeys(result.kind for result in results)
    return {kind: measure([result for result in results if result.kind == kind]) for kind in kinds}


def as_text(run: Run) -> str:
    """Return a run as it is kept and printed: JSON, the same for the same run."""
    return run.model_dump_json(indent=1)


def read_run(path: Path) -> Run:
    """Read a run that was kept. Raises UsageError where the file is none."""
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); name a run that was kept.") from None
    except ValidationError:
        raise UsageError(f"{path} is no run of this version of Quoth; name another one, or delete it.") from None


class RunStore:
    """The runs of one data directory, numbered in the order in which they were made."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "evaluations"

    def last(self, questions: str) -> Run | None:
        """Return the last run of the questions with this digest."""
        return next((run for path in reversed(self._paths()) if (run := read_run(path)).questions == questions), None)

    def keep(self, run: Run) -> None:
        """Keep a run, unless it is the last one of its questions over again."""
        if run == self.last(run.questions):
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        number = max((int(path.stem) for path in self._paths()), default=0) + 1
        replace_text(self._folder / f"{number:06}.json", as_text(run))

    def _paths(self) -> list[Path]:
        """The kept runs, the oldest first."""
        return sorted(self._folder.glob(f"{'[0-9]' * 6}.json"))
