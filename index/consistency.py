"""What must agree within a snapshot: spans with texts, references with words, rows with rows, vectors with passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.embedding import Embedder
from index.lexicon import Lexicon
from index.passages import searchable_text
from index.refs import make_ref
from index.sources import locate
from index.types import Article, Passage, Span, StoredPassage, StoredQuote
from index.vectors import Vectors

_AGREES = 0.999  # cosine; encoders of one model agree to .9999, in bf16 too, while other words are far below
_RAREST = 3  # words of a passage, those that the fewest passages have, that it is looked for with
_HITS = 1000  # an article has fewer passages


def find_faults(catalog: Catalog, article: Article, rows: range, quotes: int) -> Iterator[str]:
    """Yield what is wrong with an article that should have passages of these rows, and so many quotations."""
    found = catalog.passage_rows([article.id]).tolist()
    if found != list(rows):
        yield f"its passages are not the rows from {rows.start} to {rows.stop}"
    for passage in catalog.passages(found):
        yield from _passage_faults(catalog, article, passage)
    stored = catalog.quotes(article_ids=[article.id], with_hidden=True)
    if len(stored) != quotes:
        yield f"it has {len(stored)} quotations instead of {quotes}"
    for quote in stored:
        yield from _quote_faults(catalog, article, quote, rows)
    analysis = catalog.analysis(article.id)  # read whole, as the next reindex does
    if not all(_is_within(span, (0, len(article.text))) for span in analysis.boilerplate):
        yield "what is marked in it as boilerplate leaves its text"


def find_unfound(catalog: Catalog, lexicon: Lexicon, rows: Sequence[int]) -> list[int]:
    """Return those of these passages that the lexicon does not find by their own words."""
    return [row for row, article, passage in _texts(catalog, rows) if not _is_found(lexicon, row, article, passage)]


def find_unlike(catalog: Catalog, vectors: Vectors, rows: Sequence[int], embedder: Embedder) -> list[int]:
    """Return those of these passages whose vectors are not what `embedder` makes of them. Raises ModelError."""
    texts = [(row, searchable_text(article, passage)) for row, article, passage in _texts(catalog, rows)]
    made = embedder.embed_passages([text for _, text in texts])
    kept = vectors.take(np.array([row for row, _ in texts], dtype=np.int64))
    alike = _are_alike(made, kept)
    return [row for (row, _), is_alike in zip(texts, alike, strict=True) if not is_alike]


def _passage_faults(catalog: Catalog, article: Article, passage: StoredPassage) -> Iterator[str]:
    what, span = f"its passage {passage.row}", (passage.start, passage.end)
    if passage.article_id != article.id:
        yield f"{what} is another article’s"
    elif not _is_within(span, (0, len(article.text))):
        yield f"{what} leaves its text"
    elif not all(_is_within(sentence, span) for sentence in passage.sentences):
        yield f"{what} has sentences outside of it"
    elif not _resolves(catalog, article, span):
        yield f"{what} is not found by its reference"


def _quote_faults(catalog: Catalog, article: Article, stored: StoredQuote, rows: range) -> Iterator[str]:
    quote, whole = stored.quote, (0, len(article.text))
    what, span = f"its quotation {quote.start}..{quote.end}", (quote.start, quote.end)
    parts = [part for part in (span, quote.context, quote.mention_span, quote.cue_span) if part is not None]
    if not all(_is_within(part, whole) for part in parts):
        yield f"{what} leaves its text"
    elif stored.passage_row not in (rows or (-1,)):
        yield f"{what} is put to the passage {stored.passage_row}, which is not its own"
    elif not _resolves(catalog, article, span):
        yield f"{what} is not found by its reference"


def _resolves(catalog: Catalog, article: Article, span: Span) -> bool:
    """Whether a reference to these words leads to them again."""
    found, place = locate(catalog, make_ref(article.id, *span, article.text[slice(*span)]))
    return (found.id, place) == (article.id, span)


def _is_within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] < inner[1] <= outer[1]


def _texts(catalog: Catalog, rows: Sequence[int]) -> Iterator[tuple[int, Article, Passage]]:
    """The passages of these rows, each with its article, if that is there (if not, that is told elsewhere)."""
    article: Article | None = None
    for stored in catalog.passages(rows):
        if article is None or article.id != stored.article_id:
            article = catalog.article(stored.article_id)
        if article is not None:
            yield stored.row, article, Passage(stored.start, stored.end, stored.sentences)


def _is_found(lexicon: Lexicon, row: int, article: Article, passage: Passage) -> bool:
    words = {word: lexicon.document_frequency(word) for word in article.text[passage.start : passage.end].split()}
    rarest = sorted(filter(words.get, words), key=lambda word: (words[word], word))[:_RAREST]
    found = (lexicon.search([word], _HITS, articles=[article.id], title_weight=0.0) for word in rarest)
    return all(any(hit == row for hit, _ in hits) for hits in found)


def _are_alike(made: NDArray[np.float32], kept: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of the vectors have the direction of their counterparts; one without any only that of another such."""
    lengths = np.linalg.norm(made, axis=1) * np.linalg.norm(kept, axis=1)
    is_alike = np.einsum("ij,ij->i", made, kept) >= _AGREES * lengths  # False where a number is none
    return np.asarray(is_alike & (made.any(axis=1) == kept.any(axis=1)), dtype=np.bool_)
