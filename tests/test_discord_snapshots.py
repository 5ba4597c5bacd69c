"""`/snapshots`: moderators see what the collection held before, and go back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from corpora import reindex, write_corpus
from discord_collection import ARTICLES, Collection, make_collection
from discord_stage import Stage, staged, until
from local_discord import Message

from bot.app import child_command
from bot.discord_bot.reindexer import Reindexer
from bot.settings import load_settings
from bot.state.servers import ServerSettings

RAIN = {"text": "Rain\n\n“Nothing but rain,” said Wanda Marsh.", "title": "Rain"}


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """A collection of its own, to which an article was added."""
    made = make_collection(tmp_path / "data")
    reindex(made.data_dir, write_corpus(made.data_dir / "corpus.jsonl", {**ARTICLES, "rain": RAIN}))
    return made


async def _told(stage: Stage, command: str, wanted: str, **options: Any) -> Message:
    used = await stage.discord.slash(stage.moderator, stage.channel, f"snapshots {command}", **options)
    await used.wait_final()
    assert used.original is not None
    await until(lambda: wanted in used.original.text)
    return used.original


async def _asked(stage: Stage) -> str:
    asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question="What did Wanda Marsh say?")
    return (await asked.wait_final()).text


async def test_snapshots_are_listed_with_what_changed(collection: Collection, tmp_path: Path) -> None:
    newest, first = (one.id for one in collection.snapshots())
    async with staged(tmp_path, collection) as stage:
        shown = await _told(stage, "list", newest)
    lines = shown.text.split("\n")
    assert lines[0] == f"`{newest}` · **answers**"
    assert "1 added, 0 changed, 0 removed" in lines[1]
    assert lines[2] == f"`{first}`"
    assert shown.ephemeral


async def test_the_articles_that_changed_are_named(collection: Collection, tmp_path: Path) -> None:
    async with staged(tmp_path, collection) as stage:
        shown = await _told(stage, "show", "Added: rain", snapshot=collection.snapshots()[0].id)
    assert "**Changes:** 1 added, 0 changed, 0 removed" in shown.text


async def test_a_roll_back_is_confirmed_and_then_answers(collection: Collection, tmp_path: Path) -> None:
    first = collection.snapshots()[1].id
    async with staged(tmp_path, collection) as stage:
        log = stage.discord.add_channel("log")
        stage.client.servers.change(stage.discord.guild.id, ServerSettings(log_channel=log.id))
        assert "Nothing but rain" in await _asked(stage)
        offered = await _told(stage, "rollback", "Roll back to the snapshot of", snapshot=first)
        assert "Removed: rain" in offered.text
        assert "Nothing but rain" in await _asked(stage)
        await stage.discord.click(stage.moderator, offered, "Roll back")
        await until(lambda: "**Rolled back**" in offered.text)
        assert not offered.buttons
        assert "Nothing but rain" not in await _asked(stage)
        logged = await stage.discord.wait_for_message(log)
    assert "**Rolled back**" in logged.text


async def test_a_snapshot_is_pinned_and_unpinned(collection: Collection, tmp_path: Path) -> None:
    first = collection.snapshots()[1].id
    async with staged(tmp_path, collection) as stage:
        await _told(stage, "pin", f"**Pinned**\n`{first}` · **pinned**", snapshot=first)
        await _told(stage, "unpin", f"**Unpinned**\n`{first}`\n", snapshot=first)


async def test_snapshots_are_offered_while_typing(collection: Collection, tmp_path: Path) -> None:
    newest, first = (one.id for one in collection.snapshots())
    async with staged(tmp_path, collection) as stage:
        offered = await stage.discord.autocomplete(stage.moderator, stage.channel, "snapshots pin", "snapshot", "")
    assert [choice.value for choice in offered] == [newest, first]


async def test_an_unknown_snapshot_is_told(collection: Collection, tmp_path: Path) -> None:
    async with staged(tmp_path, collection) as stage:
        used = await stage.discord.slash(stage.moderator, stage.channel, "snapshots pin", snapshot="1999")
        await until(lambda: any("no such snapshot is kept" in message.text for message in used.messages))


@pytest.fixture
def child(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> Reindexer:
    """Runs the commands of `quoth` on the collection."""
    monkeypatch.setenv("QUOTH_DATA_DIR", str(collection.data_dir))
    return Reindexer(*child_command(load_settings(data_dir=collection.data_dir)))


async def test_a_whole_snapshot_is_told_with_what_was_looked_at(
    collection: Collection, child: Reindexer, tmp_path: Path
) -> None:
    current = collection.snapshots()[0].id
    async with staged(tmp_path, collection, reindexer=child) as stage:
        shown = await _told(stage, "verify", f"**Whole:** `{current}`\n-# Looked at: 5 articles, ")
    assert shown.ephemeral
    assert not shown.buttons


async def test_each_damage_of_a_snapshot_is_named(collection: Collection, child: Reindexer, tmp_path: Path) -> None:
    first = collection.snapshots()[1].id
    vectors = collection.data_dir / "snapshots" / first / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"!")
    async with staged(tmp_path, collection, reindexer=child) as stage:
        log = stage.discord.add_channel("log")
        stage.client.servers.change(stage.discord.guild.id, ServerSettings(log_channel=log.id))
        shown = await _told(stage, "verify", f"**Damaged:** `{first}`", snapshot=first[:20])
        logged = await stage.discord.wait_for_message(log)
    assert "Damages: 1\n- vectors.faiss: its content was changed or damaged" in shown.text
    assert "**Damaged:**" in logged.text


@pytest.mark.parametrize("command", ["list", "show", "rollback", "pin", "unpin", "verify"])
async def test_snapshots_are_the_moderators(command: str, tmp_path: Path) -> None:
    options = {} if command == "list" else {"snapshot": "x"}
    async with staged(tmp_path) as stage:
        for each in stage.discord.commands:
            each["default_member_permissions"] = None
        used = await stage.discord.slash(stage.reader, stage.channel, f"snapshots {command}", **options)
        assert (await used.wait_final()).text.startswith("Only moderators of this server can ")
