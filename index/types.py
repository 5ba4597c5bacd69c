"""The values of the engine. All are immutable; every span is half-open, in code points of the article's stored text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Span = tuple[int, int]
Kind = Literal["direct", "mixed", "indirect", "passage"]
ListOrder = Literal["newest", "oldest"]
Refusal = Literal[
    "ambiguous",
    "not_named",
    "not_quoted",
    "not_on_topic",
    "not_said",
    "not_from",
    "not_covered",
    "not_stated",
    "false_premise",
]
VerdictName = Literal["exact", "altered", "someone_else", "paraphrase", "not_found"]
Inferred = Literal["role", "pronoun", "context", "correction"]


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read. `id` comes from its title and text, `source_id` from where it was read."""

    source_id: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
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
    is_speech: False for what only looks like a quotation (a scare quote, a title, a term: then nobody's), and for what
    is reported of somebody without being said: a belief, a wish, a stance.
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
    """A passage found for a question, with its score (0..1, comparable within one answer)."""

    passage: StoredPassage
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of an article, cut from it, with who said them. Only `Snapshot.cite` makes one.

    role, inferred, unmarked, is_speech: as of the quote; context: the sentence that says who speaks, cut as well.
    source: the outlet; also_in: the same words, or nearly, in other articles, the newest first.
    """

    ref: str
    article_id: str
    source_id: str
    title: str
    url: str | None
    published_at: str | None
    start: int
    end: int
    text: str
    speaker: str | None
    speaker_mention: str | None
    stated: bool
    cue: str | None
    relay: str | None
    kind: Kind
    score: float
    role: str | None = None
    inferred: Inferred | None = None
    unmarked: bool = False
    is_speech: bool = True
    context: str = ""
    source: str | None = None
    also_in: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A quote of the ledger as it is handed out, with its words cut from the article.

    context: the sentence that says who speaks, cut as well; mention_span, cue_span: where mention and cue stand.
    """

    ref: str
    article_id: str
    source_id: str
    start: int
    end: int
    text: str
    speaker: str | None
    speaker_mention: str | None
    stated: bool
    cue: str | None
    relay: str | None
    kind: Kind
    unmarked: bool
    group: int
    title: str = ""
    url: str | None = None
    published_at: str | None = None
    role: str | None = None
    inferred: Inferred | None = None
    is_speech: bool = True
    context: str = ""
    mention_span: Span | None = None
    cue_span: Span | None = None
    hidden: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class QuoteList:
    """Quotes of the ledger that fit what was asked for: one page of `total`.

    speaker: the full name of the speaker asked for; clarify: the names to choose from, when several are meant.
    """

    entries: tuple[LedgerEntry, ...]
    total: int
    speaker: str | None = None
    clarify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A retrieved passage as it is handed out."""

    article_id: str
    source_id: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words as asked and as they stand in the article: the same, changed, missing (not asked) or added."""

    kind: Literal["same", "changed", "missing", "added"]
    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class Match:
    """Words of the collection beside the words that were asked for, run by run.

    warning: what the asked words leave out that may turn their meaning, in a sentence.
    """

    citation: Citation
    pieces: tuple[Piece, ...]
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether anybody said some words: the verdict, in a sentence `reason`, and where similar words stand, best first.

    "exact": letter by letter, but for marks and case; "altered": with other words here and there; "someone_else": not
    by who was asked for; "paraphrase": nobody is quoted with the words, but with the same meaning; "not_found".
    """

    words: str
    speaker: str | None
    verdict: VerdictName
    reason: str
    matches: tuple[Match, ...]
    clarify: tuple[str, ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine answers. Without citations it is not answered, and `reason` says why, in a sentence.

    refusal: the same as a kind. "ambiguous": several people are meant (`clarify`); "not_named": nobody is called so;
    "not_quoted": mentioned, never quoted; "not_on_topic": quoted, but not on this; "not_said": nobody, or not this
    person, is quoted with the words; "not_from": the outlet or filter leaves nothing; "not_covered": no article touches
    this; "not_stated": articles touch on it, none says it; "false_premise": the question assumes what they deny.

    With citations, `note` may say something about them, in a sentence: what was altered, which dates were applied.
    omitted: how many more quotations would answer the question than the limit lets through. is_completed: the question
    is not as it was typed, but completed from the conversation.
    """

    question: str
    confidence: float
    reason: str | None
    citations: tuple[Citation, ...]
    passages: tuple[CitedPassage, ...]
    clarify: tuple[str, ...]
    snapshot: str
    omitted: int = 0
    note: str | None = None
    refusal: Refusal | None = None
    is_completed: bool = False

    @property
    def answered(self) -> bool:
        return bool(self.citations)


@dataclass(frozen=True, slots=True)
class Source:
    """Cited words in their context: text[start:end] of the article, between `before` and `after`.

    moved: the article was edited since the citation was made, and the words still stand in it, here.
    quote: the quotation that the words are of, where they are one.
    """

    ref: str
    article: ArticleSummary
    start: int
    end: int
    before: str
    text: str
    after: str
    paragraph: int
    paragraphs: int
    moved: bool
    quote: LedgerEntry | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or row that could not be read, or was left out, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a reindex did: source ids by what became of them; `published` is the snapshot that answers from now on.

    lost: the moderators' corrections that do not apply any more, each with the reason; they are kept, and apply again
    when their words come back.
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


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a reindex stands. phase: "model", "reading", "analysing", "embedding" or "publishing"."""

    phase: str
    done: int
    total: int | None


OnProgress = Callable[[Progress], None]
