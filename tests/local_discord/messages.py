"""A message as Discord keeps it, and as a person sees it: its text, its buttons, its files, whom it pinged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .components import SELECTS, Kind, texts, walk
from .errors import Payload, UserActionError
from .mentions import Pinged

if TYPE_CHECKING:
    from .interactions import Interaction
    from .state import Channel, User

SUPPRESS_EMBEDS, HAS_THREAD, EPHEMERAL, LOADING = 1 << 2, 1 << 5, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, COMPONENTS_V2 = 1 << 12, 1 << 15
_LINK = re.compile(r"(?<!<)\bhttps?://[^\s<>)\]]+")
PLAIN, REPLY, CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND = 0, 19, 20, 23


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it; a link button has a `url` and no `custom_id`."""

    label: str | None
    custom_id: str | None
    url: str | None
    disabled: bool
    style: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message; `url` serves its bytes."""

    id: int
    filename: str
    data: bytes
    url: str
    description: str | None = None


@dataclass(slots=True, eq=False, repr=False)
class Message:
    """A message. `embeds` and `components` are Discord's JSON; `texts` keeps each text it has shown so far."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    kind: int = PLAIN
    reference: Message | None = None
    nonce: str | None = None
    pinged: Pinged = field(default_factory=Pinged)
    interaction: Interaction | None = None
    edited: str | None = None
    deleted: bool = False
    thread: Channel | None = None
    reactions: dict[str, set[int]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Message {self.id} in {self.channel.name} by {self.author.name}: {self.text[:80]!r}>"

    @property
    def ephemeral(self) -> bool:
        """Whether only the person who asked can see it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it is still "thinking…": deferred and not yet answered."""
        return bool(self.flags & LOADING)

    @property
    def is_v2(self) -> bool:
        """Whether it is made of components v2."""
        return bool(self.flags & COMPONENTS_V2)

    @property
    def text(self) -> str:
        """The text a person reads: the content, the embeds, the text displays, one below the other."""
        embedded = (
            [] if self.flags & SUPPRESS_EMBEDS else [text for embed in self.embeds for text in embed_texts(embed)]
        )
        return "\n".join([*([self.content] if self.content else []), *embedded, *texts(self.components)])

    @property
    def buttons(self) -> list[Button]:
        """All buttons, in the order in which they are shown."""
        found = [component for _, component in walk(self.components) if component["type"] == Kind.BUTTON]
        return [
            Button(one.get("label"), one.get("custom_id"), one.get("url"), bool(one.get("disabled")), one["style"])
            for one in found
        ]

    @property
    def selects(self) -> list[Payload]:
        """All select menus, as Discord's JSON."""
        return [component for _, component in walk(self.components) if component["type"] in SELECTS]

    @property
    def jump_url(self) -> str:
        guild = self.channel.guild.id if self.channel.guild else "@me"
        return f"https://discord.com/channels/{guild}/{self.channel.id}/{self.id}"

    @property
    def unfurled(self) -> list[str]:
        """The links that Discord would preview below the message; none in `<>`, none in components v2."""
        return [] if self.flags & SUPPRESS_EMBEDS else _LINK.findall(self.content)

    def button(self, which: str) -> Button:
        """The button with that label or custom_id."""
        for button in self.buttons:
            if which in (button.label, button.custom_id):
                return button
        raise UserActionError(f"no button {which!r} in the message; there are {[b.label for b in self.buttons]}")


def embed_texts(embed: Payload) -> list[str]:
    """All texts of an embed that people read and that count towards the 6,000 characters."""
    fields = [field[part] for field in embed.get("fields") or () for part in ("name", "value")]
    author, footer = embed.get("author") or {}, embed.get("footer") or {}
    found = [author.get("name"), embed.get("title"), embed.get("description"), *fields, footer.get("text")]
    return [text for text in found if text]
