"""The catalogue of a snapshot: articles, passages, quotes and speakers in a read-only SQLite file."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.catalog_schema import FORMAT, Retired, unpack_names, unpack_spans
from index.errors import DamagedIndexError
from index.outlets import Outlets
from index.roster import Roster
from index.text import fold_words
from index.types import (
    Analysis,
    Article,
    ArticleSummary,
    Passage,
    Quote,
    Span,
    Speaker,
    StoredPassage,
    StoredQuote,
    StoredSpeaker,
)

_AT_ONCE = 10_000  # pairs bound in one statement; SQLite takes 32,766 values
_SUMMARY = "id, source_id, title, url, source, author, published_at, characters, passages, quotes, language"
_QUOTE = (
    "q.start, q.end, q.kind, q.speaker, q.speaker_mention, q.stated, q.cue, q.relay, q.unmarked, "
    'q."group", q.context_start, q.context_end, q.mention_start, q.mention_end, q.cue_start, q.cue_end, '
    "q.role, q.inferred, q.is_speech, q.hidden, q.pinned"
)
_THESE = "(SELECT value FROM json_each(?))"  # ids and rows, not names: SQLite's JSON ends a text at its first NUL


class Catalog:
    """A snapshot's catalogue; any number of threads may read it. Every method raises DamagedIndexError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._hidden: dict[str, list[Span]] | None = None
        self._outlets: Outlets | None = None
        self._by_title: dict[tuple[str, ...], list[str]] | None = None
        self._titles: list[tuple[tuple[str, ...], ArticleSummary]] | None = None
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damaged(error) from error
        self.close = weakref.finalize(self, self._database.close)
        found = self._rows("PRAGMA user_version")[0][0]
        if found != FORMAT:
            raise DamagedIndexError(
                f"{path} is of another version of Quoth (its format is {found}, this one reads {FORMAT}); run quoth "
                "reindex, which makes the index anew from the articles."
            )

    def __len__(self) -> int:
        """How many passages there are."""
        return int(self._rows("SELECT ifnull(max(row) + 1, 0) FROM passages")[0][0])

    def count_quotes(self) -> int:
        """Return how many quotes there are, with those that moderators hid."""
        return int(self._rows("SELECT count(*) FROM quotes")[0][0])

    def faults(self) -> list[str]:
        """Return what is wrong with the file as SQLite sees it, and what it holds that no snapshot is made with."""
        told = [said for (said,) in self._rows("PRAGMA quick_check") if said != "ok"]
        foreign = self._rows("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')")
        return told + [f"it has a {kind} {name}" for kind, name in foreign]

    @property
    def roster(self) -> Roster:
        """The people of all articles, as moderators corrected them."""
        return Roster(self._rows)

    def article(self, article_id: str) -> Article | None:
        """Return the article with its text, checked against its id, or None where the snapshot has none of this id."""
        columns = "source_id, title, text, url, source, author, published_at, language"
        sql = f"SELECT {columns} FROM articles JOIN texts ON texts.article = articles.row WHERE id = ?"
        article = next((Article(*row) for row in self._rows(sql, _sayable(article_id))), None)
        if article and article.id != article_id:
            raise DamagedIndexError(f"{self._path} holds another text than was indexed; run quoth reindex.")
        return article

    def summary(self, article_id: str) -> ArticleSummary | None:
        """Return the article without its text, or None where the snapshot has none of this id."""
        sql = f"SELECT {_SUMMARY} FROM articles WHERE id = ?"
        return next((ArticleSummary(*row) for row in self._rows(sql, _sayable(article_id))), None)

    def articles(self) -> list[ArticleSummary]:
        """Return all articles, in the order of the corpus."""
        return [ArticleSummary(*row) for row in self._rows(f"SELECT {_SUMMARY} FROM articles ORDER BY row")]

    def keys(self) -> set[str]:
        """Return what tells of each article whether it would be analysed alike again."""
        return {key for (key,) in self._rows("SELECT key FROM articles")}

    def boilerplate(self, article_id: str) -> tuple[Span, ...]:
        """Return what is marked in the article as not to be cited. Raises KeyError for an unknown id."""
        found = self._rows("SELECT boilerplate FROM articles WHERE id = ?", _sayable(article_id))
        if not found:
            raise KeyError(article_id)
        return unpack_spans(found[0][0])

    def signatures(self) -> list[tuple[str, bytes]]:
        """Return what tells whether articles may be like others, with their ids, in the order of the corpus."""
        sql = "SELECT a.id, s.signature FROM signatures s JOIN articles a ON a.row = s.article ORDER BY s.article"
        return [(article_id, signature) for article_id, signature in self._rows(sql)]

    def duplicates(self, article_id: str) -> list[ArticleSummary]:
        """Return the other articles that print the same text, or nearly, in the order of the corpus."""
        own = 'SELECT "group" FROM duplicates WHERE article = (SELECT row FROM articles WHERE id = ?1)'
        members = f'SELECT article FROM duplicates WHERE "group" = ({own})'
        sql = f"SELECT {_SUMMARY} FROM articles WHERE id != ?1 AND row IN ({members}) ORDER BY row"
        return [ArticleSummary(*row) for row in self._rows(sql, _sayable(article_id))]

    def printed_alike(self, rows: Collection[int]) -> dict[int, int]:
        """Return which of these passages are of two or more articles that print one text, with their group's number."""
        sql = f"""SELECT p.row, p.article, d."group" FROM passages p JOIN duplicates d ON d.article = p.article
            WHERE p.row IN {_THESE}"""
        found = self._rows(sql, _json(rows))
        articles = defaultdict[int, set[int]](set)
        for _, article, group in found:
            articles[group].add(article)
        return {row: group for row, _, group in found if len(articles[group]) > 1}

    def find_article(self, key: str) -> str | None:
        """Return the id of the article that has this id or this source id."""
        sql = "SELECT id FROM articles WHERE id = ? UNION ALL SELECT id FROM articles WHERE source_id = ? LIMIT 1"
        return next((article_id for (article_id,) in self._rows(sql, _sayable(key), _sayable(key))), None)

    def find_title(self, title: str) -> list[str]:
        """Return the ids of the articles that have this title, whatever its case and marks."""
        if self._by_title is None:
            self._by_title = {}
            for article_id, named in self._rows("SELECT id, title FROM articles ORDER BY row"):
                self._by_title.setdefault(fold_words(named), []).append(article_id)
        return self._by_title.get(fold_words(title) or ("",), [])

    def article_ids(
        self, since: date | None = None, until: date | None = None, sources: Collection[str] = ()
    ) -> list[str]:
        """Return the articles published within these days, both included; with a limit only those of a known date.

        sources: only articles that name one of these as their source.
        """
        limits = None if since is None and until is None else 1, str(since or date.min), str(until or date.max)
        named = f"AND source IN ({', '.join('?' * len(sources))})" if sources else ""
        sql = f"SELECT id FROM articles WHERE (? IS NULL OR day BETWEEN ? AND ?) {named} ORDER BY row"
        return [article_id for (article_id,) in self._rows(sql, *limits, *sources)]

    @property
    def outlets(self) -> Outlets:
        """The outlets that the articles are from."""
        if self._outlets is None:
            rows = self._rows("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL ORDER BY source")
            self._outlets = Outlets(source for (source,) in rows)
        return self._outlets

    def days(self, article_ids: Collection[str]) -> dict[str, str | None]:
        """Return the day each of these articles was published ("2018-08-09"), None where it is not known."""
        return dict(self._rows(f"SELECT id, day FROM articles WHERE id IN {_THESE}", _json(article_ids)))

    def analysis(self, article_id: str) -> Analysis:
        """Return all that was found in the article when it was indexed. Raises KeyError for an unknown id."""
        sql = "SELECT row, first_passage, passages, boilerplate FROM articles WHERE id = ?"
        found = self._rows(sql, _sayable(article_id))
        if not found:
            raise KeyError(article_id)
        row, first, count, boilerplate = found[0]
        passages = self.passages(range(first, first + count))
        corrected = "SELECT passage, sentences FROM found_sentences WHERE passage BETWEEN ? AND ?"
        whole = dict(self._rows(corrected, first, first + count - 1))
        sentences = {passage: unpack_spans(packed) for passage, packed in whole.items()}
        return Analysis(
            unpack_spans(boilerplate),
            tuple(Passage(one.start, one.end, sentences.get(one.row, one.sentences)) for one in passages),
            tuple(self._found_quotes(row)),
            tuple(Speaker(speaker.name, speaker.aliases) for speaker in self._speakers("s.article = ?", row)),
        )

    def passages(self, rows: Iterable[int]) -> list[StoredPassage]:
        """Return the passages of these rows, in the order given. Raises KeyError for a row that does not exist."""
        wanted = [int(row) for row in rows]
        sql = f"""SELECT p.row, a.id, p.start, p.end, p.sentences
            FROM passages p JOIN articles a ON a.row = p.article WHERE p.row IN {_THESE}"""
        found = {
            row[0]: StoredPassage(row[0], row[1], row[2], row[3], unpack_spans(row[4]))
            for row in self._rows(sql, _json(wanted))
        }
        return [found[row] for row in wanted]

    def passage_rows(self, article_ids: Collection[str]) -> NDArray[np.int64]:
        """Return the rows of all passages of these articles, ascending."""
        sql = f"SELECT first_passage, passages FROM articles WHERE id IN {_THESE} ORDER BY row"
        ranges = [np.arange(first, first + count) for first, count in self._rows(sql, _json(article_ids))]
        return np.concatenate([np.empty(0, np.int64), *ranges])

    def quotes(
        self,
        *,
        article_ids: Collection[str] | None = None,
        speakers: Collection[tuple[str, str]] | None = None,
        passage_rows: Collection[int] | None = None,
        with_hidden: bool = False,
    ) -> list[StoredQuote]:
        """Return the quotes that fit all that is given, in the order of the corpus.

        speakers: (article id, name) pairs, as a name stands for a person only within one article; what moderators
        pinned then comes first.
        with_hidden: also what moderators hid, which no answer may show.
        """
        conditions, values = ["1" if with_hidden else "NOT q.hidden"], []
        if article_ids is not None:
            conditions.append(f"q.article IN (SELECT row FROM articles WHERE id IN {_THESE})")
            values.append(_json(article_ids))
        if passage_rows is not None:
            conditions.append(f"q.passage IN {_THESE}")
            values.append(_json(int(row) for row in passage_rows))
        condition = " AND ".join(conditions)
        if speakers is None:
            return self._quotes(condition, *values)
        return self._quotes_by(speakers, condition, values)

    def hidden_spans(self, article_id: str) -> list[Span]:
        """Return where the quotations of an article stand that moderators hid."""
        if self._hidden is None:
            self._hidden = {}
            sql = "SELECT a.id, q.start, q.end FROM quotes q JOIN articles a ON a.row = q.article WHERE q.hidden"
            for article, start, end in self._rows(f"{sql} ORDER BY q.start"):
                self._hidden.setdefault(article, []).append((start, end))
        return self._hidden.get(article_id, [])

    def speakers(self, article_id: str) -> list[StoredSpeaker]:
        """Return everybody the article names, as it was found, before moderators corrected it."""
        return self._speakers("a.id = ?", _sayable(article_id))

    def suggest_articles(self, typed: str, limit: int) -> list[ArticleSummary]:
        """Return articles with words in the title (or an id) that begin as typed, newest first."""
        if self._titles is None:
            rows = self._rows(f"SELECT {_SUMMARY} FROM articles ORDER BY day DESC, row")
            summaries = [ArticleSummary(*row) for row in rows]
            self._titles = [(fold_words(f"{one.title} {one.source_id} {one.article_id}"), one) for one in summaries]
        begun = fold_words(typed)
        found = (one for words, one in self._titles if all(any(w.startswith(part) for w in words) for part in begun))
        return list(islice(found, limit))

    def lost_corrections(self) -> dict[int, str]:
        """Return the corrections that did not apply when the snapshot was made, by id, with the reason."""
        return dict(self._rows("SELECT id, reason FROM lost_corrections ORDER BY id"))

    def retired(self, article_id: str) -> Retired | None:
        """Return what became of an article of an earlier snapshot; None where none of this id is known."""
        rows = self._rows("SELECT * FROM retired WHERE id = ?", _sayable(article_id))
        return Retired(*rows[0]) if rows else None

    def all_retired(self) -> list[Retired]:
        """Return every article that earlier snapshots held and this one does not."""
        return [Retired(*row) for row in self._rows("SELECT * FROM retired ORDER BY id")]

    def _quotes_by(
        self, speakers: Collection[tuple[str, str]], condition: str, values: Sequence[str]
    ) -> list[StoredQuote]:
        ids = self._article_rows({article_id for article_id, _ in speakers})
        pairs = sorted({(ids[article_id], _sayable(name)) for article_id, name in speakers if article_id in ids})
        if len(pairs) > _AT_ONCE:
            wanted = set(speakers)
            every = self._quotes(condition, *values)
            found = [one for one in every if (one.article_id, one.quote.speaker) in wanted]
            return sorted(found, key=lambda stored: not stored.pinned)
        found = self._quotes(condition, *values, pairs=pairs) if pairs else []
        return sorted(found, key=lambda stored: not stored.pinned)

    def _article_rows(self, article_ids: Collection[str]) -> dict[str, int]:
        return dict(self._rows(f"SELECT id, row FROM articles WHERE id IN {_THESE}", _json(article_ids)))

    def _found_quotes(self, article: int) -> Iterator[Quote]:
        """Yield an article's quotes as they were found, before moderators corrected them."""
        sql = """SELECT f.quote, f.speaker, f.stated, f.inferred, f.role FROM found_speakers f
            JOIN quotes q ON q.row = f.quote WHERE q.article = ?"""
        found = {row: values for row, *values in self._rows(sql, article)}
        rows = [row for (row,) in self._rows("SELECT row FROM quotes WHERE article = ? ORDER BY row", article)]
        for row, stored in zip(rows, self._quotes("q.article = ?", article), strict=True):
            if row in found:
                speaker, stated, inferred, role = found[row]
                yield replace(stored.quote, speaker=speaker, stated=bool(stated), inferred=inferred, role=role)
            else:
                yield stored.quote

    def _quotes(self, condition: str, *values: object, pairs: Sequence[tuple[int, str]] = ()) -> list[StoredQuote]:
        """pairs: only quotes of these (row of an article, speaker), each looked up; SQLite would read all of them."""
        given, among = "", "quotes q"
        if pairs:
            given = f"WITH pairs(article, speaker) AS (VALUES {', '.join(['(?, ?)'] * len(pairs))})"
            among = "pairs CROSS JOIN quotes q ON q.article = pairs.article AND q.speaker = pairs.speaker"
        sql = f"""{given} SELECT a.id, q.passage, {_QUOTE} FROM {among} JOIN articles a ON a.row = q.article
            WHERE {condition} ORDER BY +q.row"""
        return [_stored_quote(*row) for row in self._rows(sql, *(value for pair in pairs for value in pair), *values)]

    def _speakers(self, condition: str, *values: object) -> list[StoredSpeaker]:
        sql = f"""SELECT a.id, s.name, s.aliases, s.quotes FROM speakers s JOIN articles a ON a.row = s.article
            WHERE {condition} ORDER BY +s.row"""
        rows = self._rows(sql, *values)
        return [StoredSpeaker(article, name, unpack_names(aliases), quotes) for article, name, aliases, quotes in rows]

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._database.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.Error) -> DamagedIndexError:
        return DamagedIndexError(f"{self._path} cannot be read ({error}); run quoth reindex.")


def _stored_quote(article_id: str, passage: int, *read: Any) -> StoredQuote:
    *columns, hidden, pinned = read
    start, end, kind, speaker, mention, stated, cue, relay, unmarked, group, *spans, role, inferred, is_speech = columns
    context, mention_span, cue_span = (tuple(spans[i : i + 2]) for i in (0, 2, 4))
    quote = Quote(
        start=start,
        end=end,
        kind=kind,
        speaker=speaker,
        speaker_mention=mention,
        stated=bool(stated),
        cue=cue,
        relay=relay,
        unmarked=bool(unmarked),
        group=group,
        context=context,
        mention_span=mention_span if mention_span[0] is not None else None,
        cue_span=cue_span if cue_span[0] is not None else None,
        role=role,
        inferred=inferred,
        is_speech=bool(is_speech),
    )
    return StoredQuote(article_id, passage, quote, bool(hidden), bool(pinned))


def _json(values: Iterable[str | int]) -> str:
    return json.dumps(list(values))


def _sayable(text: str) -> str:
    """Replace lone surrogates, which SQLite does not take."""
    return text.encode("utf-8", "replace").decode()
