"""The articles of a reindex: read, without doubles, and compared with what is indexed already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from index.errors import CorpusError
from index.loaders import read_articles
from index.manifest import ManifestArticle, describe_article
from index.types import Article, Failure

_REASONS = 3  # named in the message where nothing at all can be read


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles to index, of which no two have the same id or source id, and what was left out."""

    articles: tuple[Article, ...]
    failed: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Source ids by what became of their articles since the last reindex."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def read_corpus(paths: Sequence[Path], on_progress: Callable[[int, int | None], None]) -> Corpus:
    """Read these files and folders. Raises CorpusError where a path does not exist or nothing can be read."""
    articles: dict[str, Article] = {}
    failed: list[Failure] = []
    for read in read_articles(paths, on_progress):
        if isinstance(read, Failure):
            failed.append(read)
        elif not _is_unicode(read):
            failed.append(Failure(read.source_id, "holds half a character (a lone surrogate); save it as UTF-8"))
        elif read.id in articles:
            failed.append(Failure(read.source_id, f"the same article as {articles[read.id].source_id}; indexed once"))
        else:
            articles[read.id] = read
    if not articles:
        raise CorpusError(_nothing_read(paths, failed))
    return Corpus(tuple(articles.values()), tuple(failed))


def compare(corpus: Corpus, indexed: Mapping[str, ManifestArticle]) -> Changes:
    """Say what became of the indexed articles (by source id, as in a manifest); new metadata alone is a change too."""
    found = {article.source_id: describe_article(article) for article in corpus.articles}
    kept = [source_id for source_id in found if source_id in indexed]
    changed = tuple(source_id for source_id in kept if found[source_id] != indexed[source_id])
    return Changes(
        added=tuple(source_id for source_id in found if source_id not in indexed),
        changed=changed,
        removed=tuple(source_id for source_id in indexed if source_id not in found),
        unchanged=len(kept) - len(changed),
    )


def _is_unicode(article: Article) -> bool:
    try:
        "".join(filter(None, astuple(article))).encode()
    except UnicodeEncodeError:
        return False
    return True


def _nothing_read(paths: Sequence[Path], failed: Sequence[Failure]) -> str:
    where = ", ".join(map(str, paths)) or "no path"
    reasons = "; ".join(f"{failure.name}: {failure.reason}" for failure in failed[:_REASONS])
    more = f"; and {len(failed) - _REASONS} more" if len(failed) > _REASONS else ""
    because = f" ({reasons}{more})" if failed else ""
    return f"No article can be read in {where}{because}. Put articles there, or name others: quoth reindex PATH."
