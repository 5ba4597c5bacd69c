"""What the engine hands out: citations, quotes of the ledger, answers, verdicts and sources, cut from articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.types import ArticleSummary, Inferred, Kind, Span

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
ReceiptState = Literal["unchanged", "edited", "removed"]
VerdictName = Literal["exact", "altered", "someone_else", "paraphrase", "not_found"]


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

    speaker: the full name of the speaker asked for; clarify: the names to choose from, when several are meant;
    is_unknown: nobody is called as was asked.
    """

    entries: tuple[LedgerEntry, ...]
    total: int
    speaker: str | None = None
    clarify: tuple[str, ...] = ()
    is_unknown: bool = False


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
class Receipt:
    """What became of cited words since: the state, in a sentence `reason`.

    "unchanged": letter by letter; "edited": other words stand in their place; "removed": the article is gone, or the
    words are gone from it. was: as they were cited, None where nobody remembers; now: what stands in their place, with
    its own reference; pieces: what was (`asked`) beside what is (`said`).
    """

    ref: str
    state: ReceiptState
    reason: str
    was: str | None = None
    now: str | None = None
    pieces: tuple[Piece, ...] = ()
    now_ref: str | None = None
    title: str | None = None
    url: str | None = None
