"""Whom a message pings, from its text and its `allowed_mentions`.

Counted as strictly as Discord could: the sender is taken to be allowed to mention everyone and every role, and
mentions in code or after a backslash count too. What pings nobody here pings nobody there.
https://discord.com/developers/docs/resources/message#allowed-mentions-object
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .errors import Payload, Problem

_USER, _ROLE, _EVERYONE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>"), re.compile(r"@(?:everyone|here)")


@dataclass(frozen=True, slots=True)
class Pinged:
    """The ids of users and roles that are notified, and whether everyone is. False when it is nobody."""

    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


def mentioned(texts: Iterable[str]) -> Pinged:
    """Everybody whom the texts name."""
    text = "\n".join(texts)
    return Pinged(_ids(_USER, text), _ids(_ROLE, text), bool(_EVERYONE.search(text)))


def pinged(texts: Iterable[str], allowed: Payload | None, replied_to: int | None) -> Pinged:
    """Whom a message with these texts notifies; `replied_to` is the author of the message it replies to.

    Without `allowed_mentions`, everybody named is pinged and so is the author of the message replied to.
    """
    named = mentioned(texts)
    author = frozenset() if replied_to is None else frozenset({replied_to})
    if allowed is None:
        return Pinged(named.users | author, named.roles, named.everyone)
    parse = set(allowed.get("parse") or ())
    return Pinged(
        _chosen(named.users, "users", parse, allowed) | (author if allowed.get("replied_user") else frozenset()),
        _chosen(named.roles, "roles", parse, allowed),
        named.everyone and "everyone" in parse,
    )


def allowed_mentions_problems(allowed: Payload | None) -> Iterator[Problem]:
    """`parse` and an explicit list of the same kind exclude each other; a list holds at most 100."""
    for kind in ("users", "roles"):
        listed = (allowed or {}).get(kind) or ()
        path = ("allowed_mentions", kind)
        if listed and kind in ((allowed or {}).get("parse") or ()):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            yield Problem(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
        if len(listed) > 100:
            yield Problem(path, "BASE_TYPE_BAD_LENGTH", "Must be 100 or fewer in length.")


def _ids(pattern: re.Pattern[str], text: str) -> frozenset[int]:
    return frozenset(int(found) for found in pattern.findall(text))


def _chosen(named: frozenset[int], kind: str, parse: set[str], allowed: Payload) -> frozenset[int]:
    if kind in parse:
        return named
    return named & frozenset(int(one) for one in allowed.get(kind) or ())
