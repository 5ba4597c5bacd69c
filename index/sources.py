"""From a reference back to the words: where they stand now, with what stands around them."""

from __future__ import annotations

from index.catalog import Catalog
from index.errors import BadRefError, EditedRefError, RemovedRefError, UnknownRefError
from index.refs import Ref, parse_ref
from index.results import Source
from index.text import find_paragraphs
from index.types import Article, Span


def find_source(catalog: Catalog, ref: str, context: int) -> Source:
    """Return the words of a reference where they stand now, with up to `context` characters on either side.

    Raises BadRefError, UnknownRefError, RemovedRefError and EditedRefError.
    """
    wanted = parse_ref(ref)
    article, (start, end) = locate(catalog, ref)
    before, after = _before(article.text, start, context), _after(article.text, end, context)
    summary = catalog.summary(article.id)
    assert summary is not None
    paragraphs = list(find_paragraphs(article.text))
    return Source(
        ref=str(wanted),
        article=summary,
        start=start,
        end=end,
        before=article.text[before:start],
        text=article.text[start:end],
        after=article.text[end:after],
        paragraph=max(1, sum(paragraph[0] <= start for paragraph in paragraphs)),
        paragraphs=max(1, len(paragraphs)),
        moved=article.id != wanted.article_id,
    )


def locate(catalog: Catalog, ref: str) -> tuple[Article, Span]:
    """Return the article that holds the words of a reference now, and where they stand in it.

    Raises BadRefError, UnknownRefError, RemovedRefError and EditedRefError.
    """
    wanted = parse_ref(ref)
    article = article_now(catalog, wanted.article_id, str(wanted))
    return article, _locate(wanted, article)


def article_now(catalog: Catalog, article_id: str, ref: str | None = None) -> Article:
    """Return an article, or the one that stands in its place since it was edited; `ref` is named where there is none.

    Raises UnknownRefError and RemovedRefError.
    """
    first, wanted, seen = article_id, ref or article_id, {article_id}
    while (article := catalog.article(article_id)) is None:
        retired = catalog.retired(article_id)
        if retired is None:
            raise UnknownRefError(f"No article {first} is or was in the collection; is {wanted} complete?")
        if retired.successor is None or retired.successor in seen:
            raise RemovedRefError(
                f"“{retired.title}” ({retired.source_id}) was removed from the collection on "
                f"{retired.retired_at[:10]}, so {wanted} can no longer be shown."
            )
        article_id = retired.successor
        seen.add(article_id)
    return article


def _locate(ref: Ref, article: Article) -> Span:
    if ref.fits(article.text):
        return ref.start, ref.end
    if article.id == ref.article_id:
        raise BadRefError(f"{ref} is mistyped: “{article.title}” has other words there.")
    found = ref.find(article.text)
    if found is None:
        raise EditedRefError(f"“{article.title}” ({article.source_id}) was edited, and the words of {ref} are gone.")
    return found


def _before(text: str, end: int, context: int) -> int:
    """Where up to `context` characters before `end` begin, not within a word unless there is nothing else."""
    cut = start = max(0, end - max(0, context))
    while 0 < start < end and not text[start - 1].isspace():
        start += 1
    return start if start < end else cut


def _after(text: str, start: int, context: int) -> int:
    """Where up to `context` characters after `start` end, not within a word unless there is nothing else."""
    cut = end = min(len(text), start + max(0, context))
    while start < end < len(text) and not text[end].isspace():
        end -= 1
    return end if end > start else cut
