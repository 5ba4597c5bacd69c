"""What a reindex would do, before it is done: to the articles, to the quotations, and to what was cited already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from index.analysing import analyse_all
from index.catalog import Catalog
from index.corpus import Corpus
from index.errors import RefError
from index.manifest import Changes
from index.refs import parse_ref
from index.sources import locate
from index.types import Article, OnProgress, Progress, Quote, Report


@dataclass(frozen=True, slots=True)
class QuoteChange:
    """A quotation that comes, goes, or gets another speaker; `text` is a slice of the article."""

    source_id: str
    text: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class LostCitation:
    """A reference that was given out and would not show its words any more, and why: removed or edited."""

    ref: str
    source_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reindex would do.

    digest: identifies the articles that were looked at. is_anew: all quotations are looked for anew, by other rules.
    gained, lost, reattributed: quotations of the articles that would be added, changed or removed.
    """

    report: Report
    digest: str
    gained: tuple[QuoteChange, ...] = ()
    lost: tuple[QuoteChange, ...] = ()
    reattributed: tuple[QuoteChange, ...] = ()
    citations: tuple[LostCitation, ...] = ()
    is_anew: bool = False


@dataclass(slots=True)
class Comparison:
    """The quotations of a collection as it is and as it would be, compared article by article."""

    before: Catalog | None
    gained: list[QuoteChange] = field(default_factory=list)
    lost: list[QuoteChange] = field(default_factory=list)
    reattributed: list[QuoteChange] = field(default_factory=list)

    def compare(self, corpus: Corpus, changes: Changes, on_progress: OnProgress) -> None:
        """Look through the articles that would be added, changed or removed."""
        wanted = {*changes.added, *changes.changed}
        differing = (article for article in corpus if article.source_id in wanted)
        analyses = analyse_all((one for one in corpus.readings() if one.article.source_id in wanted), len(wanted))
        for number, (article, found) in enumerate(zip(differing, analyses, strict=True), 1):
            self._take(article.source_id, self._kept(article.source_id), _said(article, found.quotes))
            on_progress(Progress("analysing", number, len(wanted)))
        for source_id in changes.removed:
            self._take(source_id, self._kept(source_id), {})

    def _take(
        self, source_id: str, before: Mapping[str, Sequence[str | None]], after: Mapping[str, Sequence[str | None]]
    ) -> None:
        for text in dict.fromkeys((*before, *after)):
            old, new = before.get(text, ()), after.get(text, ())
            for number, (was, becomes) in enumerate(zip_longest(old, new)):
                change = QuoteChange(source_id, text, was, becomes)
                if number >= len(old):
                    self.gained.append(change)
                elif number >= len(new):
                    self.lost.append(change)
                elif was != becomes:
                    self.reattributed.append(change)

    def _kept(self, source_id: str) -> Mapping[str, Sequence[str | None]]:
        article_id = self.before.find_article(source_id) if self.before else None
        article = self.before.article(article_id) if self.before and article_id else None
        return _said(article, self.before.analysis(article.id).quotes) if self.before and article else {}


def lost_citations(refs: Iterable[str], before: Catalog, corpus: Corpus, changes: Changes) -> Iterator[LostCitation]:
    """Yield the references that show their words now and would not any more."""
    by_article = _by_article(refs, before)
    edited = {article.source_id: article for article in corpus if article.source_id in set(changes.changed)}
    for source_id, given in by_article.items():
        for ref in given:
            if source_id in changes.removed:
                yield LostCitation(ref, source_id, "removed")
            elif source_id in edited and parse_ref(ref).find(edited[source_id].text) is None:
                yield LostCitation(ref, source_id, "edited")


def _by_article(refs: Iterable[str], before: Catalog) -> dict[str, list[str]]:
    """The references that show their words, also where the article was edited since, by its source id."""
    found = defaultdict(list)
    for ref in refs:
        try:
            summary = before.summary(parse_ref(ref).article_id)
            source_id = summary.source_id if summary else locate(before, ref)[0].source_id
        except RefError:
            continue
        found[source_id].append(ref)
    return found


def _said(article: Article, quotes: Sequence[Quote]) -> dict[str, list[str | None]]:
    """The speakers of each quotation of an article, by its words, in their order."""
    said = defaultdict(list)
    for quote in quotes:
        if quote.is_speech:
            said[article.text[quote.start : quote.end]].append(quote.speaker)
    return said
