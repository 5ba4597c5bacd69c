"""A deep look into a snapshot names whatever is wrong with it, and raises nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from corpora import STRIKE, TALKS, index_articles
from embedders import HashedWords
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.corrections import Mark
from index.corrector import Corrector
from index.lexicon import LexicalDocument, write_lexicon
from index.manifest import describe_files, read_manifest
from index.store import SnapshotStore
from index.types import Progress
from index.vectors import Vectors, write_vectors
from index.verification import Verification, verify_folder, verify_snapshot

ODD = "Odd\n\n“A\u00a0b\u2028c 🙂\0d” said a\u0301. …"
ALL = {"talks": TALKS, "strike": STRIKE, "odd": ODD}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a snapshot that is whole."""
    data = tmp_path_factory.mktemp("data")
    return SnapshotStore(data).folder(index_articles(data, ALL).id)


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return shutil.copytree(whole, tmp_path / whole.name)


def look(folder: Path, sample: int | None = 64) -> Verification:
    return verify_folder(folder, HashedWords(), sample)


def damages(folder: Path) -> list[tuple[str, str]]:
    return [(damage.where, damage.what) for damage in look(folder).damages]


def seal(folder: Path) -> None:
    """Write right checksums into the manifest, as if the files had been made so."""
    manifest = read_manifest(folder).model_copy(update={"files": describe_files(folder)})
    (folder / "manifest.json").write_text(manifest.model_dump_json())


def forge(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as database:
        database.executescript(sql)
    seal(folder)


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << place % 8
    path.write_bytes(content)


class TestWhole:
    def test_a_whole_snapshot_has_no_damages_and_all_of_it_was_looked_at(self, whole: Path) -> None:
        found, counts = look(whole), read_manifest(whole).counts
        assert found.damages == ()
        assert (found.articles, found.passages, found.quotes) == (counts.articles, counts.passages, counts.quotes)
        assert found.vectors == counts.passages
        assert (found.skipped, found.is_whole, found.snapshot) == (None, True, whole.name)

    def test_a_corrected_snapshot_is_whole(self, tmp_path: Path) -> None:
        snapshot = index_articles(tmp_path, ALL)
        ref = next(snapshot.entry(stored).ref for stored in snapshot.catalog.quotes())
        store = SnapshotStore(tmp_path)
        Corrector(store).correct(Mark(ref, "hide"), "a moderator")
        current = store.current_id()
        assert current is not None
        assert verify_snapshot(store, current, HashedWords()).damages == ()

    @pytest.mark.parametrize(("sample", "looked_at"), [(0, 0), (1, 1), (2, 2), (64, 3), (None, 3)])
    def test_as_many_vectors_are_held_against_their_texts_as_wanted(
        self, whole: Path, sample: int | None, looked_at: int
    ) -> None:
        assert look(whole, sample).vectors == looked_at

    def test_it_tells_how_far_it_is(self, whole: Path) -> None:
        told: list[Progress] = []
        verify_folder(whole, HashedWords(), on_progress=told.append)
        assert {progress.phase for progress in told} == {"checksums", "articles", "vectors"}
        assert all(progress.done <= (progress.total or 0) for progress in told)

    @pytest.mark.parametrize(
        ("embedder", "reason"), [(None, "no model was given"), (HashedWords(digest="1"), "not the one that is here")]
    )
    def test_without_its_model_the_vectors_are_left_out_and_that_is_told(
        self, whole: Path, embedder: HashedWords | None, reason: str
    ) -> None:
        found = verify_folder(whole, embedder)
        assert (found.damages, found.vectors) == ((), 0)
        assert reason in str(found.skipped)


class TestFiles:
    @pytest.mark.parametrize("name", ["catalog.sqlite", "vectors.faiss", "lexicon/meta.json"])
    @pytest.mark.parametrize(
        ("damage", "what"),
        [
            (Path.unlink, "it is missing"),
            (lambda path: path.write_bytes(path.read_bytes()[:-9]), "bytes instead of"),
            (lambda path: flip(path, 5000), "its content was changed or damaged"),
        ],
        ids=["removed", "truncated", "flipped"],
    )
    def test_a_damaged_file_is_named(
        self, folder: Path, name: str, damage: Callable[[Path], object], what: str
    ) -> None:
        damage(folder / name)
        (found,) = look(folder).damages
        assert (found.where, found.remedy) == (name, "run quoth reindex")
        assert what in found.what

    def test_every_damaged_file_is_named(self, folder: Path) -> None:
        for name in ("vectors.faiss", "lexicon/meta.json"):
            (folder / name).unlink()
        assert [where for where, _ in damages(folder)] == ["lexicon/meta.json", "vectors.faiss"]

    def test_a_manifest_that_cannot_be_read_is_named(self, folder: Path) -> None:
        (folder / "manifest.json").write_text("{")
        assert [where for where, _ in damages(folder)] == ["manifest.json"]

    @pytest.mark.parametrize("snapshot_id", ["20200101T000000000000-abcdef", "../../etc", ""])
    def test_a_snapshot_that_is_not_there_is_a_damage(self, tmp_path: Path, snapshot_id: str) -> None:
        assert not verify_snapshot(SnapshotStore(tmp_path), snapshot_id, None).is_whole

    @given(data=st.data())
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
    def test_a_flipped_bit_anywhere_is_named_and_nothing_is_raised(self, folder: Path, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(describe_files(folder))))
        before = (folder / name).read_bytes()
        flip(folder / name, data.draw(st.integers(0, 8 * len(before) - 1)))
        assert [where for where, _ in damages(folder)] == [name]
        (folder / name).write_bytes(before)


TITLE = "SELECT row FROM articles WHERE source_id = 'talks'"
FORGERIES = {
    "UPDATE texts SET text = replace(text, 'Vienna', 'Geneva')": "holds another text than was indexed",
    f"DELETE FROM texts WHERE article = ({TITLE})": "its text is missing",
    "UPDATE articles SET author = 'Nobody' WHERE source_id = 'talks'": "not the article that the manifest names",
    "DELETE FROM articles WHERE source_id = 'talks'": "the article is missing from catalog.sqlite",
    "UPDATE passages SET end = 100000 WHERE row = 0": "its passage 0 leaves its text",
    "UPDATE passages SET start = end WHERE row = 0": "a passage needs 0 <= start < end",
    "UPDATE passages SET start = start + 30 WHERE row = 0": "its passage 0 has sentences outside of it",
    "UPDATE passages SET sentences = X'01' WHERE row = 0": "cannot be read",
    "UPDATE passages SET article = 1 - article WHERE row = 0": "its passage 0 is another article’s",
    "DELETE FROM passages WHERE row = 0": "cannot be read (0)",
    "UPDATE articles SET first_passage = first_passage + 1": "its passages are not the rows from 0 to 1",
    "UPDATE quotes SET end = 100000 WHERE row = 1": "leaves its text",
    "UPDATE quotes SET context_end = 100000 WHERE row = 1": "leaves its text",
    "UPDATE quotes SET cue_start = 100, cue_end = 90 WHERE row = 1": "leaves its text",
    "UPDATE quotes SET start = 'here' WHERE row = 1": "cannot be read",
    "UPDATE quotes SET passage = 99 WHERE row = 1": "is put to the passage 99, which is not its own",
    "DELETE FROM quotes WHERE row = 1": "quotations instead of",
    "UPDATE articles SET boilerplate = X'0000000099999900'": "boilerplate leaves its text",
    "UPDATE speakers SET aliases = '{'": "cannot be read",
    "DROP TABLE speakers": "cannot be read",
    "PRAGMA user_version = 99": "of another version of Quoth",
    "CREATE TRIGGER t AFTER UPDATE ON quotes BEGIN DELETE FROM texts; END": "it has a trigger t",
    "INSERT INTO passages VALUES (3, 0, 0, 5, X'')": "it has 4 passages instead of 3",
}


class TestContents:
    @pytest.mark.parametrize(("sql", "what"), FORGERIES.items(), ids=list(FORGERIES))
    def test_what_does_not_agree_in_the_catalogue_is_named(self, folder: Path, sql: str, what: str) -> None:
        forge(folder, sql)
        found = look(folder).damages
        assert any(what in damage.what for damage in found), found
        assert all(f"move {folder} away and run quoth reindex" in damage.remedy for damage in found)

    def test_an_article_is_named_with_what_is_wrong_with_it(self, folder: Path) -> None:
        forge(folder, "UPDATE quotes SET end = 100000 WHERE row = 1")
        ((where, what),) = damages(folder)
        assert where.startswith("talks (")
        assert what.startswith("its quotation ")

    def test_swapped_vectors_are_named_by_their_rows(self, folder: Path) -> None:
        vectors = Vectors(folder / "vectors.faiss").take(np.array([1, 0, 2]))
        write_vectors(folder / "vectors.faiss", [vectors], count=len(vectors), dim=32)
        seal(folder)
        assert damages(folder) == [("vectors.faiss", "2 of 3 vectors are not those of their passages (rows 0, 1)")]

    def test_numbers_that_are_none_are_no_vectors(self, folder: Path) -> None:
        vectors = Vectors(folder / "vectors.faiss").take(np.array([0, 1, 2]))
        vectors[1] = np.nan
        write_vectors(folder / "vectors.faiss", [vectors], count=len(vectors), dim=32)
        seal(folder)
        assert damages(folder) == [("vectors.faiss", "1 of 3 vectors are not those of their passages (rows 1)")]

    def test_vectors_that_are_too_few_are_named(self, folder: Path) -> None:
        write_vectors(folder / "vectors.faiss", [np.ones((2, 32), np.float32)], count=2, dim=32)
        seal(folder)
        assert damages(folder) == [("vectors.faiss", "it has 2 × 32 numbers instead of 3 × 32")]

    def test_passages_that_the_lexicon_does_not_have_are_named(self, folder: Path) -> None:
        shutil.rmtree(folder / "lexicon")
        write_lexicon(folder / "lexicon", [LexicalDocument(0, "a", "", TALKS), LexicalDocument(7, "a", "", TALKS)])
        seal(folder)
        assert damages(folder)[:2] == [
            ("lexicon", "2 of 3 passages are missing (rows 1, 2)"),
            ("lexicon", "1 of its passages are none of the catalogue’s, or twice (rows 7)"),
        ]

    def test_passages_that_the_lexicon_holds_under_other_rows_are_named(self, folder: Path, whole: Path) -> None:
        summaries = SnapshotStore(whole.parents[1]).open(whole.name).catalog.articles()
        ids = [summary.article_id for summary in summaries if summary.passages]
        shutil.rmtree(folder / "lexicon")
        texts = [STRIKE, TALKS, ODD]
        write_lexicon(folder / "lexicon", [LexicalDocument(row, ids[row], "", texts[row]) for row in range(3)])
        seal(folder)
        assert damages(folder) == [("lexicon", "2 of 3 passages are not found by their words (rows 0, 1)")]

    @given(data=st.data())
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    def test_nothing_is_raised_whatever_the_catalogue_holds(self, folder: Path, data: st.DataObject) -> None:
        before = (folder / "catalog.sqlite").read_bytes()
        for place in data.draw(st.lists(st.integers(100 * 8, 8 * len(before) - 1), min_size=1, max_size=5)):
            flip(folder / "catalog.sqlite", place)
        seal(folder)
        look(folder)
        (folder / "catalog.sqlite").write_bytes(before)
