"""A question that names several pieces gets evidence from each: by outlet, by day, by what it says of each."""

from __future__ import annotations

from datetime import date

import pytest
from corpora import index_articles
from embedders import HashedWords

from index.answering import answer
from index.outlets import Outlets
from index.pieces import Piece, find_pieces
from index.questions import parse_question
from index.results import Answer
from index.snapshot import Snapshot
from index.types import Filter

OUTLETS = Outlets(("The Gridline", "Arden Courier"))


def pieces(question: str) -> tuple[Piece, ...]:
    return find_pieces(question, OUTLETS.find_mentions(question))


def days(question: str) -> list[tuple[str, date | None]]:
    return [(piece.sources[0], piece.day.since if piece.day else None) for piece in pieces(question)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (
            "Do the Gridline report published on 6 May 2018 and the Arden Courier story of May 9, 2018 agree?",
            [("The Gridline", date(2018, 5, 6)), ("Arden Courier", date(2018, 5, 9))],
        ),
        (
            "Did the Arden Courier change its view between its article of 2018-05-06 and the 9 May 2018 one?",
            [("Arden Courier", date(2018, 5, 6)), ("Arden Courier", date(2018, 5, 9))],
        ),
        ("Did the Arden Courier report it after 6 May 2018?", [("Arden Courier", None)]),
        ("Which bridge closed on 6 May 2018?", []),
    ],
)
def test_a_day_belongs_to_the_outlet_before_it(question: str, found: list[tuple[str, date | None]]) -> None:
    assert days(question) == found


def sources(question: str) -> list[str]:
    return [piece.sources[0] for piece in pieces(question)]


def test_an_outlet_of_which_two_things_are_told_is_meant_twice() -> None:
    question = (
        "Does the Gridline article call ferries slow and late, while a Gridline story calls bridges wide and old?"
    )
    assert sources(question) == ["The Gridline", "The Gridline"]


def test_an_outlet_that_is_only_named_again_is_meant_once() -> None:
    question = "Which bridge closed, as reported by The Gridline, the Arden Courier and The Gridline?"
    assert sources(question) == ["The Gridline", "Arden Courier"]


def test_what_is_told_of_the_last_of_several_outlets_is_told_of_all() -> None:
    one, other = pieces("Do The Gridline and the Arden Courier call the old bridge of Arden unsafe?")
    assert one.about == other.about == " call the old bridge of Arden unsafe?"


def test_a_piece_of_which_nothing_is_told_comes_last() -> None:
    question = "What did the Gridline report on slow ferries of Arden leave out, and the Arden Courier?"
    assert [bool(piece.about) for piece in pieces(question)] == [True, False]


def story(title: str, text: str, day: str) -> dict[str, str]:
    return {"title": title, "text": text, "source": "The Gridline", "published_at": day}


ARTICLES = {
    "ferries": story("Ferries", "The council of Arden calls ferries slow.\n", "2018-05-06"),
    "bridges": story("Bridges", "The council of Arden calls bridges safe.\n", "2018-05-06"),
    "later": story("Bridges", "The council of Arden calls bridges unsafe after all.\n", "2018-05-09"),
    "latest": story("Trams", "The council of Arden calls trams and bridges of Arden safe and good.\n", "2018-05-11"),
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_articles(tmp_path_factory.mktemp("pieces"), ARTICLES)


def ask(snapshot: Snapshot, question: str) -> Answer:
    return answer(snapshot, HashedWords(), parse_question(question), Filter(), limit=5, threshold=0.0)


def test_each_piece_is_read_by_its_own_words(snapshot: Snapshot) -> None:
    question = (
        "Does the Gridline article say the council calls ferries slow, while the Gridline story says the council "
        "calls bridges unsafe?"
    )
    assert [citation.source_id for citation in ask(snapshot, question).citations] == ["ferries", "later"]


def test_pieces_are_those_of_the_days_told_in_the_order_of_the_question(snapshot: Snapshot) -> None:
    question = (
        "Has the Gridline coverage of bridges in Arden changed from its report of 9 May 2018 to that of 6 May 2018?"
    )
    found = ask(snapshot, question)
    assert [citation.source_id for citation in found.citations] == ["later", "bridges"]
    assert [passage.source_id for passage in found.passages[:2]] == ["later", "bridges"]


def test_an_outlet_without_articles_of_the_day_is_searched_whole(snapshot: Snapshot) -> None:
    question = "Do the Gridline report of 1 May 2018 and the Gridline report of 6 May 2018 call ferries in Arden slow?"
    assert ask(snapshot, question).citations[0].source_id == "ferries"


def test_a_piece_on_which_no_article_touches_comes_last(snapshot: Snapshot) -> None:
    question = (
        "Does the Gridline article of 9 May 2018 praise harbour pilots and lighthouses, while the Gridline story of "
        "6 May 2018 says the council calls ferries slow?"
    )
    assert [citation.source_id for citation in ask(snapshot, question).citations] == ["ferries", "later"]
