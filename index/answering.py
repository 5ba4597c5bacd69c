"""From a parsed question to an answer: the ask line. The ledger knows who said what, the reader picks facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.asking import LIKELY, PASSAGES, UNSURE, Asking
from index.embedding import Embedder
from index.people import find_holders, find_people
from index.questions import Asks, Question
from index.reader import Pick, best_picks, read
from index.retriever import find_scope, retrieve
from index.saying import answer_check, answer_speaker, answer_stance, answer_words
from index.snapshot import Snapshot
from index.types import Answer, Citation, Filter

_MARKS = 2  # characters that a sentence may reach beyond its quotation: the closing marks
_FROM_LEDGER: dict[Asks, Callable[[Asking], Answer]] = {
    "words": answer_words,
    "speaker": answer_speaker,
    "stance": answer_stance,
    "check": answer_check,
}


def answer(
    snapshot: Snapshot, embedder: Embedder, question: Question, filter: Filter, limit: int, threshold: float
) -> Answer:
    """Answer one question from one snapshot. Raises UsageError for a filter that names an unknown article."""
    scope = find_scope(snapshot, _within(filter, question))
    found = retrieve(snapshot, embedder, question, scope, PASSAGES)
    only = None
    if filter.speaker is not None:
        people = find_people(snapshot, filter.speaker, scope.article_ids)
        only = frozenset(known for person in people for known in person.known_as)
    asking = Asking(snapshot, embedder, question, scope, found, limit, only)
    if question.asks in _FROM_LEDGER:
        return _FROM_LEDGER[question.asks](asking)
    if question.asks == "holder":
        return _answer_holder(asking)
    return _answer_fact(asking, threshold)


def _within(filter: Filter, question: Question) -> Filter:
    """The filter, narrowed to the days that the question names."""
    if question.period is None:
        return filter
    sinces = [day for day in (filter.since, question.period.since) if day]
    untils = [day for day in (filter.until, question.period.until) if day]
    return replace(filter, since=max(sinces, default=None), until=min(untils, default=None))


def _answer_holder(asking: Asking) -> Answer:
    """Who holds an office: the sentences that name a person with it, or that none does."""
    snapshot = asking.snapshot
    citations, rows = [], []
    for article_id, (start, end) in find_holders(snapshot, asking.question.who or "", asking.scope.article_ids):
        for passage in snapshot.catalog.passages(snapshot.catalog.passage_rows([article_id])):
            spans = [span for span in passage.sentences if span[0] <= start and end <= span[1]]
            citations += [snapshot.cite(article_id, *span, None, 1.0) for span in spans]
            rows += [passage.row] * len(spans)
    if not citations:
        return asking.unanswered(f"No article here names the {asking.question.who}.", UNSURE)
    left_out = max(0, len(citations) - asking.limit)
    return asking.answered(citations[: asking.limit], LIKELY, rows[: asking.limit], left_out)


def _answer_fact(asking: Asking, threshold: float) -> Answer:
    """The sentences that state the answer, if the reader is sure enough; one inside a quotation has its speaker."""
    reading = read(asking.snapshot, asking.embedder, asking.question, asking.found)
    if not reading.picks or reading.confidence < threshold:
        return asking.unanswered("No article here answers that.", reading.confidence)
    picks = best_picks(reading, asking.limit)
    citations = [_cite_sentence(asking, pick) for pick in picks]
    return asking.answered(citations, reading.confidence, [pick.passage_row for pick in picks])


def _cite_sentence(asking: Asking, pick: Pick) -> Citation:
    """Cite a sentence with its speaker where it stands in a quotation; else with the sentence it belongs to."""
    quotes = asking.snapshot.catalog.quotes(passage_rows=[pick.passage_row])
    start, end = pick.sentence
    around = next((q.quote for q in quotes if q.quote.start <= start and end <= q.quote.end + _MARKS), None)
    if around is None:
        start, end = pick.span
    else:
        start, end = max(pick.span[0], around.start), min(end, around.end)
    return asking.snapshot.cite(pick.article_id, start, end, around, min(1.0, pick.score))
