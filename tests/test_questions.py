"""What a question asks."""

import pytest

from index.errors import UsageError
from index.questions import parse_question


@pytest.mark.parametrize(
    ("text", "who", "topic"),
    [
        ("what did Torres say?", "Torres", None),
        ("What did the justice minister say about the bridge?", "the justice minister", "the bridge"),
        ("What has Ana Torres said on school fees?", "Ana Torres", "school fees"),
        ("Did Torres say anything about taxes?", "Torres", "taxes"),
        ("what does Okafor think about the plan", "Okafor", "the plan"),
        ("quotes by Whitfield", "Whitfield", None),
        ("What did May say about the plan?", "May", "the plan"),
        ("what has Will said?", "Will", None),
        ("Whitfield quotes", "Whitfield", None),
        ("quote Whitfield", "Whitfield", None),
        ("What did Torres tell reporters about the ferry?", "Torres", "the ferry"),
        ("How did the WHO react to the outbreak?", "the WHO", "the outbreak"),
        ("what did the WHO say?", "the WHO", None),
        ("what did Torres say after the vote?", "Torres", "after the vote"),
        ("what are Okafor's comments on the plan?", "Okafor", "the plan"),
    ],
)
def test_questions_for_somebodys_words(text: str, who: str, topic: str | None) -> None:
    question = parse_question(text)
    assert (question.asks, question.who, question.topic) == ("words", who, topic)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Who said “the bridge stays closed”?", "the bridge stays closed"),
        ('who said that "we will wait, and wait"?', "we will wait, and wait"),
        ("Who said the bridge would never open?", "the bridge would never open"),
    ],
)
def test_questions_for_a_speaker(text: str, words: str) -> None:
    question = parse_question(text)
    assert (question.asks, question.words) == ("speaker", words)


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("When did the bridge close?", "time"),
        ("Where is the bridge?", "place"),
        ("How many bridges are there?", "number"),
        ("Who won the election in Arden?", "person"),
        ("Why did it close?", "reason"),
        ("What happened in Arden?", "anything"),
    ],
)
def test_questions_of_fact(text: str, expects: str) -> None:
    question = parse_question(text)
    assert (question.asks, question.expects) == ("fact", expects)


@pytest.mark.parametrize("text", ["", "   ", "?!", "x" * 10_000], ids=["empty", "blank", "marks", "long"])
def test_a_question_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_question(text)


def test_a_question_for_the_holder_of_an_office() -> None:
    question = parse_question("Who is the mayor of Arden?")
    assert (question.asks, question.who) == ("holder", "mayor of Arden")


@pytest.mark.parametrize(
    ("asked", "asks"),
    [
        ("who criticised the plan?", "stance"),
        ("who has called for elections?", "stance"),
        ("who called the plan a disaster?", "speaker"),
        ("did Ana Torres really say that the bridge is safe?", "check"),
        ("is it true that Torres said “we will win”?", "check"),
        ("did Torres say anything about ferries?", "words"),
        ("who won the election?", "fact"),
    ],
)
def test_what_is_asked_for(asked: str, asks: str) -> None:
    assert parse_question(asked).asks == asks
