"""What kind of thing a question asks for, and what a sentence shows of it."""

from __future__ import annotations

import pytest

from index.expectations import find_expected, find_shown
from index.text import fold_words


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did the bridge close?", "time"),
        ("In which year did the bridge close?", "time"),
        ("How many bridges are there?", "number"),
        ("The council agreed to how many ferries?", "number"),
        ("What percentage of the ferries sank?", "number"),
        ("Which late-night host announced a new film?", "person"),
        ("A bridge fell on Monday. Where did it fall?", "place"),
        ("A strike halted ferries in which city?", "place"),
        ("Which film won the prize?", "name"),
        ("What is the name of the bridge?", "name"),
        ("What was the cause of the long lines?", "reason"),
        ("Why did it close?", "reason"),
        ("What happened in Arden?", "anything"),
        ("Is the bridge open?", "anything"),
    ],
)
def test_a_question_expects_a_kind_of_thing(question: str, expected: str) -> None:
    assert find_expected(question) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "things"),
    [
        ("When did the bridge close?", "It closed on May 8.", ("may 8",)),
        ("How many ferries sank?", "Two ferries sank.", ("two",)),
        ("Who closed the bridge?", "Mayor Ana Torres closed it.", ("mayor ana torres", "mayor", "ana", "torres")),
        ("Which ferry sank?", "The ferry sank.", ()),
        ("Which film won?", "It was “the long river” that won.", ("the long river",)),
        ("Who is Ana Torres?", "Ana Torres is here.", ()),
    ],
)
def test_a_sentence_shows_only_what_the_question_does_not_name(
    question: str, sentence: str, things: tuple[str, ...]
) -> None:
    assert find_shown(find_expected(question), sentence, frozenset(fold_words(question))).things == things


def test_a_weekday_shows_a_time_but_weakly() -> None:
    known = frozenset({"bridge"})
    assert find_shown("time", "It closed on Monday.", known).strength == 0.5
    assert find_shown("time", "It closed on May 8, a Monday.", known).strength == 1.0
