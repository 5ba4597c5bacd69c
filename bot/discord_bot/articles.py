"""The articles line: `/articles` and its buttons become pages of what the collection holds."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Protocol, Self

import discord
from discord import app_commands, ui

from bot.discord_bot.collecting import Collecting
from bot.discord_bot.delivery import attended, defer
from bot.discord_bot.desk import Desk
from bot.discord_bot.dossiers import info_text
from bot.discord_bot.drafts import Reply
from bot.discord_bot.engine import Answers
from bot.discord_bot.moderators import require_moderator
from bot.discord_bot.reports import fitting
from bot.discord_bot.shelves import Shelf, list_id, make_shelf, shelf_in, shelf_reply
from bot.discord_bot.suggestions import Suggestions, choices
from bot.discord_bot.views import Interaction, head_of
from bot.discord_bot.watching import Outcome, edit

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

    async def tell_about(self, interaction: Interaction, key: str) -> None:
        """Show moderators all about one article."""
        async with attended(interaction, self._desk.line):
            require_moderator(interaction, "see how an article came")
            await defer(interaction, ephemeral=True)
            info = await self._desk.line.run(self._answers.article_info, key)
            await edit(interaction, Outcome(*fitting(info_text(info), info_text(info, None))))

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


def articles_commands(articles: Articles, collecting: Collecting, suggestions: Suggestions) -> app_commands.Group:
    """Return the commands `/articles list`, and for moderators `info`, `add file`, `add url` and `remove`."""
    group = app_commands.Group(name="articles", description="The articles that I answer from.")

    @group.command(name="list", description="Browse the articles that I answer from, newest first.")
    @app_commands.describe(query="Words of the title.", private="Show the list to you only.")
    @app_commands.autocomplete(query=suggestions.titles)
    async def list_articles(
        interaction: discord.Interaction,
        query: app_commands.Range[str, 1, 100] | None = None,
        private: bool = False,
    ) -> None:
        await articles.list(interaction, make_shelf(query), private=private)

    @group.command(name="info", description="Moderators: all about an article, and how it read before.")
    @app_commands.describe(article="The article, or its id.")
    @app_commands.autocomplete(article=suggestions.articles)
    async def info(interaction: discord.Interaction, article: app_commands.Range[str, 1, 2000]) -> None:
        await articles.tell_about(interaction, article)

    @group.command(name="remove", description="Moderators: take out an article that was added.")
    @app_commands.describe(article="Its id, or its address.")
    @app_commands.autocomplete(article=suggestions.added)
    async def remove(interaction: discord.Interaction, article: app_commands.Range[str, 1, 2000]) -> None:
        await collecting.remove(interaction, article)

    group.add_command(_adding(collecting))
    return group


def _adding(collecting: Collecting) -> app_commands.Group:
    group = app_commands.Group(name="add", description="Moderators: add articles to the collection.")

    @group.command(name="file", description="Moderators: add text, Markdown, HTML, PDF, DOCX, JSON Lines, or a ZIP.")
    @app_commands.describe(file="An article, or several.", second="Another one.", third="Another one.")
    async def add_file(
        interaction: discord.Interaction,
        file: discord.Attachment,
        second: discord.Attachment | None = None,
        third: discord.Attachment | None = None,
        fourth: discord.Attachment | None = None,
        fifth: discord.Attachment | None = None,
    ) -> None:
        given = (file, second, third, fourth, fifth)
        await collecting.add_files(interaction, [each for each in given if each is not None])

    @group.command(name="url", description="Moderators: add the article on a web page.")
    @app_commands.describe(url="The page's address: https://…")
    async def add_url(interaction: discord.Interaction, url: app_commands.Range[str, 8, 2000]) -> None:
        await collecting.add_url(interaction, url)

    return group


def feeds_commands(collecting: Collecting) -> app_commands.Group:
    """Return the commands `/feeds add`, `list`, `remove` and `refresh`, for moderators."""
    group = app_commands.Group(
        name="feeds",
        description="The feeds whose articles come by themselves.",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
        allowed_contexts=app_commands.AppCommandContext(guild=True),
    )

    @group.command(name="add", description="Follow an RSS or Atom feed, and take in what it names.")
    @app_commands.describe(url="The feed's address: https://…")
    async def add(interaction: discord.Interaction, url: app_commands.Range[str, 8, 2000]) -> None:
        await collecting.follow(interaction, url)

    @group.command(name="list", description="See which feeds are followed, and how they stand.")
    async def list_feeds(interaction: discord.Interaction) -> None:
        await collecting.list_feeds(interaction)

    @group.command(name="remove", description="Follow a feed no more; the articles that it brought stay.")
    @app_commands.describe(feed="The feed, or its address.")
    async def remove(interaction: discord.Interaction, feed: app_commands.Range[str, 1, 2000]) -> None:
        await collecting.let_go(interaction, feed)

    @remove.autocomplete("feed")
    async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices((feed.title, feed.url) for feed in await collecting.feeds(typed))

    @group.command(name="refresh", description="Look at all feeds, added pages and folders now.")
    async def refresh(interaction: discord.Interaction) -> None:
        await collecting.refresh(interaction)

    return group
