"""Who is who over a collection: the speakers of single articles, joined where only one person can be meant.

Nobody is joined on a guess: a name that fits two people stays apart, to be asked back. People of one name whose
articles contradict each other are taken for one; moderators split them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.acronyms import acronyms_of
from index.identities import Identity, Known
from index.roles import ORGANISATIONS
from index.surnames import with_surnames
from index.variants import same_person, same_spelling, without_slips

_LONG_ACRONYM = 3  # letters from which on an acronym may stand for a body without an article saying so


def identify(speakers: Iterable[Known]) -> list[Identity]:
    """Return who the speakers of all articles are."""
    groups = same_spelling(speakers)
    acronyms = [group for group in groups if group.is_acronym]
    personal = [group for group in groups if group.read.is_personal and not group.is_acronym]
    bare = [group for group in personal if group.read.is_surname]
    full = without_slips(same_person([group for group in personal if not group.read.is_surname]))
    rest = [group for group in groups if not group.read.is_personal]
    return _with_acronyms([*with_surnames(full, bare), *rest], acronyms)


def _with_acronyms(people: list[Identity], acronyms: Sequence[Identity]) -> list[Identity]:
    """Join acronyms with the only body that articles give them for, or that most of their articles name in full."""
    defined: dict[str, list[Identity]] = defaultdict(list)
    bodies: dict[str, list[Identity]] = defaultdict(list)
    for one in people:
        for acronym in {_letters(member.acronym) for member in one.members if member.acronym}:
            defined[acronym].append(one)
        if not ORGANISATIONS.isdisjoint(one.read.words) and one.read.is_capitalised:
            for letters in acronyms_of(one.read.words):
                if letters[0] == one.read.words[0][0]:  # no article, as in "The Brill Council", is left out
                    bodies[letters].append(one)
    apart = []
    for group in acronyms:
        letters = _letters(group.members[0].name)
        meant = defined[letters] or [one for one in bodies[letters] if _is_short_for(group, one)]
        if len(meant) == 1:
            meant[0].add(group.members)
        else:
            apart.append(group)
    return [*people, *apart]


def _is_short_for(group: Identity, body: Identity) -> bool:
    articles, both = group.together.articles, group.together.articles & body.together.articles
    return len(_letters(group.members[0].name)) >= _LONG_ACRONYM and len(both) * 2 >= len(articles)


def _letters(acronym: str) -> str:
    return acronym.replace(".", "").casefold()
