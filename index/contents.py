"""What goes into a snapshot, article by article: no more than a few of them are held at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from index.analysing import Reading, analyse_all
from index.analysis import analyse
from index.catalog import Catalog
from index.catalog_schema import Retired
from index.catalog_writer import Analysed, published_day
from index.corpus import Corpus
from index.lexicon import LexicalDocument
from index.nearduplicates import NearDuplicates, sign
from index.retiring import retired_since
from index.snapshot import CATALOG, Snapshot
from index.types import Analysis, Article, OnProgress, Progress, Span, StoredPassage
from index.unfinished import Unfinished

_AT_ONCE = 32  # articles whose passages are read in one go


@dataclass(slots=True)
class Contents:
    """The articles that go into a snapshot.

    previous: the snapshot to take from; indexed: the keys of those of its articles that would be analysed alike today.
    held: all that was in the collection until now.
    """

    corpus: Corpus
    previous: Snapshot | None
    held: Iterable[Retired]
    indexed: Collection[str]
    on_progress: OnProgress

    @property
    def before(self) -> Path | None:
        """The catalogue from which is copied what was found before."""
        return self.previous.folder / CATALOG if self.previous and self.indexed else None

    def analysed(self, unfinished: Unfinished) -> Iterator[Analysed]:
        """Yield each article with what is found in it; without, where it is copied from the catalogue before."""
        done = {*self.indexed, *unfinished.keys()}
        new = [number for number, key in enumerate(self.corpus.keys()) if key not in done]
        analyses, is_new = analyse_all(self.corpus.readings(new), len(new)), set(new).__contains__
        for number, one in enumerate(self.corpus.readings()):
            if is_new(number):
                found = next(analyses)
                unfinished.put(one.key, found)
                yield self._signed(one, found)
            elif one.key in self.indexed:
                yield self._kept(one)
            else:
                yield self._signed(one, unfinished.get(one.key) or analyse(one.article, repeated=one.repeated))
            self.on_progress(Progress("analysing", number + 1, len(self.corpus)))

    def _kept(self, one: Reading) -> Analysed:
        """What was found before; a single article is not signed, and there it has to be read."""
        if self.previous is None or self.previous.manifest.counts.articles > 1:
            return Analysed(one.article, one.key, None)
        return self._signed(one, self.previous.catalog.analysis(one.article.id))

    def _signed(self, one: Reading, found: Analysis) -> Analysed:
        signature = sign(_running_text(one.article.text, found.boilerplate)) if len(self.corpus) > 1 else None
        return Analysed(one.article, one.key, found, signature)

    def passages(self, catalog: Catalog) -> Iterator[tuple[Article, StoredPassage]]:
        """Yield every passage of the written catalogue, with its article."""
        articles = iter(self.corpus)
        while some := {article.id: article for article in islice(articles, _AT_ONCE)}:
            for passage in catalog.passages(catalog.passage_rows(some)):
                yield some[passage.article_id], passage

    def documents(self, catalog: Catalog) -> Iterator[LexicalDocument]:
        """Yield every passage for the lexicon."""
        for article, found in groupby(self.passages(catalog), key=itemgetter(0)):
            origin = _origin(article)
            for _, passage in found:
                words = article.text[passage.start : passage.end]
                yield LexicalDocument(passage.row, article.id, article.title, words, origin)

    def retired(self) -> Iterator[Retired]:
        """Yield the articles that are there no longer, and what stands in their place, if anything does."""
        now = {source_id: one.id for source_id, one in self.corpus.described.items()}
        return retired_since(self.held, now)


def find_duplicates(path: Path) -> list[tuple[str, ...]]:
    """Return which articles of a written catalogue, by their ids, print one text."""
    with closing(Catalog(path)) as catalog:
        found = NearDuplicates(lambda article_id: _signed_text(catalog, article_id))
        for article_id, signature in catalog.signatures():
            found.add(article_id, signature)
        return found.groups()


def _signed_text(catalog: Catalog, article_id: str) -> str:
    article = catalog.article(article_id)
    return _running_text(article.text, catalog.boilerplate(article_id)) if article else ""


def _running_text(text: str, boilerplate: Sequence[Span]) -> str:
    """An article's text without what is never cited."""
    pieces, at = [], 0
    for start, end in sorted(boilerplate):
        pieces.append(text[at:start])
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def _origin(article: Article) -> str:
    """What questions call an article by besides its title: the outlet, the author, the day in words."""
    day = published_day(article.published_at)
    named = f"{date.fromisoformat(day):%-d %B %Y}" if day else None
    return " ".join(filter(None, (article.source, article.author, named)))
