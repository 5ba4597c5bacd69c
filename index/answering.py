"""From a parsed question to an answer: the ask line. The ledger knows who said what, the reader picks facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.asking import LIKELY, PASSAGES, UNKNOWN, UNSURE, Asking, join_same
from index.embedding import Embedder
from index.people import find_holders, find_people
from index.pieces import Piece
from index.questions import Asks, Question, find_content
from index.reader import Pick, Reading, best_picks, find_copies, read
from index.reranking import Reranker
from index.restricting import restrict, within_days
from index.results import Answer, Citation, Refusal
from index.retriever import Found, Scope, find_scope, retrieve, retrieve_each
from index.saying import answer_check, answer_speaker, answer_stance, answer_words
from index.snapshot import Snapshot
from index.stances import has_stance
from index.steps import step
from index.types import Filter

_DIFFERENT = "The articles tell it differently; the newer one comes first."
_TOUCHES = 0.5  # share of the question's words, by rarity, in the nearest passage from which on it touches on it
_MARKS = 2  # characters that a sentence may reach beyond its quotation: the closing marks
_FROM_LEDGER: dict[Asks, Callable[[Asking], Answer]] = {
    "words": answer_words,
    "speaker": answer_speaker,
    "check": answer_check,
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece that the question wants evidence from, and the articles that may be it."""

    piece: Piece
    scopes: tuple[Scope, ...]


def answer(
    snapshot: Snapshot,
    embedder: Embedder,
    question: Question,
    filter: Filter,
    limit: int,
    threshold: float,
    reranker: Reranker | None = None,
) -> Answer:
    """Answer one question from one snapshot. Raises UsageError for a filter that names an unknown article."""
    asked = question.text
    found = restrict(snapshot, question, filter)
    question = found.question
    scope = find_scope(snapshot, found.filter)
    parts = [_Part(piece, _scopes_of(snapshot, piece, found.filter)) for piece in found.each]
    hits = _retrieve(snapshot, embedder, question, scope, parts, reranker)
    only = None
    if filter.speaker is not None:
        people = find_people(snapshot, filter.speaker, scope.article_ids, exact=filter.is_chosen)
        only = frozenset(known for person in people for known in person.known_as)
    asking = Asking(snapshot, embedder, question, scope, hits, limit, only, asked, found.told)
    about = question.text if question.asks == "fact" else question.topic or ""
    if strange := snapshot.catalog.outlets.find_strange(about):
        return asking.unanswered("not_from", f"The collection has nothing from {strange}.", UNKNOWN)
    if question.asks == "stance":
        return _answer_stance(asking, threshold)
    if question.asks in _FROM_LEDGER:
        with step("ledger"):
            return _FROM_LEDGER[question.asks](asking)
    if question.asks == "holder":
        return _answer_holder(asking)
    return _answer_fact(asking, threshold, parts)


def is_quoted(snapshot: Snapshot, name: str) -> bool:
    """Tell whether a name or description means somebody whom the articles quote."""
    return any(person.quotes for person in find_people(snapshot, name))


def _retrieve(
    snapshot: Snapshot,
    embedder: Embedder,
    question: Question,
    scope: Scope,
    parts: Sequence[_Part],
    reranker: Reranker | None,
) -> Found:
    """Passages for a question; of each piece in turn where it names several, by what it says of each."""
    if not parts:
        return retrieve(snapshot, embedder, question, scope, PASSAGES, reranker)
    each = [(part.scopes, part.piece.about) for part in parts]
    return retrieve_each(snapshot, embedder, question, scope, each, PASSAGES)


def _scopes_of(snapshot: Snapshot, piece: Piece, filter: Filter) -> tuple[Scope, ...]:
    """The articles of a piece's outlet; before them those of its day, if it has any."""
    of_outlet = replace(filter, sources=piece.sources)
    of_day = find_scope(snapshot, within_days(of_outlet, piece.day)) if piece.day else None
    return (*([of_day] if of_day and of_day.article_ids else []), find_scope(snapshot, of_outlet))


def _answer_stance(asking: Asking, threshold: float) -> Answer:
    """Who criticised something: whoever is quoted with that, else the sentence that tells of it."""
    quoted = answer_stance(asking)
    if quoted.answered:
        return quoted
    told = _answer_fact(asking, threshold, ())
    does_so = told.answered and has_stance(told.citations[0].text, asking.question.stance or "")
    return told if does_so else quoted


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
        return asking.unanswered("not_stated", f"No article here names the {asking.question.who}.", UNSURE)
    left_out = max(0, len(citations) - asking.limit)
    return asking.answered(citations[: asking.limit], LIKELY, rows[: asking.limit], left_out)


def _answer_fact(asking: Asking, threshold: float, each: Sequence[_Part]) -> Answer:
    """The sentences that state the answer, if the reader is sure enough: the best ones, or one of `each` piece."""
    reading = read(asking.snapshot, asking.embedder, asking.question, asking.found)
    if not reading.picks or reading.confidence < threshold:
        return _refuse(asking, reading)
    picks = _read_each(asking, each)[: asking.limit] or best_picks(reading, asking.limit)
    differing = None if each or asking.limit < 2 else reading.differing
    shown = dict.fromkeys(filter(None, [picks[0], differing, *picks[1:]]))
    every = [each for pick in shown for each in (pick, *pick.twins, *find_copies(asking.snapshot, asking.found, pick))]
    joined = join_same(_cite_sentence(asking, pick) for pick in every)[: asking.limit]
    cited = {citation.article_id for citation in joined}
    rows = [pick.passage_row for pick in every if pick.article_id in cited]
    if differing is None:
        return asking.answered(joined, reading.confidence, rows)
    newest_first = sorted(joined, key=lambda citation: citation.published_at or "", reverse=True)
    return asking.answered(newest_first, reading.confidence, rows, note=_DIFFERENT)


def _read_each(asking: Asking, parts: Sequence[_Part]) -> list[Pick]:
    """The best sentence of each piece, by what the question tells of it where it compares them, else by all it asks.

    In the order of the question, those last on which no article touches.
    """
    question = asking.question
    readings: list[Reading] = []
    for part in parts:
        own = find_content(part.piece.about) if question.expects == "anything" else ()
        of_part = asking.found.within(part.scopes[0].article_ids or ())
        readings.append(read(asking.snapshot, asking.embedder, replace(question, terms=own or question.terms), of_part))
    readings.sort(key=lambda reading: reading.nearness < _TOUCHES)
    return list(dict.fromkeys(pick for reading in readings for pick in reading.picks[:1]))


def _refuse(asking: Asking, reading: Reading) -> Answer:
    """Say why no sentence answers; a sentence that denies what the question assumes is shown before what is nearest."""
    refusal, reason = _why_not(asking, reading)
    refused = asking.unanswered(refusal, reason, reading.confidence)
    if refusal != "false_premise":
        return refused
    pick = reading.picks[0]
    (passage,) = asking.snapshot.catalog.passages([pick.passage_row])
    denying = asking.snapshot.passage(replace(passage, start=pick.sentence[0], end=pick.sentence[1]), 1.0)
    return replace(refused, passages=(denying, *refused.passages)[:PASSAGES])


def _why_not(asking: Asking, reading: Reading) -> tuple[Refusal, str]:
    """Why no sentence answers a question of fact: what it assumes, whom nobody names, or how near the articles come."""
    if reading.premise:
        return "false_premise", reading.premise
    names = [term for term in asking.question.terms[1:] if term[:1].isupper()]
    strange = [name for name in names if not asking.snapshot.lexicon.search([name], 1)]
    if strange:
        return "not_covered", f"No article here names {strange[0]}."
    if reading.nearness < _TOUCHES:
        return "not_covered", "No article here touches on that."
    return "not_stated", "No article here answers that; the nearest ones touch on it."


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
