"""Where quoted words begin and end."""

import pytest

from index.marks import find_marked
from index.text import find_paragraphs


def quoted(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_marked(text, list(find_paragraphs(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We agree,” said the mayor.", ["We agree"]),
        ('"We agree," said the mayor. "For now."', ["We agree", "For now."]),
        ("''We agree,'' said the mayor.", ["We agree"]),
        ("«Nous sommes d’accord», a dit le maire.", ["Nous sommes d’accord"]),
        ("„Wir sind einig“, sagte sie.", ["Wir sind einig"]),
        ("He said “they told me “never” twice” and left.", ["they told me “never” twice"]),
        ("The 6'2\" guard shrugged.", []),
        ("“[We] agree … in part.”", ["[We] agree … in part."]),
        ("'We agree,' said the mayor. 'It isn't the voters' fault.'", ["We agree", "It isn't the voters' fault."]),
        ("‘We agree,’ said the mayor.", ["We agree"]),
        ("The voters' wishes and the mayor's were 'clear', rock 'n' roll.", ["clear"]),
        ("They met 'the voters' wishes', got 'em out and kept on singin' the blues.", ["the voters' wishes"]),
        ("He had 'run out of road', adding: 'Go.' Nobody moved.", ["run out of road", "Go."]),
        ("He called it “ ” and “.”", []),
        ("“We agree,’’ said the mayor. ‘‘For now.’’", ["We agree", "For now."]),
        ("“They knew us. “Nobody asked,” said the mayor.", ["They knew us.", "Nobody asked"]),
    ],
    ids=[
        "curly",
        "straight",
        "double-single",
        "guillemets",
        "german",
        "nested",
        "inches",
        "brackets",
        "british",
        "british-curly",
        "apostrophes",
        "plurals",
        "single-inside",
        "empty",
        "two-singles",
        "unclosed",
    ],
)
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_block_after_a_colon_needs_no_opening_mark() -> None:
    text = "The envoy warned the council:\n\nNobody will wait for you.”\n\nShe left."
    assert quoted(text) == ["Nobody will wait for you."]


def test_a_block_after_a_colon_may_have_several_paragraphs() -> None:
    text = "The agency replied:\n\nFirst, no.\n\nSecond, never.”\n\nThat was all."
    assert quoted(text) == ["First, no.\n\nSecond, never."]


def test_a_missing_opening_mark_is_told() -> None:
    text = "The agency replied:\n\nFirst, no.”"
    assert [m.unmarked for m in find_marked(text, list(find_paragraphs(text)))] == [True]


def test_each_paragraph_of_a_long_quotation_may_open_it_again() -> None:
    text = "“One thing is clear.\n\n“Another is not,” she said."
    assert quoted(text) == ["One thing is clear.", "Another is not"]


def test_several_paragraphs_may_stand_under_one_closing_mark() -> None:
    text = "“One thing is clear.\n\nAnother is not,” she said."
    assert quoted(text) == ["One thing is clear.\n\nAnother is not"]


def test_an_unclosed_mark_does_not_swallow_the_next_paragraphs() -> None:
    text = "“One thing is clear, he said.\n\n“Another is not,” she said.\n\nNobody replied."
    assert quoted(text)[-1] == "Another is not"
    assert all("Nobody" not in quote for quote in quoted(text))


def test_a_straight_closing_mark_after_a_full_stop_closes_a_block_without_an_opening_one() -> None:
    text = 'The agency replied:\n\nFirst, no. Second, never."\n\nThat was all.'
    assert quoted(text) == ["First, no. Second, never."]
