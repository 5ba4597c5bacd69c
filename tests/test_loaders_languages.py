"""The language an article is in: as its format states it, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders.languages import language_tag


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("en", "en"),
        ("EN_us", "en-US"),
        ("pt-br.UTF-8", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        (" de ", "de"),
    ],
)
def test_a_language_is_kept_in_the_usual_case(stated: str, tag: str) -> None:
    assert language_tag(stated) == tag


@pytest.mark.parametrize("stated", ["", "English", "x-default", "und", "en-", "en, fr", None, 7, ["en"]])
def test_what_is_no_language_is_not_known(stated: object) -> None:
    assert language_tag(stated) is None


@given(st.text() | st.from_regex(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8}){0,3}", fullmatch=True))
def test_a_language_that_was_read_reads_the_same_again(stated: str) -> None:
    tag = language_tag(stated)
    assert tag is None or language_tag(tag) == tag
