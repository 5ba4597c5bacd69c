"""Why a question of fact is not answered: each reason is told apart, and what is nearest is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import index_articles
from embedders import HashedWords

from bot.records import answer_record
from index.answering import answer
from index.expectations import find_counted
from index.premises import find_false_premise
from index.questions import parse_question
from index.results import Answer
from index.snapshot import Snapshot
from index.types import Filter

FERRY = "The council of Arden has sold the ferry to Norvia Lines. Three captains of Tideway left the ferry in May."


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_articles(tmp_path_factory.mktemp("premises") / "data", {"ferry": {"title": "Ferry", "text": FERRY}})


def ask(snapshot: Snapshot, question: str) -> Answer:
    return answer(snapshot, HashedWords(), parse_question(question), Filter(), 5, 1.0)


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        (
            "Why has Norvia sold the ferry?",
            "Arden has sold the ferry to Norvia, which lies across the river.",
            "The nearest article says this of Arden, not of Norvia.",
        ),
        (
            "When did Jan Kruse leave the council?",
            "Ana Torres later leaves the council to Jan Kruse.",
            "The nearest article says this of Ana Torres, not of Jan Kruse.",
        ),
        (
            "Where did the council not sell the ferry?",
            "The council sold the ferry in Arden.",
            "The question denies what the nearest article says.",
        ),
        ("Where did the council not sell the ferry?", "The council refused to sell the ferry in Arden.", None),
        ("Why has Arden sold the ferry?", "Arden has sold the ferry to Norvia.", None),
        ("What has Norvia praised Arden for?", "Arden was praised by Norvia for the ferry.", None),
        ("When did Norvia sell the ferry?", "The ferry was sold in May.", None),
        ("Who not only sold the ferry but left Arden?", "Torres sold the ferry and left Arden.", None),
        ("When did the ferry stop?", "It stopped in May, when Arden sold it to Norvia.", None),
    ],
)
def test_a_near_miss_is_told_from_an_answer(question: str, sentence: str, told: str | None) -> None:
    assert find_false_premise(question, sentence) == told


@pytest.mark.parametrize(
    ("question", "refusal", "reason"),
    [
        ("Why did Arden never sell the ferry?", "false_premise", "The question denies what the nearest article says."),
        ("How often does the ferry of Zorp run?", "not_covered", "No article here names Zorp."),
        ("Which gardens bloom earliest?", "not_covered", "No article here touches on that."),
        ("Why has the council of Arden sold the ferry?", "not_stated", "No article here answers that; the nearest"),
    ],
)
def test_the_reason_is_told_and_what_is_nearest(snapshot: Snapshot, question: str, refusal: str, reason: str) -> None:
    found = ask(snapshot, question)
    assert found.refusal == refusal
    assert (found.reason or "").startswith(reason)
    assert found.passages
    assert answer_record(found).refusal == refusal


def test_the_sentence_that_denies_is_shown_first(snapshot: Snapshot) -> None:
    found = ask(snapshot, "Why did Arden never sell the ferry?")
    assert found.passages[0].text == "The council of Arden has sold the ferry to Norvia Lines."


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        ("What did Zorp say?", "not_named"),
        ("Did the council say “we will never sell the ferry to anyone”?", "not_said"),
        ("According to the Harbour Times article, who sold the ferry?", "not_from"),
    ],
)
def test_the_ledgers_reasons_have_kinds_too(snapshot: Snapshot, question: str, refusal: str) -> None:
    assert ask(snapshot, question).refusal == refusal


def test_what_is_counted_is_told(tmp_path: Path) -> None:
    assert find_counted("How many nuclear warheads does it have?") == "warheads"
    assert find_counted("How much is it?") is None
    text = "Arden has three ferries and one bridge. The bridge of Arden has eight lanes."
    snapshot = index_articles(tmp_path / "data", {"a": {"title": "Arden", "text": text}})
    ferries, trams = (ask(snapshot, f"How many {what} does the city of Arden have?") for what in ("ferries", "trams"))
    assert trams.confidence < ferries.confidence
