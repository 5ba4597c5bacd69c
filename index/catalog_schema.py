"""The tables of the catalogue, and how spans and names are packed into them."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from index.types import Span

FORMAT = 6  # raise it with every change of the tables; snapshots of another format are made anew

TABLES = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, source_id TEXT NOT NULL, title TEXT NOT NULL, url TEXT, source TEXT,
    author TEXT, published_at TEXT, language TEXT, day TEXT, characters INTEGER NOT NULL,
    first_passage INTEGER NOT NULL, passages INTEGER NOT NULL, quotes INTEGER NOT NULL, boilerplate BLOB NOT NULL,
    key TEXT NOT NULL);
CREATE TABLE duplicates (article INTEGER PRIMARY KEY, "group" INTEGER NOT NULL);
CREATE TABLE signatures (article INTEGER PRIMARY KEY, signature BLOB NOT NULL);
CREATE TABLE texts (article INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    sentences BLOB NOT NULL);
CREATE TABLE quotes (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, passage INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, kind TEXT NOT NULL, speaker TEXT, speaker_mention TEXT, stated INTEGER NOT NULL, cue TEXT,
    relay TEXT, unmarked INTEGER NOT NULL, "group" INTEGER NOT NULL, context_start INTEGER NOT NULL,
    context_end INTEGER NOT NULL, mention_start INTEGER, mention_end INTEGER, cue_start INTEGER, cue_end INTEGER,
    role TEXT, inferred TEXT, is_speech INTEGER NOT NULL, hidden INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0);
CREATE TABLE speakers (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, name TEXT NOT NULL, aliases TEXT NOT NULL,
    quotes INTEGER NOT NULL);
CREATE TABLE retired (
    id TEXT PRIMARY KEY, source_id TEXT NOT NULL, title TEXT NOT NULL, successor TEXT, retired_at TEXT NOT NULL
    ) WITHOUT ROWID;
"""

# What follows is made of the tables above and the moderators' corrections, and made anew with every one of these.
PEOPLE = """
CREATE TABLE people (row INTEGER PRIMARY KEY, name TEXT NOT NULL, quotes INTEGER NOT NULL);
CREATE TABLE known_as (
    article INTEGER NOT NULL, name TEXT NOT NULL, person INTEGER NOT NULL, quotes INTEGER NOT NULL,
    PRIMARY KEY (article, name, person)) WITHOUT ROWID;
CREATE TABLE names (surname TEXT NOT NULL, person INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (surname, person, name)) WITHOUT ROWID;
CREATE TABLE family_names (word TEXT NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (word, person)) WITHOUT ROWID;
CREATE TABLE aliases (row INTEGER PRIMARY KEY, person INTEGER NOT NULL, alias TEXT NOT NULL, is_role INTEGER NOT NULL);
CREATE TABLE alias_articles (
    alias INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (alias, article)) WITHOUT ROWID;
CREATE TABLE alias_words (word TEXT NOT NULL, alias INTEGER NOT NULL, PRIMARY KEY (word, alias)) WITHOUT ROWID;
CREATE TABLE words (word TEXT PRIMARY KEY, base TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE found_speakers (quote INTEGER PRIMARY KEY, speaker TEXT, stated INTEGER NOT NULL, inferred TEXT,
    role TEXT);
CREATE TABLE found_sentences (passage INTEGER PRIMARY KEY, sentences BLOB NOT NULL);
CREATE TABLE lost_corrections (id INTEGER PRIMARY KEY, reason TEXT NOT NULL);
"""

PEOPLE_INDICES = """
CREATE INDEX people_known_as ON known_as (person);
CREATE INDEX people_aliases ON aliases (person);
CREATE INDEX people_quoted ON people (quotes);
CREATE INDEX word_bases ON words (base);
"""

INDICES = """
CREATE UNIQUE INDEX article_ids ON articles (id);
CREATE UNIQUE INDEX article_source_ids ON articles (source_id);
CREATE INDEX article_days ON articles (day) WHERE day IS NOT NULL;
CREATE INDEX quote_speakers ON quotes (article, speaker);
CREATE INDEX quote_passages ON quotes (passage);
CREATE INDEX article_speakers ON speakers (article);
"""


@dataclass(frozen=True, slots=True)
class Retired:
    """An article that an earlier snapshot held and this one does not.

    successor: the id of the article that stands in its place since (same source id, edited), or None: removed.
    retired_at: when it was noticed, in UTC, as ISO 8601.
    """

    article_id: str
    source_id: str
    title: str
    successor: str | None
    retired_at: str


def pack_spans(spans: Sequence[Span]) -> bytes:
    """Return the spans as 32-bit numbers, little-endian."""
    return struct.pack(f"<{2 * len(spans)}I", *chain.from_iterable(spans))


def unpack_spans(packed: bytes) -> tuple[Span, ...]:
    """Return the spans that `pack_spans` packed."""
    numbers = struct.unpack(f"<{len(packed) // 4}I", packed)
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def pack_names(names: Sequence[str]) -> str:
    """Return the names as JSON in ASCII, in which every character survives."""
    return json.dumps(names)


def unpack_names(packed: str) -> tuple[str, ...]:
    """Return the names that `pack_names` packed."""
    return tuple(json.loads(packed))
