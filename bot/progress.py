"""Progress on stderr: a bar where a person looks on, JSON lines for the bot, nothing in a log."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from bot.output import tell
from index.types import OnProgress, Progress

PHASES = {
    "model": "Preparing the model",
    "reading": "Reading articles",
    "analysing": "Finding quotations",
    "embedding": "Embedding passages",
    "publishing": "Publishing the index",
    "packing": "Writing the archive (MB)",
    "unpacking": "Reading the archive (MB)",
    "checksums": "Checking files",
    "articles": "Checking articles",
    "vectors": "Checking vectors",
}
_PAUSE = 0.1  # seconds between two JSON lines of one phase


@contextmanager
def reindex_progress(*, as_json: bool = False) -> Iterator[OnProgress]:
    """Give the function that shows how far a reindex is."""
    if as_json:
        yield _Lines()
        return
    with progress_bar() as show:
        yield lambda progress: show(PHASES.get(progress.phase, progress.phase), progress.done, progress.total)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a function that shows what is done, and how much of it, where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


class _Lines:
    """Writes one JSON object a line: {"phase", "done", "total"}; not more than ten a second within a phase."""

    def __init__(self) -> None:
        self._phase = ""
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        now = monotonic()
        if progress.phase == self._phase and now < self._next and progress.done != progress.total:
            return
        self._phase, self._next = progress.phase, now + _PAUSE
        tell(json.dumps({"phase": progress.phase, "done": progress.done, "total": progress.total}))
