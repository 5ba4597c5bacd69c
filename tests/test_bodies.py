"""What bodies are called, "Ministry of Health", and whose words a study's or report's are."""

from __future__ import annotations

import pytest

from index.analysis import analyse
from index.types import Article


def _speakers(text: str) -> list[str | None]:
    return [quote.speaker for quote in analyse(Article("a", "A title", text)).quotes]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ministry of Health", "ministry"),
        ("Bank of Norvia", "bank"),
        ("University of the Arts", "university"),
        ("Department of Justice", "department"),
        ("Justice Department", "department"),
        ("Governors Association", "association"),
    ],
)
def test_a_body_has_its_full_name_and_is_meant_by_its_kind(name: str, short: str) -> None:
    assert _speakers(f"The {name} said that the town had failed. “We are sure of it,” the {short} said.") == [name] * 2


@pytest.mark.parametrize(
    "mention",
    [
        "Ana Torres of the University of Brill",
        "House of Commons Speaker Ana Torres",
        "Secretary of State Ana Torres",
        "Mayor of Brill Ana Torres",
        "the Bank of Norvia's Ana Torres",
    ],
)
def test_a_person_of_a_body_is_not_the_body(mention: str) -> None:
    assert _speakers(f"“The bridge stays closed until spring,” said {mention}.") == ["Ana Torres"]


@pytest.mark.parametrize(
    ("sentence", "authors"),
    [
        ("A study by Ana Torres of Brill and Paul Whitfield found that it was old.", "Ana Torres and Paul Whitfield"),
        ("According to a 2013 study by economist Ana Torres, the bridge was old long before.", "Ana Torres"),
        ("A report by the Ministry of Health said that the bridge was old.", "Ministry of Health"),
        ("A report published by the Justice Department said that the bridge was old.", "Justice Department"),
    ],
)  # fmt: skip
def test_a_study_s_words_are_its_authors(sentence: str, authors: str) -> None:
    (quote,) = analyse(Article("a", "A title", sentence)).quotes
    assert (quote.speaker, quote.stated, quote.inferred) == (authors, False, "role")


def test_who_is_to_blame_does_not_speak() -> None:
    text = "According to Ana Torres, the flood is partly to blame for what she calls “a wreck of a bridge.”"
    assert _speakers(text) == ["Ana Torres"]
