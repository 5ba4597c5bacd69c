"""Reading: which sentence of the retrieved passages states the answer to a question of fact, and how sure that is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.questions import Expects, Question
from index.retriever import Found
from index.roles import same_word
from index.snapshot import Snapshot
from index.terms import find_stems, stem
from index.text import fold_words
from index.types import Article, Hit, Span

_READ = 8  # passages that are read
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December|Jan\\.|Feb\\.|Aug\\.|Sept\\.|Oct\\.|Nov\\.|Dec\\."
_SHOWS: dict[Expects, re.Pattern[str]] = {
    "time": re.compile(
        rf"\b(?:{_MONTH})\b|\b(?:1[5-9]|20)\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
        r"|\b(?:yesterday|today|tomorrow|tonight)\b|\b(?:last|next|this|past) (?:week|month|year|night|decade)\b|\bago\b"
    ),
    "number": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half)s?\b"
    ),
    "place": re.compile(r"\b(?:in|at|near|from|to|outside|across|of)\s+(?:the\s+)?[A-Z]\w+"),
    "person": re.compile(r"[A-Z][\w’'-]+(?:\s+[A-Z]\.)?\s+[A-Z][\w’'-]+"),
    "reason": re.compile(r"\b(?:because|due to|since|after|amid|over|so that|in order|as a result|caused?|led)\b"),
    "anything": re.compile(r""),
}

# Weights of the features below, fitted by logistic regression on the development questions of a news collection.
_SENTENCE, _PASSAGE, _SHOWN, _RANK = 1.0, 0.9, 0.35, 0.5
_BIAS, _COVERAGE, _NAMES, _COSINE = -4.6, 4.2, 1.6, 3.0


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence that states the answer, with its score (comparable within one question)."""

    article_id: str
    passage_row: int
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The picks, best first, and the probability that the first one answers the question."""

    picks: tuple[Pick, ...]
    confidence: float


def read(snapshot: Snapshot, question: Question, found: Found) -> Reading:
    """Pick from the retrieved passages the sentences that answer a question of fact."""
    weights = {word: _rarity(snapshot, word) for word in question.terms}
    articles: dict[str, Article] = {}
    picks: list[Pick] = []
    coverages: dict[tuple[str, Span], float] = {}
    for hit in found.hits[:_READ]:
        article = articles.get(hit.passage.article_id) or snapshot.catalog.article(hit.passage.article_id)
        if article is None:
            continue
        articles[hit.passage.article_id] = article
        for pick, coverage in _read_passage(article, hit, question, weights):
            picks.append(pick)
            coverages[pick.article_id, pick.span] = coverage
    picks.sort(key=lambda pick: -pick.score)
    if not picks:
        return Reading((), 0.0)
    best = picks[0]
    return Reading(
        tuple(picks), _confidence(question, found, coverages[best.article_id, best.span], articles[best.article_id])
    )


def _read_passage(
    article: Article, hit: Hit, question: Question, weights: Mapping[str, float]
) -> list[tuple[Pick, float]]:
    """Score every sentence of a passage; the second value is the share of the question that it and its passage cover."""
    passage = hit.passage
    around = _Words(article.text[passage.start : passage.end] + " " + article.title)
    context = _share(around, weights)
    scored = []
    for start, end in passage.sentences:
        sentence = article.text[start:end]
        own = _share(_Words(sentence), weights)
        shown = 1.0 if question.expects != "anything" and _shows(question, sentence) else 0.0
        score = _SENTENCE * own + _PASSAGE * context + _SHOWN * shown + _RANK * hit.score
        scored.append((Pick(article.id, passage.row, (start, end), score), max(own, 0.85 * context)))
    return scored


class _Words:
    """The words of a text, as stems and folded, for matching the terms of a question."""

    def __init__(self, text: str) -> None:
        self.stems = find_stems(text)
        self.folded = set(fold_words(text))

    def has(self, term: str) -> bool:
        """Tell whether a term occurs: by its stem, or, a name, as another form of a country's ("Iran", "Iranian")."""
        if stem(term) in self.stems:
            return True
        folded = fold_words(term)
        return term[:1].isupper() and bool(folded) and any(same_word(folded[0], word) for word in self.folded)


def _shows(question: Question, sentence: str) -> bool:
    """Tell whether a sentence shows a thing of the kind that is asked for, beyond what the question itself names."""
    asked = set(fold_words(question.text))
    shown = _SHOWS[question.expects].finditer(sentence)
    return any(not set(fold_words(match.group())) <= asked for match in shown)


def _share(words: _Words, weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if words.has(term)) / total if total else 0.0


def _rarity(snapshot: Snapshot, term: str) -> float:
    """The BM25 inverse document frequency of a term."""
    n, df = len(snapshot.lexicon), snapshot.lexicon.document_frequency(term)
    return math.log(1 + (n - df + 0.5) / (df + 0.5))


def _confidence(question: Question, found: Found, coverage: float, article: Article) -> float:
    names = [term for term in question.terms if term[:1].isupper()]
    words = _Words(f"{article.title} {article.text}")
    named = sum(words.has(name) for name in names) / len(names) if names else 1.0
    return 1 / (1 + math.exp(-(_BIAS + _COVERAGE * coverage + _NAMES * named + _COSINE * found.cosine)))


def best_picks(reading: Reading, limit: int) -> Sequence[Pick]:
    """Return the first pick and those of other places that are nearly as good, at most `limit`."""
    first = reading.picks[0]
    return [pick for pick in reading.picks[:limit] if pick.score >= 0.9 * first.score]
