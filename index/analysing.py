"""Analysing many articles, by as many processes as there are cores; a few are analysed right here."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

from index.analysis import Begun
from index.parsing import load_parser
from index.types import Analysis, Article

_MANY = 40  # articles from which on starting processes, each with its own parser, is worth it
_AT_ONCE = 8  # articles that a process takes at a time
_AHEAD = 4  # such portions for each process that are read before they are needed


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, and the digests of the paragraphs in it that its outlet repeats (`repetition.Repetition`)."""

    article: Article
    repeated: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """What tells whether the same would be found again by the same rules."""
        return reading_key(self.article.id, self.repeated)


def reading_key(article_id: str, repeated: frozenset[int]) -> str:
    """Return the key of the reading of an article in which these paragraphs are repeated."""
    if not repeated:
        return article_id
    return f"{article_id} {hashlib.sha256(repr(sorted(repeated)).encode()).hexdigest()[:16]}"


def analyse_all(articles: Iterable[Reading], count: int) -> Iterator[Analysis]:
    """Yield what is found in each of `count` articles, in their order; only a few are held at once."""
    processes = min(os.cpu_count() or 1, 1 + count // _MANY)
    if count < _MANY or processes < 2:
        for portion in _portions(articles):
            yield from _analyse_some(portion)
        return
    # Spawned, not forked: the model's threads are running already, and a fork would take over their locks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent) as pool:
        try:
            yield from _analyse_in(pool, iter(articles), _AHEAD * processes)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _analyse_in(pool: Executor, articles: Iterator[Reading], ahead: int) -> Iterator[Analysis]:
    """The executor's own `map` would take in all articles before it gave the first one back."""
    portions = _portions(articles)
    running = deque(pool.submit(_analyse_some, portion) for portion in islice(portions, ahead))
    while running:
        yield from running.popleft().result()
        running.extend(pool.submit(_analyse_some, portion) for portion in islice(portions, 1))


def _portions(articles: Iterable[Reading]) -> Iterator[list[Reading]]:
    waiting = iter(articles)
    return iter(lambda: list(islice(waiting, _AT_ONCE)), [])


def _analyse_some(articles: Sequence[Reading]) -> list[Analysis]:
    """Analyse a few articles, with all their sentences parsed in one go."""
    begun = [Begun(one.article, one.repeated) for one in articles]
    parses = iter(load_parser().parse([sentence for one in begun for sentence in one.unparsed]))
    return [one.finish(list(islice(parses, len(one.unparsed)))) for one in begun]


def _end_with_parent() -> None:
    """End this process when the one that started it is killed; it would wait for work for ever."""
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
