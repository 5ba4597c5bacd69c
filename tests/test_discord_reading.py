"""Reading an article on Discord: pages earlier and later, the whole of it as a file, and where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from discord_collection import ARTICLES, SPEECH, Collection
from discord_stage import URL, OneArticle, Stage, connected, staged
from hypothesis import given
from hypothesis import strategies as st
from local_discord import Message

from bot.discord_bot.drafts import PLAIN, RICH, Shape
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import unescape
from bot.discord_bot.readings import Place, Reading, read_id, reading_reply
from bot.discord_bot.views import plain_text
from index.refs import make_ref
from index.results import Source
from index.types import Article

LAST = "Promise number 12 is kept in full and on time"


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


@pytest.mark.parametrize("status", [403, 413], ids=["not allowed", "too large"])
async def test_where_no_file_may_go_that_is_said_instead(tmp_path: Path, collection: Collection, status: int) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await source_of(stage, LAST)
        stage.discord.fail("/webhooks/*", method="POST", status=status)
        told = await (await stage.discord.click(stage.reader, page, "Whole article")).wait_final()
    assert not told.attachments
    assert "files are not allowed here" in told.text


async def test_the_original_page_opens_at_the_very_words(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await source_of(stage, "I voted against the budget *twice*")
    words = "I%20voted%20against%20the%20budget%20%2Atwice%2A"
    assert page.button("Original page").url == f"https://courier.example/budget#:~:text={words}"


def reading(text: str, before: str = "", after: str = "", *, moved: bool = False) -> Reading:
    """An article that is read by the reference of `text`."""
    article = Article("a.txt", "A Title", before + text + after, url=URL)
    summary = OneArticle(article).summary()
    start, end = len(before), len(before) + len(text)
    ref = make_ref(article.id, start, end, text)
    return Reading(ref, article, Source(ref, summary, start, end, before, text, after, 12, 30, moved))


def test_a_source_shows_the_cited_words_bold_in_their_context() -> None:
    draft = reading_reply(reading("Never.", "He said: “", "” Then he left.")).rich
    assert draft.foot == "> He said: “**Never.**” Then he left.\n-# The whole article"
    assert "paragraph 12 of 30" in draft.head
    assert draft.head.startswith("**[A Title](https://example.org/visit?day=2#:~:text=Never.)**")
    assert draft.url.endswith("#:~:text=Never.")


def test_an_edited_article_is_told() -> None:
    assert "edited since" in reading_reply(reading("Never.", moved=True)).rich.head


@given(
    st.text("ab \n*_>#\u202e\u05d0\u2028é😀.", max_size=3_000).filter(str.strip),
    st.sampled_from([RICH, PLAIN]),
    st.integers(0, 3_010),
)
def test_pages_join_to_the_article_and_none_is_too_long(text: str, shape: Shape, offset: int) -> None:
    story = Reading("0" * 16, Article("a", "T", text))
    place, joined = Place("from", 0), ""
    while True:
        reply = reading_reply(story, place)
        draft = reply.rich if shape is RICH else reply.plain
        assert length(plain_text(draft)) <= shape.room
        later = next(press for press in draft.presses if press.label == "Later")
        end = int(later.custom_id.rsplit(":", 1)[1])
        joined += text[place.offset : end]
        if not later.is_possible:
            break
        assert end > place.offset
        place = Place("from", end)
    assert joined == text
    assert length(plain_text(reading_reply(story, Place("to", offset)).plain)) <= PLAIN.room


@pytest.mark.parametrize("key", ["0123456789abcdef", "0123456789abcdef-999999999-999999999-01234567"])
def test_the_longest_custom_id_fits_discords_hundred_characters(key: str) -> None:
    assert len(read_id(key, Place("from", 999_999_999))) <= 100
