"""`/articles`: what the collection holds, newest first, with ways to read it and to list who said what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from corpora import reindex, write_corpus
from discord_collection import ARTICLES, Collection, make_collection
from discord_stage import connected, staged
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_bot.drafts import PLAIN, RICH
from bot.discord_bot.limits import BUTTONS, COMPONENTS, length
from bot.discord_bot.shelves import Shelf, make_shelf, shelf_in, shelf_reply
from bot.discord_bot.views import layout, plain_buttons, plain_text
from index.types import ArticleSummary

TITLES = ["The harbour opens", "A budget for Arden", "The ferry to Arden", "The mayor's speech"]


def more_articles(data_dir: Path, count: int) -> Collection:
    """A collection of so many articles, a day apart."""
    engine = make_collection(data_dir)
    articles = {
        f"n{number}": {
            "text": f"Story {number}\n\n“It is day {number},” said Rosa Lee.",
            "published_at": f"2020-01-{number:02}",
        }
        for number in range(1, count + 1)
    }
    reindex(data_dir, write_corpus(data_dir / "corpus.jsonl", articles))
    return engine


async def test_articles_are_listed_newest_first_with_outlet_day_and_quotations(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await (await stage.discord.slash(stage.reader, stage.channel, "articles list")).wait_final()
    assert page.text.startswith("**Articles** · newest first\n**1. The harbour opens**\n-# 2022-01-09 · 2 quotations\n")
    assert "**2. [A budget for Arden](https://courier.example/budget)**\n-# 2021-05-04 · 3 quotations" in page.text
    places = [page.text.index(title) for title in TITLES]
    assert places == sorted(places)
    assert [button.label for button in page.buttons] == ["Read", "Quotations"] * 4
    assert not page.ephemeral


async def test_a_query_finds_words_of_the_title_and_can_be_private(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        slash = stage.discord.slash(stage.reader, stage.channel, "articles list", query=" arden  fer", private=True)
        page = await (await slash).wait_final()
    assert page.text.startswith("**Articles** on **arden fer** · newest first\n**1. [The ferry to Arden]")
    assert "budget" not in page.text
    assert page.ephemeral


async def test_a_query_that_finds_nothing_is_told_so(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await (
            await stage.discord.slash(stage.reader, stage.channel, "articles list", query="zebra")
        ).wait_final()
    assert page.text == "**Articles** on **zebra** · newest first\nNo article has that in its title."


async def test_titles_are_suggested_and_each_suggestion_finds_its_article(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        offered = await stage.discord.autocomplete(stage.reader, stage.channel, "articles list", "query", "")
        assert [choice.name.partition(" · ")[2] for choice in offered] == TITLES
        typed = await stage.discord.autocomplete(stage.reader, stage.channel, "articles list", "query", "budg")
        asked = await stage.discord.slash(stage.reader, stage.channel, "articles list", query=typed[0].value)
        assert "**1. [A budget for Arden]" in (await asked.wait_final()).text


async def test_pages_are_turned_in_place_also_after_a_restart(tmp_path: Path) -> None:
    collection = more_articles(tmp_path / "data", 12)
    async with staged(tmp_path, collection) as stage:
        page = await (
            await stage.discord.slash(stage.reader, stage.channel, "articles list", query="story")
        ).wait_final()
        seen = re.findall(r"Story \d+", page.text)
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, collection):
            while not page.button("More").disabled:
                pressed = await stage.discord.click(stage.reader, page, "More")
                assert await pressed.wait_final() is page
                seen += re.findall(r"Story \d+", page.text)
            assert page.text.endswith("-# 11–12 of 12")
            pressed = await stage.discord.click(stage.reader, page, "Back")
            assert (await pressed.wait_final()).text.endswith("-# 6–10 of 12")
    assert seen == [f"Story {number}" for number in range(12, 0, -1)]
    assert page.text.startswith("**Articles** on **story** · newest first")


async def test_who_did_not_ask_for_the_list_gets_a_page_of_their_own(tmp_path: Path) -> None:
    async with staged(tmp_path, more_articles(tmp_path / "data", 6)) as stage:
        page = await (await stage.discord.slash(stage.reader, stage.channel, "articles list")).wait_final()
        pressed = await stage.discord.click(stage.moderator, page, "More")
        other = await pressed.wait_final()
    assert other is not page
    assert other.ephemeral
    assert "Story 1" in other.text


async def test_an_article_is_read_and_its_quotations_are_listed_after_a_restart(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        page = await (
            await stage.discord.slash(stage.reader, stage.channel, "articles list", query="ferry")
        ).wait_final()
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, collection):
            read = await (await stage.discord.click(stage.moderator, page, "Read")).wait_final()
            listed = await (await stage.discord.click(stage.moderator, page, "Quotations")).wait_final()
    assert read.ephemeral
    assert listed.ephemeral
    assert "“The ferry will sail again before the summer,” Mayor Ana Torres said on Monday." in read.text
    assert "Verify" not in [button.label for button in read.buttons]
    assert listed.text.startswith("**Quotations** in **The ferry to Arden** (`")


async def test_buttons_of_an_article_that_was_removed_say_so(tmp_path: Path) -> None:
    collection = make_collection(tmp_path / "data")
    async with staged(tmp_path, collection) as stage:
        page = await (
            await stage.discord.slash(stage.reader, stage.channel, "articles list", query="ferry")
        ).wait_final()
        rest = {name: article for name, article in ARTICLES.items() if name != "ferry"}
        reindex(collection.data_dir, write_corpus(collection.data_dir / "corpus.jsonl", rest))
        read = await (await stage.discord.click(stage.reader, page, "Read")).wait_final()
        listed = await (await stage.discord.click(stage.reader, page, "Quotations")).wait_final()
    assert "“The ferry to Arden” (ferry) was removed from the collection on " in read.text
    assert listed.ephemeral
    assert "Something went wrong" not in listed.text


@given(st.text(min_size=1, max_size=100))
def test_the_head_of_a_list_says_what_its_buttons_must_know(query: str) -> None:
    shelf = make_shelf(re.sub("[\u2066-\u2069]", "", query.encode("utf-8", "replace").decode()))
    read = shelf_in(shelf.head())
    assert read == Shelf(shelf.query)


@pytest.mark.parametrize("title", ["**@everyone** [x](y) " * 12, "\u202e" * 150, "\u05d0" * 300, "*" * 300])
def test_a_page_fits_its_message_whatever_the_titles_are(title: str) -> None:
    one = ArticleSummary("0" * 16, "a", title, f"https://a.b/{'c' * 900}", title, title, "2020-01-01", 1, 1, 1)
    reply = shelf_reply(Shelf(), [one] * 30, 5)
    assert length(plain_text(reply.rich)) <= RICH.room
    assert length(plain_text(reply.plain)) <= PLAIN.room


async def test_a_full_page_has_no_more_parts_than_discord_takes() -> None:
    several = [ArticleSummary(f"{number:016x}", "a", "T", None, None, None, None, 1, 1, 1) for number in range(20)]
    reply = shelf_reply(Shelf(), several, 5)
    buttons = plain_buttons(reply.plain)
    assert buttons is not None
    assert len(buttons.children) <= BUTTONS
    assert layout(reply.rich).total_children_count <= COMPONENTS
