"""Many ask at once: who waits learns of it, who comes too many is told when to come back."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord_stage import WORDS, OneArticle, Stage, staged, until

from bot.discord_bot.cooldowns import Cooldowns, ServerTooSoonError
from bot.discord_bot.line import Line
from bot.discord_bot.metrics import Metrics

QUESTION = "What did Larijani say?"


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Work that begins waits for it; it is opened at the end in any case."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_bot.line._PATIENCE", 0.05)


def held(gate: threading.Event) -> OneArticle:
    return OneArticle(before=lambda _: gate.wait(20.0) and None)


async def ask_first(stage: Stage) -> None:
    """Somebody else's question occupies the only worker."""
    first = stage.discord.add_member("first")
    await stage.discord.slash(first, stage.channel, "ask", question="And before?")
    await until(lambda: stage.answers.asked)


async def test_the_last_in_line_by_command_learns_how_many_are_before_and_then_gets_the_answer(
    tmp_path: Path, gate: threading.Event
) -> None:
    async with staged(tmp_path, held(gate), workers=1) as stage:
        await ask_first(stage)
        second = await stage.discord.slash(stage.moderator, stage.channel, "ask", question=QUESTION)
        third = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION, private=True)
        await until(lambda: third.original and "before yours" in third.original.text)
        await until(lambda: second.original and "before yours" in second.original.text)
        assert second.original is not None
        assert third.original is not None
        noted = second.original.text, third.original.text
        gate.set()
        await until(lambda: WORDS in third.original.text)
        await until(lambda: WORDS in second.original.text)
        own = [each for each in stage.discord.messages(stage.channel) if each.author is stage.discord.bot]
    assert "1 question is before yours" in noted[0]
    assert "2 questions are before yours" in noted[1]
    assert third.original.ephemeral
    assert "before yours" not in second.original.text + third.original.text
    assert len(own) == 2  # the first one's and the second one's answer, and no note


async def test_who_waits_in_line_by_mention_is_told_in_a_note_that_goes_when_the_answer_comes(
    tmp_path: Path, gate: threading.Event
) -> None:
    async with staged(tmp_path, held(gate), workers=1) as stage:
        await ask_first(stage)
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        note = await stage.discord.wait_for_reply(question)
        assert "1 question is before yours" in note.text
        gate.set()
        await until(lambda: note.deleted)
        answer = await stage.discord.wait_for_reply(question)
    assert WORDS in answer.text


async def test_who_is_answered_at_once_hears_nothing_of_a_line(tmp_path: Path) -> None:
    async with staged(tmp_path, workers=1) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        assert WORDS in (await asked.wait_final()).text
    edits = stage.discord.requests_to("/webhooks/*/messages/@original", "PATCH")
    assert not edits


async def test_beyond_the_bound_people_are_told_when_to_come_back(tmp_path: Path, gate: threading.Event) -> None:
    async with staged(tmp_path, held(gate), workers=1, waiting=1) as stage:
        await ask_first(stage)
        waiting = await stage.discord.slash(stage.moderator, stage.channel, "ask", question=QUESTION)
        await until(lambda: stage.client.line.waiting == 1)
        late = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        (told,) = await late.wait_messages(1)
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        replied = await stage.discord.wait_for_reply(question)
        gate.set()
        await until(lambda: waiting.original and WORDS in waiting.original.text)
        again = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        assert WORDS in (await again.wait_final()).text
    assert told.ephemeral
    (moment,) = re.findall(r"Too many ask at once: please come back <t:(\d+):R>", told.text)
    assert 0 < int(moment) - time.time() <= 10
    assert "<t:" in replied.text


async def test_a_plain_answer_after_a_note_takes_its_place(tmp_path: Path, gate: threading.Event) -> None:
    async with staged(tmp_path, held(gate), workers=1) as stage:
        await ask_first(stage)
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await until(lambda: asked.original and "before yours" in asked.original.text)
        stage.discord.fail("/webhooks/*/messages/@original", method="PATCH", status=400)
        gate.set()
        await until(lambda: any(WORDS in each.content for each in stage.discord.messages(stage.channel)))
        assert not any("before yours" in each.text for each in stage.discord.messages(stage.channel))


async def test_a_server_that_asks_a_lot_pauses_and_another_one_does_not(tmp_path: Path) -> None:
    async with staged(tmp_path, server_questions=2) as stage:
        for person in (stage.reader, stage.moderator):
            asked = await stage.discord.slash(person, stage.channel, "ask", question=QUESTION)
            assert WORDS in (await asked.wait_final()).text
        third = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        (told,) = await third.wait_messages(1)
        other = stage.discord.add_guild("Elsewhere")
        channel, reader = stage.discord.add_channel("news", guild=other), stage.discord.add_member("x", guild=other)
        asked = await stage.discord.slash(reader, channel, "ask", question=QUESTION)
        assert WORDS in (await asked.wait_final()).text
        private = await stage.discord.say(stage.reader, stage.discord.dm(stage.reader), QUESTION)
        assert WORDS in (await stage.discord.wait_for_reply(private)).text
    assert told.ephemeral
    assert re.search(r"This server has asked a lot in the last minute: .* <t:\d+:R>", told.text)


def test_a_servers_pause_is_told_to_each_person_in_public_once() -> None:
    now = 1000.0
    cooldowns = Cooldowns(0.0, 1, clock=lambda: now)
    cooldowns.take(1, 7)
    for person in (1, 2):
        with pytest.raises(ServerTooSoonError, match="<t:1060:R>"):
            cooldowns.take(person, 7)
        assert [cooldowns.is_to_be_told(person, 7) for _ in range(2)] == [True, False]
    now = 1061.0
    cooldowns.take(1, 7)
    with pytest.raises(ServerTooSoonError):
        cooldowns.take(1, 7)
    assert cooldowns.is_to_be_told(1, 7)


def test_a_question_that_the_server_may_not_ask_costs_its_asker_no_pause() -> None:
    cooldowns = Cooldowns(30.0, 1, clock=lambda: 1000.0)
    cooldowns.take(1, 7)
    with pytest.raises(ServerTooSoonError):
        cooldowns.take(2, 7)
    cooldowns.take(2, 8)


async def test_the_line_counts_who_works_and_who_waits(gate: threading.Event) -> None:
    import asyncio

    line = Line(2, metrics=Metrics())
    work = [asyncio.create_task(line.run(gate.wait, 20.0)) for _ in range(5)]
    await until(lambda: line.waiting == 3)
    assert line.working == 2
    gate.set()
    await asyncio.gather(*work)
    assert (line.working, line.waiting) == (0, 0)
