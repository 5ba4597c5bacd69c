"""Variants of one full name over a collection: initials, middle names, short forms, slips; never two people in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations

from index.fullnames import FullName, agree, read_name
from index.given_names import is_given_name
from index.identities import Identity, Known


def same_spelling(speakers: Iterable[Known]) -> list[Identity]:
    """Group names that differ in capitals, accents, hyphens, spaces and titles only."""
    found: dict[str, list[Identity]] = {}
    for known in speakers:
        read = read_name(known.name)
        namesakes = found.setdefault(read.key, [])
        same = next((one for one in namesakes if one.read is read or _is_same(one.read, read)), None)
        if same is None:
            namesakes.append(Identity([known]))
        else:
            same.add([known])
    return [group for groups in found.values() for group in groups]


def _is_same(one: FullName, other: FullName) -> bool:
    return agree(one, other) or one.units == other.units


def same_person(groups: Sequence[Identity]) -> list[Identity]:
    """Join variants of one full name; one that fits two different people stays apart."""
    by_surname: dict[str, list[Identity]] = defaultdict(list)
    for group in groups:
        by_surname[group.read.surname].append(group)
    return [person for namesakes in by_surname.values() for person in _variants(namesakes)]


def without_slips(people: Sequence[Identity]) -> list[Identity]:
    """Join names that took in a word too many, "Neither Ana Torres", with the usual one; "Mary Ana Torres" is none."""
    by_name = {one.read.units: one for one in people if not one.read.suffix}
    kept = []
    for one in people:
        usual = None if one.read.suffix or is_given_name(one.read.units[0]) else _ending(one, by_name)
        if usual and len(usual.together.articles) > len(one.together.articles):
            usual.add(one.members)
        else:
            kept.append(one)
    return kept


def _variants(namesakes: Sequence[Identity]) -> list[Identity]:
    numbers = defaultdict[str, list[int]](list)
    for n, group in enumerate(namesakes):
        numbers[group.read.key[0]].append(n)
    alike = chain.from_iterable(combinations(some, 2) for some in numbers.values())  # variants begin with one letter
    fits = {(a, b) for a, b in alike if _is_variant(namesakes[a], namesakes[b])}
    near = {n: {a + b - n for a, b in fits if n in (a, b)} for n in range(len(namesakes))}
    unclear = {n for n, others in near.items() if any(pair not in fits for pair in combinations(sorted(others), 2))}
    joined: dict[int, Identity] = {}
    for n, group in enumerate(namesakes):
        first = min({n, *near[n]} - unclear, default=n) if n not in unclear else n
        if first in joined and first != n:
            joined[first].add(group.members)
        else:
            joined[n] = Identity(group.members)
    return list(joined.values())


def _is_variant(one: Identity, other: Identity) -> bool:
    """Tell whether two spellings may be one person's; a place or body has no middle name that can be left out."""
    if not agree(one.read, other.read):
        is_short = _is_short_form(one.read, other.read)
        return is_short and not one.together.offices_held.isdisjoint(other.together.offices_held)
    if any(len(unit) == 1 for unit in (*one.read.units, *other.read.units)):
        return True
    ours, theirs = one.together, other.together
    contradict = ours.offices and theirs.offices and ours.offices.isdisjoint(theirs.offices)
    are_people = ours.is_somebody or theirs.is_somebody or (ours.is_quoted and theirs.is_quoted)
    return are_people and not contradict


def _is_short_form(one: FullName, other: FullName) -> bool:
    """Tell whether the given name of one is the beginning of the other's: "Sam Torres", "Samuel Torres"."""
    if one.units[1:] != other.units[1:] or one.suffix != other.suffix:
        return False
    shorter, longer = sorted((one.units[0], other.units[0]), key=len)
    return len(shorter) > 1 and longer.startswith(shorter)


def _ending(one: Identity, by_name: Mapping[tuple[str, ...], Identity]) -> Identity | None:
    """Whose name the last two or three words are, if their first is a given name."""
    for length in range(min(3, len(one.read.units) - 1), 1, -1):
        ending = one.read.units[-length:]
        if ending in by_name and is_given_name(ending[0]):
            return by_name[ending]
    return None
