"""Did anyone say this: exactly, altered, someone else, in other words, or nobody."""

from __future__ import annotations

import pytest
from corpora import index_articles
from embedders import HashedWords
from hypothesis import given
from hypothesis import strategies as st

from index.alignment import find_words
from index.checking import check
from index.errors import UsageError
from index.snapshot import Snapshot

BRIDGE = """Bridge closed

Mayor Ana Torres closed the bridge on Monday. “The bridge is not safe, and it stays closed until spring,” Torres said. \
“We don’t know,” she added, “who will pay for it.”

“The council promised us a ferry, and it never came,” said Eva Lind, who lives across the river.

Nobody had told the drivers. A sign read: “No way through.” Torres said the city would build a second bridge by 2030.

“If the council agrees, we will build it in a year,” Paul Whitfield said.
"""
SAFE = "The bridge is not safe, and it stays closed until spring"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return index_articles(tmp_path_factory.mktemp("bridge"), {"bridge": BRIDGE})


def judge(snapshot: Snapshot, words: str, speaker: str | None = None) -> str:
    return check(snapshot, HashedWords(), words, speaker).verdict


@pytest.mark.parametrize(
    "words",
    [
        SAFE,
        f"“{SAFE}.”",
        SAFE.lower(),
        "it stays closed\xa0until spring",
        "We don't know",
        "we don‘t know",
        "The bridge … stays closed until spring",
        "The bridge [...] stays closed until spring",
        "We don’t know who will pay for it",
        "The council promised us a ferry - and it never came",
    ],
)
def test_marks_case_and_omissions_do_not_make_words_others(snapshot: Snapshot, words: str) -> None:
    assert judge(snapshot, words) == "exact"


@pytest.mark.parametrize(
    "words",
    [
        "The bridge is safe, and it stays closed until spring",
        "The bridge is not safe, and it stays closed until summer",
        "The bridge is not safe, and it stays closed until spring and for years after",
        "The bridge is not [at all] safe, and it stays closed until spring",
        "We know who will pay for it",
        "stays closed … The bridge is not safe, and it",
    ],
)
def test_another_word_makes_words_altered(snapshot: Snapshot, words: str) -> None:
    assert judge(snapshot, words) == "altered"


def test_the_differences_are_told_word_by_word(snapshot: Snapshot) -> None:
    (match, *_) = check(snapshot, HashedWords(), "The bridge is safe, and it stays closed until summer").matches
    told = [(piece.kind, piece.asked, piece.said) for piece in match.pieces if piece.kind != "same"]
    assert told == [("missing", "", "not"), ("changed", "summer", "spring")]


def test_someone_elses_words_are_not_the_speakers(snapshot: Snapshot) -> None:
    verdict = check(snapshot, HashedWords(), SAFE, "Whitfield")
    assert (verdict.verdict, verdict.matches[0].citation.speaker) == ("someone_else", "Ana Torres")
    assert "Ana Torres" in verdict.reason


def test_the_speakers_own_words_are_exact(snapshot: Snapshot) -> None:
    assert judge(snapshot, SAFE, "Torres") == "exact"


def test_words_of_nobody_known_are_not_given_to_the_speaker(snapshot: Snapshot) -> None:
    verdict = check(snapshot, HashedWords(), "Nobody had told the drivers", "Torres")
    assert verdict.verdict == "not_found"


def test_the_articles_own_words_are_nobodys_quotation(snapshot: Snapshot) -> None:
    verdict = check(snapshot, HashedWords(), "Nobody had told the drivers")
    assert (verdict.verdict, verdict.matches[0].citation.kind) == ("exact", "passage")
    assert "article’s own" in verdict.reason


def test_words_that_nobody_said_are_not_found(snapshot: Snapshot) -> None:
    assert judge(snapshot, "Pineapple belongs on every pizza in town") == "not_found"


@pytest.mark.parametrize("words", ["we will build it in a year", "it stays closed until spring"])
def test_a_negation_or_condition_that_was_cut_off_is_shown(snapshot: Snapshot, words: str) -> None:
    verdict = check(snapshot, HashedWords(), words)
    assert verdict.verdict == "exact"
    assert verdict.matches[0].warning
    assert any(word in verdict.matches[0].citation.text for word in ("If", "not"))


def test_the_pieces_of_an_interrupted_quotation_are_each_cited(snapshot: Snapshot) -> None:
    verdict = check(snapshot, HashedWords(), "We don't know who will pay for it")
    assert [match.citation.text for match in verdict.matches] == ["We don’t know", "who will pay for it."]


@pytest.mark.parametrize("words", ["", " “” ", "…", "x" * 2001, "it is"])
def test_words_that_cannot_be_checked_are_refused(snapshot: Snapshot, words: str) -> None:
    with pytest.raises(UsageError):
        check(snapshot, HashedWords(), words)


@given(place=st.integers(0, 9), word=st.sampled_from(["never", "only", "red", "three", "2031"]), insert=st.booleans())
def test_a_changed_word_never_passes_as_exact(snapshot: Snapshot, place: int, word: str, insert: bool) -> None:
    words = SAFE.split()
    words[place : place if insert else place + 1] = [word]
    assert judge(snapshot, " ".join(words)) == "altered"


@given(first=st.integers(0, 8), length=st.integers(3, 11))
def test_every_match_is_a_slice_that_holds_the_words(snapshot: Snapshot, first: int, length: int) -> None:
    words = " ".join(SAFE.split()[first : first + length])
    (match, *_) = check(snapshot, HashedWords(), words).matches
    citation = match.citation
    article = snapshot.catalog.article(citation.article_id)
    assert article
    assert article.text[citation.start : citation.end] == citation.text
    assert _folded(words) in _folded(citation.text)


def _folded(text: str) -> str:
    return " ".join(word.folded for word in find_words(text, 0, len(text)))
