"""A name as it is compared over a collection: without titles, with its initials, its surname and its suffix told apart.

"Sen. Donald J. Torres, Jr.", "Donald Torres Jr" and "D.J. Torres Jr." are written differently and may be one person;
"Ri Yong-ho" and "Ri Yong Ho" are; "Ana Torres" and "Eva Torres" are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.roles import ORGANISATIONS, PARTICLES, PORTFOLIOS, ROLES, TITLES
from index.text import fold_word, word_set

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[\w\u0300-\u036f]+(?:[.’'&-][\w\u0300-\u036f]+)*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?){1,3}")
_POSSESSIVE = re.compile(r"[’']s?$")
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_IN_FRONT = TITLES - word_set("st miss lady lord")  # these begin names of their own: St. Albans, Lady Norvia
_OF_OFFICES = PORTFOLIOS | {"of"}
_SUFFIXES = word_set("jr sr ii iii iv")
FUNCTION_WORDS = word_set("of the and for to in on at from by with as or an")
_EXACT = re.compile(r"[“\"](?P<name>[^“”\"]+)[”\"]")  # a name in quotation marks


@dataclass(frozen=True, slots=True)
class FullName:
    """A name's parts, folded. units: its words, a hyphenated one being one; words: those split at hyphens.

    initials: how many of the first words are mere initials; suffix: "jr", "sr", "ii" …, or nothing.
    is_capitalised: whether it is written like a proper name; is_personal: whether it has the shape of a person's.
    key: what all spellings with and without hyphens, spaces and accents have in common.
    """

    units: tuple[str, ...]
    suffix: str
    initials: int
    is_capitalised: bool
    is_personal: bool
    words: tuple[str, ...] = field(init=False, compare=False)
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(part for unit in self.units for part in unit.split("-") if part))
        object.__setattr__(self, "key", " ".join(("".join(self.words), self.suffix)))

    @property
    def surname(self) -> str:
        return self.units[-1] if self.units else ""

    @property
    def is_surname(self) -> bool:
        """Whether it may be a surname alone: one unit, or one with its particles, "de la Torre"."""
        return len(self.units) == 1 or (bool(self.units) and all(unit in PARTICLES for unit in self.units[:-1]))


@lru_cache(maxsize=1 << 17)
def read_name(text: str) -> FullName:
    """Take a name apart."""
    written = _without_role([match.group() for match in _WORD.finditer(_POSSESSIVE.sub("", text.strip()))])
    while len(written) > 1 and fold_name(written[0]) in _IN_FRONT:
        written = written[1:]
    suffix = fold_name(written[-1]) if len(written) > 2 else ""
    if suffix in _SUFFIXES:
        written = written[:-1]
    else:
        suffix = ""
    units, initials = _spell_initials(written)
    is_capitalised = bool(written) and any(word[0].isupper() for word in written) and not written[0][0].islower()
    return FullName(units, suffix, initials, is_capitalised, is_capitalised and _is_personal(written, units))


@lru_cache(maxsize=1 << 17)
def fold_name(word: str) -> str:
    """Fold one word of a name: as other words, and letters with a stroke as well."""
    return fold_word(word).translate(_STROKES)


@lru_cache(maxsize=1 << 16)
def fold_names(text: str) -> tuple[str, ...]:
    """Fold the words of a name or description, keeping hyphens."""
    return tuple(filter(None, (fold_name(match.group()) for match in _WORD.finditer(text))))


def agree(one: FullName, other: FullName) -> bool:
    """Tell whether two names may be one person's: equal but for initials, middle names, hyphens and accents."""
    if one.suffix != other.suffix:
        return False
    if one.key == other.key:
        return bool(one.units) and (one.units[0] == other.units[0] or one.surname == other.surname)
    if not (one.is_personal and other.is_personal) or min(len(one.units), len(other.units)) < 2:
        return False
    return one.surname == other.surname and _given_agree(one.units[:-1], other.units[:-1])


def _given_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Given names agree one by one; a middle name that only one has does not matter, unless it is the one in use."""
    if not _same_or_initial(one[0], other[0]):
        return False
    if any(len(names[0]) == 1 and len(names) > 1 and len(names[1]) > 1 for names in (one, other)):
        return one == other
    return all(_same_or_initial(a, b) for a, b in zip(one[1:], other[1:], strict=False))


def _same_or_initial(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _without_role(written: list[str]) -> list[str]:
    """Leave out a role that was taken for a part of the name: "Secretary of State Ana Torres"."""
    last = max((place for place, word in enumerate(written) if _is_role(word)), default=-1)
    rest = written[last + 1 :]
    while rest and fold_name(rest[0]) in _OF_OFFICES:
        rest = rest[1:]
    is_name = last >= 0 and len(rest) > 1 and all(word[0].isupper() for word in rest)
    return rest if is_name and ORGANISATIONS.isdisjoint(map(fold_name, rest)) else written


@lru_cache(maxsize=1 << 14)
def _is_role(word: str) -> bool:
    return not ROLES.isdisjoint(fold_name(word).split("-"))


def _spell_initials(written: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return the words folded, with every initial a word of its own: "J.D. Torres" and "JD Torres" are j, d, torres."""
    units: list[str] = []
    initials = 0
    for number, word in enumerate(written):
        if number < len(written) - 1 and _is_initials(word, written):
            letters = [fold_name(letter) for letter in word if letter.isalpha()]
            initials += len(letters) if initials == len(units) else 0
            units += letters
        else:
            units.append(fold_name(word))
    return tuple(filter(None, units)), initials


def _is_initials(word: str, written: Sequence[str]) -> bool:
    if not _INITIALS.fullmatch(word) or not word.isupper() or "’" in word:
        return False
    is_short = len(word.replace(".", "")) == 1
    return is_short or "." in word or (len(word) == 2 and not written[-1].isupper())


def _is_personal(written: Sequence[str], units: Sequence[str]) -> bool:
    if not 1 <= len(units) <= 6 or any(not word.isalpha() and any(map(str.isdigit, word)) for word in units):
        return False
    if not ORGANISATIONS.isdisjoint(units) or not FUNCTION_WORDS.isdisjoint(units):
        return False
    return all(word[0].isupper() or fold_name(word) in PARTICLES for word in written)


def exactly(name: str) -> str:
    """Return a name as it is asked for where it is also a part of other names: "Torres" beside Ana Torres."""
    return f"“{name}”"


def exact_name(who: str) -> str | None:
    """Return the name that stands in quotation marks, if one does."""
    found = _EXACT.fullmatch(who.strip())
    return found["name"].strip() if found else None


def as_typed(names: Sequence[str]) -> list[str]:
    """Return names as each can be typed to mean nobody else of these."""
    folded = [fold_names(name) for name in names]
    return [
        exactly(name) if any(set(words) < set(other) for other in folded) else name
        for name, words in zip(names, folded, strict=True)
    ]
