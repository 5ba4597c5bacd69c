"""The articles of a reindex: read, without doubles, and kept on disk meanwhile."""

from __future__ import annotations

import os
import pickle
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from functools import cached_property
from itertools import chain
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Self

from index.absent import NONE, Absent
from index.analysing import Reading, reading_key
from index.arrivals import Arrivals
from index.errors import CorpusError
from index.files import SPOOLED, writing
from index.loaders import read_articles, read_received
from index.manifest import ManifestArticle, describe_article
from index.repetition import Repetition
from index.types import Article, Failure

_TEXTS = attrgetter(*(each.name for each in fields(Article)))  # all that an article is made of
_REASONS = 3  # named in the message where nothing at all can be read


class Corpus:
    """The articles to index, of which no two have the same id or source id, and what was left out.

    described: what the manifest keeps of each, by source id, in the order of the articles. absent: the paths that are
    gone, and what stays of each. The articles themselves wait
    in a file in `folder` (else where the system keeps temporary files), which is removed when the corpus is closed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.described: dict[str, ManifestArticle] = {}
        self.failed: list[Failure] = []
        self.absent: tuple[Failure, ...] = ()
        self._ids: dict[str, str] = {}
        self._places = array("Q")
        self._folder = folder or Path(tempfile.gettempdir())
        with writing(self._folder):
            descriptor, name = tempfile.mkstemp(dir=folder, prefix=SPOOLED)
        self._file, self._path = os.fdopen(descriptor, "wb"), Path(name)

    def __len__(self) -> int:
        return len(self.described)

    def __iter__(self) -> Iterator[Article]:
        """Yield the articles, one after the other, as often as need be."""
        return self._stored(range(len(self)))

    def readings(self, numbers: Sequence[int] | None = None) -> Iterator[Reading]:
        """Yield the articles (only the ones of these numbers, where given) with what their outlets repeat in them."""
        chosen = range(len(self)) if numbers is None else numbers
        for number, article in zip(chosen, self._stored(chosen), strict=True):
            yield Reading(article, self._repeated[number])

    def keys(self) -> list[str]:
        """Return the keys of all readings, in their order."""
        return [reading_key(article_id, own) for article_id, own in zip(self._ids, self._repeated, strict=True)]

    def _stored(self, numbers: Iterable[int]) -> Iterator[Article]:
        with writing(self._folder):
            self._file.flush()
        with self._path.open("rb") as file:
            for number in numbers:
                file.seek(self._places[number])
                yield pickle.load(file)

    @cached_property
    def _repeated(self) -> list[frozenset[int]]:
        repetition = Repetition()
        for article in self:
            repetition.add(article)
        return [repetition.repeated_in(article) for article in self]

    def add(self, read: Article | Failure, path: int | None = None) -> None:
        """Take an article in, unless it is the same as another one or cannot be stored. Raises StorageError.

        path: which of the paths it was read from, for the manifest.
        """
        if isinstance(read, Failure):
            self.failed.append(read)
        elif not _is_unicode(read):
            self.failed.append(Failure(read.source_id, "holds half a character (a lone surrogate); save it as UTF-8"))
        elif read.source_id in self.described:
            self.failed.append(Failure(read.source_id, "another article has the same id; ids must differ"))
        elif read.id in self._ids:
            self.failed.append(Failure(read.source_id, f"the same article as {self._ids[read.id]}; indexed once"))
        else:
            self._places.append(self._file.tell())
            with writing(self._folder):
                pickle.dump(read, self._file)
            self._ids[read.id] = read.source_id
            self.described[read.source_id] = describe_article(read, path)

    def close(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            self._file.close()  # a full disk does not take what was not written yet, and nobody needs it any more
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_corpus(
    paths: Sequence[Path],
    arrivals: Arrivals,
    on_progress: Callable[[int, int | None], None],
    folder: Path | None = None,
    absent: Absent = NONE,
) -> Corpus:
    """Read these files and folders, and what came in other ways; close the corpus when done.

    folder: where the articles wait meanwhile. absent: the paths that are gone, whose articles stay.
    Raises CorpusError where another path does not exist or nothing can be read, and StorageError.
    """
    corpus = Corpus(folder)
    corpus.absent = absent.told()
    try:
        present = [path for path in paths if path not in absent.articles]
        for read in chain(absent.read(), read_articles(present, on_progress, absent.source_ids())):
            corpus.add(read.result, paths.index(read.path))
        for arrived in _arrived(arrivals):
            corpus.add(arrived)
        if not len(corpus):
            raise CorpusError(_nothing_read(paths, corpus.failed))
    except BaseException:
        corpus.close()
        raise
    return corpus


def _arrived(arrivals: Arrivals) -> Iterator[Article | Failure]:
    """Yield the articles that came by upload, by address or by feed, with what the feed says where they say nothing."""
    for arrival, content in arrivals.contents():
        for read in read_received(content, arrival.file, arrival.source_id, arrival.url, arrival.charset):
            if isinstance(read, Failure):
                yield read
            else:
                author, published_at = read.author or arrival.author, read.published_at or arrival.published_at
                yield replace(read, author=author, published_at=published_at)


def _is_unicode(article: Article) -> bool:
    try:
        "".join(filter(None, _TEXTS(article))).encode()
    except UnicodeEncodeError:
        return False
    return True


def _nothing_read(paths: Sequence[Path], failed: Sequence[Failure]) -> str:
    where = ", ".join(map(str, paths)) or "no path"
    reasons = "; ".join(f"{failure.name}: {failure.reason}" for failure in failed[:_REASONS])
    more = f"; and {len(failed) - _REASONS} more" if len(failed) > _REASONS else ""
    because = f" ({reasons}{more})" if failed else ""
    return f"No article can be read in {where}{because}. Put articles there, or name others: quoth reindex PATH."
