"""What the commands print with --json: the promised objects, each key and its type."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from bot.render import plain_text
from bot.verdicts import verdict_text
from index.results import Answer, LedgerEntry, Refusal, Source, Verdict, VerdictName
from index.types import ArticleSummary, Inferred, Kind, Report

RowId = str | int | float
Rounded = Annotated[float, AfterValidator(lambda value: round(value, 4))]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ElsewhereRecord(_Record):
    """Where the words of a citation stand."""

    ref: str
    article_id: str
    source_id: str
    title: str
    url: str | None
    published_at: str | None


class CitationRecord(ElsewhereRecord):
    """A citation: the words text[start:end] of an article, and who said them.

    also_in: the same words, or nearly, in other articles, the newest first.
    """

    start: int
    end: int
    text: str
    speaker: str | None
    speaker_mention: str | None
    stated: bool
    cue: str | None
    relay: str | None
    kind: Kind
    score: Rounded
    also_in: list[ElsewhereRecord] = []


class PassageRecord(_Record):
    """A retrieved passage."""

    article_id: str
    source_id: str
    start: int
    end: int
    text: str
    score: Rounded


class AnswerRecord(_Record):
    """An answer; `id` is the one of the batch's row, `refusal` the kind of reason where it is none."""

    id: RowId | None = None
    question: str
    answered: bool
    confidence: Rounded
    text: str
    citations: list[CitationRecord]
    passages: list[PassageRecord]
    clarify: list[str]
    snapshot: str
    refusal: Refusal | None = None


class QuoteRecord(_Record):
    """A quote of the ledger; speaker_start .. cue_end: where the speaker's mention and the cue stand."""

    ref: str
    article_id: str
    source_id: str
    start: int
    end: int
    text: str
    speaker: str | None
    speaker_mention: str | None
    stated: bool
    cue: str | None
    relay: str | None
    kind: Kind
    unmarked: bool
    group: int
    title: str
    published_at: str | None
    role: str | None
    inferred: Inferred | None
    is_speech: bool
    speaker_start: int | None
    speaker_end: int | None
    cue_start: int | None
    cue_end: int | None


class PieceRecord(_Record):
    """A run of checked words beside the article's: "same", "changed", "missing" (from the checked ones) or "added"."""

    kind: Literal["same", "changed", "missing", "added"]
    asked: str
    said: str


class VerdictRecord(_Record):
    """Whether anybody said the words; `differences` has the runs of each citation, in its order."""

    words: str
    speaker: str | None
    verdict: VerdictName
    text: str
    citations: list[CitationRecord]
    differences: list[list[PieceRecord]]
    warnings: list[str | None]
    clarify: list[str]
    snapshot: str


class ArticleRecord(_Record):
    """An article without its text, with what was found in it."""

    article_id: str
    source_id: str
    title: str
    url: str | None
    published_at: str | None
    author: str | None
    source: str | None
    characters: int
    passages: int
    quotes: int
    language: str | None


class SourceRecord(_Record):
    """Cited words in their context."""

    ref: str
    article_id: str
    source_id: str
    title: str
    url: str | None
    published_at: str | None
    start: int
    end: int
    text: str
    before: str
    after: str
    paragraph: int
    paragraphs: int
    moved: bool


class FailureRecord(_Record):
    """A file or row that was left out, and why."""

    name: str
    reason: str


class ReportRecord(_Record):
    """What a reindex did, or with `dry_run` would do; `snapshot` is the one that answers from now on.

    lost: the corrections that do not apply any more, and why; they are kept. absent: the folders and files that are
    gone, and what stays of each.
    """

    added: list[str]
    changed: list[str]
    removed: list[str]
    unchanged: int
    failed: list[FailureRecord]
    passages: int
    quotes: int
    embedded: int
    snapshot: str | None
    seconds: Rounded
    dry_run: bool
    lost: list[FailureRecord] = []
    absent: list[FailureRecord] = []


def answer_record(answer: Answer, row_id: RowId | None = None) -> AnswerRecord:
    """Return an answer as it is printed."""
    return AnswerRecord(
        id=row_id,
        question=answer.question,
        answered=answer.answered,
        confidence=answer.confidence,
        text=plain_text(answer),
        citations=[CitationRecord.model_validate(citation) for citation in answer.citations],
        passages=[PassageRecord.model_validate(passage) for passage in answer.passages],
        clarify=list(answer.clarify),
        snapshot=answer.snapshot,
        refusal=answer.refusal,
    )


def quote_record(entry: LedgerEntry) -> QuoteRecord:
    """Return a quote as it is printed."""
    values = {name: getattr(entry, name) for name in QuoteRecord.model_fields if hasattr(entry, name)}
    mention, cue = entry.mention_span or (None, None), entry.cue_span or (None, None)
    places = {"speaker_start": mention[0], "speaker_end": mention[1], "cue_start": cue[0], "cue_end": cue[1]}
    return QuoteRecord(**values, **places)


def verdict_record(verdict: Verdict) -> VerdictRecord:
    """Return a verdict as it is printed."""
    return VerdictRecord(
        words=verdict.words,
        speaker=verdict.speaker,
        verdict=verdict.verdict,
        text=verdict_text(verdict),
        citations=[CitationRecord.model_validate(match.citation) for match in verdict.matches],
        differences=[[PieceRecord.model_validate(piece) for piece in match.pieces] for match in verdict.matches],
        warnings=[match.warning for match in verdict.matches],
        clarify=list(verdict.clarify),
        snapshot=verdict.snapshot,
    )


def article_record(article: ArticleSummary) -> ArticleRecord:
    """Return an article as it is printed."""
    return ArticleRecord.model_validate(article)


def source_record(source: Source) -> SourceRecord:
    """Return cited words in their context as they are printed."""
    return SourceRecord(
        ref=source.ref,
        article_id=source.article.article_id,
        source_id=source.article.source_id,
        title=source.article.title,
        url=source.article.url,
        published_at=source.article.published_at,
        start=source.start,
        end=source.end,
        text=source.text,
        before=source.before,
        after=source.after,
        paragraph=source.paragraph,
        paragraphs=source.paragraphs,
        moved=source.moved,
    )


def report_record(report: Report, *, dry_run: bool) -> ReportRecord:
    """Return the report of a reindex as it is printed."""
    return ReportRecord(
        added=list(report.added),
        changed=list(report.changed),
        removed=list(report.removed),
        unchanged=report.unchanged,
        failed=[FailureRecord.model_validate(failure) for failure in report.failed],
        passages=report.passages,
        quotes=report.quotes,
        embedded=report.embedded,
        snapshot=report.published,
        seconds=report.seconds,
        dry_run=dry_run,
        lost=[FailureRecord.model_validate(failure) for failure in report.lost],
        absent=[FailureRecord.model_validate(failure) for failure in report.absent],
    )


def as_json(record: BaseModel) -> str:
    """Return a record as one line of JSON; a missing `id` is left out."""
    left_out = {"id"} if isinstance(record, AnswerRecord) and record.id is None else None
    return record.model_dump_json(exclude=left_out)
