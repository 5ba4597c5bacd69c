"""`/unanswered` and `/stats`: moderators see what is asked and what becomes of it, and never who asked."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from discord_collection import Collection
from discord_stage import OneArticle, Stage, connected, staged, until
from local_discord import Message, UserActionError
from PIL import Image
from plain_words import assert_contained, assert_inert

from bot.discord_bot import limits
from bot.discord_bot.charts import draw
from bot.discord_bot.figures import count, figures_text
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import unescape
from bot.discord_bot.unanswered import PAGE, Gap, gaps_reply
from bot.discord_bot.views import layout, plain_text
from bot.state.asked import Asked, Outcome, now
from bot.state.ratings import Rating
from index.following import Exchange

DAY = date(2026, 3, 10)


@pytest.fixture
async def stage(tmp_path: Path, collection: Collection) -> AsyncIterator[Stage]:
    async with staged(tmp_path, collection) as running:
        yield running


def asked(stage: Stage, question: str, number: int, **values: Any) -> Asked:
    """A question of a member that nothing answers, kept in the state."""
    given = {"answered": False, "refusal": "not_covered", "seconds": 0.1, "at": now(), **values}
    guild, channel = stage.discord.guild.id, stage.channel.id
    kept = Asked(
        message_id=number,
        channel_id=channel,
        guild_id=given.pop("guild_id", guild),
        asker_id=stage.reader.id,
        question=question,
        exchanges=(Exchange(question),),
        confidence=0.1,
        snapshot="s1",
        refs=(),
        **given,
    )
    stage.client._state.questions.add(kept)
    return kept


async def used(stage: Stage, command: str, who: Any = None, **options: Any) -> Message:
    done = await stage.discord.slash(who or stage.moderator, stage.channel, command, **options)
    return await done.wait_final()


async def test_a_question_that_no_article_answers_is_found_by_the_moderators(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(answered=False)) as stage:
        await used(stage, "ask", stage.reader, question="What does the bridge cost?")
        questions, guild = stage.client._state.questions, stage.discord.guild.id
        await until(lambda: questions.unanswered(guild, 1))
        told = await used(stage, "unanswered")
    assert told.ephemeral
    assert "**1.** 1× · last on <t:" in told.text
    assert "> What does the bridge cost?" in told.text
    assert "reader" not in told.text
    assert str(stage.reader.id) not in told.text


async def test_unanswered_questions_are_grouped_counted_and_only_of_this_server(stage: Stage) -> None:
    for number, question in enumerate(("Is the bridge open?", "is the bridge open", "Who pays *them*?"), 1):
        asked(stage, question, number)
    asked(stage, "Of another server?", 4, guild_id=1)
    asked(stage, "Whom do you mean?", 5, refusal="ambiguous")
    asked(stage, "Was it answered?", 6, answered=True, refusal=None)
    told = await used(stage, "unanswered")
    lines = told.text.split("\n")
    assert lines[1] == "Questions: 3, in 2 groups by meaning, the largest first."
    assert lines[2].startswith("**1.** 2× · last on <t:")
    assert lines[3:5] == ["> is the bridge open", "-# also: Is the bridge open?"]
    assert lines[6] == r"> Who pays \*them\*?"


async def test_pages_of_unanswered_questions_are_turned_also_after_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle()) as stage:
        await _turn_pages(tmp_path, stage)


async def test_where_components_are_refused_the_pages_of_unanswered_questions_are_plain_text(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle()) as stage:
        for number in range(1, PAGE + 3):
            asked(stage, f"Question{number} topic{number}?", number)
        stage.discord.fail("/webhooks/*", method="POST", status=400)
        first = await used(stage, "unanswered")
        assert not first.is_v2
        turned = await (await stage.discord.click(stage.moderator, first, "More")).wait_final()
    assert f"-# {PAGE + 1}–{PAGE + 2} of {PAGE + 2}" in turned.content


async def _turn_pages(tmp_path: Path, stage: Stage) -> None:
    for number in range(1, PAGE + 3):
        asked(stage, f"Question{number} topic{number}?", number)
    first = await used(stage, "unanswered")
    assert f"-# 1–{PAGE} of {PAGE + 2}" in first.text
    await stage.client.finish()
    async with connected(stage.discord, tmp_path, stage.answers):
        turned = await stage.discord.click(stage.moderator, first, "More")
        second = await turned.wait_final()
        assert second is first
        assert f"-# {PAGE + 1}–{PAGE + 2} of {PAGE + 2}" in second.text
        assert [button.disabled for button in second.buttons] == [False, True]
        stage.discord.guild.members[stage.moderator.id].roles.clear()
        refused = await stage.discord.click(stage.moderator, second, "Back")
        told = (await refused.wait_final()).text
    assert told == "Only moderators of this server can see what was not answered."


async def test_a_hostile_question_is_shown_as_plain_words_and_pings_nobody(stage: Stage) -> None:
    asked(stage, f"# @everyone {stage.reader.mention}\n> **x** [y](https://z.example) ||w||?", 1)
    told = await used(stage, "unanswered")
    (shown,) = (line for line in told.text.split("\n") if "everyone" in line)
    assert shown.startswith("> ")
    assert unescape(shown[2:]) == f"# @everyone {stage.reader.mention} > **x** [y](https://z.example) ||w||?"
    assert f"\\{stage.reader.mention}" in shown
    assert "**x**" not in shown
    assert not told.pinged.users
    assert not told.pinged.everyone


async def test_nothing_unanswered_is_said(stage: Stage) -> None:
    assert (await used(stage, "unanswered")).text == "Nothing was asked here that no article answers."


@pytest.mark.parametrize("command", ["unanswered", "stats"])
async def test_members_neither_see_nor_use_what_is_the_moderators(stage: Stage, command: str) -> None:
    with pytest.raises(UserActionError, match="hidden"):
        await used(stage, command, stage.reader)
    stage.discord.give_command(command, stage.discord.guild.members[stage.reader.id].roles[0])
    told = await used(stage, command, stage.reader)
    assert told.text.startswith("Only moderators of this server can see ")
    assert told.ephemeral


def test_a_page_of_the_longest_questions_is_what_discord_takes() -> None:
    gap = Gap(2_000, datetime(2026, 1, 2, tzinfo=UTC), tuple(f"{number}{'*_~`' * 500}" for number in range(5)))
    reply = gaps_reply([gap] * 20, PAGE)
    assert layout(reply.rich).content_length() <= limits.COMPONENT_TEXT
    assert length(plain_text(reply.plain)) <= limits.CONTENT
    assert f"-# {PAGE + 1}–{2 * PAGE} of 20" in reply.rich.foot


async def test_the_figures_come_as_text_and_as_a_picture(stage: Stage) -> None:
    asked(stage, "What of it?", 1, seconds=0.25)
    asked(stage, "And then?", 2, answered=True, refusal=None, seconds=0.05)
    asked(stage, "Long ago?", 3, at=now() - timedelta(days=8))
    stage.client._state.ratings.rate(Rating(2, 7, stage.discord.guild.id, False, "s1", (), fault="wrong speaker"))
    told = await used(stage, "stats", days=7)
    assert told.ephemeral
    today = now().date()
    assert told.text.split("\n") == [
        f"## Questions in this server, {today - timedelta(days=6)} to {today}",
        "**Questions:** 2",
        "- answered: 1 (50%)",
        "- no article touches on it: 1 (50%)",
        "**Ratings:** 0 good, 1 bad (wrong speaker 1)",
        f"**Time to answer:** half within 0.15 s; the slowest: 0.25 s ({today}), 0.05 s ({today})",
    ]
    (picture,) = told.attachments
    assert picture.filename == "stats.png"
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.size == (880, 550)


def rated(stage: Stage, number: int, comment: str | None, **values: Any) -> None:
    given = {"fault": "wrong speaker", "at": now(), **values}
    stage.client._state.ratings.rate(
        Rating(number, 7, stage.discord.guild.id, False, "s1", (), comment=comment, **given)
    )


async def test_what_people_wrote_of_answers_is_shown_to_moderators_without_their_names(stage: Stage) -> None:
    asked(stage, "What did Lee say?", 1)
    rated(stage, 1, "It was Ana Torres.")
    rated(stage, 2, "Half of the sentence is missing.", fault=None, at=now() + timedelta(seconds=1))
    rated(stage, 3, None)
    rated(stage, 4, "Long ago.", at=now() - timedelta(days=40))
    told = await used(stage, "stats")
    assert told.text.split("\n")[-3:] == [
        "**What people wrote of answers:**",
        "- “Half of the sentence is missing.”",
        "- wrong speaker: “It was Ana Torres.” (on “What did Lee say?”)",
    ]


async def test_hostile_remarks_and_questions_are_plain_words_in_the_figures(stage: Stage) -> None:
    hostile = "# @everyone <@42>\n> **x** [y](https://z.example) ||w|| `v` \u202e \u2069 <t:1:R> ~~u~~"
    for number in range(1, 6):
        asked(stage, hostile * 5, number)
        rated(stage, number, hostile * 20)
    told = await used(stage, "stats")
    assert told.text.count("@everyone") >= 2
    assert_inert(told.text.replace("## Questions in this server", "Questions in this server").replace("\n- ", "\n"))
    assert_contained(told.text)
    assert not told.pinged
    assert length(told.text) <= limits.CONTENT


async def test_the_figures_come_as_text_where_no_picture_is_taken(stage: Stage) -> None:
    stage.discord.fail("/webhooks/*/messages/@original", status=413, times=1)
    told = await used(stage, "stats")
    assert told.text.startswith("## Questions in this server")
    assert not told.attachments


def outcome(days: int, **values: Any) -> Outcome:
    given = {"answered": True, "refusal": None, "seconds": 1.0, **values}
    return Outcome("?", datetime(DAY.year, DAY.month, DAY.day, 23, tzinfo=UTC) - timedelta(days=days), **given)


def test_each_day_has_its_numbers_by_what_became_of_the_questions() -> None:
    outcomes = [outcome(0), outcome(2), outcome(2), outcome(2, answered=False, refusal="not_stated")]
    ratings = [Rating(1, 2, 3, True, "s", (), at=outcome(1).at)]
    figures = count(outcomes, ratings, DAY, 3)
    assert figures.days == (date(2026, 3, 8), date(2026, 3, 9), DAY)
    assert figures.kinds == {"answered": (2, 0, 1), "touched on, not told": (1, 0, 0)}
    assert (figures.good, figures.bad) == ((0, 1, 0), (0, 0, 0))


def test_the_median_and_the_slowest_answers_are_told_with_their_days() -> None:
    figures = count([outcome(day, seconds=float(day)) for day in range(5)], [], DAY, 7)
    assert figures.median == 2.0
    assert figures.slowest[0] == (4.0, date(2026, 3, 6))
    assert figures.peaks == (0.0, 0.0, 4.0, 3.0, 2.0, 1.0, 0.0)
    assert "half within 2 s; the slowest: 4 s (2026-03-06), 3 s (2026-03-07), 2 s (2026-03-08)" in figures_text(figures)


@pytest.mark.parametrize("days", [1, 365])
@pytest.mark.parametrize("make", [list, lambda: [outcome(0), outcome(0, answered=False)]], ids=["none", "some"])
def test_figures_of_any_span_are_drawn(days: int, make: Callable[[], list[Outcome]]) -> None:
    assert draw(count(make(), [], DAY, days)).startswith(b"\x89PNG")
