"""Shards: several sessions of one bot, each with its part of the servers."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from discord_stage import WORDS, OneArticle, connected, until
from local_discord import LocalDiscord

from bot.discord_bot.shards import Identifies

QUESTION = "What did Larijani say?"


async def in_every_server(local: LocalDiscord, answers: OneArticle, count: int = 6) -> None:
    """Ask once in each of so many servers, and twice in direct messages."""
    asked = []
    for number in range(count):
        guild = local.add_guild(f"server {number}")
        channel, reader = local.add_channel("news", guild=guild), local.add_member("reader", guild=guild)
        await asyncio.sleep(0.002)  # ids come from the clock, and shards from ids
        asked.append(await local.say(reader, channel, QUESTION, mentions=[local.bot]))
    asked += [await local.say(reader, local.dm(reader), QUESTION) for _ in range(2)]
    for question in asked:
        assert WORDS in (await local.wait_for_reply(question)).text
    await asyncio.sleep(0.1)
    channels = {question.channel for question in asked}
    replies = Counter(each.reference for channel in channels for each in local.messages(channel) if each.reference)
    assert {each: count for each, count in replies.items() if each in asked} == dict.fromkeys(asked, 1)
    assert len(answers.asked) == len(asked)


@pytest.mark.parametrize("shards", [None, 2], ids=["as recommended", "as configured"])
async def test_with_two_shards_every_question_is_answered_once(tmp_path: Path, shards: int | None) -> None:
    answers = OneArticle()
    async with LocalDiscord() as local:
        local.gateway.max_concurrency = 16
        local.gateway.shards = 1 if shards else 2
        with local.redirected():
            async with connected(local, tmp_path, answers, shards=shards) as (client, _):
                await until(lambda: len(local.gateway.connected) == 2)
                assert sorted(session.shard for session in local.gateway.connected) == [(0, 2), (1, 2)]
                await in_every_server(local, answers)
                assert len({guild.shard_id for guild in client.guilds}) == 2
                await local.cut()
                await local.wait_until_resumed(2)
                answers.asked.clear()
                await in_every_server(local, answers)
        local.assert_clean()


async def test_a_process_serves_only_the_shards_that_it_is_given(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        guilds = []
        while {guild.id >> 22 & 1 for guild in guilds} != {0, 1}:
            guilds.append(local.add_guild("server"))
            await asyncio.sleep(0.001)
        with local.redirected():
            async with connected(local, tmp_path, OneArticle(), shards=2, shard_ids=[1]) as (client, _):
                assert [session.shard for session in local.gateway.connected] == [(1, 2)]
                await until(lambda: client.is_ready())
                assert {guild.id >> 22 & 1 for guild in client.guilds} == {1}
        local.assert_clean()


async def test_shards_identify_one_after_the_other_where_discord_wants_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.shards._PAUSE", 0.4)
    async with LocalDiscord() as local:
        local.gateway.identify_seconds = 0.3
        with local.redirected():
            async with connected(local, tmp_path, OneArticle(), shards=3):
                await until(lambda: len(local.gateway.connected) == 3)
        assert (local.gateway.identifies, local.gateway.too_soon) == (3, 0)
        local.assert_clean()


async def test_an_identify_that_comes_too_soon_is_refused_by_the_gateway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.shards._PAUSE", 0.0)
    async with LocalDiscord() as local:
        local.gateway.identify_seconds = 30.0
        with local.redirected():
            async with connected(local, tmp_path, OneArticle(), shards=2):
                await until(lambda: local.gateway.too_soon)


async def test_shards_of_one_rest_take_turns_and_others_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("bot.discord_bot.shards.asyncio.sleep", sleep)
    turns = Identifies(lambda: 100.0)
    turns.at_once = 2
    for shard in (0, 1, 2, 3, 4):
        await turns.turn(shard)
    assert waits == [0.0, 0.0, 5.0, 5.0, 10.0]
