"""Words come out of Discord's markdown as they went in."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from plain_words import assert_contained, assert_inert

from bot.discord_bot.differences import compared
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import (
    block_quote,
    cut_quote,
    escape,
    escape_told,
    highlighted,
    link,
    page_url,
    unescape,
)
from index.results import Piece

# What Discord's client makes something of, unless it is escaped: its rules in order, simplified towards too many hits.
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_INLINE = [
    re.compile(pattern)
    for pattern in (
        r"\*[^*]",  # emphasis, strong
        r"_[^_]",
        r"~~.",
        r"\|\|.",
        r"`.",
        r"<(?:@|#|t:|a?:|/|id:|https?:|[^\s>]+>)",
        r"\[[^\]]*\]\(",
        r"https?://\S",
        r"steam://\S",
        r":[^\s:]+:",
        r"@everyone|@here",
    )
]
_AT_LINE_START = [re.compile(pattern) for pattern in (r" *#{1,3} ", r" *-# ", r" *[-*] ", r" *\d+\. ", r" *>(?:>>)? ")]
_ALPHABET = "ab1 .:/\\*_~|`<>[]()#-+@&!?\n\r\u2028“”’"
_WORDS = (
    "@everyone",
    "<@123>",
    "<t:1:R>",
    "https://a.b/c_d_e",
    ":smile:",
    "-# ",
    "# ",
    "1. ",
    "||x||",
    "[a](http://b)",
)
_TURNING = "ab 1.@*#>\n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200f\u05d0\u0628\u200b\ufeff"
turning = st.text(_TURNING, max_size=30)
texts = st.lists(st.one_of(st.sampled_from(_WORDS), st.text(_ALPHABET, max_size=6)), max_size=8).map("".join)


def shown(markdown: str) -> str:
    """What Discord's client shows for this markdown; anything it would format, link, ping or replace is an error."""
    words, place, at_line_start = [], 0, True
    while place < len(markdown):
        escaped = _ESCAPE.match(markdown, place)
        if escaped:
            words.append(escaped[1])
            place, at_line_start = escaped.end(), False
            continue
        rules = [*_INLINE, *_AT_LINE_START] if at_line_start else _INLINE
        for rule in rules:
            assert not rule.match(markdown, place), f"{rule.pattern} in {markdown!r} at {place}"
        words.append(markdown[place])
        at_line_start = markdown[place] == "\n"
        place += 1
    return "".join(words)


@given(texts)
@example("\\_(ツ)_/ snake_case_word https://example.org/a_b_c")
@example("1. one\n2) two\n- three\n> four\n-# five\n### six")
@example("<@!1> <@&2> <#3> <t:4:R> <:a:5> <a:b:6> </ask:7> <id:browse> <https://a.b>")
@example("\ud83d")
def test_escaped_words_are_shown_as_the_words_that_they_are(text: str) -> None:
    lines = re.split("\r\n|[\n\r\v\f\x85\u2028\u2029]", text.replace("\ud83d", "\ufffd"))
    assert shown(escape(text)) == "\n".join(lines)


@given(texts)
def test_unescaping_gives_the_words_back(text: str) -> None:
    assert unescape(escape(text)) == "\n".join(re.split("\r\n|[\n\r\u2028]", text))


def bare(text: str) -> str:
    """A text without the isolates, some of which the bot may have added."""
    return re.sub("[\u2066-\u2069]", "", text)


@given(turning)
@example("\u202e never turned back")
@example("a\u2069b\u2067c")
def test_words_that_turn_the_writing_leave_the_rest_of_the_line_alone(text: str) -> None:
    markdown = escape(text)
    assert_contained(f"before {markdown} after")
    assert_inert(markdown)
    assert bare(shown(markdown)) == bare(text)
    assert bare(unescape(markdown)) == bare(text)
    assert unescape(markdown) == text or bare(text) != text


@given(turning, turning, turning, st.integers(10, 60))
def test_a_quotation_turns_back_what_it_turns_on_every_line(before: str, text: str, after: str, room: int) -> None:
    same, other = Piece("same", text, text), Piece("changed", after, text)
    for quotation in (
        block_quote(text),
        highlighted(before, text, after),
        cut_quote(text, room),
        cut_quote(text, room, is_bold=True),
        compared(f"{before}{text}", [same, other]),
        compared(f"{before}{text}", [other], room),
    ):
        assert_contained(quotation)
    assert length(cut_quote(text, room)) <= room
    assert bare(unescape(block_quote(text).replace("\n> ", "\n").removeprefix("> "))) == bare(text)


def test_words_that_are_written_from_left_to_right_get_nothing_added() -> None:
    assert escape("A zero\u200bwidth space, an é and a 😀") == "A zero\u200bwidth space, an é and a 😀"


def test_a_line_in_arabic_keeps_its_own_direction_in_a_quotation_but_not_in_the_bots_line() -> None:
    assert block_quote("\u0634\u0643\u0631\u0627") == "> \u0634\u0643\u0631\u0627"
    assert escape("\u0634\u0643\u0631\u0627") == "\u2068\u0634\u0643\u0631\u0627\u2069"


def test_a_sentence_of_the_bots_own_cannot_be_turned_by_a_name_in_it() -> None:
    assert escape_told("Nobody knows \u202eEve.") == "Nobody knows \ufffdEve."


def test_a_title_that_cannot_be_seen_can_still_be_pressed() -> None:
    assert link("\u200b\u2060", "https://a.b") == "[untitled](https://a.b)"


@given(texts)
def test_every_line_of_a_quotation_begins_with_a_quote_mark(text: str) -> None:
    assert all(line.startswith("> ") for line in block_quote(text).split("\n"))


@given(texts, texts, texts)
def test_every_line_of_a_context_begins_with_a_quote_mark(before: str, text: str, after: str) -> None:
    assert all(line.startswith("> ") for line in highlighted(before, text, after).split("\n"))


@given(texts, st.integers(10, 80))
def test_a_cut_quotation_is_within_its_room_and_its_words_begin_the_text(text: str, room: int) -> None:
    cut = cut_quote(text, room)
    words = unescape(cut.replace("\n> ", "\n").removeprefix("> "))
    whole = "\n".join(re.split("\r\n|[\n\r\u2028]", text))
    assert length(cut) <= room
    assert words == whole or whole.startswith(words.removesuffix("…").removesuffix(" "))


@given(texts, st.integers(10, 80))
def test_bold_words_are_cut_to_their_room_as_well(text: str, room: int) -> None:
    cut = cut_quote(text, room, is_bold=True)
    assert length(cut) <= room
    assert cut == highlighted("", text, "") or cut.endswith("…")


def test_a_long_quotation_is_cut_at_a_sentence_end() -> None:
    text = "The U.S. left the deal in May. Iran protested at once. Nobody listened to Iran then."
    assert cut_quote(text, 70) == "> The U.S. left the deal in May. Iran protested at once. …"


def test_the_length_is_counted_after_escaping() -> None:
    assert length(cut_quote("**" * 100, 100)) <= 100


def test_length_is_never_less_than_discord_counts() -> None:
    assert length("aé😀") == 4


def test_only_the_quoted_words_are_bold_in_their_context() -> None:
    assert highlighted("He said: “", "Never.\nAgain.", "” So.") == "> He said: “**Never.**\n> **Again.**” So."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.b/c", "seeds/a.txt", "https://", "http://[", None])
def test_only_pages_of_the_web_are_linked(url: str | None) -> None:
    assert page_url(url, "words") is None


def test_a_link_leads_to_the_words_in_the_page() -> None:
    assert page_url("https://a.b/c?d=1", "Good-bye, all") == "https://a.b/c?d=1#:~:text=Good%2Dbye%2C%20all"


def test_a_link_to_many_words_names_the_first_and_the_last() -> None:
    url = page_url("https://a.b/#top", "one two three four five six\nseven eight nine ten eleven twelve")
    assert url == "https://a.b/#top:~:text=one%20two%20three%20four%20five,eight%20nine%20ten%20eleven%20twelve"


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("well-known, “so-called”", "well%2Dknown%2C%20%E2%80%9Cso%2Dcalled%E2%80%9D"),
        ("wait—what?", "wait%E2%80%94what%3F"),
        ("a & b = c # d", "a%20%26%20b%20%3D%20c%20%23%20d"),
        ("50% of 1,000", "50%25%20of%201%2C000"),
        ("two  spaces\u00a0and\tmore", "two%20spaces%20and%20more"),
    ],
)
def test_what_has_a_meaning_in_a_text_fragment_is_encoded_in_it(words: str, fragment: str) -> None:
    assert page_url("https://a.b/c", words) == f"https://a.b/c#:~:text={fragment}"


def test_each_end_of_a_fragment_is_within_one_paragraph() -> None:
    assert page_url("https://a.b/c", "One two\n\nthree four five\nsix") == "https://a.b/c#:~:text=One%20two,six"


def test_a_link_names_fewer_words_where_their_letters_are_long_in_a_url() -> None:
    words = "железнодорожники договорились " * 8
    url = page_url("https://a.b/c", words)
    assert url is not None
    assert url.count("%20") == 2
    assert len(url) < 600


def test_words_too_long_for_a_url_leave_the_link_to_the_page() -> None:
    assert page_url("https://a.b/c", "x" * 500) == "https://a.b/c"


def test_a_link_that_leads_to_words_already_leads_to_these_as_well() -> None:
    assert page_url("https://a.b/c#:~:text=old", "new") == "https://a.b/c#:~:text=old&text=new"


def test_a_url_cannot_break_out_of_its_link() -> None:
    assert page_url("https://a.b/c) <@1> \n[x](y") == "https://a.b/c%29%20%3C@1%3E%20%0A%5Bx%5D%28y"


def test_a_title_with_brackets_is_shown_beside_its_link() -> None:
    assert link("Larijani [video]", "https://a.b") == r"Larijani \[video\] ([read](https://a.b))"
