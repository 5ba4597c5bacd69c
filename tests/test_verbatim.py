"""Verbatim or nothing: every citation of every answer is a slice of its article, for arbitrary articles."""

from __future__ import annotations

import pytest
from corpora import index_articles
from embedders import HashedWords
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.answering import answer
from index.listing import list_quotes
from index.questions import parse_question
from index.refs import parse_ref
from index.types import Filter

STORABLE = st.characters(exclude_categories=["Cs"])
PIECES = st.sampled_from(
    ["“", "”", '"', "''", ":", "\n\n", ". ", ", ", " said ", "Ana Torres", " she ", "according to ", "told us ",
     "the mayor", "é\u0301", "🙂", "\u00a0", "bridge ", "İstanbul ", "\u2028", "spring", "? "]
)  # fmt: skip
TEXTS = st.one_of(st.text(STORABLE, min_size=1, max_size=200), st.lists(PIECES, min_size=5, max_size=60).map("".join))
QUESTIONS = [
    "what did Ana Torres say?",
    "what did the mayor say about spring?",
    "who said “bridge”?",
    "where is the bridge?",
]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS.filter(lambda text: bool(text.strip())), min_size=1, max_size=2, unique=True))
def test_every_citation_is_a_slice_of_its_article(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    articles = {str(number): {"text": text, "title": "Title"} for number, text in enumerate(texts)}
    snapshot = index_articles(tmp_path_factory.mktemp("verbatim"), articles)
    for question in QUESTIONS:
        found = answer(snapshot, HashedWords(), parse_question(question), Filter(), limit=9, threshold=0.0)
        for cited in (*found.citations, *found.passages):
            assert cited.text == articles[cited.source_id]["text"][cited.start : cited.end]
    for entry in list_quotes(snapshot, HashedWords(), Filter(), everything=True).entries:
        assert entry.text == articles[entry.source_id]["text"][entry.start : entry.end]
        assert parse_ref(entry.ref).fits(articles[entry.source_id]["text"])
    snapshot.close()
