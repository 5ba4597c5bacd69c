"""Drafts as Discord's components, and the Source button, which needs nothing but its custom_id."""

from __future__ import annotations

import io
import re
from typing import Any, Protocol, Self

import discord
from discord import ui

from bot.discord_bot import limits
from bot.discord_bot.drafts import Attachment, Draft
from bot.discord_bot.messages import question_in

Interaction = discord.Interaction[Any]


class Pressed(Protocol):
    """A client that answers presses on buttons, and sees to errors, which discord.py would swallow here."""

    async def show_source(self, interaction: Interaction, ref: str) -> None: ...

    async def ask_again(self, interaction: Interaction, question: str, speaker: str) -> None: ...


class SourceButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:source:(?P<ref>.{1,87})"):
    """The button under a quotation. Its custom_id holds the reference, so that it works after a restart."""

    def __init__(self, ref: str, label: str = "Source") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"quoth:source:{ref}"))
        self.ref = ref

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(match["ref"], getattr(item, "label", None) or "Source")

    async def callback(self, interaction: Interaction) -> None:
        """Show the source."""
        client: Pressed = interaction.client
        await client.show_source(interaction, self.ref)


class SpeakerButton(ui.DynamicItem[ui.Button[Any]], template=r"quoth:speaker:(?P<name>.{1,80})"):
    """The button that asks a question again, of one speaker. The question is read from the message it belongs to."""

    def __init__(self, name: str) -> None:
        super().__init__(ui.Button(label=name, custom_id=f"quoth:speaker:{name}"))
        self.name = name

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(match["name"])

    async def callback(self, interaction: Interaction) -> None:
        """Ask again."""
        client: Pressed = interaction.client
        question = question_in(head_of(interaction.message)) if interaction.message else None
        await client.ask_again(interaction, question or "", self.name)


def layout(draft: Draft) -> ui.LayoutView:
    """Return the draft in components v2: one container, a section with its button for each quotation."""
    container: ui.Container[Any] = ui.Container()
    if draft.head:
        container.add_item(ui.TextDisplay(draft.head))
    for entry in draft.entries:
        container.add_item(ui.Section(ui.TextDisplay(entry.text), accessory=SourceButton(entry.ref)))
    if draft.foot:
        container.add_item(ui.TextDisplay(draft.foot))
    buttons = _loose_buttons(draft)
    for start in range(0, len(buttons), limits.ROW):
        container.add_item(ui.ActionRow(*buttons[start : start + limits.ROW]))
    if draft.attachment:
        container.add_item(ui.File(f"attachment://{draft.attachment.name}"))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def plain_text(draft: Draft) -> str:
    """Return the draft as the content of a plain message."""
    return "\n\n".join(filter(None, (draft.head, *(entry.text for entry in draft.entries), draft.foot)))


def plain_buttons(draft: Draft) -> ui.View | None:
    """Return the buttons that go below a plain message, numbered like its quotations."""
    view = ui.View(timeout=None)
    for number, entry in enumerate(draft.entries):
        view.add_item(SourceButton(entry.ref, f"Source {number + 1}"))
    for button in _loose_buttons(draft):
        view.add_item(button)
    return view if view.children else None


def file_of(attachment: Attachment) -> discord.File:
    """Return the attachment as a file that can be sent once."""
    return discord.File(io.BytesIO(attachment.data), attachment.name)


def head_of(message: discord.Message) -> str:
    """Return the head of a message that `layout` or `plain_text` made."""
    for component in message.components:
        if isinstance(component, discord.Container):
            return next((each.content for each in component.children if isinstance(each, discord.TextDisplay)), "")
    return message.content


def _loose_buttons(draft: Draft) -> list[ui.Item[Any]]:
    """The buttons that belong to no quotation."""
    pages = [ui.Button[Any](label="Original page", url=draft.url)] if draft.url else []
    return [*(SpeakerButton(name) for name in draft.names), *pages]
