"""The unanswered line: what people ask that no article answers, grouped by meaning, for moderators to see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self

import discord
from discord import app_commands, ui

from bot.discord_bot.delivery import attended
from bot.discord_bot.engine import Answers
from bot.discord_bot.line import Line
from bot.discord_bot.markdown import clip, escape
from bot.discord_bot.moderators import require_moderator
from bot.discord_bot.views import Interaction
from bot.state.asked import AskedQuestions

PAGE = 6  # groups on a page; with every character escaped they still fit
_MOST = 2_000  # questions that are grouped, the newest ones
_WORDS, _ALSO = 150, 60  # characters of a question, and of others that mean the same
_OTHERS = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that mean about the same; `wordings` are different ones, the newest first."""

    count: int
    newest: datetime
    wordings: tuple[str, ...]


class Unanswered:
    """Shows moderators what no article answers, and never who asked it."""

    def __init__(self, answers: Answers, questions: AskedQuestions, line: Line) -> None:
        self._answers, self._questions, self._line = answers, questions, line

    async def show(self, interaction: Interaction) -> None:
        """Answer `/unanswered` with the first page."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "see what was not answered")
            interaction.extras["ephemeral"] = True
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.edit_original_response(view=await self._page(interaction, 0))

    async def turn(self, interaction: Interaction, offset: int) -> None:
        """Put another page into the message."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "see what was not answered")
            interaction.extras["in_place"] = True
            await interaction.response.defer()
            await interaction.edit_original_response(view=await self._page(interaction, offset))

    async def _page(self, interaction: Interaction, offset: int) -> ui.LayoutView:
        gaps = await self._line.run(self._gaps, interaction.guild_id or 0)
        return page(gaps, min(offset, max(0, len(gaps) - 1) // PAGE * PAGE))

    def _gaps(self, guild_id: int) -> list[Gap]:
        """The server's unanswered questions by meaning; runs in a thread."""
        asked = self._questions.unanswered(guild_id, _MOST)
        groups = self._answers.group([one.question for one in asked]) if asked else []
        return [
            Gap(
                len(numbers),
                max(asked[number].at for number in numbers),
                tuple({asked[number].question.casefold(): asked[number].question for number in numbers}.values()),
            )
            for numbers in groups
        ]


class Pageable(Protocol):
    """A client that turns these pages."""

    @property
    def unanswered(self) -> Unanswered: ...

    def is_new(self, event_id: int, /) -> bool: ...


class PageButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:unanswered:(?P<offset>\d{1,6})"):
    """The button to another page."""

    def __init__(self, label: str, offset: int, *, is_possible: bool = True) -> None:
        custom_id = f"quoth:unanswered:{offset}"
        super().__init__(ui.Button(label=label, custom_id=custom_id, disabled=not is_possible))
        self.offset = offset

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the button that was pressed."""
        return cls("Page", int(match["offset"]))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the page."""
        client: Pageable = interaction.client
        if client.is_new(interaction.id):
            await client.unanswered.turn(interaction, self.offset)


def page(gaps: Sequence[Gap], offset: int) -> ui.LayoutView:
    """Return the page of the groups that begins after `offset` of them."""
    container: ui.Container[Any] = ui.Container(ui.TextDisplay("\n".join(_lines(gaps, offset))))
    after = offset + PAGE
    if len(gaps) > PAGE:
        back = PageButton("Back", max(0, offset - PAGE), is_possible=offset > 0)
        container.add_item(ui.ActionRow(back, PageButton("More", after, is_possible=after < len(gaps))))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    view.stop()
    return view


def unanswered_command(unanswered: Unanswered) -> app_commands.Command[Any, ..., None]:
    """Return the command `/unanswered`."""

    @app_commands.command(name="unanswered", description="See what people ask here that no article answers.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def unanswered_(interaction: discord.Interaction) -> None:
        await unanswered.show(interaction)

    return unanswered_


def _lines(gaps: Sequence[Gap], offset: int) -> list[str]:
    if not gaps:
        return ["Nothing was asked here that no article answers."]
    total = sum(gap.count for gap in gaps)
    lines = [f"## What no article answers\nQuestions: {total}, in {len(gaps)} groups by meaning, the largest first."]
    for number, gap in enumerate(gaps[offset : offset + PAGE], offset + 1):
        first, *others = gap.wordings
        day = discord.utils.format_dt(gap.newest, "D")
        lines.append(f"**{number}.** {gap.count}× · last on {day}\n> {escape(clip(first, _WORDS))}")
        if others:
            lines.append(f"-# also: {' · '.join(escape(clip(one, _ALSO)) for one in others[:_OTHERS])}")
    shown = min(len(gaps), offset + PAGE)
    return [*lines, f"-# {offset + 1}–{shown} of {len(gaps)}"]
