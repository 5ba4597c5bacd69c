"""`/quotes`: the ledger page by page, with buttons that need no memory."""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from discord_collection import ARTICLES, Collection, make_collection
from discord_stage import connected, staged
from hypothesis import given
from hypothesis import strategies as st
from local_discord import Message

from bot.discord_bot import limits
from bot.discord_bot.limits import length
from bot.discord_bot.listings import ORDERS, Listing, listing_in
from bot.discord_bot.markdown import unescape
from bot.discord_bot.pages import page_reply
from bot.discord_bot.suggestions import choices
from bot.discord_bot.views import layout, plain_buttons, plain_text
from index.errors import DamagedIndexError
from index.results import QuoteList
from index.types import ArticleSummary

TEXTS = "".join(article["text"] for article in ARTICLES.values())


class Slow(Collection):
    """Looking up takes its time."""

    held = threading.Event()

    def suggest_speakers(self, typed: str, limit: int = 25) -> list[str]:
        self.held.wait(10.0)
        return super().suggest_speakers(typed, limit)


class Shrunken(Collection):
    """A reindex left the words of one person."""

    def quotes(self, **asked: Any) -> QuoteList:
        return super().quotes(**{**asked, "speaker": "Oskar Lee"})


class Broken(Collection):
    """Nothing can be looked up."""

    def quotes(self, **_: Any) -> QuoteList:
        raise DamagedIndexError("The index is damaged.")

    def suggest_speakers(self, typed: str, limit: int = 25) -> list[str]:  # noqa: ARG002
        raise DamagedIndexError("The index is damaged.")

    def suggest_articles(self, typed: str, limit: int = 25) -> list[ArticleSummary]:  # noqa: ARG002
        raise KeyError(typed)


def quoted(message: Message) -> list[str]:
    """The words of each quotation in a message."""
    return [unescape(line.removeprefix("> ")) for line in message.text.split("\n") if line.startswith("> ")]


def days(message: Message) -> list[str]:
    return re.findall(r" · (\d{4}-\d\d-\d\d)$", message.text, re.MULTILINE)


async def test_quotations_are_listed_newest_first_with_speaker_title_date_and_source(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes")
        page = await asked.wait_final()
        pressed = await stage.discord.click(stage.moderator, page, "Source")
        source = await pressed.wait_final()
    assert page.text.startswith("**Quotations** · newest first\n**1.** **")
    assert days(page) == ["2022-01-09"] * 2 + ["2021-05-04"] * 3
    assert page.text.endswith("\n-# 1–5 of 20")
    assert [button.label for button in page.buttons] == ["Source"] * 5 + ["Back", "More", "Timeline"]
    assert all(words in TEXTS for words in quoted(page))
    assert f"**{quoted(page)[0]}**" in source.text


async def test_the_speaker_is_shown_with_the_role_and_how_they_are_known(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes", article="ferry", order="oldest")
        page = await asked.wait_final()
    assert "**1.** **Ana Torres**, Mayor\n> The ferry will sail again before the summer\n" in page.text
    assert "**2.** **Ana Torres**, Mayor (inferred from “She”)\n> We do not meet" in page.text
    assert "-# [The ferry to Arden](https://courier.example/ferry#:~:text=" in page.text


async def test_buttons_turn_the_pages_in_place_until_every_quotation_was_shown(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes", speaker="Ana Torres")
        page = await asked.wait_final()
        seen, places = quoted(page), [page.text.split("\n")[-1]]
        assert page.button("Back").disabled
        while not page.button("More").disabled:
            pressed = await stage.discord.click(stage.reader, page, "More")
            assert await pressed.wait_final() is page
            seen += quoted(page)
            places.append(page.text.split("\n")[-1])
        pressed = await stage.discord.click(stage.reader, page, "Back")
        assert (await pressed.wait_final()).text.endswith("-# 6–10 of 15")
    assert places == ["-# 1–5 of 15", "-# 6–10 of 15", "-# 11–15 of 15"]
    assert len(set(seen)) == 15


async def test_pages_can_be_turned_after_a_restart(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(
            stage.reader,
            stage.channel,
            "quotes",
            speaker="Torres",
            topic="a promise *kept* in full",
            since="2020-01-01",
        )
        page = await asked.wait_final()
        head = page.text.split("\n")[0]
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, collection):
            pressed = await stage.discord.click(stage.reader, page, "More")
            turned = await pressed.wait_final()
    assert (
        head == r"**Quotations** by **Ana Torres** on **a promise \*kept\* in full** since **2020-01-01** · best first"
    )
    assert turned.text.startswith(f"{head}\n**6.** ")


async def test_somebody_else_turns_a_page_of_their_own(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes")
        page = await asked.wait_final()
        before = page.text
        pressed = await stage.discord.click(stage.moderator, page, "More")
        own = await pressed.wait_final()
        assert own.text.endswith("-# 6–10 of 20")
        pressed = await stage.discord.click(stage.moderator, own, "More")
        assert await pressed.wait_final() is own
    assert page.text == before
    assert own.ephemeral
    assert own.text.endswith("-# 11–15 of 20")


async def test_where_components_are_refused_the_pages_turn_in_plain_text(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        stage.discord.fail("/webhooks/*", method="POST", status=400)
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes", speaker="Torres")
        page = await asked.wait_final()
        pressed = await stage.discord.click(stage.reader, page, "More")
        turned = await pressed.wait_final()
    assert not turned.is_v2
    assert turned.content.startswith("**Quotations** by **Ana Torres** · newest first\n\n**6.** ")
    assert [button.label for button in turned.buttons][:2] == ["Source 6", "Source 7"]


async def test_a_timeline_goes_from_the_first_day_to_the_last_with_a_heading_for_each(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(
            stage.reader, stage.channel, "quotes", speaker="Torres", topic="ferry", order="timeline"
        )
        page = await asked.wait_final()
        pressed = await stage.discord.click(stage.reader, page, "Newest first")
        newest = await pressed.wait_final()
        assert days(newest)[0] == "2021-05-04"
        pressed = await stage.discord.click(stage.reader, newest, "Timeline")
        again = await pressed.wait_final()
    assert re.findall(r"^\*\*(\d{4}.*)\*\*$", again.text, re.MULTILINE) == ["2021-03-01", "2021-05-04"]
    assert days(again) == sorted(days(again))


async def test_of_several_people_of_a_name_one_is_chosen_by_a_button_even_after_a_restart(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection, cooldown_seconds=30) as stage:
        asked = await stage.discord.slash(
            stage.reader, stage.channel, "quotes", speaker="Lee", since="2022-01-01", order="oldest", private=True
        )
        choice = await asked.wait_final()
        assert not quoted(choice)
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, collection):
            pressed = await stage.discord.click(stage.reader, choice, "Oskar Lee")
            page = await pressed.wait_final()
    assert sorted(button.label or "" for button in choice.buttons) == ["Oskar Lee", "Rosa Lee"]
    assert page.text.startswith("**Quotations** by **Oskar Lee** since **2022-01-01** · oldest first\n")
    assert quoted(page) == ["The harbour was closed for far too long"]
    assert page.ephemeral


async def test_a_bare_surname_chosen_of_several_names_is_not_asked_back_again(tmp_path: Path) -> None:
    said = {"Edda Varga": "The tariffs stay in force", "Milan Varga": "The mills are shut", "Varga": "It will haunt us"}
    articles = {name: f"News of the day\n\n“{words},” said {name}." for name, words in said.items()}
    async with staged(tmp_path, make_collection(tmp_path / "own", articles)) as stage:
        for command, more in (("quotes", {}), ("check", {"words": "It will haunt us"})):
            asked = await stage.discord.slash(stage.reader, stage.channel, command, speaker="Varga", **more)
            pressed = await stage.discord.click(stage.reader, await asked.wait_final(), "Varga")
            assert "It will haunt us" in (await pressed.wait_final()).text


async def test_somebody_whom_nobody_knows_is_told_apart_from_no_quotation(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes", speaker="Zacharias Nemo")
        assert (await asked.wait_final()).text.endswith("Nobody is called so.")


async def test_where_no_quotation_fits_it_says_so(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes", speaker="Torres", until="2019-12-31")
        page = await asked.wait_final()
    assert page.text.endswith("No quotation fits.")
    assert not page.buttons


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"since": "Monday"}, "since: “Monday” is no date; write year, month and day as in 2018-08-09."),
        ({"since": "2022-01-02", "until": "2021-01-01"}, "No day is both since 2022-01-02 and until 2021-01-01"),
    ],
    ids=["no date", "swapped"],
)
async def test_dates_that_cannot_be_are_told_to_the_one_who_typed_them(
    tmp_path: Path, collection: Collection, options: dict[str, str], said: str
) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes", **options)
        told = await asked.wait_final()
    assert said in unescape(told.text)
    assert told.ephemeral


async def test_speakers_and_articles_are_suggested_as_they_are_typed(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        discord, reader, channel = stage.discord, stage.reader, stage.channel
        speakers = await discord.autocomplete(reader, channel, "quotes", "speaker", "le", topic="harbour")
        first = await discord.autocomplete(reader, channel, "quotes", "speaker", "")
        (article,) = await discord.autocomplete(reader, channel, "quotes", "article", "budg", speaker="Lee")
        asked = await discord.slash(reader, channel, "quotes", article=article.value)
        page = await asked.wait_final()
    assert {choice.name for choice in speakers} == {"Rosa Lee", "Oskar Lee"}
    assert first[0].value == "Ana Torres"
    assert article.name == "2021-05-04 · A budget for Arden"
    assert page.text.startswith(f"**Quotations** in **A budget for Arden** (`{article.value}`) · newest first\n")


@pytest.mark.parametrize(("command", "filled"), [("quotes", {}), ("ask", {"question": "What did Torres say?"})])
async def test_the_days_of_articles_are_suggested_newest_first(
    tmp_path: Path, collection: Collection, command: str, filled: dict[str, str]
) -> None:
    async with staged(tmp_path, collection) as stage:
        for option in ("since", "until"):
            every = await stage.discord.autocomplete(stage.reader, stage.channel, command, option, "", **filled)
            begun = await stage.discord.autocomplete(stage.reader, stage.channel, command, option, " 2021", **filled)
            assert [choice.value for choice in every] == ["2022-01-09", "2021-05-04", "2021-03-01", "2020-02-02"]
            assert [choice.name for choice in begun] == ["2021-05-04 · 1 article", "2021-03-01 · 1 article"]


async def test_where_nothing_can_be_looked_up_nothing_is_suggested(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, Broken(collection.config)) as stage:
        for option in ("speaker", "article", "since"):
            assert not await stage.discord.autocomplete(stage.reader, stage.channel, "quotes", option, "x")


async def test_suggestions_that_take_too_long_are_none_and_keep_nothing_else_waiting(
    tmp_path: Path, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.suggestions._SECONDS", 0.2)
    async with staged(tmp_path, Slow(collection.config)) as stage:
        typing = asyncio.create_task(
            stage.discord.autocomplete(stage.reader, stage.channel, "quotes", "speaker", "torr")
        )
        (article,) = await stage.discord.autocomplete(stage.reader, stage.channel, "quotes", "article", "budg")
        assert article.name == "2021-05-04 · A budget for Arden"
        assert not await typing
        Slow.held.set()


async def test_a_page_that_cannot_be_turned_stays_as_it_is(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes")
        page = await asked.wait_final()
        before = page.text
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, Broken(collection.config)):
            pressed = await stage.discord.click(stage.reader, page, "More")
            (told,) = await pressed.wait_messages(1)
    assert (told.text, told.ephemeral) == ("The index is damaged.", True)
    assert (page.text, page.deleted) == (before, False)


async def test_a_page_that_is_there_no_more_is_the_first_one(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes")
        page = await asked.wait_final()
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, Shrunken(collection.config)):
            pressed = await stage.discord.click(stage.reader, page, "More")
            turned = await pressed.wait_final()
    assert quoted(turned) == ["The harbour was closed for far too long"]
    assert not [button for button in turned.buttons if button.label == "More"]


async def test_an_article_that_is_not_there_is_told_to_the_one_who_asked(
    tmp_path: Path, collection: Collection
) -> None:
    async with staged(tmp_path, collection) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "quotes", article="nothing.txt")
        (told,) = await asked.wait_messages(1)
    assert "nothing.txt" in told.text
    assert told.ephemeral


def test_suggestions_are_what_discord_takes() -> None:
    many = choices([("𝒜" * 90, "a" * 100), ("long", "b" * 101), ("", "c"), *((f"name {n}", str(n)) for n in range(40))])
    assert len(many) == 25
    assert all(0 < length(choice.name) <= 100 and len(choice.value) <= 100 for choice in many)
    assert [choice.value for choice in many[:2]] == ["a" * 100, "c"]


WORDS = st.text("ab *_`\\“”·(): onbyin-#>@<1.[]/", min_size=1, max_size=100).map(lambda text: " ".join(text.split()))
DAYS = st.none() | st.dates(date(1900, 1, 1))
NAMES = st.none() | WORDS.filter(bool)


@given(st.builds(Listing, NAMES, NAMES, NAMES, DAYS, DAYS, st.sampled_from(ORDERS)))
def test_every_listing_is_read_from_its_head_as_it_was(listing: Listing) -> None:
    assert listing_in(listing.head()) == listing
    of_article = replace(listing, article="0123456789abcdef")
    assert listing_in(f"{of_article.head('A (`title`) **by** *me*')}\nmore") == of_article


@given(st.lists(st.text("*_~`|>#-<@ \n.:[]abc", min_size=1, max_size=3000), min_size=1, max_size=5))
def test_every_page_is_within_the_limits_of_both_kinds_of_message(collection: Collection, texts: list[str]) -> None:
    (entry,) = collection.quotes(limit=1).entries
    title, url = "A title " * 30, "https://courier.example/" + "a" * 900
    entries = tuple(
        replace(entry, text=text, ref=f"{entry.ref}{number}", title=title, url=url, role=title)
        for number, text in enumerate(texts)
    )
    for order in ORDERS:
        listing = Listing("s" * 100, "t" * 100, "a" * 16, order=order)
        reply = page_reply(listing, QuoteList(entries, 1_000, "Ana Torres"), 10)
        view = layout(reply.rich)
        assert view.content_length() <= limits.COMPONENT_TEXT
        assert view.total_children_count <= limits.COMPONENTS
        assert length(plain_text(reply.plain)) <= limits.CONTENT
        assert len(getattr(plain_buttons(reply.plain), "children", ())) <= limits.BUTTONS


def test_the_next_page_begins_where_this_one_had_no_more_room(collection: Collection) -> None:
    (entry,) = collection.quotes(limit=1).entries
    url = "https://courier.example/" + "a" * 900
    entries = tuple(replace(entry, ref=f"{entry.ref}{number}", url=url) for number in range(5))
    draft = page_reply(Listing(), QuoteList(entries, 12), 5).plain
    (more,) = (turn for turn in draft.turns if turn.label == "More")
    assert 0 < len(draft.entries) < 5
    assert more.offset == 5 + len(draft.entries)
