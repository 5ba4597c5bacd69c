"""A reindex makes the corpus exactly what the paths hold, does no work twice, and loses nothing when it fails."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from corpora import STRIKE, TALKS, reindex, write_corpus
from embedders import HashedWords

from index import analysing, analysis, indexer
from index.embedding import Embedder
from index.errors import CorpusError, ModelError, ReindexRunningError, StorageError, UsageError
from index.indexer import Indexer
from index.lock import reindex_lock
from index.store import SnapshotStore
from index.types import Article, Progress, Report

BOTH = {"talks": TALKS, "strike": STRIKE}


@dataclass
class Place:
    """A corpus of JSON Lines and the data directory that it is indexed into."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus.jsonl"

    @property
    def store(self) -> SnapshotStore:
        return SnapshotStore(self.data)

    def reindex(self, articles: dict[str, str | dict[str, str]], embedder: HashedWords = HashedWords()) -> Report:  # noqa: B008
        return reindex(self.data, write_corpus(self.corpus, articles), embedder)

    def indexer(self) -> Indexer:
        return Indexer(self.store, model="none", embedder=HashedWords)

    def files(self) -> set[Path]:
        return set(self.folder.rglob("*"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


class TestComparing:
    def test_the_first_reindex_adds_everything(self, place: Place) -> None:
        report = place.reindex(BOTH)
        assert (report.added, report.changed, report.removed, report.unchanged) == (("talks", "strike"), (), (), 0)
        assert report.published == place.store.current_id()
        assert (report.passages, report.embedded) == (2, 2)
        assert report.quotes == len(place.store.open_current().catalog.quotes()) > 2

    def test_each_article_is_told_by_what_became_of_it(self, place: Place) -> None:
        place.reindex({"a": TALKS, "b": STRIKE, "c": "Rain\n\nNothing but rain."})
        report = place.reindex({"d": "Sun\n\nNothing but sun.", "b": f"{STRIKE}\nMore.", "a": TALKS})
        assert (report.added, report.changed, report.removed, report.unchanged) == (("d",), ("b",), ("c",), 1)
        summaries = place.store.open_current().catalog.articles()
        assert [summary.source_id for summary in summaries] == ["d", "b", "a"]

    def test_nothing_is_published_where_nothing_changed(self, place: Place) -> None:
        first = place.reindex(BOTH)
        before = place.files()
        again = place.reindex(BOTH)
        assert replace(again, seconds=0) == replace(first, added=(), unchanged=2, embedded=0, seconds=0)
        assert place.files() == before

    @pytest.mark.parametrize(
        ("field", "value"),
        [("url", "u"), ("source", "s"), ("author", "a"), ("published_at", "2020-01-01"), ("language", "pt")],
    )
    def test_new_metadata_alone_is_a_change(self, place: Place, field: str, value: str) -> None:
        first = place.reindex(BOTH)
        report = place.reindex(BOTH | {"talks": {"text": TALKS, field: value}})
        assert (report.changed, report.unchanged) == (("talks",), 1)
        assert report.published != first.published
        article_id = place.store.open_current().catalog.find_article("talks")
        assert getattr(place.store.open_current().catalog.summary(article_id or ""), field) == value

    def test_a_dry_run_only_compares(self, place: Place) -> None:
        place.reindex(BOTH)
        write_corpus(place.corpus, {"talks": f"{TALKS}!", "new": "New\n\nNews."})
        before = place.files()
        report = Indexer(place.store, model="none", embedder=_no_model).preview([place.corpus]).report
        assert (report.added, report.changed, report.removed) == (("new",), ("talks",), ("strike",))
        assert report.published == place.store.current_id()
        assert place.files() == before

    def test_a_dry_run_without_an_index_writes_nothing(self, place: Place) -> None:
        write_corpus(place.corpus, BOTH)
        report = Indexer(place.store, model="none", embedder=_no_model).preview([place.corpus]).report
        assert (report.added, report.published, report.passages) == (("talks", "strike"), None, 0)
        assert not place.data.exists()

    def test_the_paths_given_are_kept_absolute(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        write_corpus(place.corpus, BOTH)
        monkeypatch.chdir(place.folder)
        place.indexer().reindex([Path("corpus.jsonl")])
        assert place.store.open_current().manifest.paths == (str(place.corpus),)


class TestLeavingOut:
    def test_the_same_article_is_indexed_once(self, place: Place) -> None:
        report = place.reindex({"talks": TALKS, "copy": TALKS})
        assert report.added == ("talks",)
        assert [(failure.name, failure.reason) for failure in report.failed] == [
            ("copy", "the same article as talks; indexed once")
        ]

    def test_a_source_id_that_was_given_before_is_left_out(self, place: Place) -> None:
        place.corpus.write_text('{"id":"a","title":"A","text":"One."}\n{"id":"a","title":"B","text":"Two."}\n')
        report = place.indexer().reindex([place.corpus])
        assert (report.added, len(report.failed)) == (("a",), 1)
        assert "ids must differ" in report.failed[0].reason

    def test_a_row_that_cannot_be_read_leaves_the_others(self, place: Place) -> None:
        write_corpus(place.corpus, BOTH)
        place.corpus.write_text(place.corpus.read_text() + "no json\n" + '{"id":"x","title":"X","text":"\\ud800"}\n')
        report = place.indexer().reindex([place.corpus])
        assert (report.added, len(report.failed)) == (("talks", "strike"), 2)

    def test_an_article_without_passages_goes_in(self, place: Place) -> None:
        report = place.reindex({"bare": {"title": "Bare", "text": "Bare"}})
        assert report.added == ("bare",)
        assert place.store.open_current().source
        place.store.open_current().verify()


class TestDoingNothingTwice:
    def test_only_new_passages_are_embedded(self, place: Place) -> None:
        place.reindex({"talks": TALKS})
        assert place.reindex(BOTH).embedded == 1
        assert place.reindex({"strike": STRIKE}).embedded == 0

    def test_only_new_articles_are_analysed(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        place.reindex({"talks": TALKS})
        analysed: list[str] = []

        def watched(article: Article, repeated: frozenset[int]) -> analysis.Begun:
            analysed.append(article.source_id)
            return analysis.Begun(article, repeated)

        monkeypatch.setattr(analysing, "Begun", watched)
        place.reindex(BOTH)
        assert analysed == ["strike"]
        monkeypatch.setattr(analysis, "VERSION", analysis.VERSION + 1)
        place.reindex(BOTH)
        assert analysed == ["strike", "talks", "strike"]

    def test_an_index_made_in_steps_is_the_one_made_at_once(self, place: Place, tmp_path: Path) -> None:
        place.reindex({"strike": STRIKE, "gone": "Rain\n\nNothing but rain."})
        place.reindex(BOTH)
        reindex(tmp_path / "fresh", place.corpus)
        stepwise, fresh = place.store.open_current(), SnapshotStore(tmp_path / "fresh").open_current()
        for article in stepwise.catalog.articles():
            assert stepwise.catalog.analysis(article.article_id) == fresh.catalog.analysis(article.article_id)
        rows = np.arange(len(fresh.vectors))
        np.testing.assert_array_equal(stepwise.vectors.take(rows), fresh.vectors.take(rows))
        assert stepwise.lexicon.search(["talks", "wages"], 9) == fresh.lexicon.search(["talks", "wages"], 9)

    @pytest.mark.parametrize("change", [{"digest": "1" * 64}, {"encoder": "other"}, {"dim": 64}, {"name": "renamed"}])
    def test_another_model_makes_the_index_anew(self, place: Place, change: dict[str, str | int]) -> None:
        place.reindex(BOTH)
        other = replace(HashedWords(), **change)  # type: ignore[arg-type]
        report = place.reindex(BOTH, replace(other, digest="2" * 64) if "dim" in change else other)
        assert report.embedded == (0 if "name" in change else 2)
        manifest = place.store.open_current().manifest
        assert (manifest.id, manifest.dim, manifest.encoder) == (report.published, other.dim, other.encoder)

    def test_another_version_of_a_library_makes_the_index_anew(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = place.reindex(BOTH)
        monkeypatch.setattr(indexer, "_libraries", lambda: {"tantivy": "99"})
        report = place.reindex(BOTH)
        assert report.published != first.published
        assert report.embedded == 0


class TestProgress:
    def test_the_phases_come_in_order_and_each_comes_to_its_end(self, place: Place) -> None:
        seen: list[Progress] = []
        place.indexer().reindex([write_corpus(place.corpus, BOTH)], on_progress=seen.append)
        phases = ["reading", "model", "analysing", "embedding", "publishing"]
        assert list(dict.fromkeys(progress.phase for progress in seen)) == phases
        last = {progress.phase: progress for progress in seen}
        assert all(progress.done == (progress.total or 2) for progress in last.values())
        assert last["embedding"].total == 2


class TestFailing:
    def test_nothing_readable_keeps_what_there_was(self, place: Place) -> None:
        first = place.reindex(BOTH)
        with pytest.raises(CorpusError, match=r"No article can be read in .*no json.*quoth reindex PATH") as caught:
            place.indexer().reindex([_write(place.folder / "no json.jsonl", "{")])
        assert "\n" not in str(caught.value)
        assert place.store.open_current().id == first.published

    def test_a_path_that_does_not_exist_keeps_what_there_was(self, place: Place) -> None:
        first = place.reindex(BOTH)
        with pytest.raises(CorpusError, match="no-such"):
            place.indexer().reindex([place.folder / "no-such"])
        assert place.store.current_id() == first.published

    def test_no_path_at_all_is_a_wrong_use(self, place: Place) -> None:
        with pytest.raises(UsageError, match="quoth reindex PATH"):
            place.indexer().reindex([])

    def test_a_missing_model_keeps_what_there_was(self, place: Place) -> None:
        first = place.reindex(BOTH)
        write_corpus(place.corpus, {"talks": TALKS})
        with pytest.raises(ModelError):
            Indexer(place.store, model="none", embedder=_no_model).reindex([place.corpus])
        assert place.store.current_id() == first.published

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO], ids=os.strerror)
    @pytest.mark.parametrize("call", ["fsync", "replace", "rename"])
    def test_a_disk_that_refuses_keeps_what_there_was(
        self, place: Place, monkeypatch: pytest.MonkeyPatch, call: str, code: int
    ) -> None:
        first = place.reindex(BOTH)
        write_corpus(place.corpus, {"talks": TALKS})
        monkeypatch.setattr(os, call, _refuse(code))
        with pytest.raises(StorageError, match="data"):
            place.indexer().reindex([place.corpus])
        monkeypatch.undo()
        assert place.store.current_id() == first.published
        place.store.open_current().verify()
        assert not list(place.data.glob("snapshots/.*"))
        assert place.indexer().reindex([place.corpus]).removed == ("strike",)

    def test_a_data_directory_below_a_file_is_a_storage_error(self, place: Place) -> None:
        write_corpus(place.corpus, BOTH)
        blocked = Indexer(SnapshotStore(place.corpus / "data"), model="none", embedder=HashedWords)
        with pytest.raises(StorageError, match="nothing was lost"):
            blocked.reindex([place.corpus])

    @pytest.mark.parametrize("name", ["catalog.sqlite", "vectors.faiss", "manifest.json", "lexicon/meta.json"])
    def test_a_damaged_snapshot_is_made_anew(self, place: Place, name: str) -> None:
        first = place.reindex(BOTH)
        path = place.data / "snapshots" / str(first.published) / name
        path.write_bytes(path.read_bytes()[:-1] + b"\xff")
        report = place.reindex(BOTH)
        assert report.published != first.published
        assert report.embedded == 0
        place.store.open_current().verify()

    def test_what_was_retired_survives_damage_by_way_of_the_snapshot_before(self, place: Place) -> None:
        place.reindex(BOTH)
        place.reindex({"strike": STRIKE})
        last = place.reindex({"strike": f"{STRIKE}!"})
        (place.data / "snapshots" / str(last.published) / "vectors.faiss").write_bytes(b"")
        place.reindex({"strike": f"{STRIKE}!"})
        retired = {one.source_id: one.successor for one in place.store.open_current().catalog.all_retired()}
        assert retired == {"talks": None, "strike": place.store.open_current().catalog.find_article("strike")}

    def test_leftovers_of_killed_reindexes_are_removed(self, place: Place) -> None:
        place.reindex(BOTH)
        for name in (".building-20200101T000000000000-abcdef", ".removing-20200101T000000000000-abcdef"):
            (place.data / "snapshots" / name / "lexicon").mkdir(parents=True)
        place.reindex({"talks": TALKS})
        assert not list(place.data.glob("snapshots/.*"))


class TestLock:
    def test_a_second_reindex_is_refused_at_once(self, place: Place) -> None:
        write_corpus(place.corpus, BOTH)
        holder = rf"is running \(process {os.getpid()}, since 20.* UTC\); wait"
        with reindex_lock(place.data), pytest.raises(ReindexRunningError, match=holder):
            place.indexer().reindex([place.corpus])
        assert place.indexer().reindex([place.corpus]).added == ("talks", "strike")

    def test_a_lock_without_a_holder_is_no_lock(self, place: Place) -> None:
        place.data.mkdir()
        (place.data / "reindex.lock").write_text("left behind")
        (place.data / "reindex.holder").write_text("process 1, since long ago")
        assert place.reindex(BOTH).added == ("talks", "strike")

    def test_a_dry_run_needs_no_lock(self, place: Place) -> None:
        write_corpus(place.corpus, BOTH)
        with reindex_lock(place.data):
            assert place.indexer().preview([place.corpus]).report.added == ("talks", "strike")


def _no_model() -> Embedder:
    raise ModelError("The model is not there.")


def _refuse(code: int) -> object:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(code, os.strerror(code))

    return refuse


def _write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
