"""Block quotes that are set in, as pages, Markdown and Word have them, without any quotation mark."""

from __future__ import annotations

from index.analysis import analyse
from index.loaders.webpage import load_page
from index.types import Article

BODY = "The harbour of Arden has been closed since Monday, and nobody knows when the ferries will sail again."


def _said(article: Article) -> list[tuple[str | None, str]]:
    quotes = analyse(article).quotes
    return [(one.speaker, article.text[one.start : one.end]) for one in quotes if one.is_speech and one.unmarked]


def test_a_block_below_an_introduction_is_its_speaker_s() -> None:
    page = f"""<html><body><article><h1>Harbour</h1><p>{BODY}</p><p>Ines Torres, the mayor, said:</p>
        <blockquote>We will not open the harbour before the tests are done.</blockquote><p>{BODY}</p></article>"""
    article = load_page(page.encode(), name="harbour.html")
    assert _said(article) == [("Ines Torres", "We will not open the harbour before the tests are done.")]


def test_all_paragraphs_of_a_block_are_one_quotation() -> None:
    page = f"""<html><body><article><h1>Harbour</h1><p>{BODY}</p><p>Ines Torres, the mayor, wrote:</p>
        <blockquote><p>We will not open the harbour.</p><p>Not before the tests are done.</p></blockquote>
        <p>{BODY}</p></article>"""
    ((speaker, words),) = _said(load_page(page.encode(), name="harbour.html"))
    assert speaker == "Ines Torres"
    assert words.split() == [
        "We",
        "will",
        "not",
        "open",
        "the",
        "harbour.",
        "Not",
        "before",
        "the",
        "tests",
        "are",
        "done.",
    ]


def test_a_text_whose_paragraphs_are_all_set_in_has_no_block() -> None:
    lines = [
        "Harbour closed",
        f"    {BODY}",
        "    The council voted as follows:",
        f"    {BODY} Boats wait.",
        f"    {BODY}",
    ]
    assert _said(Article("a", "Harbour closed", "\n\n".join(lines))) == []


def test_a_block_without_an_introduction_is_nobody_s() -> None:
    text = f"Harbour closed\n\n{BODY}\n\n    Timetable of the ferries of Arden from Monday on.\n\n{BODY}"
    assert _said(Article("a", "Harbour closed", text)) == []
