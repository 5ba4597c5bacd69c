"""The commands that ask: `/ask`, and "Ask about this" in a message's menu."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.listings import make_listing
from bot.discord_bot.questions import LONGEST, Questions
from bot.discord_bot.suggestions import Suggestions
from index.types import Filter

_Text = app_commands.Range[str, 1, 100]
_Day = app_commands.Range[str, 1, 10]


def ask_command(questions: Questions, suggestions: Suggestions) -> app_commands.Command[Any, ..., None]:
    """Return the command `/ask`."""

    @app_commands.command(name="ask", description="Ask what the articles say; every word quoted is in an article.")
    @app_commands.describe(
        question="What do you want to know?",
        article="In which article?",
        speaker="In whose words?",
        since="From this day on, as in 2018-08-09.",
        until="Up to this day, as in 2018-08-09.",
        private="Show the answer to you only; otherwise as the server has it.",
    )
    @app_commands.autocomplete(
        speaker=suggestions.speakers, article=suggestions.articles, since=suggestions.days, until=suggestions.days
    )
    async def ask(
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, LONGEST],
        article: _Text | None = None,
        speaker: _Text | None = None,
        since: _Day | None = None,
        until: _Day | None = None,
        private: bool | None = None,
    ) -> None:
        days = make_listing(speaker, None, article, since, until, None)
        only = Filter(article=days.article, speaker=days.speaker, since=days.since, until=days.until)
        await questions.ask(interaction, question, only, private=private)

    return ask


def ask_menu(questions: Questions) -> app_commands.ContextMenu:
    """Return the command "Ask about this" of a message's menu."""

    async def ask_about_this(interaction: discord.Interaction, message: discord.Message) -> None:
        await questions.ask_about(interaction, message)

    return app_commands.ContextMenu(name="Ask about this", callback=ask_about_this)
