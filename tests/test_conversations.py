"""What the bot remembers of conversations: what an answer was to, for a while, and not without end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from bot.discord_bot.conversations import Conversations
from index.following import Exchange


def message(number: int, *, reply_to: int | None = None, in_server: bool = True) -> Any:
    reference = SimpleNamespace(message_id=reply_to) if reply_to else None
    guild = SimpleNamespace(id=1) if in_server else None
    return SimpleNamespace(id=number, reference=reference, guild=guild, channel=SimpleNamespace(id=99))


def test_only_a_reply_goes_on_in_a_server() -> None:
    conversations = Conversations()
    conversations.remember(message(1), (), Exchange("one?"))
    assert conversations.before(message(2, reply_to=1)) == (Exchange("one?"),)
    assert conversations.before(message(3)) == ()
    assert conversations.before(message(4, reply_to=77)) == ()


def test_a_conversation_keeps_its_last_questions() -> None:
    conversations, before = Conversations(), ()
    for number in range(1, 9):
        conversations.remember(message(number), before, Exchange(f"{number}?"))
        before = conversations.before(message(100, reply_to=number))
    assert [exchange.question for exchange in before] == ["4?", "5?", "6?", "7?", "8?"]


def test_a_conversation_ends_after_an_hour() -> None:
    now = 0.0
    conversations = Conversations(lambda: now)
    conversations.remember(message(1, in_server=False), (), Exchange("one?"))
    now = 3_599.0
    assert conversations.before(message(2, in_server=False))
    now = 3_601.0
    assert not conversations.before(message(2, in_server=False))
    assert not conversations.before(message(2, reply_to=1))
