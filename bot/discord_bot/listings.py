"""What `/quotes` lists, written into the head of its message: the buttons below read it there, also after a restart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from bot.discord_bot.markdown import clip, escape, unescape
from index.errors import UsageError

Order = Literal["newest", "oldest", "best", "timeline"]
ORDERS: tuple[Order, ...] = get_args(Order)
_BEGIN = "**Quotations**"
_VALUE = r"\*\*((?:\\.|[^\\*])+)\*\*"  # within an escaped value every asterisk has a backslash
_PART = re.compile(rf"(by|on|in|since|until) {_VALUE}(?: \(`([0-9a-f]{{16}})`\))?")
_ORDER = re.compile(r" · (?:as a )?(newest|oldest|best|timeline)(?: first)?$")
_TITLE = 150


@dataclass(frozen=True, slots=True)
class Listing:
    """Which quotations are listed, and in which order. `article` is an id or source id; dates are inclusive."""

    speaker: str | None = None
    about: str | None = None
    article: str | None = None
    since: date | None = None
    until: date | None = None
    order: Order = "newest"

    def head(self, title: str | None = None) -> str:
        """Return the line that says what is listed; `title` is the one of `article`, which is then an id."""
        where = f" (`{self.article}`)" if title and self.article else ""
        named = {
            "by": self.speaker,
            "on": self.about,
            "in": clip(title, _TITLE) if title and self.article else self.article,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }
        parts = [f"{word} **{escape(value)}**{where if word == 'in' else ''}" for word, value in named.items() if value]
        order = "as a timeline" if self.order == "timeline" else f"{self.order} first"
        return f"{' '.join([_BEGIN, *parts])} · {order}"


def make_listing(
    speaker: str | None,
    about: str | None,
    article: str | None,
    since: str | None,
    until: str | None,
    order: Order | None,
) -> Listing:
    """Return the listing of these options as typed: without an order, on a topic best first, else newest first.

    Raises UsageError for a date that is none.
    """
    first, last = _date("since", since), _date("until", until)
    if first and last and first > last:
        raise UsageError(f"No day is both since {first} and until {last}; swap the two.")
    by_default: Order = "best" if _line(about) else "newest"
    return Listing(_line(speaker), _line(about), _line(article), first, last, order or by_default)


def listing_in(head: str) -> Listing | None:
    """Return the listing that a message's head says, or None where it is the head of something else."""
    line = head.split("\n", 1)[0]
    order = _ORDER.search(line)
    if order is None or not line.startswith(_BEGIN):
        return None
    found = {match[1]: match[3] or unescape(match[2]) for match in _PART.finditer(line)}
    since, until = (date.fromisoformat(found[word]) if word in found else None for word in ("since", "until"))
    named = next(one for one in ORDERS if one == order[1])
    return Listing(found.get("by"), found.get("on"), found.get("in"), since, until, named)


def _line(typed: str | None) -> str | None:
    return " ".join(typed.split()) or None if typed else None


def _date(option: str, typed: str | None) -> date | None:
    try:
        return date.fromisoformat(typed.strip()) if typed else None
    except ValueError:
        raise UsageError(f"{option}: “{typed}” is no date; write year, month and day as in 2018-08-09.") from None
