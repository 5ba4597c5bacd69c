"""`/setup`: moderators set where and how the bot answers, see what it lacks, and everything they change is logged."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from discord_stage import Stage, connected, staged, until
from local_discord import Interaction, Message, UserActionError

from bot.state.servers import ServerSettings

REFUSED = "Only moderators of this server can change the settings."


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as running:
        yield running


def settings(stage: Stage) -> ServerSettings:
    return stage.client.servers.settings(stage.discord.guild.id)


async def opened(stage: Stage, who: Any = None) -> Message:
    """The panel, as a moderator opens it."""
    used = await stage.discord.slash(who or stage.moderator, stage.channel, "setup")
    return await used.wait_final()


async def chosen(stage: Stage, panel: Message, menu: str, values: Sequence[Any], who: Any = None) -> Message:
    """The panel after a choice from one of its menus."""
    used = await stage.discord.select(who or stage.moderator, panel, f"quoth:setup:{menu}", values)
    return await used.wait_final()


async def pressed(stage: Stage, panel: Message, label: str) -> Message:
    used = await stage.discord.click(stage.moderator, panel, label)
    return await used.wait_final()


async def typed(stage: Stage, panel: Message, threshold: str, cooldown: str) -> Interaction:
    form = await stage.discord.click(stage.moderator, panel, "Threshold and cooldown…")
    await form.response()
    return await stage.discord.submit_modal(stage.moderator, form, {"threshold": threshold, "cooldown": cooldown})


def defaults(panel: Message, menu: str) -> list[int]:
    found = next(each for each in panel.selects if each["custom_id"] == f"quoth:setup:{menu}")
    return [int(each["id"]) for each in found.get("default_values", ())]


async def test_an_invited_bot_answers_mentions_everywhere_and_says_so_privately(stage: Stage) -> None:
    panel = await opened(stage)
    assert panel.ephemeral
    assert panel.text.split("\n") == [
        "## Quoth in this server",
        "**Answers:** mentions, in every channel",
        "**Where:** in place",
        "**`/ask`:** shows its answer to everybody",
        "**Moderators:** Manage Server",
        "**Threshold:** as configured",
        "**Cooldown:** as configured",
        "**Log:** none",
        "**Collection:** the usual one",
    ]


async def test_channels_are_chosen_for_mentions_and_for_every_question_and_a_channel_is_one_of_both(
    stage: Stage,
) -> None:
    quiet, busy = stage.channel, stage.discord.add_channel("questions")
    panel = await chosen(stage, await opened(stage), "mentions", [quiet, busy])
    panel = await chosen(stage, panel, "every", [busy])
    assert settings(stage).channels == {quiet.id: "mentions", busy.id: "every"}
    answers = f"**Answers:** every question in {busy.mention}; mentions in {quiet.mention}; nothing elsewhere"
    assert answers in panel.text
    assert (defaults(panel, "mentions"), defaults(panel, "every")) == ([quiet.id], [busy.id])
    panel = await chosen(stage, await chosen(stage, panel, "every", []), "mentions", [])
    assert settings(stage) == ServerSettings()


async def test_every_question_needs_an_intent_and_the_panel_says_which(stage: Stage) -> None:
    panel = await chosen(stage, await opened(stage), "every", [stage.channel])
    assert "`discord.message_content`" in panel.text
    panel = await chosen(stage, panel, "every", [])
    assert "message_content" not in panel.text


async def test_with_that_intent_the_panel_has_nothing_to_say_on_it(tmp_path: Path) -> None:
    async with staged(tmp_path, message_content=True) as reading:
        panel = await chosen(reading, await opened(reading), "every", [reading.channel])
        assert "every question in" in panel.text
        assert "message_content" not in panel.text


async def test_threads_and_private_answers_are_switched_and_switched_back(stage: Stage) -> None:
    panel = await pressed(stage, await opened(stage), "Answer in threads")
    panel = await pressed(stage, panel, "Make /ask private")
    assert (settings(stage).threads, settings(stage).private) == (True, True)
    panel = await pressed(stage, panel, "Answer in place")
    panel = await pressed(stage, panel, "Show answers of /ask to all")
    assert settings(stage) == ServerSettings()


async def test_the_panel_works_after_a_restart_and_the_settings_are_kept(tmp_path: Path, stage: Stage) -> None:
    panel = await chosen(stage, await opened(stage), "mentions", [stage.channel])
    form = await stage.discord.click(stage.moderator, panel, "Threshold and cooldown…")
    await form.response()
    await stage.client.finish()
    async with connected(stage.discord, tmp_path, stage.answers) as (client, _):
        await until(lambda: client.guilds and client.guilds[0].channels)
        given = {"threshold": "0.4", "cooldown": "10"}
        await (await stage.discord.submit_modal(stage.moderator, form, given)).wait_final()
        await pressed(stage, panel, "Make /ask private")
        kept = client.servers.settings(stage.discord.guild.id)
    assert kept == ServerSettings(
        channels={stage.channel.id: "mentions"}, private=True, threshold=0.4, cooldown_seconds=10
    )


async def test_numbers_are_typed_shown_and_taken_back(stage: Stage) -> None:
    panel = await opened(stage)
    told = await (await typed(stage, panel, "0,35", "7.5")).wait_final()
    assert "**Threshold:** 0.35\n**Cooldown:** 7.5 s" in told.text
    again = await stage.discord.click(stage.moderator, panel, "Threshold and cooldown…")
    await again.response()
    assert again.modal is not None
    assert [label["component"].get("value") for label in again.modal["components"]] == ["0.35", "7.5"]
    await (await typed(stage, panel, "", "")).wait_final()
    assert settings(stage) == ServerSettings()


@pytest.mark.parametrize(
    ("threshold", "cooldown", "said"),
    [
        ("1.5", "3", "The threshold must be a number from 0 to 1, say 0.3."),
        ("much", "3", "The threshold must be a number from 0 to 1, say 0.3."),
        ("nan", "3", "The threshold must be a number from 0 to 1, say 0.3."),
        ("0.5", "-1", "The cooldown must be a number of seconds, up to 3600."),
    ],
)
async def test_what_is_no_such_number_changes_nothing_and_is_told(
    stage: Stage, threshold: str, cooldown: str, said: str
) -> None:
    told = await (await typed(stage, await opened(stage), threshold, cooldown)).wait_final()
    assert (told.text, told.ephemeral) == (said, True)
    assert settings(stage) == ServerSettings()


async def test_a_role_that_the_server_sets_makes_moderators_in_every_command(stage: Stage) -> None:
    discord, role = stage.discord, stage.discord.add_role("editors")
    editor = discord.add_member("editor")
    discord.guild.members[editor.id].roles.append(role)
    for command in ("setup", "correct"):
        discord.give_command(command, role)
    refused = await opened(stage, editor)
    assert refused.text == REFUSED
    panel = await chosen(stage, await opened(stage), "roles", [role])
    assert f"**Moderators:** Manage Server, {role.mention}" in panel.text
    assert defaults(panel, "roles") == [role.id]
    assert "Quoth in this server" in (await opened(stage, editor)).text
    listed = await discord.slash(editor, stage.channel, "correct list")
    assert (await listed.wait_final()).text == "Nothing was corrected yet."


async def test_only_who_may_manage_the_server_chooses_the_moderators_and_never_everyone(stage: Stage) -> None:
    discord, role = stage.discord, stage.discord.add_role("editors")
    editor = discord.add_member("editor")
    discord.guild.members[editor.id].roles.append(role)
    discord.give_command("setup", role)
    panel = await chosen(stage, await opened(stage), "roles", [role])
    told = await chosen(stage, panel, "roles", [discord.guild.everyone])
    assert told.text == "Not everyone can be a moderator: choose other roles."
    of_editor = await opened(stage, editor)
    told = await chosen(stage, of_editor, "roles", [], who=editor)
    assert told.text == "Only those who may manage the server can choose the moderators."
    assert settings(stage).moderator_roles == (role.id,)


async def test_a_role_that_everybody_has_makes_nobody_a_moderator(stage: Stage) -> None:
    guild = stage.discord.guild
    stage.client.servers.change(guild.id, ServerSettings(moderator_roles=(guild.id,)))
    stage.discord.give_command("setup", guild.members[stage.reader.id].roles[0])
    assert (await opened(stage, stage.reader)).text == REFUSED


async def test_the_command_is_hidden_and_every_part_of_the_panel_is_checked_when_it_is_used(stage: Stage) -> None:
    discord = stage.discord
    with pytest.raises(UserActionError, match="hidden"):
        await discord.slash(stage.reader, stage.channel, "setup")
    panel = await opened(stage)
    form = await discord.click(stage.moderator, panel, "Threshold and cooldown…")
    await form.response()
    discord.guild.members[stage.moderator.id].roles.clear()
    for used in (
        await discord.click(stage.moderator, panel, "Make /ask private"),
        await discord.click(stage.moderator, panel, "Threshold and cooldown…"),
        await discord.select(stage.moderator, panel, "quoth:setup:every", [stage.channel]),
        await discord.select(stage.moderator, panel, "quoth:setup:roles", []),
        await discord.submit_modal(stage.moderator, form, {"threshold": "0.1", "cooldown": ""}),
    ):
        told = await used.wait_final()
        assert (told.text, told.ephemeral) == (REFUSED, True)
    assert settings(stage) == ServerSettings()


async def test_the_panel_says_what_the_bot_lacks_and_where(stage: Stage) -> None:
    mute = stage.discord.add_channel("mute", deny=["send_messages"])
    hidden = stage.discord.add_channel("hidden", deny=["view_channel"])
    await until(lambda: stage.client.get_channel(hidden.id))
    panel = await opened(stage)
    assert f"⚠️ In {mute.mention} I lack **Send Messages" in panel.text
    assert hidden.mention not in panel.text  # nobody asked the bot to be there
    panel = await chosen(stage, panel, "mentions", [hidden])
    assert f"⚠️ In {hidden.mention} I lack **" in panel.text
    assert "View Channel" in panel.text.split(hidden.mention)[-1]
    assert f"In {mute.mention}" not in panel.text
    stage.discord.set_permissions(hidden, stage.discord.bot)
    panel = await pressed(stage, panel, "Look again")
    assert "⚠️" not in panel.text


async def test_where_components_are_refused_the_panel_is_plain_text_and_works(stage: Stage) -> None:
    stage.discord.fail("/interactions/*", method="POST", status=400)
    panel = await opened(stage)
    assert (panel.is_v2, panel.ephemeral) == (False, True)
    assert panel.content.startswith("## Quoth in this server\n**Answers:** mentions, in every channel")
    panel = await pressed(stage, await chosen(stage, panel, "mentions", [stage.channel]), "Make /ask private")
    assert f"**Answers:** mentions in {stage.channel.mention}; nothing elsewhere" in panel.content
    assert settings(stage) == ServerSettings(channels={stage.channel.id: "mentions"}, private=True)


async def test_the_panel_says_what_was_chosen_and_is_gone(stage: Stage) -> None:
    stage.client.servers.change(stage.discord.guild.id, ServerSettings(channels={1: "mentions"}, log_channel=2))
    panel = await opened(stage)
    assert "⚠️ A channel that was chosen is gone: choose again where I answer." in panel.text
    assert "⚠️ The log channel is gone: choose another one." in panel.text


async def test_the_longest_panel_fits_a_plain_message(stage: Stage) -> None:
    mute = [stage.discord.add_channel(f"mute {number}", deny=["send_messages"]) for number in range(50)]
    await until(lambda: stage.client.get_channel(mute[-1].id))
    modes: dict[int, Any] = {each.id: "every" if number % 2 else "mentions" for number, each in enumerate(mute)}
    roles = tuple(stage.discord.add_role(f"role {number}").id for number in range(25))
    stage.client.servers.change(stage.discord.guild.id, ServerSettings(channels=modes, moderator_roles=roles))
    stage.discord.fail("/interactions/*", method="POST", status=400)
    panel = await opened(stage)
    assert not panel.is_v2
    assert panel.content.endswith("⚠️ …")


async def test_threads_need_a_permission_more(stage: Stage) -> None:
    stage.discord.set_permissions(stage.channel, stage.discord.bot, deny=["create_public_threads"])
    panel = await opened(stage)
    assert "⚠️" not in panel.text
    panel = await pressed(stage, panel, "Answer in threads")
    assert f"In {stage.channel.mention} I lack **Create Public Threads**." in panel.text


async def test_what_is_set_goes_to_the_log_with_who_before_and_after_and_pings_nobody(stage: Stage) -> None:
    log, moderator = stage.discord.add_channel("log"), stage.moderator
    panel = await chosen(stage, await opened(stage), "log", [log])
    first = await stage.discord.wait_for_message(log)
    assert first.text == (
        f"{moderator.mention} (mod, {moderator.id})\n**Settings changed**\n**Log:** none → {log.mention}"
    )
    await pressed(stage, panel, "Answer in threads")
    second = await stage.discord.wait_for_message(log, after=first)
    assert second.text.endswith("**Where:** in place → in a thread of the question")
    assert not second.pinged.users
    await pressed(stage, panel, "Look again")  # which changes nothing
    await pressed(stage, panel, "Answer in place")
    third = await stage.discord.wait_for_message(log, after=second)
    assert third.text.endswith("**Where:** in a thread of the question → in place")
    assert stage.discord.messages(log) == [first, second, third]


async def test_a_log_that_is_switched_off_tells_so_in_the_channel_it_was_in(stage: Stage) -> None:
    log = stage.discord.add_channel("log")
    panel = await chosen(stage, await opened(stage), "log", [log])
    first = await stage.discord.wait_for_message(log)
    await chosen(stage, panel, "log", [])
    second = await stage.discord.wait_for_message(log, after=first)
    assert second.text.endswith(f"**Log:** {log.mention} → none")


async def test_a_log_that_cannot_be_written_breaks_no_change_and_is_told(stage: Stage) -> None:
    log = stage.discord.add_channel("log", deny=["send_messages"])
    used = await stage.discord.select(stage.moderator, await opened(stage), "quoth:setup:log", [log])
    panel = await used.wait_final()
    (told,) = await used.wait_messages(1)
    assert settings(stage).log_channel == log.id
    assert f"In {log.mention} I lack **Send Messages**" in panel.text
    assert told.text == (
        f"It is done, but I could not write it to the log {log.mention}: I lack the permission **Send Messages** there."
    )
    assert told.ephemeral


async def test_two_servers_have_settings_of_their_own(stage: Stage) -> None:
    other = stage.discord.add_guild("Elsewhere")
    channel = stage.discord.add_channel("there", guild=other)
    moderator = stage.discord.add_member("another", permissions=["manage_guild"], guild=other)
    await until(lambda: stage.client.get_channel(channel.id))
    used = await stage.discord.slash(moderator, channel, "setup")
    changed = await stage.discord.click(moderator, await used.wait_final(), "Make /ask private")
    await changed.wait_final()
    assert stage.client.servers.settings(other.id).private
    assert settings(stage) == ServerSettings()


async def test_a_change_that_cannot_be_kept_is_told_without_paths_and_changes_nothing(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    panel = await opened(stage)
    with sqlite3.connect(tmp_path / "state.sqlite") as database:
        database.execute("DROP TABLE servers")
    told = await pressed(stage, panel, "Make /ask private")
    assert told.ephemeral
    assert told.text.startswith("I cannot get at what I keep. Please tell a moderator this reference: `")
    assert "no such table: servers" in caplog.text
    assert not settings(stage).private
    assert "**`/ask`:** shows its answer to everybody" in panel.text
