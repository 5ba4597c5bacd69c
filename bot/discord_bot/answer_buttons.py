"""The buttons below an answer: other pages, ratings, Share, Delete. All they need is in custom_id and message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self, get_args

import discord
from discord import ui

from bot.discord_bot import limits
from bot.discord_bot.drafts import Press
from bot.discord_bot.views import Interaction, SourceButton
from bot.state.ratings import Fault

What = Literal["good", "bad", "share", "delete"]
Last = Literal["share", "shared", "delete", "nothing"]
SHARED = "Shared"
_FAULT = "quoth:fault"
_ORIGIN = r"(?P<origin>\d{1,20})"


class Answering(Protocol):
    """A client that sees to what people do with an answer."""

    async def do_with_answer(self, interaction: Interaction, what: What, origin: int | None) -> None: ...

    async def turn_answer(self, interaction: Interaction, offset: int, origin: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says is wrong with an answer; origin as of its buttons."""

    fault: Fault
    comment: str | None
    origin: int | None


def rating_presses(origin: int | None, last: Last) -> tuple[Press, ...]:
    """Return the buttons below every answer: of a private one the last shares it, of another one it deletes it.

    origin: the message that the question is kept under, where it is not the one with the buttons.
    """
    lasts = {
        "share": (("Share", "share", True),),
        "shared": ((SHARED, "share", False),),
        "delete": (("Delete", "delete", True),),
        "nothing": (),
    }
    buttons = (("👍", "good", True), ("👎", "bad", True), *lasts[last])
    return tuple(Press(label, f"quoth:answer:{what}:{origin or 0}", possible) for label, what, possible in buttons)


def page_press(label: str, offset: int, origin: int | None, *, is_possible: bool) -> Press:
    """Return the button to the page of an answer that begins behind so many quotations; origin as above."""
    return Press(label, f"quoth:answers:{offset}:{origin or 0}", is_possible)


class AnswerButton(ui.DynamicItem[ui.Button[Any]], template=rf"quoth:answer:(?P<what>good|bad|share|delete):{_ORIGIN}"):
    """A button with which somebody rates, shares or deletes an answer."""

    def __init__(self, what: What, origin: int) -> None:
        super().__init__(ui.Button(label="Answer", custom_id=f"quoth:answer:{what}:{origin}"))
        self.what, self.origin = what, origin

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(next(one for one in get_args(What) if one == match["what"]), int(match["origin"]))

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says."""
        client: Answering = interaction.client
        await client.do_with_answer(interaction, self.what, self.origin or None)


class AnswerPageButton(ui.DynamicItem[ui.Button[Any]], template=rf"quoth:answers:(?P<offset>\d{{1,6}}):{_ORIGIN}"):
    """The button to another page of an answer."""

    def __init__(self, offset: int, origin: int) -> None:
        super().__init__(ui.Button(label="Page", custom_id=f"quoth:answers:{offset}:{origin}"))
        self.offset, self.origin = offset, origin

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the pressed button as it was sent."""
        return cls(int(match["offset"]), int(match["origin"]))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the page."""
        client: Answering = interaction.client
        await client.turn_answer(interaction, self.offset, self.origin or None)


ANSWER_BUTTONS: tuple[type[ui.DynamicItem[Any]], ...] = (AnswerButton, AnswerPageButton)


def fault_modal(origin: int | None) -> ui.Modal:
    """Return the form that asks what is wrong with an answer; `fault_given` reads what comes of it."""
    modal = ui.Modal(title="What is wrong with the answer?", custom_id=f"{_FAULT}:{origin or 0}")
    options = [discord.SelectOption(label=one.capitalize(), value=one) for one in get_args(Fault)]
    kind: ui.Select[Any] = ui.Select(custom_id="fault", options=options)
    words: ui.TextInput[Any] = ui.TextInput(
        custom_id="comment", style=discord.TextStyle.paragraph, required=False, max_length=limits.COMMENT
    )
    modal.add_item(ui.Label(text="What is it?", component=kind))
    modal.add_item(ui.Label(text="In your words", description="Moderators see it, not your name.", component=words))
    modal.stop()
    return modal


def fault_given(interaction: Interaction) -> Given | None:
    """Return what a submitted `fault_modal` says, or None for anything else."""
    data: Any = interaction.data
    if interaction.type is not discord.InteractionType.modal_submit or not data["custom_id"].startswith(_FAULT):
        return None
    filled = {part["component"]["custom_id"]: part["component"] for part in data["components"]}
    chosen = (filled["fault"]["values"] or ["other"])[0]
    fault: Fault = next((one for one in get_args(Fault) if one == chosen), "other")
    origin = int(data["custom_id"].rpartition(":")[2]) or None
    return Given(fault, filled["comment"]["value"].strip() or None, origin)


def refs_in(message: discord.Message) -> tuple[str, ...]:
    """Return the references behind the Source buttons of a message, in order."""
    template = SourceButton.__discord_ui_compiled_template__
    found = (template.fullmatch(custom_id) for custom_id in _custom_ids(message.components))
    return tuple(match["ref"] for match in found if match)


def _custom_ids(components: Any) -> list[str]:
    ids: list[str] = []
    for component in components:
        own = getattr(component, "custom_id", None)
        ids += [own] if own else []
        accessory = getattr(component, "accessory", None)
        ids += _custom_ids([*getattr(component, "children", ()), *([accessory] if accessory else [])])
    return ids
