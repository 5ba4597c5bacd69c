"""What an autocomplete offers: speakers and articles. It never fails, never waits long, and never runs on the loop."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.corrections import correction_text
from bot.discord_bot import limits
from bot.discord_bot.engine import Answers
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import clip
from bot.discord_bot.moderators import is_moderator
from bot.discord_bot.recents import Recents
from bot.harmless import harmless_line
from bot.render import count
from index.corrections import Correction
from index.types import ArticleSummary

_log = logging.getLogger(__name__)
_ALL = 1_000_000  # articles; they are in memory
_SECONDS = 2.0  # Discord takes suggestions for three
_T = TypeVar("_T")
Choices = list[app_commands.Choice[str]]


class Suggestions:
    """Offers names for what is being typed; where there are none, or not in time, it offers nothing."""

    def __init__(self, answers: Answers, recents: Recents) -> None:
        self._answers, self._recents = answers, recents

    async def speakers(self, _: discord.Interaction[Any], typed: str) -> Choices:
        """Offer speakers, the most quoted first."""
        names = await _in_time(self._answers.suggest_speakers, typed)
        return choices((name, name) for name in names)

    async def articles(self, _: discord.Interaction[Any], typed: str) -> Choices:
        """Offer articles by title and date, the newest first."""
        found = await _in_time(self._answers.suggest_articles, typed)
        return choices((_title(one), one.article_id) for one in found)

    async def added(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """Offer articles by title and date, to moderators, to take one out that was added."""
        found = await _in_time(self._answers.suggest_articles, typed) if is_moderator(interaction) else []
        return choices((_title(one), one.source_id) for one in found)

    async def titles(self, _: discord.Interaction[Any], typed: str) -> Choices:
        """Offer articles by title and date, to find them by their title."""
        found = await _in_time(self._answers.suggest_articles, typed)
        return choices((_title(one), one.title if _fits(one.title) else one.article_id) for one in found)

    async def days(self, _: discord.Interaction[Any], typed: str) -> Choices:
        """Offer the days of articles that begin as typed, the newest first."""
        return choices(await _in_time(self._days, typed))

    async def refs(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """Offer the quotations that the person was shown last."""
        return choices((one.name, one.ref) for one in self._recents.find(interaction.user.id, typed))

    async def corrections(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[int]]:
        """Offer corrections that hold, the newest first, to moderators."""
        found = await _in_time(self._corrections, typed) if is_moderator(interaction) else []
        return [app_commands.Choice(name=_cut(correction_text(one)), value=one.id) for one in found]

    def _days(self, typed: str, limit: int) -> list[tuple[str, str]]:
        articles = self._answers.suggest_articles("", _ALL)
        held = Counter(one.published_at[:10] for one in articles if one.published_at)
        begun = sorted((day for day in held if day.startswith(typed.strip())), reverse=True)
        return [(f"{day} · {count(held[day], 'article')}", day) for day in begun[:limit]]

    def _corrections(self, typed: str, limit: int) -> list[Correction]:
        wanted = typed.casefold().strip()
        holding = [one for one in reversed(self._answers.corrections()) if one.undone_at is None]
        return [one for one in holding if wanted in correction_text(one).casefold()][:limit]


def choices(named: Iterable[tuple[str, str]]) -> Choices:
    """Return choices of (name, value) that Discord takes: 25 of 100 characters; a name is cut, a value never.

    A name turns nothing around: the day of an article stands beside its title.
    """
    fitting = [(name, value) for name, value in named if 0 < length(value) <= limits.CHOICE]
    return [
        app_commands.Choice(name=_cut(harmless_line(name)) or value, value=value)
        for name, value in fitting[: limits.CHOICES]
    ]


def _fits(value: str) -> bool:
    return bool(value.strip()) and length(value) <= limits.CHOICE


def _title(article: ArticleSummary) -> str:
    return " · ".join(filter(None, ((article.published_at or "")[:10], article.title)))


def _cut(name: str) -> str:
    most = limits.CHOICE
    while length(clip(name, most)) > limits.CHOICE:
        most -= 1
    return clip(name, most)


async def _in_time(find: Callable[[str, int], list[_T]], typed: str) -> list[_T]:
    try:
        return await asyncio.wait_for(asyncio.to_thread(find, typed, limits.CHOICES), _SECONDS)
    except Exception as error:  # noqa: BLE001 - no suggestion is worth an error
        _log.info("nothing could be suggested (%s)", type(error).__name__)
        return []
