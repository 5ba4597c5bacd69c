"""The passages' words in a tantivy index, scored with BM25. Questions never reach a query language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from index.errors import DamagedIndexError, QuothError, StorageError
from index.files import writing
from index.text import space_out

_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_WITHIN = re.compile(r"\.[^\W\d_]")  # every abbreviation has one, and hardly anything else; a dot is found at once
_POSSESSIVE = re.compile(r"['’]s\b")
_LONGEST_WORD = 40  # bytes, as in tantivy's own en_stem
_HEAP = 100_000_000  # bytes the writer may use before it starts another segment
_SCRIPTS = {  # letters of a script, and the language whose endings its words are taken to have
    re.compile("[\u0370-\u03ff]+"): "greek",
    re.compile("[\u0400-\u052f]+"): "russian",
    re.compile("[\u0620-\u06ff]+"): "arabic",
    re.compile("[\u0b80-\u0bff]+"): "tamil",
}
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u1fff\u2c00-\U0010ffff]"
)  # not the marks and letters of European news in Latin script
_NOTHING: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class LexicalDocument:
    """A passage as the lexicon takes it in: `row` counts up from 0, `article` is the article's id.

    origin: the words for the outlet, author and day of the article.
    """

    row: int
    article: str
    title: str
    text: str
    origin: str = ""


def write_lexicon(folder: Path, documents: Iterable[LexicalDocument]) -> None:
    """Write the lexicon of these passages into `folder`, which is made. Raises StorageError."""
    import tantivy

    with writing(folder, ValueError):
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer("news", _analyzer())
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        plain = lru_cache(2)(_plain)  # the passages of an article, one after the other, have its title and origin
        for document in documents:
            writer.add_document(
                tantivy.Document(
                    row=document.row,
                    article=document.article,
                    title=plain(document.title),
                    text=_plain(document.text),
                    origin=plain(document.origin),
                )
            )
        writer.commit()
        writer.wait_merging_threads()


class Lexicon:
    """A snapshot's lexicon, mapped from disk; any number of threads may search it at once.

    Opening raises DamagedIndexError, and StorageError for a folder that cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        import tantivy

        try:
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")
            self._searcher: Any = index.searcher()
        except ValueError as error:
            raise _unopened(folder, error) from error
        self._schema = index.schema
        self._analyzer = _analyzer()
        self._query: Any = tantivy.Query

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def rows(self) -> list[int]:
        """Return the rows of all passages, ascending."""
        hits = self._searcher.search(self._query.all_query(), limit=len(self) or 1, count=False).hits
        return sorted(map(int, self._searcher.fast_field_values("row", [address for _, address in hits])))

    def document_frequency(self, word: str) -> int:
        """Return in how many passages' text the word stands, in any of its forms; 0 for what is no word."""
        return min((self._searcher.doc_freq("text", token) for token in self._tokens(word)), default=0)

    def search(
        self,
        terms: Sequence[str],
        k: int,
        *,
        phrases: Sequence[tuple[str, ...]] = (),
        boosts: Mapping[str, float] = _NOTHING,
        articles: Collection[str] | None = None,
        title_weight: float = 1.0,
        origin_weight: float = 0.0,
    ) -> list[tuple[int, float]]:
        """Return up to k (row, BM25 score), best first, equal ones by row; only in `articles` (ids) where given.

        terms: words as typed; a passage needs one of them. phrases: words that count again where they stand together.
        boosts: factors for some of the terms. title_weight, origin_weight: the worth of a word in the article's title,
        and among the words for its outlet, author and day; 0 for none.
        """
        from tantivy import Occur

        weights = self._weights(terms, boosts)
        worth = {"text": 1.0, "title": title_weight, "origin": origin_weight}
        wanted = [query for token, weight in weights.items() for query in self._term(token, weight, worth)]
        wanted += [query for phrase in phrases for query in self._phrase(phrase)]
        if not wanted or k <= 0 or (articles is not None and not articles):
            return []
        query = self._query.boolean_query([(Occur.Should, one) for one in wanted])
        if articles is not None:
            query = self._query.boolean_query([(Occur.Must, self._within(articles)), (Occur.Must, query)])
        return self._hits(query, k)

    def _hits(self, query: Any, k: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, limit=min(k, len(self)) or 1, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _weights(self, terms: Sequence[str], boosts: Mapping[str, float]) -> dict[str, float]:
        weights: dict[str, float] = {}
        for term in terms:
            for token in self._tokens(term):
                weights[token] = max(weights.get(token, 0.0), boosts.get(term, 1.0))
        return weights

    def _term(self, token: str, weight: float, worth: Mapping[str, float]) -> list[Any]:
        fields = [(field, weight * part) for field, part in worth.items()]
        terms = [(self._query.term_query(self._schema, field, token), w) for field, w in fields if w > 0]
        return [self._query.boost_query(query, w) for query, w in terms]

    def _phrase(self, words: Sequence[str]) -> list[Any]:
        tokens = [token for word in words for token in self._tokens(word)]
        return [self._query.phrase_query(self._schema, "text", tokens)] if len(tokens) > 1 else []

    def _within(self, articles: Collection[str]) -> Any:
        chosen = self._query.term_set_query(self._schema, "article", [_sayable(article) for article in articles])
        return self._query.const_score_query(chosen, 0.0)

    def _tokens(self, words: str) -> list[str]:
        tokens: list[str] = self._analyzer.analyze(_plain(words))
        return tokens


def _unopened(folder: Path, error: ValueError) -> QuothError:
    """tantivy makes a lock file even to read, so a folder that cannot be written cannot be opened either."""
    if "Lockfile" in str(error):
        return StorageError(f"{folder} must be writable, for a lock file, to be read; allow it to the user of Quoth.")
    return DamagedIndexError(f"{folder} cannot be read ({error}); run quoth reindex.")


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", fast=True)
    builder.add_text_field("article", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="news", index_option="freq")
    builder.add_text_field("origin", tokenizer_name="news", index_option="freq")
    builder.add_text_field("text", tokenizer_name="news", index_option="position")
    return builder.build()


def _analyzer() -> Any:
    """tantivy's en_stem, with accents folded away."""
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(_LONGEST_WORD),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


def _plain(text: str) -> str:
    """Make one token of what the tokenizer would tear apart ("U.S." → "US"), and several of what it would not."""
    whole = _POSSESSIVE.sub("", _sayable(unicodedata.normalize("NFKC", text)))
    if _OTHER_SCRIPT.search(whole):
        whole = _stem_other_scripts(space_out(whole))
    if not _WITHIN.search(whole):
        return whole
    return _ABBREVIATION.sub(lambda match: match.group().replace(".", ""), whole)


def _stem_other_scripts(text: str) -> str:
    for letters, language in _SCRIPTS.items():
        if letters.search(text):
            text = letters.sub(_stemmer(language), text)
    return text


@cache
def _stemmer(language: str) -> Callable[[re.Match[str]], str]:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    analyzer = builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer(language)).build()
    return lambda word: " ".join(analyzer.analyze(word.group()))


def _sayable(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 library takes."""
    return text.encode("utf-8", "replace").decode()
