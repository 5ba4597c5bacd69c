"""Drafts as Discord's components, and the buttons, which need nothing but their custom_id and their message."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any, Protocol, Self

import discord
from discord import ui

from bot.discord_bot import limits
from bot.discord_bot.drafts import DEEDS, Attachment, Control, Deed, Draft, Press, SpeakerChoice, Turn
from bot.discord_bot.listings import ORDERS, Order
from index.corrections import SetSpeaker

Interaction = discord.Interaction[Any]
_NAMED = "quoth:named:"


class Pressed(Protocol):
    """A client that answers presses on buttons, and sees to errors, which discord.py would swallow here."""

    async def show_source(self, interaction: Interaction, ref: str) -> None: ...

    async def choose_speaker(self, interaction: Interaction, head: str, speaker: str) -> None: ...

    async def turn_page(self, interaction: Interaction, head: str, order: Order, offset: int) -> None: ...

    async def moderate(self, interaction: Interaction, what: Deed, about: str) -> None: ...

    async def give_to(self, interaction: Interaction, ref: str, speaker: str) -> None: ...


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
    """The button that asks again, of one speaker. What was asked is read from the head of the message."""

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
        await client.choose_speaker(interaction, head_of(interaction.message), self.name)


class TurnButton(
    ui.DynamicItem[ui.Button[Any]], template=r"quoth:page:(?P<order>newest|oldest|best|timeline):(?P<offset>\d{1,9})"
):
    """The button to another page. Which quotations are listed is read from the head of the message."""

    def __init__(self, turn: Turn) -> None:
        custom_id = f"quoth:page:{turn.order}:{turn.offset}"
        super().__init__(ui.Button(label=turn.label, custom_id=custom_id, disabled=not turn.is_possible))
        self.turn = turn

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        order = next(one for one in ORDERS if one == match["order"])
        return cls(Turn(getattr(item, "label", None) or "Page", order, int(match["offset"])))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the page."""
        client: Pressed = interaction.client
        await client.turn_page(interaction, head_of(interaction.message), self.turn.order, self.turn.offset)


class ControlButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"quoth:(?P<what>correct|hide|show|pin|unpin|name|undo):(?P<about>.{1,80})",
):
    """A moderators' button. Who presses it is looked at when it is pressed."""

    def __init__(self, control: Control) -> None:
        super().__init__(ui.Button(label=control.label, custom_id=f"quoth:{control.what}:{control.about}"))
        self.control = control

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        what = next(one for one in DEEDS if one == match["what"])
        return cls(Control(getattr(item, "label", None) or "Correct", what, match["about"]))

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says."""
        client: Pressed = interaction.client
        await client.moderate(interaction, self.control.what, self.control.about)


class SpeakerMenu(ui.DynamicItem[ui.Select[Any]], template=r"quoth:said-by:(?P<ref>.{1,80})"):
    """The moderators' menu of speakers for a quotation."""

    def __init__(self, choice: SpeakerChoice) -> None:
        options = [discord.SelectOption(label=name, value=name) for name in choice.names]
        custom_id = f"quoth:said-by:{choice.ref}"
        super().__init__(ui.Select(placeholder="Set the speaker", options=options, custom_id=custom_id))
        self.choice = choice

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the menu as it was sent."""
        options = item.options if isinstance(item, ui.Select) else ()
        return cls(SpeakerChoice(match["ref"], tuple(option.value for option in options)))

    async def callback(self, interaction: Interaction) -> None:
        """Give the quotation to the chosen speaker."""
        client: Pressed = interaction.client
        await client.give_to(interaction, self.choice.ref, self.item.values[0])


ITEMS = (SourceButton, SpeakerButton, TurnButton, ControlButton, SpeakerMenu)


def name_modal(ref: str) -> ui.Modal:
    """Return the modal that asks for a name that the menu does not offer; `name_given` reads what comes of it."""
    modal = ui.Modal(title="Who said it?", custom_id=f"{_NAMED}{ref}")
    name: ui.TextInput[Any] = ui.TextInput(custom_id="name", max_length=limits.CHOICE, required=False)
    options = [
        discord.SelectOption(label="A name that the articles have", value="known", default=True),
        discord.SelectOption(label="A new name", value="new"),
    ]
    kind: ui.Select[Any] = ui.Select(custom_id="kind", options=options)
    modal.add_item(ui.Label(text="Full name", description="Leave it empty if nobody is known.", component=name))
    modal.add_item(ui.Label(text="Is it in the articles?", component=kind))
    modal.stop()
    return modal


def name_given(interaction: Interaction) -> SetSpeaker | None:
    """Return the correction that a submitted `name_modal` asks for, or None for anything else."""
    data: Any = interaction.data
    if interaction.type is not discord.InteractionType.modal_submit or not data["custom_id"].startswith(_NAMED):
        return None
    filled = {part["component"]["custom_id"]: part["component"] for part in data["components"]}
    name = filled["name"]["value"].strip() or None
    return SetSpeaker(data["custom_id"].removeprefix(_NAMED), name, is_new="new" in filled["kind"]["values"])


def is_stale(interaction: Interaction, items: Iterable[type[ui.DynamicItem[Any]]]) -> bool:
    """Say whether somebody uses a button or menu that is none of these: one of another version of the bot."""
    data: Any = interaction.data
    if interaction.type is not discord.InteractionType.component:
        return False
    return not any(item.__discord_ui_compiled_template__.fullmatch(data["custom_id"]) for item in items)


def layout(draft: Draft) -> ui.LayoutView:
    """Return the draft in components v2: one container, a section with its button for each quotation."""
    container: ui.Container[Any] = ui.Container()
    if draft.head:
        container.add_item(ui.TextDisplay(draft.head))
    for entry in draft.entries:
        if entry.ref:
            container.add_item(ui.Section(ui.TextDisplay(entry.text), accessory=SourceButton(entry.ref)))
        else:
            container.add_item(ui.TextDisplay(entry.text))
            container.add_item(ui.ActionRow(*map(_button, entry.presses)))
    if draft.foot:
        container.add_item(ui.TextDisplay(draft.foot))
    buttons = _loose_buttons(draft)
    for start in range(0, len(buttons), limits.ROW):
        container.add_item(ui.ActionRow(*buttons[start : start + limits.ROW]))
    if draft.choice:
        container.add_item(ui.ActionRow(SpeakerMenu(draft.choice)))
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
    for number, entry in enumerate(draft.entries, draft.first):
        if entry.ref:
            view.add_item(SourceButton(entry.ref, f"Source {number}"))
        for press in entry.presses:
            view.add_item(_button(press, f"{press.label} {number}"))
    for button in _loose_buttons(draft):
        view.add_item(button)
    if draft.choice:
        view.add_item(SpeakerMenu(draft.choice))
    return view if view.children else None


def file_of(attachment: Attachment) -> discord.File:
    """Return the attachment as a file that can be sent once."""
    return discord.File(io.BytesIO(attachment.data), attachment.name)


def head_of(message: discord.Message | None) -> str:
    """Return the head of a message that `layout` or `plain_text` made."""
    if message is None:
        return ""
    for component in message.components:
        if isinstance(component, discord.Container):
            return next((each.content for each in component.children if isinstance(each, discord.TextDisplay)), "")
    return message.content


def _loose_buttons(draft: Draft) -> list[ui.Item[Any]]:
    """The buttons that belong to no quotation."""
    pages = [ui.Button[Any](label="Original page", url=draft.url)] if draft.url else []
    buttons = (*map(SpeakerButton, draft.names), *map(TurnButton, draft.turns), *map(ControlButton, draft.controls))
    return [*map(_button, draft.presses), *buttons, *pages]


def _button(press: Press, label: str = "") -> ui.Button[Any]:
    return ui.Button(label=label or press.label, custom_id=press.custom_id, disabled=not press.is_possible)
