"""Whom a question means when several articles and several people are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import index_articles
from embedders import HashedWords

from index.answering import answer
from index.questions import parse_question
from index.snapshot import Snapshot
from index.types import Answer, Filter

BRIDGE = """Bridge closed

Mayor Ana Torres closed the bridge on Monday. “The bridge stays closed until spring,” Torres said.

“No ferry will run before May,” said Eva Torres, who owns the ferry.
"""
FERRY = """Ferry sold

Ferry owner Eva Torres has sold her boat. “I am too old for the river,” Torres said.

Harbour master Jo Lindqvist regretted the sale, though he did not speak to reporters.
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return index_articles(tmp_path / "data", {"bridge": BRIDGE, "ferry": FERRY})


def ask(snapshot: Snapshot, question: str, filter: Filter = Filter()) -> Answer:  # noqa: B008
    return answer(snapshot, HashedWords(), parse_question(question), filter, limit=5, threshold=0.5)


def test_an_ambiguous_surname_is_asked_back(snapshot: Snapshot) -> None:
    found = ask(snapshot, "what did Torres say?")
    assert not found.answered
    assert set(found.clarify) == {"Ana Torres", "Eva Torres"}


def test_a_full_name_is_not_ambiguous(snapshot: Snapshot) -> None:
    found = ask(snapshot, "what did Eva Torres say?")
    assert {citation.speaker for citation in found.citations} == {"Eva Torres"}
    assert len(found.citations) == 2


def test_a_topic_tells_two_people_of_one_name_apart(snapshot: Snapshot) -> None:
    found = ask(snapshot, "what did Torres say about the spring?")
    assert [citation.speaker for citation in found.citations] == ["Ana Torres"]


def test_a_role_finds_its_holder(snapshot: Snapshot) -> None:
    assert [c.speaker for c in ask(snapshot, "what did the mayor say?").citations] == ["Ana Torres"]


def test_somebody_mentioned_but_not_quoted_is_told_so(snapshot: Snapshot) -> None:
    found = ask(snapshot, "what did Lindqvist say?")
    assert not found.answered
    assert found.reason == "Jo Lindqvist is mentioned, but not quoted."


def test_an_article_filter_leaves_out_other_articles(snapshot: Snapshot) -> None:
    found = ask(snapshot, "what did Eva Torres say?", Filter(article="ferry"))
    assert [citation.source_id for citation in found.citations] == ["ferry"]


def test_more_quotations_than_the_limit_are_counted(snapshot: Snapshot) -> None:
    found = answer(
        snapshot, HashedWords(), parse_question("what did Eva Torres say?"), Filter(), limit=1, threshold=0.5
    )
    assert (len(found.citations), found.omitted) == (1, 1)


def test_somebody_is_not_answered_for_by_their_spokesman(tmp_path: Path) -> None:
    text = "Vote\n\nSenator Ana Torres stayed silent. “She will vote no,” said Jo Lindqvist, a spokesman for Torres."
    snapshot = index_articles(tmp_path / "data", {"vote": text})
    assert not ask(snapshot, "what did Torres say?").answered
    assert ask(snapshot, "what did Lindqvist say?").answered
