"""Markdown: its front matter under all names that are in use, and its block quotes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import analyse
from index.errors import ArticleError
from index.loaders.markdown import load
from index.types import Article


def read(text: str) -> Article:
    return load(text.encode(), "a.md")


def body(text: str) -> str:
    return read(text).text


@pytest.mark.parametrize(
    ("front", "field", "known"),
    [
        ("authors: [Jane Doe, Max Roe]", "author", "Jane Doe, Max Roe"),
        ("authors:\n- name: Jane Doe\n- Max Roe", "author", "Jane Doe, Max Roe"),
        ("outlet: The Norvian", "source", "The Norvian"),
        ("publisher: {name: The Norvian}", "source", "The Norvian"),
        ("canonical: https://n.example/1", "url", "https://n.example/1"),
        ("Lang: pt_BR", "language", "pt-BR"),
        ("language: English", "language", None),
        ("title: 1984", "title", "1984"),
        ("title:", "title", "Words."),
        ("date: 2018-08-09T10:00:00+02:00", "published_at", "2018-08-09T10:00:00+02:00"),
        ("author: [[Jane]]", "author", None),
    ],
)
def test_front_matter_is_read_under_all_its_usual_names(front: str, field: str, known: str | None) -> None:
    assert getattr(read(f"---\n{front}\n---\nWords."), field) == known


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("He said:\n\n> One\n> two.\n>\n> Three.\n\nHe left.", "He said:\n\n    One two.\n\n    Three.\n\nHe left."),
        ("He said:\n> One\nlazy two.\n\nHe left.", "He said:\n\n    One lazy two.\n\nHe left."),
        ("> One  \n> two\\\n> three.", "    One\n    two\n    three."),
        ("> He wrote:\n>\n> > No.\n>\n> So.", "    He wrote:\n\n    No.\n\n    So."),
        ("> ## On talks\n> - One.\n> - Two.", "    On talks\n\n    One.\n\n    Two."),
        ("> “Words.”\n***", "    “Words.”\n\n***"),
        ("```\n> no quote\n```", "```\n> no quote\n```"),
        ("5 > 4, and\n4 < 5", "5 > 4, and\n4 < 5"),
        (">" * 40 + " deep", ">" * 40 + " deep"),
    ],
    ids=["two", "lazy", "hard-breaks", "nested", "list", "ruler", "code", "signs", "deep"],
)
def test_block_quotes_are_set_in_without_their_marks(written: str, stored: str) -> None:
    assert body(written) == stored


def test_paragraphs_that_are_no_quotes_stay_exactly_as_written() -> None:
    written = "# Talks\n\nWords *that*\nwrap.\n\n\n- item\n\n> “Quoted.”\n\n| a |\n\n    code"
    assert body(written) == written.replace("> “", "    “")


def test_a_quoted_block_after_a_colon_is_the_words_of_whom_the_sentence_names() -> None:
    article = read("# Talks\n\nNorvian President Hana Torres commented:\n\n> We will not talk\n> before the autumn.”\n")
    (quote,) = analyse(article).quotes
    words = article.text[quote.start : quote.end]
    assert (quote.speaker, words) == ("Hana Torres", "We will not talk before the autumn.")


@given(st.lists(st.from_regex(r"[a-z]{1,6}( [a-z]{1,6}){0,3}", fullmatch=True), min_size=1, max_size=5))
def test_every_word_of_a_quote_is_kept(paragraphs: list[str]) -> None:
    written = "\n>\n".join(f"> {paragraph}" for paragraph in paragraphs)
    assert body(f"First.\n\n{written}\n\nLast.").split() == ["First.", *" ".join(paragraphs).split(), "Last."]


def test_merging_in_front_matter_by_which_bombs_are_built_is_refused() -> None:
    levels = [f"y{i}: &a{i + 1} {{<<: [{', '.join([f'*a{i}'] * 9)}]}}" for i in range(1, 12)]
    with pytest.raises(ArticleError, match="front matter"):
        read("\n".join(["---", "x: &a1 {k: 1}", *levels, "---", "Words."]))


@pytest.mark.parametrize("front", ["x: " + "y" * 200_000, "x: " + "[" * 90_000, "- " * 40_000])
def test_front_matter_that_is_too_much_is_refused_at_once(front: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ArticleError, match="front matter"):
        read(f"---\n{front}\n---\nWords.")
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("text", [">\n" * 400_000, "> a\n\n" * 300_000, "> " * 500_000 + "x", "---\n" * 500_000])
def test_markdown_of_nothing_but_marks_takes_no_time(text: str) -> None:
    begun = time.monotonic()
    assert read(f"Words.\n\n{text}").title == "Words."
    assert time.monotonic() - begun < 5
