"""Analysing many articles, by as many processes as there are cores; a few are analysed right here."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from index.analysis import analyse
from index.types import Analysis, Article

_MANY = 40  # articles from which on starting processes, each with its own parser, is worth it
_AT_ONCE = 8  # articles that a process takes at a time


def analyse_all(articles: Sequence[Article]) -> Iterator[Analysis]:
    """Yield what is found in each article, in their order."""
    processes = min(os.cpu_count() or 1, 1 + len(articles) // _MANY)
    if len(articles) < _MANY or processes < 2:
        yield from map(analyse, articles)
        return
    # Spawned, not forked: the model's threads are running already, and a fork would take over their locks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent) as pool:
        try:
            yield from pool.map(analyse, articles, chunksize=_AT_ONCE)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """End this process when the one that started it is killed; it would wait for work for ever."""
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
