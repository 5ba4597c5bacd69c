"""The buttons of an article that is read: other pages, the whole of it, and whether cited words still stand in it.

What they need is in their custom_id, so that they work after a restart.
"""

from __future__ import annotations

import re
from typing import Any, Protocol, Self

from discord import ui

from bot.discord_bot.readings import WAYS, Place, read_id
from bot.discord_bot.views import Interaction

_KEY = r"(?P<key>[0-9a-f-]{16,60})"


class Reads(Protocol):
    """A client that shows articles."""

    async def read(self, interaction: Interaction, key: str, place: Place | None) -> None: ...

    async def send_whole(self, interaction: Interaction, key: str) -> None: ...

    async def verify(self, interaction: Interaction, ref: str) -> None: ...


class PageButton(ui.DynamicItem[ui.Button[Any]], template=rf"quoth:read:{_KEY}:(?P<way>from|to):(?P<offset>\d{{1,9}})"):
    """The button to another page of the article."""

    def __init__(self, key: str, place: Place) -> None:
        super().__init__(ui.Button(label="Page", custom_id=read_id(key, place)))
        self.key, self.place = key, place

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        way = next(one for one in WAYS if one == match["way"])
        return cls(match["key"], Place(way, int(match["offset"])))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the page."""
        client: Reads = interaction.client
        await client.read(interaction, self.key, self.place)


class ArticleButton(ui.DynamicItem[ui.Button[Any]], template=rf"quoth:(?P<what>open|whole|verify):{_KEY}"):
    """The button that opens an article, sends the whole of it, or verifies a citation of it."""

    def __init__(self, what: str, key: str) -> None:
        super().__init__(ui.Button(label="Article", custom_id=f"quoth:{what}:{key}"))
        self.what, self.key = what, key

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(match["what"], match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says."""
        client: Reads = interaction.client
        if self.what == "open":
            await client.read(interaction, self.key, None)
        elif self.what == "whole":
            await client.send_whole(interaction, self.key)
        else:
            await client.verify(interaction, self.key)


SOURCE_ITEMS: tuple[type[ui.DynamicItem[Any]], ...] = (PageButton, ArticleButton)
