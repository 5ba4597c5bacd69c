"""Reading: which sentence of the retrieved passages states the answer to a question of fact, and how sure that is.

A sentence is judged by a handful of features and weights. Both sets of weights were fitted by logistic regression on
questions about 1,200 news articles, as one collection and in small ones; nothing of their texts is in here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import attrgetter, or_

from index.questions import Expects, Question
from index.retriever import Found
from index.roles import SHORT_NAMES, same_word
from index.snapshot import Snapshot
from index.terms import stem
from index.text import fold_word, fold_words
from index.types import Article, Hit, Span

_READ = 8  # passages that are read
_NAME = 1.5  # how much more a name of the question weighs than another word
_AS_GOOD = 0.97  # share of the best sentence's score from which on another one is shown beside it
_NEAR = 3  # words within which two neighbouring words of the question count as together
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS = r"Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\."
_SHOWS: dict[Expects, re.Pattern[str]] = {
    "time": re.compile(
        rf"\b(?:{_MONTHS}|{_SHORT_MONTHS})\s+\d|\b\d{{1,2}}\s+(?:{_MONTHS})\b|\b(?:{_MONTHS})\b|\b(?:1[5-9]|20)\d\d\b"
        r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:yesterday|today|tomorrow|tonight|ago)\b"
        r"|\b(?:last|next|this|past) (?:week|month|year|night|decade)\b"
    ),
    "number": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|half)s?\b"
    ),
    "place": re.compile(r"\b(?:in|at|near|from|to|outside|across|of)\s+(?:the\s+)?[A-Z]\w+"),
    "person": re.compile(r"[A-Z][\w’'-]+(?:\s+[A-Z]\.)?\s+[A-Z][\w’'-]+"),
    "reason": re.compile(r"\b(?:because|due to|since|after|amid|over|so that|in order|as a result|caused?|led)\b"),
    "anything": re.compile(r"(?!)"),
}
_MUST_SHOW = {"time", "number"}  # kinds whose answers have a shape that can be told; a sentence without it is none
_TELLING: dict[Expects, float] = {
    "time": 1.0,
    "number": 1.0,
    "person": 0.5,
    "place": 0.4,
    "reason": 0.4,
    "anything": 0.0,
}
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|tonight")


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence, each 0..1.

    own, before, passage: the share of the question's words (by rarity) in it, in it and the sentence before it, in its
    passage and title. together: neighbouring words of the question that stand together in it. shown: it shows a thing
    of the kind asked for, by how telling that is. rank: the passage's fused rank; cosine: the passage's similarity;
    lead: how early it stands.
    """

    own: float
    before: float
    passage: float
    together: float
    shown: float
    rank: float
    cosine: float
    lead: float


_WEIGHTS = Features(own=5.0, before=1.5, passage=4.5, together=2.0, shown=3.0, rank=1.4, cosine=5.0, lead=1.5)

# The log-odds that the best sentence answers, from its features and the logarithms of the number of terms asked for (a
# long question is never covered whole) and of passages searched (a large collection always holds something similar).
_EVIDENCE = Features(own=0.0, before=3.2, passage=7.3, together=2.4, shown=0.6, rank=0.0, cosine=9.5, lead=0.0)
_BIAS, _PER_LOG_TERM, _PER_LOG_PASSAGE = -18.3, 4.2, -0.24
_UNSHOWN = 4.0  # taken off where the kind of answer has a shape and the sentence lacks it
_FEW_TERMS = 6  # shorter questions were too few to learn from; they count as this long


_values = attrgetter(*Features.__slots__)


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence that may state the answer, with its score (comparable within one question)."""

    article_id: str
    passage_row: int
    span: Span
    score: float
    features: Features


@dataclass(frozen=True, slots=True)
class Reading:
    """The picks, best first, and the probability that the first one answers the question."""

    picks: tuple[Pick, ...]
    confidence: float


def read(snapshot: Snapshot, question: Question, found: Found) -> Reading:
    """Pick from the retrieved passages the sentences that answer a question of fact."""
    asked = _Asked(snapshot, question)
    picks: list[Pick] = []
    articles: dict[str, Article] = {}
    for hit, cosine in zip(found.hits[:_READ], found.cosines, strict=False):
        article = articles.get(hit.passage.article_id) or snapshot.catalog.article(hit.passage.article_id)
        if article is not None:
            articles[article.id] = article
            picks += _read_passage(asked, article, hit, cosine)
    if not picks:
        return Reading((), 0.0)
    picks.sort(key=lambda pick: -pick.score)
    if question.expects in _MUST_SHOW:
        picks = [pick for pick in picks if pick.features.shown] or picks
    return Reading(
        tuple(picks),
        _confidence(
            picks[0], max(found.cosines), len(question.terms), len(snapshot.lexicon), question.expects in _MUST_SHOW
        ),
    )


def best_picks(reading: Reading, limit: int) -> Sequence[Pick]:
    """Return the first pick and those of other places that are as good or nearly so, at most `limit`."""
    first = reading.picks[0]
    return [pick for pick in reading.picks[:limit] if pick.score >= _AS_GOOD * first.score]


class _Asked:
    """A question's terms with their rarity, the pairs of neighbours among them, and its names."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self.question = question
        self.weights = {term: _weight(snapshot, term) for term in question.terms}
        self.stems = [stem(term) for term in question.terms]
        self.words = set(fold_words(question.text))

    def share(self, words: _Words) -> float:
        total = sum(self.weights.values())
        return sum(weight for term, weight in self.weights.items() if words.has(term)) / total if total else 0.0

    def together(self, sentence: _Words) -> float:
        """The share of neighbouring pairs of the question's words that stand near each other in a sentence."""
        pairs = list(zip(self.stems, self.stems[1:], strict=False))
        if not pairs:
            return 0.0
        places: dict[str, list[int]] = {}
        for place, word in enumerate(sentence.folded):
            places.setdefault(stem(word), []).append(place)
        return sum(_are_near(places.get(one, ()), places.get(other, ())) for one, other in pairs) / len(pairs)

    def shown(self, sentence: str) -> float:
        """Whether a sentence shows a thing of the kind asked for that the question lacks; a weekday is half."""
        matches = [match.group() for match in _SHOWS[self.question.expects].finditer(sentence)]
        new = [match for match in matches if not set(fold_words(match)) <= self.words]
        if not new:
            return 0.0
        return _TELLING[self.question.expects] * (0.5 if all(_WEEKDAY.fullmatch(match) for match in new) else 1.0)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, folded in their order and as a set of stems, for matching the terms of a question."""

    folded: tuple[str, ...]
    stems: frozenset[str]

    def __or__(self, other: _Words) -> _Words:
        return _Words(self.folded + other.folded, self.stems | other.stems)

    def has(self, term: str) -> bool:
        """Tell whether a term occurs: by its stem, or, a name, as another form of a country's ("Norvia", "Norvian")."""
        if stem(term) in self.stems:
            return True
        return term[:1].isupper() and any(same_word(fold_word(term), word) for word in self.folded)


def _find_words(text: str) -> _Words:
    folded = fold_words(text)
    short = {fold_word(name) for long, name in SHORT_NAMES.items() if long in text.lower()}
    return _Words(folded, frozenset(map(stem, folded)) | short)


def _read_passage(asked: _Asked, article: Article, hit: Hit, cosine: float) -> list[Pick]:
    """Judge every sentence of a passage, but for those that only introduce what is said."""
    passage = hit.passage
    sentences = [article.text[start:end] for start, end in passage.sentences]
    words = [_find_words(sentence) for sentence in sentences]
    context = asked.share(reduce(or_, words, _find_words(article.title)))
    picks = []
    for number, (span, sentence) in enumerate(zip(passage.sentences, sentences, strict=True)):
        if sentence.endswith(":") and len(sentences) > 1:
            continue
        features = Features(
            own=asked.share(words[number]),
            before=asked.share(words[number - 1] | words[number] if number else words[number]),
            passage=context,
            together=asked.together(words[number]),
            shown=asked.shown(sentence),
            rank=hit.score,
            cosine=cosine,
            lead=1.0 - span[0] / len(article.text),
        )
        picks.append(Pick(article.id, passage.row, span, _weigh(_WEIGHTS, features), features))
    return picks


def _are_near(places: Sequence[int], others: Sequence[int]) -> bool:
    return any(abs(place - other) <= _NEAR for place in places for other in others)


def _weight(snapshot: Snapshot, term: str) -> float:
    """How much it counts that a term is there: its BM25 rarity, more for names; other words may be paraphrased."""
    n, df = len(snapshot.lexicon), snapshot.lexicon.document_frequency(term)
    rarity = math.log(1 + (n - df + 0.5) / (df + 0.5))
    return _NAME * rarity if term[:1].isupper() else min(rarity, 0.5 * math.log(1 + n))


def _weigh(weights: Features, features: Features) -> float:
    return float(sum(w * value for w, value in zip(_values(weights), _values(features), strict=True)))


def _confidence(pick: Pick, cosine: float, terms: int, passages: int, must_show: bool) -> float:
    odds = _BIAS + _weigh(_EVIDENCE, replace(pick.features, cosine=cosine))
    if must_show and not pick.features.shown:
        odds -= _UNSHOWN
    odds += _PER_LOG_TERM * math.log(1 + max(terms, _FEW_TERMS)) + _PER_LOG_PASSAGE * math.log(1 + passages)
    return 1 / (1 + math.exp(-odds))
