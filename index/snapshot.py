"""A snapshot: an immutable, complete index of a corpus. Only here are words cut from articles to be shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from index.catalog import Catalog
from index.errors import DamagedIndexError
from index.files import digest_file
from index.lexicon import Lexicon
from index.manifest import NAME, Manifest, read_manifest
from index.redaction import outside
from index.refs import make_ref
from index.results import Citation, CitedPassage, LedgerEntry, Source
from index.sources import find_source
from index.types import Article, Quote, StoredPassage, StoredQuote
from index.vectors import Vectors

_MARKS = 2  # characters that cited words may reach beyond their quotation: the closing marks
CATALOG = "catalog.sqlite"
VECTORS = "vectors.faiss"
LEXICON = "lexicon"


class Snapshot:
    """One snapshot, opened for reading from any number of threads; it stays whole when newer ones are published.

    Opening raises DamagedIndexError where a file is missing or truncated, was written to since, or does not belong to
    the others.
    """

    def __init__(self, folder: Path) -> None:
        self.manifest: Manifest = read_manifest(folder)
        self.id = self.manifest.id
        self._folder = folder
        self._check_files()
        self.catalog = Catalog(folder / CATALOG)
        self.vectors = Vectors(folder / VECTORS)
        self.lexicon = Lexicon(folder / LEXICON)
        self._check_counts()
        self._latest: Article | None = None

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._folder

    def cite(self, article_id: str, start: int, end: int, quote: Quote | None, score: float) -> Citation:
        """Return the words start..end of the article as a citation, attributed as `quote` is where they are part of it.

        Raises ValueError for an article that is not in the snapshot, an empty span, one that leaves the article, and
        one that has no word of `quote`.
        """
        if quote is not None and not (start < quote.end and quote.start < end):
            raise ValueError(f"{start}..{end} has no word of the quote {quote.start}..{quote.end}")
        article = self._article(article_id)
        text = _cut(article, start, end)
        return Citation(
            ref=make_ref(article.id, start, end, text),
            article_id=article.id,
            source_id=article.source_id,
            title=article.title,
            url=article.url,
            published_at=article.published_at,
            start=start,
            end=end,
            text=text,
            speaker=quote.speaker if quote else None,
            speaker_mention=quote.speaker_mention if quote else None,
            stated=quote.stated if quote else False,
            cue=quote.cue if quote else None,
            relay=quote.relay if quote else None,
            kind=quote.kind if quote else "passage",
            score=score,
            role=quote.role if quote else None,
            inferred=quote.inferred if quote else None,
            unmarked=quote.unmarked if quote else False,
            is_speech=quote.is_speech if quote else True,
            context=_cut(article, *quote.context) if quote else "",
            source=article.source,
        )

    def entry(self, stored: StoredQuote) -> LedgerEntry:
        """Return a quote of the ledger with its words. Raises ValueError where it does not fit the article."""
        quote, article = stored.quote, self._article(stored.article_id)
        text = _cut(article, quote.start, quote.end)
        return LedgerEntry(
            ref=make_ref(article.id, quote.start, quote.end, text),
            article_id=article.id,
            source_id=article.source_id,
            start=quote.start,
            end=quote.end,
            text=text,
            speaker=quote.speaker,
            speaker_mention=quote.speaker_mention,
            stated=quote.stated,
            cue=quote.cue,
            relay=quote.relay,
            kind=quote.kind,
            unmarked=quote.unmarked,
            group=quote.group,
            title=article.title,
            url=article.url,
            published_at=article.published_at,
            role=quote.role,
            inferred=quote.inferred,
            is_speech=quote.is_speech,
            context=_cut(article, *quote.context),
            mention_span=quote.mention_span,
            cue_span=quote.cue_span,
            hidden=stored.hidden,
            pinned=stored.pinned,
        )

    def passage(self, stored: StoredPassage, score: float) -> CitedPassage:
        """Return a retrieved passage with its words, and without those of a quotation that moderators hid.

        Raises ValueError where it does not fit the article.
        """
        article = self._article(stored.article_id)
        start, end = stored.start, stored.end
        if hidden := self.catalog.hidden_spans(article.id):
            start, end = outside(article.text, (start, end), hidden)
        return CitedPassage(article.id, article.source_id, start, end, _cut(article, start, end), score)

    def source(self, ref: str, context: int) -> Source:
        """Return the words of a reference where they stand now, with up to `context` characters on either side.

        Raises BadRefError, UnknownRefError, RemovedRefError and EditedRefError.
        """
        found = find_source(self.catalog, ref, context)
        quotes = self.catalog.quotes(article_ids=[found.article.article_id])
        around = [one for one in quotes if one.quote.start <= found.start and found.end <= one.quote.end + _MARKS]
        closest = min(around, key=lambda one: one.quote.end - one.quote.start, default=None)
        return replace(found, quote=self.entry(closest)) if closest else found

    def verify(self) -> None:
        """Compare every file with its checksum. Raises DamagedIndexError that names the first bad one."""
        for name, file in self.manifest.files.items():
            self._check_digest(name, file.sha256)

    def close(self) -> None:
        """Let go of the catalogue's file; whatever nobody refers to any more closes itself."""
        self.catalog.close()

    def _check_files(self) -> None:
        """The manifest is written last: what is younger was written to since, and is held against its checksum."""
        finished = (self._folder / NAME).stat().st_mtime_ns
        for name, file in self.manifest.files.items():
            path = self._folder / name
            found = path.stat() if path.is_file() else None
            if found is None:
                raise DamagedIndexError(f"{path} is missing; run quoth reindex.")
            if found.st_size != file.size:
                raise DamagedIndexError(f"{path} has {found.st_size} bytes instead of {file.size}; run quoth reindex.")
            if found.st_mtime_ns > finished:
                self._check_digest(name, file.sha256)

    def _check_digest(self, name: str, sha256: str) -> None:
        if digest_file(self._folder / name) != sha256:
            raise DamagedIndexError(f"{self._folder / name} was changed or damaged; run quoth reindex.")

    def _check_counts(self) -> None:
        counts = {len(self.catalog), len(self.vectors), len(self.lexicon), self.manifest.counts.passages}
        if len(counts) > 1 or self.vectors.dim != self.manifest.dim:
            raise DamagedIndexError(f"The files in {self._folder} do not belong together; run quoth reindex.")

    def _article(self, article_id: str) -> Article:
        """The article, kept until another one is asked for: a list of quotes asks for the same one many times."""
        article = self._latest
        if article is None or article.id != article_id:
            article = self.catalog.article(article_id)
        if article is None:
            raise ValueError(f"the snapshot {self.id} has no article {article_id}")
        self._latest = article
        return article


def _cut(article: Article, start: int, end: int) -> str:
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"{start}..{end} is no span of the article {article.id} of {len(article.text)} characters")
    return article.text[start:end]
