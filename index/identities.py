"""Speakers of single articles, and what is known of whoever they are over all articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from index.acronyms import is_acronym
from index.fullnames import fold_names, read_name
from index.roles import HE, PORTFOLIOS, SHE, TITLES_AND_ROLES, long_titles
from index.text import word_set

COURTESY = {"mr", "mrs", "ms", "miss", "st"}  # these tell no office
_LAST_OF_ROLES = TITLES_AND_ROLES | PORTFOLIOS
_VAGUE = word_set("the a an of his her their its former then current new longtime mr mrs ms")


@dataclass(frozen=True, slots=True)
class Known:
    """A speaker of one article: the article's row, the name and aliases there, what pronouns are used of them.

    acronym: what the article says in brackets after the name, "International Energy Board (IEB)".
    roles: the aliases that are titles and roles; titles: the words of these that are titles, folded.
    """

    article: int
    name: str
    aliases: tuple[str, ...]
    quotes: int = 0
    pronouns: frozenset[str] = frozenset()
    acronym: str | None = None
    roles: tuple[str, ...] = field(init=False)
    titles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", _roles(self.name, self.aliases))
        object.__setattr__(self, "titles", _titles(self.roles))

    @property
    def genders(self) -> frozenset[str]:
        by_title = {"he"} if self.titles & HE else {"she"} if self.titles & SHE else set()
        return self.pronouns | by_title


@lru_cache(maxsize=1 << 14)
def _roles(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    own = set(fold_names(name))
    return tuple(alias for alias in aliases if own.isdisjoint(fold_names(alias)) and is_role(alias))


@lru_cache(maxsize=1 << 14)
def _titles(roles: tuple[str, ...]) -> frozenset[str]:
    words = {word for role in roles for word in fold_names(role)}
    return frozenset(words & TITLES_AND_ROLES)


class Identity:
    """One person, organisation or document over all articles. Members only come in by `add`."""

    __slots__ = ("_together", "members", "read")

    def __init__(self, members: Iterable[Known]) -> None:
        self.members = list(members)
        self.read = read_name(self.members[0].name)
        self._together: Together | None = None

    def add(self, members: Iterable[Known]) -> None:
        """Take in what is known of the same one in other articles."""
        self.members += members
        self._together = None

    @property
    def together(self) -> Together:
        """What all articles tell of it, counted once: somebody may be named in thousands."""
        if self._together is None:
            self._together = Together(tuple(self.members))
        return self._together

    @property
    def is_acronym(self) -> bool:
        return all(is_acronym(member.name) for member in self.members)


class Together:
    """What the members of an identity have together, found when it is asked for: most are asked for little.

    names, articles: their names, and the rows of their articles. is_somebody: whether any article treats it as a
    person, by a title, a role or a pronoun; is_quoted: whether any quotes it. offices: all titles but mere courtesies.
    genders: how many articles tell each. offices_held: the roles of several words, which hardly two people have:
    "gridline founder".
    """

    def __init__(self, members: Sequence[Known]) -> None:
        self._members = members

    @cached_property
    def names(self) -> set[str]:
        return {member.name for member in self._members}

    @cached_property
    def articles(self) -> set[int]:
        return {member.article for member in self._members}

    @cached_property
    def is_somebody(self) -> bool:
        return any(member.titles or member.pronouns for member in self._members)

    @cached_property
    def is_quoted(self) -> bool:
        return any(member.quotes for member in self._members)

    @cached_property
    def offices(self) -> set[str]:
        return {title for member in self._members for title in member.titles} - COURTESY

    @cached_property
    def genders(self) -> Counter[str]:
        return Counter(gender for member in self._members for gender in member.genders)

    def times(self, titles: Iterable[str]) -> int:
        """Return how many articles give one of these titles."""
        wanted = long_titles(titles)
        return sum(count for held, count in self._long_titles.items() if not held.isdisjoint(wanted))

    @cached_property
    def offices_held(self) -> set[tuple[str, ...]]:
        roles = {role for several in self._roles for role in several}
        folded = (tuple(word for word in fold_names(role) if word not in _VAGUE) for role in roles)
        return {words for words in folded if len(words) > 1}

    @cached_property
    def _roles(self) -> Counter[tuple[str, ...]]:
        return Counter(member.roles for member in self._members if member.roles)

    @cached_property
    def _long_titles(self) -> Counter[frozenset[str]]:
        found = Counter[frozenset[str]]()
        for roles, count in self._roles.items():
            found[long_titles(roles)] += count
        return found


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
    if TITLES_AND_ROLES.isdisjoint(words):
        return False
    return words[-1] in _LAST_OF_ROLES or not {"of", "for", "at", "in", "and"}.isdisjoint(words)
