"""Several collections in one bot: each server answers from its own, and the schedule refreshes each."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from corpora import reindex, write_corpus
from discord_collection import Collection as Engine
from discord_stage import Stage, staged, until

from bot.collected import RefreshRecord
from bot.discord_bot.collections import Collection, Shelf
from bot.discord_bot.reindexer import Reindexer
from bot.records import FailureRecord, report_record
from bot.state.servers import ServerSettings
from index.engine import EngineConfig
from index.errors import UsageError
from index.types import Failure, Report


def _engine(folder: Path, text: str) -> Engine:
    folder.mkdir()
    reindex(folder, write_corpus(folder / "corpus.jsonl", {"only": {"title": text.split("\n", 1)[0], "text": text}}))
    return Engine(EngineConfig(folder, (), "hashed-words", "python", limit=5, threshold=0.26))


class TwoCollections(Shelf):
    """The usual collection, and one called sports."""

    def __init__(self, folder: Path) -> None:
        super().__init__("main", folder / "main")
        self.sports = _engine(folder / "sports", "Cup\n\n“We won the cup,” said Vera Adler.")
        self.child = Reindexer(["false"], {})

    def names(self) -> Sequence[str]:
        return ["main", "sports"]

    def open(self, name: str) -> Collection:
        if name != "sports":
            raise UsageError(f"There is no collection “{name}”.")
        return Collection(name, self.sports, self.child, self.folder.parent / "sports")


@pytest.fixture
def main(tmp_path: Path) -> Engine:
    return _engine(tmp_path / "main", "Rain\n\n“Nothing but rain,” said Anna Weber.")


@pytest.fixture
def shelf(tmp_path: Path) -> TwoCollections:
    return TwoCollections(tmp_path)


async def _asked(stage: Stage, who: str, channel: object = None, by: object = None) -> str:
    question = f"What did {who} say?"
    asked = await stage.discord.slash(by or stage.reader, channel or stage.channel, "ask", question=question)
    return (await asked.wait_final()).text


async def test_each_server_answers_from_its_own_collection(tmp_path: Path, main: Engine, shelf: TwoCollections) -> None:
    async with staged(tmp_path / "state", main, shelf=shelf) as stage:
        other = stage.discord.add_guild("sports fans")
        channel = stage.discord.add_channel("cup", guild=other)
        fan = stage.discord.add_member("fan", guild=other)
        stage.client.servers.change(other.id, ServerSettings(corpus="sports"))
        assert "Nothing but rain" in await _asked(stage, "Anna Weber")
        assert "We won the cup" in await _asked(stage, "Vera Adler", channel, fan)
        assert "We won the cup" not in await _asked(stage, "Vera Adler")
        assert "Nothing but rain" not in await _asked(stage, "Anna Weber", channel, fan)


async def test_a_mention_is_answered_from_the_server_s_collection(
    tmp_path: Path, main: Engine, shelf: TwoCollections
) -> None:
    async with staged(tmp_path / "state", main, shelf=shelf) as stage:
        stage.client.servers.change(stage.discord.guild.id, ServerSettings(corpus="sports"))
        said = await stage.discord.say(
            stage.reader, stage.channel, f"{stage.discord.bot.mention} What did Vera Adler say?"
        )
        answer = await stage.discord.wait_for_message(stage.channel, after=said)
    assert "We won the cup" in answer.text


async def test_moderators_choose_the_collection_in_the_setup(
    tmp_path: Path, main: Engine, shelf: TwoCollections
) -> None:
    async with staged(tmp_path / "state", main, shelf=shelf) as stage:
        used = await stage.discord.slash(stage.moderator, stage.channel, "setup")
        panel = await used.wait_final()
        assert "**Collection:** the usual one" in panel.text
        await stage.discord.click(stage.moderator, panel, "Answer from sports")
        await until(lambda: "**Collection:** sports" in panel.text)
        assert "We won the cup" in await _asked(stage, "Vera Adler")
        await stage.discord.click(stage.moderator, panel, "Answer from main")
        await until(lambda: "**Collection:** main" in panel.text)
        assert "Nothing but rain" in await _asked(stage, "Anna Weber")


async def test_with_one_collection_there_is_nothing_to_choose(tmp_path: Path, main: Engine) -> None:
    async with staged(tmp_path / "state", main) as stage:
        panel = await (await stage.discord.slash(stage.moderator, stage.channel, "setup")).wait_final()
    assert not any((button.label or "").startswith("Answer from") for button in panel.buttons)


async def test_a_collection_that_is_gone_leaves_the_usual_one(
    tmp_path: Path, main: Engine, shelf: TwoCollections
) -> None:
    async with staged(tmp_path / "state", main, shelf=shelf) as stage:
        stage.client.servers.change(stage.discord.guild.id, ServerSettings(corpus="gone"))
        assert "Nothing but rain" in await _asked(stage, "Anna Weber")


# The schedule

NOTHING = Report((), (), (), 1, (), 1, 1, 0, "s", 0.1)
REPORT = report_record(NOTHING, dry_run=False)


def _child(done: RefreshRecord | None) -> Reindexer:
    """A reindexer whose refresh prints this, or fails."""
    end = f"print({done.model_dump_json()!r})" if done else "sys.exit('quoth: The disk is full.')"
    return Reindexer([sys.executable, "-c", f"import sys\n{end}"], dict(os.environ))


def _refresh(**found: object) -> RefreshRecord:
    nothing = {"new": [], "changed": [], "unchanged": 1, "failed": [], "reported": [], "report": REPORT}
    return RefreshRecord.model_validate({**nothing, **found})


async def _logged(stage: Stage, done: RefreshRecord | None, times: int) -> list[str]:
    """What the log channel of the only server reads after so many refreshes by the schedule."""
    log = stage.discord.add_channel("log")
    stage.client.servers.change(stage.discord.guild.id, ServerSettings(log_channel=log.id))
    usual = stage.client.collections.used()[0]
    one = Collection(usual.name, usual.answers, _child(done), usual.folder)
    for _ in range(times):
        await stage.client.schedule.refresh(one)
    return [message.text for message in stage.discord.messages(log)]


async def test_what_a_refresh_brought_is_told(tmp_path: Path, main: Engine) -> None:
    async with staged(tmp_path / "state", main) as stage:
        (told,) = await _logged(stage, _refresh(new=["https://arden.example/a"]), 1)
    assert told.startswith("**Refreshed** by the schedule\nNew: https\\://arden.example/a")


async def test_a_refresh_that_brought_nothing_is_quiet(tmp_path: Path, main: Engine) -> None:
    failed = [FailureRecord(name="https://arden.example/b", reason="not there")]
    async with staged(tmp_path / "state", main) as stage:
        assert await _logged(stage, _refresh(failed=failed), 2) == []


async def test_a_feed_that_fails_again_and_again_is_told(tmp_path: Path, main: Engine) -> None:
    failed = [FailureRecord(name="https://arden.example/feed", reason="it is out of order")]
    async with staged(tmp_path / "state", main) as stage:
        (told,) = await _logged(stage, _refresh(reported=failed), 1)
    assert "Feeds that fail again and again: 1\n- https\\://arden.example/feed: it is out of order" in told


async def test_refreshes_that_fail_are_told_at_the_third_time_only(tmp_path: Path, main: Engine) -> None:
    async with staged(tmp_path / "state", main) as stage:
        (told,) = await _logged(stage, None, 5)
    assert "has failed 3 times in a row." in told
    assert "The disk is full." in told


async def test_a_folder_that_is_gone_is_told_at_the_third_time_only(tmp_path: Path, main: Engine) -> None:
    gone = Failure("/articles", "is not here; its 2 articles stay as they were")
    done = _refresh(report=report_record(replace(NOTHING, absent=(gone,)), dry_run=False))
    async with staged(tmp_path / "state", main) as stage:
        (told,) = await _logged(stage, done, 5)
    assert "Not there: 1\n- /articles: is not here; its 2 articles stay as they were" in told


async def test_only_servers_of_the_collection_are_told(tmp_path: Path, main: Engine, shelf: TwoCollections) -> None:
    async with staged(tmp_path / "state", main, shelf=shelf) as stage:
        log = stage.discord.add_channel("log")
        stage.client.servers.change(stage.discord.guild.id, ServerSettings(log_channel=log.id))
        shelf.child = _child(_refresh(new=["x"]))
        await stage.client.schedule.refresh(shelf.open("sports"))
        assert stage.discord.messages(log) == []
