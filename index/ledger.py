"""Looking up who said what: the people a question means, and their quotations on its topic."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.embedding import Embedder
from index.people import Person
from index.snapshot import Snapshot
from index.terms import find_stems, stem
from index.text import fold, word_set
from index.types import StoredQuote

ON_TOPIC = 0.35  # share of a topic's words, by rarity, from which on a quotation counts as on it: one of two
_CLAUSE_WORDS = 4  # a report of fewer words ("the following") does not tell what was said
_ACTS = word_set("challenge challenges challenged challenging add refuse refused refuses agree agreed agrees")
_AS_NEAR = 0.5  # share of the best quotation's score from which on others are shown beside it
_MEANS = 0.35  # cosine between a topic and a quotation from which on it is taken as on it; strangers stay under .3
_MEANT = 12  # quotations that are embedded for that, those of the nearest passages
_KNOWN_WORDS = 0.75  # share of the asked words that a quotation must hold to be the one meant


@dataclass(frozen=True, slots=True)
class Rated:
    """A quotation with how well it fits the question, 0..1."""

    stored: StoredQuote
    score: float


def quotes_of(snapshot: Snapshot, people: Sequence[Person], *, with_hidden: bool = False) -> list[StoredQuote]:
    """Return all quotations of these people, in the order of the corpus; hidden ones only where asked for."""
    speakers = [known for person in people for known in person.known_as]
    return snapshot.catalog.quotes(speakers=speakers, with_hidden=with_hidden)


def on_topic(snapshot: Snapshot, quotes: Sequence[StoredQuote], topic: str, embedder: Embedder) -> list[Rated]:
    """Return the quotations on a topic, best first: by its words in the quotation or around it, else by meaning.

    A match by words scores at least `ON_TOPIC`, one by meaning less.
    """
    stems = [stem(word) for word in _content(topic)]
    weights = {word: _rarity(snapshot, word) for word in stems}
    rated = [Rated(quote, _coverage(snapshot, quote, weights)) for quote in quotes]
    best = max((item.score for item in rated), default=0.0)
    near = [item for item in rated if item.score >= best * _AS_NEAR] if best >= ON_TOPIC else None
    near = _by_meaning(snapshot, quotes, topic, embedder) if near is None else near
    return sorted(near, key=lambda item: -item.score)


def _by_meaning(snapshot: Snapshot, quotes: Sequence[StoredQuote], topic: str, embedder: Embedder) -> list[Rated]:
    """The quotations whose own words are near the topic, among those whose passages are nearest to it."""
    if not quotes:
        return []
    wanted = embedder.embed_query(topic)
    rows = np.array([quote.passage_row for quote in quotes], dtype=np.int64)
    order = np.argsort(-snapshot.vectors.similarities(wanted, rows), kind="stable")[:_MEANT]
    nearest = [quotes[i] for i in order]
    texts = [_cut(snapshot, one.article_id, one.quote.start, one.quote.end) for one in nearest]
    cosines = embedder.embed_passages(texts) @ wanted
    return [
        Rated(quote, ON_TOPIC * float(cosine))
        for quote, cosine in zip(nearest, cosines, strict=True)
        if cosine >= _MEANS
    ]


def join_parted(quotes: Sequence[StoredQuote]) -> list[StoredQuote]:
    """Join the two pieces of a report around its cue: "[The goal], Torres said, [is to …]" becomes the whole slice."""
    joined: list[StoredQuote] = []
    for stored in quotes:
        if joined and _parts(joined[-1], stored):
            whole = replace(joined[-1].quote, end=stored.quote.end)
            joined[-1] = replace(joined[-1], quote=whole)
        else:
            joined.append(stored)
    return joined


def _parts(before: StoredQuote, behind: StoredQuote) -> bool:
    """Tell whether a report goes on behind its own cue."""
    one, other = before.quote, behind.quote
    if before.article_id != behind.article_id or one.group != other.group or "direct" in {one.kind, other.kind}:
        return False
    cue = other.cue_span
    return cue is not None and cue == one.cue_span and one.end <= cue[0] and cue[1] <= other.start


def is_own_words(stored: StoredQuote) -> bool:
    """Tell a quotation in the speaker's own words from a single term and from what the article reports."""
    return stored.quote.kind == "direct" and stored.quote.is_speech


def tells_words(snapshot: Snapshot, stored: StoredQuote) -> bool:
    """Tell what gives something of what was said from a bare act or stance: "refused to leave", "challenged Torres"."""
    quote = stored.quote
    if not quote.is_speech or quote.kind == "direct":
        return quote.is_speech
    words = _cut(snapshot, stored.article_id, quote.start, quote.end).split()
    is_act = words[0] == "to" or (quote.cue or "").lower() in _ACTS
    return not is_act and len(words) >= _CLAUSE_WORDS


def find_by_words(snapshot: Snapshot, words: str, candidates: Sequence[StoredQuote]) -> list[Rated]:
    """Return the quotations that hold these words: letter by letter (score 1), else most of their content words."""
    wanted = fold(words).text.strip(" .,!?\"'")
    stems = {stem(word): 1.0 for word in _content(words)}
    rated = []
    for stored in candidates:
        text = _cut(snapshot, stored.article_id, stored.quote.start, stored.quote.end)
        score = 1.0 if wanted in fold(text).text else 0.95 * _share(find_stems(text), stems)
        if score >= _KNOWN_WORDS * 0.95:
            rated.append(Rated(stored, score))
    return sorted(rated, key=lambda item: -item.score)


def _coverage(snapshot: Snapshot, stored: StoredQuote, weights: dict[str, float]) -> float:
    """The share of the topic's words, by rarity, in the quotation; words only around it count for less."""
    quote = stored.quote
    inside = find_stems(_cut(snapshot, stored.article_id, quote.start, quote.end))
    around = find_stems(_cut(snapshot, stored.article_id, *quote.context))
    return max(_share(inside, weights), 0.8 * _share(inside | around, weights))


def _share(stems: Collection[str], weights: dict[str, float]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in stems) / total if total else 0.0


def _rarity(snapshot: Snapshot, word: str) -> float:
    return 1.0 / (1.0 + math.log1p(snapshot.lexicon.document_frequency(word)))


def _content(text: str) -> Sequence[str]:
    from index.questions import find_terms

    return find_terms(text)


def _cut(snapshot: Snapshot, article_id: str, start: int, end: int) -> str:
    article = snapshot.catalog.article(article_id)
    return article.text[start:end] if article else ""
