"""Where and how questions come in: as the server's settings say, in threads, with options, from a message's menu."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from discord_collection import Collection
from discord_stage import WORDS, OneArticle, Stage, connected, staged, until

from bot.state.servers import ServerSettings

QUESTION = "What did Larijani say?"


def set_up(stage: Stage, **settings: Any) -> None:
    """The server's settings, as `/setup` would change them."""
    stage.client.servers.change(stage.channel.guild.id, ServerSettings(**settings))


async def mention(stage: Stage, channel: Any, text: str = QUESTION) -> Any:
    return await stage.discord.say(stage.reader, channel, text, mentions=[stage.discord.bot])


async def is_silent(stage: Stage, count: int) -> bool:
    """Whether no more questions than these were asked of the engine, once what was said before has been seen."""
    await asyncio.sleep(0.2)
    return len(stage.answers.asked) == count


async def test_an_invited_bot_answers_mentions_in_every_channel(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        other = stage.discord.add_channel("other")
        for channel in (stage.channel, other):
            assert WORDS in (await stage.discord.wait_for_reply(await mention(stage, channel))).text


async def test_where_channels_are_set_the_bot_is_silent_elsewhere_but_for_commands_and_direct_messages(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        other = stage.discord.add_channel("other")
        set_up(stage, channels={stage.channel.id: "mentions"})
        await mention(stage, other)
        assert WORDS in (await stage.discord.wait_for_reply(await mention(stage, stage.channel))).text
        assert await is_silent(stage, 1)
        asked = await stage.discord.slash(stage.reader, other, "ask", question=QUESTION)
        assert WORDS in (await asked.wait_final()).text
        said = await stage.discord.say(stage.reader, stage.discord.dm(stage.reader), QUESTION)
        assert WORDS in (await stage.discord.wait_for_reply(said)).text


async def test_in_a_channel_for_every_question_no_mention_is_needed_and_talk_is_left_alone(tmp_path: Path) -> None:
    async with staged(tmp_path, message_content=True) as stage:
        set_up(stage, channels={stage.channel.id: "every"})
        await stage.discord.say(stage.reader, stage.channel, "Good morning everybody.")
        said = await stage.discord.say(stage.reader, stage.channel, QUESTION)
        assert WORDS in (await stage.discord.wait_for_reply(said)).text
        for ping in (True, False):
            await stage.discord.say(stage.moderator, stage.channel, "What do you think?", reply_to=said, ping=ping)
        assert await is_silent(stage, 1)


@pytest.mark.parametrize(
    "talk",
    ["and I went home", "What a day!", "What a day.", "Will do.", "What do you think, {mod}?", "Can do, no problem!"],
)
async def test_talk_that_sounds_like_a_question_or_is_for_somebody_else_is_left_alone(
    tmp_path: Path, talk: str
) -> None:
    async with staged(tmp_path, message_content=True) as stage:
        set_up(stage, channels={stage.channel.id: "every"})
        await stage.discord.say(stage.reader, stage.channel, talk.format(mod=stage.moderator.mention))
        assert await is_silent(stage, 0)


@pytest.mark.parametrize("question", ["what did larijani say", "Did he leave", "Who left the deal in May.", "Ri?"])
async def test_questions_are_known_without_their_mark(tmp_path: Path, question: str) -> None:
    async with staged(tmp_path, message_content=True) as stage:
        set_up(stage, channels={stage.channel.id: "every"})
        said = await stage.discord.say(stage.reader, stage.channel, question)
        assert WORDS in (await stage.discord.wait_for_reply(said)).text


async def test_without_the_intent_a_channel_for_every_question_hears_mentions(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        set_up(stage, channels={stage.channel.id: "every"})
        await stage.discord.say(stage.reader, stage.channel, QUESTION)
        assert WORDS in (await stage.discord.wait_for_reply(await mention(stage, stage.channel))).text
        assert await is_silent(stage, 1)


async def threaded(stage: Stage, question: str = QUESTION) -> Any:
    """Mention the bot, and return the thread that it makes, and its answer there."""
    await mention(stage, stage.channel, question)
    threads = stage.channel.guild.channels
    await until(lambda: any(each.is_thread for each in threads))
    thread = next(each for each in threads if each.is_thread)
    return thread, await stage.discord.wait_for_message(thread)


async def test_a_server_that_wants_threads_is_answered_in_one_named_after_the_question(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        set_up(stage, threads=True)
        long = f"{QUESTION} {'And what else did he say about that? ' * 5}"
        thread, answer = await threaded(stage, long)
    assert WORDS in answer.text
    assert thread.name.startswith(QUESTION)
    assert len(thread.name) <= 100


async def test_the_name_of_a_thread_turns_nothing_around(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        set_up(stage, threads=True)
        thread, _ = await threaded(stage, "What \u202edid \u2067he say?")
    assert thread.name == "What �did �he say?"


async def test_a_conversation_goes_on_in_its_thread_also_after_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        set_up(stage, threads=True)
        thread, _ = await threaded(stage)
        second = await mention(stage, thread, "And on oil?")
        await stage.discord.wait_for_reply(second)
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, stage.answers):
            third = await mention(stage, thread, "And on gas?")
            await stage.discord.wait_for_reply(third)
        assert len([each for each in stage.channel.guild.channels if each.is_thread]) == 1
    assert stage.answers.after == [(), (QUESTION,), (QUESTION, "And on oil?")]


async def test_with_the_intent_no_mention_is_needed_in_the_bots_own_threads(tmp_path: Path) -> None:
    async with staged(tmp_path, message_content=True) as stage:
        set_up(stage, threads=True)
        thread, _ = await threaded(stage)
        said = await stage.discord.say(stage.moderator, thread, "And on oil?")
        assert WORDS in (await stage.discord.wait_for_reply(said)).text
        others = stage.discord.add_thread(stage.channel, "of others")
        await stage.discord.say(stage.moderator, others, "And on oil?")
        assert await is_silent(stage, 2)


async def test_without_the_intent_who_writes_in_the_bots_own_thread_is_told_once_how_to_go_on(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        set_up(stage, threads=True)
        thread, _ = await threaded(stage)
        said = [await stage.discord.say(stage.reader, thread, "And on oil?") for _ in range(3)]
        told = await stage.discord.wait_for_reply(said[0])
        assert await is_silent(stage, 1)
        assert "I can read only what mentions me" in told.text
        own = [each for each in stage.discord.messages(thread) if each.author is stage.discord.bot]
        assert own[1:] == [told]
        others = stage.discord.add_thread(stage.channel, "of others")
        await stage.discord.say(stage.reader, others, "And on oil?")
        assert await is_silent(stage, 1)
        assert len(stage.discord.messages(others)) == 1


@pytest.mark.parametrize("missing", ["create_public_threads", "send_messages_in_threads"])
async def test_where_no_thread_may_be_made_the_answer_is_a_reply(tmp_path: Path, missing: str) -> None:
    async with staged(tmp_path) as stage:
        channel = stage.discord.add_channel("plain", deny=[missing])
        set_up(stage, threads=True)
        assert WORDS in (await stage.discord.wait_for_reply(await mention(stage, channel))).text


async def test_a_thread_that_cannot_be_made_leaves_a_reply(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        set_up(stage, threads=True)
        stage.discord.fail("/channels/*/messages/*/threads", method="POST", status=403)
        assert WORDS in (await stage.discord.wait_for_reply(await mention(stage, stage.channel))).text


async def test_the_servers_threshold_comes_before_the_configured_one(tmp_path: Path) -> None:
    async with staged(tmp_path, threshold=0.3) as stage:
        await stage.discord.wait_for_reply(await mention(stage, stage.channel))
        set_up(stage, threshold=0.7)
        await stage.discord.wait_for_reply(await mention(stage, stage.channel))
    assert stage.answers.thresholds == [0.3, 0.7]


async def test_the_servers_cooldown_comes_before_the_configured_one(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        set_up(stage, cooldown_seconds=60.0)
        await stage.discord.wait_for_reply(await mention(stage, stage.channel))
        told = await stage.discord.wait_for_reply(await mention(stage, stage.channel))
    assert "One question at a time" in told.text


@pytest.mark.parametrize(
    ("default", "asked", "is_private"), [(True, {}, True), (True, {"private": False}, False), (False, {}, False)]
)
async def test_a_command_is_as_private_as_the_server_has_it_unless_said_otherwise(
    tmp_path: Path, default: bool, asked: dict[str, bool], is_private: bool
) -> None:
    async with staged(tmp_path) as stage:
        set_up(stage, private=default)
        used = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION, **asked)
        assert (await used.wait_final()).ephemeral is is_private


async def test_a_command_is_narrowed_to_speaker_article_and_days(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        offered = await stage.discord.autocomplete(
            stage.reader, stage.channel, "ask", "article", "ferry", question="What did Ana Torres say?"
        )
        options: dict[str, Any] = {"article": offered[0].value, "since": "2021-01-01", "until": "2021-04-01"}
        asked = await stage.discord.slash(
            stage.reader, stage.channel, "ask", question="What did Ana Torres say?", **options
        )
        answer = await asked.wait_final()
        wrong = await stage.discord.slash(stage.reader, stage.channel, "ask", question="Well?", since="tomorrow")
        told = await wrong.wait_final()
    assert "The ferry will sail again before the summer" in answer.text
    assert "There is no money for the ferry" not in answer.text
    assert told.ephemeral
    assert "tomorrow" in told.text


async def test_what_the_articles_say_about_a_message_is_told_to_who_asks_only(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        long = "The minister went to Tehran. " * 40
        said = await stage.discord.say(stage.moderator, stage.channel, long)
        asked = await stage.discord.context_menu(stage.reader, stage.channel, "Ask about this", said)
        answer = await asked.wait_final()
        empty = await stage.discord.say(stage.moderator, stage.channel, stage.discord.bot.mention)
        nothing = await stage.discord.context_menu(stage.reader, stage.channel, "Ask about this", empty)
        told = await nothing.wait_final()
    assert answer.ephemeral
    ((question, _),) = stage.answers.asked
    assert question.endswith("went to Tehran.")
    assert len(question) <= 500
    assert "no words" in told.text


async def test_the_words_of_an_embed_and_of_the_bots_own_answer_can_be_asked_about(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        answer = await stage.discord.wait_for_reply(await mention(stage, stage.channel))
        embedded = await stage.discord.say(stage.moderator, stage.channel, "x")
        embedded.content, embedded.embeds = "", [{"type": "rich", "description": "The minister went to Tehran."}]
        for message in (answer, embedded):
            used = await stage.discord.context_menu(stage.reader, stage.channel, "Ask about this", message)
            assert WORDS in (await used.wait_final()).text
    assert [question for question, _ in stage.answers.asked[1:]] == [WORDS, "The minister went to Tehran."]


async def test_a_chosen_speaker_keeps_to_what_the_question_was_narrowed_to(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(clarify=("Ali Larijani", "Sadeq Larijani"))) as stage:
        asked = await stage.discord.slash(
            stage.reader, stage.channel, "ask", question=QUESTION, since="2018-01-01", private=True
        )
        chosen = await stage.discord.click(stage.reader, await asked.wait_final(), "Ali Larijani")
        assert WORDS in (await chosen.wait_final()).text
    assert [each.since is not None for each in stage.answers.filters] == [True, True]
