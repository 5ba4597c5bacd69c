"""What a reindex did, or would do, as moderators read it in Discord; what does not fit goes into a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.collected import AddedRecord, RefreshRecord
from bot.discord_bot import limits
from bot.discord_bot.drafts import Attachment
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import clip, escape, escape_told
from bot.previews import PreviewRecord, QuoteChangeRecord, facts
from bot.records import FailureRecord, ReportRecord
from bot.render import count
from bot.timelines import VerificationRecord, counts_text
from index.manifest import Changes

_SHOWN = 10  # names of a kind in a message; the others are in the file
_NAME = 80  # characters of an article's name
_LINE = 160


def report_text(report: ReportRecord, shown: int | None = _SHOWN) -> str:
    """Return what a reindex did; `shown` names of each kind, None for all."""
    return "\n".join(
        [
            f"**Reindexed** in {report.seconds:.1f} s: {_counts(report)}.",
            f"Passages: {report.passages}, of them newly embedded: {report.embedded}. Quotations: {report.quotes}.",
            *_articles(report, shown),
            *_failures("Not there", report.absent, shown),
            *_failures("Corrections that no longer apply", report.lost, shown),
        ]
    )


def preview_text(preview: PreviewRecord, shown: int | None = _SHOWN) -> str:
    """Return what a reindex would do; `shown` names of each kind, None for all."""
    return "\n".join(
        [
            f"**Preview**, nothing is done yet: {_counts(preview)}.",
            *facts(preview),
            *_articles(preview, shown),
            *_failures("Not there", preview.absent, shown),
            *_quotations("Quotations gained", preview.gained, shown),
            *_quotations("With another speaker", preview.reattributed, shown),
            *_quotations("Quotations lost", preview.lost_quotes, shown),
        ]
    )


def changes_text(changes: Changes, shown: int | None = _SHOWN) -> str:
    """Return which articles differ between two snapshots; `shown` names of each kind, None for all."""
    kinds = (("Added", changes.added), ("Changed", changes.changed), ("Removed", changes.removed))
    lines = [f"{what}: {_named(names, shown)}" for what, names in kinds if names]
    return "\n".join([f"**Changes:** {counts_text(changes.counted())}, {changes.unchanged} unchanged.", *lines])


def added_text(what: str, done: AddedRecord, shown: int | None = _SHOWN) -> str:
    """Return what was added or taken out, what of it was not, and what the index holds since."""
    return "\n".join(
        [f"**{what}**: {_named(done.articles, shown)}", *_failures("Not", done.failed, shown), *_then(done.report)]
    )


def refresh_text(done: RefreshRecord, shown: int | None = _SHOWN) -> str:
    """Return what feeds, pages and folders brought, what failed, and what the index holds since."""
    kinds = (("New", done.new), ("Changed", done.changed))
    lines = [f"{what}: {_named(names, shown)}" for what, names in kinds if names]
    folders = list(_articles(done.report, shown)) if done.report and not lines else []
    return "\n".join(
        [
            *(lines or folders or ["Nothing is new."]),
            *_failures("Feeds that fail again and again", done.reported, shown),
            *_failures("Failed", done.failed, shown),
            *_failures("Not there", done.report.absent if done.report else [], shown),
            *_then(done.report),
        ]
    )


def verification_text(found: VerificationRecord, shown: int | None = _SHOWN) -> str:
    """Return whether a snapshot is whole and what was looked at; `shown` damages, None for all."""
    head = f"**Whole:** `{found.snapshot}`" if found.is_whole else f"**Damaged:** `{found.snapshot}`"
    looked = ((found.articles, "article"), (found.passages, "passage"), (found.quotes, "quotation"))
    compared = f"{count(found.vectors, 'vector')} held against the text"
    looked_at = ", ".join([*(count(number, noun) for number, noun in looked), compared])
    damages = [FailureRecord(name=one.where, reason=f"{one.what}; {one.remedy}") for one in found.damages]
    vectors = [f"-# Vectors: {escape_told(clip(found.skipped, _LINE))}"] if found.skipped else []
    return "\n".join([head, f"-# Looked at: {looked_at}.", *_failures("Damages", damages, shown), *vectors])


def _then(report: ReportRecord | None) -> Iterator[str]:
    if report is not None:
        yield f"-# The index holds {count(report.passages, 'passage')} and {count(report.quotes, 'quotation')} now."


def _named(names: Sequence[str], shown: int | None) -> str:
    return f"{', '.join(escape(clip(name, _NAME)) for name in names[:shown])}{_more(names, shown)}"


def fitting(text: str, whole: str) -> tuple[str, Attachment | None]:
    """Return what goes into a message, and the file with all of it where the message cannot hold it."""
    if text == whole and length(text) <= limits.CONTENT:
        return text, None
    short = text if length(text) <= limits.CONTENT else "\n".join(text.split("\n")[:2])
    return short, Attachment("report.txt", whole.encode("utf-8", "replace")[: limits.FILE_BYTES])


def _counts(report: ReportRecord) -> str:
    changes = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed"
    return f"{changes}, {report.unchanged} unchanged"


def _articles(report: ReportRecord, shown: int | None) -> Iterator[str]:
    for what, names in (("Added", report.added), ("Changed", report.changed), ("Removed", report.removed)):
        if names:
            yield f"{what}: {_named(names, shown)}"
    yield from _failures("Left out", report.failed, shown)


def _failures(what: str, failures: Sequence[FailureRecord], shown: int | None) -> Iterator[str]:
    if failures:
        yield f"{what}: {len(failures)}{_more(failures, shown)}"
    yield from (f"- {escape_told(clip(f'{each.name}: {each.reason}', _LINE))}" for each in failures[:shown])


def _quotations(what: str, changes: Sequence[QuoteChangeRecord], shown: int | None) -> Iterator[str]:
    if changes:
        yield f"{what}: {len(changes)}{_more(changes, shown)}"
    for one in changes[:shown]:
        speakers = dict.fromkeys(filter(None, (one.before, one.after)))
        yield f"- “{escape(clip(one.text, _NAME))}” — {escape(clip(' → '.join(speakers) or 'nobody', _NAME))}"


def _more(names: Sequence[object], shown: int | None) -> str:
    return f" and {len(names) - shown} more" if shown is not None and len(names) > shown else ""
