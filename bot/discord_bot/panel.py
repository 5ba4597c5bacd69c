"""The panel of a server's settings: what they are, what is missing for them, and menus, buttons and a form for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self, get_args

import discord
from discord import ui

from bot.discord_bot import limits
from bot.discord_bot.limits import length
from bot.discord_bot.permissions import Lack
from bot.discord_bot.views import Interaction
from bot.state.servers import ChannelMode, ServerSettings

Chosen = Literal["mentions", "every", "log"]
Press = Literal["threads", "private", "numbers", "look", "corpus"]
NUMBERS = "quoth:setup-numbers"
_MOST = 25  # that Discord lets one choose from a menu
_NAMED = 15  # channels, or roles, that the panel names; its menus show all
_MORE = "\n⚠️ …"
_SHOWN = 10  # channels whose missing permissions are listed
_ANSWERED = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]
_LOGGED = [discord.ChannelType.text, discord.ChannelType.news]
_NO_CONTENT = (
    "⚠️ I cannot read every question: Discord shows a bot only the messages that mention it. Switch the message "
    "content intent on in Discord’s developer portal, and `discord.message_content` in my configuration. Until then I "
    "answer mentions in those channels too."
)


class Changes(Protocol):
    """Changes a server's settings."""

    async def choose_channels(self, interaction: Interaction, place: Chosen, ids: Sequence[int]) -> None: ...

    async def choose_roles(self, interaction: Interaction, ids: Sequence[int]) -> None: ...

    async def press(self, interaction: Interaction, press: Press) -> None: ...


class Settable(Protocol):
    """A client whose servers' settings can be changed."""

    @property
    def setup(self) -> Changes: ...

    def takes(self, interaction: Interaction, /) -> bool: ...


class ChannelMenu(ui.DynamicItem[ui.ChannelSelect[Any]], template=r"quoth:setup:(?P<place>mentions|every|log)"):
    """The menu of the channels for one purpose."""

    def __init__(self, place: Chosen, placeholder: str = "", chosen: Sequence[int] = ()) -> None:
        super().__init__(
            ui.ChannelSelect(
                custom_id=f"quoth:setup:{place}",
                placeholder=placeholder or None,
                channel_types=_LOGGED if place == "log" else _ANSWERED,
                min_values=0,
                max_values=1 if place == "log" else _MOST,
                default_values=[discord.SelectDefaultValue.from_channel(discord.Object(one)) for one in chosen],
            )
        )
        self.place = place

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the menu that was used."""
        return cls(next(one for one in get_args(Chosen) if one == match["place"]))

    async def callback(self, interaction: Interaction) -> None:
        """Set the channels that were chosen."""
        client: Settable = interaction.client
        if client.takes(interaction):
            await client.setup.choose_channels(interaction, self.place, [each.id for each in self.item.values])


class RoleMenu(ui.DynamicItem[ui.RoleSelect[Any]], template=r"quoth:setup:roles"):
    """The menu of the moderators' roles."""

    def __init__(self, chosen: Sequence[int] = ()) -> None:
        super().__init__(
            ui.RoleSelect(
                custom_id="quoth:setup:roles",
                placeholder="Roles of moderators besides Manage Server",
                min_values=0,
                max_values=_MOST,
                default_values=[discord.SelectDefaultValue.from_role(discord.Object(one)) for one in chosen],
            )
        )

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], ___: re.Match[str], /) -> Self:
        """Return the menu that was used."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Set the roles that were chosen."""
        client: Settable = interaction.client
        if client.takes(interaction):
            await client.setup.choose_roles(interaction, [each.id for each in self.item.values])


class SetupButton(
    ui.DynamicItem[ui.Button[Any]], template=r"quoth:setup:(?P<press>threads|private|numbers|look|corpus)"
):
    """A button of the panel."""

    def __init__(self, press: Press, label: str = "…") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"quoth:setup:{press}"))
        self.press = press

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the button that was pressed."""
        return cls(next(one for one in get_args(Press) if one == match["press"]))

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says."""
        client: Settable = interaction.client
        if client.takes(interaction):
            await client.setup.press(interaction, self.press)


ITEMS = (ChannelMenu, RoleMenu, SetupButton)


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel with a server's settings; `lacks` are the permissions that are missing for them.

    corpora: the collections that there are, the one that the server answers from first.
    """

    settings: ServerSettings
    guild: discord.Guild
    lacks: Sequence[Lack]
    reads_content: bool
    corpora: Sequence[str]

    @property
    def text(self) -> str:
        """The settings in words, and what keeps them from working, as far as a plain message holds it."""
        needs_content = "every" in self.settings.channels.values() and not self.reads_content
        notes = [*([_NO_CONTENT] if needs_content else []), *_gone(self.settings, self.guild), *_lines(self.lacks)]
        text = "\n".join(["## Quoth in this server", *described(self.settings, _NAMED)])
        for note in notes:
            if length(f"{text}\n{note}") <= limits.CONTENT - len(_MORE):
                text += f"\n{note}"
            else:
                return text + _MORE
        return text

    def layout(self) -> ui.LayoutView:
        """Return the panel in components v2."""
        container: ui.Container[Any] = ui.Container(ui.TextDisplay(self.text))
        for row in self._rows():
            container.add_item(ui.ActionRow(*row))
        view = ui.LayoutView(timeout=None)
        view.add_item(container)
        view.stop()
        return view

    def plain(self) -> ui.View:
        """Return the menus and buttons that go below `text` where components v2 are refused."""
        view = ui.View(timeout=None)
        for row in self._rows():
            for item in row:
                view.add_item(item)
        view.stop()
        return view

    def _rows(self) -> list[list[ui.Item[Any]]]:
        settings, guild = self.settings, self.guild
        return [
            [ChannelMenu("mentions", "Answer mentions in … (none: everywhere)", _there(settings, guild))],
            [ChannelMenu("every", "Answer every question in …", _there(settings, guild, "every"))],
            [RoleMenu([one for one in settings.moderator_roles if guild.get_role(one)])],
            [ChannelMenu("log", "Write what moderators change to …", _log_channel(settings, guild))],
            [
                SetupButton("threads", "Answer in place" if settings.threads else "Answer in threads"),
                SetupButton("private", "Show answers of /ask to all" if settings.private else "Make /ask private"),
                SetupButton("numbers", "Threshold and cooldown…"),
                SetupButton("look", "Look again"),
                *([SetupButton("corpus", f"Answer from {self.corpora[1]}")] if len(self.corpora) > 1 else []),
            ],
        ]


def described(settings: ServerSettings, most: int | None = None) -> list[str]:
    """Return the settings in lines of markdown, the same ones in the same order; `most` names of each kind."""
    roles = _joined(["Manage Server", *(f"<@&{one}>" for one in settings.moderator_roles)], most)
    threshold, cooldown = settings.threshold, settings.cooldown_seconds
    return [
        f"**Answers:** {_answers(settings, most)}",
        f"**Where:** {'in a thread of the question' if settings.threads else 'in place'}",
        f"**`/ask`:** {'shows its answer to the asker only' if settings.private else 'shows its answer to everybody'}",
        f"**Moderators:** {roles}",
        f"**Threshold:** {'as configured' if threshold is None else f'{threshold:g}'}",
        f"**Cooldown:** {'as configured' if cooldown is None else f'{cooldown:g} s'}",
        f"**Log:** {f'<#{settings.log_channel}>' if settings.log_channel else 'none'}",
        f"**Collection:** {settings.corpus or 'the usual one'}",
    ]


def numbers_modal(settings: ServerSettings) -> ui.Modal:
    """Return the form for the numbers; `numbers_given` reads what comes of it."""
    modal = ui.Modal(title="Threshold and cooldown", custom_id=NUMBERS)
    for custom_id, label, description, value in (
        ("threshold", "How sure an answer must be", "From 0 to 1; empty: as configured.", settings.threshold),
        ("cooldown", "Seconds between two questions", "Up to 3600; empty: as configured.", settings.cooldown_seconds),
    ):
        default = None if value is None else f"{value:g}"
        number: ui.TextInput[Any] = ui.TextInput(custom_id=custom_id, required=False, max_length=10, default=default)
        modal.add_item(ui.Label(text=label, description=description, component=number))
    modal.stop()
    return modal


def numbers_given(interaction: Interaction) -> tuple[str, str] | None:
    """Return threshold and cooldown as they were typed into a submitted `numbers_modal`, None for anything else."""
    data: Any = interaction.data
    if interaction.type is not discord.InteractionType.modal_submit or data["custom_id"] != NUMBERS:
        return None
    filled = {part["component"]["custom_id"]: part["component"]["value"].strip() for part in data["components"]}
    return filled["threshold"], filled["cooldown"]


def _answers(settings: ServerSettings, most: int | None) -> str:
    if not settings.channels:
        return "mentions, in every channel"
    every, mentions = (_listed(settings, mode, most) for mode in ("every", "mentions"))
    parts = (f"every question in {every}" if every else "", f"mentions in {mentions}" if mentions else "")
    return f"{'; '.join(filter(None, parts))}; nothing elsewhere"


def _listed(settings: ServerSettings, mode: str, most: int | None) -> str:
    return _joined([f"<#{one}>" for one, how in settings.channels.items() if how == mode], most)


def _joined(names: Sequence[str], most: int | None) -> str:
    more = len(names) - most if most is not None else 0
    return f"{', '.join(names[:most])}{f' and {more} more' if more > 0 else ''}"


def _lines(lacks: Sequence[Lack]) -> list[str]:
    lines = [f"⚠️ In <#{each.channel_id}> I lack **{', '.join(each.names)}**." for each in lacks[:_SHOWN]]
    more = len(lacks) - _SHOWN
    return [*lines, *([f"⚠️ And in {more} more channels."] if more > 0 else [])]


def _gone(settings: ServerSettings, guild: discord.Guild) -> list[str]:
    """What was chosen and is there no more: where every channel is gone, the bot is silent everywhere."""
    channels = sum(guild.get_channel(one) is None for one in settings.channels)
    is_log_gone = settings.log_channel is not None and guild.get_channel(settings.log_channel) is None
    told = "A channel that was chosen is" if channels == 1 else f"{channels} channels that were chosen are"
    return [
        *([f"⚠️ {told} gone: choose again where I answer."] if channels else []),
        *(["⚠️ The log channel is gone: choose another one."] if is_log_gone else []),
    ]


def _there(settings: ServerSettings, guild: discord.Guild, mode: ChannelMode = "mentions") -> list[int]:
    return [one for one, how in settings.channels.items() if how == mode and guild.get_channel(one)][:_MOST]


def _log_channel(settings: ServerSettings, guild: discord.Guild) -> list[int]:
    return [settings.log_channel] if settings.log_channel and guild.get_channel(settings.log_channel) else []
