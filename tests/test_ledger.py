"""Whom a question means when several articles and several people are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import index_articles
from embedders import HashedWords

from index.answering import answer
from index.questions import parse_question
from index.results import Answer
from index.snapshot import Snapshot
from index.types import Filter

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
    return answer(snapshot, HashedWords(), parse_question(question), filter, limit=5, threshold=0.26)


def test_an_ambiguous_surname_is_asked_back(snapshot: Snapshot) -> None:
    found = ask(snapshot, "what did Torres say?")
    assert not found.answered
    assert set(found.clarify) == {"Ana Torres", "Eva Torres"}


@pytest.mark.parametrize("typed", ["Eva Tores", "Ana Torrse", "Torrez"])
def test_a_misspelt_name_is_asked_back_with_those_it_may_be(snapshot: Snapshot, typed: str) -> None:
    found = ask(snapshot, f"what did {typed} say?")
    assert (found.answered, found.refusal) == (False, "not_named")
    assert found.clarify
    assert set(found.clarify) <= {"Ana Torres", "Eva Torres"}
    assert "Did you mean" in (found.reason or "")


def test_a_name_like_no_other_offers_nobody(snapshot: Snapshot) -> None:
    assert ask(snapshot, "what did Zacharias Quist say?").clarify == ()


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
        snapshot, HashedWords(), parse_question("what did Eva Torres say?"), Filter(), limit=1, threshold=0.26
    )
    assert (len(found.citations), found.omitted) == (1, 1)


def test_somebody_is_not_answered_for_by_their_spokesman(tmp_path: Path) -> None:
    text = "Vote\n\nSenator Ana Torres stayed silent. “She will vote no,” said Jo Lindqvist, a spokesman for Torres."
    snapshot = index_articles(tmp_path / "data", {"vote": text})
    assert not ask(snapshot, "what did Torres say?").answered
    assert ask(snapshot, "what did Lindqvist say?").answered


JOINT = """Bridge

Mayor Ana Torres met Senator Paul Whitfield. Torres and Whitfield said in a statement: “The bridge stays closed.”

“Money is short,” Whitfield added.
"""


@pytest.fixture
def joint(tmp_path: Path) -> Snapshot:
    return index_articles(tmp_path / "joint", {"joint": JOINT})


@pytest.mark.parametrize("who", ["Torres", "Whitfield"])
def test_what_two_people_said_together_is_an_answer_for_both(joint: Snapshot, who: str) -> None:
    citations = ask(joint, f"what did {who} say?").citations
    assert "Ana Torres and Paul Whitfield" in {citation.speaker for citation in citations}


def test_what_two_people_said_stands_side_by_side_and_once(joint: Snapshot) -> None:
    citations = ask(joint, "what did Torres and Whitfield say?").citations
    assert [citation.text for citation in citations] == ["The bridge stays closed.", "Money is short"]


def test_side_by_side_the_silent_one_is_named(joint: Snapshot) -> None:
    found = ask(joint, "what did Torres and Whitfield say about short cash?")
    assert [citation.speaker for citation in found.citations] == ["Paul Whitfield"]
    assert found.note
    assert "Ana Torres is quoted once, but not on short cash" in found.note


def test_a_period_in_the_question_leaves_out_articles_of_other_days(tmp_path: Path) -> None:
    dated = {
        "old": {"text": BRIDGE, "published_at": "2018-03-01"},
        "new": {"text": FERRY.replace("Eva", "Ana"), "published_at": "2018-09-01"},
    }
    snapshot = index_articles(tmp_path / "dated", dated)
    found = ask(snapshot, "what has Ana Torres said since June 2018?")
    assert [citation.text for citation in found.citations] == ["I am too old for the river"]
    assert found.note
    assert "from 1 June 2018 on" in found.note


CRITICS = """Plan

Senator Paul Whitfield criticized the harbour plan as “a gift to the rich.” Mayor Ana Torres praised the harbour plan, \
calling it “a new beginning.”

“The harbour plan was written in May,” said Eva Lind, who works for the council.
"""


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("who criticised the harbour plan?", "Paul Whitfield"),
        ("who has praised the harbour plan?", "Ana Torres"),
    ],
)
def test_who_took_a_stance_is_told_from_who_only_mentions_it(tmp_path: Path, question: str, speaker: str) -> None:
    snapshot = index_articles(tmp_path / "critics", {"plan": CRITICS})
    assert {citation.speaker for citation in ask(snapshot, question).citations} == {speaker}


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ("Ana Torres criticised the delay of the works.", "Ana Torres criticised the delay of the works."),
        ("Ana Torres believes that the bridge will hold.", "Ana Torres believes that the bridge will hold."),
        ("Ana Torres said that the bridge will hold.", "that the bridge will hold"),
    ],
    ids=["criticised", "believes", "said"],
)
def test_a_report_is_shown_with_its_sentence_where_its_words_alone_do_not_tell(
    tmp_path: Path, told: str, answer: str
) -> None:
    found = ask(index_articles(tmp_path / "told", {"bridge": f"Bridge\n\nIt rained. {told}"}), "what did Torres say?")
    assert [(citation.text, citation.kind) for citation in found.citations] == [(answer, "indirect")]


def test_a_stance_that_is_only_reported_is_shown_with_its_sentence(tmp_path: Path) -> None:
    text = "Plan\n\nEngineers of Arden criticised the harbour plan. The council met on Monday."
    found = ask(index_articles(tmp_path / "reported", {"plan": text}), "who criticised the harbour plan?")
    assert [citation.text for citation in found.citations] == ["Engineers of Arden criticised the harbour plan."]


def test_nobody_denied_what_nobody_denied(tmp_path: Path) -> None:
    snapshot = index_articles(tmp_path / "critics", {"plan": CRITICS})
    assert not ask(snapshot, "who denied the harbour plan?").answered


def test_words_that_somebody_is_said_to_have_said_are_checked(snapshot: Snapshot) -> None:
    said = ask(snapshot, "did Ana Torres say “the bridge stays closed until summer”?")
    assert said.answered
    assert said.note
    assert "“summer” → “spring”" in said.note
    other = ask(snapshot, "did Eva Torres say “the bridge stays closed until spring”?")
    assert (other.answered, other.citations) == (False, ())
    assert "Ana Torres" in (other.reason or "")


LONG = """Bridge

Mayor Ana Torres met Senator Paul Whitfield. “The bridge stays closed. We will build it again in a year. Nobody wants \
it sooner,” Torres said.
"""


@pytest.mark.parametrize(("who", "is_hers"), [("Torres", True), ("Whitfield", False)])
def test_words_from_the_middle_of_a_quotation_are_checked(tmp_path: Path, who: str, is_hers: bool) -> None:
    snapshot = index_articles(tmp_path / "long", {"long": LONG})
    found = ask(snapshot, f"did {who} say “we will build it again in a year”?")
    assert found.answered is is_hers
    assert [citation.text for citation in found.citations] == ["We will build it again in a year."] * is_hers
    assert "Ana Torres" in (found.note or found.reason or "")


def test_a_name_that_was_chosen_of_several_is_not_asked_back_again(tmp_path: Path) -> None:
    snapshot = index_articles(
        tmp_path / "chosen",
        {
            "a": "Bridge\n\n“The bridge is safe,” said Ana Torres, the mayor.",
            "b": "Ferry\n\n“The ferry is slow,” said Luis Torres, a captain.",
            "c": "Rain\n\n“It rains,” Torres said.",
        },
    )
    names = ask(snapshot, "What did Torres say?").clarify
    assert set(names) == {"Ana Torres", "Luis Torres", "Torres"}
    for name in names:
        chosen = ask(snapshot, "What did Torres say?", Filter(speaker=name, is_chosen=True))
        assert {citation.speaker for citation in chosen.citations} == {name}
