"""Passages: what is embedded and retrieved. They follow sentences and paragraphs, and never cut a quotation."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import Article, Passage, Quote, Span, StoredPassage

_TARGET = 500  # characters; sentence-packed passages of this size rank best with BM25 and fit MiniLM's 256 tokens
_ENOUGH = 300  # from here on a paragraph's end is taken where the next paragraph would not fit


def find_passages(paragraphs: Sequence[Span], sentences: Sequence[Span], quotes: Sequence[Quote]) -> list[Passage]:
    """Pack sentences into passages of about 500 characters; a quotation stays with its introduction."""
    ends = {end for _, end in paragraphs}
    passages: list[Passage] = []
    packed: list[list[Span]] = []
    for atom in _atoms(sentences, quotes):
        if packed and _is_full(packed, atom, ends):
            passages.append(_passage(packed))
            packed = []
        packed.append(atom)
    if packed:
        passages.append(_passage(packed))
    return passages


def searchable_text(article: Article, passage: Passage | StoredPassage) -> str:
    """Return the text that is embedded for a passage: the article's title, its date, the passage's words."""
    head = article.title if not article.published_at else f"{article.title} ({article.published_at[:10]})"
    return f"{head}\n{article.text[passage.start : passage.end]}"


def _atoms(sentences: Sequence[Span], quotes: Sequence[Quote]) -> list[list[Span]]:
    """Group the sentences that must stay together, because a quotation or its introduction spans them."""
    atoms: list[list[Span]] = []
    reach = 0
    following = iter(sorted(quotes, key=lambda quote: quote.context[0]))
    quote = next(following, None)
    for sentence in sentences:
        if atoms and sentence[0] < reach:
            atoms[-1].append(sentence)
        else:
            atoms.append([sentence])
        while quote and quote.context[0] < sentence[1]:
            reach = max(reach, quote.context[1])
            quote = next(following, None)
    return atoms


def _is_full(packed: Sequence[Sequence[Span]], atom: Sequence[Span], paragraph_ends: set[int]) -> bool:
    start, end = packed[0][0][0], packed[-1][-1][1]
    if atom[-1][1] - start <= _TARGET:
        return False
    return end - start >= _ENOUGH or atom[-1][1] - start > _TARGET + _ENOUGH or end in paragraph_ends


def _passage(packed: Sequence[Sequence[Span]]) -> Passage:
    sentences = tuple(sentence for atom in packed for sentence in atom)
    return Passage(sentences[0][0], sentences[-1][1], sentences)
