"""Reading an article on Discord: pages earlier and later, the whole of it as a file, and where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

from discord_collection import ARTICLES, SPEECH, Collection
from discord_stage import Stage, connected, staged
from local_discord import Message

from bot.discord_bot.markdown import unescape

LAST = "Promise number 12 is kept in full and on time"
STORY = "\n\n".join(f"Paragraph {number} of *many*: {'the ferry sails. ' * (number % 7 + 3)}" for number in range(60))


def shown(page: Message) -> str:
    """The words of a page, without marks, bold and the ellipses where the article goes on."""
    lines = [line.removeprefix("> ") for line in page.text.split("\n") if line.startswith("> ")]
    return unescape(re.sub(r"(?<!\\)\*\*", "", "\n".join(lines))).removeprefix("…").removesuffix("…")


async def source_of(stage: Stage, words: str) -> Message:
    answers = stage.answers
    ref = next(entry.ref for entry in answers.quotes(everything=True).entries if entry.text == words)
    return await (await stage.discord.slash(stage.reader, stage.channel, "source", ref=ref)).wait_final()


async def turned(stage: Stage, page: Message, which: str) -> str:
    """The words of the page after a press."""
    pressed = await stage.discord.click(stage.reader, page, which)
    assert await pressed.wait_final() is page
    return shown(page)


async def test_earlier_pages_lead_to_the_beginning_and_later_ones_back_to_the_end(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await source_of(stage, LAST)
        assert f"**{LAST}**" in page.text
        text = shown(page)
        while not page.button("Earlier").disabled:
            text = await turned(stage, page, "Earlier") + text
        assert text == SPEECH
        text = shown(page)
        while not page.button("Later").disabled:
            text += await turned(stage, page, "Later")
        assert text == SPEECH
        assert f"**{LAST}**" in page.text
    assert not stage.discord.refused


async def test_pages_are_turned_and_files_sent_after_a_restart(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await source_of(stage, LAST)
        first = shown(page)
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, collection):
            assert SPEECH.endswith(await turned(stage, page, "Earlier") + first)
            file = await (await stage.discord.click(stage.reader, page, "Whole article")).wait_final()
    assert file.ephemeral
    assert file.attachments[0].data.decode().endswith(f"\n\n{SPEECH}\n")


async def test_the_whole_article_names_title_day_and_address(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await source_of(stage, "I voted against the budget *twice*")
        file = await (await stage.discord.click(stage.reader, page, "Whole article")).wait_final()
    written = file.attachments[0].data.decode()
    assert written.startswith("A budget for Arden\n2021-05-04\nhttps://courier.example/budget\n\n")
    assert ARTICLES["budget"]["text"] in written


async def test_the_original_page_opens_at_the_very_words(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await source_of(stage, "I voted against the budget *twice*")
    words = "I%20voted%20against%20the%20budget%20%2Atwice%2A"
    assert page.button("Original page").url == f"https://courier.example/budget#:~:text={words}"
