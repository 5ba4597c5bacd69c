"""What is not the article's text."""

from pathlib import Path

import pytest

from index.boilerplate import find_boilerplate
from index.repetition import paragraph_digest
from index.text import find_paragraphs

GIVEN_NAMES = ("Ada", "Bo", "Cai", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jo", "Kim", "Lou")
SEEDS = Path(__file__).parents[1] / "seeds"


def boilerplate(*lines: str) -> list[str]:
    text = "\n\n".join(lines)
    return [text[start:end] for start, end in find_boilerplate(text, list(find_paragraphs(text)))]


def test_adverts_at_the_end_are_marked() -> None:
    adverts = ["Via The Arden Courier", "Meet Local Gardeners", "Buy Your Tulips Today!", "Buy Your Tulips Today!"]
    assert boilerplate("A title", "The bridge stays closed, officials said on Monday.", *adverts) == adverts


def test_a_short_last_sentence_is_kept() -> None:
    assert boilerplate("The bridge stays closed.", "Torres declined to comment.") == []


def test_a_short_last_sentence_of_names_is_kept() -> None:
    assert boilerplate("The bridge stays closed.", "It had one friend left.", "Enter Mayor Torres.") == []


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


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for the Harbour Letter, our weekly look at the port.",
        "Want more from Arden? Subscribe to our newsletter.",
        "For more on the bridge, sign up for our briefing.",
        "Follow Jo Lindqvist on Twitter @jolindqvist.",
        "Jo Lindqvist covers the port. Reach her at jo.lindqvist@example.org.",
        "We and our partners use cookies to measure how this site is used.",
        "You have 2 free articles left this month.",
        "Watch the mayor's speech in the video above.",
        "(See the full timetable of the closure below.)",
        "Editor's note: The closure was announced in March.",
        "This story has been updated with a comment from the council.",
        "CORRECTION: An earlier version of this article misstated the year of the bridge.",
        "(Reporting by Jo Lindqvist in Arden; Editing by Ana Roy)",
        "Ana Roy contributed to this report.",
        "The bridge in May. Jo Lindqvist/Reuters",
        "Updated Sept. 3, 2024, 8:06 p.m. ET",
        "More:The bridge that never was",
        "ABSTRACT.",
        "X.",
        '<embed id="4711"></embed>.',
    ],
)
def test_what_a_page_says_beside_its_article_is_marked(line: str) -> None:
    assert boilerplate("A title", "The bridge stays closed, officials said.", line, "It opens in May, they said.") == [
        line
    ]


@pytest.mark.parametrize(
    "line",
    [
        "“Sign up for the council, all of you who can read a budget,” Torres said.",
        "Correction officers refused to open the bridge on Monday.",
        "Watch the river long enough and it floods.",
        "The paper had been updated before the vote, Torres found.",
        "Readers could not reach the mayor on Monday.",
        "Reporting by the Arden Courier found that the bridge had not been inspected.",
        "For more than a year, the bridge stayed closed.",
        "The opinions of the council differ from those of the mayor.",
    ],
)
def test_a_sentence_that_only_sounds_like_it_is_kept(line: str) -> None:
    assert boilerplate("A title", "The bridge stays closed, officials said.", line, "It opens in May, they said.") == []


def test_a_notice_at_a_paragraphs_end_is_marked_without_the_paragraph() -> None:
    assert boilerplate("A title", "The bridge opens in May. Ana Roy contributed to this report.", "The end came.") == [
        "Ana Roy contributed to this report."
    ]


def test_words_within_a_quotation_are_never_cut_off() -> None:
    assert (
        boilerplate(
            "A title", "“The bridge opens in May. Sign up now for the first walk", "and bring a hat,” she said."
        )
        == []
    )


def test_an_item_of_a_press_review_is_marked() -> None:
    item = (
        'SHUT—"The bridge nobody crossed," by the Courier\'s Ana Roy: "It is over," said Torres. https://example.org/x'
    )
    assert boilerplate("A title", "The bridge stays closed, they said.", item, "It opens in May.") == [item]


def test_a_book_and_its_author_are_no_press_review() -> None:
    assert (
        boilerplate("A title", "Read this spring:", "“The Bridge,” by Ana Roy: A novel of the river.", "It rains.")
        == []
    )


def test_a_note_about_the_author_is_marked_at_the_end() -> None:
    note = "Jo Lindqvist, a retired engineer, is a member of the Courier's board of contributors."
    assert boilerplate("A title", "The bridge stays closed, I hear.", note) == [note]


def test_somebody_whom_the_article_names_before_is_not_its_author() -> None:
    assert boilerplate("A title", "Lindqvist built the bridge.", "Jo Lindqvist is the director of the harbour.") == []


def test_the_list_below_a_heading_of_links_is_marked() -> None:
    links = [
        "Also on Gridline:",
        "Ten Bridges That Never Were",
        "The Mayor's Long Road To The Ferry",
        "1.",
        "of.",
        "10.",
    ]
    assert boilerplate("A title", "The bridge stays closed, officials said.", *links) == links


def test_an_article_that_goes_on_below_a_link_is_kept() -> None:
    after = ["The council met on Monday and did not vote.", "It will meet again in May, when the river is low."]
    assert boilerplate("A title", "The bridge stays closed.", "Related:", *after) == ["Related:"]


def test_a_long_list_at_the_end_is_the_article() -> None:
    winners = [f"{name} Lindqvist" for name in GIVEN_NAMES]
    assert boilerplate("A title", "Arden honours its swimmers. All won.", *winners) == []


def test_a_speakers_line_below_a_quotation_is_no_signature() -> None:
    assert boilerplate("A title", "The mayor resigns.", "“We will build it.”", "– Ana Torres", "It rained.") == []


def test_a_signature_below_an_item_is_marked() -> None:
    assert boilerplate("A title", "The mayor resigns.", "– Jo Lindqvist", "The river rose.") == ["– Jo Lindqvist"]


def test_a_byline_below_the_title_is_marked() -> None:
    assert boilerplate("A title", "By Jo Lindqvist", "The river rose.") == ["By Jo Lindqvist"]


def test_what_the_outlet_repeats_is_marked() -> None:
    text = "The bridge stays closed.\n\nThe Courier asks, and the Courier answers.\n\nIt opens in May."
    repeated = {paragraph_digest("The Courier asks, and the Courier answers.")}
    found = find_boilerplate(text, list(find_paragraphs(text)), repeated)
    assert [text[start:end] for start, end in found] == ["The Courier asks, and the Courier answers."]


def test_the_seed_articles_adverts_are_marked_and_nothing_else() -> None:
    text = next(SEEDS.glob("*.txt")).read_text("utf-8")
    paragraphs = list(find_paragraphs(text))
    first = next(number for number, (start, _) in enumerate(paragraphs) if text.startswith("Via ", start))
    assert find_boilerplate(text, paragraphs) == paragraphs[first:]
