"""What is an outlet's, and what its articles only share."""

import random
from collections.abc import Iterable

from index.repetition import Repetition, paragraph_digest
from index.types import Article

SLOGAN = "The Courier asks, and the Courier answers, whatever the river does to the town of Arden."
APPEAL = "Have you seen the bridge? Tell the newsroom what you think of it."
BACKGROUND = "The bridge, which was built by the Lindqvist brothers, has been closed since the flood of last spring."
COPY = [
    "The parliament of Norvia voted on Monday to close every bridge of the country until all of them are inspected.",
    "The vote, the first of its kind in the country's history, was met with protests by ferrymen and drivers alike.",
    "Ministers had argued for weeks that the inspections cannot wait until the floods of the spring are over.",
]
_WORDS = (
    "harbour",
    "council",
    "ferry",
    "river",
    "school",
    "market",
    "winter",
    "budget",
    "garden",
    "library",
    "station",
)


def article(
    number: int, *, body: Iterable[str] = (), tail: Iterable[str] = (), source: str = "Arden Courier"
) -> Article:
    """An article of its own words, with given paragraphs in the middle and at the end."""
    chance = random.Random(number)
    own = [f"The {' and the '.join(chance.sample(_WORDS, 6))} were number {number}.{n} of the day." for n in range(8)]
    return Article(f"{number}", f"Title {number}", "\n\n".join([*own[:5], *body, *own[5:], *tail]), source=source)


def repeated(articles: Iterable[Article], asked: Article) -> set[str]:
    repetition = Repetition()
    for each in articles:
        repetition.add(each)
    found = repetition.repeated_in(asked)
    return {line for line in asked.text.split("\n\n") if paragraph_digest(line) in found}


def test_a_slogan_at_the_end_of_five_articles_is_the_outlets() -> None:
    articles = [article(number, tail=[SLOGAN]) for number in range(5)]
    assert repeated(articles, articles[0]) == {SLOGAN}


def test_one_more_article_is_needed_than_four() -> None:
    articles = [article(number, tail=[SLOGAN]) for number in range(4)]
    assert repeated(articles, articles[0]) == set()


def test_an_appeal_to_readers_counts_anywhere_and_in_three_articles() -> None:
    articles = [article(number, body=[APPEAL]) for number in range(3)]
    assert repeated(articles, articles[0]) == {APPEAL}


def test_an_articles_own_repetition_does_not_count() -> None:
    twice = article(1, body=[APPEAL, APPEAL], tail=[APPEAL])
    assert repeated([twice, article(2, tail=[APPEAL])], twice) == set()


def test_other_outlets_do_not_count() -> None:
    articles = [article(number, tail=[SLOGAN], source=f"Outlet {number}") for number in range(6)]
    assert repeated(articles, articles[0]) == set()


def test_an_outlets_name_counts_whatever_its_case() -> None:
    articles = [
        article(number, tail=[SLOGAN], source="ARDEN COURIER" if number % 2 else "Arden Courier") for number in range(5)
    ]
    assert repeated(articles, articles[0]) == {SLOGAN}


def test_an_agencys_text_in_many_articles_is_text() -> None:
    articles = [article(number, tail=[]) for number in range(20)]
    copies = [
        Article(f"copy {n}", f"Bridges {n}", "\n\n".join([*COPY, f"Ferry number {n} ran."]), source="Arden Courier")
        for n in range(8)
    ]
    assert repeated([*articles, *copies], copies[0]) == set()


def test_an_agencys_text_cut_and_with_another_lead_is_text() -> None:
    leads = [f"Arden's ferrymen number {n} went on strike in the morning." for n in range(8)]
    copies = [
        Article(f"{n}", f"Title {n}", "\n\n".join([leads[n], *COPY[: 2 + n % 2]]), source="Arden Courier")
        for n in range(8)
    ]
    assert repeated(copies, copies[0]) == set()


def test_a_background_paragraph_within_a_running_story_is_text() -> None:
    articles = [article(number, body=[BACKGROUND]) for number in range(9)]
    assert repeated(articles, articles[0]) == set()


def test_a_quotation_that_many_articles_end_with_is_text() -> None:
    speech = "“We will build the bridge again, and we will build it higher,” Mayor Ana Torres said."
    articles = [article(number, tail=[speech]) for number in range(9)]
    assert repeated(articles, articles[0]) == set()


def test_an_overwhelming_repetition_counts_even_with_a_quotation() -> None:
    motto = "“All the news that the river brings,” as our founder said."
    articles = [article(number, tail=[motto]) for number in range(30)]
    assert repeated(articles, articles[0]) == {motto}


def test_a_short_sentence_that_newspapers_often_end_with_is_text() -> None:
    articles = [article(number, tail=["The inquiry continues."]) for number in range(9)]
    assert repeated(articles, articles[0]) == set()


def test_the_order_of_the_articles_does_not_matter() -> None:
    copies = [
        Article(f"c{n}", f"Bridges {n}", "\n\n".join([*COPY, f"Ferry {n} ran.", SLOGAN]), source="Arden Courier")
        for n in range(5)
    ]
    articles = [article(number, body=[APPEAL], tail=[SLOGAN]) for number in range(4)] + copies
    orders = [articles, articles[::-1], random.Random(7).sample(articles, len(articles))]
    assert len({frozenset(repeated(order, articles[0])) for order in orders}) == 1


def test_an_article_added_twice_counts_once() -> None:
    articles = [article(number, tail=[SLOGAN]) for number in range(4)]
    assert repeated([*articles, *articles], articles[0]) == set()


def test_a_paragraph_without_words_is_nobodys() -> None:
    articles = [article(number, tail=["* * *"]) for number in range(9)]
    assert repeated(articles, articles[0]) == set()


def test_an_article_that_was_never_added_can_be_asked_about() -> None:
    assert repeated([article(number, tail=[SLOGAN]) for number in range(4)], article(9, tail=[SLOGAN])) == {SLOGAN}


def test_case_spaces_and_marks_do_not_matter() -> None:
    assert paragraph_digest("Share – this  “Story”!") == paragraph_digest("share this story")


def test_an_article_is_told_alike_whether_it_was_added_or_not() -> None:
    articles = [article(number, body=[APPEAL, BACKGROUND], tail=[SLOGAN]) for number in range(12)]
    new = article(12, body=[APPEAL, BACKGROUND], tail=[SLOGAN, SLOGAN.upper()])
    assert repeated([*articles, new], new) == repeated(articles, new) >= {APPEAL, SLOGAN}
