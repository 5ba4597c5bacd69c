"""A citation as a receipt: whether its words still stand as they were cited, and if not, what became of them."""

from __future__ import annotations

from collections.abc import Iterable

from index.alignment import compare, find_nearly, find_words
from index.catalog import Catalog
from index.errors import EditedRefError, RemovedRefError
from index.refs import Ref, make_ref, parse_ref
from index.results import Receipt
from index.sources import article_now, locate
from index.types import Article

_SIMILAR = 0.5  # of the words: with fewer in common, other words stand there, and those cited were taken out
_NOT_KEPT = "How they read before is not kept any more."


def verify(catalog: Catalog, ref: str, remembered: Iterable[str] = (), earlier: Iterable[Catalog] = ()) -> Receipt:
    """Return what became of the words of a reference.

    A reference holds a digest of its words, not the words: these are looked for in `remembered`, what somebody was
    shown, and in `earlier` catalogues, and taken only where the digest is theirs.
    Raises BadRefError and UnknownRefError.
    """
    wanted = parse_ref(ref)
    try:
        article, (start, end) = locate(catalog, ref)
    except RemovedRefError as error:
        return Receipt(str(wanted), "removed", str(error), was=_find_words(wanted, remembered, earlier))
    except EditedRefError as error:
        was = _find_words(wanted, remembered, earlier)
        article = article_now(catalog, wanted.article_id, str(wanted))
        return _edited(wanted, article, was) if was else Receipt(str(wanted), "edited", f"{error} {_NOT_KEPT}")
    words, title = article.text[start:end], f"“{article.title}”"
    if article.id == wanted.article_id:
        reason = f"The words stand in {title} as they were cited, letter by letter."
    else:
        reason = f"{title} was edited since; the words still stand in it as they were cited, letter by letter."
    now = make_ref(article.id, start, end, words)
    return Receipt(str(wanted), "unchanged", reason, words, words, now_ref=now, title=article.title, url=article.url)


def _find_words(ref: Ref, remembered: Iterable[str], earlier: Iterable[Catalog]) -> str | None:
    """The words as they were cited."""
    shown = next((words for words in remembered if ref.is_of(words)), None)
    if shown is not None:
        return shown
    for catalog in earlier:
        article = catalog.article(ref.article_id)
        if article and ref.fits(article.text):
            return article.text[ref.start : ref.end]
    return None


def _edited(ref: Ref, article: Article, was: str) -> Receipt:
    """What stands in the article in place of the words, and how it differs."""
    asked, words = find_words(was, 0, len(was)), find_words(article.text, 0, len(article.text))
    similarity, first, last = find_nearly(asked, words)
    title = f"“{article.title}”"
    if similarity < _SIMILAR:
        reason = f"{title} was edited since, and the words were taken out of it."
        return Receipt(str(ref), "removed", reason, was, title=article.title, url=article.url)
    start, end = words[first].start, words[last - 1].end
    pieces = compare(article.text, words[first:last], was, asked)
    if all(piece.kind == "same" for piece in pieces):
        reason = f"{title} was edited since: the words are the same, their marks, case or spaces are not."
    else:
        reason = f"{title} was edited since, and the words with it."
    now = article.text[start:end]
    now_ref = make_ref(article.id, start, end, now)
    return Receipt(str(ref), "edited", reason, was, now, pieces, now_ref, article.title, article.url)
