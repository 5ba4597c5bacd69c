"""What the crash tests run in processes of their own: reindexes that are killed or starved, and a reader that asks."""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory

from corpora import write_corpus
from embedders import HashedWords
from hashed_engine import HashedEngine

from index.errors import QuothError, ReindexRunningError
from index.importing import Importer
from index.indexer import Indexer
from index.store import SnapshotStore
from index.trail import TrailFile
from index.types import Progress

KILLED, REFUSED, CRASHED = -signal.SIGKILL, 3, 1


def reindex(data_dir: Path, corpus: Path, on_progress: Callable[[Progress], None] | None = None) -> None:
    """Index a corpus without a model."""
    Indexer(SnapshotStore(data_dir), model="none", embedder=HashedWords).reindex([corpus], on_progress=on_progress)


def load_everything() -> None:
    """Load parser and libraries, once, so that no process spends its short life on them."""
    with TemporaryDirectory() as folder:
        articles = {"load": "Load\n\n“Load the parser,” said Jan Kruse. “Once.”", "again": "Again\n\nNothing."}
        reindex(Path(folder), write_corpus(Path(folder, "corpus.jsonl"), articles))


load_everything()


def reindex_and_say(data_dir: Path, corpus: Path, said: Connection) -> None:
    """Reindex; where that raises an error of ours, send its kind and its sentence and end with REFUSED."""
    try:
        reindex(data_dir, corpus)
    except QuothError as error:
        said.send(f"{type(error).__name__}: {error}")
        sys.exit(REFUSED)


def reindex_killed_at_event(data_dir: Path, corpus: Path, event: int) -> None:
    """Reindex, and die before the n-th thing that happens."""
    _killed_at_event(data_dir, event, lambda show: reindex(data_dir, corpus, show))


def import_killed_at_event(data_dir: Path, archive: Path, event: int) -> None:
    """Import an archive over whatever corrections, and die before the n-th thing that happens."""
    _killed_at_event(data_dir, event, lambda show: import_archive(data_dir, archive, show))


def import_archive(data_dir: Path, archive: Path, on_progress: Callable[[Progress], None] | None = None) -> None:
    """Import an archive without a model."""
    importer = Importer(SnapshotStore(data_dir), TrailFile(data_dir), lambda _: HashedWords())
    importer.run(archive, replace=True, on_progress=on_progress)


def engine_killed_at_event(data_dir: Path, event: int, method: str, *arguments: object) -> None:
    """Call a method of the engine, and die before the n-th thing that happens."""
    call = getattr(HashedEngine(data_dir), method)
    _killed_at_event(data_dir, event, lambda _: call(*arguments))


def import_with_small_files(data_dir: Path, archive: Path, size: int, said: Connection) -> None:
    """Import where no file may grow beyond `size` bytes; say what is raised, and end with REFUSED."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        import_archive(data_dir, archive)
    except QuothError as error:
        said.send(f"{type(error).__name__}: {error}")
        sys.exit(REFUSED)


def _killed_at_event(data_dir: Path, event: int, work: Callable[[Callable[[Progress], None]], None]) -> None:
    """Die before the n-th thing that happens: a file made, synced, renamed, removed, or some progress."""
    count = 0

    def happen(name: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if name in _EVENTS and (name != "open" or (str(data_dir) in str(arguments[0]) and arguments[1] in ("w", "xb"))):
            count += 1
            if count > event:
                os.kill(os.getpid(), signal.SIGKILL)

    fsync = os.fsync
    os.fsync = lambda descriptor: (happen("fsync", ()), fsync(descriptor))[1]  # type: ignore[assignment]
    sys.addaudithook(happen)
    work(lambda progress: happen("progress", (progress,)))


_EVENTS = {"open", "fsync", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect", "progress"}


def reindex_killed_after(data_dir: Path, corpus: Path, seconds: float) -> None:
    """Reindex, and die after so many seconds, wherever that is: within a write of a library too."""

    def kill() -> None:
        time.sleep(seconds)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()
    reindex(data_dir, corpus)


def reindex_with_small_files(data_dir: Path, corpus: Path, size: int, said: Connection) -> None:
    """Reindex where no file may grow beyond `size` bytes: what a full disk is to a library that writes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    reindex_and_say(data_dir, corpus, said)


def reindex_waiting(data_dir: Path, corpus: Path, embedding: Event, go_on: Event) -> None:
    """Reindex, and wait where the embedding begins until one may go on."""

    def wait(progress: Progress) -> None:
        if progress.phase == "embedding":
            embedding.set()
            go_on.wait(60)

    reindex(data_dir, corpus, wait)


def reindex_often(data_dir: Path, corpora: list[Path], times: int) -> None:
    """Index these corpora in turn, as often as the lock allows."""
    for number in range(times):
        with suppress(ReindexRunningError):
            reindex(data_dir, corpora[number % len(corpora)])


def ask_until(data_dir: Path, done: Event) -> None:
    """Open the current snapshot and read everything in it, over and over; end with CRASHED when it is not whole."""
    store = SnapshotStore(data_dir)
    asked = 0
    while not done.is_set() or asked < 3:
        snapshot = store.open_current()
        entries = [snapshot.entry(stored) for stored in snapshot.catalog.quotes()]
        rows = [row for row, _ in snapshot.lexicon.search(["edition"], 100)]
        passages = [snapshot.passage(stored, 1.0) for stored in snapshot.catalog.passages(rows)]
        editions = {passage.text.partition("Edition ")[2].partition(".")[0] for passage in passages}
        assert len(entries) == snapshot.manifest.counts.quotes
        assert len(editions) == 1, editions
        asked += 1
