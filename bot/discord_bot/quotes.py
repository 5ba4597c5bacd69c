"""The quotes line: `/quotes` and its buttons become pages of the ledger."""

from __future__ import annotations

from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Reply
from bot.discord_bot.engine import Answers
from bot.discord_bot.listings import Listing, Order, make_listing
from bot.discord_bot.pages import PAGE, page_reply
from bot.discord_bot.suggestions import Suggestions
from bot.discord_bot.views import Interaction
from index.types import ListOrder

_Text = app_commands.Range[str, 1, 100]
_Day = app_commands.Range[str, 1, 10]
_ENGINE_ORDERS: dict[Order, ListOrder | None] = {
    "newest": "newest",
    "oldest": "oldest",
    "best": None,
    "timeline": "oldest",
}


class Quotes:
    """Lists quotations of the ledger, page by page."""

    def __init__(self, answers: Answers, desk: Desk) -> None:
        self._answers, self._desk = answers, desk

    async def list(self, interaction: Interaction, listing: Listing, *, private: bool, is_choice: bool = False) -> None:
        """Show the first page of a listing."""
        work = partial(self._draft, listing, 0)
        await self._desk.serve(interaction, work, private=private, is_choice=is_choice)

    async def turn(self, interaction: Interaction, listing: Listing, offset: int) -> None:
        """Show another page, in place of the one whose button was pressed."""
        await self._desk.turn(interaction, partial(self._draft, listing, offset))

    def _draft(self, listing: Listing, offset: int) -> Reply:
        """Look the page up and render it; runs in a thread."""
        found = self._answers.quotes(
            speaker=listing.speaker,
            about=listing.about,
            article=listing.article,
            since=listing.since,
            until=listing.until,
            order=_ENGINE_ORDERS[listing.order],
            limit=PAGE,
            offset=offset,
        )
        if offset and not found.entries and found.total:  # a reindex took the page away
            return self._draft(listing, 0)
        return page_reply(listing, found, offset)


def quotes_command(quotes: Quotes, suggestions: Suggestions) -> app_commands.Command[Any, ..., None]:
    """Return the command `/quotes`."""

    @app_commands.command(name="quotes", description="List who said what, word for word.")
    @app_commands.describe(
        speaker="Whose words?",
        topic="On what?",
        article="In which article?",
        since="From this day on, as in 2018-08-09.",
        until="Up to this day, as in 2018-08-09.",
        order="Otherwise newest first, or on a topic best first.",
        private="Show the list to you only.",
    )
    @app_commands.autocomplete(
        speaker=suggestions.speakers, article=suggestions.articles, since=suggestions.days, until=suggestions.days
    )
    async def list_quotes(
        interaction: discord.Interaction,
        speaker: _Text | None = None,
        topic: _Text | None = None,
        article: _Text | None = None,
        since: _Day | None = None,
        until: _Day | None = None,
        order: Order | None = None,
        private: bool = False,
    ) -> None:
        listing = make_listing(speaker, topic, article, since, until, order)
        await quotes.list(interaction, listing, private=private)

    return list_quotes
