"""`/help`: what a person may do, told by the commands themselves."""

from __future__ import annotations

import re
from pathlib import Path

from discord import app_commands
from discord_stage import Stage, staged

from bot.discord_bot.help import EXAMPLES
from bot.discord_bot.limits import CONTENT, length


def named(text: str) -> set[str]:
    """The commands that a help text tells of."""
    return set(re.findall(r"^\*\*/([\w -]+)\*\*", text, re.MULTILINE))


def known(stage: Stage, *, of_moderators: bool) -> set[str]:
    tree = stage.client.tree.get_commands()
    slash = [each for each in tree if not isinstance(each, app_commands.ContextMenu)]
    return {each.name for each in slash if (each.default_permissions is not None) == of_moderators}


async def test_a_member_is_told_every_command_that_is_for_members_and_no_other(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        told = await (await stage.discord.slash(stage.reader, stage.channel, "help")).wait_final()
        assert named(told.text) == known(stage, of_moderators=False)
        menus = [each for each in stage.client.tree.get_commands() if isinstance(each, app_commands.ContextMenu)]
    assert told.ephemeral
    assert all(f"**{menu.name}** in the menu of a message" in told.text for menu in menus)
    assert "moderators" not in told.text


async def test_a_moderator_is_told_the_moderators_commands_too(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        told = await (await stage.discord.slash(stage.moderator, stage.channel, "help")).wait_final()
        assert named(told.text) == known(stage, of_moderators=False) | known(stage, of_moderators=True)
    assert re.search(r"^\*\*/correct\*\* \(merge, .*\) · moderators: Correct who said what", told.text, re.MULTILINE)


async def test_in_a_direct_message_nothing_is_told_that_needs_a_server(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        direct = stage.discord.dm(stage.moderator)
        told = await (await stage.discord.slash(stage.moderator, direct, "help")).wait_final()
    assert "ask" in named(told.text)
    assert not {"correct", "reindex"} & named(told.text)


async def test_the_descriptions_are_the_commands_own(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        told = await (await stage.discord.slash(stage.moderator, stage.channel, "help")).wait_final()
        shown = told.text.replace("\\", "")
        assert all(
            each.description in shown
            for each in stage.client.tree.get_commands()
            if not isinstance(each, app_commands.ContextMenu)
        )


async def test_one_command_is_told_with_all_that_can_be_filled_in_and_an_example(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        told = await (await stage.discord.slash(stage.reader, stage.channel, "help", command="/Check")).wait_final()
        command = stage.client.tree.get_command("check")
        assert isinstance(command, app_commands.Command)
        assert all(f"- `{each.name}`" in told.text for each in command.parameters)
    assert "- `speaker` (optional): Who is said to have said them?" in told.text
    assert "For example: /check words" in told.text


async def test_a_group_is_told_with_its_parts(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        told = await (await stage.discord.slash(stage.moderator, stage.channel, "help", command="correct")).wait_final()
        group = stage.client.tree.get_command("correct")
        assert isinstance(group, app_commands.Group)
        assert named(told.text) == {"correct", *(each.qualified_name for each in group.commands)}


async def test_a_member_cannot_ask_about_a_moderators_command(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        told = await (await stage.discord.slash(stage.reader, stage.channel, "help", command="reindex")).wait_final()
    assert told.text == "You have no command “reindex” here; /help shows those that there are."


async def test_commands_are_suggested_to_those_who_may_use_them(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        for_reader = await stage.discord.autocomplete(stage.reader, stage.channel, "help", "command", "c")
        for_moderator = await stage.discord.autocomplete(stage.moderator, stage.channel, "help", "command", "c")
    assert "check" in [choice.value for choice in for_reader]
    assert not any(str(choice.value).startswith("correct") for choice in for_reader)
    assert "correct merge" in [choice.value for choice in for_moderator]


async def test_every_example_can_be_typed_as_it_stands(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        commands = {each.qualified_name: each for each in stage.client.tree.walk_commands()}
    for name, example in EXAMPLES.items():
        command = commands[name]
        assert isinstance(command, app_commands.Command)
        assert example.startswith(f"/{name} ")
        filled = set(re.findall(r"(\w+): ", example))
        assert filled <= {each.name for each in command.parameters}
        assert {each.name for each in command.parameters if each.required} <= filled


async def test_everything_fits_a_plain_message(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        for name in (None, *(each.qualified_name for each in stage.client.tree.walk_commands())):
            if name in ("Check this quote",):
                continue
            options = {"command": name} if name else {}
            told = await (await stage.discord.slash(stage.moderator, stage.channel, "help", **options)).wait_final()
            assert length(told.text) <= CONTENT
    assert not stage.discord.refused


async def test_an_empty_mention_points_to_the_help(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        said = await stage.discord.say(stage.reader, stage.channel, "", mentions=[stage.discord.bot])
        told = await stage.discord.wait_for_reply(said)
    assert "`/help` shows all I can do." in told.text
