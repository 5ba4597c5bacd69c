"""Questions that mean about the same are one group, whatever their words."""

from __future__ import annotations

import numpy as np
from discord_collection import Collection

from index.engine import Engine
from index.grouping import group

QUESTIONS = [
    "Who leads the town of Arden?",
    "When does the ferry sail again?",
    "how expensive is the new bridge?",
    "What day does the ferry start again?",
    "What does the new bridge cost?",
    "when will the ferry run again",
]


def test_questions_that_ask_the_same_are_one_group_the_largest_first(seed_engine: Engine) -> None:
    assert seed_engine.group(QUESTIONS) == [(1, 3, 5), (2, 4), (0,)]


def test_every_question_is_in_one_group(seed_engine: Engine) -> None:
    groups = seed_engine.group(QUESTIONS * 3)
    assert sorted(number for numbers in groups for number in numbers) == list(range(18))


def test_what_the_model_cannot_read_is_grouped_by_its_words(seed_engine: Engine) -> None:
    questions = ["Когда отплывает паром?", "Сколько стоит мост?", "когда отплывает паром"]
    assert seed_engine.group(questions) == [(0, 2), (1,)]


def test_no_question_is_no_group(collection: Collection) -> None:
    assert collection.group([]) == []


def test_a_group_is_no_chain() -> None:
    angles = np.radians([0, 40, 80])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert group(vectors) == [[0, 1], [2]]


def test_a_text_goes_to_the_group_that_it_is_most_like() -> None:
    angles = np.radians([0, 60, 35])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert group(vectors) == [[0], [1, 2]]
