"""What the bot remembers of conversations: what an answer was to, for a while, and not without end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.discord_bot import conversations as module
from bot.discord_bot.conversations import Conversations
from bot.state.asked import now
from bot.state.state import State
from index.results import Answer

ASKER: Any = SimpleNamespace(id=7)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State("", tmp_path)
    yield opened
    opened.close()


def message(number: int, *, reply_to: int | None = None, in_server: bool = True) -> Any:
    reference = SimpleNamespace(message_id=reply_to) if reply_to else None
    guild = SimpleNamespace(id=1) if in_server else None
    return SimpleNamespace(id=number, reference=reference, guild=guild, channel=SimpleNamespace(id=99))


def answer(question: str) -> Answer:
    return Answer(question, 0.5, "Nobody is quoted on that.", (), (), (), "s1", refusal="not_on_topic")


async def questions_before(conversations: Conversations, later: Any) -> list[str]:
    return [exchange.question for exchange in await conversations.before(later)]


async def test_only_a_reply_goes_on_in_a_server(state: State) -> None:
    conversations = Conversations(state.questions)
    await conversations.remember(message(1), ASKER, answer("one?"), 0.1)
    assert await questions_before(conversations, message(2, reply_to=1)) == ["one?"]
    assert await questions_before(conversations, message(3)) == []
    assert await questions_before(conversations, message(4, reply_to=77)) == []


async def test_a_conversation_keeps_its_last_questions(state: State) -> None:
    conversations, before = Conversations(state.questions), ()
    for number in range(1, 9):
        await conversations.remember(message(number), ASKER, answer(f"{number}?"), 0.1, before)
        before = await conversations.before(message(100, reply_to=number))
    assert [exchange.question for exchange in before] == ["4?", "5?", "6?", "7?", "8?"]


async def test_a_conversation_ends_after_an_hour(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    conversations = Conversations(state.questions)
    await conversations.remember(message(1, in_server=False), ASKER, answer("one?"), 0.1)
    later = now() + timedelta(minutes=59)
    monkeypatch.setattr(module, "now", lambda: later)
    assert await questions_before(conversations, message(2, in_server=False)) == ["one?"]
    later += timedelta(minutes=2)
    assert await questions_before(conversations, message(2, in_server=False)) == []
    assert await questions_before(conversations, message(2, reply_to=1)) == []


async def test_a_conversation_goes_on_after_a_restart(tmp_path: Path) -> None:
    before = State("", tmp_path)
    await Conversations(before.questions).remember(message(1), ASKER, answer("one?"), 0.1)
    before.close()
    after = State("", tmp_path)
    assert await questions_before(Conversations(after.questions), message(2, reply_to=1)) == ["one?"]
    after.close()


async def test_a_database_that_fails_keeps_nobody_from_an_answer(state: State, tmp_path: Path) -> None:
    conversations = Conversations(state.questions)
    state.close()
    (tmp_path / "state.sqlite").write_bytes(b"gone" * 100)
    await conversations.remember(message(1), ASKER, answer("one?"), 0.1)
    assert await questions_before(conversations, message(2, reply_to=1)) == []
