"""Surnames alone: whom an article means that gives no full name. Only one person may fit; nobody is guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.fullnames import fold_names, read_name
from index.given_names import is_given_name
from index.identities import COURTESY, Identity, Known
from index.roles import PARTICLES, TITLES_AND_ROLES
from index.text import word_set

_GIVEN_NAME_LAST = re.compile(r"\w-[^\W\d_A-Z]\w*$")  # a hyphen before a small letter: a Korean given name
_PLACES = word_set(
    """america australia austria brazil britain canada chile china cuba egypt england europe france georgia germany
    greece holland india iran iraq ireland israel italy jamaica japan jordan kenya korea lebanon mexico norway pakistan
    poland russia scotland spain sweden syria turkey ukraine wales alabama alaska arizona california carolina colorado
    dakota delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts
    michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey york ohio oklahoma oregon
    pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming london paris berlin rome moscow
    """
)  # words that name a place rather than whoever is called like it
_NO_SURNAMES = TITLES_AND_ROLES | _PLACES
NOISE = 10  # times that one namesake has a title for each time another has it, from which on the other's is a slip


def with_surnames(full: Sequence[Identity], bare: Sequence[Identity]) -> list[Identity]:
    """Let every article that gives a surname only join the only full name that fits; the others stay apart."""
    by_family_name: dict[str, list[Identity]] = defaultdict(list)
    for person in full:
        for name in family_names(
            person.together.names, (alias for member in person.members for alias in member.aliases)
        ):
            by_family_name[name].append(person)
    apart = []
    for group in bare:
        candidates = by_family_name["".join(group.read.words)]
        apart += _join_surname(group, [one for one in candidates if _may_be_called(one, group)])
    return [*full, *apart]


def family_names(names: Iterable[str], aliases: Iterable[str]) -> set[str]:
    """Return the words that may stand for somebody: the last of the names, or the first where the family's comes first.

    That is so in "Ri Yong-ho", and for whom an alias calls by it and a title: "President Norgay" of Norgay Tenzin.
    """
    names = set(names)
    firsts = {read.units[0] for read in map(read_name, names) if read.is_personal and len(read.units) > 1}
    several = map(fold_names, (alias for alias in aliases if not alias.isalpha()))
    called = {words[-1] for words in several if len(words) > 1 and words[-2] in TITLES_AND_ROLES}
    return _surnames(names) | (firsts & called)


def _may_be_called(person: Identity, group: Identity) -> bool:
    """Tell whether a full name is a person's whom this word may stand for: "Globe" is not Golden Globe."""
    word = group.read.surname
    if word in _NO_SURNAMES or len(word) < 2 or group.read.suffix not in ("", person.read.suffix):
        return False
    is_family_first = any(_GIVEN_NAME_LAST.search(name) for name in person.together.names)
    return person.together.is_somebody or is_family_first or is_given_name(person.read.units[0])


def _join_surname(group: Identity, candidates: Sequence[Identity]) -> list[Identity]:
    """Join what fits one candidate only; return what is left of the group. Only evidence tells two candidates apart.

    A word that articles use more often for itself than as part of a full name ("Arden" the town) joins nobody.
    """
    if not candidates:
        return [group]
    named_in = [one.together.articles for one in candidates]
    alone = len(group.together.articles)
    found = [(known, _meant(known, candidates, named_in, alone)) for known in group.members]
    for known, person in found:
        if person is not None:
            person.add([known])
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
    is_surname = "".join(read_name(known.name).words) in _surnames(fitting[0].together.names)
    return fitting[0] if is_surname and len(fitting[0].together.articles) >= alone else None


def _of_office(offices: frozenset[str], people: Sequence[Identity]) -> Identity | None:
    """The only one of these who is called by one of these titles, slips aside."""
    having = sorted(((one.together.times(offices), -number) for number, one in enumerate(people)), reverse=True)
    if not offices or not having or not having[0][0]:
        return None
    is_only = len(having) == 1 or having[0][0] >= NOISE * having[1][0]
    return people[-having[0][1]] if is_only else None


def _contradicts(known: Known, person: Identity) -> bool:
    """Tell whether another office, or "Mrs." of a person of whom others mostly say "he", speaks against a person."""
    offices = known.titles - COURTESY
    if offices and person.together.offices and not person.together.times(offices):
        return True
    if len(known.genders) != 1:
        return False
    counts = person.together.genders
    return bool(counts) and counts[next(iter(known.genders))] * 2 < counts.total()


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
