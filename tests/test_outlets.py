"""Outlets in a question: named as where something stands, they narrow the search, and a strange one ends it."""

from __future__ import annotations

import pytest
from corpora import index_articles
from embedders import HashedWords

from index.answering import answer
from index.outlets import Outlets
from index.questions import parse_question
from index.results import Answer
from index.snapshot import Snapshot
from index.types import Filter

SOURCES = ("The Gridline", "Arden Courier - Sport", "Arden Courier - Life", "Tideway", "norvia-post")
OUTLETS = Outlets(SOURCES)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("When did it close, according to The Gridline?", ["Gridline"]),
        ("What did the Arden Courier article say on ferries?", ["Arden Courier"]),
        ("Which bridge, as reported by both Tideway and The Gridline, is closed?", ["Tideway", "Gridline"]),
        (
            "Which bridge is closed, as told by Norvia Post, Tideway, and Gridline?",
            ["Norvia Post", "Tideway", "Gridline"],
        ),
        ("Who is named in the Norvia Post story?", ["Norvia Post"]),
        ("When does the tideway open?", []),
        ("How deep is Tideway Lake?", []),
    ],
)
def test_an_outlet_is_found_where_it_is_written_as_a_name(question: str, names: list[str]) -> None:
    assert [named.name for named in OUTLETS.find(question)] == names


def test_an_outlet_stands_for_all_its_sections() -> None:
    (named,) = OUTLETS.find("What is in the Arden Courier piece?")
    assert named.sources == ("Arden Courier - Sport", "Arden Courier - Life")


@pytest.mark.parametrize(
    ("question", "is_source"),
    [
        ("What is closed, according to The Gridline?", True),
        ("What does the Tideway report say?", True),
        ("What is closed, as reported by 'The Gridline'?", True),
        ("Who founded The Gridline?", False),
    ],
)
def test_an_outlet_that_the_question_is_about_is_no_source(question: str, is_source: bool) -> None:
    assert [named.is_source for named in OUTLETS.find(question)] == [is_source]


@pytest.mark.parametrize(
    ("question", "strange"),
    [
        ("Who is named in the Harbour Times article?", "Harbour Times"),
        ("What does an article from the Harbour Times say?", "Harbour Times"),
        ("Who is named in the Arden Courier article?", None),
        ("Who is named in the Norvia Post article?", None),
        ("What does the Whitfield report say?", None),
        ("ferries in the Harbour Times", "Harbour Times"),
        ("ferries in the Arden Courier", None),
        ("ferries in the Harbour of Arden", None),
    ],
)
def test_an_outlet_without_articles_is_told_apart_from_a_report_on_somebody(question: str, strange: str | None) -> None:
    assert OUTLETS.find_strange(question) == strange


ARTICLES = {
    "one": {"title": "Bridge", "text": "The old bridge in Arden closed on Monday.\n", "source": "The Gridline"},
    "two": {"title": "Bridge", "text": "The old bridge in Arden closed on Friday.\n", "source": "Tideway"},
    "three": {"title": "Ferry", "text": "The ferry to Norvia costs nine crowns.\n", "source": "Arden Courier"},
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_articles(tmp_path_factory.mktemp("outlets"), ARTICLES)


def ask(snapshot: Snapshot, question: str, filter: Filter = Filter()) -> Answer:  # noqa: B008
    return answer(snapshot, HashedWords(), parse_question(question), filter, limit=5, threshold=0.0)


@pytest.mark.parametrize(("outlet", "day"), [("Gridline", "Monday"), ("Tideway", "Friday")])
def test_a_question_on_one_outlets_article_is_answered_from_it(snapshot: Snapshot, outlet: str, day: str) -> None:
    found = ask(snapshot, f"According to the {outlet} article, when did the old bridge close?")
    assert [citation.text for citation in found.citations] == [f"The old bridge in Arden closed on {day}."]
    assert f"(“{outlet}”: only articles of this outlet.)" in (found.note or "")


def test_a_question_on_several_outlets_gets_evidence_from_each(snapshot: Snapshot) -> None:
    question = "Do the Gridline article and the Tideway article say the same of when the old bridge closed?"
    assert [passage.source_id for passage in ask(snapshot, question).passages[:2]] == ["one", "two"]
    assert {citation.source_id for citation in ask(snapshot, question).citations} == {"one", "two"}


def test_a_question_on_an_outlet_without_articles_is_not_answered(snapshot: Snapshot) -> None:
    found = ask(snapshot, "According to the Harbour Times article, when did the old bridge close?")
    assert (found.answered, found.reason) == (False, "The collection has nothing from Harbour Times.")


def test_a_filter_holds_for_a_question_on_several_outlets_too(snapshot: Snapshot) -> None:
    question = "Do the Gridline article and the Tideway article say the same of when the old bridge closed?"
    found = ask(snapshot, question, Filter(article="two"))
    assert {one.source_id for one in (*found.citations, *found.passages)} == {"two"}
