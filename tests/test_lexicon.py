"""The lexicon finds words in their forms, ranks them with BM25, and fears no text."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DamagedIndexError, StorageError
from index.lexicon import LexicalDocument, Lexicon, write_lexicon

TEXTS = (
    "The U.S. reimposed sanctions on Iran, and Iran’s president protested.",
    "North Korea negotiates; the negotiations falter.",
    "President José Pérez of the harbour union speaks of wages.",
    "Nothing but weather: rain, rain and rain.",
    "The harbour was closed, the sanctions were not. A president waits.",
)


def _written(folder: Path, texts: Sequence[str], titles: Sequence[str] | None = None) -> Lexicon:
    named = zip(texts, titles or [""] * len(texts), strict=True)
    write_lexicon(folder, [LexicalDocument(row, f"a{row}", title, text) for row, (text, title) in enumerate(named)])
    return Lexicon(folder)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    titles = ["", "", "", "Sanctions", ""]
    return _written(tmp_path_factory.mktemp("lexicon") / "l", TEXTS, titles)


def _rows(hits: list[tuple[int, float]]) -> set[int]:
    return {row for row, _ in hits}


@pytest.mark.parametrize(
    ("word", "rows"),
    [("negotiation", {1}), ("US", {0}), ("U.S.", {0}), ("U.S", {0}), ("Iran's", {0}), ("iran", {0}), ("PEREZ", {2}),
     ("Pe\u0301rez", {2}), ("s", set()), ("u", set()), ("harbour", {2, 4}), ("Zürich", set())],
)  # fmt: skip
def test_a_word_is_found_in_its_forms(lexicon: Lexicon, word: str, rows: set[int]) -> None:
    assert _rows(lexicon.search([word], 10)) == rows
    assert lexicon.document_frequency(word) == len(rows)


def test_rare_words_weigh_more_and_any_word_suffices(lexicon: Lexicon) -> None:
    hits = lexicon.search(["president", "wages"], 10)
    assert hits[0][0] == 2
    assert _rows(hits) == {0, 2, 4}


def test_the_title_counts_as_much_as_it_is_told(lexicon: Lexicon) -> None:
    assert 3 in _rows(lexicon.search(["sanctions"], 10))
    assert 3 not in _rows(lexicon.search(["sanctions"], 10, title_weight=0))
    assert lexicon.search(["sanctions"], 10, title_weight=5)[0][0] == 3


def test_a_boost_changes_the_order(lexicon: Lexicon) -> None:
    assert lexicon.search(["rain", "negotiations"], 1, boosts={"negotiations": 9.0})[0][0] == 1
    assert lexicon.search(["rain", "negotiations"], 1, boosts={"rain": 9.0})[0][0] == 3


def test_words_that_stand_together_count_again(lexicon: Lexicon) -> None:
    apart = dict(lexicon.search(["sanctions", "iran"], 10))
    together = dict(lexicon.search(["sanctions", "iran"], 10, phrases=[("sanctions", "on", "Iran"), ("alone",)]))
    assert together[0] > apart[0]
    assert together[4] == apart[4]


def test_only_the_given_articles_are_searched_and_their_scores_stay(lexicon: Lexicon) -> None:
    everywhere = dict(lexicon.search(["president"], 10))
    assert dict(lexicon.search(["president"], 10, articles={"a4", "a9", "a"})) == {4: everywhere[4]}
    assert lexicon.search(["president"], 10, articles=[]) == []


def test_nothing_asked_gives_nothing(lexicon: Lexicon) -> None:
    assert lexicon.search([], 10) == lexicon.search(["…"], 10) == lexicon.search(["iran"], 0) == []


def test_a_word_given_twice_counts_once(lexicon: Lexicon) -> None:
    assert lexicon.search(["sanctions", "Sanction"], 10) == lexicon.search(["sanctions"], 10)


def test_equal_scores_come_in_the_order_of_rows(tmp_path: Path) -> None:
    assert [row for row, _ in _written(tmp_path / "l", ["the same words"] * 30).search(["words"], 7)] == list(range(7))


@settings(deadline=None)
@given(words=st.lists(st.text(st.characters()), max_size=4))
def test_no_text_is_feared(lexicon: Lexicon, words: list[str]) -> None:
    lexicon.search(words, 5, phrases=[tuple(words)], boosts=dict.fromkeys(words, 2.0), articles=["a0", *words])
    lexicon.document_frequency(" ".join(words))


@pytest.mark.parametrize("word", ["text:*", 'title:"rain', "rain* || [b TO c]", "(", "+-!", "\0", "\ud800"])
def test_a_query_language_is_only_words(lexicon: Lexicon, word: str) -> None:
    assert lexicon.search([word, "rain"], 10) == lexicon.search(["rain"], 10)


def test_threads_get_the_same_hits(lexicon: Lexicon) -> None:
    questions = [["iran"], ["president", "rain"], ["harbour"], ["sanctions"]] * 10
    alone = [lexicon.search(words, 5) for words in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda words: lexicon.search(words, 5), questions)) == alone


def test_an_empty_lexicon_answers_nothing(tmp_path: Path) -> None:
    lexicon = _written(tmp_path / "l", [])
    assert len(lexicon) == 0
    assert lexicon.search(["iran"], 5) == []


def test_a_missing_lexicon_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match=r"no-such.*run quoth reindex"):
        Lexicon(tmp_path / "no-such")


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="nothing was lost"):
        write_lexicon(tmp_path / "file" / "l", [])


def test_a_folder_that_refuses_the_lock_file_is_not_called_damaged(tmp_path: Path) -> None:
    write_lexicon(tmp_path / "l", [])
    (tmp_path / "l" / ".tantivy-meta.lock").unlink(missing_ok=True)
    (tmp_path / "l" / ".tantivy-meta.lock").mkdir()
    with pytest.raises(StorageError, match="must be writable"):
        Lexicon(tmp_path / "l")
