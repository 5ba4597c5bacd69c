"""The steps of a question: told to who asked for them, each second counted once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from index.engine import Engine, EngineConfig
from index.steps import observed, step


def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock on which each look costs a second."""
    seconds = iter(range(1000))
    monkeypatch.setattr("index.steps.time.perf_counter", lambda: float(next(seconds)))


def test_the_time_of_an_inner_step_is_not_counted_for_the_outer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ticking(monkeypatch)
    told: list[tuple[str, float]] = []
    with observed(lambda name, seconds: told.append((name, seconds))), step("outer"):
        with step("inner"):
            pass
        with step("inner"):
            pass
    assert told == [("inner", 1.0), ("inner", 1.0), ("outer", 3.0)]


def test_a_step_that_fails_is_told_as_well() -> None:
    told: list[str] = []

    @step("failing")
    def fail() -> None:
        raise ZeroDivisionError

    with observed(lambda name, _: told.append(name)), pytest.raises(ZeroDivisionError):
        fail()
    assert told == ["failing"]


def test_steps_of_another_thread_are_none_of_ones_own() -> None:
    told: list[str] = []

    def work() -> None:
        with step("elsewhere"):
            pass

    with observed(lambda name, _: told.append(name)):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert told == []


def test_a_question_of_fact_is_embedded_searched_for_and_read(seed_data: Path) -> None:
    engine = Engine(EngineConfig(seed_data, (), "all-MiniLM-L6-v2", "auto", 5, 0.26))
    told: list[str] = []
    with observed(lambda name, _: told.append(name)):
        engine.ask("When did the minister travel?")
    assert {"opening", "understanding", "embedding", "searching", "reading"} <= set(told)
    told.clear()
    with observed(lambda name, _: told.append(name)):
        engine.ask("What did the minister say?")
    assert "ledger" in told
