"""Descriptions of persons without a name: "the soft-spoken lawyer", "the 61-year-old", "the famous sculptor"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.roles import DOCUMENTS, HE, ORGANISATIONS, ROLES, SHE
from index.text import word_set
from index.tokens import Token

_PERSONS = word_set(
    """man woman boy girl teen teenager youngster native rookie veteran maverick entrepreneur millionaire billionaire
    freshman incumbent newcomer immigrant refugee patient parent giant commander fighter soldier gunman protester
    migrant worker employee customer passenger visitor tourist driver volunteer shopper tenant landlord clerk waiter
    hunter villager shopkeeper prisoner inmate caller bystander passer-by"""
)
RELATIVES = word_set(
    """mother father wife husband son daughter brother sister widow widower grandmother grandfather grandson
    granddaughter aunt uncle cousin niece nephew"""
)
_GROUPS = word_set("people men women children families police critics opponents supporters backers allies scholars")
_HEAD_ENDS = re.compile(r",|\s(?:of|for|from|at|in|on|with|within|among|who|near)\s")
_UNIQUE = word_set("president minister premier chancellor mayor governor pope king queen coach ayatollah")
_AGENTS = ("er", "or", "ist", "ian", "man", "woman")
_THINGS = word_set(
    """paper letter newspaper order number matter center chapter power water weather tower corner border error factor
    minor major door floor color colour favor favour behavior behaviour summer winter september october november
    december other latter former list twist poster banner computer filter laser server chamber
    newsletter quarter disaster prior senior junior offer answer transfer"""
)


def describes_person(words: Sequence[Token]) -> str | None:
    """Return "he", "she", or "" where a definite description of one person leaves it open; None for anything else.

    A role that many have and articles leave unnamed ("the official") says nothing without an attribute of the person.
    """
    if len(words) < 2 or words[0].lower not in {"the", "this"} or not words[-1].text.islower():
        return None
    if any(token.lower in {"of", "for", "and", "who"} or not token.is_word for token in words[1:-1]):
        return None
    head = words[-1].lower
    if head.endswith("s") or head in ORGANISATIONS | DOCUMENTS | _THINGS:
        return None
    if not (is_attribute(words) or head in _UNIQUE):
        return None
    if not (head in ROLES | _PERSONS or head.endswith(_AGENTS) or any(_is_age(token) for token in words)):
        return None
    return "he" if head in HE else "she" if head in SHE else ""


def gender_of_description(description: str) -> str | None:
    """Return "he", "she", or "" where it is open whom a description of one person means; None for anything else.

    The description is without its article: "missing man's wife", "senator from Kansas", "union official".
    """
    words = _HEAD_ENDS.split(description)[0].split()
    head = words[-1].lower() if words else ""
    if not head or not words[-1].islower() or head in ORGANISATIONS | DOCUMENTS | _THINGS:
        return None
    if head not in ROLES | _PERSONS | RELATIVES:
        return None
    return "he" if head in HE | {"man", "boy"} else "she" if head in SHE | {"woman", "girl"} else ""


def describes_group(description: str) -> bool:
    """Tell several people without names: "local leaders within the union", "some officials", "women"."""
    words = _HEAD_ENDS.split(description)[0].split()
    head = words[-1].lower() if words else ""
    one = head.removesuffix("s")
    return head in _GROUPS or (one != head and one in ROLES | _PERSONS | RELATIVES and one not in _THINGS)


def is_attribute(words: Sequence[Token]) -> bool:
    """Tell whether a description says what somebody is like ("soft-spoken"), rather than which office it is."""
    return any(
        _is_age(token) or "-" in token.text or token.lower.endswith(("ed", "able", "ful", "ous")) for token in words
    )


def _is_age(token: Token) -> bool:
    return token.lower.endswith(("-year-old", "-something"))
