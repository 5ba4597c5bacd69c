"""An interaction: what a person did, what the bot answered and when, and waiting for it."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import DiscordError, Payload, Problem, check, unknown
from .messages import Message

if TYPE_CHECKING:
    from .state import Channel, User, World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
PONG, ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9


@dataclass(frozen=True, slots=True)
class Callback:
    """The bot's first response: its type, its data, and how many seconds after the interaction it came."""

    kind: int
    data: Payload
    seconds: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion of the autocomplete."""

    name: str
    value: str | int | float


@dataclass(slots=True, eq=False, repr=False)
class Interaction:
    """What a person did, and all that came of it.

    `original` is the message of the first response; `messages` holds it and the follow-ups; `answer` is the message
    that first said something: not a "thinking…", not the unchanged message under a button.
    """

    world: World
    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: Payload
    source: Message | None = None
    cause: Interaction | None = None
    started: float = field(default_factory=time.monotonic)
    callback: Callback | None = None
    original: Message | None = None
    answer: Message | None = None
    messages: list[Message] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Interaction {self.name} by {self.user.name} in {self.channel.name}: {self._so_far()}>"

    @property
    def name(self) -> str:
        """What was done, for error messages: `/ask`, or the custom_id of a button."""
        return f"/{self.data['name']}" if "name" in self.data else str(self.data.get("custom_id"))

    @property
    def choices(self) -> list[Choice]:
        """The suggestions of an autocomplete that has been answered."""
        given = (self.callback.data.get("choices") if self.callback else None) or []
        return [Choice(each["name"], each["value"]) for each in given]

    @property
    def modal(self) -> Payload | None:
        """The modal that the bot opened, as Discord's JSON."""
        return self.callback.data if self.callback and self.callback.kind == MODAL else None

    def response(self, timeout: float = 5.0) -> Awaitable[Callback]:
        """The first response, of whatever type."""
        return self.world.until(lambda: self.callback, timeout, f"the response to {self.name}")

    def wait_final(self, timeout: float = 10.0) -> Awaitable[Message]:
        """The message that answers: made or updated by the response, or by what followed a defer."""
        return self.world.until(lambda: self.answer, timeout, f"the answer to {self.name} (so far: {self._so_far()})")

    def wait_messages(self, count: int, timeout: float = 10.0) -> Awaitable[list[Message]]:
        """The original and its follow-ups, once there are `count` of them that are not "thinking…"."""
        what = f"{count} messages in answer to {self.name}"
        return self.world.until(lambda: self._spoken(count), timeout, what)

    def metadata(self) -> Payload:
        """The `interaction_metadata` of the messages that come of it."""
        from .payloads import user

        owner = str(self.channel.guild.id) if self.channel.guild else "0"
        shown: Payload = {
            "id": str(self.id),
            "type": self.kind,
            "user": user(self.user),
            "authorizing_integration_owners": {"0": owner},
        }
        if self.kind == COMPONENT and self.source:
            shown["interacted_message_id"] = str(self.source.id)
        if self.kind == MODAL_SUBMIT and self.cause:
            shown["triggering_interaction_metadata"] = self.cause.metadata()
        return shown

    def _so_far(self) -> str:
        return "no response" if self.callback is None else f"a response of type {self.callback.kind}"

    def _spoken(self, count: int) -> list[Message] | None:
        spoken = [message for message in self.messages if not message.loading and not message.deleted]
        return spoken if len(spoken) >= count else None


def check_response(interaction: Interaction | None, kind: int, response_seconds: float) -> Interaction:
    """The interaction if this first response is allowed: known, in time, the only one, of a type that fits."""
    if interaction is None or time.monotonic() - interaction.started > response_seconds:
        raise unknown("Interaction")
    if interaction.callback is not None:
        raise DiscordError(400, 40060, "Interaction has already been acknowledged.")
    if kind not in _allowed(interaction):
        message = f'Value of field "type" must be one of {_allowed(interaction)}.'
        check([Problem(("type",), "INTERACTION_RESPONSE_TYPE_INVALID", message)])
    return interaction


def check_token(interaction: Interaction | None, token_seconds: float) -> Interaction:
    """The interaction if its token may still be used for messages: it lives, and a first response was given."""
    if interaction is None or interaction.callback is None:
        raise unknown("Webhook")
    if time.monotonic() - interaction.started > token_seconds:
        raise DiscordError(401, 50027, "Invalid Webhook Token")
    return interaction


def _allowed(interaction: Interaction) -> tuple[int, ...]:
    if interaction.kind == AUTOCOMPLETE:
        return (CHOICES,)
    updating = (DEFER_UPDATE, UPDATE) if interaction.source else ()
    return (ANSWER, DEFER, *updating, *(() if interaction.kind == MODAL_SUBMIT else (MODAL,)))
