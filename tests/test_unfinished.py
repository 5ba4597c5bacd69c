"""A reindex that was cut off goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import STRIKE, TALKS, write_corpus
from embedders import HashedWords

from index.analysis import Begun, analyse
from index.indexer import Indexer
from index.store import SnapshotStore
from index.types import Article, Progress
from index.unfinished import Unfinished

ARTICLE = Article("talks", "Talks in Vienna", TALKS)


def _kept(path: Path, made_by: str = "rules 1") -> object:
    with Unfinished(path, made_by) as unfinished:
        return unfinished.get(ARTICLE.id)


def _keep(path: Path) -> Path:
    with Unfinished(path, "rules 1") as unfinished:
        unfinished.put(ARTICLE.id, analyse(ARTICLE))
    return path


def test_what_was_found_is_kept_whole(tmp_path: Path) -> None:
    assert _kept(_keep(tmp_path / "unfinished.sqlite")) == analyse(ARTICLE)


def test_what_other_rules_found_is_not_seen(tmp_path: Path) -> None:
    assert _kept(_keep(tmp_path / "unfinished.sqlite"), "rules 2") is None


@pytest.mark.parametrize("damage", [b"no database at all " * 400, b""], ids=["foreign", "empty"])
def test_a_damaged_file_is_made_anew(damage: bytes, tmp_path: Path) -> None:
    _keep(tmp_path / "unfinished.sqlite").write_bytes(damage)
    assert _kept(tmp_path / "unfinished.sqlite") is None


def _reindex(tmp_path: Path, on_progress: Callable[[Progress], None]) -> None:
    rows = {"talks": TALKS, "strike": STRIKE, "rain": "Rain\n\n“Nothing but rain,” said Anna Weber."}
    corpus = write_corpus(tmp_path / "corpus.jsonl", rows)
    Indexer(SnapshotStore(tmp_path), model="none", embedder=HashedWords).reindex([corpus], on_progress=on_progress)


def test_a_reindex_that_was_cut_off_analyses_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(progress: Progress) -> None:
        if (progress.phase, progress.done) == ("analysing", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _reindex(tmp_path, cut_off)
    analysed: list[str] = []

    def watched(article: Article, repeated: frozenset[int]) -> Begun:
        analysed.append(article.source_id)
        return Begun(article, repeated)

    monkeypatch.setattr("index.analysing.Begun", watched)
    _reindex(tmp_path, lambda _progress: None)
    assert analysed == ["rain"]
    assert not list(tmp_path.glob("unfinished*"))


def test_a_reindex_leaves_no_articles_lying_about(tmp_path: Path) -> None:
    _reindex(tmp_path, lambda _progress: None)
    assert not list(tmp_path.glob(".reading-*"))
