"""Follow-ups: completed from the conversation, shown as they were understood, asked back where "he" is open."""

from __future__ import annotations

import pytest

from bot.render import plain_text
from index.engine import Engine
from index.following import Exchange, complete, exchange_of
from index.types import Filter

SPEAKERS = {"Torres", "Ana Torres", "Kruse", "the mayor"}
SAID = Exchange("What did Torres say?", ("Ana Torres",), "The bridge is safe and will open in May.")
SAID_ON = Exchange("What did Torres say about the bridge in 2018?", ("Ana Torres",), "It is safe.")
FACT = Exchange("When did the Gridline leave Arden?", (), "The Gridline left in May.")
SUBJECT = Exchange("Who opened the bridge in Arden?", (), "Ana Torres opened it.")
BOTH = Exchange("What did Torres and Kruse say?", ("Ana Torres", "Jan Kruse"), "It is safe.")


@pytest.mark.parametrize(
    ("before", "question", "completed"),
    [
        (SAID, "what about Kruse?", "What did Kruse say?"),
        (SAID, "And Kruse?", "What did Kruse say?"),
        (SAID, "what about the mayor?", "What did the mayor say?"),
        (SAID, "what about the ferry?", "What did Torres say about the ferry?"),
        (SAID, "and when was that?", "When did Ana Torres say “The bridge is safe and will open in May.”?"),
        (SAID, "Why?", "Why did Ana Torres say “The bridge is safe and will open in May.”?"),
        (SAID, "why did she say that?", "why did Ana Torres say “The bridge is safe and will open in May.”?"),
        (SAID, "what else did she say about the ferry?", "what else did Ana Torres say about the ferry?"),
        (SAID, "What is her view on the ferry?", "What is Ana Torres’s view on the ferry?"),
        (SAID, "what did Kruse tell her about the ferry?", "what did Kruse tell her about the ferry?"),
        (SAID_ON, "what about Kruse?", "What did Kruse say about the bridge in 2018?"),
        (SAID_ON, "what about the ferry?", "What did Torres say about the ferry in 2018?"),
        (SAID_ON, "and since March?", "What did Torres say about the bridge since March?"),
        (SAID_ON, "what about 2019?", "What did Torres say about the bridge in 2019?"),
        (FACT, "why?", "Why did the Gridline leave Arden?"),
        (FACT, "what about Tideway?", "When did Tideway leave Arden?"),
        (FACT, "who criticised it?", "who criticised Arden?"),
        (SUBJECT, "and when was that?", "When was that: who opened the bridge in Arden?"),
        (SUBJECT, "what about Norvia?", "Who opened the bridge in Norvia?"),
    ],
)
def test_a_follow_up_is_completed(before: Exchange, question: str, completed: str) -> None:
    assert complete(question, [before], SPEAKERS.__contains__).text == completed


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Arden?",
        "What did Kruse say when he left?",
        "How did the mayor explain her vote?",
        "Who lost his ferry?",
        "In which year did the ferry stop?",
        "Why did the bridge in Norvia close?",
        "?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    for before in (SAID, FACT, BOTH):
        assert complete(question, [before], SPEAKERS.__contains__).text == question


def test_nothing_is_completed_without_a_conversation() -> None:
    assert complete("why?", [], SPEAKERS.__contains__).text == "why?"


def test_the_last_who_was_named_is_meant() -> None:
    assert complete("what did she say?", [SAID, FACT], SPEAKERS.__contains__).text == "what did Ana Torres say?"


def test_he_is_asked_back_where_several_were_quoted() -> None:
    assert complete("what did he say about the ferry?", [BOTH], SPEAKERS.__contains__).choices == BOTH.speakers


def test_the_engine_answers_the_completed_question_and_shows_it(seed_engine: Engine) -> None:
    first = seed_engine.ask("What did Larijani say?")
    then = seed_engine.ask("what about Rouhani?", after=[exchange_of(first)])
    assert then.question == "What did Rouhani say?"
    assert {citation.speaker for citation in then.citations} == {"Hassan Rouhani"}
    assert plain_text(then).startswith("Asked: What did Rouhani say?\n")
    assert not first.is_completed


def test_whom_he_means_can_be_chosen(seed_engine: Engine) -> None:
    both = exchange_of(seed_engine.ask("What did Larijani and Rouhani say?"))
    open_one = seed_engine.ask("what did he say?", after=[both])
    assert (open_one.answered, set(open_one.clarify)) == (False, {"Ali Larijani", "Hassan Rouhani"})
    chosen = seed_engine.ask("what did he say?", filter=Filter(speaker="Ali Larijani"))
    assert {citation.speaker for citation in chosen.citations} == {"Ali Larijani"}


def test_he_without_a_conversation_is_asked_back_in_words(seed_engine: Engine) -> None:
    assert seed_engine.ask("what did he say?").reason == "Whom do you mean by “he”? Ask with a name."
