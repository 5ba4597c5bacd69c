"""`/help`: what the person who asks may do, told by the command tree itself, so that it is never out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.delivery import attended, defer, follow_up
from bot.discord_bot.drafts import Draft, Reply
from bot.discord_bot.limits import CHOICES, CONTENT, length
from bot.discord_bot.line import Line
from bot.discord_bot.markdown import clip, escape
from bot.discord_bot.moderators import is_moderator
from bot.discord_bot.views import Interaction
from index.errors import UsageError

Tree = app_commands.CommandTree[Any]
_Slash = app_commands.Command[Any, ..., Any] | app_commands.Group
_HOW = "Mention me, reply to one of my answers, or write to me directly: I answer with quotations, word for word."
_MORE = "-# `/help command` tells what can be filled in."
# By the command's whole name, as it is typed; a test compares them with the tree.
EXAMPLES = {
    "ask": "/ask question: What did the mayor say about the ferry?",
    "quotes": "/quotes speaker: Ana Torres topic: ferry order: timeline",
    "check": "/check words: the ferry will sail again speaker: Ana Torres",
    "source": "/source ref: 0f1e2d3c4b5a6978-120-164-5a7c01e9",
    "articles list": "/articles list query: ferry",
    "articles add url": "/articles add url url: https://arden.example/ferry",
    "feeds add": "/feeds add url: https://arden.example/feed.xml",
    "help": "/help command: check",
    "correct merge": "/correct merge name: A. Torres into: Ana Torres",
    "correct undo": "/correct undo number: 3",
}


class Help:
    """Tells what a person may do, to that person only."""

    def __init__(self, tree: Tree, line: Line) -> None:
        self._tree, self._line = tree, line

    async def show(self, interaction: Interaction, name: str | None) -> None:
        """Show all commands, or all about one."""
        async with attended(interaction, self._line):
            await defer(interaction, ephemeral=True)
            commands = allowed(self._tree, interaction)
            draft = _one(commands, name) if name else _all(commands, menus(self._tree, interaction))
            await follow_up(interaction, Reply(draft, draft), ephemeral=True)

    async def names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the names of the commands that the person may use."""
        wanted = typed.strip().removeprefix("/").casefold()
        named = [each.qualified_name for each in _each(allowed(self._tree, interaction))]
        found = [name for name in named if wanted in name]
        return [app_commands.Choice(name=f"/{name}", value=name) for name in found[:CHOICES]]


def allowed(tree: Tree, interaction: Interaction) -> list[_Slash]:
    """Return the slash commands that the person may use where they are."""
    found = (each for each in tree.get_commands() if not isinstance(each, app_commands.ContextMenu))
    return [each for each in found if _is_allowed(each, interaction)]


def menus(tree: Tree, interaction: Interaction) -> list[app_commands.ContextMenu]:
    """Return the entries of the menus of messages and people that the person may use where they are."""
    found = (each for each in tree.get_commands() if isinstance(each, app_commands.ContextMenu))
    return [each for each in found if _is_allowed(each, interaction)]


def _is_allowed(command: _Slash | app_commands.ContextMenu, interaction: Interaction) -> bool:
    if command.guild_only and interaction.guild_id is None:
        return False
    needed = command.default_permissions
    return needed is None or is_moderator(interaction) or needed <= interaction.permissions


def _all(commands: Iterable[_Slash], of_menus: Iterable[app_commands.ContextMenu]) -> Draft:
    """Every command on a line, the moderators' after the others, with examples where these have room."""
    ordered = sorted(commands, key=lambda each: each.default_permissions is not None)
    apps = [f"**{escape(menu.name)}** in the menu of a message" for menu in of_menus]
    for has_examples in (True, False):
        text = "\n".join([_HOW, "", *(_line(each, has_examples) for each in ordered), *apps, _MORE])
        if length(text) <= CONTENT:
            break
    return Draft(text if length(text) <= CONTENT else f"{_HOW}\n{_names(ordered)}\n{_MORE}")


def _line(command: _Slash, has_example: bool) -> str:
    mark = " · moderators" if command.default_permissions is not None else ""
    parts = ""
    if isinstance(command, app_commands.Group):
        parts = f" ({', '.join(part.name for part in command.commands)})"
    example = EXAMPLES.get(command.qualified_name) if has_example else None
    shown = f"\n-# {escape(example)}" if example else ""
    return f"**/{command.qualified_name}**{parts}{mark}: {escape(command.description)}{shown}"


def _names(commands: Iterable[_Slash]) -> str:
    return clip(", ".join(f"/{each.qualified_name}" for each in commands), CONTENT // 2)


def _one(commands: Iterable[_Slash], name: str) -> Draft:
    """All about one command, or about each of a group's."""
    wanted = name.strip().removeprefix("/").casefold()
    found = next((each for each in _each(commands) if each.qualified_name == wanted), None)
    if found is None:
        raise UsageError(f"You have no command “{clip(name, 50)}” here; /help shows those that there are.")
    if isinstance(found, app_commands.Group):
        return Draft("\n".join([_line(found, False), *(_line(part, True) for part in found.commands)]))
    example = EXAMPLES.get(wanted)
    shown = [f"For example: {escape(example)}"] if example else []
    return Draft("\n".join([_line(found, False), *map(_option, found.parameters), *shown]))


def _option(parameter: app_commands.Parameter) -> str:
    needed = "" if parameter.required else " (optional)"
    return f"- `{parameter.display_name}`{needed}: {escape(str(parameter.description))}"


def _each(commands: Iterable[_Slash]) -> Iterator[_Slash]:
    """The commands, and the parts of groups after their group."""
    for command in commands:
        yield command
        if isinstance(command, app_commands.Group):
            yield from _each(command.commands)


def help_command(told: Help) -> app_commands.Command[Any, ..., None]:
    """Return the command `/help`."""

    @app_commands.command(name="help", description="What I can do for you, with examples.")
    @app_commands.describe(command="All about one command.")
    @app_commands.autocomplete(command=told.names)
    async def show_help(
        interaction: discord.Interaction, command: app_commands.Range[str, 1, 100] | None = None
    ) -> None:
        await told.show(interaction, command)

    return show_help
