"""What an outlet repeats, and what several outlets print, over a whole collection."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import reindex, write_corpus

from index.analysis import Begun
from index.snapshot import Snapshot
from index.store import SnapshotStore
from index.types import Article
from index.versions import describe

LINE = "Your town deserves a newspaper, and yours needs you: write to our desk at any hour."
TOWNS = ("Arden", "Brill", "Corvo", "Delm", "Essen-on-Sea")


def _article(town: str) -> str:
    said = f"“The bridge of {town} will stay closed until spring,” said the engineer of {town}, Ines {town[:2]}-Torres."
    more = f"The council of {town} meets on Friday. Nobody in {town} expects a quick end of the works on the bridge."
    return f"{town} closes its bridge\n\n{said}\n\n{more}\n\n{LINE}"


def _index(tmp_path: Path, articles: dict[str, dict[str, str]]) -> Snapshot:
    reindex(tmp_path, write_corpus(tmp_path / "corpus.jsonl", articles))
    return SnapshotStore(tmp_path).open_current()


def _outlet(towns: tuple[str, ...]) -> dict[str, dict[str, str]]:
    return {town: {"text": _article(town), "source": "Arden Courier"} for town in towns}


def _boilerplate(snapshot: Snapshot, source_id: str) -> list[str]:
    article = snapshot.catalog.article(str(snapshot.catalog.find_article(source_id)))
    assert article is not None
    return [article.text[start:end] for start, end in snapshot.catalog.analysis(article.id).boilerplate]


def test_what_an_outlet_repeats_is_never_cited(tmp_path: Path) -> None:
    snapshot = _index(tmp_path, _outlet(TOWNS))
    assert _boilerplate(snapshot, "Arden") == [LINE]


def test_it_is_an_article_s_text_where_nothing_repeats_it(tmp_path: Path) -> None:
    assert _boilerplate(_index(tmp_path, _outlet(TOWNS[:1])), "Arden") == []


def test_articles_are_read_again_when_others_show_what_is_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _index(tmp_path, _outlet(TOWNS[:2]))
    read: list[str] = []

    def watched(article: Article, repeated: frozenset[int]) -> Begun:
        read.append(article.source_id)
        return Begun(article, repeated)

    monkeypatch.setattr("index.analysing.Begun", watched)
    assert _boilerplate(_index(tmp_path, _outlet(TOWNS)), "Arden") == [LINE]
    assert sorted(read) == sorted(TOWNS)
    read.clear()
    _index(tmp_path, {**_outlet(TOWNS), "rain": {"text": "Rain\n\n“Nothing but rain,” said Anna Weber."}})
    assert read == ["rain"]


def test_the_same_text_in_several_places_is_linked(tmp_path: Path) -> None:
    body = " ".join(
        f"Paragraph {number} tells how the ferry of Arden came to rest on bank {number} of the river, and who saw it."
        for number in range(30)
    )
    agency = {"text": f"Ferry runs aground\n\n{body}", "source": "Arden Courier"}
    copy = {"text": f"Arden ferry stuck on a bank\n\n{body}", "source": "Norvian Post"}
    snapshot = _index(tmp_path, {"agency": agency, "copy": copy, **_outlet(TOWNS[:1])})
    info = describe(SnapshotStore(tmp_path), snapshot, "agency")
    assert [one.source_id for one in info.duplicates] == ["copy"]
    assert describe(SnapshotStore(tmp_path), snapshot, "Arden").duplicates == ()
