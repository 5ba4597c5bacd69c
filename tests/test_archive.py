"""A corpus goes from one machine to another as one file: whole, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from corpora import STRIKE, TALKS, index_articles, reindex, write_corpus
from embedders import HashedWords
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.trail import StateTrail
from index.answering import answer
from index.archive import Archive
from index.arrivals import Arrivals, Feed
from index.collecting import Collector
from index.corrections import Correction, Mark, Merge
from index.corrector import Corrector
from index.errors import (
    ArchiveError,
    DamagedIndexError,
    NoIndexError,
    QuothError,
    ReindexRunningError,
    RemovedRefError,
    StorageError,
    UsageError,
)
from index.exporting import Exported, export_corpus
from index.fetching import Fetcher
from index.importing import Imported, Importer
from index.lock import reindex_lock
from index.questions import parse_question
from index.snapshot import Snapshot
from index.store import SnapshotStore
from index.trail import TrailFile, TrailStore, read_trail
from index.types import Filter, Progress
from index.vectors import write_vectors

ARTICLES = {"talks": TALKS, "strike": STRIKE}
RAIN = "Rain in Arden\n\n“Nothing but rain,” said Anna Weber."
QUESTIONS = ["What did Larijani say?", "What did Jan Kruse say?", "Who spoke for the union?", "What did Ada say?"]


@dataclass
class Machine:
    """A machine with a data directory of its own."""

    folder: Path
    trail: TrailStore
    embedder: HashedWords = HashedWords()  # noqa: RUF009 - immutable

    @property
    def store(self) -> SnapshotStore:
        return SnapshotStore(self.folder)

    @property
    def snapshot(self) -> Snapshot:
        return self.store.open_current()

    def index(self, articles: dict[str, str]) -> None:
        self.folder.mkdir(exist_ok=True)
        reindex(self.folder, write_corpus(self.folder / "corpus.jsonl", articles), trail=self.trail)

    def correct(self, *actions: Mark | Merge) -> list[Correction]:
        return [Corrector(self.store, self.trail).correct(action, "a moderator") for action in actions]

    def export(self, path: Path) -> Exported:
        return export_corpus(self.store, self.trail, path, "1.0")

    def take(self, path: Path, *, replace: bool = False) -> Imported:
        return Importer(self.store, self.trail, lambda _: self.embedder).run(path, replace=replace)

    def ref(self, words: str) -> str:
        entries = map(self.snapshot.entry, self.snapshot.catalog.quotes(with_hidden=True))
        return next(entry.ref for entry in entries if words in entry.text)

    def says(self) -> object:
        """All that its snapshot can say."""
        snapshot, asked = self.snapshot, []
        for question in QUESTIONS:
            found = answer(snapshot, self.embedder, parse_question(question), Filter(), limit=5, threshold=0.3)
            asked.append((found.reason, found.citations, found.passages, found.clarify))
        entries = [snapshot.entry(stored) for stored in snapshot.catalog.quotes()]
        return asked, entries, [snapshot.source(entry.ref, 40) for entry in entries]

    def state(self) -> object:
        """What must not change where an import is refused."""
        left = sorted(path.name for path in self.folder.rglob("*") if path.name.startswith((".building", "IMPORT")))
        return self.store.current_id(), self.store.list(), self.trail.read(), left


@pytest.fixture(params=["file", "database"])
def trail_in(request: pytest.FixtureRequest) -> Callable[[Path], TrailStore]:
    """Where the trail of a data directory is kept."""
    return TrailFile if request.param == "file" else partial(StateTrail, "", corpus="main")


@pytest.fixture
def here(tmp_path: Path, trail_in: Callable[[Path], TrailStore]) -> Machine:
    """A machine with two articles and two corrections."""
    machine = Machine(tmp_path / "here", trail_in(tmp_path / "here"))
    machine.index(ARTICLES)
    machine.correct(Merge("Jan Kruse", "Anna Weber"), Mark(machine.ref("North Korea"), "hide"))
    return machine


@pytest.fixture
def there(tmp_path: Path, trail_in: Callable[[Path], TrailStore]) -> Machine:
    """A machine without anything."""
    return Machine(tmp_path / "there", trail_in(tmp_path / "there"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two articles and one correction."""
    folder = tmp_path_factory.mktemp("exported")
    machine = Machine(folder, TrailFile(folder))
    machine.index(ARTICLES)
    machine.correct(Merge("Jan Kruse", "Anna Weber"))
    return machine.export(folder / "archive.zip").path


@pytest.fixture
def busy(tmp_path: Path) -> Machine:
    """A machine with an article and no corrections."""
    machine = Machine(tmp_path / "busy", TrailFile(tmp_path / "busy"))
    machine.index({"rain": RAIN})
    return machine


def rewrite(archive: Path, target: Path, change: Callable[[dict[str, bytes]], None], *, sealed: bool = True) -> Path:
    """Write an archive whose parts were changed; sealed: with a header that agrees with them."""
    with zipfile.ZipFile(archive) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    change(parts)
    if sealed and "quoth.json" in parts:
        header = json.loads(parts["quoth.json"])
        header["members"] = {
            name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in parts.items()
            if name != "quoth.json"
        }
        parts["quoth.json"] = json.dumps(header).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return target


def set_header(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["quoth.json"] = json.dumps(json.loads(parts["quoth.json"]) | values).encode()

    return change


class TestRoundTrip:
    def test_an_imported_corpus_says_what_it_said_where_it_was_exported(
        self, here: Machine, there: Machine, tmp_path: Path
    ) -> None:
        exported = here.export(tmp_path / "archive.zip")
        imported = there.take(exported.path)
        assert there.says() == here.says()
        assert (imported.exported, imported.version, imported.counts) == (exported.snapshot, "1.0", exported.counts)
        assert imported.snapshot == there.store.current_id()

    def test_its_corrections_are_in_force_and_can_be_undone(
        self, here: Machine, there: Machine, tmp_path: Path
    ) -> None:
        imported = there.take(here.export(tmp_path / "archive.zip").path)
        assert (imported.corrections, imported.trail, imported.lost, imported.aside) == (2, "taken over", (), None)
        assert there.trail.read() == here.trail.read()
        Corrector(there.store, there.trail).undo(1, "a moderator")
        assert "Jan Kruse" in {quote.quote.speaker for quote in there.snapshot.catalog.quotes()}

    def test_what_was_imported_is_exported_again(self, here: Machine, there: Machine, tmp_path: Path) -> None:
        there.take(here.export(tmp_path / "one.zip").path)
        there.export(tmp_path / "two.zip")
        says = there.says()
        shutil.rmtree(here.folder)
        here.take(tmp_path / "two.zip")
        assert here.says() == says

    def test_references_to_removed_articles_are_told_as_before(
        self, here: Machine, there: Machine, tmp_path: Path
    ) -> None:
        ref = here.ref("another ship")
        here.index({"talks": TALKS})
        there.take(here.export(tmp_path / "archive.zip").path)
        with pytest.raises(RemovedRefError, match="“Strike in the harbour”"):
            there.snapshot.source(ref, 10)

    def test_articles_can_be_added_afterwards(self, there: Machine, archive: Path) -> None:
        there.take(archive)
        there.index(ARTICLES | {"rain": RAIN})
        assert there.snapshot.manifest.counts.articles == 3
        assert len(there.snapshot.manifest.corrections) > 0

    def test_another_encoder_of_the_same_model_asks_from_then_on(self, there: Machine, archive: Path) -> None:
        there.embedder = HashedWords(name="words", encoder="of this machine")
        assert there.take(archive).encoder == "of this machine"
        manifest = there.snapshot.manifest
        assert (manifest.model, manifest.encoder) == ("words", "of this machine")

    def test_it_tells_how_far_it_is(self, there: Machine, archive: Path) -> None:
        told: list[Progress] = []
        Importer(there.store, there.trail, lambda _: HashedWords()).run(archive, on_progress=told.append)
        phases = list(dict.fromkeys(progress.phase for progress in told))
        assert phases == ["unpacking", "model", "checksums", "articles", "vectors", "publishing"]


class TestExporting:
    def test_the_same_snapshot_gives_the_same_bytes(self, here: Machine, tmp_path: Path) -> None:
        one, two = (here.export(tmp_path / name).path.read_bytes() for name in ("one.zip", "two.zip"))
        assert one == two

    @pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
    def test_a_snapshot_that_is_pruned_meanwhile_is_exported_whole(self, busy: Machine, tmp_path: Path) -> None:
        exported = busy.snapshot.id

        def prune(_: Progress) -> None:
            if exported in busy.store.list():
                for number in range(4):
                    busy.index({"rain": f"{RAIN} {number}"})

        assert export_corpus(busy.store, busy.trail, tmp_path / "archive.zip", "1.0", prune).snapshot == exported
        assert exported not in busy.store.list()
        assert busy.take(tmp_path / "archive.zip").exported == exported

    def test_the_header_tells_what_is_in_it(self, archive: Path) -> None:
        with zipfile.ZipFile(archive) as opened:
            header = json.loads(opened.read("quoth.json"))
            for name, member in header["members"].items():
                content = opened.read(name)
                assert (len(content), hashlib.sha256(content).hexdigest()) == (member["size"], member["sha256"])
            assert opened.namelist() == ["quoth.json", *header["members"]]
        assert (header["product"], header["format"], header["version"], header["corrections"]) == ("quoth", 1, "1.0", 1)
        assert header["counts"] == {"articles": 2, "passages": 2, "quotes": header["counts"]["quotes"]}

    def test_nothing_of_people_but_the_trail_is_in_it(self, archive: Path) -> None:
        with zipfile.ZipFile(archive) as opened:
            names = [name for name in opened.namelist() if not name.startswith("snapshot/lexicon/")]
        snapshot = ["snapshot/manifest.json", "snapshot/catalog.sqlite", "snapshot/vectors.faiss"]
        assert names == ["quoth.json", "corrections.jsonl", *snapshot]

    def test_a_file_that_is_there_is_left_alone(self, busy: Machine, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("mine")
        with pytest.raises(UsageError, match="is there already"):
            busy.export(tmp_path / "notes.txt")
        assert (tmp_path / "notes.txt").read_text() == "mine"

    def test_without_an_index_there_is_nothing_to_export(self, there: Machine, tmp_path: Path) -> None:
        with pytest.raises(NoIndexError):
            there.export(tmp_path / "archive.zip")

    def test_a_folder_that_is_not_there_is_told(self, busy: Machine, tmp_path: Path) -> None:
        with pytest.raises(StorageError):
            busy.export(tmp_path / "nowhere" / "archive.zip")

    def test_a_damaged_snapshot_is_not_exported(self, busy: Machine, tmp_path: Path) -> None:
        catalog = busy.store.folder(busy.snapshot.id) / "catalog.sqlite"
        written = catalog.stat().st_mtime_ns
        catalog.write_bytes(catalog.read_bytes()[:-1] + b"x")
        os.utime(catalog, ns=(written, written))
        with pytest.raises(DamagedIndexError, match=r"catalog\.sqlite of .* was changed or damaged"):
            busy.export(tmp_path / "archive.zip")
        assert list(tmp_path.glob("*archive*")) == []


class TestOtherCorrections:
    @pytest.fixture
    def corrected(self, busy: Machine) -> Machine:
        """A machine with a correction of its own."""
        busy.correct(Mark(busy.ref("Nothing but rain"), "pin"))
        return busy

    def test_they_are_never_overwritten_unasked(self, corrected: Machine, archive: Path) -> None:
        before = corrected.state()
        with pytest.raises(ArchiveError, match=r"1 correction.* not in the archive.*--replace"):
            corrected.take(archive)
        assert corrected.state() == before

    def test_they_are_set_aside_where_they_are_to_be_replaced(self, corrected: Machine, archive: Path) -> None:
        old = corrected.trail.read()
        imported = corrected.take(archive, replace=True)
        assert imported.trail == "replaced"
        assert imported.aside is not None
        assert imported.aside.read_text() == old
        assert [one.id for one in read_trail(corrected.trail).corrections] == [1]
        assert "Jan Kruse" not in {quote.quote.speaker for quote in corrected.snapshot.catalog.quotes()}

    def test_those_that_go_on_from_the_archives_are_kept(self, here: Machine, tmp_path: Path) -> None:
        exported = here.export(tmp_path / "archive.zip")
        here.correct(Mark(here.ref("another ship"), "hide"))
        says, trail = here.says(), here.trail.read()
        imported = here.take(exported.path)
        assert (imported.trail, imported.corrections) == ("kept", 3)
        assert (here.says(), here.trail.read()) == (says, trail)

    def test_those_that_do_not_apply_are_reported(self, corrected: Machine, tmp_path: Path) -> None:
        other = Machine(tmp_path / "other", TrailFile(tmp_path / "other"))
        other.index(ARTICLES)
        imported = corrected.take(other.export(tmp_path / "archive.zip").path)
        assert (imported.trail, imported.corrections) == ("kept", 1)
        assert [lost.name.partition(" (")[0] for lost in imported.lost] == ["correction 1"]

    def test_a_corpus_without_corrections_brings_none(self, busy: Machine, there: Machine, tmp_path: Path) -> None:
        assert there.take(busy.export(tmp_path / "archive.zip").path).trail == "none"


class TestOverAnother:
    def test_the_old_corpus_can_be_rolled_back_to(self, busy: Machine, archive: Path) -> None:
        before, says = busy.store.current_id(), busy.says()
        busy.take(archive)
        assert before in busy.store.list()
        assert busy.says() != says
        assert before is not None
        busy.store.switch(before)
        assert busy.says() == says

    def test_references_to_what_was_there_say_that_it_is_gone(self, busy: Machine, archive: Path) -> None:
        ref = busy.ref("Nothing but rain")
        busy.take(archive)
        with pytest.raises(RemovedRefError, match="“Rain in Arden”"):
            busy.snapshot.source(ref, 10)

    def test_a_correction_afterwards_keeps_both_corpora(self, busy: Machine, archive: Path) -> None:
        before = busy.store.current_id()
        imported = busy.take(archive)
        busy.correct(Mark(busy.ref("another ship"), "hide"))
        assert {before, imported.snapshot} < set(busy.store.list())

    def test_a_damaged_index_does_not_keep_from_it(self, busy: Machine, archive: Path) -> None:
        (busy.store.folder(busy.snapshot.id) / "manifest.json").unlink()
        busy.take(archive)
        assert busy.snapshot.manifest.counts.articles == 2


def add(name: str, content: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


def leave_out(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.pop(name) and None


def manifest(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        name = "snapshot/manifest.json"
        said = json.loads(parts[name]) | values
        del said["seal"]
        parts[name] = json.dumps(said).encode()

    return change


def own(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    """Put a file into the snapshot as if it had been made so."""

    def change(parts: dict[str, bytes]) -> None:
        files = json.loads(parts["snapshot/manifest.json"])["files"]
        files[name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        manifest(files=files)(parts)
        parts[f"snapshot/{name}"] = content

    return change


EVENT = b'{"id":2,"at":"2026","by":"x","action":{"ref":"r","how":"hide","kind":"mark"},"before":null,"after":null}'
FORGED = {
    "a part that no snapshot has": (add("snapshot/surprise.exe"), "holds 'snapshot/surprise.exe'"),
    "a path out of the folder": (add("snapshot/lexicon/../../../evil"), "which no snapshot has"),
    "an absolute path": (add("/etc/evil"), "which no snapshot has"),
    "a folder's own name": (add("snapshot/lexicon/.."), "which no snapshot has"),
    "a path of Windows": (add("snapshot/lexicon/..\\evil"), "which no snapshot has"),
    "no header": (leave_out("quoth.json"), "no archive of Quoth"),
    "no trail": (leave_out("corrections.jsonl"), "no whole snapshot"),
    "no manifest": (leave_out("snapshot/manifest.json"), "no whole snapshot"),
    "no catalogue": (leave_out("snapshot/catalog.sqlite"), "do not belong together"),
    "a later format": (set_header(format=2, version="7.1", more=1), "Quoth 7.1 wrote it, which is newer"),
    "another format of snapshots": (set_header(snapshot_format=1, version="0.9"), "Quoth 0.9 wrote it, which keeps"),
    "another product": (set_header(product="other"), "quoth.json is damaged"),
    "a bomb": (add("snapshot/vectors.faiss", bytes(20_000_000)), "would grow more than 100 times"),
    "another snapshot's counts": (manifest(counts={"articles": 9, "passages": 9, "quotes": 9}), "belong together"),
    "another manifest": (manifest(format=99), "another version of Quoth"),
    "no manifest at all": (add("snapshot/manifest.json", b"{"), "another version of Quoth"),
    "a trail that is none": (add("corrections.jsonl", b"{}\n"), "its corrections.jsonl is damaged"),
    "a trail with a gap": (add("corrections.jsonl", EVENT + b"\n"), "jsonl is damaged"),
    "a trail without its end": (add("corrections.jsonl", EVENT.replace(b"2", b"1", 1)), "jsonl is damaged"),
    "a trail in no UTF-8": (add("corrections.jsonl", b"\xff\n"), "its corrections.jsonl is damaged"),
}


class TestRefused:
    def refuse(self, machine: Machine, path: Path) -> str:
        """Import in vain; return what is said, after checking that nothing has changed."""
        before, says = machine.state(), machine.says()
        with pytest.raises(QuothError) as refused:
            machine.take(path)
        assert machine.state() == before
        assert machine.says() == says
        return str(refused.value)

    @pytest.mark.parametrize(("change", "why"), FORGED.values(), ids=list(FORGED))
    def test_a_forged_archive(
        self, busy: Machine, archive: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], why: str
    ) -> None:
        said = self.refuse(busy, rewrite(archive, tmp_path / "forged.zip", change))
        assert "forged.zip cannot be imported: " in said
        assert why in said
        assert said.endswith("Nothing was changed.")
        assert not list(tmp_path.rglob("*evil*"))

    @pytest.mark.parametrize("name", ["corrections.jsonl", "snapshot/catalog.sqlite", "snapshot/manifest.json"])
    def test_a_changed_part_is_named(self, busy: Machine, archive: Path, tmp_path: Path, name: str) -> None:
        def change(parts: dict[str, bytes]) -> None:
            parts[name] = parts[name][:-2] + b"xx"

        said = self.refuse(busy, rewrite(archive, tmp_path / "changed.zip", change, sealed=False))
        assert f"its {name} was changed or damaged" in said

    def test_a_part_of_another_size(self, busy: Machine, archive: Path, tmp_path: Path) -> None:
        changed = rewrite(archive, tmp_path / "changed.zip", add("corrections.jsonl"), sealed=False)
        assert "its corrections.jsonl has another size than it says" in self.refuse(busy, changed)

    def test_a_part_twice(self, busy: Machine, archive: Path, tmp_path: Path) -> None:
        twice = Path(shutil.copy(archive, tmp_path / "twice.zip"))
        with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(twice, "a") as opened:
            opened.writestr("corrections.jsonl", "")
        assert "it has other parts than it says" in self.refuse(busy, twice)

    @pytest.mark.parametrize("content", [b"", b"What is this?", b"PK\x03\x04", bytes(5000)], ids=repr)
    def test_another_file_altogether(self, busy: Machine, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "other.txt").write_bytes(content)
        assert "no archive of Quoth, or not whole" in self.refuse(busy, tmp_path / "other.txt")

    @pytest.mark.parametrize("name", ["nowhere.zip", "."])
    def test_no_file_at_all(self, busy: Machine, tmp_path: Path, name: str) -> None:
        assert "cannot be read" in self.refuse(busy, tmp_path / name)

    def test_vectors_of_other_texts(self, busy: Machine, archive: Path, tmp_path: Path) -> None:
        write_vectors(tmp_path / "vectors", [np.eye(2, 32, dtype=np.float32)], count=2, dim=32)
        forged = rewrite(archive, tmp_path / "forged.zip", own("vectors.faiss", (tmp_path / "vectors").read_bytes()))
        assert "2 of 2 vectors are not those of their passages" in self.refuse(busy, forged)

    def test_words_that_are_in_no_article(self, busy: Machine, archive: Path, tmp_path: Path) -> None:
        with zipfile.ZipFile(archive) as opened:
            (tmp_path / "catalog").write_bytes(opened.read("snapshot/catalog.sqlite"))
        with closing(sqlite3.connect(tmp_path / "catalog")) as database:
            database.executescript("UPDATE quotes SET end = 100000 WHERE row = 1")
        forged = rewrite(archive, tmp_path / "forged.zip", own("catalog.sqlite", (tmp_path / "catalog").read_bytes()))
        assert re.search(r"talks \(.*\): its quotation .* leaves its text", self.refuse(busy, forged))

    def test_another_model(self, busy: Machine, archive: Path) -> None:
        before = busy.state()
        busy.embedder = HashedWords(name="other-words", digest="1" * 64)
        with pytest.raises(
            ArchiveError, match=r"made with the model hashed-words, not other-words; set model.name to it"
        ):
            busy.take(archive)
        assert busy.state() == before

    def test_during_a_reindex(self, busy: Machine, archive: Path) -> None:
        before = busy.state()
        with reindex_lock(busy.folder), pytest.raises(ReindexRunningError):
            busy.take(archive)
        assert busy.state() == before

    def test_on_a_disk_without_room(self, busy: Machine, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        usage = shutil.disk_usage(busy.folder)._replace(free=1_000_000)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        assert "needs 50 MB" in self.refuse(busy, archive)

    @given(data=st.data())
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    def test_an_archive_that_is_cut_off(
        self, busy: Machine, archive: Path, tmp_path: Path, data: st.DataObject
    ) -> None:
        whole = archive.read_bytes()
        (tmp_path / "cut.zip").write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
        self.refuse(busy, tmp_path / "cut.zip")


@given(data=st.data())
@settings(max_examples=150)
def test_a_flipped_bit_anywhere_is_refused_or_changes_nothing(archive: Path, data: st.DataObject) -> None:
    """Times and the like in the ZIP file's own structures mean nothing; every other bit is found out."""
    content = bytearray(archive.read_bytes())
    place = data.draw(st.integers(0, 8 * len(content) - 1))
    content[place // 8] ^= 1 << place % 8
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "flipped.zip").write_bytes(content)
        machine = Machine(folder / "data", TrailFile(folder / "data"))
        try:
            machine.take(folder / "flipped.zip")
        except (ArchiveError, UsageError):
            assert machine.store.current_id() is None
            assert machine.trail.read() == ""
        else:
            with Archive(archive) as whole:
                files = {name.removeprefix("snapshot/"): file for name, file in whole.header.members.items()}
            assert machine.snapshot.manifest.files.items() <= files.items()


def test_what_was_added_besides_folders_comes_along(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    index_articles(here, {"talks": TALKS})
    Collector(here, Fetcher).add_file("strike.txt", STRIKE.encode())
    Arrivals(here).put_feed(Feed("https://arden.example/feed", "Arden", datetime.now(UTC), datetime.now(UTC)))
    reindex(here, here / "corpus.jsonl")
    export_corpus(SnapshotStore(here), TrailFile(here), tmp_path / "all.zip", "1")
    index_articles(there, {"talks": TALKS})
    Collector(there, Fetcher).add_file("rain.txt", "Rain\n\n“Nothing but rain,” said Anna Weber.".encode())
    Importer(SnapshotStore(there), TrailFile(there), lambda _: HashedWords()).run(tmp_path / "all.zip")
    assert [one.source_id for one in Arrivals(there).all()] == ["added/strike.txt"]
    assert [one.title for one in Arrivals(there).feeds()] == ["Arden"]
    (aside,) = there.glob("arrivals-before-*.sqlite")
    assert [one.source_id for one in Arrivals(there, aside.name).all()] == ["added/rain.txt"]
    assert not [*there.glob(".reading-*"), *there.glob("IMPORTING*")]
    reindex(there, there / "corpus.jsonl")
    assert len(SnapshotStore(there).open_current().catalog.articles()) == 2


def test_damaged_arrivals_are_refused(tmp_path: Path) -> None:
    index_articles(tmp_path / "here", {"talks": TALKS})
    (tmp_path / "here" / "arrivals.sqlite").write_bytes(b"")
    with sqlite3.connect(tmp_path / "here" / "arrivals.sqlite") as database:
        database.execute("CREATE VIEW arrivals AS SELECT 1 AS source_id")
    database.close()
    store = SnapshotStore(tmp_path / "here")
    export_corpus(store, TrailFile(store.data_dir), tmp_path / "all.zip", "1")
    there = SnapshotStore(tmp_path / "there")
    with pytest.raises(ArchiveError, match=r"its arrivals.sqlite is damaged \(it has a view arrivals\)"):
        Importer(there, TrailFile(there.data_dir), lambda _: HashedWords()).run(tmp_path / "all.zip")
    assert there.current_id() is None
