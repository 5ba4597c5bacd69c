"""Moderators add files, pages and feeds in Discord, take them out again, and see them answer; by real processes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from corpora import TALKS
from discord_stage import Stage, staged, until
from local_discord import Message, Upload
from local_web import Server, reply, serving
from test_collecting import RAIN, feed, page

from bot.app import child_command, make_engine
from bot.discord_bot.reindexer import Reindexer
from bot.settings import load_settings
from bot.state.servers import ServerSettings


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        server.pages["/bridge"] = reply(page("The bridge", "“The bridge is safe,” said Ines Torres."))
        server.pages["/ferry"] = reply(page("The ferry", "“The ferry sails,” said Jan Kruse."))
        server.pages["/feed"] = feed(server, "/bridge", "/ferry")
        yield server


@pytest.fixture
async def stage(web: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A bot over an engine of its own, whose child processes may fetch from the local server; with a log channel."""
    monkeypatch.setenv("QUOTH_FETCHING__NETWORKS", '["127.0.0.0/8"]')
    monkeypatch.setenv("QUOTH_FETCHING__PORTS", f"[{web.server_port}]")
    monkeypatch.setenv("QUOTH_FETCHING__DELAY_SECONDS", "0")
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv("QUOTH_CORPUS__PATHS", str(tmp_path / "folder"))
    settings = load_settings(data_dir=tmp_path)
    (tmp_path / "folder" / "talks.txt").write_text(TALKS, "utf-8")
    engine = make_engine(settings)
    engine.reindex()
    async with staged(tmp_path, engine, reindexer=Reindexer(*child_command(settings))) as made:
        log = made.discord.add_channel("log")
        made.client.servers.change(made.discord.guild.id, ServerSettings(log_channel=log.id))
        yield made
    engine.close()


async def _done(stage: Stage, command: str, wanted: str, **options: Any) -> Message:
    """The message in which a moderator's command is followed, when it says what is wanted."""
    used = await stage.discord.slash(stage.moderator, stage.channel, command, **options)
    await used.wait_final()
    assert used.original is not None
    await until(lambda: wanted in used.original.text, 60.0)
    return used.original


async def _asked(stage: Stage, question: str) -> str:
    asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=question)
    return (await asked.wait_final(timeout=20.0)).text


async def test_an_attached_file_answers_at_once(stage: Stage) -> None:
    told = await _done(stage, "articles add file", "**Added**", file=Upload("rain.txt", RAIN.encode()))
    assert told.text.startswith("**Added**: added/rain.txt\n-# The index holds 2 passages and 4 quotations now.")
    assert "Nothing but rain" in await _asked(stage, "What did Anna Weber say?")


async def test_several_files_are_added_and_those_that_cannot_be_read_are_told(stage: Stage) -> None:
    files = {
        "file": Upload("rain.txt", RAIN.encode()),
        "second": Upload("snow.md", RAIN.replace("rain", "snow").encode()),
        "third": Upload("game.exe", b"MZ"),
    }
    told = await _done(stage, "articles add file", "**Added**", **files)
    assert "added/rain.txt, added/snow.md" in told.text
    assert "Not: 1" in told.text


async def test_a_page_is_added_by_its_address_and_taken_out_again(stage: Stage, web: Server) -> None:
    await _done(stage, "articles add file", "**Added**", file=Upload("rain.txt", RAIN.encode()))
    await _done(stage, "articles add url", "**Added**", url=web.url("/bridge"))
    assert "The bridge is safe" in await _asked(stage, "What did Ines Torres say?")
    await _done(stage, "articles remove", "**Taken out**", article=web.url("/bridge"))
    assert "The bridge is safe" not in await _asked(stage, "What did Ines Torres say?")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("ftp://arden.example/x", "begins with https"),
        ("gopher://arden.example", "begins with"),
    ],
)
async def test_an_address_that_is_not_fetched_is_told_with_the_reason(url: str, said: str, stage: Stage) -> None:
    used = await stage.discord.slash(stage.moderator, stage.channel, "articles add url", url=url)
    await until(lambda: any(said in message.text for message in used.messages), 60.0)


async def test_a_feed_is_followed_listed_and_let_go(stage: Stage, web: Server) -> None:
    told = await _done(stage, "feeds add", "New: ", url=web.url("/feed"))
    assert "The index holds " in told.text
    listed = await _done(stage, "feeds list", "Arden Courier")
    assert "looked at <t:" in listed.text
    (offered,) = await stage.discord.autocomplete(stage.moderator, stage.channel, "feeds remove", "feed", "arden")
    gone = await _done(stage, "feeds remove", "followed no more", feed=offered.value)
    assert "Its articles stay" in gone.text
    await _done(stage, "feeds list", "No feed is followed.")


async def test_a_refresh_brings_what_is_new(stage: Stage, web: Server) -> None:
    web.pages["/feed"] = feed(web, "/bridge")
    await _done(stage, "feeds add", "New: ", url=web.url("/feed"))
    await _done(stage, "feeds refresh", "Nothing is new.")
    web.pages["/feed"] = feed(web, "/bridge", "/ferry")
    told = await _done(stage, "feeds refresh", "New: ")
    assert "/ferry" in told.text


async def test_all_about_an_article_is_told_to_moderators(stage: Stage) -> None:
    await _done(stage, "articles add file", "**Added**", file=Upload("rain.txt", f"{RAIN}\n\nShare this".encode()))
    await _done(stage, "articles add file", "**Added**", file=Upload("rain.txt", f"{RAIN}\n\nMore rain.".encode()))
    told = await _done(stage, "articles info", "Rain in Arden", article="added/rain.txt")
    assert "Given as a file, <t:" in told.text
    assert "Before, until <t:" in told.text
    assert "- ~~Share this~~\n- + More rain." in told.text


async def test_what_somebody_types_is_never_an_option(stage: Stage) -> None:
    used = await stage.discord.slash(stage.moderator, stage.channel, "articles remove", article="--later")
    await until(lambda: any("Nothing was added under" in message.text for message in used.messages), 60.0)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("articles add url", {"url": "https://arden.example/x"}),
        ("articles add file", {"file": Upload("rain.txt", b"x")}),
        ("articles remove", {"article": "x"}),
        ("articles info", {"article": "x"}),
        ("feeds add", {"url": "https://arden.example/feed"}),
        ("feeds list", {}),
        ("feeds remove", {"feed": "x"}),
        ("feeds refresh", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_only_moderators_change_the_collection(command: str, options: dict[str, Any], tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        for each in stage.discord.commands:
            each["default_member_permissions"] = None
        used = await stage.discord.slash(stage.reader, stage.channel, command, **options)
        told = await used.wait_final()
        assert told.ephemeral
        assert told.text.startswith("Only moderators of this server can ")
        assert not stage.client.reindexer.is_running


async def test_members_still_browse_the_articles(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await (await stage.discord.slash(stage.reader, stage.channel, "articles list")).wait_final()
