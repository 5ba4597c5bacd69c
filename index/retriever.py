"""Retrieval: the passages nearest to a question, by meaning (FAISS) and by words (BM25), fused by rank.

What several articles of one text have in common is found once, where it ranks best.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from index.copies import leave_out_copies
from index.embedding import Embedder
from index.errors import UsageError
from index.passages import searchable_text
from index.questions import Question, find_content
from index.reranking import Reranker
from index.roles import SHORT_NAMES
from index.snapshot import Snapshot
from index.steps import step
from index.text import find_unspaced_pairs
from index.types import Filter, Hit, Passage

# Reciprocal rank fusion (Cormack, Clarke & Büttcher 2009), but steeper and weighted: with their 60 and equal shares it
# loses to BM25 alone at rank 1 wherever questions name people. Both fitted on questions about 1,200 news articles.
_RRF_K = 2
_LEXICAL = 0.8
_DEPTH = 50  # passages that each ranking brings into the fusion
_DEEPER = 400  # where most of those are copies of a few
_TITLE_WEIGHT = 0.5
_ORIGIN_WEIGHT = 0.25
_USUAL_COSINE = 0.5  # of a question and a passage that has its answer
_RERANKED = 20  # passages that a reranker reads, where there is one
_EACH = 4  # articles that each of several scopes brings
_OWN_PART = 2.0  # how much more the words of a question count in the scope that they are about


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval brought: the hits, best first, each one's cosine with the question, and the question's vector.

    vector: None where the model does not read the question's language; then every cosine is the usual one of a hit.
    """

    hits: tuple[Hit, ...]
    cosines: tuple[float, ...]
    vector: NDArray[np.float32] | None

    def rows(self) -> list[int]:
        """Return the rows of all passages that it brought, each before its copies."""
        return [row for hit in self.hits for row in (hit.passage.row, *hit.copies)]

    def within(self, article_ids: Iterable[str]) -> Found:
        """Return what it brought of these articles."""
        ids = frozenset(article_ids)
        kept = [at for at, hit in enumerate(self.hits) if hit.passage.article_id in ids]
        return Found(tuple(self.hits[at] for at in kept), tuple(self.cosines[at] for at in kept), self.vector)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a filter lets through; None stands for all of them."""

    article_ids: tuple[str, ...] | None
    rows: NDArray[np.int64] | None


def find_scope(snapshot: Snapshot, filter: Filter) -> Scope:
    """Resolve a filter's article and dates to articles and passage rows. Raises UsageError for an unknown article."""
    of_articles = replace(filter, speaker=None, is_chosen=False)
    if of_articles == Filter():
        return Scope(None, None)
    if of_articles == Filter(article=filter.article):
        ids = [_find_article(snapshot, str(filter.article))]
    else:
        ids = snapshot.catalog.article_ids(filter.since, filter.until, filter.sources)
        if filter.article is not None:
            article = _find_article(snapshot, filter.article)
            ids = [article] if article in ids else []
    return Scope(tuple(ids), snapshot.catalog.passage_rows(ids))


def retrieve(
    snapshot: Snapshot, embedder: Embedder, question: Question, scope: Scope, k: int, reranker: Reranker | None = None
) -> Found:
    """Return up to k hits for a question within a scope.

    Scores are fused reciprocal ranks, 1 being first in both rankings; with a reranker its scores for the first ones.
    """
    vector = _embed(embedder, question)
    ranking, copies = _rank_distinct(snapshot, vector, question, scope, k)
    if reranker is not None:
        ranking = _rerank(snapshot, reranker, question, ranking[:_RERANKED])
    return _found(snapshot, vector, ranking[:k], copies)


def retrieve_each(
    snapshot: Snapshot,
    embedder: Embedder,
    question: Question,
    scope: Scope,
    parts: Sequence[tuple[Sequence[Scope], str]],
    k: int,
) -> Found:
    """Return hits of each part of a scope in turn, then the best of all: for a question for evidence from several.

    parts: the scopes of each, the likeliest first, and the piece of the question that is about it, whose words count
    more there.
    """
    vector = _embed(embedder, question)
    rankings = []
    for scopes, piece in parts:
        own = dict.fromkeys(find_content(piece), _OWN_PART)
        ranking = [hit for part in scopes for hit in _rank(snapshot, vector, question, part, own)[:_DEPTH]]
        distinct, _ = _distinct(snapshot, ranking)
        rankings.append(_one_per_text(snapshot, distinct)[:_EACH])
    in_turn = [hit for hits in zip_longest(*rankings) for hit in hits if hit]
    merged: dict[int, float] = {}
    for row, score in chain(in_turn, _rank(snapshot, vector, question, scope)):
        merged.setdefault(row, score)
    ranking, copies = _distinct(snapshot, list(merged.items()), wanted=[row for row, _ in in_turn])
    return _found(snapshot, vector, ranking[:k], copies)


def _embed(embedder: Embedder, question: Question) -> NDArray[np.float32] | None:
    return embedder.embed_query(question.text) if embedder.reads(question.text) else None


@step("searching")
def _rank(
    snapshot: Snapshot,
    vector: NDArray[np.float32] | None,
    question: Question,
    scope: Scope,
    boosts: Mapping[str, float] = MappingProxyType({}),
    depth: int = _DEPTH,
) -> list[tuple[int, float]]:
    """Rank by words and by meaning; by words alone where there is no vector."""
    spelt_out = [tuple(long.split()) for long, short in SHORT_NAMES.items() if short in question.terms]
    lexical = snapshot.lexicon.search(
        question.terms,
        depth,
        phrases=[*spelt_out, *find_unspaced_pairs(question.text)],
        boosts=boosts,
        articles=scope.article_ids,
        title_weight=_TITLE_WEIGHT,
        origin_weight=_ORIGIN_WEIGHT,
    )
    dense = lexical if vector is None else snapshot.vectors.search(vector, depth, scope.rows)
    return fuse([row for row, _ in lexical], [row for row, _ in dense])


def _rank_distinct(
    snapshot: Snapshot, vector: NDArray[np.float32] | None, question: Question, scope: Scope, k: int
) -> tuple[list[tuple[int, float]], Mapping[int, tuple[int, ...]]]:
    """Rank what is left without copies; deeper where fewer than k are."""
    ranking = _rank(snapshot, vector, question, scope)
    distinct, copies = _distinct(snapshot, ranking)
    if len(distinct) < min(k, len(ranking)):
        return _distinct(snapshot, _rank(snapshot, vector, question, scope, depth=_DEEPER))
    return distinct, copies


def _distinct(
    snapshot: Snapshot, ranking: Sequence[tuple[int, float]], wanted: Sequence[int] = ()
) -> tuple[list[tuple[int, float]], Mapping[int, tuple[int, ...]]]:
    """A ranking without copies of what ranks better, and the copies that each of those left stands for."""
    copies = leave_out_copies(snapshot.catalog, [row for row, _ in ranking], wanted)
    return [hit for hit in ranking if hit[0] in copies], copies


@step("reranking")
def _rerank(
    snapshot: Snapshot, reranker: Reranker, question: Question, ranking: Sequence[tuple[int, float]]
) -> list[tuple[int, float]]:
    """Order the hits anew by what the reranker makes of title and words of each; equal ones stay in order."""
    passages = snapshot.catalog.passages([row for row, _ in ranking])
    articles = [snapshot.catalog.article(passage.article_id) for passage in passages]
    texts = [
        searchable_text(article, Passage(passage.start, passage.end, ()))
        for article, passage in zip(articles, passages, strict=True)
        if article
    ]
    scores = reranker.score(question.text, texts)
    scored = [(passage.row, float(score)) for passage, score in zip(passages, scores, strict=True)]
    return sorted(scored, key=lambda hit: -hit[1])


def _one_per_text(snapshot: Snapshot, ranking: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The first of each article, and of articles that print one text the first of them."""
    rows = [row for row, _ in ranking]
    groups = snapshot.catalog.printed_alike(rows)
    texts = {one.row: groups.get(one.row, one.article_id) for one in snapshot.catalog.passages(rows)}
    first = {texts[row]: row for row in reversed(rows)}
    return [hit for hit in ranking if first[texts[hit[0]]] == hit[0]]


def _found(
    snapshot: Snapshot,
    vector: NDArray[np.float32] | None,
    ranking: Sequence[tuple[int, float]],
    copies: Mapping[int, tuple[int, ...]],
) -> Found:
    passages = snapshot.catalog.passages([row for row, _ in ranking])
    scored = zip(passages, ranking, strict=True)
    hits = tuple(Hit(passage, score, copies[passage.row]) for passage, (_, score) in scored)
    if vector is None:
        return Found(hits, (_USUAL_COSINE,) * len(hits), None)
    rows = np.array([row for row, _ in ranking], dtype=np.int64)
    return Found(hits, tuple(map(float, snapshot.vectors.similarities(vector, rows))), vector)


def fuse(lexical: Sequence[int], dense: Sequence[int]) -> list[tuple[int, float]]:
    """Fuse two rankings of rows by weighted reciprocal rank; scores in 0..1, ties by row."""
    scores: dict[int, float] = {}
    for ranking, weight in ((lexical, _LEXICAL), (dense, 1 - _LEXICAL)):
        for rank, row in enumerate(ranking):
            scores[row] = scores.get(row, 0.0) + weight * _RRF_K / (_RRF_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _find_article(snapshot: Snapshot, key: str) -> str:
    article = snapshot.catalog.find_article(key)
    if article is None:
        raise UsageError(f"There is no article {key!r} in the collection; `quoth articles` lists them with their ids.")
    return article
