"""Whatever happens to a reindex, the old snapshot answers as before, and the next reindex succeeds."""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from corpora import STRIKE, TALKS, index_articles, reindex, write_corpus

from index.corrections import Merge, SetSpeaker
from index.corrector import Corrector
from index.errors import DamagedIndexError, NoIndexError, ReindexRunningError
from index.exporting import export_corpus
from index.snapshot import Snapshot
from index.store import SnapshotStore
from index.trail import TrailFile

if sys.platform == "win32":
    pytest.skip("processes are killed and starved by POSIX means", allow_module_level=True)

import crashing
from children import context, end, start

OLD = {"talks": TALKS, "strike": STRIKE}
NEW = {"talks": f"{TALKS}\nMore.", "strike": STRIKE, "rain": "Rain\n\n“Nothing but rain,” said Anna Weber."}
_SECONDS = [0.001, 0.003, 0.006, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1]


@pytest.fixture
def tmp_path(memory_path: Path) -> Path:
    """Hundreds of data directories are made here."""
    return memory_path


def _heard(process: BaseProcess, hear: Connection) -> str | None:
    """What a process said of its refusal; None where it went through."""
    code = end(process)
    assert code in (0, crashing.REFUSED)
    return hear.recv() if code else None


def _answers(snapshot: Snapshot) -> object:
    """All that a snapshot can say, in short."""
    rows = range(len(snapshot.vectors))
    return (
        snapshot.catalog.articles(),
        [snapshot.entry(stored) for stored in snapshot.catalog.quotes()],
        snapshot.lexicon.search(["talks", "wages", "rain"], 10),
        [snapshot.vectors.search(snapshot.vectors.take([row])[0], 5) for row in rows],
    )


def _check_and_go_on(data_dir: Path, corpus: Path, before: object, after: object) -> bool:
    """Check that the snapshot is whole and that the next reindex gives the new one; return whether it was the old."""
    store = SnapshotStore(data_dir)
    if before is None and store.current_id() is None:
        with pytest.raises(DamagedIndexError if store.published() else NoIndexError):
            store.open_current()
        was_old = True
    else:
        snapshot = store.open_current()
        snapshot.verify()
        found = _answers(snapshot)
        was_old = found == before
        assert was_old or found == after
    reindex(data_dir, corpus)
    store.open_current().verify()
    assert _answers(store.open_current()) == after
    assert not list(data_dir.glob("snapshots/.*"))
    return was_old


@pytest.mark.parametrize("first", [False, True], ids=["over an old snapshot", "the first ever"])
class TestKilled:
    @pytest.fixture
    def again(self, tmp_path: Path, first: bool) -> Callable[[], Path]:
        """Give a fresh data directory, with the old snapshot in it or nothing at all."""
        index_articles(tmp_path / "old", OLD)

        def again() -> Path:
            data_dir = Path(tempfile.mkdtemp(dir=tmp_path)) / "data"
            if not first:
                shutil.copytree(tmp_path / "old", data_dir)
            return data_dir

        return again

    @pytest.fixture
    def expected(self, tmp_path: Path, first: bool) -> tuple[object, object]:
        old = None if first else _answers(SnapshotStore(tmp_path / "old").open_current())
        return old, _answers(index_articles(tmp_path / "new", NEW))

    def test_at_any_event(self, tmp_path: Path, again: Callable[[], Path], expected: tuple[object, object]) -> None:
        corpus = write_corpus(tmp_path / "corpus.jsonl", NEW)
        event, were_old = 0, []
        while True:
            data_dir = again()
            code = end(start(crashing.reindex_killed_at_event, data_dir, corpus, event))
            were_old.append(_check_and_go_on(data_dir, corpus, *expected))
            if code == 0:
                break
            assert code == crashing.KILLED
            event += 1
        assert event > 40
        assert were_old == sorted(were_old, reverse=True), "once published, a snapshot stays"
        assert were_old[0]
        assert not were_old[-1]

    def test_at_any_moment(self, tmp_path: Path, again: Callable[[], Path], expected: tuple[object, object]) -> None:
        corpus = write_corpus(tmp_path / "corpus.jsonl", NEW)
        codes = set()
        for seconds in _SECONDS:
            data_dir = again()
            codes.add(end(start(crashing.reindex_killed_after, data_dir, corpus, seconds)))
            _check_and_go_on(data_dir, corpus, *expected)
        assert crashing.KILLED in codes
        assert codes <= {crashing.KILLED, 0}


class TestImportKilled:
    @pytest.fixture
    def archive(self, tmp_path: Path) -> Path:
        """An archive of the new articles with a correction."""
        index_articles(tmp_path / "new", NEW)
        store, kept = SnapshotStore(tmp_path / "new"), TrailFile(tmp_path / "new")
        Corrector(store, kept).correct(Merge("Jan Kruse", "Anna Weber"), "a moderator")
        return export_corpus(store, kept, tmp_path / "archive.zip", "1.0").path

    @pytest.fixture
    def old(self, tmp_path: Path) -> Path:
        """A data directory with the old articles and another correction."""
        index_articles(tmp_path / "old", OLD)
        Corrector(SnapshotStore(tmp_path / "old")).correct(Merge("Anna Weber", "Jan Kruse"), "a moderator")
        return tmp_path / "old"

    def test_at_any_event(self, tmp_path: Path, archive: Path, old: Path) -> None:
        """The old snapshot answers with the old corrections, or the new one with the new ones, and so for good."""
        states = [
            (_answers(SnapshotStore(folder).open_current()), _trail(folder)) for folder in (old, tmp_path / "new")
        ]
        event, were_new = 0, []
        while True:
            data_dir = Path(shutil.copytree(old, Path(tempfile.mkdtemp(dir=tmp_path)) / "data"))
            code = end(start(crashing.import_killed_at_event, data_dir, archive, event))
            answers = _answers(SnapshotStore(data_dir).open_current())
            Corrector(SnapshotStore(data_dir)).correct(SetSpeaker(_ref(data_dir), None), "a moderator")
            were_new.append(states.index((answers, _trail(data_dir)[:-1])))
            assert not list(data_dir.glob("snapshots/.*"))
            assert not (data_dir / "IMPORTING").exists()
            if code == 0:
                break
            assert code == crashing.KILLED
            event += 1
        assert event > 30
        assert were_new == sorted(were_new)
        assert (were_new[0], were_new[-1]) == (0, 1)

    @pytest.mark.parametrize("size", [0, 1, 100, 600, 3000, 5000, 20_000, 40_000])
    def test_on_a_disk_where_files_cannot_grow(self, archive: Path, old: Path, size: int) -> None:
        before = _answers(SnapshotStore(old).open_current()), _trail(old)
        hear, say = multiprocessing.Pipe()
        said = _heard(start(crashing.import_with_small_files, old, archive, size, say), hear)
        assert str(said).startswith("StorageError: ")
        assert (_answers(SnapshotStore(old).open_current()), _trail(old)) == before


def _trail(data_dir: Path) -> list[str]:
    return TrailFile(data_dir).read().splitlines()


def _ref(data_dir: Path) -> str:
    snapshot = SnapshotStore(data_dir).open_current()
    return next(
        entry.ref for entry in map(snapshot.entry, snapshot.catalog.quotes()) if entry.speaker == "Ali Larijani"
    )


class TestFullDisk:
    @pytest.mark.parametrize("size", [0, 1, 100, 600, 3000, 5000, 20_000, 40_000])
    def test_files_that_cannot_grow(self, tmp_path: Path, size: int) -> None:
        before = _answers(index_articles(tmp_path / "data", OLD))
        corpus = write_corpus(tmp_path / "corpus.jsonl", NEW)
        hear, say = multiprocessing.Pipe()
        said = _heard(start(crashing.reindex_with_small_files, tmp_path / "data", corpus, size, say), hear)
        assert str(said).startswith("StorageError: ")
        assert not list((tmp_path / "data").glob(".reading-*"))
        after = _answers(index_articles(tmp_path / "new", NEW))
        assert _check_and_go_on(tmp_path / "data", corpus, before, after)

    @pytest.fixture
    def small_disk(self, tmp_path: Path) -> Iterator[Path]:
        disk = tmp_path / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "small", disk]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("a small disk needs the right to mount one; the test with files that cannot grow does without")
        yield disk
        subprocess.run(["umount", "--lazy", disk], check=True)

    def test_a_disk_that_is_full(self, tmp_path: Path, small_disk: Path) -> None:
        """Leave the disk more and more room, until a reindex goes through."""
        data_dir, corpus = small_disk / "data", write_corpus(tmp_path / "corpus.jsonl", NEW)
        before = _answers(index_articles(data_dir, OLD))
        after = _answers(index_articles(tmp_path / "new", NEW))
        heard = []
        for room in range(0, 2_000_000, 16_384):
            _fill(small_disk, room)
            hear, say = multiprocessing.Pipe()
            said = _heard(start(crashing.reindex_and_say, data_dir, corpus, say), hear)
            if said is None:
                break
            heard.append(said)
            SnapshotStore(data_dir).open_current().verify()
            assert _answers(SnapshotStore(data_dir).open_current()) == before
        assert len(heard) > 5
        assert not [said for said in heard if not said.startswith("StorageError: The disk of ")]
        assert _answers(SnapshotStore(data_dir).open_current()) == after


class TestTogether:
    def test_a_second_process_is_told_who_reindexes(self, tmp_path: Path) -> None:
        embedding, go_on = context().Event(), context().Event()
        corpus = write_corpus(tmp_path / "corpus.jsonl", NEW)
        first = start(crashing.reindex_waiting, tmp_path / "data", corpus, embedding, go_on)
        assert embedding.wait(60)
        with pytest.raises(ReindexRunningError, match=f"process {first.pid}, since"):
            reindex(tmp_path / "data", corpus)
        go_on.set()
        assert end(first) == 0
        assert SnapshotStore(tmp_path / "data").open_current().manifest.counts.articles == 3

    def test_a_killed_process_leaves_no_lock(self, tmp_path: Path) -> None:
        embedding, go_on = context().Event(), context().Event()
        corpus = write_corpus(tmp_path / "corpus.jsonl", NEW)
        first = start(crashing.reindex_waiting, tmp_path / "data", corpus, embedding, go_on)
        assert embedding.wait(60)
        first.kill()
        assert end(first) == crashing.KILLED
        assert len(reindex(tmp_path / "data", corpus).added) == 3

    def test_many_processes_at_once_leave_one_whole_index(self, tmp_path: Path) -> None:
        corpora = [write_corpus(tmp_path / f"{number}.jsonl", articles) for number, articles in enumerate((OLD, NEW))]
        processes = [start(crashing.reindex_often, tmp_path / "data", corpora, 6) for _ in range(4)]
        assert [end(process) for process in processes] == [0] * 4
        SnapshotStore(tmp_path / "data").open_current().verify()
        assert reindex(tmp_path / "data", corpora[0]).unchanged >= 1

    def test_a_reader_sees_whole_snapshots_while_others_are_published(self, tmp_path: Path) -> None:
        done = context().Event()
        index_articles(tmp_path / "data", _edition(0))
        readers = [start(crashing.ask_until, tmp_path / "data", done) for _ in range(2)]
        for number in range(1, 16):
            index_articles(tmp_path / "data", _edition(number))
        done.set()
        assert [end(reader) for reader in readers] == [0, 0]


def _edition(number: int) -> dict[str, str]:
    return {f"{i}": f"Paper {i}\n\nEdition {number}. “It rains,” said Anna Weber." for i in range(5)}


def _fill(disk: Path, room: int) -> None:
    """Leave about `room` bytes free on a disk."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    free = shutil.disk_usage(disk).free
    ballast.write_bytes(bytes(max(0, free - room)))
