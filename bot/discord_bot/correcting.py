"""The correct line: moderators say who said what, and which quotations are shown; no word of an article changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot.desk import Desk
from bot.discord_bot.drafts import Deed, Reply
from bot.discord_bot.engine import Answers
from bot.discord_bot.journal import Journal
from bot.discord_bot.moderators import admits
from bot.discord_bot.sources import quotation_at
from bot.discord_bot.suggestions import Suggestions
from bot.discord_bot.trails import choices_reply, correction_reply, told_correction, trail_reply
from bot.discord_bot.views import Interaction, name_modal
from index.corrections import Action, Correction, Mark, Merge, SetSpeaker, Split
from index.errors import UsageError

_NAMES = 24  # speakers offered for a quotation
_Name = app_commands.Range[str, 1, 100]


class Corrections:
    """Corrects the ledger for moderators, who alone see what comes of it."""

    def __init__(self, answers: Answers, desk: Desk, journal: Journal) -> None:
        self._answers, self._desk, self._journal = answers, desk, journal

    async def correct(self, interaction: Interaction, action: Action) -> None:
        """Correct, and show what was before, what is now, and the number to undo it."""
        await self._change(interaction, partial(self._answers.correct, action, _name(interaction)))

    async def undo(self, interaction: Interaction, correction_id: int) -> None:
        """Take a correction back."""
        await self._change(interaction, partial(self._answers.undo, correction_id, _name(interaction)))

    async def list(self, interaction: Interaction) -> None:
        """Show the audit trail."""
        await self._show(interaction, lambda: trail_reply(self._answers.corrections()))

    async def press(self, interaction: Interaction, what: Deed, about: str) -> None:
        """Do what a moderators' button says."""
        if what == "undo":
            await self.undo(interaction, int(about))
        elif what == "correct":
            await self._show(interaction, partial(self._choices, about))
        elif what != "name":
            await self.correct(interaction, Mark(about, what))
        elif await admits(interaction, "correct"):
            await interaction.response.send_modal(name_modal(about))

    async def _show(self, interaction: Interaction, work: Any) -> None:
        if await admits(interaction, "correct"):
            await self._desk.show(interaction, work)

    async def _change(self, interaction: Interaction, work: Callable[[], Correction]) -> None:
        """Change the ledger, show what came of it, and log it if it came to be."""
        made: list[Correction] = []

        def change() -> Reply:
            made.append(work())
            return correction_reply(made[-1])

        async with self._desk.line.place():
            await self._show(interaction, change)
            for correction in made:
                await self._journal.tell(interaction, told_correction(correction))

    def _choices(self, ref: str) -> Reply:
        """What can be done with the quotation at a reference; runs in a thread."""
        source = self._answers.source(ref, context=0)
        entries = self._answers.quotes(article=source.article.article_id, everything=True).entries
        entry = quotation_at(source, entries)
        if entry is None:
            raise UsageError("No quotation of the ledger is there any more.")
        named = [each.speaker for each in entries if each.speaker]
        return choices_reply(entry, [*named, *self._answers.suggest_speakers("", _NAMES)])


def correct_commands(corrections: Corrections, suggestions: Suggestions) -> app_commands.Group:
    """Return the commands `/correct …`."""
    group = app_commands.Group(
        name="correct",
        description="Correct who said what, and which quotations are shown.",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
        allowed_contexts=app_commands.AppCommandContext(guild=True),
    )
    _add_people(group, corrections, suggestions)
    _add_quotations(group, corrections, suggestions)
    _add_trail(group, corrections, suggestions)
    return group


def _add_people(group: app_commands.Group, corrections: Corrections, suggestions: Suggestions) -> None:
    @group.command(name="merge", description="Two names are one person.")
    @app_commands.describe(
        name="The name that is not to be shown any more.",
        into="The name of the same person that is.",
        article="Only in this article.",
    )
    @app_commands.autocomplete(name=suggestions.speakers, into=suggestions.speakers, article=suggestions.articles)
    async def merge(interaction: discord.Interaction, name: _Name, into: _Name, article: _Name | None = None) -> None:
        await corrections.correct(interaction, Merge(name, into, article))

    @group.command(name="split", description="Under one name there are two people.")
    @app_commands.describe(
        name="The name that both have now.",
        article="An article in which it is somebody else.",
        new_name="Who it is there.",
        article_2="Another such article.",
        article_3="Another such article.",
    )
    @app_commands.autocomplete(
        name=suggestions.speakers,
        new_name=suggestions.speakers,
        article=suggestions.articles,
        article_2=suggestions.articles,
        article_3=suggestions.articles,
    )
    async def split(
        interaction: discord.Interaction,
        name: _Name,
        article: _Name,
        new_name: _Name,
        article_2: _Name | None = None,
        article_3: _Name | None = None,
    ) -> None:
        articles = dict.fromkeys(filter(None, (article, article_2, article_3)))
        await corrections.correct(interaction, Split(name, tuple(articles), new_name))


def _add_quotations(group: app_commands.Group, corrections: Corrections, suggestions: Suggestions) -> None:
    @group.command(name="speaker", description="Set who said a quotation.")
    @app_commands.describe(
        ref="The quotation’s reference, as its source shows it.",
        speaker="Nobody, if left out.",
        new="The speaker’s name is in no article, and right.",
    )
    @app_commands.autocomplete(ref=suggestions.refs, speaker=suggestions.speakers)
    async def set_speaker(
        interaction: discord.Interaction, ref: _Name, speaker: _Name | None = None, new: bool = False
    ) -> None:
        await corrections.correct(interaction, SetSpeaker(ref, speaker, new))

    def add(how: Any, description: str) -> None:
        @group.command(name=how, description=description)
        @app_commands.describe(ref="The quotation’s reference, as its source shows it.")
        @app_commands.autocomplete(ref=suggestions.refs)
        async def mark(interaction: discord.Interaction, ref: _Name) -> None:
            await corrections.correct(interaction, Mark(ref, how))

    add("hide", "Show a quotation to nobody any more.")
    add("show", "Show a hidden quotation again.")
    add("pin", "Put a quotation before the others of its speaker.")
    add("unpin", "Put a pinned quotation back into its order.")


def _add_trail(group: app_commands.Group, corrections: Corrections, suggestions: Suggestions) -> None:
    @group.command(name="undo", description="Take a correction back.")
    @app_commands.describe(number="The correction’s number, as /correct list shows it.")
    @app_commands.autocomplete(number=suggestions.corrections)
    async def undo(interaction: discord.Interaction, number: app_commands.Range[int, 1, 1_000_000]) -> None:
        await corrections.undo(interaction, number)

    @group.command(name="list", description="Show what was corrected, by whom, newest first.")
    async def list_corrections(interaction: discord.Interaction) -> None:
        await corrections.list(interaction)


def _name(interaction: Interaction) -> str:
    """What a person is called in the audit trail: the name may change, the number does not."""
    return f"{interaction.user.name} ({interaction.user.id})"
