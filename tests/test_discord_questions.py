"""Questions on Discord, by command, mention and reply: the behaviours that Discord users expect of a good bot."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
import time
from pathlib import Path

import pytest
from discord_stage import ARTICLE, TEXT, WORDS, OneArticle, connected, staged, until
from local_discord import payloads
from local_discord.messages import SUPPRESS_EMBEDS

from index.errors import DamagedIndexError, NoIndexError, UsageError
from index.types import Article

QUESTION = "What did Larijani say?"


class Slow:
    """Keeps the engine busy for some seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self, _: str) -> None:
        time.sleep(self.seconds)


class Held:
    """Keeps the engine busy until it is released."""

    def __init__(self) -> None:
        self._is_over = threading.Event()

    def __call__(self, _: str) -> None:
        assert self._is_over.wait(10.0)

    def release(self) -> None:
        self._is_over.set()


class Failing:
    """Lets the engine fail."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, _: str) -> None:
        raise self.error


async def test_a_command_is_answered_with_the_quotation_and_its_source_button(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        answer = await asked.wait_final()
    assert answer.text.startswith(f"**{QUESTION}**\n**1.** **Ali Larijani**\n> {WORDS}\n-# [A Visit to Tehran](")
    assert [button.label for button in answer.buttons] == ["Source", "👍", "👎", "Delete"]
    assert not answer.ephemeral


async def test_a_command_is_deferred_while_the_engine_works(tmp_path: Path) -> None:
    held = Held()
    async with staged(tmp_path, OneArticle(before=held)) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        assert (await asked.response()).seconds < 1.0
        assert asked.answer is None
        held.release()
        assert WORDS in (await asked.wait_final()).text


async def test_questions_are_worked_on_in_threads_and_the_event_loop_stays_free(tmp_path: Path) -> None:
    held = Held()
    async with staged(tmp_path, OneArticle(before=held), workers=1) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await until(lambda: stage.answers.asked)
        mention = await stage.discord.say(stage.moderator, stage.channel, mentions=[stage.discord.bot])
        assert "/ask" in (await stage.discord.wait_for_reply(mention)).text
        assert asked.answer is None
        held.release()
        await asked.wait_final()
    assert all(name.startswith("question") for name in stage.answers.threads)


async def test_more_questions_than_workers_wait_in_line_and_all_are_answered(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(before=Slow(0.2)), workers=2) as stage:
        people = [stage.discord.add_member(f"reader {number}") for number in range(5)]
        asked = [await stage.discord.slash(each, stage.channel, "ask", question=QUESTION) for each in people]
        answers = [await each.wait_final() for each in asked]
    assert all(WORDS in answer.text for answer in answers)
    assert len(stage.answers.threads) == 2


@pytest.mark.parametrize("private", [True, False], ids=["private", "public"])
async def test_who_sees_the_answer_is_decided_at_the_defer(tmp_path: Path, private: bool) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION, private=private)
        deferred = await asked.response()
        answer = await asked.wait_final()
    assert bool(deferred.data.get("flags", 0) & 64) is private
    assert answer.ephemeral is private


async def test_an_error_is_shown_to_the_one_who_asked_only(tmp_path: Path) -> None:
    failing = OneArticle(before=Failing(UsageError("This is no question.")))
    async with staged(tmp_path, failing) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        (told,) = await asked.wait_messages(1)
        assert (told.text, told.ephemeral) == ("This is no question.", True)
        assert not stage.discord.messages(stage.channel)


async def test_an_unexpected_error_is_a_reference_for_the_person_and_a_traceback_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with staged(tmp_path, OneArticle(before=Failing(KeyError(QUESTION)))) as stage:
        with caplog.at_level(logging.INFO):
            asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
            (told,) = await asked.wait_messages(1)
            await until(lambda: "KeyError" in caplog.text)
    (reference,) = re.findall(r"`([0-9a-f]{8})`", told.text)
    assert f"failure {reference}" in caplog.text
    assert "in ask" in caplog.text
    assert "Larijani" not in caplog.text
    assert stage.reader.name not in caplog.text
    assert stage.discord.token not in caplog.text
    assert len(told.text) < 150


async def test_an_error_never_tells_a_path(tmp_path: Path) -> None:
    damaged = OneArticle(before=Failing(DamagedIndexError(f"{tmp_path}/snapshots/1 is truncated.")))
    async with staged(tmp_path, damaged) as stage:
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        told = await stage.discord.wait_for_reply(question)
    assert str(tmp_path) not in told.text
    assert "reference" in told.text


async def test_without_an_index_people_are_told_so(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(before=Failing(NoIndexError("No index.")))) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        (told,) = await asked.wait_messages(1)
    assert "/reindex" in told.text


async def test_a_mention_is_answered_in_place(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        text = f"hey {stage.discord.bot.mention} {QUESTION}"
        question = await stage.discord.say(stage.reader, stage.channel, text)
        answer = await stage.discord.wait_for_reply(question)
    assert WORDS in answer.text
    assert answer.nonce == str(question.id)  # a retry after a lost answer is no second message
    assert stage.answers.asked == [(f"hey {QUESTION}", None)]


async def test_typing_is_shown_while_the_engine_works_and_not_after_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.delivery._TYPING_SECONDS", 0.05)
    held = Held()
    async with staged(tmp_path, OneArticle(before=held)) as stage:
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        await until(lambda: len(stage.channel.typing) > 1)
        held.release()
        await stage.discord.wait_for_reply(question)
        await asyncio.sleep(0.3)
        sent = [each.path.split("/")[-1] for each in stage.discord.requests_to("/channels/*", "POST")]
    assert sent[-1] == "messages"
    assert set(sent[:-1]) == {"typing"}


async def test_for_a_quick_answer_no_typing_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_bot.delivery._TYPING_AFTER", 60.0)
    async with staged(tmp_path) as stage:
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(question)
    assert not stage.channel.typing


async def test_a_reply_to_an_answer_is_a_new_question(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        first = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        answer = await stage.discord.wait_for_reply(first)
        second = await stage.discord.say(stage.reader, stage.channel, "And on oil?", reply_to=answer)
        assert WORDS in (await stage.discord.wait_for_reply(second)).text
    assert stage.answers.asked[-1] == ("And on oil?", None)
    assert stage.answers.after == [(), (QUESTION,)]


async def test_a_reply_to_a_commands_answer_follows_it_up(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        answer = await asked.wait_final()
        second = await stage.discord.say(stage.moderator, stage.channel, "And on oil?", reply_to=answer)
        await stage.discord.wait_for_reply(second)
        third = await stage.discord.say(
            stage.reader, stage.channel, "And on gas?", reply_to=await stage.discord.wait_for_reply(second)
        )
        await stage.discord.wait_for_reply(third)
        alone = await stage.discord.say(stage.reader, stage.channel, "And on gas?", mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(alone)
    assert stage.answers.after == [(), (QUESTION,), (QUESTION, "And on oil?"), ()]


async def test_a_server_has_its_own_threshold(tmp_path: Path) -> None:
    async with staged(tmp_path, threshold=0.5) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await asked.wait_final()
        for channel in (stage.channel, stage.discord.dm(stage.reader)):
            mention = await stage.discord.say(stage.reader, channel, QUESTION, mentions=[stage.discord.bot])
            await stage.discord.wait_for_reply(mention)
    assert stage.answers.thresholds == [0.5, 0.5, None]


async def test_a_direct_message_follows_up_the_one_before(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        private = stage.discord.dm(stage.reader)
        for question in (QUESTION, "And on oil?"):
            await stage.discord.wait_for_reply(await stage.discord.say(stage.reader, private, question))
    assert stage.answers.after == [(), (QUESTION,)]


async def test_a_reply_to_what_is_no_answer_goes_on_with_a_direct_message_and_with_nothing_in_a_channel(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        for channel in (stage.discord.dm(stage.reader), stage.channel):
            first = await stage.discord.say(stage.reader, channel, QUESTION, mentions=[stage.discord.bot])
            await stage.discord.wait_for_reply(first)
            second = await stage.discord.say(
                stage.reader, channel, "And on oil?", mentions=[stage.discord.bot], reply_to=first
            )
            await stage.discord.wait_for_reply(second)
    assert stage.answers.after == [(), (QUESTION,), (), ()]


@pytest.mark.parametrize("calls", [False, True], ids=["alone", "with somebody else's mention"])
async def test_a_reply_without_a_ping_cannot_be_read_and_is_told_so(tmp_path: Path, calls: bool) -> None:
    async with staged(tmp_path) as stage:
        first = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        answer = await stage.discord.wait_for_reply(first)
        others = [stage.moderator] if calls else []
        second = await stage.discord.say(
            stage.reader, stage.channel, "And on oil?", mentions=others, reply_to=answer, ping=False
        )
        told = await stage.discord.wait_for_reply(second)
        for _ in range(2):
            await stage.discord.say(stage.reader, stage.channel, "lol", mentions=others, reply_to=answer, ping=False)
        await asyncio.sleep(0.2)
        own = [each for each in stage.discord.messages(stage.channel) if each.author is stage.discord.bot]
    assert "ping" in told.text
    assert len(own) == 2  # it is told once
    assert len(stage.answers.asked) == 1


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("{me} {bob} What did Larijani say?", QUESTION),
        ("{bob}, {role} {me}: What did Larijani say? <a:wave:12> <:ok:34>", QUESTION),
        ("hey {bob} {me}, What did Larijani say in {room} {bob}", "hey What did Larijani say in"),
        ("{me} what did {bob} say <t:1543000000:R> in <#12>?", "what did bob say in ?"),
        ("{role} What did Larijani say? {me}", QUESTION),
    ],
)
async def test_whoever_is_called_beside_the_bot_is_no_part_of_the_question(
    tmp_path: Path, text: str, question: str
) -> None:
    async with staged(tmp_path) as stage:
        bob, role = stage.discord.add_member("bob"), stage.discord.add_role("editors")
        named = {"me": stage.discord.bot, "bob": bob, "role": role, "room": stage.channel}
        mentions = {name: each.mention for name, each in named.items()}
        said = await stage.discord.say(stage.reader, stage.channel, text.format(**mentions))
        await stage.discord.wait_for_reply(said)
    assert stage.answers.asked == [(question, None)]


async def test_a_mention_of_the_bots_own_role_gets_an_answer_where_it_can_be_read_and_a_how_to_elsewhere(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        own = next(role for role in stage.discord.guild.roles if role.bot_id)
        alone = await stage.discord.say(stage.reader, stage.channel, f"{own.mention} {QUESTION}")
        assert "/ask" in (await stage.discord.wait_for_reply(alone)).text
        both = await stage.discord.say(stage.reader, stage.channel, f"{own.mention} {stage.discord.bot.mention} Well?")
        await stage.discord.wait_for_reply(both)
    assert stage.answers.asked == [("Well?", None)]


async def test_a_mention_without_words_gets_a_short_how_to_and_no_typing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.delivery._TYPING_AFTER", 0.0)
    async with staged(tmp_path) as stage:
        mention = await stage.discord.say(stage.reader, stage.channel, mentions=[stage.discord.bot])
        told = await stage.discord.wait_for_reply(mention)
    assert "/ask" in told.text
    assert not stage.answers.asked
    assert not stage.channel.typing


async def test_a_direct_message_needs_no_mention(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        question = await stage.discord.say(stage.reader, stage.discord.dm(stage.reader), QUESTION)
        assert WORDS in (await stage.discord.wait_for_reply(question)).text


async def test_other_bots_the_bot_itself_and_talk_among_people_are_ignored(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        robot = stage.discord.add_member("robot", bot=True)
        await stage.discord.say(robot, stage.channel, QUESTION, mentions=[stage.discord.bot])
        await stage.discord.say(stage.discord.bot, stage.channel, QUESTION, mentions=[stage.discord.bot])
        await stage.discord.say(stage.reader, stage.channel, QUESTION)
        question = await stage.discord.say(stage.reader, stage.channel, "Now me?", mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(question)
    assert stage.answers.asked == [("Now me?", None)]


async def test_a_webhook_is_ignored(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        said = await stage.discord.say(stage.reader, stage.channel, "Human?", mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(said)
        payload = payloads.message(stage.discord.backend.world, said)
        guild_id = str(stage.discord.guild.id)
        posted = {**payload, "id": str(stage.discord.backend.world.new_id()), "webhook_id": "123", "guild_id": guild_id}
        stage.discord.gateway.dispatch("MESSAGE_CREATE", posted, stage.channel)
        said = await stage.discord.say(stage.reader, stage.channel, "Human again?", mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(said)
    assert [question for question, _ in stage.answers.asked] == ["Human?", "Human again?"]


async def test_what_discord_itself_writes_in_somebodys_name_is_ignored(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        said = await stage.discord.say(stage.reader, stage.channel, "Human?", mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(said)
        payload = payloads.message(stage.discord.backend.world, said) | {"guild_id": str(stage.discord.guild.id)}
        for kind in (6, 21):  # a pinned message, the first message of a thread
            posted = {**payload, "id": str(stage.discord.backend.world.new_id()), "type": kind}
            stage.discord.gateway.dispatch("MESSAGE_CREATE", posted, stage.channel)
        again = await stage.discord.say(stage.reader, stage.channel, "Again?", mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(again)
    assert [question for question, _ in stage.answers.asked] == ["Human?", "Again?"]


async def test_a_question_that_is_deleted_meanwhile_is_survived(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(before=Slow(0.3))) as stage:
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        await until(lambda: stage.answers.asked)
        await stage.discord.delete(stage.reader, question)
        answer = await stage.discord.wait_for_message(stage.channel)
    assert WORDS in answer.text
    assert answer.is_v2
    assert not stage.discord.refused


async def test_a_reply_to_a_deleted_answer_is_answered(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        first = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        answer = await stage.discord.wait_for_reply(first)
        answer.deleted = True
        second = await stage.discord.say(
            stage.reader, stage.channel, "And?", mentions=[stage.discord.bot], reply_to=first
        )
        assert WORDS in (await stage.discord.wait_for_reply(second)).text


async def test_an_edited_question_is_answered_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(question)
        await stage.discord.edit(stage.reader, question, f"{stage.discord.bot.mention} {QUESTION}!!")
        await asyncio.sleep(0.2)
    assert len(stage.answers.asked) == 1


async def test_article_text_pings_nobody(tmp_path: Path) -> None:
    words = "Hello @everyone, @here, <@{}> and <@&{}>, said the minister"
    async with staged(tmp_path) as stage:
        named = words.format(stage.reader.id, stage.discord.guild.roles[0].id)
        stage.answers.article = Article("a.txt", "To @everyone", named)
        stage.answers.words = (named,)
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        replied = await stage.discord.wait_for_reply(question)
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question="@everyone <@1>?")
        answered = await asked.wait_final()
        pressed = await stage.discord.click(stage.reader, replied, "Source")
        shown = await pressed.wait_final()
    assert not replied.pinged
    assert not answered.pinged
    assert not shown.pinged


async def test_links_do_not_unfurl(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        answers = [await asked.wait_final(), await stage.discord.wait_for_reply(question)]
    assert all(answer.flags & SUPPRESS_EMBEDS for answer in answers)


async def test_a_very_long_quotation_is_cut_and_never_refused(tmp_path: Path) -> None:
    words = "The sanctions are *very* hard_on us_all. " * 400
    answers = OneArticle(Article("a.txt", "Long", words), (words,))
    async with staged(tmp_path, answers) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        answer = await asked.wait_final()
        pressed = await stage.discord.click(stage.reader, answer, "Source")
        source = await pressed.wait_final()
        file = await (await stage.discord.click(stage.reader, source, "Whole article")).wait_final()
    assert r"us\_all. …" in answer.text
    assert words.strip() in file.attachments[0].data.decode()
    assert not stage.discord.refused


async def test_without_the_history_permission_the_answer_is_a_plain_message(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        channel = stage.discord.add_channel("quiet", deny=["read_message_history"])
        await stage.discord.say(stage.reader, channel, QUESTION, mentions=[stage.discord.bot])
        answer = await stage.discord.wait_for_message(channel)
    assert WORDS in answer.text
    assert answer.reference is None
    assert answer.is_v2


async def test_where_the_bot_may_not_write_the_asker_is_told_privately_which_permission_is_missing(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        channel = stage.discord.add_channel("silent", deny=["send_messages"])
        question = await stage.discord.say(stage.reader, channel, QUESTION, mentions=[stage.discord.bot])
        private = stage.discord.dm(stage.reader)
        told = await stage.discord.wait_for_message(private)
        answer = await stage.discord.wait_for_message(private, after=told)
    assert "**Send Messages**" in told.text
    assert question.jump_url in told.text
    assert WORDS in answer.text


async def test_where_components_are_refused_the_answer_is_plain_text_with_buttons(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.discord.fail("/channels/*/messages", method="POST", status=400)
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        answer = await stage.discord.wait_for_reply(question)
        pressed = await stage.discord.click(stage.reader, answer, "Source 1")
        shown = await pressed.wait_final()
    assert f"> {WORDS}" in answer.content
    assert not answer.is_v2
    assert f"**{WORDS}**" in shown.text


async def test_where_components_are_refused_a_command_is_answered_in_plain_text(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.discord.fail("/webhooks/*", method="POST", status=400)
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        answer = await asked.wait_final()
    assert f"> {WORDS}" in answer.content
    assert [button.label for button in answer.buttons] == ["Source 1", "👍", "👎", "Delete"]


async def test_a_mention_in_a_thread_is_answered_in_the_thread(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        thread = stage.discord.add_thread(stage.channel, "on the visit")
        question = await stage.discord.say(stage.reader, thread, QUESTION, mentions=[stage.discord.bot])
        assert WORDS in (await stage.discord.wait_for_reply(question)).text


async def test_the_next_question_is_welcome_after_the_cooldown_and_its_time_is_told(tmp_path: Path) -> None:
    async with staged(tmp_path, cooldown_seconds=30.0) as stage:
        first = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await first.wait_final()
        second = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        told = await second.wait_final()
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        replied = await stage.discord.wait_for_reply(question)
        third = await stage.discord.slash(stage.moderator, stage.channel, "ask", question=QUESTION)
        assert WORDS in (await third.wait_final()).text
    (moment,) = re.findall(r"<t:(\d+):R>", told.text)
    assert told.ephemeral
    assert 20 < int(moment) - time.time() <= 31
    assert f"<t:{moment}:R>" in replied.text


async def test_who_asks_too_soon_by_mention_is_told_once(tmp_path: Path) -> None:
    async with staged(tmp_path, cooldown_seconds=30.0) as stage:
        mentions = [stage.discord.bot]
        asked = [await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=mentions) for _ in range(4)]
        other = await stage.discord.say(stage.moderator, stage.channel, QUESTION, mentions=mentions)
        for question in (asked[0], asked[1], other):
            await stage.discord.wait_for_reply(question)
        own = [each for each in stage.discord.messages(stage.channel) if each.author is stage.discord.bot]
    assert sorted("One question at a time" in each.text for each in own) == [False, False, True]


async def test_after_a_question_that_is_asked_back_one_choice_is_free_and_another_question_is_not(
    tmp_path: Path,
) -> None:
    unclear = OneArticle(answered=False, clarify=("Ann Lee", "Bob Lee"))
    async with staged(tmp_path, unclear, cooldown_seconds=30) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        choice = await asked.wait_final()
        again = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        assert "One question at a time" in (await again.wait_final()).text
        pressed = await stage.discord.click(stage.reader, choice, "Bob Lee")
        assert "Nobody is quoted" in (await pressed.wait_final()).text
        another = await stage.discord.click(stage.reader, choice, "Ann Lee")
        assert "One question at a time" in (await another.wait_final()).text


async def test_a_question_that_could_not_be_answered_yet_costs_no_cooldown(tmp_path: Path) -> None:
    failing = OneArticle(before=Failing(NoIndexError("No index.")))
    async with staged(tmp_path, failing, cooldown_seconds=30) as stage:
        for _ in range(2):
            asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
            (told,) = await asked.wait_messages(1)
            assert "/reindex" in told.text


async def test_a_private_question_that_is_asked_back_is_answered_privately(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(answered=False, clarify=("Ann Lee", "Bob Lee"))) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION, private=True)
        pressed = await stage.discord.click(stage.reader, await asked.wait_final(), "Bob Lee")
        assert (await pressed.wait_final()).ephemeral
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        pressed = await stage.discord.click(stage.reader, await asked.wait_final(), "Bob Lee")
        assert not (await pressed.wait_final()).ephemeral


async def test_a_question_that_is_asked_back_is_asked_again_by_a_button_even_after_a_restart(tmp_path: Path) -> None:
    async with staged(
        tmp_path, OneArticle(answered=False, clarify=("Ann Lee", "Bob Lee")), cooldown_seconds=30
    ) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question="What did *Lee* say?")
        choice = await asked.wait_final()
        again = OneArticle()
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, again):
            pressed = await stage.discord.click(stage.reader, choice, "Bob Lee")
            assert WORDS in (await pressed.wait_final()).text
    assert again.asked == [("What did *Lee* say?", "Bob Lee")]


async def test_what_is_not_answered_names_the_nearest_passage_with_its_source(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(answered=False)) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        answer = await asked.wait_final()
        pressed = await stage.discord.click(stage.reader, answer, "Source")
        assert f"**{WORDS}**" in (await pressed.wait_final()).text
    assert "Nobody is quoted on that." in answer.text
    assert f"> {WORDS}" in answer.text


async def test_a_cut_connection_is_resumed_and_nothing_is_answered_twice(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(question)
        stage.client._get_websocket(
            shard_id=0
        ).sequence = 1  # as if the events since had not been taken in: they come again
        await stage.discord.cut()
        await stage.discord.wait_until_resumed()
        later = await stage.discord.say(stage.reader, stage.channel, "Still there?", mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(later)
    assert [question for question, _ in stage.answers.asked] == [QUESTION, "Still there?"]


async def test_commands_and_presses_that_come_again_after_a_cut_are_answered_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        pressed = await stage.discord.click(stage.reader, await asked.wait_final(), "Source")
        await pressed.wait_final()
        stage.client._get_websocket(shard_id=0).sequence = 1
        await stage.discord.cut()
        await stage.discord.wait_until_resumed()
        later = await stage.discord.say(stage.reader, stage.channel, "Still there?", mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(later)
    assert (len(asked.messages), len(pressed.messages)) == (1, 1)
    assert not stage.discord.refused
    assert [question for question, _ in stage.answers.asked] == [QUESTION, "Still there?"]


@pytest.mark.parametrize("status", [429, 500, 502], ids=["rate limit", "server error", "bad gateway"])
async def test_failures_of_discord_are_survived_with_one_answer(tmp_path: Path, status: int) -> None:
    async with staged(tmp_path) as stage:
        stage.discord.fail("/channels/*/messages", method="POST", status=status)
        stage.discord.fail("/webhooks/*", status=status)
        question = await stage.discord.say(stage.reader, stage.channel, QUESTION, mentions=[stage.discord.bot])
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await stage.discord.wait_for_reply(question)
        await asked.wait_final()
        own = [each for each in stage.discord.messages(stage.channel) if each.author is stage.discord.bot]
    assert len(own) == 2


async def test_a_newly_published_index_is_opened_before_anybody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.warming._WARM_SECONDS", 0.05)
    async with staged(tmp_path) as stage:
        await until(lambda: stage.answers.warmed == ["s1"])
        stage.answers.snapshot = "s2"
        await until(lambda: stage.answers.warmed == ["s1", "s2"])


async def test_every_quoted_word_stands_in_the_article(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        answer = await asked.wait_final()
    quoted = [line.removeprefix("> ") for line in answer.text.split("\n") if line.startswith("> ")]
    assert quoted
    assert all(line in TEXT for line in quoted)
    assert ARTICLE.text == TEXT
