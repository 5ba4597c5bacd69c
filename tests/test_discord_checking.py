"""`/check` and "Check this quote": did anybody say this, and what exactly?"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from discord_collection import Collection
from discord_stage import WORDS as ARTICLE_WORDS
from discord_stage import OneArticle, connected, staged
from hypothesis import given
from hypothesis import strategies as st
from local_discord import Message, Upload

from bot.discord_bot import limits
from bot.discord_bot.claims import LONGEST, Claim, claim_in, claims_in, make_claim
from bot.discord_bot.differences import compared
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import unescape
from bot.discord_bot.verdicts import verdict_reply, verdicts_reply
from bot.discord_bot.views import layout, plain_text
from index.results import Match, Piece, Verdict

EXACT = "The ferry will sail again before the summer"
ALTERED = "The ferry will never sail again after the summer"
MENU = "Check this quote"


async def checked(tmp_path: Path, collection: Collection, words: str, **options: Any) -> Message:
    """What a reader is shown for these words."""
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "check", words=words, **options)
        return await asked.wait_final()


async def checked_message(tmp_path: Path, collection: Collection, text: str) -> Message:
    """What a reader is shown who checks a message with this text."""
    async with staged(tmp_path, collection) as stage:
        said = await stage.discord.say(stage.moderator, stage.channel, text)
        used = await stage.discord.context_menu(stage.reader, stage.channel, MENU, said)
        return await used.wait_final()


async def test_exact_words_are_shown_with_speaker_place_and_source(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "check", words=EXACT)
        told = await asked.wait_final()
        pressed = await stage.discord.click(stage.reader, told, "Source")
        source = await pressed.wait_final()
    first, second = told.text.split("\n")[:2]
    assert first == f"**Checked:** “{EXACT}”"
    assert second.startswith("**Yes, exactly.** ")
    assert f"**1.** **Ana Torres**, Mayor\n> {EXACT}\n-# [The ferry to Arden](" in told.text
    assert "~~" not in told.text
    assert not told.ephemeral
    assert f"**{EXACT}**" in source.text


async def test_the_words_that_differ_are_struck_and_bold(tmp_path: Path, collection: Collection) -> None:
    told = await checked(tmp_path, collection, ALTERED, private=True)
    assert told.text.split("\n")[1].startswith("**Altered.** ")
    assert "\n> The ferry will ~~never~~ sail again ~~after~~ **before** the summer\n" in told.text
    assert told.text.endswith("-# ~~struck~~: not in the article · **bold**: in the article instead")
    assert told.ephemeral


async def test_words_of_somebody_else_are_said_to_be_theirs(tmp_path: Path, collection: Collection) -> None:
    told = await checked(tmp_path, collection, EXACT, speaker="Carl Whitfield")
    first, second = told.text.split("\n")[:2]
    assert first.endswith("” by **Carl Whitfield**")
    assert second.startswith("**Someone else said it.** ")
    assert "Ana Torres" in second


async def test_the_speaker_that_was_meant_is_named_in_full(tmp_path: Path, collection: Collection) -> None:
    told = await checked(tmp_path, collection, EXACT, speaker="the mayor")
    assert told.text.split("\n")[0].endswith("” by **Ana Torres**")


async def test_what_nobody_said_is_not_found(tmp_path: Path, collection: Collection) -> None:
    told = await checked(tmp_path, collection, "Zebras quarrel loudly whenever violins are tuned")
    assert told.text.split("\n")[1].startswith("**Not found.** ")
    assert not told.buttons


async def test_of_several_people_of_a_name_one_is_chosen_by_a_button_even_after_a_restart(
    tmp_path: Path, collection: Collection
) -> None:
    words = "The harbour was *closed* for far too long"
    async with staged(tmp_path, collection, cooldown_seconds=30) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "check", words=words, speaker="Lee")
        choice = await asked.wait_final()
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, collection):
            pressed = await stage.discord.click(stage.reader, choice, "Oskar Lee")
            told = await pressed.wait_final()
    assert told.text.startswith(r"**Checked:** “The harbour was \*closed\* for far too long” by **Oskar Lee**")
    assert "**1.** **Oskar Lee**" in told.text


async def test_speakers_are_suggested(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        found = await stage.discord.autocomplete(stage.reader, stage.channel, "check", "speaker", "whit", words="x")
    assert [choice.value for choice in found] == ["Carl Whitfield"]


async def test_the_quotation_in_a_message_is_checked_for_who_asks_only(tmp_path: Path, collection: Collection) -> None:
    told = await checked_message(tmp_path, collection, f"Did you see? The mayor: “**{EXACT}**” – well, “well”.")
    assert told.ephemeral
    assert told.text.startswith(f"**Checked:** “{EXACT}”\n**Yes, exactly.** ")


async def test_a_message_without_quotation_marks_is_checked_as_a_whole(tmp_path: Path, collection: Collection) -> None:
    told = await checked_message(tmp_path, collection, f"||{EXACT}||")
    assert told.text.startswith(f"**Checked:** “{EXACT}”\n**Yes, exactly.** ")


async def test_several_quotations_of_a_message_are_each_checked(tmp_path: Path, collection: Collection) -> None:
    text = f'"{EXACT}" and "Zebras quarrel loudly whenever violins are tuned" and "{ALTERED}"'
    told = await checked_message(tmp_path, collection, text)
    lines = told.text.split("\n")
    assert lines[0] == f"**1.** “{EXACT}”"
    assert [line.split(".**")[0] for line in lines[1:6:2]] == ["**Yes, exactly", "**Not found", "**Altered"]
    assert "**1.** **Ana Torres**" in told.text
    assert "**3.** **Ana Torres**" not in told.text  # the place of the first is that of the third


async def test_what_the_bot_quoted_itself_can_be_checked(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes", speaker="Oskar Lee")
        page = await asked.wait_final()
        used = await stage.discord.context_menu(stage.moderator, stage.channel, MENU, page)
        told = await used.wait_final()
    assert told.text.startswith("**Checked:** “The harbour was closed for far too long”\n**Yes, exactly.** ")


async def test_a_message_without_words_is_told_so(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        said = await stage.discord.say(stage.moderator, stage.channel, files=[Upload("a.txt", b"a")])
        used = await stage.discord.context_menu(stage.reader, stage.channel, MENU, said)
        told = await used.wait_final()
    assert (told.text, told.ephemeral) == ("There are no words in that message.", True)


async def test_the_menu_is_there_for_everybody(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        (command,) = (each for each in stage.discord.commands if each["name"] == MENU)
    assert command["type"] == 3
    assert command["default_member_permissions"] is None


STRUCK = re.compile(r"~~(?:\\.|[^\\])*?~~")
STYLES = re.compile(r"(?<!\\)\*\*")
WORDS = st.text("ab *_`\\“”·(): onbyin-#>@<1.[]/~|", min_size=1, max_size=100).map(lambda text: " ".join(text.split()))


@given(st.builds(Claim, WORDS.filter(bool), st.none() | WORDS.filter(bool)))
def test_every_claim_is_read_from_its_head_as_it_was(claim: Claim) -> None:
    assert claim_in(f"{claim.head()}\nmore “words” by **somebody**") == claim


class Fake:
    """As much of a message as is read."""

    def __init__(self, content: str) -> None:
        self.content, self.message_snapshots, self.embeds, self.components = content, (), (), ()


def found_in(text: str) -> list[str]:
    message: Any = Fake(text)
    return [claim.words for claim in claims_in(message)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said: «We will not pay». Really?", ["We will not pay"]),
        ("> We will not pay\n> a single crown.\nReally?", ["We will not pay a single crown."]),
        (
            "“One two three”, “four five six seven”, “no”, “eight nine ten eleven”, “a b c”, “yes”",
            ["One two three", "four five six seven", "eight nine ten eleven"],
        ),
        ("so-called “no”", ["no"]),
        ("# We will *not* pay, [he said](https://courier.example/a_b)", ["We will not pay, he said"]),
        (r"snake_case \*stays\* as it is", ["snake_case *stays* as it is"]),
        ("   \n", []),
    ],
    ids=["marks", "block quote", "the three longest", "one word only", "formatting", "escapes", "nothing"],
)
def test_what_a_message_quotes_is_found(text: str, words: list[str]) -> None:
    assert found_in(text) == words


SAID = st.lists(st.sampled_from(["we", "do", "*not*", "meet", "~~any~~", "obligations"]), min_size=1, max_size=200)


def pieces(asked: list[str], said: list[str]) -> list[Piece]:
    kinds: dict[str, Any] = {"equal": "same", "replace": "changed", "delete": "added", "insert": "missing"}
    matched = difflib.SequenceMatcher(None, asked, said, autojunk=False).get_opcodes()
    return [Piece(kinds[kind], " ".join(asked[i:j]), " ".join(said[k:end])) for kind, i, j, k, end in matched]


@given(SAID, SAID, st.none() | st.integers(50, 4_000))
def test_without_what_is_struck_a_comparison_is_what_the_article_says(
    asked: list[str], said: list[str], room: int | None
) -> None:
    marked = compared(" ".join(said), pieces(asked, said), room)
    shown = unescape(STYLES.sub("", STRUCK.sub("", marked.removeprefix("> ")))).replace("…", " … ").split()
    if "…" not in shown:
        assert shown == said
    assert all(word in {*said, "…"} for word in shown)
    assert room is None or length(marked) <= room


@given(st.text("ab*_~`|>#-<@ \n.:[]", min_size=1, max_size=LONGEST), st.lists(SAID, max_size=4))
def test_every_verdict_is_within_the_limits_of_both_kinds_of_message(words: str, found: list[list[str]]) -> None:
    citation = replace(OneArticle().cite(ARTICLE_WORDS), title="A title " * 30, url="https://a.example/" + "a" * 900)
    matches = tuple(
        Match(
            replace(citation, text=" ".join(said), ref=f"r{number}"),
            tuple(pieces(words.split(), said)),
            "A warning. " * 9,
        )
        for number, said in enumerate(found)
    )
    verdict = Verdict(words, None, "altered", "Somebody said something of the kind.", matches, (), "s1")
    claim = make_claim(words, "s" * 100)
    for reply in (verdict_reply(claim, verdict), verdicts_reply([(claim, verdict)] * 3)):
        assert layout(reply.rich).content_length() <= limits.COMPONENT_TEXT
        assert length(plain_text(reply.plain)) <= limits.CONTENT


def test_names_are_buttons_only_where_the_claim_can_be_read_again() -> None:
    unclear = Verdict("So it was.", "Lee", "not_found", "Whom do you mean?", (), ("Ann Lee", "Bob Lee"), "s1")
    assert verdict_reply(make_claim("So it was.", "Lee"), unclear).rich.names == ("Ann Lee", "Bob Lee")
    long = verdict_reply(make_claim("So it was. " * 50, "Lee"), unclear).rich
    assert not long.names
    assert "- Bob Lee" in long.head
