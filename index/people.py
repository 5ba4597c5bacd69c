"""The people of a collection: whom a name, a description or an office means, over all articles.

Nobody is guessed: where several people fit, all of them are returned.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.fullnames import FullName, agree, exact_name, fold_names, read_name
from index.offices import (
    content_words,
    is_former,
    is_held,
    is_nothing_else,
    is_office,
    is_same_office,
    split_name,
    split_year,
)
from index.roster import Alias
from index.snapshot import Snapshot
from index.surnames import NOISE
from index.tenures import Period, Tenure, holders_in, latest_holders
from index.types import Span

_FEWEST, _NEAR, _OFFERED = 4, 0.8, 3  # letters of a name, its likeness (0..1) to another, names offered instead
_BESIDE = 30  # characters between an office and a name that belongs to it, at most


@dataclass(frozen=True, slots=True)
class Person:
    """One speaker over all articles: the name, and under which name each article knows them."""

    name: str
    known_as: tuple[tuple[str, str], ...]  # (article id, name there)
    quotes: int


def find_people(
    snapshot: Snapshot,
    who: str,
    article_ids: Collection[str] | None = None,
    *,
    on: date | Period | None = None,
    exact: bool = False,
) -> list[Person]:
    """Return whom a name or description means, most quoted first: several where it is ambiguous.

    article_ids: only people of these articles, and what these hold of them. on: the day or days on which an office
    that is asked for was held; without it (or a year in `who`) the last holder is meant. exact: only who is called
    letter by letter so, as when one was chosen of several; a name in quotation marks is meant so as well.
    """
    people = _people(snapshot, find_rows(snapshot, who, article_ids, on=on, exact=exact), article_ids)
    return sorted(people, key=lambda person: -person.quotes)


def find_near(snapshot: Snapshot, who: str) -> list[str]:
    """Return the names of quoted people that a name may be a misspelling of, the most like it first."""
    wanted = " ".join(fold_names(who))
    if len(wanted) < _FEWEST:
        return []
    likeness = {name: _likeness(wanted, fold_names(name)) for _, name, _ in snapshot.catalog.roster.ranking()}
    near = [name for name, like in likeness.items() if like >= _NEAR]
    return sorted(near, key=lambda name: -likeness[name])[:_OFFERED]


def _likeness(wanted: str, name: Sequence[str]) -> float:
    """How like a folded name is to another's words together, or to the first or last of them; 0..1."""
    from rapidfuzz.fuzz import ratio

    return max((ratio(wanted, other) for other in (" ".join(name), *name[:1], *name[-1:])), default=0.0) / 100


def find_rows(
    snapshot: Snapshot,
    who: str,
    article_ids: Collection[str] | None = None,
    *,
    on: date | Period | None = None,
    exact: bool = False,
) -> set[int]:
    """Return the same people by their numbers in the roster."""
    if name := exact_name(who):
        return _Search(snapshot, article_ids, on).find(name, exact=True)
    who, said_on = split_year(who)
    return _Search(snapshot, article_ids, on or said_on).find(who, exact)


def find_holders(
    snapshot: Snapshot, office: str, article_ids: Collection[str] | None, *, on: date | Period | None = None
) -> list[tuple[str, Span]]:
    """Return where articles name the holder of an office, one place (article id, span) a person, newest first."""
    office, said_on = split_year(office)
    search = _Search(snapshot, article_ids, on or said_on)
    aliases = search.holding(office)
    uses = snapshot.catalog.roster.uses(alias.row for alias in aliases)
    written = {alias.row: alias for alias in aliases}
    names = snapshot.catalog.roster.names(_people_of(aliases))
    places: dict[int, tuple[str, Span]] = {}
    for use in sorted(uses, key=lambda use: use.day or "", reverse=True):
        alias = written[use.alias]
        if alias.person not in places and search.is_in_scope(use.article_id):
            article = snapshot.catalog.article(use.article_id)
            place = _beside_name(article.text, alias.alias, names[alias.person]) if article else None
            if place:
                places[alias.person] = (use.article_id, place)
    return list(places.values())


def _beside_name(text: str, alias: str, name: str) -> Span | None:
    """Where a text uses an alias, beside the name if it does so anywhere, else first."""
    found = list(re.finditer(rf"\b{re.escape(alias)}\b", text, re.IGNORECASE))
    words = set(fold_names(name))
    beside = (
        one for one in found if words & set(fold_names(text[max(0, one.start() - _BESIDE) : one.end() + _BESIDE]))
    )
    place = next(beside, found[0] if found else None)
    return place.span() if place else None


class _Search:
    """One look-up: the roster, and what it is restricted to."""

    def __init__(self, snapshot: Snapshot, article_ids: Collection[str] | None, on: date | Period | None) -> None:
        self._roster = snapshot.catalog.roster
        self._articles = None if article_ids is None else frozenset(article_ids)
        self._on = (on, on) if isinstance(on, date) else on

    def is_in_scope(self, article_id: str) -> bool:
        return self._articles is None or article_id in self._articles

    def find(self, who: str, exact: bool) -> set[int]:
        """Find by name; else by office or description; else by a part of a name."""
        words = content_words(who)
        if not words:
            return set()
        if exact:
            return self._in_scope(self._spelt(who))
        name, roles = split_name(who)
        if (not name or is_office(words)) and (holders := _people_of(self.holding(who))):
            is_surname = len(who.split()) == 1 and who[0].isupper()  # "Pope", of whom one may be called so
            return holders | (self._in_scope(self._called(words[0])) if is_surname else set())
        found = self._in_scope(self._named(who)) or self._in_scope(self._named(name))
        if found and roles:
            return self._with_roles(found, roles)
        return found or _people_of(self.holding(who)) or self._in_scope(self._partly_named(fold_names(who)))

    def holding(self, office: str) -> list[Alias]:
        """Return the aliases that describe whoever holds an office at the time; people with names come first."""
        words = content_words(office)
        aliases = [
            alias for alias in self._roster.described(words) if alias.is_role and is_same_office(alias.alias, office)
        ]
        holding = [alias for alias in aliases if is_held(alias.alias, words)]
        former = [alias for alias in aliases if not is_held(alias.alias, words)]
        named = _proper(self._roster.names(_people_of(holding)))
        within = [alias for alias in holding if alias.person in named] or holding
        within = [alias for alias in within if is_nothing_else(alias.alias, words)] or within
        tenures = self._tenures(within, former, self._articles) or self._tenures_anywhere(within, former)
        if self._on:
            held = holders_in(self._on, tenures)
        else:
            held = set(tenures) if is_former(words) else latest_holders(tenures)
        return [alias for alias in within if alias.person in held]

    def _tenures_anywhere(self, holding: Sequence[Alias], former: Sequence[Alias]) -> dict[int, Tenure]:
        """The tenures of people in scope whose offices other articles tell."""
        known = self._in_scope(_people_of(holding))
        return self._tenures([alias for alias in holding if alias.person in known], former, None)

    def _tenures(
        self, holding: Sequence[Alias], former: Sequence[Alias], articles: frozenset[str] | None
    ) -> dict[int, Tenure]:
        """When these articles give each person the office, and when a former one of it."""
        people = {alias.row: alias.person for alias in (*holding, *former)}
        rows = {alias.row for alias in holding}
        days: dict[int, list[date]] = defaultdict(list)
        ended: dict[int, list[date]] = defaultdict(list)
        undated = set()
        for use in self._roster.uses(people):
            if articles is not None and use.article_id not in articles:
                continue
            if use.day is not None:
                (days if use.alias in rows else ended)[people[use.alias]].append(date.fromisoformat(use.day))
            elif use.alias in rows:
                undated.add(people[use.alias])
        return {one: Tenure(tuple(days[one]), tuple(ended[one]), one in undated) for one in {*days, *undated}}

    def _named(self, who: str) -> set[int]:
        """Whoever's name this is, in full, or a surname or another single word that stands for them."""
        asked = read_name(who)
        if len(asked.units) < 2:
            return self._called(asked.units[0]) if asked.units else set()
        namesakes = [(person, read_name(name)) for person, name in self._roster.with_surname(_joined(asked.surname))]
        found = _agreeing(replace(asked, is_personal=True), namesakes)
        if found:
            return found
        aliases = self._roster.aliased(asked.words)
        return {one.person for one in aliases if not one.is_role and read_name(one.alias).key == asked.key}

    def _called(self, word: str) -> set[int]:
        aliases = self._roster.aliased([word])
        spelt = {one.person for one in aliases if not one.is_role and fold_names(one.alias) == (word,)}
        return self._roster.called(_joined(word)) | spelt

    def _spelt(self, name: str) -> set[int]:
        """Whoever is called letter by letter so, folded."""
        wanted = fold_names(name)
        people = {alias.person for alias in self._roster.aliased(wanted)}
        return {person for person, full in self._roster.names(people).items() if fold_names(full) == wanted}

    def _partly_named(self, words: Sequence[str]) -> set[int]:
        """Whoever's name has these words, else any alias: "Norvian Courier" for "the daily Norvian Courier"."""
        aliases = [one for one in self._roster.aliased(words) if not one.is_role]
        names = self._roster.names({one.person for one in aliases})
        holding = {one for one, name in names.items() if set(words) <= set(fold_names(name))}
        return holding or set(names)

    def _with_roles(self, people: set[int], roles: Sequence[str]) -> set[int]:
        """Let a title or role choose among namesakes, if any of them has it; slips aside."""
        office = " ".join(roles)
        aliases = {
            alias.row: alias.person
            for alias in self._roster.described(roles)
            if alias.person in people
            and alias.is_role
            and is_same_office(alias.alias, office)
            and is_held(alias.alias, roles)
        }
        times = Counter(aliases[use.alias] for use in self._roster.uses(aliases))
        most = max(times.values(), default=0)
        return {person for person, count in times.items() if count * NOISE > most} or people

    def _in_scope(self, people: set[int]) -> set[int]:
        if self._articles is None:
            return people
        return {person for person, article_id, _, _ in self._roster.known_as(people) if article_id in self._articles}


def _people(snapshot: Snapshot, found: Collection[int], article_ids: Collection[str] | None) -> list[Person]:
    names = snapshot.catalog.roster.names(found)
    scope = None if article_ids is None else frozenset(article_ids)
    known: dict[int, list[tuple[str, str]]] = {person: [] for person in names}
    quotes = dict.fromkeys(names, 0)
    for person, article_id, name, count in snapshot.catalog.roster.known_as(found):
        if scope is None or article_id in scope:
            known[person].append((article_id, name))
            quotes[person] += count
    return [Person(name, tuple(known[person]), quotes[person]) for person, name in names.items() if known[person]]


def _agreeing(asked: FullName, namesakes: Sequence[tuple[int, FullName]]) -> set[int]:
    """Whose full names agree with the one asked for; a shorter name fits only where no one has the very name.

    Father and son are asked back when neither is told apart by a suffix and both have one.
    """
    fitting = {(person, name) for person, name in namesakes if agree(asked, name)}
    exact = {person for person, name in fitting if name.key == asked.key}
    if exact:
        return exact | {person for person, name in fitting if len(name.units) > len(asked.units)}
    found = {person for person, _ in fitting}
    if asked.suffix:
        return found
    others = [(p, n.suffix) for p, n in namesakes if n.suffix and agree(replace(asked, suffix=n.suffix), n)]
    is_open = not found or len({suffix for _, suffix in others}) > 1
    return found | ({person for person, _ in others} if is_open else set())


def _people_of(aliases: Iterable[Alias]) -> set[int]:
    return {alias.person for alias in aliases}


def _proper(names: dict[int, str]) -> set[int]:
    """Who has a name, and is not a description that an article never resolves ("the Norvian president")."""
    return {one for one, name in names.items() if name[:1].isupper() and not is_office(fold_names(name) or ("",))}


def _joined(word: str) -> str:
    return word.replace("-", "")
