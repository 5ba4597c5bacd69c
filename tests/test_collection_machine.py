"""A collection through whatever happens to it, in any order: what answers is whole, and only what is there answers."""

from __future__ import annotations

import itertools
import shutil
import sys
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from corpora import write_corpus
from embedders import HashedWords
from hashed_engine import HashedEngine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

import index.store
from index.arrivals import Arrivals
from index.collecting import Collector
from index.corrections import Action, Mark, SetSpeaker
from index.errors import (
    ArchiveError,
    CorpusError,
    DamagedIndexError,
    EditedRefError,
    RefError,
    RemovedRefError,
    UsageError,
)
from index.store import SnapshotStore
from index.trail import Trail, TrailFile, read_trail
from index.verification import verify_snapshot

if sys.platform == "win32":
    pytest.skip("processes are killed by POSIX means", allow_module_level=True)

import crashing
from children import end, start

SPEAKERS = {"bridge": "Ana Torres", "ferry": "Carl Whitfield", "harbour": "Rosa Lee", "added/rain.txt": "Oskar Brandt"}
ADDED = "added/rain.txt"
NOBODY_ELSE = "Vera Adler"
_NOT_PUBLISHING = ("pin_snapshot", "unpin_snapshot", "prune_snapshots")


@dataclass(frozen=True)
class Corrected:
    """A correction: of which words, and who said them instead; None hides them."""

    id: int
    action: Action
    words: str
    speaker: str | None
    is_undone: bool = False


@dataclass(frozen=True)
class State:
    """What there should be.

    present: the version of each article that answers; arrived: of those that came besides folders; pins: ids.
    """

    present: dict[str, int] | None = None
    arrived: dict[str, int] = field(default_factory=dict)
    trail: tuple[Corrected, ...] = ()
    pins: frozenset[str] = frozenset()

    @property
    def in_force(self) -> tuple[Corrected, ...]:
        return tuple(one for one in self.trail if not one.is_undone)


@dataclass(frozen=True)
class Archived:
    """A file that was exported, and what it holds."""

    path: Path
    state: State


@dataclass
class Known:
    """What was seen so far. snapshots: what each holds; refs: the article and the words of each that was given out."""

    snapshots: dict[str, dict[str, int]] = field(default_factory=dict)
    refs: dict[str, tuple[str, str]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)


def words_of(source_id: str, version: int) -> list[str]:
    """What is quoted in a version of an article: words of all versions, and some of its own."""
    name = Path(source_id).stem
    return [f"The {name} is open to everybody in Norvia today", f"Number {version} of the {name} was never repaired"]


def text_of(source_id: str, version: int) -> str:
    speaker = SPEAKERS[source_id]
    always, own = words_of(source_id, version)
    title = f"The {Path(source_id).stem}"
    return f"{title}\n\n“{always},” said {speaker}.\n\nIt rained in Arden.\n\n“{own},” {speaker} said on Monday.\n"


EVENTS = st.none() | st.integers(0, 60)
FOLDER = st.dictionaries(st.sampled_from(["bridge", "ferry", "harbour"]), st.integers(0, 2), max_size=3)


class Collection(RuleBasedStateMachine):
    """One data directory, and one engine that runs on while other processes are killed."""

    archives = Bundle("archives")

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = Path(mkdtemp(prefix="quoth-", dir=memory if memory.is_dir() else None))
        self.data = self.folder / "data"
        self.data.mkdir()
        self.store, self.engine = SnapshotStore(self.data), HashedEngine(self.data)
        self.files: dict[str, int] = {}
        self.state, self.known = State(), Known()
        self.applied: tuple[Corrected, ...] = ()
        self.numbers = itertools.count()
        self.clock = index.store.datetime

    def teardown(self) -> None:
        index.store.datetime = self.clock  # type: ignore[misc]
        shutil.rmtree(self.folder)

    # What is there to be read

    @initialize(files=FOLDER.filter(bool))
    def begin(self, files: dict[str, int]) -> None:
        self.files = files
        self.reindex(None)

    @rule(files=FOLDER)
    def edit(self, files: dict[str, int]) -> None:
        self.files = files

    @rule(version=st.none() | st.integers(0, 2))
    def arrive(self, version: int | None) -> None:
        collector = Collector(self.data, lambda: pytest.fail("nothing is fetched"))
        if version is not None:
            collector.add_file("rain.txt", text_of(ADDED, version).encode())
            self.state = replace(self.state, arrived={ADDED: version})
        elif self.state.arrived:
            collector.remove("rain.txt")
            self.state = replace(self.state, arrived={})

    @rule(seconds=st.sampled_from([-40_000_000, -5, 0, 40_000_000]))
    def set_clock(self, seconds: int) -> None:
        clock = self.clock

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return clock.now(tz) + timedelta(seconds=seconds)

        index.store.datetime = Clock  # type: ignore[misc]

    # What changes what answers

    @rule(event=EVENTS)
    def reindex(self, event: int | None) -> None:
        wanted = {**self.files, **self.state.arrived}
        if not wanted:
            with pytest.raises(CorpusError):
                self.engine.reindex([self._corpus()])
            return
        if self._do(event, replace(self.state, present=wanted), "reindex", [self._corpus()]):
            self._check_nothing_left_over()

    @rule(files=FOLDER, is_late=st.booleans())
    def preview_then_apply(self, files: dict[str, int], is_late: bool) -> None:
        wanted, before = {**files, **self.state.arrived}, self.state.present or {}
        if not wanted:
            return
        self.files = files
        found = self.engine.preview([self._corpus()], sorted(self.known.refs))
        assert set(found.report.added) == wanted.keys() - before.keys()
        assert set(found.report.removed) == before.keys() - wanted.keys()
        assert set(found.report.changed) == {one for one in before if wanted.get(one, before[one]) != before[one]}
        lost = {ref for ref in self.known.refs if self._stands(ref, before) and not self._stands(ref, wanted)}
        assert {one.ref for one in found.citations} == lost
        if is_late:
            self.files = {**files, "ferry": (files.get("ferry", 0) + 1) % 3}
            with pytest.raises(CorpusError, match="changed since they were looked at"):
                self.engine.reindex([self._corpus()], expected=found.digest)
            return
        self._do(None, replace(self.state, present=wanted), "apply", self._corpus(), found.digest)
        self._check_nothing_left_over()

    @rule(event=EVENTS, chosen=st.integers(0), is_hidden=st.booleans())
    def correct(self, event: int | None, chosen: int, is_hidden: bool) -> None:
        refs = sorted(self.known.refs)
        ref = refs[chosen % len(refs)]
        _, words = self.known.refs[ref]
        action: Action = Mark(ref, "hide") if is_hidden else SetSpeaker(ref, NOBODY_ELSE, is_new=True)
        is_so = any(one.words == words and (one.speaker is None) == is_hidden for one in self.state.in_force)
        if not self._stands(ref, self.state.present or {}):
            with pytest.raises(RefError):
                self.engine.correct(action, "a moderator")
        elif is_so and is_hidden:
            if self.applied == self.state.in_force:
                with pytest.raises(UsageError, match="already"):
                    self.engine.correct(action, "a moderator")
        else:
            made = Corrected(len(self.state.trail) + 1, action, words, None if is_hidden else NOBODY_ELSE)
            after = replace(self.state, trail=(*self.state.trail, made))
            self._do(event, after, "correct", action, "a moderator")

    @precondition(lambda self: self.state.in_force)
    @rule(event=EVENTS, chosen=st.integers(0))
    def undo(self, event: int | None, chosen: int) -> None:
        undone = self.state.in_force[chosen % len(self.state.in_force)]
        trail = tuple(replace(one, is_undone=one.is_undone or one == undone) for one in self.state.trail)
        self._do(event, replace(self.state, trail=trail), "undo", undone.id, "a moderator")

    @rule(event=EVENTS, chosen=st.integers(0))
    def roll_back(self, event: int | None, chosen: int) -> None:
        kept = self.store.list()
        wanted = kept[chosen % len(kept)]
        if wanted == self.store.current_id():
            with pytest.raises(UsageError, match="the one that answers"):
                self.engine.roll_back(wanted)
        elif wanted in self.known.damaged:
            with pytest.raises(DamagedIndexError):
                self.engine.roll_back(wanted)
        else:
            self._do(event, replace(self.state, present=self.known.snapshots[wanted]), "roll_back", wanted)

    @rule(target=archives)
    def export(self) -> Archived:
        path = self.folder / f"{next(self.numbers)}.zip"
        self.engine.export(path, "1.0")
        return Archived(path, self.state)

    @rule(event=EVENTS, archived=archives, is_replacing=st.booleans())
    def import_archive(self, event: int | None, archived: Archived, is_replacing: bool) -> None:
        brought, here = archived.state.trail, self.state.trail
        goes_on = all(theirs == ours for theirs, ours in zip(brought, here, strict=False))
        if not goes_on and not is_replacing:
            with pytest.raises(ArchiveError, match="corrections that are not in the archive"):
                self.engine.import_archive(archived.path)
            return
        longer = here if len(here) > len(brought) else brought
        after = replace(archived.state, trail=brought if is_replacing else longer, pins=self.state.pins)
        self._do(event, after, "take", archived.path, is_replacing)

    # What stays of it

    @rule(event=EVENTS, chosen=st.integers(0), is_pinned=st.booleans())
    def pin(self, event: int | None, chosen: int, is_pinned: bool) -> None:
        kept = self.store.list()
        one = kept[chosen % len(kept)]
        pins = self.state.pins | {one} if is_pinned else self.state.pins - {one}
        self._do(event, replace(self.state, pins=pins), "pin_snapshot" if is_pinned else "unpin_snapshot", one)

    @rule(event=EVENTS, keep=st.integers(1, 4))
    def prune(self, event: int | None, keep: int) -> None:
        newest = self.store.list()[:keep]
        if self._do(event, self.state, "prune_snapshots", keep):
            assert set(self.store.published()) == {*newest, *self.state.pins, self.store.current_id()}

    @rule(
        chosen=st.integers(0),
        name=st.sampled_from(["manifest.json", "catalog.sqlite", "vectors.faiss"]),
        how=st.integers(0),
    )
    def damage(self, chosen: int, name: str, how: int) -> None:
        others = [one for one in self.store.list() if one != self.store.current_id()]
        if others:
            self.known.damaged.add(one := others[chosen % len(others)])
            _damage(self.store.folder(one) / name, how)

    @rule(name=st.sampled_from(["catalog.sqlite", "vectors.faiss", "manifest.json"]), how=st.integers(0))
    def damage_what_answers_and_mend_it(self, name: str, how: int) -> None:
        damaged = str(self.store.current_id())
        _damage(self.store.folder(damaged) / name, how)
        self.known.damaged.add(damaged)
        other = HashedEngine(self.data)
        with suppress(DamagedIndexError):
            assert {one.source_id for one in other.articles()} <= (self.state.present or {}).keys()
            assert damaged in other.warnings[0]
        self.files = self.files or {"ferry": 0}
        self.reindex(None)

    # What always holds

    @invariant()
    def what_answers_is_whole(self) -> None:
        assert verify_snapshot(self.store, str(self.store.current_id()), HashedWords()).damages == ()

    @invariant()
    def only_what_is_there_answers(self) -> None:
        present = self.state.present or {}
        assert {one.source_id for one in self.engine.articles()} == present.keys()
        said = {words: SPEAKERS[one] for one, version in present.items() for words in words_of(one, version)}
        for one in self.applied:
            if one.words in said and said[one.words] is not None:
                said[one.words] = one.speaker  # type: ignore[assignment]
        entries = self.engine.quotes().entries
        assert {one.text: one.speaker for one in entries} == {w: s for w, s in said.items() if s}
        self.known.refs.update({one.ref: (one.source_id, one.text) for one in entries})

    @invariant()
    def what_was_cited_stands_or_says_why_not(self) -> None:
        present = self.state.present or {}
        for ref, (source_id, words) in self.known.refs.items():
            if self._stands(ref, present):
                assert self.engine.source(ref).text == words
            else:
                with pytest.raises(EditedRefError if source_id in present else RemovedRefError):
                    self.engine.source(ref)

    @invariant()
    def what_arrived_is_kept(self) -> None:
        assert self._arrived() == self.state.arrived

    @invariant()
    def what_is_pinned_is_there(self) -> None:
        assert self.state.pins <= set(self.store.published())
        assert set(self.store.pinned()) == self.state.pins

    @rule(source_id=st.sampled_from(sorted(SPEAKERS)))
    def ask(self, source_id: str) -> None:
        answer = self.engine.ask(f"What did {SPEAKERS[source_id]} say?")
        theirs = {one.text: one.ref for one in self.engine.quotes(speaker=SPEAKERS[source_id]).entries}
        assert answer.snapshot == self.store.current_id()
        assert answer.answered == bool(theirs)
        assert {one.text: one.ref for one in answer.citations}.items() <= theirs.items()

    # How the model follows

    def _corpus(self) -> Path:
        articles = {one: text_of(one, version) for one, version in self.files.items()}
        return write_corpus(self.folder / "corpus.jsonl", articles)

    def _stands(self, ref: str, present: dict[str, int]) -> bool:
        source_id, words = self.known.refs[ref]
        return source_id in present and words in words_of(source_id, present[source_id])

    def _do(self, event: int | None, after: State, method: str, *arguments: Any) -> bool:
        """Call the engine, or have a process killed that does so, and say whether it came to its end."""
        code = 0
        if event is None:
            getattr(self.engine, method)(*arguments)
        else:
            code = end(start(crashing.engine_killed_at_event, self.data, event, method, *arguments)) or 0
        assert code in (0, crashing.KILLED)
        if code:
            self._find_out(after)
        else:
            self.state = after
            self._learn()
            assert self.applied == after.in_force or method in _NOT_PUBLISHING
        return code == 0

    def _find_out(self, after: State) -> None:
        """After a kill, each thing is as it was before or as it was to be."""
        if (self.data / "IMPORTING").exists():
            with pytest.raises(UsageError):
                self.engine.undo(9999, "nobody")  # whoever takes the lock next does what the killed import left
        trail = read_trail(TrailFile(self.data))
        state = next(one for one in (self.state, after) if _is_trail(trail, one))
        present, pins = self._held(str(self.store.current_id())), frozenset(self.store.pinned())
        assert present in (self.state.present, after.present)
        assert pins in (self.state.pins, after.pins)
        arrived = self._arrived()
        assert arrived in (self.state.arrived, after.arrived)
        self.state = State(present, arrived, state.trail, pins)
        self._learn()

    def _learn(self) -> None:
        """Look what is applied (a killed correction is so with the next snapshot), and what each snapshot holds."""
        made_with = self.store.manifest(str(self.store.current_id())).corrections
        if made_with == read_trail(TrailFile(self.data)).digest:
            self.applied = self.state.in_force
        for one in self.store.list():
            if one not in self.known.snapshots:
                self.known.snapshots[one] = self._held(one)

    def _held(self, snapshot_id: str) -> dict[str, int]:
        with closing(self.store.open(snapshot_id)) as snapshot:
            articles = [snapshot.catalog.article(one.article_id) for one in snapshot.catalog.articles()]
        found = {one.source_id: one.text for one in articles if one}
        return {one: _version(one, text) for one, text in found.items()}

    def _arrived(self) -> dict[str, int]:
        found = Arrivals(self.data).contents()
        return {one.source_id: _version(one.source_id, content.decode()) for one, content in found}

    def _check_nothing_left_over(self) -> None:
        names = {path.name for path in (*self.data.iterdir(), *(self.data / "snapshots").iterdir())}
        left = names - set(self.store.published()) - {"CURRENT", "corrections.jsonl", "reindex.lock", "snapshots"}
        left = {name for name in left if not name.startswith(("embeddings.sqlite", "arrivals", "corrections-before-"))}
        assert not left, left


def _version(source_id: str, text: str) -> int:
    return next(version for version in range(3) if text_of(source_id, version) == text)


def _is_trail(trail: Trail, state: State) -> bool:
    found = [(one.id, one.action, one.undone_at is not None) for one in trail.corrections]
    return found == [(one.id, one.action, one.is_undone) for one in state.trail]


def _damage(path: Path, how: int) -> None:
    """Damage a file, but not the others that share its content."""
    if not path.exists():
        return
    content = bytearray(path.read_bytes())
    path.unlink()
    if how % 3 == 0:
        path.write_bytes(content[: len(content) // 2])
    elif how % 3 == 1:
        content[how % len(content)] ^= 1 << how % 8
        path.write_bytes(content)


TestCollection = Collection.TestCase
TestCollection.settings = settings(
    max_examples=12, stateful_step_count=16, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
