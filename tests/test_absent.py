"""A folder that is gone for now costs no article: what came from it stays, the rest is read, and it is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from corpora import STRIKE, TALKS
from embedders import HashedWords

from index.errors import CorpusError
from index.indexer import Indexer
from index.store import SnapshotStore
from index.types import Report

RAIN = "Rain in Arden\n\n“Nothing but rain,” said Anna Weber.\n"


class Place:
    """Two folders of articles, and the data directory that they are indexed into."""

    def __init__(self, folder: Path) -> None:
        self.data, self.one, self.other = folder / "data", folder / "one", folder / "other"
        for place, text in ((self.one, TALKS), (self.other, STRIKE)):
            place.mkdir()
            (place / "a.txt").write_text(text, "utf-8")
        self.store = SnapshotStore(self.data)
        self.indexer = Indexer(self.store, model="none", embedder=HashedWords)
        self.again()

    @property
    def paths(self) -> list[Path]:
        return [self.one, self.other]

    def again(self) -> Report:
        return self.indexer.reindex(self.paths, is_again=True)

    def texts(self) -> dict[str, str]:
        catalog = self.store.open_current().catalog
        articles = [catalog.article(each.article_id) for each in catalog.articles()]
        return {each.source_id: each.text for each in articles if each}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("name", ["one", "other"])
def test_what_came_from_it_stays_under_its_name(place: Place, tmp_path: Path, name: str) -> None:
    before = place.texts()
    shutil.rmtree(tmp_path / name)
    report = place.again()
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 2)
    assert place.texts() == before


def test_it_is_told(place: Place) -> None:
    shutil.rmtree(place.one)
    (told,) = place.again().absent
    assert (told.name, told.reason) == (str(place.one), "is not here; its article stays as it was")
    assert place.indexer.preview(place.paths, is_again=True).report.absent == (told,)


def test_the_other_places_are_read(place: Place) -> None:
    shutil.rmtree(place.one)
    (place.other / "b.txt").write_text(RAIN, "utf-8")
    assert place.again().added == ("b.txt",)
    assert set(place.texts()) == {"a.txt", "other/a.txt", "b.txt"}


def test_it_is_read_again_when_it_is_back(place: Place) -> None:
    place.one.rename(place.data / "aside")
    place.again()
    (place.data / "aside" / "a.txt").write_text(RAIN, "utf-8")
    (place.data / "aside").rename(place.one)
    report = place.again()
    assert (report.changed, report.absent) == (("a.txt",), ())


def test_it_may_be_gone_through_many_reindexes(place: Place) -> None:
    shutil.rmtree(place.one)
    for number in range(3):
        (place.other / f"{number}.txt").write_text(f"Rain {number}\n\n{RAIN}", "utf-8")
        place.again()
    assert len(place.texts()) == 5


def test_whoever_names_it_is_told_that_it_is_not_there(place: Place) -> None:
    shutil.rmtree(place.one)
    with pytest.raises(CorpusError, match="no file or folder"):
        place.indexer.reindex(place.paths)


def test_without_it_among_the_paths_its_articles_go(place: Place) -> None:
    shutil.rmtree(place.one)
    assert place.indexer.reindex([place.other]).removed == ("other/a.txt",)


def test_a_snapshot_that_does_not_tell_where_its_articles_are_from_is_not_guessed_about(place: Place) -> None:
    manifest = place.store.folder(str(place.store.current_id())) / "manifest.json"
    said = json.loads(manifest.read_text("utf-8"))
    said.pop("seal")
    for one in said["articles"].values():
        one.pop("path")
    manifest.write_text(json.dumps(said), "utf-8")
    shutil.rmtree(place.one)
    with pytest.raises(CorpusError, match=f"The articles were read from {place.one}, which is not here"):
        place.again()
