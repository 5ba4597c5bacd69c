"""What a reindex would do is told before it is done, and doing it does just that."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import STRIKE, TALKS, reindex, write_corpus
from embedders import HashedWords

from index.errors import CorpusError
from index.indexer import Indexer
from index.preview import LostCitation, Preview, QuoteChange
from index.snapshot import Snapshot
from index.store import SnapshotStore

RAIN = "Rain\n\n“Nothing but rain,” said Anna Weber."
UNION = "We will not load another ship before our wages rise"
DIRECTOR = "he was “ready to talk at any hour”"


def _index(tmp_path: Path, **articles: str) -> Snapshot:
    reindex(tmp_path, write_corpus(tmp_path / "corpus.jsonl", articles))
    return SnapshotStore(tmp_path).open_current()


def _preview(tmp_path: Path, cited: list[str], **articles: str) -> Preview:
    corpus = write_corpus(tmp_path / "new.jsonl", articles)
    return Indexer(SnapshotStore(tmp_path), model="none", embedder=HashedWords).preview([corpus], cited)


def _refs(snapshot: Snapshot) -> dict[str, str]:
    entries = [snapshot.entry(stored) for stored in snapshot.catalog.quotes()]
    return {entry.text: entry.ref for entry in entries}


def test_quotations_that_come_and_go_are_told(tmp_path: Path) -> None:
    _index(tmp_path, talks=TALKS, strike=STRIKE)
    found = _preview(tmp_path, [], talks=TALKS, rain=RAIN)
    assert found.gained == (QuoteChange("rain", "Nothing but rain", None, "Anna Weber"),)
    assert [(one.source_id, one.text, one.before) for one in found.lost] == [
        ("strike", UNION, "Anna Weber"),
        ("strike", DIRECTOR, "Jan Kruse"),
    ]


def test_a_quotation_with_another_speaker_is_told(tmp_path: Path) -> None:
    _index(tmp_path, strike=STRIKE)
    found = _preview(tmp_path, [], strike=STRIKE.replace("Anna Weber", "Vera Adler"))
    assert found.reattributed == (QuoteChange("strike", UNION, "Anna Weber", "Vera Adler"),)
    assert not found.gained
    assert not found.lost


def test_an_article_that_is_only_dated_anew_changes_no_quotation(tmp_path: Path) -> None:
    _index(tmp_path, strike=STRIKE)
    dated = {"strike": {"text": STRIKE, "published_at": "2021-03-04"}}
    corpus = write_corpus(tmp_path / "new.jsonl", dated)
    found = Indexer(SnapshotStore(tmp_path), model="none", embedder=HashedWords).preview([corpus])
    assert found.report.changed == ("strike",)
    assert [*found.gained, *found.lost, *found.reattributed] == []


def test_citations_that_would_be_lost_are_told_with_the_reason(tmp_path: Path) -> None:
    refs = _refs(_index(tmp_path, talks=TALKS, strike=STRIKE, rain=RAIN))
    edited = STRIKE.replace(DIRECTOR, "he was “ready to listen”")
    found = _preview(tmp_path, list(refs.values()), talks=TALKS, strike=edited)
    assert found.citations == (
        LostCitation(refs[DIRECTOR], "strike", "edited"),
        LostCitation(refs["Nothing but rain"], "rain", "removed"),
    )


def test_references_that_are_none_or_old_do_not_matter(tmp_path: Path) -> None:
    _index(tmp_path, talks=TALKS)
    cited = ["nonsense", "0f1e2d3c4b5a6978-120-164-5a7c01e9"]
    assert _preview(tmp_path, cited, strike=STRIKE).citations == ()


def test_what_a_preview_tells_is_what_a_reindex_does(tmp_path: Path) -> None:
    before = set(_refs(_index(tmp_path, talks=TALKS, strike=STRIKE)))
    found = _preview(tmp_path, [], talks=f"{TALKS}\nMore.", rain=RAIN)
    after = set(_refs(_index(tmp_path, talks=f"{TALKS}\nMore.", rain=RAIN)))
    assert {one.text for one in found.gained} == after - before
    assert {one.text for one in found.lost} == before - after


def test_a_preview_without_an_index_gains_everything(tmp_path: Path) -> None:
    found = _preview(tmp_path, [], strike=STRIKE)
    assert {one.text for one in found.gained} == {UNION, DIRECTOR}
    assert not found.citations


def test_a_reindex_that_expects_what_was_previewed_does_it(tmp_path: Path) -> None:
    _index(tmp_path, talks=TALKS)
    found = _preview(tmp_path, [], strike=STRIKE)
    indexer = Indexer(SnapshotStore(tmp_path), model="none", embedder=HashedWords)
    assert indexer.reindex([tmp_path / "new.jsonl"], expected=found.digest).added == ("strike",)


def test_a_reindex_that_expects_other_articles_does_nothing(tmp_path: Path) -> None:
    answering = _index(tmp_path, talks=TALKS).id
    found = _preview(tmp_path, [], strike=STRIKE)
    corpus = write_corpus(tmp_path / "new.jsonl", {"strike": STRIKE, "rain": RAIN})
    with pytest.raises(CorpusError, match="changed since they were looked at"):
        Indexer(SnapshotStore(tmp_path), model="none", embedder=HashedWords).reindex([corpus], expected=found.digest)
    assert SnapshotStore(tmp_path).current_id() == answering


def test_a_reference_to_an_earlier_version_is_lost_as_well(tmp_path: Path) -> None:
    refs = _refs(_index(tmp_path, strike=STRIKE))
    _index(tmp_path, strike=f"{STRIKE}\nMore.", talks=TALKS)
    assert LostCitation(refs[UNION], "strike", "removed") in _preview(tmp_path, [*refs.values()], talks=TALKS).citations
