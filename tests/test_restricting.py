"""What a question's words restrict it to: outlets, one article, days; and the answer says so."""

from __future__ import annotations

import pytest
from corpora import index_articles
from embedders import HashedWords

from index.answering import answer
from index.loaders.plain import load
from index.questions import parse_question
from index.restricting import restrict
from index.results import Answer
from index.snapshot import Snapshot
from index.types import Filter

GRIDLINE = {
    "title": "Bridge to open",
    "text": "The bridge of Arden opens in May.\n\n“The bridge is safe,” said Ana Torres, the mayor of Arden.",
    "source": "The Gridline",
    "published_at": "2024-03-04",
}
COURIER = {
    "title": "Bridge is late",
    "text": "The bridge of Arden opens in June.\n\n“The bridge is late,” said Ana Torres, the mayor of Arden.",
    "source": "Arden Courier",
    "published_at": "2024-05-06",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_articles(tmp_path_factory.mktemp("restricting") / "data", {"gridline": GRIDLINE, "courier": COURIER})


def ask(snapshot: Snapshot, question: str) -> Answer:
    return answer(snapshot, HashedWords(), parse_question(question), Filter(), 5, 0.0)


@pytest.mark.parametrize(
    ("question", "articles", "told"),
    [
        ("What did Ana Torres say in the Gridline piece?", ["gridline"], "(“Gridline”: only articles of this outlet.)"),
        ("In the Arden Courier, what did Torres say?", ["courier"], "(“Arden Courier”: only articles of this outlet.)"),
        ("According to The Gridline, what did Torres say about the bridge?", ["gridline"], "(“Gridline”: only"),
        (
            "What did Torres say about the bridge in the Gridline and the Arden Courier?",
            ["courier", "gridline"],
            "these",
        ),
        ("What did Ana Torres say in “Bridge is late”?", ["courier"], "(“Bridge is late”: only this article.)"),
        (
            "What did Ana Torres say since May 2024?",
            ["courier"],
            "(“since May 2024”: only articles from 1 May 2024 on.)",
        ),
        ("When does the bridge open, according to the Arden Courier?", ["courier"], "(“Arden Courier”: only"),
        ("When does the bridge of Arden open, in the article “Bridge to open”?", ["gridline"], "only this article"),
        (
            "In which month was the bridge of Arden to open since May 2024?",
            ["courier"],
            "only articles from 1 May 2024 on",
        ),
    ],
)
def test_words_of_the_question_set_the_filter(
    snapshot: Snapshot, question: str, articles: list[str], told: str
) -> None:
    found = ask(snapshot, question)
    assert sorted({citation.source_id for citation in found.citations}) == articles
    assert told in (found.note or "")
    assert found.question == question


@pytest.mark.parametrize(
    "question",
    [
        "What did Ana Torres say in the article?",
        "What did Ana Torres say?",
        "What did Ana Torres say in “Another title”?",
        "What did Ana Torres tell the Arden Courier?",
    ],
)
def test_other_words_set_none(snapshot: Snapshot, question: str) -> None:
    assert "only" not in (ask(snapshot, question).note or "")


def test_a_title_that_no_article_has_is_said_and_all_are_searched(snapshot: Snapshot) -> None:
    found = ask(snapshot, "What did Ana Torres say in “Another title”?")
    assert len(found.citations) == 2
    assert found.note == "(No article here is called “Another title”; all are searched.)"


def test_an_outlet_that_the_collection_has_nothing_from_ends_the_search(snapshot: Snapshot) -> None:
    found = ask(snapshot, "What did Ana Torres say in the Harbour Times article?")
    assert (found.answered, found.refusal) == (False, "not_from")
    assert found.reason == "The collection has nothing from Harbour Times."


def test_in_the_article_is_no_topic(snapshot: Snapshot) -> None:
    assert len(ask(snapshot, "What did Ana Torres say in the article?").citations) == 2


def test_a_day_without_articles_is_said_and_all_are_searched(snapshot: Snapshot) -> None:
    found = ask(snapshot, "Which bridge opened yesterday?")
    assert found.answered
    assert "no article is known to be from" in (found.note or "")


def test_days_that_count_from_no_today_are_kept_to(snapshot: Snapshot) -> None:
    found = ask(snapshot, "When does the bridge of Arden open since 2025?")
    assert not found.answered
    assert "only articles from 1 January 2025 on" in (found.reason or "")


def test_a_year_is_part_of_a_fact_and_no_filter(snapshot: Snapshot) -> None:
    assert "only" not in (ask(snapshot, "Which bridge opened in 2019?").note or "")


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Via The Norvian", "The Norvian"),
        ("Source: Arden Courier", "Arden Courier"),
        ("Via a narrow road he left", None),
    ],
)
def test_a_line_of_its_own_names_the_outlet_of_a_text(line: str, outlet: str | None) -> None:
    assert load(f"Title\n\nIt rained. She came Via Roma.\n\n{line}\n".encode(), "a.txt").source == outlet


@pytest.mark.parametrize(
    "question",
    [
        "Who said “The bridge is safe, I read in the Arden Courier”?",
        "Who said “The bridge is safe in the news.”?",
        "Did Ana Torres say “The bridge is safe in the Arden Courier”?",
    ],
)
def test_words_that_are_asked_for_restrict_nothing(snapshot: Snapshot, question: str) -> None:
    found = ask(snapshot, question)
    assert "only" not in f"{found.note} {found.reason}"
    assert restrict(snapshot, parse_question(question), Filter()).question == parse_question(question)
