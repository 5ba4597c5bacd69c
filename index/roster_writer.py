"""Writing the people of a catalogue: who they are over all articles, what they are called, how often quoted."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from sys import intern

from index.acronyms import find_acronyms
from index.catalog_schema import PEOPLE_INDICES, unpack_names
from index.fullnames import FullName, fold_names, read_name
from index.identities import Known, choose_name, is_role
from index.roles import TITLES_AND_ROLES, base_word, expand, long_title
from index.surnames import family_names
from index.text import word_set

JOINT = " and "  # between the names of two people who speak as one
_NONE = frozenset[str]()
_AT_ONCE = 1000  # rows written in one go
_NO_ALIAS = word_set("mr mrs ms miss the a an")  # no question asks for somebody by these alone


@dataclass(slots=True)
class Member:
    """A speaker of one article: its row, the name found there, the name given now (`label`), and all aliases there."""

    article: int
    found: str | None
    label: str
    aliases: tuple[str, ...]


@dataclass(slots=True)
class Entry:
    """A person of the roster; `given` is the name a moderator gave, if one did."""

    members: list[Member] = field(default_factory=list)
    given: str | None = None

    @property
    def name(self) -> str:
        return self.given or choose_name(Counter([member.label for member in self.members]))


def known_speakers(database: sqlite3.Connection) -> Iterator[Known]:
    """Yield the speakers of all articles of a catalogue, as they were found."""
    pronouns: dict[tuple[int, str], frozenset[str]] = {}
    said = """SELECT DISTINCT article, speaker, lower(speaker_mention) FROM quotes
        WHERE speaker IS NOT NULL AND lower(speaker_mention) IN ('he', 'she')"""
    for article, speaker, pronoun in database.execute(said):
        pronouns[article, speaker] = pronouns.get((article, speaker), _NONE) | {pronoun}
    speakers = database.execute("SELECT article, name, aliases, quotes FROM speakers ORDER BY row")
    for article, rows in groupby(speakers, key=itemgetter(0)):
        acronyms = find_acronyms(*database.execute("SELECT text FROM texts WHERE article = ?", (article,)).fetchone())
        short = {read_name(long).key: acronym for acronym, long in acronyms.items()}
        named = list(rows)
        names = {name for _, name, _, _ in named}
        for _, name, packed, quotes in named:
            if JOINT in name and names.issuperset(name.split(JOINT)):
                continue  # two people who spoke as one; their words are counted for both
            aliases = _aliases(packed) + ((acronyms[name],) if name in acronyms else ())
            gender = pronouns.get((article, name), _NONE)
            yield Known(article, intern(name), aliases, quotes, gender, short.get(read_name(name).key))


@lru_cache(maxsize=1 << 14)
def _aliases(packed: str) -> tuple[str, ...]:
    """The aliases, of which the same one is kept in memory once, however many articles use it."""
    return tuple(map(intern, unpack_names(packed)))


def write_roster(database: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Fill the tables of the people; they are empty, and the quotes are in their table with their speakers."""
    counts: dict[tuple[int, str], int] = {
        (article, speaker): count
        for article, speaker, count in database.execute(
            "SELECT article, speaker, count(*) FROM quotes WHERE is_speech AND NOT hidden GROUP BY article, speaker"
        )
    }
    writer = _Writer(database, counts)
    for number, entry in enumerate(entries):
        writer.add(number, entry)
    writer.finish()


class _Writer:
    """The tables while they are filled."""

    def __init__(self, database: sqlite3.Connection, counts: Mapping[tuple[int, str], int]) -> None:
        self._database, self._counts = database, counts
        self._joint = defaultdict[tuple[int, str], set[tuple[int, str]]](set)
        for article, name in counts:
            for half in name.split(JOINT) if name and JOINT in name else ():
                self._joint[article, half].add((article, name))
        self._waiting = defaultdict[str, list[tuple[object, ...]]](list)
        self._aliases = 0

    def add(self, person: int, entry: Entry) -> None:
        name = entry.name
        known = {(member.article, member.label) for member in entry.members}
        quotes = {place: self._counts.get(place, 0) for place in known | self._jointly(known)}
        self._insert("people", [(person, name, sum(quotes.values()))])
        self._insert("known_as", [(*place, person, count) for place, count in quotes.items()])
        names = {name, *(member.label for member in entry.members), *(m.found for m in entry.members if m.found)}
        read = {name: read_name(name) for name in names}
        self._insert("names", [(_surname(shape), person, name) for name, shape in read.items() if shape.units])
        called = family_names(names, (alias for member in entry.members for alias in member.aliases))
        self._insert("family_names", [(word, person) for word in called])
        self._add_aliases(person, name, entry.members)

    def _jointly(self, known: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
        """Under which names these are quoted together with somebody else: "Ana Torres and Paul Whitfield"."""
        return {place for own in known for place in self._joint.get(own, ())}

    def finish(self) -> None:
        self._write_waiting()
        words = self._database.execute("SELECT DISTINCT word FROM alias_words ORDER BY word")
        self._insert("words", [(word, base_word(word)) for (word,) in words])
        self._write_waiting()
        for statement in PEOPLE_INDICES.strip().split("\n"):
            self._database.execute(statement)

    def _add_aliases(self, person: int, name: str, members: Sequence[Member]) -> None:
        rows: dict[tuple[str, ...], int] = {}
        own = set(fold_names(name)).union(*(fold_names(member.label) for member in members))
        aliases, uses = list[tuple[object, ...]](), set()
        for article, alias in _all_aliases(name, members):
            folded = fold_names(alias)
            if not folded or _NO_ALIAS.issuperset(folded) or (own.isdisjoint(folded) and _names_another(alias)):
                continue
            if folded not in rows:
                rows[folded] = self._aliases + len(rows)
                described = own.isdisjoint(folded) and (alias[0].islower() or is_role(alias))
                aliases.append((rows[folded], person, alias, described))
            uses.add((rows[folded], article))
        self._insert("aliases", aliases)
        self._insert("alias_words", [(word, row) for folded, row in rows.items() for word in _findable(folded)])
        self._insert("alias_articles", sorted(uses))
        self._aliases += len(rows)

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        waiting = self._waiting[table]
        waiting += rows
        if len(waiting) >= _AT_ONCE:
            self._write(table)

    def _write_waiting(self) -> None:
        for table in [table for table, rows in self._waiting.items() if rows]:
            self._write(table)

    def _write(self, table: str) -> None:
        rows = self._waiting.pop(table)
        places = ", ".join("?" * len(rows[0]))
        self._database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", rows)


def _names_another(alias: str) -> bool:
    """Tell that what was taken for somebody's role names somebody else with one: "former Mayor Ana Torres"."""
    words = fold_names(alias)
    has_role = not TITLES_AND_ROLES.isdisjoint(words)
    return has_role and not is_role(alias) and alias.split()[-1][0].isupper()


def _all_aliases(name: str, members: Sequence[Member]) -> Iterator[tuple[int, str]]:
    for member in members:
        for alias in dict.fromkeys((name, member.label, member.found or member.label, *member.aliases)):
            yield member.article, alias


def _findable(folded: Sequence[str]) -> set[str]:
    """Return an alias's words as they may be asked for: with and without hyphens, titles written out as well."""
    return set().union(*map(_asked_as, folded), *map(_asked_as, expand(folded)))


@lru_cache(maxsize=1 << 14)
def _asked_as(word: str) -> frozenset[str]:
    return frozenset((word, *long_title(word).split(), word.replace("-", ""), *filter(None, word.split("-"))))


def _surname(read: FullName) -> str:
    return read.surname.replace("-", "")
