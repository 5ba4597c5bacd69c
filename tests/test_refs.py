"""References say which words they mean, and follow them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadRefError
from index.refs import Ref, make_ref, parse_ref

ARTICLE_ID = "0f1e2d3c4b5a6978"
WORDS = "we do not close the gates before the harvest"


@given(before=st.text(), words=st.text(min_size=1), after=st.text())
def test_a_ref_reads_back_and_fits_its_article(before: str, words: str, after: str) -> None:
    text = before + words + after
    ref = parse_ref(make_ref(ARTICLE_ID, len(before), len(before) + len(words), words))
    assert (ref.article_id, text[ref.start : ref.end]) == (ARTICLE_ID, words)
    assert ref.fits(text)
    assert ref.find(text) == (ref.start, ref.end)


@given(before=st.text(), now_before=st.text(), now_after=st.text())
def test_a_ref_finds_its_words_in_an_edited_article(before: str, now_before: str, now_after: str) -> None:
    ref = parse_ref(make_ref(ARTICLE_ID, len(before), len(before) + len(WORDS), WORDS))
    edited = now_before + WORDS + now_after
    start, end = ref.find(edited) or (0, 0)
    assert edited[start:end] == WORDS


def test_of_two_places_the_nearest_to_the_old_one_is_found() -> None:
    ref = parse_ref(make_ref(ARTICLE_ID, 60, 62, "no"))
    assert ref.find("no" + "." * 60 + "no" + "." * 200 + "no") == (62, 64)


def test_changed_words_are_not_found() -> None:
    ref = parse_ref(make_ref(ARTICLE_ID, 0, len(WORDS), WORDS))
    assert ref.find(WORDS.replace("not ", "")) is None
    assert not ref.fits(WORDS.upper())


def test_a_ref_can_be_typed_in_capitals_and_pasted_with_its_backticks() -> None:
    ref = make_ref(ARTICLE_ID, 120, 164, WORDS)
    assert parse_ref(f" `{ref.upper()}` ") == parse_ref(ref)


def test_a_ref_fits_a_discord_custom_id_and_needs_no_escaping() -> None:
    ref = make_ref(ARTICLE_ID, 999_999_998, 999_999_999, WORDS)
    assert len(ref) <= 60
    assert ref.replace("-", "").isalnum()


@pytest.mark.parametrize(
    "text",
    ["", "hello", ARTICLE_ID, f"{ARTICLE_ID}-1-2", f"{ARTICLE_ID}-2-1-9c1b04d7", f"{ARTICLE_ID}-1-1-9c1b04d7",
     f"{ARTICLE_ID}-1-2-9c1b", f"{ARTICLE_ID}-١-٢-9c1b04d7", "\ud800", "x" * 5000],
    ids=["empty", "word", "article", "no digest", "backwards", "no words", "short", "arabic digits", "odd", "long"],
)  # fmt: skip
def test_what_is_no_ref_is_told_what_one_looks_like(text: str) -> None:
    with pytest.raises(BadRefError, match="one looks like 0f1e2d3c4b5a6978-120-164-5a7c01e9") as caught:
        parse_ref(text)
    assert len(str(caught.value)) < 200


def test_a_forged_ref_of_a_huge_span_is_not_searched_for() -> None:
    assert Ref(ARTICLE_ID, 0, 400_000, "00000000").find("x" * 1_000_000) is None


def test_the_example_is_of_no_article_of_the_seeds() -> None:
    with pytest.raises(BadRefError) as caught:
        parse_ref("hello")
    example = str(caught.value).split()[-1].rstrip(".")
    seeds = Path(__file__).parents[1] / "seeds"
    assert parse_ref(example).article_id not in " ".join(path.name for path in seeds.iterdir())
