"""All about one article: what is never cited, how it came, and how it read before."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import STRIKE, TALKS, reindex, write_corpus
from embedders import HashedWords

from bot.articles import info_text
from index.collecting import Collector
from index.errors import UsageError
from index.fetching import Fetcher
from index.indexer import Indexer
from index.store import SnapshotStore
from index.versions import ArticleInfo, Difference, describe

EDITED = STRIKE.replace("ready to talk at any hour", "ready to listen")


def _index(tmp_path: Path, **articles: str) -> None:
    reindex(tmp_path, write_corpus(tmp_path / "corpus.jsonl", articles))


def _info(tmp_path: Path, key: str) -> ArticleInfo:
    store = SnapshotStore(tmp_path)
    return describe(store, store.open_current(), key)


def test_earlier_versions_are_told_with_their_differences(tmp_path: Path) -> None:
    _index(tmp_path, strike=STRIKE)
    _index(tmp_path, strike=STRIKE, talks=TALKS)
    _index(tmp_path, strike=EDITED, talks=TALKS)
    (before,) = _info(tmp_path, "strike").versions
    assert before.since is not None
    assert before.until is not None
    assert before.since < before.until
    assert [one.is_added for one in before.differences] == [False, True]
    assert "talk at any hour" in before.differences[0].text
    assert "ready to listen" in before.differences[1].text


def test_a_version_that_came_back_is_told_each_time(tmp_path: Path) -> None:
    for text in (STRIKE, EDITED, STRIKE):
        _index(tmp_path, strike=text)
    assert len(_info(tmp_path, "strike").versions) == 2


def test_another_title_is_a_difference(tmp_path: Path) -> None:
    _index(tmp_path, strike=STRIKE)
    _index(tmp_path, strike=STRIKE.replace("Strike in the harbour", "Harbour still"))
    (before,) = _info(tmp_path, "strike").versions
    assert before.differences[:1] == (Difference("Strike in the harbour", is_added=False),)


def test_an_article_that_never_changed_has_no_earlier_version(tmp_path: Path) -> None:
    _index(tmp_path, strike=STRIKE)
    _index(tmp_path, strike=STRIKE, talks=TALKS)
    info = _info(tmp_path, "strike")
    assert (info.versions, info.arrival) == ((), None)


def test_what_is_never_cited_is_shown(tmp_path: Path) -> None:
    _index(tmp_path, strike=f"{STRIKE}\n\nShare this on Facebook")
    assert _info(tmp_path, "strike").boilerplate == ("Share this on Facebook",)


def test_how_an_article_came_is_told(tmp_path: Path) -> None:
    Collector(tmp_path, Fetcher).add_file("strike.txt", STRIKE.encode())
    (tmp_path / "empty").mkdir()
    Indexer(SnapshotStore(tmp_path), model="none", embedder=HashedWords).reindex([tmp_path / "empty"])
    info = _info(tmp_path, "added/strike.txt")
    assert info.arrival is not None
    assert info.arrival.how == "file"
    assert "   given as a file, 20" in info_text(info)


def test_a_damaged_earlier_snapshot_is_passed_over(tmp_path: Path) -> None:
    _index(tmp_path, strike=STRIKE)
    (first,) = SnapshotStore(tmp_path).list()
    _index(tmp_path, strike=EDITED)
    (tmp_path / "snapshots" / first / "catalog.sqlite").unlink()
    assert _info(tmp_path, "strike").versions == ()


def test_an_unknown_article_is_told(tmp_path: Path) -> None:
    _index(tmp_path, strike=STRIKE)
    with pytest.raises(UsageError, match="no article 'strikes'"):
        _info(tmp_path, "strikes")
