"""What people do with an answer on Discord: rate it, turn its pages, delete it; also after a restart."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from discord_collection import Collection
from discord_stage import OneArticle, Stage, connected, staged, until
from local_discord.components import walk

from bot.state.asked import now
from bot.state.ratings import Rating
from bot.state.servers import ServerSettings
from bot.state.state import State
from index.types import Article

QUESTION = "What did Larijani say?"
MANY = tuple(f"It was said {number} times, and it will be said again." for number in range(40))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose every answer has forty quotations."""
    async with staged(tmp_path, OneArticle(Article("a.txt", "Many", " ".join(MANY)), MANY)) as running:
        yield running


async def ask(stage: Stage) -> Any:
    asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
    return await asked.wait_final()


async def mention(stage: Stage) -> Any:
    said = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
    return await stage.discord.wait_for_reply(said)


def ratings(folder: Path, guild_id: int) -> list[Rating]:
    state = State("", folder)
    try:
        return list(state.ratings.since(guild_id, now() - timedelta(hours=1)))
    finally:
        state.close()


async def test_an_answer_is_rated_with_its_snapshot_and_references(stage: Stage, tmp_path: Path) -> None:
    answer = await mention(stage)
    pressed = await stage.discord.click(stage.moderator, answer, "👍")
    thanks = await pressed.wait_final()
    assert thanks.ephemeral
    (rating,) = ratings(tmp_path, stage.channel.guild.id)
    assert (rating.message_id, rating.user_id, rating.is_good) == (answer.id, stage.moderator.id, True)
    assert rating.snapshot == "s1"
    assert len(rating.refs) == 25


async def test_who_finds_fault_says_what_and_a_second_press_changes_it(stage: Stage, tmp_path: Path) -> None:
    answer = await ask(stage)
    await (await stage.discord.click(stage.reader, answer, "👍")).wait_final()
    pressed = await stage.discord.click(stage.reader, answer, "👎")
    await pressed.response()
    given = {"fault": ["wrong speaker"], "comment": " It was *Ri*. "}
    await (await stage.discord.submit_modal(stage.reader, pressed, given)).wait_final()
    again = await stage.discord.click(stage.reader, answer, "👎")
    await again.response()  # and the form is closed
    (rating,) = ratings(tmp_path, stage.channel.guild.id)
    assert (rating.is_good, rating.fault, rating.comment) == (False, "wrong speaker", "It was *Ri*.")


async def test_a_fault_that_cannot_be_kept_is_told_and_the_answer_stays(stage: Stage, tmp_path: Path) -> None:
    answer = await mention(stage)
    with sqlite3.connect(tmp_path / "state.sqlite") as database:
        database.execute("DROP TABLE ratings")
    (told,) = await (await stage.discord.click(stage.reader, answer, "👎")).wait_messages(1)
    assert told.ephemeral
    assert told.text.startswith("I cannot get at what I keep.")
    assert not stage.discord.requests_to("/webhooks/*", "DELETE")


async def test_a_button_of_another_version_says_so(stage: Stage) -> None:
    answer = await mention(stage)
    parts = [part for _, part in walk(answer.components) if str(part.get("custom_id")).startswith("quoth:answer:good")]
    parts[0]["custom_id"] = "quoth:vote:up"
    told = await (await stage.discord.click(stage.reader, answer, "👍")).wait_final()
    assert told.ephemeral
    assert "another version" in told.text


async def test_an_answer_that_a_moderator_deletes_is_logged_and_ones_own_is_not(stage: Stage) -> None:
    log = stage.discord.add_channel("log")
    stage.client.servers.change(stage.channel.guild.id, ServerSettings(log_channel=log.id))
    own = await ask(stage)
    await stage.discord.click(stage.reader, own, "Delete")
    await until(lambda: own.deleted)
    await stage.discord.click(stage.moderator, await mention(stage), "Delete")
    logged = await stage.discord.wait_for_message(log)
    who = f"{stage.moderator.mention} (mod, {stage.moderator.id})"
    what = f"**Answer deleted** in {stage.channel.mention}: the answer to “{QUESTION}”"
    assert [each.text for each in stage.discord.messages(log)] == [f"{who}\n{what}"]
    assert not logged.pinged


async def test_a_fault_counts_though_the_form_is_closed(stage: Stage, tmp_path: Path) -> None:
    pressed = await stage.discord.click(stage.reader, await ask(stage), "👎")
    await pressed.response()
    await until(lambda: ratings(tmp_path, stage.channel.guild.id))
    (rating,) = ratings(tmp_path, stage.channel.guild.id)
    assert (rating.is_good, rating.fault) == (False, None)


async def test_an_answer_whose_question_was_forgotten_is_rated_with_what_the_message_shows(
    stage: Stage, tmp_path: Path
) -> None:
    answer = await mention(stage)
    state = State("", tmp_path)
    await until(lambda: state.questions.find(answer.id))
    state.forget(stage.reader.id)
    state.close()
    await (await stage.discord.click(stage.moderator, answer, "👍")).wait_final()
    (rating,) = ratings(tmp_path, stage.channel.guild.id)
    assert rating.snapshot == ""
    assert len(rating.refs) == 10


@pytest.mark.parametrize("way", [ask, mention], ids=["command", "mention"])
async def test_the_asker_turns_the_pages_of_an_answer_in_its_place(stage: Stage, way: Any) -> None:
    answer = await way(stage)
    seen = [words for words in MANY if words in answer.text]
    for _ in range(3):
        await (await stage.discord.click(stage.reader, answer, "More quotes")).wait_final()
        seen += [words for words in MANY if words in answer.text]
    assert seen == list(MANY)
    assert answer.button("More quotes").disabled
    await (await stage.discord.click(stage.reader, answer, "Back")).wait_final()
    assert "21–30 of 40" in answer.text
    assert len(stage.discord.messages(stage.channel)) == (1 if way is ask else 2)


async def test_somebody_else_sees_the_other_pages_privately_and_goes_on_there(stage: Stage) -> None:
    answer = await mention(stage)
    first = await (await stage.discord.click(stage.moderator, answer, "More quotes")).wait_final()
    assert first.ephemeral
    assert MANY[10] in first.text
    assert MANY[0] in answer.text
    second = await (await stage.discord.click(stage.moderator, first, "More quotes")).wait_final()
    assert MANY[20] in second.text


async def test_pages_and_ratings_work_after_a_restart(tmp_path: Path) -> None:
    many = OneArticle(Article("a.txt", "Many", " ".join(MANY)), MANY)
    async with staged(tmp_path, many) as stage:
        answer = await mention(stage)
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, many):
            await (await stage.discord.click(stage.reader, answer, "More quotes")).wait_final()
            assert MANY[10] in answer.text
            await (await stage.discord.click(stage.reader, answer, "👍")).wait_final()
        assert len(ratings(tmp_path, stage.channel.guild.id)) == 1


async def test_a_page_from_other_articles_than_the_answer_says_so(stage: Stage) -> None:
    answer = await mention(stage)
    stage.answers.snapshot = "s2"
    await (await stage.discord.click(stage.reader, answer, "More quotes")).wait_final()
    assert "The articles changed since" in answer.text


async def test_a_page_of_an_answer_stays_answered_when_the_threshold_was_raised_since(stage: Stage) -> None:
    answer = await mention(stage)
    stage.client.servers.change(stage.channel.guild.id, ServerSettings(threshold=0.99))
    await (await stage.discord.click(stage.reader, answer, "More quotes")).wait_final()
    assert stage.answers.thresholds == [None, 0.0]


async def test_a_turned_page_is_no_new_question(stage: Stage, tmp_path: Path) -> None:
    answer = await mention(stage)
    await (await stage.discord.click(stage.moderator, answer, "More quotes")).wait_final()
    state = State("", tmp_path)
    assert len(state.questions.since(stage.channel.guild.id, now() - timedelta(hours=1))) == 1
    state.close()


@pytest.mark.parametrize("way", [ask, mention], ids=["command", "mention"])
async def test_who_asked_and_moderators_delete_an_answer_and_others_are_told_that_they_may_not(
    stage: Stage, way: Any
) -> None:
    other = stage.discord.add_member("other")
    answer = await way(stage)
    refused = await (await stage.discord.click(other, answer, "Delete")).wait_final()
    assert refused.ephemeral
    assert "Only who asked" in refused.text
    await stage.discord.click(stage.reader, answer, "Delete")
    await until(lambda: answer.deleted)
    again = await way(stage)
    await stage.discord.click(stage.moderator, again, "Delete")
    await until(lambda: again.deleted)


async def test_an_answer_that_two_delete_at_once_is_deleted_and_nobody_is_told_of_a_failure(stage: Stage) -> None:
    log = stage.discord.add_channel("log")
    stage.client.servers.change(stage.channel.guild.id, ServerSettings(log_channel=log.id))
    answer = await mention(stage)
    presses = [await stage.discord.click(who, answer, "Delete") for who in (stage.reader, stage.moderator)]
    await until(lambda: answer.deleted and all(each.callback for each in presses))
    await asyncio.sleep(0.2)
    assert not any(each.messages for each in presses)
    assert len(stage.discord.messages(log)) <= 1


async def test_an_answer_to_one_speaker_keeps_to_that_speaker_on_every_page(tmp_path: Path) -> None:
    many = OneArticle(Article("a.txt", "Many", " ".join(MANY)), MANY, clarify=("Ali Larijani", "Sadeq Larijani"))
    async with staged(tmp_path, many) as stage:
        asked_back = await ask(stage)
        chosen = await stage.discord.click(stage.reader, asked_back, "Ali Larijani")
        answer = await chosen.wait_final()
        await (await stage.discord.click(stage.reader, answer, "More quotes")).wait_final()
    assert [speaker for _, speaker in many.asked] == [None, "Ali Larijani", "Ali Larijani"]


async def test_a_misspelt_name_is_a_button_away_from_its_answer(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        said = await stage.discord.say(
            stage.reader, stage.channel, "What did Carl Whitfeild say?", mentions=[stage.discord.bot]
        )
        asked_back = await stage.discord.wait_for_reply(said)
        assert [button.label for button in asked_back.buttons] == ["Carl Whitfield"]
        answer = await (await stage.discord.click(stage.reader, asked_back, "Carl Whitfield")).wait_final()
    assert "No ship of ours is safe at present" in answer.text
