"""The bot's connection to Discord: registration, the first failures of the network, the end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from discord import app_commands
from discord.gateway import KeepAliveHandler
from discord_stage import WORDS, OneArticle, connected, staged, until
from local_discord import LocalDiscord

from bot.discord_bot.client import QuothClient, intents
from bot.discord_bot.cooldowns import Cooldowns, TooSoonError
from bot.discord_bot.drafts import Entry
from bot.discord_bot.failures import explain, log_failure
from bot.discord_bot.line import ClosingError, Line
from bot.discord_bot.recents import Recents
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.seen import Seen
from bot.discord_bot.serving import redirect, stay_connected
from bot.state.state import State
from index.errors import RefError, StorageError, UsageError


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 0.05)


def registrations(local: LocalDiscord) -> int:
    return sum(each.method == "PUT" and each.path.endswith("/commands") for each in local.requests)


async def test_commands_are_registered_only_when_they_changed(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, OneArticle()):
            assert registrations(stage.discord) == 1
        async with connected(stage.discord, tmp_path / "another", OneArticle()):
            assert registrations(stage.discord) == 2


async def test_a_refused_registration_does_not_keep_the_bot_from_answering(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        channel, reader = local.add_channel("news"), local.add_member("reader")
        local.fail("/applications/*/commands", method="PUT", status=403)
        with local.redirected():
            client = QuothClient(OneArticle(), Reindexer(["false"], {}), state=State("", tmp_path), folder=tmp_path)
            connection = asyncio.create_task(stay_connected(client, local.token))
            await local.wait_for_bot()
            question = await local.say(reader, channel, "Well?", mentions=[local.bot])
            assert WORDS in (await local.wait_for_reply(question)).text
            await client.finish()
            await connection


async def test_a_registration_at_which_discord_fails_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.client._REGISTER_SECONDS", 0.05)
    async with LocalDiscord() as local:
        local.fail("/applications/*/commands", method="PUT", status=503, times=3)
        with local.redirected():
            async with connected(local, tmp_path, OneArticle()):
                assert registrations(local) == 4


async def test_a_first_connection_that_is_refused_is_tried_again(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        local.refuse_gateway()
        local.fail("/users/@me", status=503)
        local.fail("/gateway/bot", status=503)
        with local.redirected():
            client = QuothClient(OneArticle(), Reindexer(["false"], {}), state=State("", tmp_path), folder=tmp_path)
            connection = asyncio.create_task(stay_connected(client, local.token))
            await local.wait_for_bot(timeout=20.0)  # discord.py waits five seconds before it tries again
            await client.finish()
            await connection


async def test_a_wrong_token_is_no_reason_to_try_again(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        with local.redirected():
            client = QuothClient(OneArticle(), Reindexer(["false"], {}), state=State("", tmp_path), folder=tmp_path)
            with pytest.raises(discord.LoginFailure):
                await stay_connected(client, "wrong")
            await client.finish()


async def test_a_running_question_is_finished_and_a_new_one_is_refused_while_stopping(tmp_path: Path) -> None:
    def slowly(_: str) -> None:
        time.sleep(0.5)

    async with staged(tmp_path, OneArticle(before=slowly)) as stage:
        running = await stage.discord.slash(stage.reader, stage.channel, "ask", question="Well?")
        await until(lambda: stage.answers.asked)
        stopping = asyncio.create_task(stage.client.finish())
        await asyncio.sleep(0.1)
        late = await stage.discord.slash(stage.moderator, stage.channel, "ask", question="And I?")
        (told,) = await late.wait_messages(1)
        assert WORDS in (await running.wait_final()).text
        await stopping
    assert told.ephemeral
    assert "restarted" in told.text


async def test_a_question_that_takes_too_long_is_told_that_the_bot_stops(tmp_path: Path) -> None:
    def slowly(_: str) -> None:
        time.sleep(1.5)

    async with staged(tmp_path, OneArticle(before=slowly)) as stage:
        question = await stage.discord.say(stage.reader, stage.channel, "Well?", mentions=[stage.discord.bot])
        await until(lambda: stage.answers.asked)
        await stage.client.finish(seconds=0.2)
        told = await stage.discord.wait_for_reply(question)
    assert "restarted" in told.text


async def test_those_in_line_are_told_as_well() -> None:
    line = Line(1)
    waiting = [asyncio.create_task(line.run(time.sleep, 0.5)) for _ in range(3)]
    await asyncio.sleep(0.1)
    async with line.place():
        await line.close(0.0)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(outcome, ClosingError) for outcome in outcomes)


async def test_what_fails_in_a_thread_fails_for_the_one_who_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        await Line(1).run(divmod, 1, 0)


def test_no_privileged_intent_is_asked_for() -> None:
    assert not intents().message_content
    assert not intents().members
    assert not intents().presences


def test_an_event_that_comes_again_is_not_new() -> None:
    seen = Seen()
    assert [seen.is_new(each) for each in (1, 2, 1)] == [True, True, False]


def test_each_person_has_a_cooldown_of_their_own() -> None:
    now = 1000.0
    cooldowns = Cooldowns(3.0, clock=lambda: now)
    cooldowns.take(1)
    cooldowns.take(2)
    with pytest.raises(TooSoonError, match="<t:1003:R>"):
        cooldowns.take(1)
    now = 1003.0
    cooldowns.take(1)


def test_a_pause_is_told_in_public_once() -> None:
    cooldowns = Cooldowns(3.0)
    assert not cooldowns.is_to_be_told(1)
    cooldowns.take(1)
    assert [cooldowns.is_to_be_told(1) for _ in range(3)] == [True, False, False]


def test_those_who_asked_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_bot.cooldowns._PEOPLE", 2)
    cooldowns = Cooldowns(3.0, clock=lambda: 1000.0)
    for person in (1, 2, 3, 1):
        cooldowns.take(person)
    with pytest.raises(TooSoonError):
        cooldowns.take(3)


def test_as_many_events_are_remembered_as_a_resume_brings_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_bot.seen._REMEMBERED", 2)
    seen = Seen()
    assert [seen.is_new(each) for each in (1, 2, 3, 2, 1)] == [True, True, True, False, True]


def test_of_as_many_people_as_ask_the_last_ones_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_bot.recents._PEOPLE", 2)
    recents = Recents()
    for person in (1, 2, 3):
        recents.remember(person, [Entry("words", f"ref-{number}", "name") for number in range(40)])
    assert [len(recents.find(person, "")) for person in (1, 2, 3)] == [0, 25, 25]


def test_a_cooldown_of_nothing_is_none() -> None:
    cooldowns = Cooldowns(0.0)
    cooldowns.take(1)
    cooldowns.take(1)


@pytest.mark.parametrize(
    "message",
    ["/srv/quoth is full.", "The file C:\\quoth\\x is damaged.", "Cannot write “~/quoth/a”.", "no such file: ../x"],
)
def test_a_sentence_with_a_path_is_not_for_people(message: str) -> None:
    assert "reference" in explain(StorageError(message))


def test_a_sentence_is_shown_with_the_words_that_it_has() -> None:
    assert explain(UsageError("“<@1> *x*” is no name.")) == "“\\<@1> \\*x\\*” is no name."


@pytest.mark.parametrize(
    "message",
    ["He/she was not quoted.", "The article of 24/7 News was removed.", "“../../etc/passwd” is not a reference."],
)
def test_a_sentence_without_a_path_is_shown_as_it_is(message: str) -> None:
    assert explain(RefError(message)) == message
    assert explain(UsageError(message)) == message


@pytest.mark.parametrize("kind", [RefError, UsageError, app_commands.AppCommandError, ValueError])
def test_what_somebody_typed_is_not_logged(kind: type[Exception], caplog: pytest.LogCaptureFixture) -> None:
    error = StorageError("The disk is full.")
    error.__cause__ = kind("my secret question")
    log_failure(error)
    assert "The disk is full." in caplog.text
    assert kind.__name__ in caplog.text
    assert "secret" not in caplog.text


@pytest.fixture
def restored() -> Iterator[None]:
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("url", ["http://proxy:8080", "http://proxy:8080/", "http://proxy:8080/api/v10"])
def test_a_rest_proxy_is_used_where_one_is_set(url: str) -> None:
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    gateway = DiscordWebSocket.DEFAULT_GATEWAY
    redirect(url, "")
    assert Route.BASE == "http://proxy:8080/api/v10"
    assert gateway == DiscordWebSocket.DEFAULT_GATEWAY


@pytest.mark.parametrize("times", [1, 3])
async def test_a_reply_whose_connection_breaks_is_sent_again_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr("bot.discord_bot.delivery._PAUSES", (0.01, 0.01, 0.01))
    async with staged(tmp_path) as stage:
        stage.discord.fail("/channels/*/messages", method="POST", drop=True, times=times)
        question = await stage.discord.say(stage.reader, stage.channel, "Well?", mentions=[stage.discord.bot])
        assert WORDS in (await stage.discord.wait_for_reply(question)).text
        assert len(stage.discord.messages(stage.channel)) == 2


@pytest.mark.parametrize("path", ["/interactions/*", "/webhooks/*"], ids=["defer", "answer"])
async def test_a_command_whose_connection_breaks_is_answered_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("bot.discord_bot.delivery._PAUSES", (0.01,))
    async with staged(tmp_path) as stage:
        stage.discord.fail(path, method="POST", drop=True)
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question="Well?")
        assert WORDS in (await asked.wait_final()).text
        assert len(asked.messages) == 1


async def test_no_heartbeat_outlives_a_bot_that_is_closed_while_it_connects(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        for pause in (0.0, 0.005, 0.02):
            await stage.discord.cut()
            await asyncio.sleep(pause)
        await stage.client.finish(seconds=1.0)
        beating = [thread for thread in threading.enumerate() if isinstance(thread, KeepAliveHandler)]
        await asyncio.to_thread(lambda: [thread.join(2.0) for thread in beating])
        assert not any(thread.is_alive() for thread in beating)
