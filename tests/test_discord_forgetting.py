"""`/forgetme` and retention: what is kept of people goes, on their wish and in time."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from discord_stage import OneArticle, Stage, connected, staged, until
from local_discord import Message

from bot.discord_bot.client import QuothClient
from bot.discord_bot.forgetting import Retention
from bot.discord_bot.reindexer import Reindexer
from bot.state.asked import Asked, now
from bot.state.database import StateError
from bot.state.ratings import Rating
from bot.state.state import Kept, State
from index.following import Exchange


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as running:
        yield running


async def used(stage: Stage, who: Any, channel: Any, command: str, **options: Any) -> Message:
    done = await stage.discord.slash(who, channel, command, **options)
    return await done.wait_final()


def kept(stage: Stage, who: Any) -> Kept:
    return stage.client._state.kept(who.id)


async def test_a_person_is_told_how_much_is_kept_and_deletes_it_after_confirming(stage: Stage) -> None:
    other = stage.discord.add_member("other")
    for who in (stage.reader, stage.reader, other):
        await used(stage, who, stage.channel, "ask", question="What did he say?")
    stage.client._state.ratings.rate(Rating(1, stage.reader.id, 3, True, "s1", ()))
    await until(lambda: kept(stage, stage.reader) == Kept(2, 1) and kept(stage, other) == Kept(1, 0))
    offer = await used(stage, stage.reader, stage.channel, "forgetme")
    assert offer.ephemeral
    assert offer.text == (
        "I keep 2 questions and 1 rating of yours, from all servers and direct messages. Delete them for good?"
    )
    assert kept(stage, stage.reader) == Kept(2, 1)
    done = await (await stage.discord.click(stage.reader, offer, "Delete all of it")).wait_final()
    assert (done.text, done.buttons) == ("Deleted: 2 questions and 1 rating of yours.", [])
    assert (kept(stage, stage.reader), kept(stage, other)) == (Kept(0, 0), Kept(1, 0))


async def test_what_a_person_was_shown_is_not_suggested_any_more(stage: Stage) -> None:
    discord, reader, channel = stage.discord, stage.reader, stage.channel
    await used(stage, reader, channel, "ask", question="What did he say?")
    assert await discord.autocomplete(reader, channel, "source", "ref", "")
    await until(lambda: kept(stage, reader) == Kept(1, 0))
    offer = await used(stage, reader, channel, "forgetme")
    await (await discord.click(reader, offer, "Delete all of it")).wait_final()
    assert not await discord.autocomplete(reader, channel, "source", "ref", "")


async def test_who_has_nothing_kept_is_told_so_in_direct_messages_too(stage: Stage) -> None:
    for channel in (stage.channel, stage.discord.dm(stage.reader)):
        told = await used(stage, stage.reader, channel, "forgetme")
        assert (told.text, told.buttons) == ("I keep no question and no rating of yours.", [])


async def test_the_confirming_button_works_after_a_restart(tmp_path: Path, stage: Stage) -> None:
    await used(stage, stage.reader, stage.channel, "ask", question="What did he say?")
    await until(lambda: kept(stage, stage.reader) == Kept(1, 0))
    offer = await used(stage, stage.reader, stage.channel, "forgetme")
    await stage.client.finish()
    async with connected(stage.discord, tmp_path, stage.answers):
        done = await (await stage.discord.click(stage.reader, offer, "Delete all of it")).wait_final()
    assert done.text == "Deleted: 1 question and 0 ratings of yours."


def old(number: int, days: int) -> Asked:
    exchanges, at = (Exchange("?"),), now() - timedelta(days=days)
    return Asked(number, 1, 2, 3, "?", exchanges, False, None, 0.1, 0.1, "s1", (), at)


async def test_old_questions_are_forgotten_at_the_start_in_a_thread(tmp_path: Path) -> None:
    state = State("", tmp_path)
    for one in (old(1, 8), replace(old(2, 6), question="Newer?")):
        state.questions.add(one)
    threads: list[str] = []
    prune = state.prune

    def noted(days: int) -> Kept:
        threads.append(threading.current_thread().name)
        return prune(days)

    state.prune = noted  # type: ignore[method-assign]
    client = QuothClient(OneArticle(), Reindexer(["false"], {}), state=state, folder=tmp_path, keep_days=7)
    async with client:
        client._connection.application_id = 1
        await client._retention._prune()
        assert state.questions.find(1) is None
        assert state.questions.find(2) is not None
    assert threads != [threading.current_thread().name]
    state.close()


async def test_a_bot_that_starts_forgets_what_is_old(tmp_path: Path) -> None:
    state = State("", tmp_path)
    state.questions.add(old(1, 91))
    state.questions.add(old(2, 89))
    async with staged(tmp_path):
        await until(lambda: state.questions.find(1) is None)
        assert state.questions.find(2) is not None
    state.close()


async def test_a_failure_to_forget_is_logged_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    class Failing:
        def prune(self, days: int) -> Kept:
            raise StateError(f"The disk is full, {days} days.")

    assert not await Retention(Failing(), 7)._prune()  # type: ignore[arg-type]
    assert "could not be forgotten: The disk is full, 7 days." in caplog.text
