"""`/correct`: moderators correct who said what, and everybody else is kept from it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from discord_collection import Collection
from discord_stage import Stage, connected, staged
from local_discord import Interaction, Message, UserActionError

from bot.corrections import correction_text
from bot.discord_bot import limits
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import unescape
from bot.discord_bot.trails import choices_reply, trail_reply
from bot.discord_bot.views import layout, plain_buttons, plain_text
from bot.state.servers import ServerSettings
from index.corrections import Correction, Mark, Merge
from index.results import LedgerEntry

REFUSED = "Only moderators of this server can correct."
WORDS = "The ferry will sail again before the summer"


@pytest.fixture
def corrected_collection(tmp_path: Path, collection: Collection) -> Iterator[Collection]:
    """A copy of the collection, to be corrected."""
    folder = tmp_path / "collection"
    shutil.copytree(collection.data_dir, folder)
    engine = type(collection)(replace(collection.config, data_dir=folder))
    yield engine
    engine.close()


@pytest.fixture
async def stage(tmp_path: Path, corrected_collection: Collection) -> AsyncIterator[Stage]:
    async with staged(tmp_path / "state", corrected_collection) as running:
        yield running


def quotation(collection: Collection, words: str = WORDS) -> LedgerEntry:
    return next(entry for entry in collection.quotes(everything=True).entries if entry.text.startswith(words))


async def corrected(stage: Stage, command: str, **options: Any) -> str:
    """What the moderator is told of a correction."""
    used = await stage.discord.slash(stage.moderator, stage.channel, f"correct {command}", **options)
    told = await used.wait_final()
    assert told.ephemeral
    return told.text


async def source_of(stage: Stage, who: Any) -> tuple[Interaction, Message]:
    """The source of the first quotation, as somebody is shown it."""
    ref = quotation(stage.answers).ref
    asked = await stage.discord.slash(who, stage.channel, "source", ref=ref)
    return asked, await asked.wait_final()


async def test_a_merge_is_told_privately_with_before_and_after_and_its_number(stage: Stage) -> None:
    told = await corrected(stage, "merge", name="Rosa Lee", into="Ana Torres")
    assert told.startswith("**Correction 1:** merge “Rosa Lee” into “Ana Torres”\nBefore: ")
    assert told.endswith("-# `/correct undo 1` takes it back.")
    assert not stage.discord.messages(stage.channel)
    (made,) = stage.answers.corrections()
    assert made.by == f"mod ({stage.moderator.id})"


async def test_a_name_is_split_in_several_articles(stage: Stage) -> None:
    await corrected(stage, "split", name="Rosa Lee", article="budget", article_2="harbour", new_name="Rose Leigh")
    (made,) = stage.answers.corrections()
    assert made.action.kind == "split"
    assert (len(made.action.articles), made.action.new_name) == (2, "Rose Leigh")
    assert stage.answers.quotes(speaker="Rose Leigh").total == 2


async def test_the_speaker_of_a_quotation_is_set_or_taken_away(stage: Stage) -> None:
    ref = quotation(stage.answers).ref
    await corrected(stage, "speaker", ref=ref, speaker="Carl Whitfield")
    assert "nobody" in await corrected(stage, "speaker", ref=ref)


@pytest.mark.parametrize("how", ["hide", "show", "pin", "unpin"])
async def test_quotations_are_marked(stage: Stage, how: str) -> None:
    ref = quotation(stage.answers).ref
    if how in ("show", "unpin"):
        await corrected(stage, {"show": "hide", "unpin": "pin"}[how], ref=ref)
    assert f"{how} {ref}" in await corrected(stage, how, ref=ref)


async def test_a_correction_is_undone_by_its_number_or_by_its_button_even_after_a_restart(
    tmp_path: Path, stage: Stage
) -> None:
    used = await stage.discord.slash(
        stage.moderator, stage.channel, "correct merge", name="Rosa Lee", into="Ana Torres"
    )
    told = await used.wait_final()
    await stage.client.finish()
    async with connected(stage.discord, tmp_path / "state", stage.answers):
        pressed = await stage.discord.click(stage.moderator, told, "Undo")
        undone = await pressed.wait_final()
        assert undone.text.startswith("**Correction 1 undone:** merge “Rosa Lee” into “Ana Torres”")
        assert undone.ephemeral
        again = await corrected(stage, "undo", number=1)
    assert again.startswith("Correction 1 was undone already, by mod")


async def test_the_trail_lists_what_was_done_by_whom_newest_first(stage: Stage) -> None:
    assert await corrected(stage, "list") == "Nothing was corrected yet."
    await corrected(stage, "hide", ref=quotation(stage.answers).ref)
    await corrected(stage, "merge", name="Rosa Lee", into="Ana Torres")
    await corrected(stage, "undo", number=1)
    second, first = unescape(await corrected(stage, "list")).split("\n1. ")
    assert second.startswith("2. merge “Rosa Lee” into “Ana Torres”\n   Rosa Lee → Ana Torres · mod (")
    assert first.startswith("hide ")
    assert f"undone by mod ({stage.moderator.id})" in first


async def test_corrections_that_hold_are_suggested_for_undo(stage: Stage) -> None:
    await corrected(stage, "hide", ref=quotation(stage.answers).ref)
    await corrected(stage, "merge", name="Rosa Lee", into="Ana Torres")
    await corrected(stage, "undo", number=1)
    discord, moderator, channel = stage.discord, stage.moderator, stage.channel
    (choice,) = await discord.autocomplete(moderator, channel, "correct undo", "number", "")
    assert choice.value == 2
    assert "Rosa Lee" in choice.name
    (name,) = await discord.autocomplete(moderator, channel, "correct merge", "name", "oskar")
    assert name.value == "Oskar Lee"


async def test_the_commands_are_hidden_from_everybody_but_moderators_and_from_direct_messages(stage: Stage) -> None:
    (command,) = (each for each in stage.discord.commands if each["name"] == "correct")
    assert command["default_member_permissions"] == str(1 << 5)
    assert command["contexts"] == [0]
    with pytest.raises(UserActionError, match="hidden"):
        await stage.discord.slash(stage.reader, stage.channel, "correct list")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("merge", {"name": "Rosa Lee", "into": "Ana Torres"}),
        ("split", {"name": "Rosa Lee", "article": "budget", "new_name": "A"}),
        ("speaker", {"ref": "r"}),
        ("hide", {"ref": "r"}),
        ("undo", {"number": 1}),
        ("list", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_somebody_who_sees_the_commands_all_the_same_is_refused(
    stage: Stage, command: str, options: dict[str, Any]
) -> None:
    for each in stage.discord.commands:
        each["default_member_permissions"] = None  # as a server's own settings for the command can have it
    used = await stage.discord.slash(stage.reader, stage.channel, f"correct {command}", **options)
    told = await used.wait_final()
    assert (told.text, told.ephemeral) == (REFUSED, True)
    assert not stage.answers.corrections()


async def test_corrections_are_suggested_to_moderators_only(stage: Stage) -> None:
    await corrected(stage, "merge", name="Rosa Lee", into="Ana Torres")
    stage.discord.give_command("correct", stage.discord.guild.members[stage.reader.id].roles[0])
    for who, count in ((stage.reader, 0), (stage.moderator, 1)):
        found = await stage.discord.autocomplete(who, stage.channel, "correct undo", "number", "")
        assert len(found) == count


async def test_moderators_correct_from_the_source_of_a_quotation(stage: Stage) -> None:
    ref = quotation(stage.answers).ref
    _, for_reader = await source_of(stage, stage.reader)
    assert "Correct" not in [button.label for button in for_reader.buttons]
    _, for_moderator = await source_of(stage, stage.moderator)
    pressed = await stage.discord.click(stage.moderator, for_moderator, "Correct")
    choices = await pressed.wait_final()
    hidden = await stage.discord.click(stage.moderator, choices, "Hide")
    told = await hidden.wait_final()
    assert choices.ephemeral
    assert choices.text == f"**Correct** **Ana Torres**, Mayor\n> {WORDS}"
    assert told.text.startswith(f"**Correction 1:** hide {ref}")


async def test_a_source_says_who_speaks_and_from_what_that_is_known(stage: Stage) -> None:
    ref = quotation(stage.answers, "We do not meet").ref
    asked = await stage.discord.slash(stage.reader, stage.channel, "source", ref=ref)
    known = (await asked.wait_final()).text.split("\n")[2:4]
    assert known == ["**Ana Torres**, Mayor (inferred from “She”)", "-# Who speaks: She added: …"]
    await corrected(stage, "speaker", ref=ref, speaker="Carl Whitfield")
    asked = await stage.discord.slash(stage.reader, stage.channel, "source", ref=ref)
    assert "**Carl Whitfield** (set by a moderator)" in (await asked.wait_final()).text


async def test_a_hidden_quotation_can_be_shown_again_from_its_source(stage: Stage) -> None:
    ref = quotation(stage.answers).ref
    await corrected(stage, "hide", ref=ref)
    await corrected(stage, "pin", ref=ref)
    asked = await stage.discord.slash(stage.moderator, stage.channel, "source", ref=ref)
    pressed = await stage.discord.click(stage.moderator, await asked.wait_final(), "Correct")
    choices = await pressed.wait_final()
    assert choices.text.startswith("**Correct** **Ana Torres**, Mayor · hidden · pinned\n")
    assert [button.label for button in choices.buttons] == ["Show", "Unpin", "Other speaker…"]


async def test_another_speaker_is_chosen_from_the_menu(stage: Stage) -> None:
    _, source = await source_of(stage, stage.moderator)
    choices = await (await stage.discord.click(stage.moderator, source, "Correct")).wait_final()
    (menu,) = choices.selects
    assert menu["options"][0]["value"] == "Carl Whitfield"  # who speaks in this article
    chosen = await stage.discord.select(stage.moderator, choices, menu["custom_id"], ["Carl Whitfield"])
    told = await chosen.wait_final()
    assert "After: Carl Whitfield" in told.text


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Anna-Maria Torres", "new"), ("Rosa Lee", "known"), ("", "known")],
    ids=["new", "known", "nobody"],
)
async def test_a_name_that_the_menu_lacks_is_typed_and_taken_also_after_a_restart(
    tmp_path: Path, stage: Stage, name: str, kind: str
) -> None:
    _, source = await source_of(stage, stage.moderator)
    choices = await (await stage.discord.click(stage.moderator, source, "Correct")).wait_final()
    opened = await stage.discord.click(stage.moderator, choices, "Other speaker…")
    await opened.response()
    await stage.client.finish()
    async with connected(stage.discord, tmp_path / "state", stage.answers):
        submitted = await stage.discord.submit_modal(stage.moderator, opened, {"name": name, "kind": kind})
        told = await submitted.wait_final()
    assert told.ephemeral
    assert stage.answers.corrections()[0].action.speaker == (name or None)


async def test_a_name_that_no_article_has_is_taken_for_a_slip_unless_it_is_said_to_be_new(stage: Stage) -> None:
    ref = quotation(stage.answers).ref
    assert "The nearest: Ana Torres" in await corrected(stage, "speaker", ref=ref, speaker="Ana Torez")
    assert "After: Ana Torez" in await corrected(stage, "speaker", ref=ref, speaker="Ana Torez", new=True)


async def test_who_is_no_moderator_any_more_is_refused_at_the_press(stage: Stage) -> None:
    _, source = await source_of(stage, stage.moderator)
    choices = await (await stage.discord.click(stage.moderator, source, "Correct")).wait_final()
    opened = await stage.discord.click(stage.moderator, choices, "Other speaker…")
    await opened.response()
    stage.discord.guild.members[stage.moderator.id].roles.clear()
    menu = choices.selects[0]
    for pressed in (
        await stage.discord.click(stage.moderator, source, "Correct"),
        await stage.discord.click(stage.moderator, choices, "Hide"),
        await stage.discord.click(stage.moderator, choices, "Other speaker…"),
        await stage.discord.select(stage.moderator, choices, menu["custom_id"], [menu["options"][0]["value"]]),
        await stage.discord.submit_modal(stage.moderator, opened, {"name": "A", "kind": "new"}),
    ):
        told = await pressed.wait_final()
        assert (told.text, told.ephemeral) == (REFUSED, True)
    assert not stage.answers.corrections()


def test_a_trail_that_fits_no_message_is_whole_in_its_file() -> None:
    trail = [
        Correction(number, "2026-01-02T03:04:05Z", "mod (1)", Merge("A" * 90, f"*B* {number}"), "A" * 90, "B")
        for number in range(1, 61)
    ]
    reply = trail_reply(trail)
    view = layout(reply.rich)
    assert view.content_length() <= limits.COMPONENT_TEXT
    assert length(plain_text(reply.plain)) <= limits.CONTENT
    for draft in (reply.rich, reply.plain):
        assert draft.attachment is not None
        assert draft.attachment.data.decode() == "\n".join(correction_text(one) for one in reversed(trail))
        assert draft.head.startswith("60\\. ")


def test_a_correction_whose_words_are_gone_says_so() -> None:
    lost = Correction(3, "2026-01-02T03:04:05Z", "mod", Mark("r", "hide"), "shown", "hidden", lost="its words are gone")
    assert trail_reply([lost]).rich.head.endswith("does not apply now: its words are gone")


def test_the_choices_for_a_quotation_are_what_discord_takes(collection: Collection) -> None:
    entry = quotation(collection)
    reply = choices_reply(entry, ["Ana Torres", "x" * 101, *(f"name {number}" for number in range(40))])
    choice = reply.rich.choice
    assert choice is not None
    assert choice.names == tuple(f"name {number}" for number in range(25))
    assert len(plain_buttons(reply.plain).children) == 4  # type: ignore[union-attr]


async def test_corrections_made_and_undone_go_to_the_servers_log(stage: Stage) -> None:
    log = stage.discord.add_channel("log")
    stage.client.servers.change(stage.discord.guild.id, ServerSettings(log_channel=log.id))
    await corrected(stage, "merge", name="Rosa Lee", into="Ana Torres")
    made = await stage.discord.wait_for_message(log)
    who = f"{stage.moderator.mention} (mod, {stage.moderator.id})"
    what = "merge “Rosa Lee” into “Ana Torres”"
    assert made.text == f"{who}\n**Correction 1:** {what}\nBefore: Rosa Lee\nAfter: Ana Torres"
    await corrected(stage, "undo", number=1)
    undone = await stage.discord.wait_for_message(log, after=made)
    assert undone.text == f"{who}\n**Correction 1 undone:** {what}\nBefore: Ana Torres\nAfter: Rosa Lee"
    await corrected(stage, "undo", number=1)  # refused, so that there is nothing to log
    await corrected(stage, "list")
    assert stage.discord.messages(log) == [made, undone]


async def test_a_log_that_is_gone_breaks_no_correction_and_is_told(stage: Stage) -> None:
    stage.client.servers.change(stage.discord.guild.id, ServerSettings(log_channel=1))
    used = await stage.discord.slash(
        stage.moderator, stage.channel, "correct merge", name="Rosa Lee", into="Ana Torres"
    )
    shown, told = await used.wait_messages(2)
    assert shown.text.startswith("**Correction 1:**")
    assert told.ephemeral
    assert told.text.endswith("there is no such channel any more. Choose another one with /setup.")
    assert len(stage.answers.corrections()) == 1
