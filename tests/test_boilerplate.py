"""What is not the article's text."""

from index.boilerplate import find_boilerplate
from index.text import find_paragraphs


def boilerplate(*lines: str) -> list[str]:
    text = "\n\n".join(lines)
    return [text[start:end] for start, end in find_boilerplate(text, list(find_paragraphs(text)))]


def test_adverts_at_the_end_are_marked() -> None:
    adverts = ["Via The Arden Courier", "Meet Local Gardeners", "Buy Your Tulips Today!", "Buy Your Tulips Today!"]
    assert boilerplate("A title", "The bridge stays closed, officials said on Monday.", *adverts) == adverts


def test_a_short_last_sentence_is_kept() -> None:
    assert boilerplate("The bridge stays closed.", "Torres declined to comment.") == []


def test_a_quotation_at_the_end_is_kept() -> None:
    assert boilerplate("The mayor sighed:", "“Never Again In Arden”") == []


def test_read_more_lines_are_marked_anywhere() -> None:
    line = "READ MORE: The bridge that never was"
    assert boilerplate("The bridge stays closed.", line, "It will open in spring, the mayor said.") == [line]


def test_an_article_without_full_stops_is_not_swallowed() -> None:
    assert (
        boilerplate("Council notes", "The mayor of Arden resigned on Monday", "Ana Torres was elected in her place")
        == []
    )


def test_a_last_line_without_a_full_stop_is_kept() -> None:
    assert boilerplate("Mayor resigns.", "The mayor of Arden resigned on Monday") == []


def test_a_sentence_that_begins_like_boilerplate_is_kept() -> None:
    assert (
        boilerplate("Title", "Copyright law needs reform, the minister told the council.", "It will vote in May.") == []
    )


def test_a_photo_credit_is_marked() -> None:
    credit = "Jo Lindqvist/AFP/Getty Images"
    assert boilerplate("Title", "The bridge stays closed.", credit, "It opens in spring.") == [credit]
