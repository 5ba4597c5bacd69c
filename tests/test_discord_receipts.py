"""Verify: whether cited words still stand as they were cited, over the local Discord and the real engine."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from corpora import reindex, write_corpus
from discord_collection import ARTICLES, FERRY, Collection, make_collection
from discord_stage import Stage, connected, staged
from local_discord import Message

CITED = "We do not meet any of our obligations to the islands."
EDITED = FERRY.replace("We do not meet any of our obligations", "We meet nearly all of our obligations")
CUT = FERRY.replace(f"She added: “{CITED}”", "She added that it was late.")
MARKED = FERRY.replace(CITED, "We do not meet any of our obligations, to the islands!")
LONGER = FERRY.replace("The ferry to Arden\n", "The ferry to Arden\n\nIt is an old ship.\n", 1)


@pytest.fixture
def changing(tmp_path: Path) -> Collection:
    return make_collection(tmp_path / "data")


def publish(collection: Collection, ferry: str | None) -> None:
    """Reindex with another text of the article on the ferry, or without it."""
    articles = {name: article for name, article in ARTICLES.items() if name != "ferry" or ferry is not None}
    if ferry is not None:
        articles["ferry"] = {**ARTICLES["ferry"], "text": ferry, "title": "The ferry to Arden"}
    reindex(collection.data_dir, write_corpus(collection.data_dir / "corpus.jsonl", articles))


def forget(collection: Collection) -> None:
    """Remove all snapshots but the current one, as time does."""
    current = collection.snapshot_id()
    for folder in (collection.data_dir / "snapshots").iterdir():
        if folder.name != current:
            shutil.rmtree(folder)


async def cited(stage: Stage) -> tuple[Message, str]:
    """A list of quotations, and the label or custom_id of the Source button under the cited words."""
    asked = await stage.discord.slash(
        stage.reader, stage.channel, "quotes", article="ferry", speaker="Ana Torres", order="oldest"
    )
    page = await asked.wait_final()
    assert f"> {CITED}" in page.text
    return page, str([button for button in page.buttons if button.label == "Source"][1].custom_id)


async def pressed(stage: Stage, message: Message, which: str) -> Message:
    return await (await stage.discord.click(stage.reader, message, which)).wait_final()


async def test_words_that_stand_as_they_were_cited_are_unchanged(tmp_path: Path, collection: Collection) -> None:
    async with staged(tmp_path, collection) as stage:
        source = await pressed(stage, *await cited(stage))
        told = await pressed(stage, source, "Verify")
    assert told.ephemeral
    assert told.text.startswith("**Unchanged.** The words stand in “The ferry to Arden” as they were cited, letter by")
    assert f"> {CITED}" in told.text


async def test_words_that_still_stand_in_an_edited_article_are_unchanged(tmp_path: Path, changing: Collection) -> None:
    async with staged(tmp_path, changing) as stage:
        page, which = await cited(stage)
        publish(changing, LONGER)
        source = await pressed(stage, page, which)
        told = await pressed(stage, source, "Verify")
    assert "The article was edited since it was cited; the words still stand in it." in source.text
    assert told.text.startswith("**Unchanged.** “The ferry to Arden” was edited since; the words still stand")


@pytest.mark.parametrize("kept", [True, False], ids=["the old snapshot is kept", "it is gone"])
async def test_the_source_of_edited_words_shows_the_difference(
    tmp_path: Path, changing: Collection, kept: bool
) -> None:
    async with staged(tmp_path, changing) as stage:
        page, which = await cited(stage)
        publish(changing, EDITED)
        if not kept:
            forget(changing)
        told = await pressed(stage, page, which)
        source = await pressed(stage, told, "Source")
    assert told.text.startswith("**Edited.** “The ferry to Arden” was edited since, and the words with it.\n")
    assert re.search(r"^> We ~~do not meet~~ \*\*meet nearly all\*\*.* our obligations to the", told.text, re.MULTILINE)
    assert "-# ~~struck~~: as it was cited · **bold**: as it stands now" in told.text
    assert "**We meet nearly all of our obligations to the islands**" in source.text


async def test_verify_shows_what_was_edited_while_the_source_was_open(tmp_path: Path, changing: Collection) -> None:
    async with staged(tmp_path, changing) as stage:
        source = await pressed(stage, *await cited(stage))
        publish(changing, EDITED)
        forget(changing)
        await stage.client.finish()
        async with connected(stage.discord, tmp_path, changing):
            told = await pressed(stage, source, "Verify")
    assert "> We ~~do not meet~~ **meet nearly all**" in told.text


async def test_other_marks_alone_are_told_as_such(tmp_path: Path, changing: Collection) -> None:
    async with staged(tmp_path, changing) as stage:
        page, which = await cited(stage)
        publish(changing, MARKED)
        told = await pressed(stage, page, which)
    assert told.text.startswith(
        "**Edited.** “The ferry to Arden” was edited since: the words are the same, their marks"
    )
    assert "~~" not in told.text


async def test_words_that_were_cut_out_are_removed(tmp_path: Path, changing: Collection) -> None:
    async with staged(tmp_path, changing) as stage:
        page, which = await cited(stage)
        publish(changing, CUT)
        told = await pressed(stage, page, which)
    assert told.text.startswith(
        "**Removed.** “The ferry to Arden” was edited since, and the words were taken out of it."
    )
    assert f"It was cited with these words:\n> {CITED}" in told.text


async def test_words_of_a_removed_article_are_removed_and_shown_as_they_were_cited(
    tmp_path: Path, changing: Collection
) -> None:
    async with staged(tmp_path, changing) as stage:
        page, which = await cited(stage)
        publish(changing, None)
        forget(changing)
        told = await pressed(stage, page, which)
    assert told.text.startswith("**Removed.** “The ferry to Arden” (ferry) was removed from the collection on ")
    assert f"It was cited with these words:\n> {CITED}" in told.text


async def test_an_edit_of_words_that_nobody_kept_is_told_without_the_difference(
    tmp_path: Path, changing: Collection
) -> None:
    async with staged(tmp_path, changing) as stage:
        _, which = await cited(stage)
        publish(changing, EDITED)
        forget(changing)
        ref = which.removeprefix("quoth:source:")
        asked = await stage.discord.slash(stage.reader, stage.channel, "source", ref=ref)
        told = await asked.wait_final()
    assert told.text.startswith("**Edited.** “The ferry to Arden” (ferry) was edited, and the words of ")
    assert told.text.endswith("How they read before is not kept any more.")
    assert ">" not in told.text


async def test_a_message_with_other_words_cannot_pass_them_off_as_the_cited_ones(changing: Collection) -> None:
    ref = next(entry.ref for entry in changing.quotes(article="ferry").entries if entry.text == CITED)
    publish(changing, EDITED)
    forget(changing)
    assert changing.verify(ref, ["We meet all of our obligations.", CITED.upper()]).was is None
    assert changing.verify(ref, ["We meet all of our obligations.", CITED]).was == CITED
