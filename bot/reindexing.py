"""What `quoth reindex` does: it calls the engine, shows how that stands, and returns what is to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.app import cited_in_answers, make_engine
from bot.output import tell
from bot.previews import preview_record, preview_text
from bot.progress import reindex_progress
from bot.records import ReportRecord, report_record
from bot.records import as_json as printed
from bot.render import report_text
from bot.settings import Settings
from index.engine import Engine
from index.errors import CorpusError
from index.types import Failure, Report


def run(
    settings: Settings, paths: Sequence[Path], expected: str | None, *, as_json: bool, progress_as_json: bool
) -> str:
    """Reindex, and return the report; `expected` is the digest of a preview. Raises what the engine raises."""
    report = _reindex(settings, paths, expected, progress_as_json=progress_as_json)
    if as_json:
        return printed(report_record(report, dry_run=False))
    _tell_failures([*report.absent, *report.failed])
    return report_text(report, dry_run=False)


def reindexed(settings: Settings, *, progress_as_json: bool) -> ReportRecord:
    """Reindex what was read the last time and what came since, and return the report. Raises what the engine raises."""
    return report_record(_reindex(settings, (), None, progress_as_json=progress_as_json), dry_run=False)


def preview(settings: Settings, paths: Sequence[Path], *, as_json: bool, progress_as_json: bool) -> str:
    """Look what a reindex would do, and return that. Raises what the engine raises."""
    engine, answers = make_engine(settings), cited_in_answers(settings)
    cited = {ref for refs in answers for ref in refs}
    with _kept(engine), reindex_progress(as_json=progress_as_json) as show:
        found = engine.preview(paths, sorted(cited), show)
    lost = {one.ref for one in found.citations}
    affected = sum(not lost.isdisjoint(refs) for refs in answers)
    if as_json:
        return printed(preview_record(found, affected))
    _tell_failures([*found.report.absent, *found.report.failed])
    return preview_text(found, affected)


def _reindex(settings: Settings, paths: Sequence[Path], expected: str | None, *, progress_as_json: bool) -> Report:
    engine = make_engine(settings)
    with _kept(engine), reindex_progress(as_json=progress_as_json) as show:
        return engine.reindex(paths, show, expected=expected)


@contextmanager
def _kept(engine: Engine) -> Iterator[None]:
    """Say of articles that cannot be read that those of before are still there, if so."""
    try:
        yield
    except CorpusError as error:
        kept = " Nothing was lost: what was indexed before stays as it is." if engine.has_index() else ""
        raise CorpusError(f"{error}{kept}") from None


def _tell_failures(failed: Sequence[Failure]) -> None:
    for failure in failed:
        tell(f"{failure.name}: {failure.reason}")
