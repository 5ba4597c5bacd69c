"""Answers and sources as plain text for people. Pure; quotations stand in it letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.harmless import harmless_line
from index.fullnames import as_typed
from index.results import Answer, Citation, CitedPassage, LedgerEntry, Source
from index.types import ArticleSummary, Report

_NEAREST = 3  # passages shown where nothing answers
_NAMES = 20  # names of each kind that a report lists
_ELSEWHERE = 3  # articles named that have the same words
_ELLIPSIS = "…"
_QUOTED = re.compile('[“"«„]?…[,.]?[”"»]')
_MARK = re.compile("[“”\"«»„]|''")


def plain_text(answer: Answer) -> str:
    """Return an answer: the quotations with speaker, title, date and ref; or why there is none, and what is nearest."""
    asked = understood(answer)
    if answer.answered:
        return "\n\n".join(filter(None, [asked, answer.note, *_citations(answer.citations), omitted(answer)]))
    reason = answer.reason or "No article here answers that."
    if answer.clarify:
        return "\n".join([reason, *(f"  - {name}" for name in as_typed(answer.clarify))])
    return "\n\n".join(filter(None, [asked, reason, *_nearest(answer.passages)]))


def understood(answer: Answer) -> str:
    """Return how a follow-up was understood, or nothing for a question that stood alone."""
    return f"Asked: {answer.question}" if answer.is_completed else ""


def words(text: str, kind: str) -> str:
    """Return words with the marks that people expect: speech in quotation marks, an article's own words without."""
    return f"“{text}”" if kind == "direct" or (kind == "mixed" and not _MARK.search(text)) else text


def told(text: str, kind: str) -> str:
    """Return whose words these are where they are not (all) the speaker's, or nothing."""
    if kind == "indirect":
        return "told in the article’s words"
    return "partly in the article’s words" if kind == "mixed" and _MARK.search(text) else ""


def who(quote: Citation | LedgerEntry, role: str = "") -> str:
    """Return who said it, and how that is known: "Ana Torres (inferred from “the mayor”)"."""
    if quote.kind == "passage":
        named = "in the article’s words"
    else:
        inferred = inference(quote)
        named = f"{quote.speaker or 'speaker not named'}{role}{f' ({inferred})' if inferred else ''}"
    relay = f"via {quote.relay}" if quote.relay else ""
    return harmless_line(", ".join(filter(None, (named, told(quote.text, quote.kind), relay))))


def where(citation: Citation) -> str:
    """Return title, date and ref of a citation."""
    date = [citation.published_at[:10]] if citation.published_at else []
    return " · ".join([harmless_line(citation.title), *date, citation.ref])


def also_in(citation: Citation) -> str:
    """Return in which other articles the same words stand: "also in Title · 2018-08-09; …"; or nothing."""
    if not citation.also_in:
        return ""
    places = [
        " · ".join(filter(None, (one.title, one.source, (one.published_at or "")[:10])))
        for one in citation.also_in[:_ELSEWHERE]
    ]
    more = len(citation.also_in) - len(places)
    return harmless_line(f"also in {'; '.join([*places, *([f'{more} more'] if more else [])])}")


def omitted(answer: Answer) -> str:
    """Return how many more quotations there are, or nothing."""
    if not answer.omitted:
        return ""
    verb = "answers" if answer.omitted == 1 else "answer"
    return f"{count(answer.omitted, 'more quotation')} {verb} this; raise the limit to see more."


def source_text(source: Source) -> str:
    """Return cited words, in double brackets, in their context."""
    before, after = around(source)
    return "\n\n".join(filter(None, [source_head(source), f"{before}[[{source.text}]]{after}", source_reasons(source)]))


def source_reasons(source: Source) -> str:
    """Return who said the cited words and why they are theirs, a line each; nothing for the article's own words."""
    quote = source.quote
    if quote is None:
        return ""
    role = f", {quote.role}" if quote.role and quote.speaker else ""
    return "\n".join([f"— {who(quote, role)}", *reasons(quote)])


def source_head(source: Source) -> str:
    """Return title, place and address of cited words, each on a line."""
    article = source.article
    facts = [
        article.author,
        article.source,
        article.published_at,
        f"paragraph {source.paragraph} of {source.paragraphs}",
    ]
    moved = "The article was edited since this was cited; the words still stand in it." if source.moved else None
    lines = (article.title, " · ".join(filter(None, facts)), article.url, article.source_id, moved)
    return "\n".join(harmless_line(line) for line in lines if line)


def around(source: Source) -> tuple[str, str]:
    """Return what stands before and after cited words, with an ellipsis where the article goes on."""
    is_first = source.start <= len(source.before)
    is_last = source.end + len(source.after) >= source.article.characters
    before = source.before if is_first else f"{_ELLIPSIS} {source.before.lstrip()}"
    return before, source.after if is_last else f"{source.after.rstrip()} {_ELLIPSIS}"


def quote_text(entry: LedgerEntry) -> str:
    """Return a quote of the ledger with its speaker and why it is theirs, article, date and ref."""
    role = f", {entry.role}" if entry.role and entry.speaker else ""
    lines = [words(entry.text, entry.kind), f"— {who(entry, role)}", *reasons(entry), facts(entry)]
    return "\n   ".join(lines)


def facts(entry: LedgerEntry) -> str:
    """Return title, date and ref of a quote of the ledger."""
    date = [entry.published_at[:10]] if entry.published_at else []
    return " · ".join([harmless_line(entry.title or entry.source_id), *date, entry.ref])


def reasons(quote: Citation | LedgerEntry) -> list[str]:
    """Return why the words are the speaker's, a line each: the sentence that says so, and what the source lacks."""
    sentence = " ".join(_QUOTED.sub(_ELLIPSIS, quote.context.replace(quote.text, _ELLIPSIS)).split())
    said = [f"who speaks: {sentence}"] if quote.speaker and any(map(str.isalnum, sentence)) else []
    return said + (["a quotation mark is missing in the source"] if quote.unmarked else [])


def article_text(article: ArticleSummary) -> str:
    """Return an article in two lines: title, and what there is of it."""
    facts = [article.source, article.author, article.published_at, article.source_id, article.article_id]
    counts = f"{count(article.passages, 'passage')}, {count(article.quotes, 'quotation')}"
    return f"{harmless_line(article.title)}\n   {harmless_line(' · '.join([*filter(None, facts), counts]))}"


def report_text(report: Report, *, dry_run: bool) -> str:
    """Return what a reindex did: names by what became of them, and the counts."""
    names = [*_names("+", report.added), *_names("~", report.changed), *_names("-", report.removed)]
    counts = {"added": report.added, "changed": report.changed, "removed": report.removed, "left out": report.failed}
    done = ", ".join(f"{len(found)} {what}" for what, found in counts.items() if found or what != "left out")
    first = f"{'Dry run, nothing was done: ' if dry_run else ''}{done}, {report.unchanged} unchanged."
    if dry_run:
        return "\n".join([*names, first])
    held = f"{count(report.passages, 'passage')} ({report.embedded} embedded), {count(report.quotes, 'quotation')}"
    return "\n".join([*names, first, f"{held}; {report.seconds:.1f} s.", *_lost(report)])


def _lost(report: Report) -> Iterator[str]:
    """The corrections that do not apply any more; they are kept, and apply again when their words come back."""
    if report.lost:
        yield f"{count(len(report.lost), 'correction')} no longer {'applies' if len(report.lost) == 1 else 'apply'}:"
    yield from (harmless_line(f"! {failure.name}: {failure.reason}") for failure in report.lost)


def _citations(citations: Sequence[Citation]) -> Iterator[str]:
    for number, citation in enumerate(citations, start=1):
        lines = (words(citation.text, citation.kind), f"— {who(citation)}", where(citation), also_in(citation))
        yield f"{number}. " + "\n   ".join(filter(None, lines))


def _nearest(passages: Sequence[CitedPassage]) -> Iterator[str]:
    if passages:
        yield "Nearest in the articles:"
    for number, passage in enumerate(passages[:_NEAREST], start=1):
        yield f"{number}. {passage.text}\n   {harmless_line(passage.source_id)}"


def inference(quote: Citation | LedgerEntry) -> str:
    """Return how a speaker is known that the sentence does not name: "inferred from “the mayor”"; else nothing."""
    if quote.stated or quote.speaker is None:
        return ""
    if quote.inferred == "correction":
        return "set by a moderator"
    if quote.inferred == "context":
        return "inferred: the quotation goes on from before"
    return f"inferred from “{quote.speaker_mention}”" if quote.speaker_mention else "inferred"


def _names(mark: str, names: Sequence[str]) -> Iterator[str]:
    yield from (f"{mark} {harmless_line(name)}" for name in names[:_NAMES])
    if len(names) > _NAMES:
        yield f"{mark} … and {len(names) - _NAMES} more"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 passage", "2,000 passages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
