"""Sources on Discord: the button under a quotation and `/source`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from discord_stage import ARTICLE, WORDS, OneArticle, connected, staged
from local_discord import Message

from bot.discord_bot.markdown import unescape
from index.errors import RemovedRefError
from index.refs import make_ref
from index.results import Receipt, Source
from index.types import Article

QUESTION = "What did Larijani say?"
START = ARTICLE.text.index(WORDS)
REF = make_ref(ARTICLE.id, START, START + len(WORDS), WORDS)


class Removed(OneArticle):
    """The article is gone."""

    def source(self, ref: str, *, context: int = 400) -> Source:  # noqa: ARG002
        raise RemovedRefError("It is gone.")

    def verify(self, ref: str, remembered: Sequence[str] = ()) -> Receipt:
        return Receipt(ref, "removed", "“A Visit to Tehran” was removed.", next(iter(remembered), None))


def shown(page: Message) -> str:
    """The words of a page: its block quote without marks, bold and the ellipses where the article goes on."""
    lines = [line.removeprefix("> ") for line in page.text.split("\n") if line.startswith("> ")]
    return unescape(re.sub(r"(?<!\\)\*\*", "", "\n".join(lines))).removeprefix("…").removesuffix("…")


async def test_the_source_button_shows_the_words_in_context_to_the_one_who_pressed_it(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        answer = await asked.wait_final()
        pressed = await stage.discord.click(stage.moderator, answer, "Source")
        source = await pressed.wait_final()
    assert source.ephemeral
    assert f"**{WORDS}**" in source.text
    assert "The minister travelled to Tehran on Tuesday." in source.text
    assert "[A Visit to Tehran](https://example.org/visit?day=2#:~:text=" in source.text
    assert "paragraph 2 of 3" in source.text
    assert [button.label for button in source.buttons if not button.disabled] == [
        "Whole article",
        "Verify",
        "Original page",
    ]


async def test_the_source_button_works_after_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        answer = await asked.wait_final()
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, OneArticle()):
            pressed = await stage.discord.click(stage.reader, answer, "Source")
            assert f"**{WORDS}**" in (await pressed.wait_final()).text


async def test_a_button_whose_article_is_gone_says_so_to_the_one_who_pressed_it(tmp_path: Path) -> None:
    async with staged(tmp_path, Removed()) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        pressed = await stage.discord.click(stage.reader, await asked.wait_final(), "Source")
        told = await pressed.wait_final()
    assert told.ephemeral
    assert told.text.startswith("**Removed.** “A Visit to Tehran” was removed.\nIt was cited with these words:\n> ")


async def test_the_source_command_takes_a_reference(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "source", ref=f" `{REF}` ")
        source = await asked.wait_final()
    assert source.ephemeral
    assert f"**{WORDS}**" in source.text


@pytest.mark.parametrize("typed", ["the one from yesterday", "../../etc/passwd"])
async def test_what_is_no_reference_is_told_so_and_not_logged(
    tmp_path: Path, typed: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "source", ref=typed)
        told = await asked.wait_final()
    assert told.ephemeral
    assert told.text.startswith(f"“{typed}” is not a reference")
    assert typed not in caplog.text


async def test_words_that_fit_no_message_go_on_on_later_pages(tmp_path: Path) -> None:
    words = "It was said at length, and **loudly**. " * 200
    async with staged(tmp_path, OneArticle(Article("a.txt", "Long", words), (words,))) as stage:
        ref = make_ref(stage.answers.article.id, 0, len(words), words)
        asked = await stage.discord.slash(stage.reader, stage.channel, "source", ref=ref)
        page = await asked.wait_final()
        assert r"**It was said at length, and \*\*loudly\*\*." in page.text
        seen = shown(page)
        while not page.button("Later").disabled:
            pressed = await stage.discord.click(stage.reader, page, "Later")
            assert await pressed.wait_final() is page
            seen += shown(page)
    assert seen == words
    assert not stage.discord.refused


async def test_references_are_suggested_from_what_the_person_was_shown(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await asked.wait_final()
        for_empty = await stage.discord.autocomplete(stage.reader, stage.channel, "source", "ref", "")
        for_name = await stage.discord.autocomplete(stage.reader, stage.channel, "source", "ref", "larij")
        for_nothing = await stage.discord.autocomplete(stage.reader, stage.channel, "source", "ref", "zzz")
        for_others = await stage.discord.autocomplete(stage.moderator, stage.channel, "source", "ref", "")
    assert [choice.value for choice in for_empty] == [REF]
    assert for_empty[0].name.startswith("Ali Larijani: The Americans")
    assert for_name == for_empty
    assert not for_nothing
    assert not for_others
