"""Web pages: what their block quotes keep, whatever stands around them, and which characters their bytes stand for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import analyse
from index.loaders.charsets import decode_page
from index.loaders.webpage import load_page
from index.types import Article

BEFORE = """<p>Norvian President Hana Torres welcomed the minister of Arden to the capital on Monday, one day after the
council had reopened the talks on the harbour and its fees.</p>"""
AFTER = """<p>On the prior day, the minister had met the harbour master and the dockers, who have been waiting for a
decision since the spring, and told them nothing new.</p><p>He left for Arden in the night.</p>"""
COMMENTED = "<p>The Norvian president commented:</p>"
WORDS = "The council does not meet any of its obligations. We will not talk."


def page_of(body: str, head: str = "") -> bytes:
    article = f"<article><h1>Talks stall</h1>{BEFORE}{body}{AFTER}</article>"
    nav = "<nav><a href='/'>Home</a></nav>"
    return f"<html><head>{head}</head><body>{nav}{article}<footer>Imprint</footer></body></html>".encode()


def read(body: str) -> Article:
    return load_page(page_of(body), name="a.html")


def middle(body: str) -> list[str]:
    """The paragraphs between those that stand around a body."""
    return read(body).text.split("\n\n")[2:-2]


def quoted(article: Article) -> list[tuple[str | None, str]]:
    return [(one.speaker, article.text[one.start : one.end]) for one in analyse(article).quotes if one.kind == "direct"]


def test_a_block_quote_after_a_colon_is_the_words_of_whom_the_sentence_names() -> None:
    article = read(f"{COMMENTED}<blockquote>{WORDS}”</blockquote>")
    assert quoted(article) == [("Hana Torres", WORDS)]


def test_a_block_quote_of_several_paragraphs_is_one_quotation() -> None:
    article = read(f"{COMMENTED}<blockquote><p>“First we wait.</p><p>“Then we talk.”</p></blockquote>")
    assert quoted(article) == [("Hana Torres", "First we wait."), ("Hana Torres", "Then we talk.")]


def test_an_unmarked_block_of_several_paragraphs_is_found_by_its_last_mark() -> None:
    article = read(f"{COMMENTED}<blockquote><p>First we wait.</p><p>Then we talk.”</p></blockquote>")
    assert quoted(article) == [("Hana Torres", "First we wait.\n\n    Then we talk.")]


def test_a_block_quote_is_set_in_and_nothing_else_is() -> None:
    assert middle(f"{COMMENTED}<blockquote><p>One.</p><p>Two.<br>Three.</p></blockquote>") == [
        "The Norvian president commented:",
        "    One.",
        "    Two.\n    Three.",
    ]


def test_a_block_quote_within_another_keeps_its_place() -> None:
    nested = "<blockquote><p>He wrote:</p><blockquote>I will not sign.</blockquote>And he did not.</blockquote>"
    assert middle(nested) == ["    He wrote:", "    I will not sign.", "    And he did not."]


def test_words_in_a_q_get_the_marks_that_browsers_show_and_never_two() -> None:
    assert middle("<p>She called it <q>a game</q>, he <q>“a shame”</q>.</p>") == [
        "She called it “a game”, he “a shame”."
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"<figure><blockquote>{WORDS}</blockquote><figcaption>Hana Torres</figcaption></figure>",
        f"<aside class='pullquote'><blockquote>{WORDS}</blockquote></aside>",
        f"<blockquote class='advert share related'><p class='ad'>{WORDS}</p></blockquote>",
        f"<blockquote class='social-embed'><p>{WORDS}</p>&mdash; Hana Torres <a href='x'>May 1</a></blockquote>",
        f"<blockquote><a href='x'>{WORDS}</a></blockquote>",
        f"<blockquote><div><span>{WORDS}</span></div><footer>— Hana Torres</footer></blockquote>",
        f"<div class='sidebar'><blockquote>{WORDS}</blockquote></div>",
        f"<blockquote><ul><li>{WORDS}</li><li>Never.</li></ul></blockquote>",
        f"<ul><li>It said: <blockquote><p>{WORDS}</p></blockquote></li></ul>",
        f"<blockquote><h3>On talks</h3><header>Words</header><p>{WORDS}</p></blockquote>",
    ],
    ids=["figure", "aside", "classes", "embed", "link", "footer", "sidebar", "list", "item", "heading"],
)
def test_no_block_quote_is_lost_whatever_stands_around_it(body: str) -> None:
    assert f"    {WORDS}" in read(f"{COMMENTED}{body}").text.replace("\n\n", "\n").split("\n")


def test_a_block_quote_in_a_table_is_kept_as_words_in_marks() -> None:
    assert middle(f"<table><tr><td><blockquote><p>{WORDS}</p></blockquote></td></tr></table>") == [f"“{WORDS}”"]


words = st.text("abcdefgh ", min_size=8, max_size=60).map(lambda text: f"W{text.strip()}.")
inner = st.recursive(
    words.map(lambda text: f"<p>{text}</p>") | words,
    lambda blocks: st.lists(blocks, min_size=1, max_size=3).map(
        lambda several: f"<blockquote>{''.join(f'<div>{one}</div>' for one in several)}</blockquote>"
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(inner)
def test_every_word_of_a_block_quote_however_nested_is_kept(quote: str) -> None:
    kept = "".join(read(f"{COMMENTED}<blockquote>{quote}</blockquote>").text.split())
    for piece in quote.replace(">", "<").split("<"):
        assert not piece.startswith("W") or "".join(piece.split()) in kept


ACCENTS = "<p>Präsidentin Torres sagte in der Früh: „Größe ist nicht alles, und wir müssen warten.“</p>"


@pytest.mark.parametrize(
    ("charset", "declared", "server"),
    [
        ("utf-8", "", None),
        ("utf-8", "<meta charset=iso-8859-1>", None),
        ("utf-8", "<meta charset=utf-8>", "latin-1"),
        ("utf-8-sig", "<meta charset=koi8-r>", "koi8-r"),
        ("utf-16", "", None),
        ("utf-16-le", "", "utf-16le"),
        ("cp1252", "<meta charset='ISO-8859-1'>", None),
        ("cp1252", "", "windows-1252"),
        ("cp1252", "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>", "iso-8859-1"),
        ("mac-roman", "", "macintosh"),
        ("gb18030", "<meta charset=gb2312>", None),
    ],
)
def test_a_page_is_read_in_its_charset_whatever_it_declares(charset: str, declared: str, server: str | None) -> None:
    page = f"<html><head>{declared}</head><body>{ACCENTS}</body></html>".encode(charset)
    assert ACCENTS in decode_page(page, server)


def test_a_page_in_a_charset_that_nobody_declares_is_read_by_what_its_bytes_look_like() -> None:
    russian = "Президент сказал журналистам, что переговоры о порте начнутся не раньше осени, и уехал домой. " * 5
    assert russian in decode_page(f"<html><body><p>{russian}</p></body></html>".encode("cp1251"))


def test_one_broken_byte_does_not_spoil_a_page() -> None:
    assert decode_page(ACCENTS.encode() + b"\xff") == f"{ACCENTS}\ufffd"


@pytest.mark.parametrize("name", ["utf-7", "hex", "rot13", "punycode", "unicode_escape", "no such", "\0"])
def test_a_charset_that_no_page_has_is_passed_over(name: str) -> None:
    assert decode_page(b"<p>+ADw-b+AD4-</p>", name) == "<p>+ADw-b+AD4-</p>"


@given(st.binary(max_size=300), st.none() | st.text(max_size=12))
def test_any_bytes_are_some_text(content: bytes, charset: str | None) -> None:
    decode_page(content, charset).encode("utf-8")
