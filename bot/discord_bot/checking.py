"""The check line: words by command, or what a message quotes, become a verdict."""

from __future__ import annotations

from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.claims import LONGEST, Claim, claims_in, make_claim
from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Reply, note
from bot.discord_bot.engine import Answers
from bot.discord_bot.suggestions import Suggestions
from bot.discord_bot.verdicts import verdict_reply, verdicts_reply
from bot.discord_bot.views import Interaction

_Words = app_commands.Range[str, 1, LONGEST]
_Name = app_commands.Range[str, 1, 100]
_NOTHING = "There are no words in that message."


class Checks:
    """Checks whether words were said, and by whom."""

    def __init__(self, answers: Answers, desk: Desk) -> None:
        self._answers, self._desk = answers, desk

    async def check(self, interaction: Interaction, claim: Claim, *, private: bool, is_choice: bool = False) -> None:
        """Show what came of checking a claim."""
        await self._desk.serve(interaction, partial(self._draft, claim), private=private, is_choice=is_choice)

    async def check_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Show what came of checking what a message quotes, to who asks only."""
        await self._desk.serve(interaction, partial(self._draft_of, message), private=True)

    def _draft(self, claim: Claim) -> Reply:
        """Check and render; runs in a thread."""
        return verdict_reply(claim, self._answers.check(claim.words, speaker=claim.speaker))

    def _draft_of(self, message: discord.Message) -> Reply:
        claims = claims_in(message)
        if not claims:
            return note(_NOTHING)
        if len(claims) == 1:
            return self._draft(claims[0])
        return verdicts_reply([(claim, self._answers.check(claim.words)) for claim in claims])


def check_command(checks: Checks, suggestions: Suggestions) -> app_commands.Command[Any, ..., None]:
    """Return the command `/check`."""

    @app_commands.command(name="check", description="Did anybody say this? Word for word, altered, or not at all.")
    @app_commands.describe(words="The words.", speaker="Who is said to have said them?", private="Show it to you only.")
    @app_commands.autocomplete(speaker=suggestions.speakers)
    async def check(
        interaction: discord.Interaction, words: _Words, speaker: _Name | None = None, private: bool = False
    ) -> None:
        await checks.check(interaction, make_claim(words, speaker), private=private)

    return check


def check_menu(checks: Checks) -> app_commands.ContextMenu:
    """Return the command "Check this quote" of a message's menu."""

    async def check_this(interaction: discord.Interaction, message: discord.Message) -> None:
        await checks.check_message(interaction, message)

    return app_commands.ContextMenu(name="Check this quote", callback=check_this)
