"""Who is who over a collection: the speakers of single articles, joined where only one person can be meant.

Nobody is joined on a guess: a name that fits two people stays apart, to be asked back. People of one name whose
articles contradict each other are taken for one; moderators split them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from index.fullnames import abbreviates, agree, fold_names, is_acronym, read_name
from index.given_names import is_given_name
from index.roles import HE, ORGANISATIONS, PARTICLES, PORTFOLIOS, ROLES, SHE, TITLES, has_title
from index.text import word_set

_GIVEN_NAME_LAST = re.compile(r"\w-[^\W\d_A-Z]\w*$")  # a hyphen before a small letter: a Korean given name
PLACES = word_set(
    """america australia austria brazil britain canada chile china cuba egypt england europe france georgia germany
    greece holland india iran iraq ireland israel italy jamaica japan jordan kenya korea lebanon mexico norway pakistan
    poland russia scotland spain sweden syria turkey ukraine wales alabama alaska arizona california carolina colorado
    dakota delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts
    michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey york ohio oklahoma oregon
    pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming london paris berlin rome moscow
    """
)  # words that name a place rather than whoever is called like it
COURTESY = {"mr", "mrs", "ms", "miss", "st"}  # these tell no office
_LONG_ACRONYM = 3  # letters from which on an acronym may stand for a body without an article saying so
NOISE = 10  # times that one namesake has a title for each time another has it, from which on the other's is a slip


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


def identify(speakers: Iterable[Known]) -> list[Identity]:
    """Return who the speakers of all articles are."""
    groups = _same_spelling(speakers)
    acronyms = [group for group in groups if group.is_acronym]
    personal = [group for group in groups if group.read.is_personal and not group.is_acronym]
    bare = [group for group in personal if group.read.is_surname]
    full = _without_slips(_same_person([group for group in personal if not group.read.is_surname]))
    rest = [group for group in groups if not group.read.is_personal]
    return _with_acronyms([*_with_surnames(full, bare), *rest], acronyms)


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


def _same_spelling(speakers: Iterable[Known]) -> list[Identity]:
    """Group names that differ in capitals, accents, hyphens, spaces and titles only."""
    found: dict[str, list[Identity]] = {}
    for known in speakers:
        read = read_name(known.name)
        namesakes = found.setdefault(read.key, [])
        same = next((one for one in namesakes if agree(one.read, read) or one.read.units == read.units), None)
        if same is None:
            namesakes.append(Identity([known]))
        else:
            same.members.append(known)
    return [group for groups in found.values() for group in groups]


def _same_person(groups: Sequence[Identity]) -> list[Identity]:
    """Join variants of one full name; one that fits two different people stays apart."""
    by_surname: dict[str, list[Identity]] = defaultdict(list)
    for group in groups:
        by_surname[group.read.surname].append(group)
    return [person for namesakes in by_surname.values() for person in _variants(namesakes)]


def _variants(namesakes: Sequence[Identity]) -> list[Identity]:
    fits = {(a, b) for a, b in combinations(range(len(namesakes)), 2) if _is_variant(namesakes[a], namesakes[b])}
    near = {n: {a + b - n for a, b in fits if n in (a, b)} for n in range(len(namesakes))}
    unclear = {n for n, others in near.items() if any(pair not in fits for pair in combinations(sorted(others), 2))}
    joined: dict[int, Identity] = {}
    for n, group in enumerate(namesakes):
        first = min({n, *near[n]} - unclear, default=n) if n not in unclear else n
        if first in joined and first != n:
            joined[first].members += group.members
        else:
            joined[n] = Identity(group.members)
    return list(joined.values())


def _is_variant(one: Identity, other: Identity) -> bool:
    """Tell whether two spellings may be one person's; a place or body has no middle name that can be left out."""
    if not agree(one.read, other.read):
        return False
    if any(len(unit) == 1 for unit in (*one.read.units, *other.read.units)):
        return True
    offices = one.offices, other.offices
    contradict = all(offices) and offices[0].isdisjoint(offices[1])
    return (one.is_somebody or other.is_somebody or (one.is_quoted and other.is_quoted)) and not contradict


def _without_slips(people: Sequence[Identity]) -> list[Identity]:
    """Join names that took in a word too many, "Neither Ana Torres", with the usual one; "Mary Ana Torres" is none."""
    by_name = {one.read.units: one for one in people if not one.read.suffix}
    kept = []
    for one in people:
        usual = None if one.read.suffix or is_given_name(one.read.units[0]) else _ending(one, by_name)
        if usual and len(usual.articles) > len(one.articles):
            usual.members += one.members
        else:
            kept.append(one)
    return kept


def _ending(one: Identity, by_name: Mapping[tuple[str, ...], Identity]) -> Identity | None:
    """Whose name the last two or three words are, if their first is a given name."""
    for length in range(min(3, len(one.read.units) - 1), 1, -1):
        ending = one.read.units[-length:]
        if ending in by_name and is_given_name(ending[0]):
            return by_name[ending]
    return None


def _with_surnames(full: Sequence[Identity], bare: Sequence[Identity]) -> list[Identity]:
    """Let every article that gives a surname only join the only full name that fits; the others stay apart."""
    by_family_name: dict[str, list[Identity]] = defaultdict(list)
    for person in full:
        for name in family_names(person.names, (alias for member in person.members for alias in member.aliases)):
            by_family_name[name].append(person)
    apart = []
    for group in bare:
        candidates = by_family_name["".join(group.read.words)]
        apart += _join_surname(group, [one for one in candidates if _may_be_called(one, group)])
    return [*full, *apart]


def _may_be_called(person: Identity, group: Identity) -> bool:
    """Tell whether a full name is a person's whom this word may stand for: "Globe" is not Golden Globe."""
    word = group.read.surname
    if word in ROLES | TITLES | PLACES or len(word) < 2 or group.read.suffix not in ("", person.read.suffix):
        return False
    is_family_first = any(_GIVEN_NAME_LAST.search(name) for name in person.names)
    return person.is_somebody or is_family_first or is_given_name(person.read.units[0])


def _join_surname(group: Identity, candidates: Sequence[Identity]) -> list[Identity]:
    """Join what fits one candidate only; return what is left of the group. Only evidence tells two candidates apart.

    A word that articles use more often for itself than as part of a full name ("Arden" the town) joins nobody.
    """
    if not candidates:
        return [group]
    named_in = [one.articles for one in candidates]
    found = [(known, _meant(known, candidates, named_in, len(group.articles))) for known in group.members]
    for known, person in found:
        if person is not None:
            person.members.append(known)
    left = [known for known, person in found if person is None]
    return [Identity(left)] if left else []


def _meant(known: Known, candidates: Sequence[Identity], named_in: Sequence[set[int]], alone: int) -> Identity | None:
    """The only candidate an article can mean by a surname; `alone`: how many articles use it with no full name.

    One whom the article names in full as well, it keeps apart for a reason.
    """
    elsewhere = [one for one, articles in zip(candidates, named_in, strict=True) if known.article not in articles]
    fitting = [one for one in elsewhere if not _contradicts(known, one)]
    by_office = _of_office(known.titles - COURTESY, fitting)
    if by_office or len(elsewhere) < len(candidates) or len(fitting) != 1:
        return by_office
    is_surname = "".join(known_words(known)) in _surnames(fitting[0].names)
    return fitting[0] if is_surname and len(fitting[0].articles) >= alone else None


def known_words(known: Known) -> tuple[str, ...]:
    """Return the folded words of a speaker's name."""
    return read_name(known.name).words


def _of_office(offices: frozenset[str], people: Sequence[Identity]) -> Identity | None:
    """The only one of these who is called by one of these titles, slips aside."""
    having = sorted(((_times(one, offices), -number) for number, one in enumerate(people)), reverse=True)
    if not offices or not having or not having[0][0]:
        return None
    is_only = len(having) == 1 or having[0][0] >= NOISE * having[1][0]
    return people[-having[0][1]] if is_only else None


def _times(person: Identity, titles: frozenset[str]) -> int:
    return sum(has_title(member.roles, titles) for member in person.members if member.roles)


def _contradicts(known: Known, person: Identity) -> bool:
    """Tell whether another office, or "Mrs." of a person of whom others mostly say "he", speaks against a person."""
    offices = known.titles - COURTESY
    if offices and person.offices and not _times(person, offices):
        return True
    if len(known.genders) != 1:
        return False
    counts = Counter(gender for member in person.members for gender in member.genders)
    return bool(counts) and counts[next(iter(known.genders))] * 2 < counts.total()


def family_names(names: Iterable[str], aliases: Iterable[str]) -> set[str]:
    """Return the words that may stand for somebody: the last of the names, or the first where the family's comes first.

    That is so in "Ri Yong-ho", and for whom an alias calls by it and a title: "President Norgay" of Norgay Tenzin.
    """
    names = set(names)
    firsts = {read.units[0] for read in map(read_name, names) if read.is_personal and len(read.units) > 1}
    called = {words[-1] for words in map(fold_names, aliases) if len(words) > 1 and words[-2] in ROLES | TITLES}
    return _surnames(names) | (firsts & called)


def _surnames(names: Iterable[str]) -> set[str]:
    """The last names, with and without particles, and the first where a hyphenated given name follows."""
    surnames = set()
    for name in names:
        read = read_name(name)
        if len(read.units) > 1 and not read.is_personal:
            continue
        start = len(read.units) - 1
        surnames.add(_joined(read.units[start:]))
        while start > 1 and read.units[start - 1] in PARTICLES:
            start -= 1
            surnames.add(_joined(read.units[start:]))
        if len(read.units) == 2 and _GIVEN_NAME_LAST.search(name):
            surnames.add(read.units[0])
    return surnames


def _joined(units: Sequence[str]) -> str:
    return "".join(units).replace("-", "")


def _with_acronyms(people: list[Identity], acronyms: Sequence[Identity]) -> list[Identity]:
    """Join acronyms with the only body that articles give them for, or that most of their articles name in full."""
    defined: dict[str, list[Identity]] = defaultdict(list)
    bodies: dict[str, list[Identity]] = defaultdict(list)
    for one in people:
        for acronym in {_letters(member.acronym) for member in one.members if member.acronym}:
            defined[acronym].append(one)
        if not ORGANISATIONS.isdisjoint(one.read.words) and one.read.is_capitalised:
            bodies[one.read.words[0][0]].append(one)
    apart = []
    for group in acronyms:
        letters = _letters(group.members[0].name)
        meant = defined[letters] or [one for one in bodies[letters[0]] if _is_short_for(group, one)]
        if len(meant) == 1:
            meant[0].members += group.members
        else:
            apart.append(group)
    return [*people, *apart]


def _is_short_for(group: Identity, body: Identity) -> bool:
    articles = group.articles
    return (
        len(articles & body.articles) * 2 >= len(articles)
        and len(_letters(group.members[0].name)) >= _LONG_ACRONYM
        and abbreviates(group.members[0].name, body.read.words)
    )


def _letters(acronym: str) -> str:
    return acronym.replace(".", "").casefold()
