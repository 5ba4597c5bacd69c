"""What speaks for a sentence as the answer to a question of fact, as a handful of features."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from index.expectations import Shown, find_shown
from index.questions import Question
from index.roles import SHORT_NAMES, same_word
from index.snapshot import Snapshot
from index.terms import stem
from index.text import fold_word, fold_words, space_out
from index.types import Article, Hit, Span

_NAME = 1.5  # how much more a name of the question weighs than another word
_NEAR = 3  # words within which two neighbouring words of the question count as together
_LONG = 3_000  # characters; in a shorter article it says little that a sentence stands early
_SURE = 3.0  # how steeply a vote grows with the similarity of its passage
_CLOSING = "”\"’' )"


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence, each 0..1 (the two cosines may be under 0).

    own, before, after, passage: the share of the question's words (by rarity) in it, in it and the sentence before it
    or after it, in its passage and title. together: neighbouring words of the question that stand together in it.
    shown: it shows a thing of the kind asked for; vote: how much of the evidence shows the same thing. rank: the
    passage's fused rank; cosine: the passage's similarity with the question; meaning: the sentence's own; lead: how
    early it stands. asks, headline: it is itself a question, or has no full stop.
    """

    own: float
    before: float
    after: float
    passage: float
    together: float
    shown: float
    rank: float
    cosine: float
    lead: float
    asks: float
    headline: float
    vote: float = 0.0
    meaning: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may state the answer.

    previous: the one before it in the same passage, if any; twins: the same sentence elsewhere.
    """

    article_id: str
    passage_row: int
    span: Span
    text: str
    previous: Span | None
    shown: Shown
    introduced: Shown
    features: Features
    twins: tuple[Candidate, ...] = ()


class Asked:
    """A question's terms with their rarity, the pairs of neighbours among them, and its words."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self.question = question
        self.weights = {term: _weight(snapshot, term) for term in question.terms}
        self.stems = [stem(term) for term in question.terms]
        self.words = frozenset(fold_words(question.text))

    def share(self, words: Words) -> float:
        total = sum(self.weights.values())
        return sum(weight for term, weight in self.weights.items() if words.has(term)) / total if total else 0.0

    def together(self, sentence: Words) -> float:
        """The share of neighbouring pairs of the question's words that stand near each other in a sentence."""
        pairs = list(zip(self.stems, self.stems[1:], strict=False))
        if not pairs:
            return 0.0
        places: dict[str, list[int]] = {}
        for place, word in enumerate(sentence.folded):
            places.setdefault(stem(word), []).append(place)
        return sum(_are_near(places.get(one, ()), places.get(other, ())) for one, other in pairs) / len(pairs)

    def shown(self, sentence: str) -> Shown:
        return find_shown(self.question.expects, sentence, self.words)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, folded in their order and as a set of stems, for matching the terms of a question."""

    folded: tuple[str, ...]
    stems: frozenset[str]

    def __or__(self, other: Words) -> Words:
        return Words(self.folded + other.folded, self.stems | other.stems)

    def has(self, term: str) -> bool:
        """Tell whether a term occurs: by its stem, or, a name, as another form of a country's ("Norvia", "Norvian")."""
        if stem(term) in self.stems:
            return True
        return term[:1].isupper() and any(same_word(fold_word(term), word) for word in self.folded)


def find_candidates(asked: Asked, article: Article, hit: Hit, cosine: float) -> Iterator[Candidate]:
    """Yield every sentence of a passage with its features, but for those that only introduce what is said."""
    passage = hit.passage
    sentences = [article.text[start:end] for start, end in passage.sentences]
    words = [_find_words(sentence) for sentence in sentences]
    shown = [asked.shown(sentence) for sentence in sentences]
    context = asked.share(reduce(or_, words, _find_words(article.title)))
    for i, (span, sentence) in enumerate(zip(passage.sentences, sentences, strict=True)):
        if sentence.endswith(":") and len(sentences) > 1:
            continue
        end = sentence.rstrip(_CLOSING)[-1:]
        features = Features(
            own=asked.share(words[i]),
            before=asked.share(words[i - 1] | words[i] if i else words[i]),
            after=asked.share(reduce(or_, words[i : i + 2])),
            passage=context,
            together=asked.together(words[i]),
            shown=shown[i].strength,
            rank=hit.score,
            cosine=cosine,
            lead=1.0 - span[0] / max(len(article.text), _LONG),
            asks=float(end == "?"),
            headline=float(end not in ".!?"),
        )
        previous = passage.sentences[i - 1] if i and not _stands_alone(sentences[i - 1]) else None
        introduced = shown[i - 1] if i else Shown((), 0.0)
        yield Candidate(article.id, passage.row, span, sentence, previous, shown[i], introduced, features)


def _stands_alone(sentence: str) -> bool:
    """Tell a sentence that nothing behind it needs: a question, or nothing but words in quotation marks."""
    return sentence.endswith("?") or (sentence[0] in '“"' and sentence[-1] in '”"')


def with_votes(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with how much of the evidence shows what each shows, 1 for what most of it does."""
    votes: dict[str, float] = defaultdict(float)
    for candidate in candidates:
        found = candidate.features
        for thing in set(candidate.shown.things):
            votes[thing] += found.before * found.passage * math.exp(_SURE * found.cosine)
    most = max(votes.values(), default=0.0) or 1.0
    shares = (max((votes[thing] for thing in one.shown.things), default=0.0) / most for one in candidates)
    return [_with(one, vote=share) for one, share in zip(candidates, shares, strict=True)]


def with_meanings(candidates: Sequence[Candidate], meanings: Iterable[float]) -> list[Candidate]:
    """Return the candidates with the cosine of each one's own words with the question."""
    return [_with(one, meaning=float(meaning)) for one, meaning in zip(candidates, meanings, strict=True)]


def _with(candidate: Candidate, **features: float) -> Candidate:
    return replace(candidate, features=replace(candidate.features, **features))


def _find_words(text: str) -> Words:
    folded = fold_words(space_out(text))
    short = {fold_word(name) for long, name in SHORT_NAMES.items() if long in text.lower()}
    return Words(folded, frozenset(map(stem, folded)) | short)


def _are_near(places: Sequence[int], others: Sequence[int]) -> bool:
    return any(abs(place - other) <= _NEAR for place in places for other in others)


def _weight(snapshot: Snapshot, term: str) -> float:
    """How much it counts that a term is there: its BM25 rarity, more for names; other words may be paraphrased."""
    n, df = len(snapshot.lexicon), snapshot.lexicon.document_frequency(term)
    rarity = math.log(1 + (n - df + 0.5) / (df + 0.5))
    return _NAME * rarity if term[:1].isupper() else min(rarity, 0.5 * math.log(1 + n))
