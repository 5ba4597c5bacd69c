"""The unanswered line: what people ask that no article answers, grouped by meaning, for moderators to see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, Self

import discord
from discord import app_commands, ui

from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import PLAIN, RICH, Draft, Press, Reply, Shape
from bot.discord_bot.engine import Answers
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import clip, escape
from bot.discord_bot.moderators import admits
from bot.discord_bot.views import Interaction
from bot.state.asked import AskedQuestions

PAGE = 6  # groups on a page; with every character escaped they still fit
_MOST = 2_000  # questions that are grouped, the newest ones
_WORDS, _ALSO = 150, 60  # characters of a question, and of others that mean the same
_OTHERS = 2
_FOOT = 60  # characters kept free for the line on where the page stands
_WHAT = "see what was not answered"


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that mean about the same; `wordings` are different ones, the newest first."""

    count: int
    newest: datetime
    wordings: tuple[str, ...]


class Unanswered:
    """Shows moderators what no article answers, and never who asked it."""

    def __init__(self, answers: Answers, questions: AskedQuestions, desk: Desk) -> None:
        self._answers, self._questions, self._desk = answers, questions, desk

    async def show(self, interaction: Interaction) -> None:
        """Answer `/unanswered` with the first page."""
        if await admits(interaction, _WHAT):
            await self._desk.show(interaction, partial(self._page, interaction.guild_id or 0, 0))

    async def turn(self, interaction: Interaction, offset: int) -> None:
        """Put another page into the message."""
        if await admits(interaction, _WHAT):
            await self._desk.turn(interaction, partial(self._page, interaction.guild_id or 0, offset))

    def _page(self, guild_id: int, offset: int) -> Reply:
        """Look the groups up and render a page of them; runs in a thread."""
        return gaps_reply(self._gaps(guild_id), offset)

    def _gaps(self, guild_id: int) -> list[Gap]:
        """The server's unanswered questions by meaning."""
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

    def takes(self, interaction: Interaction, /) -> bool: ...


class PageButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:unanswered:(?P<offset>\d{1,6})"):
    """The button to another page."""

    def __init__(self, offset: int) -> None:
        super().__init__(ui.Button(label="Page", custom_id=_page_id(offset)))
        self.offset = offset

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the button that was pressed."""
        return cls(int(match["offset"]))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the page."""
        client: Pageable = interaction.client
        if client.takes(interaction):
            await client.unanswered.turn(interaction, self.offset)


def gaps_reply(gaps: Sequence[Gap], offset: int) -> Reply:
    """Return the page of the groups that begins after `offset` of them."""
    offset = offset if offset < len(gaps) else max(0, len(gaps) - 1) // PAGE * PAGE  # some were forgotten meanwhile
    return Reply(_draft(gaps, offset, RICH), _draft(gaps, offset, PLAIN))


def unanswered_command(unanswered: Unanswered) -> app_commands.Command[Any, ..., None]:
    """Return the command `/unanswered`."""

    @app_commands.command(name="unanswered", description="See what people ask here that no article answers.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def unanswered_(interaction: discord.Interaction) -> None:
        await unanswered.show(interaction)

    return unanswered_


def _draft(gaps: Sequence[Gap], offset: int, shape: Shape) -> Draft:
    """As many groups of a page as fit a message, with the buttons to the pages before and after."""
    if not gaps:
        return Draft("Nothing was asked here that no article answers.")
    total = sum(gap.count for gap in gaps)
    head = f"## What no article answers\nQuestions: {total}, in {len(gaps)} groups by meaning, the largest first."
    told = [_told(number, gap) for number, gap in enumerate(gaps[offset : offset + PAGE], offset + 1)]
    while len(told) > 1 and length("\n".join([head, *told])) > shape.room - _FOOT:
        told.pop()
    after = offset + len(told)
    back = Press("Back", _page_id(max(0, offset - PAGE)), offset > 0)
    more = Press("More", _page_id(after), after < len(gaps))
    is_all = offset == 0 and after == len(gaps)
    foot = f"-# {offset + 1}–{after} of {len(gaps)}"
    return Draft("\n".join([head, *told]), foot=foot, presses=() if is_all else (back, more))


def _told(number: int, gap: Gap) -> str:
    first, *others = gap.wordings
    day = discord.utils.format_dt(gap.newest, "D")
    lines = [f"**{number}.** {gap.count}× · last on {day}\n> {escape(clip(first, _WORDS))}"]
    if others:
        lines.append(f"-# also: {' · '.join(escape(clip(one, _ALSO)) for one in others[:_OTHERS])}")
    return "\n".join(lines)


def _page_id(offset: int) -> str:
    return f"quoth:unanswered:{offset}"
