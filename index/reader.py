"""Reading: which sentence of the retrieved passages states the answer to a question of fact, and how sure that is.

Both sets of weights were fitted by regression, on questions about 3,000 news articles and about paragraphs of an
encyclopedia; nothing of their texts is in here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.agreement import disagree, is_same_matter, is_same_text
from index.embedding import Embedder
from index.evidence import Asked, Candidate, find_candidates, with_meanings, with_votes
from index.expectations import find_counted
from index.premises import find_false_premise
from index.questions import Question
from index.retriever import Found
from index.snapshot import Snapshot
from index.steps import step
from index.terms import find_stems, stem
from index.types import Article, Span

_READ = 10  # passages that are read
_READ_BLIND = 1  # where the model does not read the question: words alone choose a passage better than a sentence
_MEANT = 6  # sentences, the best by their words, that are embedded to compare their meaning with the question's
_USUAL_MEANING = 0.5  # the cosine of a question and a sentence that answers it
_COMPARED = 60  # sentences, the best by their words, that are compared with each other
_TO_THE_POINT = 0.8  # share of the question's words in the first sentence that another one must have to contradict it
_AS_GOOD = 0.97  # share of the best sentence's score from which on another one is shown beside it
_MUST_SHOW = {"time", "number"}  # kinds whose answers have a shape that can be told; a sentence without it is none
_NAMED = {"person", "name", "place"}
_LONGEST = 600  # characters of two sentences that are shown together
_REFERS_BACK = re.compile(r"[“\"‘']?(?:He|She|It|They|This|These|His|Her|Its|Their|The [a-z]+)\b")

_WEIGHTS = {
    "own": 1.0,
    "before": 1.2,
    "after": 1.9,
    "passage": 3.6,
    "together": 1.3,
    "shown": 1.8,
    "rank": 0.9,
    "cosine": 2.5,
    "lead": 2.1,
    "asks": -0.8,
    "headline": -0.7,
    "vote": 1.0,
    "meaning": 3.4,
}

# The log-odds that the best sentence answers, from its features and the logarithm of the number of terms asked for (a
# long question is never covered whole). Fitted on whether the answer was right, so that it is a probability.
_EVIDENCE = {"before": 0.6, "own": 0.7, "passage": 1.7, "meaning": 3.4, "rank": 1.2}
_BIAS, _PER_LOG_TERM = -9.5, 2.0
_UNSHOWN = 1.1  # taken off where the kind of answer has a shape and the sentence lacks it
_UNCOUNTED = 1.5  # taken off where "how many warheads" meets a sentence without warheads
_CONTRADICTED = 3.0  # taken off where the sentence contradicts what the question takes for granted; chosen by hand
_FEW_TERMS = 9  # shorter questions were too few to learn from; they count as this long


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence that states the answer, with its score (comparable within one question).

    span: the sentence with the one before it, if the two belong together; sentence: without. twins: the same sentence
    in other articles.
    """

    article_id: str
    passage_row: int
    span: Span
    sentence: Span
    score: float
    twins: tuple[Pick, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The picks, best first, and the probability that the first one answers the question.

    differing: one of them, of another article, that tells another number or day of the same matter than the first.
    nearness: share of the question’s words, by rarity, in the passage of the first; premise: what the question takes
    for granted and the first contradicts, in a sentence.
    """

    picks: tuple[Pick, ...]
    confidence: float
    differing: Pick | None = None
    nearness: float = 0.0
    premise: str | None = None


@step("reading")
def read(snapshot: Snapshot, embedder: Embedder, question: Question, found: Found) -> Reading:
    """Pick from the retrieved passages the sentences that answer a question of fact."""
    candidates = _rank(embedder, question, found, _find(snapshot, question, found))
    if not candidates:
        return Reading((), 0.0)
    picks = [_pick(question, candidate) for candidate in candidates]
    best = candidates[0]
    premise = find_false_premise(question.text, best.text)
    differing = next((pick for pick, one in zip(picks, candidates, strict=True) if _differs(question, best, one)), None)
    confidence = _confidence(question, best, contradicts=premise is not None)
    return Reading(tuple(picks), confidence, differing, best.features.passage, premise)


def best_picks(reading: Reading, limit: int) -> Sequence[Pick]:
    """Return the first pick and those of other places that are as good or nearly so, at most `limit`."""
    first = reading.picks[0]
    return [pick for pick in reading.picks[:limit] if pick.score >= _AS_GOOD * first.score]


def find_copies(snapshot: Snapshot, found: Found, pick: Pick) -> Iterator[Pick]:
    """Yield the same sentence where it stands in copies of the passage."""
    rows = next((hit.copies for hit in found.hits if hit.passage.row == pick.passage_row), ())
    original = snapshot.catalog.article(pick.article_id) if rows else None
    for passage in snapshot.catalog.passages(rows):
        article = snapshot.catalog.article(passage.article_id)
        for before, sentence in zip((None, *passage.sentences), passage.sentences, strict=False):
            span = sentence if pick.span == pick.sentence else before and (before[0], sentence[1])
            if article and original and span and is_same_text(_cut(article, span), _cut(original, pick.span)):
                yield replace(
                    pick, article_id=article.id, passage_row=passage.row, span=span, sentence=sentence, twins=()
                )


def _cut(article: Article, span: Span) -> str:
    return article.text[slice(*span)]


def _find(snapshot: Snapshot, question: Question, found: Found) -> list[Candidate]:
    asked = Asked(snapshot, question)
    candidates: list[Candidate] = []
    hits = found.hits[: _READ_BLIND if found.vector is None else _READ]
    for hit, cosine in zip(hits, found.cosines, strict=False):
        article = snapshot.catalog.article(hit.passage.article_id)
        if article is not None:
            candidates += find_candidates(asked, article, hit, cosine)
    return candidates


def _rank(embedder: Embedder, question: Question, found: Found, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates worth considering, best first: by their words, then by what they mean as well."""
    shortlist = _sorted(with_votes(_join_twins(_sorted(candidates))))[:_MEANT]
    if not shortlist:
        return []
    ranked = _sorted(with_meanings(shortlist, _meanings(embedder, found, shortlist)))
    if question.expects in _MUST_SHOW:
        return [one for one in ranked if one.shown.strength] or ranked
    return ranked


def _join_twins(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, the best first, with those of other articles that say the same joined to the first of them."""
    joined: list[Candidate] = []
    for candidate in candidates[:_COMPARED]:
        same = next((at for at, one in enumerate(joined) if is_same_text(one.text, candidate.text)), None)
        if same is None:
            joined.append(candidate)
        else:
            joined[same] = replace(joined[same], twins=(*joined[same].twins, candidate))
    return joined + list(candidates[_COMPARED:])


def _differs(question: Question, best: Candidate, other: Candidate) -> bool:
    """Whether a sentence of another article, as much to the point, tells another number or day of the same matter."""
    return (
        other.article_id != best.article_id
        and other.features.own >= _TO_THE_POINT * best.features.own
        and disagree(question.expects, best.shown.things, other.shown.things)
        and is_same_matter(best.text, other.text)
    )


def _meanings(embedder: Embedder, found: Found, candidates: Sequence[Candidate]) -> Iterable[float]:
    """How like the question each sentence is, by its own words; the same for all where the model cannot tell."""
    if found.vector is None:
        return (_USUAL_MEANING for _ in candidates)
    return map(float, embedder.embed_passages([one.text for one in candidates]) @ found.vector)


def _sorted(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: -_weigh(_WEIGHTS, candidate))


def _weigh(weights: Mapping[str, float], candidate: Candidate) -> float:
    return sum(weight * float(getattr(candidate.features, name)) for name, weight in weights.items())


def _pick(question: Question, candidate: Candidate) -> Pick:
    """The sentence; with the one before it where that one names whom or what this one only refers back to."""
    span, previous = candidate.span, candidate.previous
    needs_name = question.expects in _NAMED and candidate.shown.strength < candidate.introduced.strength
    refers_back = _REFERS_BACK.match(candidate.text) is not None
    if previous and (needs_name or refers_back) and span[1] - previous[0] <= _LONGEST:
        span = previous[0], span[1]
    score = _weigh(_WEIGHTS, candidate)
    twins = tuple(_pick(question, twin) for twin in candidate.twins)
    return Pick(candidate.article_id, candidate.passage_row, span, candidate.span, score, twins)


def _confidence(question: Question, best: Candidate, *, contradicts: bool) -> float:
    odds = _BIAS + _weigh(_EVIDENCE, best) + _PER_LOG_TERM * math.log(1 + max(len(question.terms), _FEW_TERMS))
    if question.expects in _MUST_SHOW and not best.shown.strength:
        odds -= _UNSHOWN
    counted = find_counted(question.text)
    if counted and stem(counted) not in find_stems(best.text):
        odds -= _UNCOUNTED
    if contradicts:
        odds -= _CONTRADICTED
    return 1 / (1 + math.exp(-odds))
