"""The articles line: `/articles` and its buttons become pages of what the collection holds."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Protocol, Self

import discord
from discord import app_commands, ui

from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Reply
from bot.discord_bot.engine import Answers
from bot.discord_bot.shelves import Shelf, list_id, make_shelf, shelf_in, shelf_reply
from bot.discord_bot.suggestions import Suggestions
from bot.discord_bot.views import Interaction, head_of

_ALL = 1_000_000  # articles: how many there are is shown


class Articles:
    """Lists the articles, newest first, page by page."""

    def __init__(self, answers: Answers, desk: Desk) -> None:
        self._answers, self._desk = answers, desk

    async def list(self, interaction: Interaction, shelf: Shelf, *, private: bool) -> None:
        """Show the first page."""
        await self._desk.show(interaction, partial(self._draft, shelf, 0), private=private)

    async def turn(self, interaction: Interaction, offset: int) -> None:
        """Show another page, in place of the one whose button was pressed."""
        shelf = shelf_in(head_of(interaction.message)) or Shelf()
        await self._desk.turn(interaction, partial(self._draft, shelf, offset))

    def _draft(self, shelf: Shelf, offset: int) -> Reply:
        """Look the page up and render it; runs in a thread."""
        return shelf_reply(shelf, self._answers.suggest_articles(shelf.query or "", _ALL), offset)


class Lists(Protocol):
    """A client that lists articles, and the quotations of one."""

    async def list_articles(self, interaction: Interaction, offset: int) -> None: ...

    async def list_quotes_of(self, interaction: Interaction, article_id: str) -> None: ...


class ListButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:articles:(?P<offset>\d{1,9})"):
    """The button to another page of articles."""

    def __init__(self, offset: int) -> None:
        super().__init__(ui.Button(label="Page", custom_id=list_id(offset)))
        self.offset = offset

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(int(match["offset"]))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the page."""
        client: Lists = interaction.client
        await client.list_articles(interaction, self.offset)


class QuotesButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:quotes:(?P<article>[0-9a-f]{16})"):
    """The button to the quotations of an article."""

    def __init__(self, article: str) -> None:
        super().__init__(ui.Button(label="Quotations", custom_id=f"quoth:quotes:{article}"))
        self.article = article

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(match["article"])

    async def callback(self, interaction: Interaction) -> None:
        """List the quotations."""
        client: Lists = interaction.client
        await client.list_quotes_of(interaction, self.article)


ARTICLE_ITEMS: tuple[type[ui.DynamicItem[Any]], ...] = (ListButton, QuotesButton)


def articles_command(articles: Articles, suggestions: Suggestions) -> app_commands.Command[Any, ..., None]:
    """Return the command `/articles`."""

    @app_commands.command(name="articles", description="Browse the articles that I answer from, newest first.")
    @app_commands.describe(query="Words of the title.", private="Show the list to you only.")
    @app_commands.autocomplete(query=suggestions.titles)
    async def list_articles(
        interaction: discord.Interaction,
        query: app_commands.Range[str, 1, 100] | None = None,
        private: bool = False,
    ) -> None:
        await articles.list(interaction, make_shelf(query), private=private)

    return list_articles
