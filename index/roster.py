"""The people of a catalogue as they are looked up: by name, by alias, by office, by the beginning of a name."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from index.fullnames import fold_names
from index.roles import base_word, same_word

Rows = Callable[..., list[tuple[Any, ...]]]

_THESE = "(SELECT value FROM json_each(?))"
_LAST = "\U0010ffff"  # sorts behind every other character
_SUGGESTED = 500  # people of whom suggestions are chosen
_STEM = 4  # letters that the forms of one word have in common at least, as in `index.roles.same_word`


@dataclass(frozen=True, slots=True)
class Alias:
    """A name or description of somebody; `row` is its number, `person` theirs."""

    row: int
    person: int
    alias: str
    is_role: bool


@dataclass(frozen=True, slots=True)
class Use:
    """An article that uses an alias: its id and its day (YYYY-MM-DD), if it has a date."""

    alias: int
    article_id: str
    day: str | None


class Roster:
    """Looks people up; `rows` runs a query of the catalogue. People are given by their number."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def names(self, people: Iterable[int]) -> dict[int, str]:
        """Return the names of these people."""
        return dict(self._rows(f"SELECT row, name FROM people WHERE row IN {_THESE}", _json(people)))

    def known_as(self, people: Iterable[int]) -> list[tuple[Any, ...]]:
        """Return (person, article id, name there, quotes there), in the order of the corpus."""
        sql = f"""SELECT k.person, a.id, k.name, k.quotes FROM known_as k JOIN articles a ON a.row = k.article
            WHERE k.person IN {_THESE} ORDER BY k.article"""
        return self._rows(sql, _json(people))

    def with_surname(self, surname: str) -> list[tuple[int, str]]:
        """Return (person, name) of every name that ends with this folded word, hyphens left out."""
        return self._rows("SELECT person, name FROM names WHERE surname = ?", surname)

    def called(self, word: str) -> set[int]:
        """Return whom this folded word alone may stand for."""
        return {person for (person,) in self._rows("SELECT person FROM family_names WHERE word = ?", word)}

    def aliased(self, words: Sequence[str]) -> list[Alias]:
        """Return the aliases that have all these folded words."""
        return self._having([[word] for word in words])

    def described(self, words: Sequence[str]) -> list[Alias]:
        """Return the aliases that have all these folded words in some form: "norvia" in "Norvian president"."""
        return self._having([self._forms(word) for word in words])

    def uses(self, aliases: Iterable[int]) -> list[Use]:
        """Return which articles use these aliases, in the order of the corpus."""
        sql = f"""SELECT u.alias, a.id, a.day FROM alias_articles u JOIN articles a ON a.row = u.article
            WHERE u.alias IN {_THESE} ORDER BY u.article, u.alias"""
        return [Use(*row) for row in self._rows(sql, _json(aliases))]

    def aliases(self, person: int) -> list[Alias]:
        """Return all aliases of somebody."""
        return self._aliases("person = ?", person)

    def roles(self, people: Iterable[int]) -> list[tuple[Any, ...]]:
        """Return (person, role, articles that give it, first day, last day), of each person the most given first."""
        sql = f"""SELECT l.person, l.alias, count(*), min(a.day), max(a.day) FROM aliases l
            JOIN alias_articles u ON u.alias = l.row JOIN articles a ON a.row = u.article
            WHERE l.is_role AND l.person IN {_THESE} GROUP BY l.row ORDER BY l.person, count(*) DESC, l.row"""
        return self._rows(sql, _json(people))

    def ranking(self, limit: int | None = None) -> list[tuple[int, str, int]]:
        """Return (person, name, quotes) of whoever is quoted, most quoted first."""
        sql = "SELECT row, name, quotes FROM people WHERE quotes > 0 ORDER BY quotes DESC, row LIMIT ?"
        return self._rows(sql, -1 if limit is None else limit)

    def suggest(self, typed: str, limit: int, longest: int) -> list[str]:
        """Return names of at most `longest` characters of whoever is quoted, for the beginnings of words.

        Whose name has words that begin so come first, then whose alias has; most quoted first.
        """
        begun = fold_names(typed)
        condition = " INTERSECT ".join(["SELECT alias FROM alias_words WHERE word >= ? AND word < ?"] * len(begun))
        among = f"row IN (SELECT person FROM aliases WHERE row IN ({condition}))" if begun else "1"
        sql = f"""SELECT name FROM people WHERE quotes > 0 AND length(name) <= ? AND {among}
            ORDER BY quotes DESC, row LIMIT {_SUGGESTED}"""
        bounds = [bound for word in begun for bound in (word, word + _LAST)]
        names = dict.fromkeys(name for (name,) in self._rows(sql, longest, *bounds))
        return sorted(names, key=lambda name: not _begins(name, begun))[:limit]

    def _having(self, choices: Sequence[Collection[str]]) -> list[Alias]:
        if not choices or not all(choices):
            return []
        having = f"SELECT alias FROM alias_words WHERE word IN {_THESE}"
        condition = f"row IN ({' INTERSECT '.join([having] * len(choices))})"
        return self._aliases(condition, *(json.dumps(sorted(words)) for words in choices))

    def _aliases(self, condition: str, *values: object) -> list[Alias]:
        rows = self._rows(f"SELECT row, person, alias, is_role FROM aliases WHERE {condition} ORDER BY row", *values)
        return [Alias(row, person, alias, bool(is_role)) for row, person, alias, is_role in rows]

    def _forms(self, word: str) -> list[str]:
        base = base_word(word)
        stem = base[:_STEM] if len(base) >= _STEM else base
        last = stem + _LAST if len(base) >= _STEM else stem
        rows = self._rows("SELECT word FROM words WHERE base BETWEEN ? AND ?", stem, last)
        return [other for (other,) in rows if same_word(word, other)]


def _begins(name: str, begun: Sequence[str]) -> bool:
    words = [part for word in fold_names(name) for part in (word, *word.split("-"))]
    return all(any(word.startswith(begin) for word in words) for begin in begun)


def _json(rows: Iterable[int]) -> str:
    return json.dumps(sorted(rows))
