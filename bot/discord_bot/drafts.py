"""Drafts of messages: their parts, not yet Discord's. Each reply has two, one for where components v2 are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from bot.discord_bot import limits
from bot.discord_bot.limits import length
from bot.discord_bot.listings import Order
from bot.discord_bot.markdown import clip, escape
from index.results import Answer
from index.types import Filter

_NAMES = 10  # offered where something must be asked back

Deed = Literal["correct", "hide", "show", "pin", "unpin", "name", "undo"]
DEEDS: tuple[Deed, ...] = get_args(Deed)


@dataclass(frozen=True, slots=True)
class Shape:
    """What one kind of message holds: characters, and quotations with a button each."""

    room: int
    most: int


_UNRESTRICTED = Filter()
_BELOW = 9  # container, head, foot; a row of five buttons
RICH = Shape(limits.COMPONENT_TEXT, (limits.COMPONENTS - _BELOW) // 3)  # section, text, button
PLAIN = Shape(limits.CONTENT, limits.BUTTONS - limits.ROW)


@dataclass(frozen=True, slots=True)
class Press:
    """A button of any kind: what it says, and the custom_id by which its class knows it when it is pressed."""

    label: str
    custom_id: str
    is_possible: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered quotation, the reference behind its Source button, and a name to recognise it by.

    An entry of something else has no reference, but buttons of its own below it.
    """

    text: str
    ref: str = ""
    name: str = ""
    presses: tuple[Press, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A button that puts another page into the message; the head says of what."""

    label: str
    order: Order
    offset: int
    is_possible: bool = True


@dataclass(frozen=True, slots=True)
class Control:
    """A moderators' button: what it does, and to which reference or correction."""

    label: str
    what: Deed
    about: str


@dataclass(frozen=True, slots=True)
class SpeakerChoice:
    """A moderators' menu of the speakers that the quotation of this reference can be given to."""

    ref: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a message, in the order in which they are read.

    names: speakers to choose from, a button each; the question then stands in the first line of `head`.
    controls, choice: the moderators' buttons and menu; turns: buttons to other pages; presses: buttons of other kinds.
    first: the number of the first entry; url: where a button leads.
    bare_foot: the foot where the attachment may not go along.
    """

    head: str = ""
    entries: tuple[Entry, ...] = ()
    foot: str = ""
    names: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    choice: SpeakerChoice | None = None
    turns: tuple[Turn, ...] = ()
    first: int = 1
    url: str = ""
    attachment: Attachment | None = None
    bare_foot: str = ""
    presses: tuple[Press, ...] = ()

    def bare(self) -> Draft:
        """Return the draft without its attachment."""
        return replace(self, foot=self.bare_foot, attachment=None) if self.attachment else self


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to send, drafted for components v2 and for plain text.

    answer: the answer that it shows, if it shows one; filter: what the question was restricted to.
    """

    rich: Draft
    plain: Draft
    answer: Answer | None = None
    filter: Filter = _UNRESTRICTED

    @property
    def has_file(self) -> bool:
        """Whether a file goes along."""
        return bool(self.rich.attachment or self.plain.attachment)

    def bare(self) -> Reply:
        """Return the reply without its files."""
        return replace(self, rich=self.rich.bare(), plain=self.plain.bare())

    def with_presses(self, presses: Sequence[Press]) -> Reply:
        """Return the reply with these buttons below it."""
        rich, plain = (replace(one, presses=(*one.presses, *presses)) for one in (self.rich, self.plain))
        return replace(self, rich=rich, plain=plain)


def note(text: str) -> Reply:
    """Return a reply of one short text, in markdown."""
    draft = Draft(head=text)
    return Reply(draft, draft)


def asked_back(head: str, names: Sequence[str], *, has_buttons: bool = True) -> Reply:
    """Return a reply that lists names to choose from, with a button for each that fits one."""
    shown = list(dict.fromkeys(names))[:_NAMES]
    buttons = tuple(name for name in shown if has_buttons and length(name) <= limits.LABEL)
    draft = Draft("\n".join([head, *(f"- {escape(clip(name, limits.LABEL))}" for name in shown)]), names=buttons)
    return Reply(draft, draft)
