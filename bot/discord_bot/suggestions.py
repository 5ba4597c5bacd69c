"""What an autocomplete offers: speakers and articles. It never fails, never waits long, and never runs on the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.discord_bot import limits
from bot.discord_bot.engine import Answers
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import clip
from index.types import ArticleSummary

_log = logging.getLogger(__name__)
_SECONDS = 2.0  # Discord takes suggestions for three
_T = TypeVar("_T")
Choices = list[app_commands.Choice[str]]


class Suggestions:
    """Offers names for what is being typed; where there are none, or not in time, it offers nothing."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def speakers(self, _: discord.Interaction[Any], typed: str) -> Choices:
        """Offer speakers, the most quoted first."""
        names = await _in_time(self._answers.suggest_speakers, typed)
        return choices((name, name) for name in names)

    async def articles(self, _: discord.Interaction[Any], typed: str) -> Choices:
        """Offer articles by title and date, the newest first."""
        found = await _in_time(self._answers.suggest_articles, typed)
        return choices((_title(one), one.article_id) for one in found)


def choices(named: Iterable[tuple[str, str]]) -> Choices:
    """Return choices of (name, value) that Discord takes: 25 of 100 characters; a name is cut, a value never."""
    fitting = [(name, value) for name, value in named if 0 < length(value) <= limits.CHOICE]
    return [app_commands.Choice(name=_cut(name) or value, value=value) for name, value in fitting[: limits.CHOICES]]


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
