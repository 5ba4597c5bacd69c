"""Who is who and whose each quotation is, as the articles tell it and then as moderators correct it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from index.catalog import Catalog
from index.catalog_schema import pack_spans, unpack_spans
from index.corrections import Action, Mark, Merge, SetSpeaker, Split
from index.errors import QuothError, UsageError
from index.fullnames import fold_names, read_name
from index.identities import Identity
from index.roster_writer import Entry, Member, known_speakers, write_roster
from index.sources import article_now, locate
from index.whoswho import identify

_NEAREST = 3  # names offered where one is unknown
_CORRECTED = "correction"  # how a corrected speaker is known


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a correction did: what the ledger said before and says after; or why it does not apply."""

    before: str | None = None
    after: str | None = None
    error: QuothError | None = None


class Moderation:
    """Who is who, and whose each quotation is, while corrections are applied."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        people = _one_by_one(identify(known_speakers(database)))
        self._entries = [
            Entry([Member(known.article, known.name, known.name, known.aliases) for known in person.members])
            for person in people
        ]
        self._said_by: dict[int, Member | None] = {}  # a speaker, so that a later change of the name reaches them too
        self._hidden: set[int] = set()
        self._pinned: set[int] = set()

    def apply(self, catalog: Catalog, action: Action) -> Outcome:
        """Apply one correction. Raises RefError and UsageError where it does not fit what is indexed."""
        if isinstance(action, Merge):
            return self._merge(catalog, action)
        if isinstance(action, Split):
            return self._split(catalog, action)
        if isinstance(action, SetSpeaker):
            return self._set_speaker(catalog, action)
        return self._mark(catalog, action)

    def write(self) -> None:
        """Write the corrected speakers and marks, and the roster."""
        database = self._database
        said_by = {row: _label(member) for row, member in self._said_by.items()}
        changed = [(speaker, row) for row, speaker in {**self._renamed(), **said_by}.items()]
        rows = [(row,) for _, row in changed]
        database.executemany(
            "INSERT INTO found_speakers SELECT row, speaker, stated, inferred, role FROM quotes WHERE row = ?", rows
        )
        database.executemany(
            f"UPDATE quotes SET speaker = ?, stated = 0, inferred = '{_CORRECTED}', role = NULL WHERE row = ?", changed
        )
        for column, marked in (("hidden", self._hidden), ("pinned", self._pinned)):
            database.executemany(f"UPDATE quotes SET {column} = 1 WHERE row = ?", [(row,) for row in marked])
        self._hide_sentences()
        write_roster(database, [entry for entry in self._entries if entry.members])

    @cached_property
    def _by_key(self) -> dict[str, list[Entry]]:
        """Who has a name, by its key; looked up only where there are corrections."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            for key in _keys(entry):
                found[key].append(entry)
        return found

    def _merge(self, catalog: Catalog, action: Merge) -> Outcome:
        article = None if action.article is None else self._article(catalog, action.article)
        one, other = self._find(action.name, article), self._find(action.into)
        if one is other:
            raise UsageError(f"“{action.name}” and “{action.into}” are one speaker already.")
        before, after = one.name, other.name
        moved = [member for member in one.members if article is None or member.article == article]
        self._move(one, moved, other, after)
        return Outcome(before, after)

    def _split(self, catalog: Catalog, action: Split) -> Outcome:
        articles = {self._article(catalog, article) for article in action.articles}
        one = self._find(action.name)
        before, known_in = one.name, {member.article for member in one.members}
        if not articles or not articles <= known_in:
            raise UsageError(f"Not every one of these articles names “{before}”; there is nothing to split there.")
        if read_name(action.new_name).key == read_name(before).key:
            raise UsageError(f"Call the other one something else than “{before}”, so that they can be told apart.")
        other = next(iter(self._called(action.new_name)), None) or self._add(action.new_name)
        self._move(one, [member for member in one.members if member.article in articles], other, action.new_name)
        return Outcome(before, action.new_name)

    def _set_speaker(self, catalog: Catalog, action: SetSpeaker) -> Outcome:
        article, rows = self._locate(catalog, action.ref)
        before = self._speaker(rows[0])
        member = None if action.speaker is None else self._member(self._find_or_add(action, article), article)
        self._said_by.update(dict.fromkeys(rows, member))
        return Outcome(before, _label(member))

    def _member(self, entry: Entry, article: int) -> Member:
        """Somebody as a speaker of this article, where there may be no word of them yet."""
        here = [member for member in entry.members if member.article == article]
        if not here:
            here = [Member(article, None, entry.name, ())]
            entry.members += here
            self._register(entry)
        return here[0]

    def _mark(self, catalog: Catalog, action: Mark) -> Outcome:
        _, rows = self._locate(catalog, action.ref)
        marked, on, off = {
            "hide": (self._hidden, "hidden", "shown"),
            "show": (self._hidden, "hidden", "shown"),
            "pin": (self._pinned, "pinned", "not pinned"),
            "unpin": (self._pinned, "pinned", "not pinned"),
        }[action.how]
        before = on if rows[0] in marked else off
        if action.how in ("hide", "pin"):
            marked.update(rows)
        else:
            marked.difference_update(rows)
        return Outcome(before, on if rows[0] in marked else off)

    def _article(self, catalog: Catalog, article_id: str) -> int:
        """The row of an article, or of the one that stands in its place since it was edited."""
        article = article_now(catalog, article_id)
        return int(self._rows("SELECT row FROM articles WHERE id = ?", article.id)[0][0])

    def _locate(self, catalog: Catalog, ref: str) -> tuple[int, list[int]]:
        """The article's row, and the rows of the quotation at a reference: all pieces of an interrupted one."""
        found, (start, end) = locate(catalog, ref)
        article = self._article(catalog, found.id)
        near = self._rows(
            'SELECT row, start, end, "group" FROM quotes WHERE article = ? AND start < ? AND end > ?',
            article, end, start,
        )  # fmt: skip
        shared = {row: (min(end, to) - max(start, at)) / (max(end, to) - min(start, at)) for row, at, to, _ in near}
        best = max(near, key=lambda quote: shared[quote[0]], default=None)
        if best is None or shared[best[0]] < 0.5:
            raise UsageError(f"No quotation stands at {ref}; `quoth quotes` lists them with their references.")
        group = self._rows('SELECT row FROM quotes WHERE article = ? AND "group" = ?', article, best[3])
        return article, [best[0], *(row for (row,) in group if row != best[0])]

    def _speaker(self, row: int) -> str | None:
        if row in self._said_by:
            return _label(self._said_by[row])
        article, speaker = self._rows("SELECT article, speaker FROM quotes WHERE row = ?", row)[0]
        return next((new for found, new in self._renamings(article) if found == speaker), speaker)

    def _renamings(self, article: int) -> Iterable[tuple[str | None, str]]:
        return ((m.found, m.label) for entry in self._entries for m in entry.members if m.article == article)

    def _renamed(self) -> dict[int, str | None]:
        """The quotations whose speakers go by another name now."""
        renamed: dict[int, str | None] = {}
        for member in (member for entry in self._entries for member in entry.members):
            if member.found is not None and member.label != member.found:
                sql = "SELECT row FROM quotes WHERE article = ? AND speaker = ?"
                renamed.update({row: member.label for (row,) in self._rows(sql, member.article, member.found)})
        return renamed

    def _hide_sentences(self) -> None:
        """Take what is hidden out of the sentences that answer questions of fact."""
        for row in sorted(self._hidden):
            article, start, end = self._rows("SELECT article, start, end FROM quotes WHERE row = ?", row)[0]
            passages = self._rows(
                "SELECT row, sentences FROM passages WHERE article = ? AND start < ? AND end > ?", article, end, start
            )
            for passage, packed in passages:
                kept = [span for span in unpack_spans(packed) if not (span[0] < end and start < span[1])]
                self._database.execute("INSERT OR IGNORE INTO found_sentences VALUES (?, ?)", (passage, packed))
                self._database.execute("UPDATE passages SET sentences = ? WHERE row = ?", (pack_spans(kept), passage))

    def _find(self, name: str, article: int | None = None) -> Entry:
        """The one of this name (in an article). Raises UsageError where nobody is, or several are."""
        found = self._called(name, article)
        if len(found) > 1:
            names = ", ".join(sorted(entry.name for entry in found))
            raise UsageError(
                f"“{name}” may be any of these: {names}. Give the full name, or the article with --article."
            )
        if not found:
            where = "" if article is None else " there"
            raise UsageError(f"Nobody is called “{name}”{where}.{self._nearest(name)}")
        return found[0]

    def _called(self, name: str, article: int | None = None) -> list[Entry]:
        """Whoever has this as the name; else as a name that an article gives them."""
        key = read_name(name).key
        found = [entry for entry in self._by_key[key] if _is_called(entry, key, article)]
        return [entry for entry in found if read_name(entry.name).key == key] or found

    def _find_or_add(self, action: SetSpeaker, article: int) -> Entry:
        name = action.speaker or ""
        if self._called(name):
            return self._find(name)
        text = self._rows("SELECT text FROM texts WHERE article = ?", article)[0][0]
        if not action.is_new and name not in text:
            nearest = self._nearest(name)
            raise UsageError(f"The article does not name “{name}”; if it is right, say that the name is new.{nearest}")
        return self._add(name)

    def _add(self, name: str) -> Entry:
        entry = Entry(given=name)
        self._register(entry)
        self._entries.append(entry)
        return entry

    def _move(self, one: Entry, members: Sequence[Member], other: Entry, label: str) -> None:
        for member in members:
            one.members.remove(member)
            member.label = label
            other.members.append(member)
        self._register(other)

    def _register(self, entry: Entry) -> None:
        for key in _keys(entry):
            if not any(known is entry for known in self._by_key[key]):
                self._by_key[key].append(entry)

    def _nearest(self, name: str) -> str:
        """A sentence that offers the names most like this one."""
        words = set(fold_names(name))
        names = [entry.name for entry in self._entries if entry.members]
        sharing = [other for other in names if not words.isdisjoint(fold_names(other))]
        near = list(dict.fromkeys([*get_close_matches(name, names, _NEAREST), *sharing]))[:_NEAREST]
        return f" The nearest: {', '.join(near)}." if near else ""

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._database.execute(sql, values).fetchall()


def _one_by_one(people: list[Identity]) -> Iterator[Identity]:
    """Yield them in their order, and let go of each: in a large collection they fill the memory."""
    people.reverse()
    while people:
        yield people.pop()


def _keys(entry: Entry) -> set[str]:
    return {read_name(name).key for name in (entry.name, *(member.label for member in entry.members))}


def _is_called(entry: Entry, key: str, article: int | None) -> bool:
    """Tell whether this is the key of somebody's name, or of a name that the article (or any) gives them."""
    members = [member for member in entry.members if article in (None, member.article)]
    if not members and not (entry.given and article is None):
        return False
    return key in {read_name(name).key for name in (entry.name, *(member.label for member in members))}


def _label(member: Member | None) -> str | None:
    return None if member is None else member.label
