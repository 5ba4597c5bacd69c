"""Several articles on one thing: the same words count once, and what they tell differently is shown side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import index_articles
from embedders import HashedWords

from bot.records import answer_record
from bot.render import plain_text
from index.agreement import disagree, is_same_matter, is_same_text
from index.answering import answer
from index.questions import parse_question
from index.results import Answer
from index.types import Filter

WIRE = "The storm closed the harbour of Arden on Sunday and tore eleven boats from their moorings, the port said."
SAID = "“We have never seen waves of this height in our harbour,” said Ana Torres, who runs the port."


def ask(folder: Path, articles: dict[str, dict[str, str]], question: str) -> Answer:
    snapshot = index_articles(folder, articles)
    return answer(snapshot, HashedWords(), parse_question(question), Filter(), 5, 0.0)


def article(title: str, text: str, source: str, day: str) -> dict[str, str]:
    return {"title": title, "text": text, "source": source, "published_at": day}


COPIES = {
    "old": article("Storm in Arden", f"{WIRE}\n\n{SAID}", "The Gridline", "2024-03-04"),
    "new": article("Arden storm", f"{WIRE}\n\n{SAID}", "Arden Courier", "2024-03-06"),
    "other": article("Ferries", "The ferries of Norvia run every hour, said Jan Kruse.", "Tideway", "2024-03-05"),
}


def test_agency_copy_is_cited_once_from_the_newest_with_the_others_named(tmp_path: Path) -> None:
    found = ask(tmp_path, COPIES, "What closed the harbour of Arden?")
    assert [citation.source_id for citation in found.citations] == ["new"]
    assert [citation.source_id for citation in found.citations[0].also_in] == ["old"]
    assert "also in Storm in Arden · The Gridline · 2024-03-04" in plain_text(found)
    assert [one.source_id for one in answer_record(found).citations[0].also_in] == ["old"]


def test_a_quotation_in_several_articles_counts_once(tmp_path: Path) -> None:
    found = ask(tmp_path, COPIES, "What did Ana Torres say?")
    assert [citation.source_id for citation in found.citations] == ["new"]
    assert [citation.source_id for citation in found.citations[0].also_in] == ["old"]
    assert found.omitted == 0


def test_what_two_articles_tell_differently_is_shown_side_by_side(tmp_path: Path) -> None:
    told = {
        "old": article("Storm", "The storm in Arden killed three people on the ferry.", "Tideway", "2024-03-04"),
        "new": article("Toll", "The storm in Arden killed five people on the ferry.", "Gridline", "2024-03-06"),
    }
    found = ask(tmp_path, told, "How many people did the storm in Arden kill?")
    assert [citation.source_id for citation in found.citations] == ["new", "old"]
    assert found.note is not None
    assert "differently" in found.note


def test_a_limit_of_one_shows_one_and_says_nothing_of_another(tmp_path: Path) -> None:
    told = {
        "old": article("Storm", "The storm in Arden killed three people on the ferry.", "Tideway", "2024-03-04"),
        "new": article("Toll", "The storm in Arden killed five people on the ferry.", "Gridline", "2024-03-06"),
    }
    snapshot = index_articles(tmp_path, told)
    question = parse_question("How many people did the storm in Arden kill?")
    found = answer(snapshot, HashedWords(), question, Filter(), 1, 0.0)
    assert (len(found.citations), found.note) == (1, None)


def test_articles_that_agree_are_not_said_to_differ(tmp_path: Path) -> None:
    told = {
        "old": article("Storm", "The storm in Arden killed 5 people on the ferry.", "Tideway", "2024-03-04"),
        "new": article("Toll", "In Arden the storm killed five people, all on the ferry.", "Gridline", "2024-03-06"),
    }
    found = ask(tmp_path, told, "How many people did the storm in Arden kill?")
    assert found.note is None


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (WIRE, WIRE.replace("the port said", "port officials said"), True),
        (WIRE, WIRE.replace("eleven boats from their moorings", "the roof from the old customs house"), False),
        (WIRE, WIRE.replace("Sunday", "Monday"), False),
        (WIRE, WIRE.replace("eleven", "twelve"), False),
        ("Torres has sold the old ferry to a company.", "Kruse has sold the old ferry to a company.", False),
        ("“Not now.”", "Not now", True),
        ("Not now", "Not here", False),
        ("…", "!", False),
    ],
)
def test_copies_are_told_from_other_words(one: str, other: str, is_same: bool) -> None:
    assert is_same_text(one, other) is is_same


@pytest.mark.parametrize(
    ("expects", "things", "others", "differ"),
    [
        ("number", ("3",), ("five",), True),
        ("number", ("5",), ("five",), False),
        ("number", ("1200",), ("1200", "3"), False),
        ("number", ("2019", "420"), ("2019", "460"), True),
        ("number", ("2019",), ("2019",), False),
        ("time", ("may 8",), ("may 9",), True),
        ("time", ("2017",), ("2018",), True),
        ("time", ("may 8",), ("monday",), False),
        ("name", ("arden",), ("norvia",), False),
    ],
)
def test_only_numbers_and_days_of_one_kind_can_differ(
    expects: str, things: tuple[str, ...], others: tuple[str, ...], differ: bool
) -> None:
    assert disagree(expects, things, others) is differ  # type: ignore[arg-type]


def test_sentences_on_other_things_are_no_contradiction() -> None:
    assert is_same_matter("The storm killed three people in Arden.", "The storm in Arden killed five people.")
    assert not is_same_matter("The storm killed three people in Arden.", "The ferry of Norvia takes five cars.")
