"""A private answer is shared: once, with who shares it, where the server lets the bot speak; replies go on with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from discord_stage import OneArticle, Stage, connected, staged, until
from local_discord import Message

from bot.state.servers import ServerSettings
from index.types import Article

QUESTION = "What did Larijani say?"
MANY = tuple(f"It was said {number} times, and it will be said again." for number in range(40))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose every answer has forty quotations."""
    async with staged(tmp_path, OneArticle(Article("a.txt", "Many", " ".join(MANY)), MANY)) as running:
        yield running


async def ask(stage: Stage, channel: Any = None) -> Message:
    """A private answer."""
    asked = await stage.discord.slash(stage.reader, channel or stage.channel, "ask", question=QUESTION, private=True)
    return await asked.wait_final()


async def shared(stage: Stage, answer: Message) -> Message:
    """The copy in the channel, and the private answer with its button pressed."""
    pressed = await stage.discord.click(stage.reader, answer, "Share")
    (copy,) = await pressed.wait_messages(1)
    await until(lambda: any(button.label == "Shared" and button.disabled for button in answer.buttons))
    return copy


def set_up(stage: Stage, *channels: Any) -> None:
    settings = ServerSettings(channels={each.id: "mentions" for each in channels})
    stage.client.servers.change(stage.channel.guild.id, settings)


async def test_a_private_answer_is_shared_with_who_shares_it_and_pings_nobody(stage: Stage) -> None:
    answer = await ask(stage)
    assert [button.label for button in answer.buttons][-5:] == ["Back", "More quotes", "👍", "👎", "Share"]
    copy = await shared(stage, answer)
    assert not copy.ephemeral
    assert not copy.pinged
    assert copy.text.startswith(f"**{QUESTION}**\n-# Shared by reader\n")
    await (await stage.discord.click(stage.reader, copy, "More quotes")).wait_final()
    assert MANY[10] in copy.text


async def test_an_answer_is_shared_once_and_its_pages_say_so_also_after_a_restart(tmp_path: Path, stage: Stage) -> None:
    answer = await ask(stage)
    await shared(stage, answer)
    await stage.client.finish()
    async with connected(stage.discord, tmp_path, stage.answers):
        await (await stage.discord.click(stage.reader, answer, "More quotes")).wait_final()
        assert MANY[10] in answer.text
        assert answer.button("Shared").disabled
    assert len(stage.discord.messages(stage.channel)) == 1


async def test_of_two_presses_at_once_one_shares_and_one_is_told(stage: Stage) -> None:
    answer = await ask(stage)
    presses = [await stage.discord.click(stage.reader, answer, "Share") for _ in range(2)]
    messages = [await each.wait_messages(1) for each in presses]
    told = [message.text for (message,) in messages if message.ephemeral]
    assert len(told) == 1
    assert "shared already" in told[0]
    assert len(stage.discord.messages(stage.channel)) == 1


async def test_a_button_of_before_tells_where_it_was_shared(stage: Stage) -> None:
    answer = await ask(stage)
    before = answer.components
    copy = await shared(stage, answer)
    answer.components = before  # as a client shows it that has not taken in the change
    told = await (await stage.discord.click(stage.reader, answer, "Share")).wait_final()
    assert told.ephemeral
    assert told.text == f"It was shared already: {copy.jump_url}"


async def test_an_answer_whose_shared_copy_was_deleted_can_be_shared_again(stage: Stage) -> None:
    answer = await ask(stage)
    copy = await shared(stage, answer)
    await stage.discord.click(stage.reader, copy, "Delete")
    await until(lambda: copy.deleted)
    await asyncio.sleep(0.1)
    await (await stage.discord.click(stage.reader, answer, "More quotes")).wait_final()
    assert not (await shared(stage, answer)).deleted


async def test_a_reply_to_a_shared_copy_goes_on_with_its_question(stage: Stage) -> None:
    copy = await shared(stage, await ask(stage))
    said = await stage.discord.say(stage.moderator, stage.channel, "And on oil?", reply_to=copy)
    await stage.discord.wait_for_reply(said)
    assert stage.answers.after[-1] == (QUESTION,)


async def test_where_the_server_does_not_let_the_bot_speak_commands_answer_privately_and_nothing_is_shared(
    stage: Stage,
) -> None:
    other = stage.discord.add_channel("other")
    set_up(stage, stage.channel)
    for command, options in (("ask", {"question": QUESTION}), ("articles list", {}), ("quotes", {"article": "a.txt"})):
        used = await stage.discord.slash(stage.reader, other, command, private=False, **options)
        answer = await used.wait_final()
        assert answer.ephemeral
        assert "Share" not in [button.label for button in answer.buttons]
    assert not stage.discord.messages(other)


async def test_a_thread_belongs_to_the_channel_in_which_the_bot_may_speak(stage: Stage) -> None:
    thread = stage.discord.add_thread(stage.channel, "on the visit")
    set_up(stage, stage.channel)
    assert not (await shared(stage, await ask(stage, thread))).ephemeral


async def test_an_answer_from_before_the_settings_changed_is_not_shared_and_it_is_told_where_the_bot_speaks(
    stage: Stage,
) -> None:
    answer = await ask(stage)
    other = stage.discord.add_channel("other")
    set_up(stage, other)
    told = await (await stage.discord.click(stage.reader, answer, "Share")).wait_final()
    assert told.ephemeral
    assert told.text == f"In this server I speak in {other.mention} only."
    assert not stage.discord.messages(stage.channel)
    await (await stage.discord.click(stage.reader, answer, "More quotes")).wait_final()
    assert "Share" not in [button.label for button in answer.buttons]


async def test_a_page_that_somebody_else_turned_is_theirs_to_turn_on_and_not_to_share(stage: Stage) -> None:
    said = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
    answer = await stage.discord.wait_for_reply(said)
    page = await (await stage.discord.click(stage.moderator, answer, "More quotes")).wait_final()
    assert [button.label for button in page.buttons][-4:] == ["Back", "More quotes", "👍", "👎"]
    assert await (await stage.discord.click(stage.moderator, page, "More quotes")).wait_final() is page
    assert MANY[20] in page.text


async def test_a_connection_that_breaks_while_sharing_is_told_and_the_answer_can_be_shared_again(stage: Stage) -> None:
    answer = await ask(stage)
    stage.discord.fail("/webhooks/*", method="POST", drop=True)
    (told,) = await (await stage.discord.click(stage.reader, answer, "Share")).wait_messages(1)
    assert told.ephemeral
    assert not (await shared(stage, answer)).ephemeral


async def test_a_plain_answer_is_shared_too(stage: Stage) -> None:
    stage.discord.fail("/webhooks/*", method="POST", status=400)
    answer = await ask(stage)
    assert not answer.is_v2
    copy = await shared(stage, answer)
    assert MANY[0] in copy.text
    assert MANY[0] in answer.content


async def test_what_was_forgotten_cannot_be_shared(stage: Stage) -> None:
    answer, state = await ask(stage), stage.client._state
    await until(lambda: state.questions.find(answer.id))
    state.forget(stage.reader.id)
    told = await (await stage.discord.click(stage.reader, answer, "Share")).wait_final()
    assert (told.text, told.ephemeral) == ("What was asked here is no longer kept: please ask again.", True)


async def test_sharing_is_asking_and_has_its_pause(tmp_path: Path) -> None:
    async with staged(tmp_path, cooldown_seconds=60.0) as stage:
        told = await (await stage.discord.click(stage.reader, await ask(stage), "Share")).wait_final()
    assert told.ephemeral
    assert "One question at a time" in told.text
