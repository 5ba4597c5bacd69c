"""From a parsed question to an answer: the ask line. The ledger knows who said what, the reader picks facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.embedding import Embedder
from index.ledger import ON_TOPIC, Rated, find_by_words, on_topic, quotes_of
from index.people import Person, find_holders, find_people
from index.questions import Question
from index.reader import Pick, best_picks, read
from index.retriever import Found, Scope, find_scope, retrieve
from index.snapshot import Snapshot
from index.types import Answer, Citation, CitedPassage, Filter

_PASSAGES = 10  # as many as the JSON promises at most
_SURE, _LIKELY = 0.95, 0.8  # confidence of a look-up in the ledger: the speaker named in the sentence, or inferred
_MARKS = 2  # characters that a sentence may reach beyond its quotation: the closing marks
_UNSURE, _UNKNOWN = 0.15, 0.03  # somebody who is quoted, but not on this; somebody whom no article names


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question on its way through one snapshot.

    only: (article id, name) pairs of the speaker that the filter names, or None without such a filter.
    """

    snapshot: Snapshot
    embedder: Embedder
    question: Question
    scope: Scope
    found: Found
    limit: int
    only: frozenset[tuple[str, str]] | None

    def answered(
        self, citations: Sequence[Citation], confidence: float, first_rows: Sequence[int], omitted: int = 0
    ) -> Answer:
        return self._answer(confidence, None, citations, first_rows, (), omitted)

    def unanswered(
        self, reason: str, confidence: float, clarify: Sequence[str] = (), first_rows: Sequence[int] = ()
    ) -> Answer:
        return self._answer(confidence, reason, (), first_rows, clarify, 0)

    def rows_of(self, citations: Sequence[Citation]) -> list[int]:
        """The rows of the passages that hold these citations."""
        quotes = self.snapshot.catalog.quotes(article_ids={citation.article_id for citation in citations})
        places = {(quote.article_id, quote.quote.start): quote.passage_row for quote in quotes}
        return [places[citation.article_id, citation.start] for citation in citations]

    def _answer(
        self,
        confidence: float,
        reason: str | None,
        citations: Sequence[Citation],
        first_rows: Sequence[int],
        clarify: Sequence[str],
        omitted: int,
    ) -> Answer:
        return Answer(
            question=self.question.text,
            confidence=round(confidence, 4),
            reason=reason,
            citations=tuple(citations),
            passages=tuple(self._passages(first_rows)),
            clarify=tuple(clarify),
            snapshot=self.snapshot.id,
            omitted=omitted,
        )

    def _passages(self, first_rows: Sequence[int]) -> list[CitedPassage]:
        """The passages of the citations first, then what retrieval brought; scores fall with the order."""
        scores = {hit.passage.row: hit.score for hit in self.found.hits}
        rows = list(dict.fromkeys([*first_rows, *scores]))[:_PASSAGES]
        passages = self.snapshot.catalog.passages(rows)
        return [self.snapshot.passage(p, 1.0 if p.row in first_rows else scores[p.row]) for p in passages]


def answer(
    snapshot: Snapshot, embedder: Embedder, question: Question, filter: Filter, limit: int, threshold: float
) -> Answer:
    """Answer one question from one snapshot. Raises UsageError for a filter that names an unknown article."""
    scope = find_scope(snapshot, filter)
    found = retrieve(snapshot, embedder, question, scope, _PASSAGES)
    only = None
    if filter.speaker is not None:
        people = find_people(snapshot, filter.speaker, scope.article_ids)
        only = frozenset(known for person in people for known in person.known_as)
    asking = _Asking(snapshot, embedder, question, scope, found, limit, only)
    if question.asks == "words":
        return _answer_words(asking)
    if question.asks == "speaker":
        return _answer_speaker(asking)
    if question.asks == "holder":
        return _answer_holder(asking)
    return _answer_fact(asking, threshold)


def _answer_words(asking: _Asking) -> Answer:
    """What somebody said: their quotations and nobody else's, or the names to choose from, or why there are none."""
    question, snapshot = asking.question, asking.snapshot
    who = question.who or ""
    people = find_people(snapshot, who, asking.scope.article_ids)
    if people and asking.only is not None:
        people = [person for person in people if not asking.only.isdisjoint(person.known_as)]
        if not people:
            return asking.unanswered(f"The question asks for {who}, its filter for another speaker.", _UNKNOWN)
    quoted = [person for person in people if person.quotes]
    if not people and " and " in who:
        return _answer_each(asking, who.split(" and "))
    if not people:
        return asking.unanswered(f"No article here quotes {who}, or names them so.", _UNKNOWN)
    if not quoted:
        return asking.unanswered(f"{people[0].name} is mentioned, but not quoted.", _UNKNOWN)
    spoken = [(person, _on_question(asking, person)) for person in quoted]
    fitting = [(person, rated) for person, rated in spoken if rated]
    if not fitting:
        return _not_on_this(asking, quoted)
    fitting = _most_directly(fitting)
    if len(fitting) > 1:
        names = [person.name for person, _ in fitting]
        return asking.unanswered(f"Whom do you mean by {who}: {_either(names)}?", _UNSURE, names)
    return _cite(asking, _own_words_first(fitting[0][1]))


def _answer_each(asking: _Asking, names: Sequence[str]) -> Answer:
    """What several people said: the quotations of each, or whom they do not have."""
    answers = [
        _answer_words(replace(asking, question=replace(asking.question, who=name.strip(" ,")))) for name in names
    ]
    open_ones = [found for found in answers if not found.answered]
    if open_ones:
        return open_ones[0]
    citations = [citation for found in answers for citation in found.citations]
    rows = asking.rows_of(citations)
    confidence = min(found.confidence for found in answers)
    return asking.answered(citations, confidence, rows, sum(found.omitted for found in answers))


def _on_question(asking: _Asking, person: Person) -> list[Rated]:
    quotes = quotes_of(asking.snapshot, [person])
    if asking.question.topic is None:
        return [Rated(quote, 1.0) for quote in quotes]
    return on_topic(asking.snapshot, quotes, asking.question.topic, asking.embedder)


def _own_words_first(rated: Sequence[Rated]) -> list[Rated]:
    """Leave out single terms and reported speech where the speaker's own words are there."""
    return [item for item in rated if _is_direct(item)] or list(rated)


def _most_directly(fitting: list[tuple[Person, list[Rated]]]) -> list[tuple[Person, list[Rated]]]:
    """Whoever speaks of the topic by name comes first, and whoever is quoted directly before those only reported."""
    named = [(person, rated) for person, rated in fitting if rated[0].score >= ON_TOPIC] or fitting
    return [(person, rated) for person, rated in named if any(_is_direct(item) for item in rated)] or named


def _is_direct(rated: Rated) -> bool:
    return rated.stored.quote.kind == "direct"


def _not_on_this(asking: _Asking, quoted: Sequence[Person]) -> Answer:
    """Say how often the person is quoted, on other topics, and offer these quotations' passages."""
    quotes = quotes_of(asking.snapshot, quoted[:1])
    quotes = [stored for stored in quotes if stored.quote.kind == "direct"] or quotes
    times = "once" if len(quotes) == 1 else f"{len(quotes)} times"
    topic = "that" if asking.question.topic == asking.question.text else asking.question.topic
    reason = f"{quoted[0].name} is quoted {times}, but not on {topic}."
    return asking.unanswered(reason, _UNSURE, first_rows=[quote.passage_row for quote in quotes[:3]])


def _answer_speaker(asking: _Asking) -> Answer:
    """Who said these words: the quotations that hold them, or that nobody here is quoted with them."""
    rows = [hit.passage.row for hit in asking.found.hits]
    candidates = asking.snapshot.catalog.quotes(passage_rows=rows)
    rated = find_by_words(asking.snapshot, asking.question.words or "", candidates)
    named = [item for item in rated if item.stored.quote.speaker and _is_let_through(asking, item)]
    if not named:
        return asking.unanswered("No article here quotes anybody with these words.", _UNKNOWN)
    best = [item for item in named if item.score == named[0].score]
    return _cite(asking, best)


def _is_let_through(asking: _Asking, rated: Rated) -> bool:
    return asking.only is None or (rated.stored.article_id, rated.stored.quote.speaker) in asking.only


def _answer_holder(asking: _Asking) -> Answer:
    """Who holds an office: the sentences that name a person with it, or that none does."""
    snapshot = asking.snapshot
    citations, rows = [], []
    for article_id, (start, end) in find_holders(snapshot, asking.question.who or "", asking.scope.article_ids):
        for passage in snapshot.catalog.passages(snapshot.catalog.passage_rows([article_id])):
            spans = [span for span in passage.sentences if span[0] <= start and end <= span[1]]
            citations += [snapshot.cite(article_id, *span, None, 1.0) for span in spans]
            rows += [passage.row] * len(spans)
    if not citations:
        return asking.unanswered(f"No article here names the {asking.question.who}.", _UNSURE)
    left_out = max(0, len(citations) - asking.limit)
    return asking.answered(citations[: asking.limit], _LIKELY, rows[: asking.limit], left_out)


def _answer_fact(asking: _Asking, threshold: float) -> Answer:
    """The sentences that state the answer, if the reader is sure enough; one inside a quotation has its speaker."""
    reading = read(asking.snapshot, asking.question, asking.found)
    if not reading.picks or reading.confidence < threshold:
        return asking.unanswered("No article here answers that.", reading.confidence)
    picks = best_picks(reading, asking.limit)
    citations = [_cite_sentence(asking, pick) for pick in picks]
    return asking.answered(citations, reading.confidence, [pick.passage_row for pick in picks])


def _cite_sentence(asking: _Asking, pick: Pick) -> Citation:
    start, end = pick.span
    quotes = asking.snapshot.catalog.quotes(passage_rows=[pick.passage_row])
    around = next((q.quote for q in quotes if q.quote.start <= start and end <= q.quote.end + _MARKS), None)
    end = min(end, around.end) if around else end
    return asking.snapshot.cite(pick.article_id, start, end, around, min(1.0, pick.score))


def _cite(asking: _Asking, rated: Sequence[Rated]) -> Answer:
    shown = rated[: asking.limit]
    snapshot = asking.snapshot
    citations = [
        snapshot.cite(r.stored.article_id, r.stored.quote.start, r.stored.quote.end, r.stored.quote, r.score)
        for r in shown
    ]
    confidence = (_SURE if shown[0].stored.quote.stated else _LIKELY) * min(1.0, 0.5 + shown[0].score / 2)
    rows = [item.stored.passage_row for item in shown]
    return asking.answered(citations, confidence, rows, len(rated) - len(shown))


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
