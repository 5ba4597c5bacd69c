"""A question on its way to its answer: what it is asked of, and the two ways it can end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from index.agreement import find_shingles, is_same_text
from index.copies import leave_out_copies
from index.embedding import Embedder
from index.ledger import Rated
from index.questions import Question
from index.results import Answer, Citation, CitedPassage, Refusal
from index.retriever import Found, Scope
from index.snapshot import Snapshot

_COMPARED = 3  # times the limit: the quotations that are compared with each other
PASSAGES = 10  # as many as the JSON promises at most
SURE, LIKELY = 0.95, 0.8  # confidence of a look-up in the ledger: the speaker named in the sentence, or inferred
UNSURE, UNKNOWN = 0.15, 0.03  # somebody who is quoted, but not on this; somebody whom no article names


@dataclass(frozen=True, slots=True)
class Asking:
    """One question on its way through one snapshot.

    only: (article id, name) pairs of the speaker that the filter names, or None without such a filter.
    asked: the question as it was asked; applied: the restrictions that its words set, in a sentence, or nothing.
    """

    snapshot: Snapshot
    embedder: Embedder
    question: Question
    scope: Scope
    found: Found
    limit: int
    only: frozenset[tuple[str, str]] | None
    asked: str
    applied: str

    def answered(
        self,
        citations: Sequence[Citation],
        confidence: float,
        first_rows: Sequence[int],
        omitted: int = 0,
        note: str | None = None,
    ) -> Answer:
        """Answer with these citations; their passages, of `first_rows`, come first."""
        answer = self._answer(confidence, None, join_same(citations), first_rows, (), omitted)
        return replace(answer, note=" ".join(filter(None, (note, self.applied))) or None)

    def unanswered(
        self,
        refusal: Refusal,
        reason: str,
        confidence: float,
        clarify: Sequence[str] = (),
        first_rows: Sequence[int] = (),
    ) -> Answer:
        """Say why there is no answer, or whom to choose from."""
        told = " ".join(filter(None, (reason, self.applied)))
        return replace(self._answer(confidence, told, (), first_rows, clarify, 0), refusal=refusal)

    def cite(self, rated: Sequence[Rated], note: str | None = None) -> Answer:
        """Answer with the first of these quotations, as many as the limit lets through."""
        near = rated[: _COMPARED * self.limit]
        joined = join_same(
            self.snapshot.cite(r.stored.article_id, r.stored.quote.start, r.stored.quote.end, r.stored.quote, r.score)
            for r in near
        )
        shown = joined[: self.limit]
        confidence = (SURE if rated[0].stored.quote.stated else LIKELY) * min(1.0, 0.5 + rated[0].score / 2)
        rows = self.rows_of(shown)
        return self.answered(shown, confidence, rows, len(rated) - len(near) + len(joined) - len(shown), note)

    def rows_of(self, citations: Sequence[Citation]) -> list[int]:
        """The rows of the passages that hold these citations."""
        catalog = self.snapshot.catalog
        passages = catalog.passages(catalog.passage_rows({citation.article_id for citation in citations}))
        return [
            passage.row
            for one in citations
            for passage in passages
            if passage.article_id == one.article_id and passage.start <= one.start < passage.end
        ]

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
            question=self.asked,
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
        rows = leave_out_copies(self.snapshot.catalog, [*first_rows, *scores], wanted=first_rows)
        passages = self.snapshot.catalog.passages(list(rows)[:PASSAGES])
        return [self.snapshot.passage(p, 1.0 if p.row in first_rows else scores[p.row]) for p in passages]


def join_same(citations: Iterable[Citation]) -> list[Citation]:
    """Return each text once, from the newest article that has it, with the others as `also_in`.

    The same words of two speakers are two texts; in one article they are one, without a word on it.
    """
    groups: list[list[Citation]] = []
    having: dict[tuple[str, ...], list[int]] = defaultdict(list)  # the groups that have three words in a row
    for citation in citations:
        keys = find_shingles(citation.text)
        near = sorted({number for key in keys for number in having[key]})
        alike = next((number for number in near if _is_same(groups[number][0], citation)), None)
        if alike is not None:
            groups[alike].append(citation)
            continue
        for key in keys:
            having[key].append(len(groups))
        groups.append([citation])
    return [_newest(group) for group in groups]


def _is_same(one: Citation, other: Citation) -> bool:
    return one.speaker == other.speaker and one.kind == other.kind and is_same_text(one.text, other.text)


def _newest(group: Sequence[Citation]) -> Citation:
    in_order = sorted(group, key=lambda citation: citation.published_at or "", reverse=True)
    once = list({citation.article_id: citation for citation in reversed(in_order)}.values())[::-1]
    elsewhere = chain(*(citation.also_in for citation in group), once[1:])
    return replace(once[0], score=max(citation.score for citation in group), also_in=tuple(elsewhere))
