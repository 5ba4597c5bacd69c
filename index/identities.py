"""Speakers of single articles, and what is known of whoever they are over all articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.acronyms import is_acronym
from index.fullnames import fold_names, read_name
from index.roles import HE, PORTFOLIOS, ROLES, SHE, TITLES
from index.text import word_set

COURTESY = {"mr", "mrs", "ms", "miss", "st"}  # these tell no office
_VAGUE = word_set("the a an of his her their its former then current new longtime mr mrs ms")


@dataclass(frozen=True)
class Known:
    """A speaker of one article: the article's row, the name and aliases there, what pronouns are used of them.

    acronym: what the article says in brackets after the name, "International Energy Board (IEB)".
    """

    article: int
    name: str
    aliases: tuple[str, ...]
    quotes: int = 0
    pronouns: frozenset[str] = frozenset()
    acronym: str | None = None

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The aliases that are titles and roles."""
        own = set(fold_names(self.name))
        return tuple(alias for alias in self.aliases if is_role(alias) and own.isdisjoint(fold_names(alias)))

    @cached_property
    def titles(self) -> frozenset[str]:
        words = {word for role in self.roles for word in fold_names(role)}
        return frozenset(words & (TITLES | ROLES))

    @cached_property
    def genders(self) -> frozenset[str]:
        by_title = {"he"} if self.titles & HE else {"she"} if self.titles & SHE else set()
        return self.pronouns | by_title


class Identity:
    """One person, organisation or document over all articles."""

    def __init__(self, members: Iterable[Known]) -> None:
        self.members = list(members)
        self.read = read_name(self.members[0].name)

    @property
    def name(self) -> str:
        return choose_name(Counter(member.name for member in self.members))

    @property
    def names(self) -> set[str]:
        return {member.name for member in self.members}

    @property
    def articles(self) -> set[int]:
        return {member.article for member in self.members}

    @property
    def is_acronym(self) -> bool:
        return all(is_acronym(member.name) for member in self.members)

    @property
    def is_somebody(self) -> bool:
        """Whether any article treats it as a person: by a title, a role or a pronoun."""
        return any(member.titles or member.pronouns for member in self.members)

    @property
    def is_quoted(self) -> bool:
        return any(member.quotes for member in self.members)

    @property
    def offices(self) -> set[str]:
        return {title for member in self.members for title in member.titles} - COURTESY

    @property
    def offices_held(self) -> set[tuple[str, ...]]:
        """The roles of several words, which hardly two people have: "gridline founder"."""
        roles = {role for member in self.members for role in member.roles}
        folded = (tuple(word for word in fold_names(role) if word not in _VAGUE) for role in roles)
        return {words for words in folded if len(words) > 1}


def choose_name(names: Mapping[str, int]) -> str:
    """Return the name to show of several, with how many articles use each: a full one, and a usual one."""

    def fitness(name: str) -> tuple[bool, bool, bool, int, int, str]:
        read = read_name(name)
        has_given_name = len(read.units) - read.initials > 1
        is_shouted = name.isupper() and len(read.units) > 1
        return len(read.units) > 1, has_given_name, not is_shouted, names[name], len(name), name

    return " ".join(max(names, key=fitness).split())


def is_role(alias: str) -> bool:
    """Tell a title or role, "the mayor of Arden", from a name."""
    words = fold_names(alias)
    if ROLES.isdisjoint(words) and TITLES.isdisjoint(words):
        return False
    return words[-1] in ROLES | TITLES | PORTFOLIOS or not {"of", "for", "at", "in", "and"}.isdisjoint(words)
