"""A snapshot hands out nothing but slices of its articles; a store always has a whole one to open."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import STRIKE, TALKS, index_articles
from hypothesis import given
from hypothesis import strategies as st

from index.errors import (
    BadRefError,
    DamagedIndexError,
    EditedRefError,
    NoIndexError,
    RemovedRefError,
    StorageError,
    UnknownRefError,
)
from index.results import Source
from index.snapshot import Snapshot
from index.store import SnapshotStore
from index.types import Quote, StoredPassage, StoredQuote

ODD = "Odd\n\n“A\u00a0b\u2028c 🙂\0d” said a\u0301. …"
ALL = {"talks": TALKS, "strike": STRIKE, "odd": ODD}
WORDS = "do not meet any of their obligations"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_articles(tmp_path_factory.mktemp("data"), ALL)


def _ids(snapshot: Snapshot) -> dict[str, str]:
    return {summary.source_id: summary.article_id for summary in snapshot.catalog.articles()}


def _ref(snapshot: Snapshot, words: str = WORDS, source_id: str = "talks") -> str:
    """Cite these words of an article and return the reference."""
    article = snapshot.catalog.article(_ids(snapshot)[source_id])
    assert article is not None
    start = article.text.index(words)
    return snapshot.cite(article.id, start, start + len(words), None, 1.0).ref


class TestCitations:
    @given(source_id=st.sampled_from(sorted(ALL)), data=st.data())
    def test_every_citation_is_a_slice_of_its_article(
        self, snapshot: Snapshot, source_id: str, data: st.DataObject
    ) -> None:
        text = ALL[source_id]
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        citation = snapshot.cite(_ids(snapshot)[source_id], start, end, None, 0.5)
        assert citation.text == text[start:end]
        assert (citation.kind, citation.speaker, citation.stated) == ("passage", None, False)
        source = snapshot.source(citation.ref, 30)
        assert (source.start, source.end, source.text, source.moved) == (start, end, citation.text, False)
        assert text[: source.start].endswith(source.before)
        assert text[source.end :].startswith(source.after)

    def test_every_entry_and_passage_is_a_slice_of_its_article(self, snapshot: Snapshot) -> None:
        texts = {article_id: ALL[source_id] for source_id, article_id in _ids(snapshot).items()}
        handed_out = [
            *map(snapshot.entry, snapshot.catalog.quotes()),
            *(snapshot.passage(stored, 0.5) for stored in snapshot.catalog.passages(range(len(snapshot.vectors)))),
        ]
        assert len(handed_out) > 6
        assert all(one.text == texts[one.article_id][one.start : one.end] for one in handed_out)

    def test_a_citation_is_attributed_as_its_quote_is(self, snapshot: Snapshot) -> None:
        stored = next(s for s in snapshot.catalog.quotes() if s.quote.speaker == "Anna Weber")
        quote = stored.quote
        citation = snapshot.cite(stored.article_id, quote.start, quote.end, quote, 0.5)
        assert (citation.speaker, citation.cue, citation.kind) == ("Anna Weber", "said", "direct")
        assert citation.ref == snapshot.entry(stored).ref

    @pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5), (0, len(TALKS) + 1), (9999, 10000)])
    def test_a_span_that_is_none_cannot_be_cited(self, snapshot: Snapshot, start: int, end: int) -> None:
        with pytest.raises(ValueError, match="no span of the article"):
            snapshot.cite(_ids(snapshot)["talks"], start, end, None, 1.0)

    def test_words_cannot_be_attributed_to_who_did_not_say_them(self, snapshot: Snapshot) -> None:
        quote = snapshot.catalog.quotes(article_ids=[_ids(snapshot)["talks"]])[0].quote
        with pytest.raises(ValueError, match="no word of the quote"):
            snapshot.cite(_ids(snapshot)["talks"], quote.end, quote.end + 9, quote, 1.0)

    def test_what_is_not_stored_cannot_be_cited(self, snapshot: Snapshot) -> None:
        article_id = _ids(snapshot)["odd"]
        beyond = Quote(0, 10_000, "direct", None, None, False, None, None, False, 0, (0, 1))
        with pytest.raises(ValueError, match="no span"):
            snapshot.entry(StoredQuote(article_id, 0, beyond))
        with pytest.raises(ValueError, match="no span"):
            snapshot.passage(StoredPassage(0, article_id, 0, 10_000, ()), 1.0)
        with pytest.raises(ValueError, match="has no article"):
            snapshot.cite("0123456789abcdef", 0, 5, None, 1.0)


class TestSources:
    @pytest.mark.parametrize("context", [-5, 0, 1, 7, 30, 10_000])
    def test_the_context_is_cut_between_words(self, snapshot: Snapshot, context: int) -> None:
        source = snapshot.source(_ref(snapshot), context)
        assert len(source.before) <= max(0, context)
        assert (
            TALKS[: source.start - len(source.before)]
            + source.before
            + source.text
            + source.after
            + (TALKS[source.end + len(source.after) :])
            == TALKS
        )
        if context >= 7:
            assert TALKS[source.start - len(source.before) - 1 : source.start - len(source.before)].strip() == ""
            assert TALKS[source.end + len(source.after) : source.end + len(source.after) + 1].strip() == ""

    def test_a_source_names_its_paragraph(self, snapshot: Snapshot) -> None:
        source = snapshot.source(_ref(snapshot), 50)
        assert (source.paragraph, source.paragraphs) == (2, 3)
        assert source.article.source_id == "talks"

    def test_words_are_followed_into_an_edited_article(self, tmp_path: Path) -> None:
        ref = _ref(index_articles(tmp_path, {"talks": TALKS}))
        source = _after_edits(tmp_path, ref, TALKS.replace("Iranian Parliament", "The Iranian Parliament’s"))
        assert (source.text, source.moved) == (WORDS, True)

    def test_words_that_an_edit_left_in_place_are_said_to_stand_in_an_edited_article(self, tmp_path: Path) -> None:
        ref = _ref(index_articles(tmp_path, {"talks": TALKS}))
        source = _after_edits(tmp_path, ref, f"{TALKS}\nCorrection: none.\n")
        assert (source.text, source.moved) == (WORDS, True)

    def test_words_are_followed_through_several_edits(self, tmp_path: Path) -> None:
        ref = _ref(index_articles(tmp_path, {"talks": TALKS}))
        edits = [TALKS.replace(WORDS, "…"), f"One\n\n{TALKS}", TALKS.replace("hard", "very hard")]
        assert _after_edits(tmp_path, ref, *edits).text == WORDS

    def test_an_edit_taken_back_leaves_the_ref_as_it_was(self, tmp_path: Path) -> None:
        ref = _ref(index_articles(tmp_path, {"talks": TALKS}))
        source = _after_edits(tmp_path, ref, TALKS.replace(WORDS, "…"), TALKS)
        assert (source.text, source.moved) == (WORDS, False)

    def test_words_that_were_edited_away_are_said_to_be(self, tmp_path: Path) -> None:
        ref = _ref(index_articles(tmp_path, {"talks": TALKS}))
        with pytest.raises(EditedRefError, match=f"“Talks in Vienna” .talks. was edited, and the words of {ref}"):
            _after_edits(tmp_path, ref, TALKS.replace("obligations", "promises"))

    def test_a_removed_article_is_said_to_be_also_later(self, tmp_path: Path) -> None:
        ref = _ref(index_articles(tmp_path, {"talks": TALKS, "strike": STRIKE}))
        index_articles(tmp_path, {"strike": STRIKE})
        later = index_articles(tmp_path, {"strike": f"{STRIKE}\nMore."})
        with pytest.raises(RemovedRefError, match=r"“Talks in Vienna” .talks. was removed"):
            later.source(ref, 50)

    def test_an_article_that_was_removed_and_put_back_edited_is_found(self, tmp_path: Path) -> None:
        ref = _ref(index_articles(tmp_path, {"talks": TALKS, "strike": STRIKE}))
        index_articles(tmp_path, {"strike": STRIKE})
        assert index_articles(tmp_path, {"strike": STRIKE, "talks": f"{TALKS}!"}).source(ref, 50).text == WORDS

    def test_a_ref_to_no_article_ever_indexed_is_unknown(self, snapshot: Snapshot) -> None:
        with pytest.raises(UnknownRefError, match="No article 0123456789abcdef"):
            snapshot.source("0123456789abcdef-1-2-01234567", 50)

    @pytest.mark.parametrize("end", ["00000000", "x", ""])
    def test_a_mistyped_ref_is_no_ref(self, snapshot: Snapshot, end: str) -> None:
        with pytest.raises(BadRefError):
            snapshot.source(_ref(snapshot)[:-8] + end, 50)


def _after_edits(data_dir: Path, ref: str, *texts: str) -> Source:
    for text in texts:
        snapshot = index_articles(data_dir, {"talks": text})
    return snapshot.source(ref, 50)


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


class TestOpening:
    def test_a_whole_snapshot_verifies(self, snapshot: Snapshot) -> None:
        snapshot.verify()
        assert len(snapshot.vectors) == len(snapshot.lexicon) == snapshot.manifest.counts.passages == 3

    @pytest.mark.parametrize("name", ["manifest.json", "catalog.sqlite", "vectors.faiss", "lexicon/meta.json"])
    @pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9])])
    def test_a_missing_or_truncated_file_is_named(
        self, tmp_path: Path, name: str, damage: Callable[[Path], object]
    ) -> None:
        snapshot = index_articles(tmp_path, {"talks": TALKS})
        damage(tmp_path / "snapshots" / snapshot.id / name)
        with pytest.raises(DamagedIndexError, match=rf"{name} .*run quoth reindex"):
            SnapshotStore(tmp_path).open_current()

    def test_a_byte_that_decayed_is_found_by_verifying(self, tmp_path: Path) -> None:
        snapshot = index_articles(tmp_path, {"talks": TALKS})
        vectors = tmp_path / "snapshots" / snapshot.id / "vectors.faiss"
        written = vectors.stat()
        flip(vectors, -1)
        os.utime(vectors, ns=(written.st_atime_ns, written.st_mtime_ns))
        with pytest.raises(DamagedIndexError, match=r"vectors\.faiss was changed"):
            SnapshotStore(tmp_path).open_current().verify()

    @pytest.mark.parametrize("name", ["catalog.sqlite", "vectors.faiss", "lexicon/meta.json"])
    def test_a_byte_that_was_written_since_is_found_by_opening(self, tmp_path: Path, name: str) -> None:
        snapshot = index_articles(tmp_path, {"talks": TALKS})
        flip(tmp_path / "snapshots" / snapshot.id / name, 100)
        with pytest.raises(DamagedIndexError, match=f"{name} was changed"):
            SnapshotStore(tmp_path).open_current()

    def test_any_byte_of_a_manifest_that_changed_is_found_by_opening(self, tmp_path: Path) -> None:
        snapshot = index_articles(tmp_path, {"talks": TALKS})
        path = tmp_path / "snapshots" / snapshot.id / "manifest.json"
        content = path.read_bytes()
        for place in range(0, len(content) - 1, 37):
            flip(path, place)
            with pytest.raises(DamagedIndexError, match=r"manifest\.json"):
                SnapshotStore(tmp_path).open_current()
            path.write_bytes(content)

    def test_a_snapshot_from_before_there_were_seals_opens(self, tmp_path: Path) -> None:
        snapshot = index_articles(tmp_path, {"talks": TALKS})
        path = tmp_path / "snapshots" / snapshot.id / "manifest.json"
        path.write_text(snapshot.manifest.model_dump_json(indent=1))
        assert SnapshotStore(tmp_path).open_current().manifest == snapshot.manifest

    def test_files_of_different_snapshots_do_not_open_together(self, tmp_path: Path) -> None:
        one = index_articles(tmp_path / "one", {"talks": TALKS})
        other = index_articles(tmp_path / "other", {"talks": TALKS, "strike": STRIKE})
        folder, foreign = (
            base / "snapshots" / s.id for base, s in ((tmp_path / "one", one), (tmp_path / "other", other))
        )
        shutil.copy(foreign / "vectors.faiss", folder / "vectors.faiss")
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["files"]["vectors.faiss"]["size"] = (folder / "vectors.faiss").stat().st_size
        del manifest["seal"]
        (folder / "manifest.json").write_text(json.dumps(manifest))
        with pytest.raises(DamagedIndexError, match="do not belong together"):
            SnapshotStore(tmp_path / "one").open_current()

    @pytest.mark.parametrize("change", [{"format": 99}, {"surprise": 1}, {"dim": "many"}], ids=str)
    def test_a_manifest_of_another_version_is_said_to_be(self, tmp_path: Path, change: dict[str, object]) -> None:
        snapshot = index_articles(tmp_path, {"talks": TALKS})
        path = tmp_path / "snapshots" / snapshot.id / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | change))
        with pytest.raises(DamagedIndexError, match=r"manifest\.json .*run quoth reindex"):
            SnapshotStore(tmp_path).open_current()


class TestStore:
    def test_without_an_index_there_is_none_to_open(self, tmp_path: Path) -> None:
        store = SnapshotStore(tmp_path / "nothing")
        assert store.current_id() is None
        assert store.list() == ()
        with pytest.raises(NoIndexError, match="run quoth reindex"):
            store.open_current()

    @pytest.mark.parametrize("content", ["", "../../etc", "20200101T000000000000-abcdef", "\0"])
    def test_a_current_file_that_names_nothing_is_damage(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "CURRENT").write_text(content)
        with pytest.raises(DamagedIndexError, match="run quoth reindex"):
            SnapshotStore(tmp_path).open_current()

    def test_the_newest_are_kept_and_the_one_that_answers(self, tmp_path: Path) -> None:
        ids = [index_articles(tmp_path, {"talks": f"{TALKS}{number}"}).id for number in range(5)]
        store = SnapshotStore(tmp_path)
        assert store.list() == tuple(reversed(ids[-3:]))
        store.switch(ids[2])
        store.prune(keep=1)
        assert store.list() == (ids[4], ids[2])
        assert store.open_current().id == ids[2]

    def test_an_older_snapshot_can_be_rolled_back_to(self, tmp_path: Path) -> None:
        old = index_articles(tmp_path, {"talks": TALKS}).id
        new = index_articles(tmp_path, {"strike": STRIKE})
        SnapshotStore(tmp_path).switch(old)
        assert list(_ids(SnapshotStore(tmp_path).open_current())) == ["talks"]
        assert list(_ids(new)) == ["strike"]

    def test_what_cannot_be_opened_is_not_switched_to(self, tmp_path: Path) -> None:
        current = index_articles(tmp_path, {"talks": TALKS}).id
        with pytest.raises(DamagedIndexError):
            SnapshotStore(tmp_path).switch("20200101T000000000000-abcdef")
        assert SnapshotStore(tmp_path).current_id() == current

    def test_an_open_snapshot_outlives_its_files(self, tmp_path: Path) -> None:
        snapshot = index_articles(tmp_path, {"talks": TALKS})
        shutil.rmtree((tmp_path / "snapshots").rename(tmp_path / "going"))  # tantivy may still watch the old place
        assert [hit[0] for hit in snapshot.lexicon.search(["obligations"], 1)] == [0]
        assert len(snapshot.catalog.quotes()) == snapshot.manifest.counts.quotes
        assert snapshot.vectors.search(snapshot.vectors.take([0])[0], 1)[0][0] == 0

    def test_a_folder_that_was_not_published_is_removed(self, tmp_path: Path) -> None:
        store = SnapshotStore(tmp_path)
        with store.begin() as building:
            (building.folder / "catalog.sqlite").touch()
        assert list((tmp_path / "snapshots").iterdir()) == []

    def test_a_data_directory_that_cannot_be_is_a_storage_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StorageError, match="nothing was lost"), SnapshotStore(tmp_path / "file").begin():
            pass
