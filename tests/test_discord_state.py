"""What the bot keeps while people use it, in SQLite and in PostgreSQL: across restarts, and never on the event loop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from discord_stage import OneArticle, Stage, connected, staged, until
from local_discord import Message
from sqlalchemy import event

from bot.discord_bot.client import QuothClient
from bot.state.state import Kept

QUESTION = "What did Larijani say?"


async def used(stage: Stage, who: Any, command: str, **options: Any) -> Message:
    return await (await stage.discord.slash(who, stage.channel, command, **options)).wait_final()


async def pressed(stage: Stage, who: Any, message: Message, which: str) -> Message:
    return await (await stage.discord.click(who, message, which)).wait_final()


async def find_fault(stage: Stage, answer: Message) -> None:
    form = await stage.discord.click(stage.reader, answer, "👎")
    await form.response()
    given = {"fault": ["wrong speaker"], "comment": "It was Ri."}
    await (await stage.discord.submit_modal(stage.reader, form, given)).wait_final()


async def test_what_was_asked_rated_shared_and_set_is_there_after_a_restart_until_it_is_forgotten(
    tmp_path: Path, url: str
) -> None:
    async with staged(tmp_path, database=url) as stage:
        await pressed(stage, stage.moderator, await used(stage, stage.moderator, "setup"), "Make /ask private")
        answer = await used(stage, stage.reader, "ask", question=QUESTION)
        await find_fault(stage, answer)
        shared = await stage.discord.click(stage.reader, answer, "Share")
        (copy,) = await shared.wait_messages(1)
        await until(lambda: stage.client._state.questions.find(copy.id))
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, stage.answers, database=url) as (client, _):
            assert client.servers.settings(stage.discord.guild.id).private
            said = await stage.discord.say(stage.reader, stage.channel, "And on oil?", reply_to=copy)
            await stage.discord.wait_for_reply(said)
            assert "wrong speaker: “It was Ri.”" in (await used(stage, stage.moderator, "stats")).text
            await until(lambda: client._state.kept(stage.reader.id) == Kept(2, 1))
            offer = await used(stage, stage.reader, "forgetme")
            await pressed(stage, stage.reader, offer, "Delete all of it")
            assert client._state.kept(stage.reader.id) == Kept(0, 0)
    assert stage.answers.after == [(), (), (QUESTION,)]


@contextmanager
def noted_queries(client: QuothClient) -> Iterator[list[str]]:
    """The names of the threads in which the database is asked."""
    threads: list[str] = []
    engine = client._state._engine

    def note(*_: Any) -> None:
        threads.append(threading.current_thread().name)

    event.listen(engine, "before_cursor_execute", note)
    yield threads
    event.remove(engine, "before_cursor_execute", note)


async def test_no_query_runs_on_the_event_loop(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(answered=False)) as stage:
        with noted_queries(stage.client) as threads:
            await pressed(stage, stage.moderator, await used(stage, stage.moderator, "setup"), "Look again")
            await pressed(stage, stage.moderator, await used(stage, stage.moderator, "setup"), "Make /ask private")
            answer = await used(stage, stage.reader, "ask", question=QUESTION)
            await find_fault(stage, answer)
            await (await stage.discord.click(stage.reader, answer, "Share")).wait_messages(1)
            said = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
            reply = await stage.discord.wait_for_reply(said)
            for command in ("stats", "unanswered"):
                await used(stage, stage.moderator, command)
            offer = await used(stage, stage.reader, "forgetme")
            await pressed(stage, stage.reader, offer, "Delete all of it")
            await stage.discord.click(stage.moderator, reply, "Delete")
            await until(lambda: reply.deleted)
    assert len(threads) > 20
    assert threading.current_thread().name not in threads
