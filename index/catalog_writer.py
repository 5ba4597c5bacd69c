"""Writing what was found in the articles into a snapshot's catalogue, once and in one go."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from index.catalog_copier import CatalogCopier, Copied
from index.catalog_schema import INDICES, PEOPLE, TABLES, Retired, pack_names, pack_spans
from index.files import writing
from index.types import Analysis, Article, Passage, Quote

_PRAGMAS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"  # publishing syncs the file; a crash discards it


@dataclass(frozen=True, slots=True)
class Analysed:
    """An article that goes into a catalogue, and the key that tells whether it would be analysed alike again.

    analysis: what was found in it; None where the catalogue before has that, and the signature with it.
    signature: what tells whether it may be like another (`nearduplicates.sign`), where there are others.
    """

    article: Article
    key: str
    analysis: Analysis | None
    signature: bytes | None = None


def write_catalog(
    path: Path, contents: Iterable[Analysed], retired: Iterable[Retired] = (), before: Path | None = None
) -> None:
    """Write the catalogue of these articles, in this order, taking each once.

    before: the catalogue from which is copied what was found in an article already. Raises StorageError, and
    DamagedIndexError where that one cannot be read.
    """
    with _writing(path):
        database = sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)
    with closing(database):
        tables = _Tables(path, database)
        tables.begin(before)
        for one in contents:
            tables.add(one)
        tables.retire(retired)
        tables.finish()


def add_retired(path: Path, articles: Sequence[Retired]) -> None:
    """Write articles that are there no longer into a written catalogue. Raises StorageError."""
    if articles:
        with _writing(path), closing(sqlite3.connect(path, isolation_level=None)) as database:
            tables = _Tables(path, database)
            database.executescript(f"{_PRAGMAS} BEGIN;")
            tables.retire(articles)
            database.execute("COMMIT")


def link_duplicates(path: Path, groups: Iterable[Sequence[str]]) -> None:
    """Write into a written catalogue which articles, by their ids, print one text. Raises StorageError."""
    rows = [(number, article_id) for number, group in enumerate(groups) for article_id in group]
    sql = "INSERT INTO duplicates SELECT row, ? FROM articles WHERE id = ?"
    with _writing(path), closing(sqlite3.connect(path)) as database, database:
        database.executemany(sql, rows)


def published_day(published_at: str | None) -> str | None:
    """Return the day of a date as articles give it (ISO 8601 or RFC 2822) as YYYY-MM-DD; None where it is neither."""
    written = (published_at or "").strip()
    for read in (_iso_day, _mail_day):
        try:
            return read(written).isoformat()
        except ValueError:
            continue
    return None


def passage_of(quote: Quote, passages: Sequence[Passage]) -> int | None:
    """Return the number of the passage that holds the quote's first word, else the nearest before it; None for none."""
    if not passages:
        return None
    return max(0, bisect_right(passages, quote.start, key=lambda passage: passage.start) - 1)


class _Tables:
    """The tables while they are filled, and the rows that are taken in them."""

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self._path, self._database = path, database
        self._articles = self._passages = 0
        self._copier: CatalogCopier | None = None

    def begin(self, before: Path | None) -> None:
        with _writing(self._path):
            self._database.executescript(f"{_PRAGMAS} {TABLES} {PEOPLE}")
            self._copier = CatalogCopier(self._database, before) if before else None
            self._database.execute("BEGIN")

    def finish(self) -> None:
        with _writing(self._path):
            self._database.execute("COMMIT")
            self._database.executescript(INDICES)

    def retire(self, articles: Iterable[Retired]) -> None:
        rows = [(one.article_id, one.source_id, one.title, one.successor, one.retired_at) for one in articles]
        self._insert("retired", rows)

    def add(self, one: Analysed) -> None:
        found = self._copy(one.article) if one.analysis is None else self._write(one.analysis)
        self._add_article(one.article, found, one.key)
        if one.signature is not None:
            self._insert("signatures", [(self._articles, one.signature)])
        self._passages += found.passages
        self._articles += 1

    def _copy(self, article: Article) -> Copied:
        if self._copier is None:
            raise ValueError(f"there is no catalogue to copy what was found in {article.source_id} from")
        with _writing(self._path):
            return self._copier.copy(article.id, self._articles, self._passages)

    def _write(self, analysis: Analysis) -> Copied:
        self._add_quotes(analysis)
        self._add_passages(analysis.passages)
        self._add_speakers(analysis)
        return Copied(len(analysis.passages), len(analysis.quotes), pack_spans(analysis.boilerplate))

    def _add_article(self, article: Article, found: Copied, key: str) -> None:
        self._insert(
            "articles",
            [
                (
                    self._articles,
                    article.id,
                    article.source_id,
                    article.title,
                    article.url,
                    article.source,
                    article.author,
                    article.published_at,
                    article.language,
                    published_day(article.published_at),
                    len(article.text),
                    self._passages,
                    found.passages,
                    found.quotes,
                    found.boilerplate,
                    key,
                )
            ],
        )
        self._insert("texts", [(self._articles, article.text)])

    def _add_passages(self, passages: Sequence[Passage]) -> None:
        numbered = enumerate(passages, self._passages)
        self._insert(
            "passages", [(row, self._articles, p.start, p.end, pack_spans(p.sentences)) for row, p in numbered]
        )

    def _add_quotes(self, analysis: Analysis) -> None:
        self._insert("quotes", [self._quote(quote, analysis.passages) for quote in analysis.quotes])

    def _quote(self, quote: Quote, passages: Sequence[Passage]) -> tuple[object, ...]:
        passage = passage_of(quote, passages)
        return (
            None,
            self._articles,
            -1 if passage is None else self._passages + passage,
            quote.start,
            quote.end,
            quote.kind,
            quote.speaker,
            quote.speaker_mention,
            quote.stated,
            quote.cue,
            quote.relay,
            quote.unmarked,
            quote.group,
            *quote.context,
            *(quote.mention_span or (None, None)),
            *(quote.cue_span or (None, None)),
            quote.role,
            quote.inferred,
            quote.is_speech,
            False,
            False,
        )

    def _add_speakers(self, analysis: Analysis) -> None:
        quoted = Counter(quote.speaker for quote in analysis.quotes)
        rows = [
            (None, self._articles, one.name, pack_names(one.aliases), quoted[one.name]) for one in analysis.speakers
        ]
        self._insert("speakers", rows)

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            places = ", ".join("?" * len(rows[0]))
            with _writing(self._path):
                self._database.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def _writing(path: Path) -> AbstractContextManager[None]:
    return writing(path.parent, sqlite3.OperationalError)


def _iso_day(written: str) -> date:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return datetime.fromisoformat(written).date()


def _mail_day(written: str) -> date:
    return parsedate_to_datetime(written).date()
