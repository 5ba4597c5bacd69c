"""Judging: which answers hold what is expected, the figures over several, and what changed between two runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation import Expected, Reference, Result, compare, judge, measure
from index.results import Answer, Citation, CitedPassage

BRIDGE = "The old bridge was closed on 8 May, because its piers had cracked."
MAYOR = "We will open it again before the winter"


def cite(text: str = BRIDGE, speaker: str | None = None, article: str = "bridge") -> Citation:
    named = {"url": None, "published_at": None, "speaker_mention": None, "cue": None, "relay": None}
    return Citation(
        ref="", article_id=f"id-{article}", source_id=article, title="", start=0, end=len(text), text=text,
        speaker=speaker, stated=True, kind="direct", score=1.0, **named,
    )  # fmt: skip


def passage(text: str = BRIDGE, article: str = "bridge") -> CitedPassage:
    return CitedPassage(f"id-{article}", article, 0, len(text), text, 1.0)


def answer(*citations: Citation, passages: tuple[CitedPassage, ...] = (), confidence: float = 0.5) -> Answer:
    return Answer("?", confidence, None if citations else "No.", citations, passages, (), "s")


def judged(expected: Expected | None, given: Answer, unbound: Answer | None = None, id: str = "q") -> Result:
    return judge(Reference(id, "kind", "?", expected), given, unbound or given)


@pytest.mark.parametrize(
    ("expected", "citation"),
    [
        (Expected(answers=("8 May",)), cite()),
        (Expected(answers=("9 May", "PIERS")), cite()),
        (Expected(evidence=(BRIDGE,)), cite()),
        (Expected(evidence=(BRIDGE,)), cite("closed on 8 May")),
        (Expected(evidence=(BRIDGE,)), cite(f"It is said: {BRIDGE} And so on.")),
        (Expected(evidence=(MAYOR,), speaker="Ana Torres"), cite(MAYOR, "Mayor Ana Torres")),
        (Expected(speaker="Ana Torres"), cite(MAYOR, "Torres")),
        (Expected(answers=("8 May",), articles=("other", "bridge")), cite()),
        (Expected(answers=("8 May",), articles=("id-bridge",)), cite()),
    ],
)
def test_a_citation_that_holds_what_is_expected_is_right(expected: Expected, citation: Citation) -> None:
    result = judged(expected, answer(citation))
    assert (result.right, result.shown, result.right_unbound) == (True, True, True)


@pytest.mark.parametrize(
    ("expected", "citation"),
    [
        (Expected(answers=("May 8",)), cite()),
        (Expected(answers=("ridge",)), cite()),
        (Expected(evidence=(BRIDGE,)), cite("The old bridge was closed on purpose, says who knows.")),
        (Expected(evidence=(MAYOR,), speaker="Ana Torres"), cite(MAYOR, "Rosa Lee")),
        (Expected(evidence=(MAYOR,), speaker="Ana Torres"), cite(MAYOR, None)),
        (Expected(answers=("8 May",), articles=("ferry",)), cite()),
        (Expected(answers=("8 May",), evidence=(MAYOR,)), cite()),
    ],
)
def test_a_citation_that_lacks_any_of_it_is_wrong(expected: Expected, citation: Citation) -> None:
    result = judged(expected, answer(citation))
    assert (result.right, result.shown, result.right_unbound) == (False, False, False)


def test_a_right_citation_after_a_wrong_one_is_shown_but_not_right() -> None:
    result = judged(Expected(answers=("8 May",)), answer(cite(MAYOR), cite()))
    assert (result.right, result.shown) == (False, True)


def test_where_every_piece_is_needed_the_citations_hold_them_together() -> None:
    expected = Expected(evidence=(BRIDGE, MAYOR), every=True)
    assert judged(expected, answer(cite(), cite(MAYOR))).right
    assert not judged(expected, answer(cite(), cite())).right


def test_what_was_held_back_is_judged_as_if_it_had_been_given() -> None:
    result = judged(Expected(answers=("8 May",)), answer(confidence=0.1), answer(cite()))
    assert (result.answered, result.right, result.right_unbound, result.confidence) == (False, False, True, 0.1)


def test_a_question_without_an_answer_is_right_when_it_is_not_answered() -> None:
    assert judged(None, answer()).right
    assert not judged(None, answer(cite())).right
    assert not judged(None, answer(), answer(cite())).right_unbound


def test_articles_and_passages_are_ranked() -> None:
    found = (passage("Ferries.", "ferry"), passage("More ferries.", "ferry"), passage("A bridge."), passage())
    result = judged(Expected(articles=("bridge",), answers=("8 May",)), answer(passages=found))
    assert (result.article_rank, result.rank) == (2, 4)
    assert judged(Expected(answers=("9 May",)), answer(passages=found)).rank is None


def test_the_figures_are_worked_out_by_hand() -> None:
    wanted = Expected(articles=("bridge",), answers=("8 May",), speaker="Lee")
    results = [
        judged(wanted, answer(cite(speaker="Rosa Lee"), passages=(passage(),), confidence=0.9)),
        judged(wanted, answer(cite(), passages=(passage("No.", "ferry"), passage()), confidence=0.6)),
        judged(wanted, answer(confidence=0.3)),
        judged(None, answer(cite(), confidence=0.6)),
        judged(None, answer(confidence=0.1)),
    ]
    figures = measure(results)
    assert (figures.questions, figures.handled, figures.answerable) == (5, 2, 3)
    assert (figures.right, figures.shown, figures.speaker) == (0.3333, 0.3333, 0.5)
    assert (figures.doc_1, figures.mrr) == (0.3333, 0.5)
    assert (figures.abstention_precision, figures.abstention_recall, figures.abstention_f1) == (0.5, 0.5, 0.5)
    assert figures.over_abstention == 0.3333
    assert figures.auroc == round((2 + 1.5 + 1) / 6, 4)
    assert figures.ece == round((0.1 + 2 * 0.6 + 0.3 + 0.1) / 5, 4)
    assert figures.aurc == round((0 + 1 / 2 + 2 / 3 + 3 / 4 + 4 / 5) / 5, 4)


def test_figures_that_no_question_has_are_none() -> None:
    figures = measure([judged(None, answer())])
    assert (figures.right, figures.doc_1, figures.mrr, figures.speaker, figures.auroc) == (None,) * 5


def test_a_comparison_tells_what_became_wrong_and_right() -> None:
    wanted = Expected(answers=("8 May",))
    good, bad = answer(cite()), answer(cite(MAYOR))
    before = [judged(wanted, given, id=name) for name, given in {"a": good, "b": bad, "c": good, "gone": good}.items()]
    after = [judged(wanted, given, id=name) for name, given in {"new": bad, "c": good, "b": good, "a": bad}.items()]
    compared = compare(before, after)
    assert (compared.before.questions, compared.after.questions) == (3, 3)
    assert [[result.id for result in results] for results in (compared.lost, compared.won)] == [["a"], ["b"]]


@given(words=st.text(alphabet="ab ,.", max_size=12), more=st.text(alphabet="abc ", max_size=12))
def test_any_text_holds_the_words_of_its_own(words: str, more: str) -> None:
    expected = Expected(answers=(f"x {words}",), evidence=(f"x {words}",))
    assert judged(expected, answer(cite(f"{more} x {words}"))).right
