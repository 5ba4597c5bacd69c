"""Everything that exists in the local Discord: people, guilds, channels, messages, and the world that holds them."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from .errors import NotAnsweredError, Payload, unknown
from .messages import Message

if TYPE_CHECKING:
    from .interactions import Interaction

TEXT, DM, PUBLIC_THREAD = 0, 1, 11
_T = TypeVar("_T")
_EPOCH = 1_420_070_400_000  # Discord's first millisecond, 2015-01-01


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild; `permissions` is a bit field."""

    id: int
    name: str
    permissions: int = 0
    mentionable: bool = False
    bot_id: int | None = None  # the bot that Discord made the role for

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(slots=True, eq=False)
class Member:
    """A user in a guild."""

    user: User
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies to one role or member."""

    is_role: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False, repr=False)
class Channel:
    """A text channel, a thread (it has a parent) or a direct message (it has recipients and no guild)."""

    id: int
    name: str
    kind: int = TEXT
    guild: Guild | None = None
    parent: Channel | None = None
    recipients: list[User] = field(default_factory=list)
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    owner: User | None = None
    nsfw: bool = False
    archived: bool = False
    locked: bool = False
    last_message_id: int | None = None
    typing: list[float] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Channel {self.id} {self.name}>"

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def is_thread(self) -> bool:
        return self.kind == PUBLIC_THREAD


@dataclass(slots=True, eq=False, repr=False)
class Guild:
    """A server: its roles, channels and members."""

    id: int
    name: str
    owner: User
    everyone: Role
    roles: list[Role] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    command_roles: dict[str, set[int]] = field(default_factory=dict)  # who is given a command in its integrations

    def __repr__(self) -> str:
        return f"<Guild {self.id} {self.name}>"


class World:
    """All that exists, and a way to wait until it changes."""

    def __init__(self) -> None:
        self._increment = itertools.count()
        self._waiters: list[asyncio.Event] = []
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.commands: dict[int | None, list[Payload]] = {}  # by guild; the global ones are under None
        self.interactions: dict[str, Interaction] = {}  # by token
        self.bot = self.add_user("Quoth", bot=True)

    def new_id(self) -> int:
        """A snowflake: later ones are greater."""
        return int(time.time() * 1000 - _EPOCH) << 22 | next(self._increment) & 0x3FFFFF

    def add_user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.new_id(), name, bot)
        self.users[user.id] = user
        return user

    def channel(self, channel_id: int | str) -> Channel:
        """The channel, or the 404 that Discord would answer."""
        found = self.channels.get(int(channel_id))
        if found is None:
            raise unknown("Channel")
        return found

    def message(self, channel: Channel, message_id: int | str) -> Message:
        """The message in that channel as a bot token sees it: an ephemeral or deleted one is unknown."""
        found = self.messages.get(int(message_id))
        if found is None or found.channel is not channel or found.deleted or found.ephemeral:
            raise unknown("Message")
        return found

    def changed(self) -> None:
        """Wake everybody who waits in `until`."""
        for waiter in self._waiters:
            waiter.set()

    async def until(self, wanted: Callable[[], _T | None], seconds: float, what: str) -> _T:
        """The first true value of `wanted`, looked at after each change; NotAnsweredError after `seconds`."""
        waiter = asyncio.Event()
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(seconds):
                while not (value := wanted()):
                    await waiter.wait()
                    waiter.clear()
                return value
        except TimeoutError:
            raise NotAnsweredError(f"{what}: not within {seconds} s") from None
        finally:
            self._waiters.remove(waiter)


def created_at(snowflake: int) -> str:
    """The moment a snowflake was made, as Discord writes it."""
    return moment((snowflake >> 22) + _EPOCH)


def now() -> str:
    return moment(time.time() * 1000)


def moment(milliseconds: float) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


def without_none(payload: Payload) -> Payload:
    """The payload without its null fields."""
    return {key: value for key, value in payload.items() if value is not None}


def direct_message(world: World, person: User) -> Channel:
    """The one direct message channel between the bot and that person, made when first asked for."""
    for channel in world.channels.values():
        if channel.kind == DM and person in channel.recipients:
            return channel
    channel = Channel(world.new_id(), f"DM {person.name}", DM, recipients=[person, world.bot])
    world.channels[channel.id] = channel
    return channel
