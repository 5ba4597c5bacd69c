"""The values of the engine, from articles to reports; immutable, spans half-open in code points of the stored text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Span = tuple[int, int]
Kind = Literal["direct", "mixed", "indirect", "passage"]
ListOrder = Literal["newest", "oldest"]
Inferred = Literal["role", "pronoun", "context", "correction"]


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read. `id` comes from its title and text, `source_id` from where it was read.

    language: as the format states it, a BCP 47 tag ("en", "pt-BR"); None where it does not.
    """

    source_id: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    language: str | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        content = f"{self.title}\0{self.text}".encode("utf-8", "surrogatepass")
        object.__setattr__(self, "id", hashlib.sha256(content).hexdigest()[:16])


@dataclass(frozen=True, slots=True)
class Passage:
    """The span that is embedded and retrieved, with the spans of its sentences."""

    start: int
    end: int
    sentences: tuple[Span, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a passage needs 0 <= start < end, not {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words (without their marks) and who said them, as far as the article tells.

    speaker: the fullest name the article gives, or None where it is not known.
    speaker_mention: the speaker as written at the cue ("the mayor").
    stated: whether the sentence itself names the speaker; otherwise `inferred` says from what: a role ("the mayor"), a
    pronoun, the context (carried over from whoever was speaking), or a moderator's correction.
    cue: the reporting words ("said"); relay: who passed the words on ("the Arden Courier").
    unmarked: whether a quotation mark is missing; group: pieces of one interrupted quotation share a number.
    context: the span of the sentence or introduction and quote that belong together.
    mention_span, cue_span: where mention and cue stand; role: the speaker's title or role where the article gives one.
    is_speech: False for what only looks like a quotation (a scare quote, a title, a term: then nobody's), for what
    somebody denies, and for what is said only by another's account ("Doe said [that Torres had promised [a bridge]]").
    """

    start: int
    end: int
    kind: Kind
    speaker: str | None
    speaker_mention: str | None
    stated: bool
    cue: str | None
    relay: str | None
    unmarked: bool
    group: int
    context: Span
    mention_span: Span | None = None
    cue_span: Span | None = None
    role: str | None = None
    inferred: Inferred | None = None
    is_speech: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a quote needs 0 <= start < end, not {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody an article names: person, organisation or document; aliases are all the ways it names them."""

    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What indexing finds in one article. `boilerplate` spans are neither cited nor retrieved."""

    boilerplate: tuple[Span, ...]
    passages: tuple[Passage, ...]
    quotes: tuple[Quote, ...]
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of a snapshot; `row` is its number in the vector and the lexical index."""

    row: int
    article_id: str
    start: int
    end: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A quote of a snapshot, with the row of the passage that holds it, and whether moderators hid or pinned it."""

    article_id: str
    passage_row: int
    quote: Quote
    hidden: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class StoredSpeaker:
    """A speaker of one article of a snapshot; `quotes` counts what they are quoted with there."""

    article_id: str
    name: str
    aliases: tuple[str, ...]
    quotes: int


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article of a snapshot without its text, with what was found in it."""

    article_id: str
    source_id: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: str | None
    characters: int
    passages: int
    quotes: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a question is restricted to. `article` is an article's id or source id; dates are inclusive.

    sources: outlets as the articles name them, any of which will do; none for all. is_chosen: the speaker is the one
    called exactly so, chosen from the names that an answer asked back.
    """

    article: str | None = None
    speaker: str | None = None
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with its score (0..1, comparable within one answer).

    copies: the rows of passages with the same words, or nearly, in other articles that print the same text.
    """

    passage: StoredPassage
    score: float
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or row that could not be read, or was left out, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a reindex did: source ids by what became of them; `published` is the snapshot that answers from now on.

    lost: the moderators' corrections that do not apply any more, each with the reason; they are kept, and apply again
    when their words come back. absent: the folders and files that are gone, and what stays of each.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    failed: tuple[Failure, ...]
    passages: int
    quotes: int
    embedded: int
    published: str | None
    seconds: float
    lost: tuple[Failure, ...] = ()
    absent: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a reindex stands. phase: "model", "reading", "analysing", "embedding" or "publishing"."""

    phase: str
    done: int
    total: int | None


OnProgress = Callable[[Progress], None]
