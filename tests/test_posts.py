"""Posts of social networks that pages show are their writers' words, and nobody else's."""

from __future__ import annotations

import pytest

from index.analysis import analyse
from index.loaders import read_received
from index.types import Article

BEFORE, AFTER = "Mayor Paul Whitfield came to Arden on Thursday.", "He will come again, the police said."
SIGNED = "— Ana Torres (@ana_torres) March 9, 2021"


def _said(text: str) -> list[tuple[str | None, str]]:
    article = Article("a", "A title", text)
    return [(one.speaker, text[one.start : one.end]) for one in analyse(article).quotes if one.kind == "direct"]


@pytest.mark.parametrize(
    "post",
    [
        f"What a crowd for the mayor! {SIGNED}",
        f"What a crowd for the mayor!\n\n{SIGNED}",
        f"    What a crowd for the mayor! https://t.co/Ab1\n\n    {SIGNED}",
        f"What a crowd for the mayor! pic.twitter.com/OB7 {SIGNED}",
        f'<post id="7">What a crowd for the mayor! {SIGNED}</post>',
        "What a crowd for the mayor! — Ana Torres (@ana_torres) 9 March 2021",
    ],
    ids=["one paragraph", "two", "set in", "with a link", "with tags", "British date"],
)
def test_a_post_is_a_quotation_of_whoever_signs_it(post: str) -> None:
    assert _said(f"{BEFORE}\n\n{post}\n\n{AFTER}") == [("Ana Torres", "What a crowd for the mayor!")]


def test_marks_within_a_post_are_part_of_it() -> None:
    post = f"The mayor wears a hat that says “Make Arden great” today\n\n{SIGNED}"
    assert _said(f"{BEFORE}\n\n{post}") == [("Ana Torres", "The mayor wears a hat that says “Make Arden great” today")]


@pytest.mark.parametrize(
    "line", ["The harbour is safe — Ana Torres (@ana_torres)", "The match (9 March 2021)", f"{SIGNED}"]
)
def test_a_line_that_is_no_post_is_nobody_s_words(line: str) -> None:
    assert _said(line) == []


def test_a_post_in_a_web_page_is_found() -> None:
    words = "What a crowd for the mayor, and what a day for Arden!"
    signed = '&mdash; Ana Torres (@ana) <a href="#">March 9, 2021</a>'
    post = f'<blockquote class="twitter-tweet"><p>{words}</p>{signed}</blockquote>'
    filler = "The council has talked about the bridge for years, and nobody knows when it will be opened again."
    page = f"<html><body><article><h1>A day</h1><p>{filler}</p>{post}<p>{BEFORE} {filler}</p></article></body></html>"
    (article,) = read_received(page.encode(), "a.html", "a")
    assert isinstance(article, Article)
    assert _said(article.text) == [("Ana Torres", words)]
