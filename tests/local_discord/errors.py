"""What the local Discord says no to, and how.

LocalDiscordError
├── DiscordError        a request is refused; answered with Discord's JSON error body
├── UserActionError     a person could not do this in Discord (the test asked for the impossible)
├── NotAnsweredError    the bot did not do in time what the test waits for
└── ServerBugError      the local Discord itself broke Discord's description
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]
Path = tuple[str | int, ...]


class LocalDiscordError(Exception):
    """The root of everything this package raises."""


class UserActionError(LocalDiscordError):
    """A person cannot do this in Discord: no such command, a disabled button, no permission."""


class NotAnsweredError(LocalDiscordError, TimeoutError):
    """The bot did not do in time what the test waits for."""


class ServerBugError(LocalDiscordError):
    """The local Discord answered something that Discord's own description forbids, or failed inside."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that Discord does not accept: where, Discord's code and a sentence."""

    path: Path
    code: str
    message: str


class DiscordError(LocalDiscordError):
    """A refusal: HTTP status, Discord's error code, its sentence and the fields at fault."""

    def __init__(self, status: int, code: int, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.problems = tuple(problems)

    def body(self) -> Payload:
        """The JSON body, with the problems nested under their fields as Discord does."""
        body: Payload = {"message": self.message, "code": self.code}
        if self.problems:
            body["errors"] = _nested(self.problems)
        return body


def check(problems: Iterable[Problem]) -> None:
    """Refuse the request (50035) when there is any problem."""
    found = tuple(problems)
    if found:
        raise DiscordError(400, 50035, "Invalid Form Body", found)


def unauthorized() -> DiscordError:
    return DiscordError(401, 0, "401: Unauthorized")


def unknown(thing: str) -> DiscordError:
    """The 404 for one of the things Discord has a code for, or for a route that does not exist."""
    codes = {"Channel": 10003, "Guild": 10004, "Message": 10008, "User": 10013, "Emoji": 10014, "Webhook": 10015}
    codes |= {"Interaction": 10062, "Member": 10007, "Application": 10002}
    if thing not in codes:
        return DiscordError(404, 0, "404: Not Found")
    return DiscordError(404, codes[thing], f"Unknown {thing}")


def missing_access() -> DiscordError:
    return DiscordError(403, 50001, "Missing Access")


def missing_permissions() -> DiscordError:
    return DiscordError(403, 50013, "Missing Permissions")


def empty_message() -> DiscordError:
    return DiscordError(400, 50006, "Cannot send an empty message")


def too_large() -> DiscordError:
    return DiscordError(413, 40005, "Request entity too large")


def _nested(problems: tuple[Problem, ...]) -> Payload:
    tree: Payload = {}
    for problem in problems:
        node = tree
        for part in problem.path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return tree
