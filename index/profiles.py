"""Who is quoted in a collection: how often, in how many articles, under which names, and as what, when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.people import find_rows
from index.snapshot import Snapshot

_ROLES = 12  # roles of one speaker, the most used ones; the others are mostly slips


@dataclass(frozen=True, slots=True)
class Role:
    """What articles call somebody: in how many of them, and the first and last day (YYYY-MM-DD) if these have dates."""

    role: str
    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A speaker over all articles.

    articles: how many quote them; known_as: every name that an article gives, the one shown left out.
    """

    name: str
    quotes: int
    articles: int
    known_as: tuple[str, ...]
    roles: tuple[Role, ...]


def list_profiles(snapshot: Snapshot, who: str | None = None) -> list[Profile]:
    """Return whoever is quoted, most quoted first; or whom a name or description means, quoted or not."""
    roster = snapshot.catalog.roster
    rows = [row for row, _, _ in roster.ranking()] if who is None else sorted(find_rows(snapshot, who))
    names, roles, places = roster.names(rows), _roles(snapshot, rows), _places(snapshot, rows)
    profiles = [_profile(names[row], places[row], roles[row]) for row in rows]
    return sorted(profiles, key=lambda profile: -profile.quotes)


def _profile(name: str, places: Sequence[tuple[str, str, int]], roles: Sequence[Role]) -> Profile:
    """The profile of one speaker, known in these places: article id, name there, quotes there."""
    known = Counter(there for _, there, _ in places if there != name)
    articles = {article_id for article_id, _, count in places if count}
    quotes = sum(count for _, _, count in places)
    return Profile(name, quotes, len(articles), tuple(there for there, _ in known.most_common()), tuple(roles[:_ROLES]))


def _roles(snapshot: Snapshot, people: Sequence[int]) -> dict[int, list[Role]]:
    roles: dict[int, list[Role]] = {person: [] for person in people}
    for person, *role in snapshot.catalog.roster.roles(people):
        roles[person].append(Role(*role))
    return roles


def _places(snapshot: Snapshot, people: Sequence[int]) -> dict[int, list[tuple[str, str, int]]]:
    places: dict[int, list[tuple[str, str, int]]] = {person: [] for person in people}
    for person, *place in snapshot.catalog.roster.known_as(people):
        places[person].append((place[0], place[1], place[2]))
    return places
