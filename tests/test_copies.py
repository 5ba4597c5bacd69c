"""One text in several articles counts once in retrieval, and nothing that only one of them says is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from corpora import index_articles
from embedders import HashedWords

from index.answering import answer
from index.copies import leave_out_copies
from index.questions import parse_question
from index.results import Answer
from index.retriever import find_scope, retrieve, retrieve_each
from index.snapshot import Snapshot
from index.types import Filter, Hit

OUTLETS = ("Arden Courier", "Norvian Post", "Gridline", "Harbour Times", "Corvo Herald")
STEPS = tuple(
    f"On day {number} the crew of the dredger {name} moved {number * 7} tonnes of gravel out of the channel at {place}."
    for number, (name, place) in enumerate(
        zip(
            ("Otter", "Heron", "Beaver", "Marten", "Osprey", "Badger", "Plover", "Curlew", "Weasel", "Bittern"),
            ("Arden", "Brill", "Corvo", "Delm", "Essen", "Fenn", "Garth", "Holm", "Ivel", "Jarrow"),
            strict=True,
        ),
        1,
    )
)
SAID = "“The channel will be open before the herring come,” said the harbour master, Ilsa Brandt."
EXTRA = "A heron colony beneath the lighthouse was moved by hand to the island of Quill."
OTHERS = {
    "bridge": "Bridge stays shut\n\nThe channel at Lund is blocked by gravel, so no dredger can reach the bridge.",
    "museum": "Museum buys a ship\n\nThe museum bought a dredger that took gravel out of the channel for forty years.",
}


def agency(outlet: str, day: int, steps: Sequence[str] = STEPS, more: str = "") -> dict[str, str]:
    body = "\n\n".join([*steps, SAID, *filter(None, [more])])
    text = f"{outlet} on the channel\n\n{body}"
    return {"text": text, "source": outlet, "published_at": f"2021-03-{day:02}"}


def copies(**changed: dict[str, str]) -> dict[str, dict[str, str] | str]:
    same = {outlet.split()[0].lower(): agency(outlet, day) for day, outlet in enumerate(OUTLETS, 1)}
    return {**same, **changed, **OTHERS}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Five copies of an agency's text, one with a passage of its own, and two other articles."""
    own = agency("Gridline", 3, more=EXTRA)
    return index_articles(tmp_path_factory.mktemp("copies"), copies(gridline=own))


def hits(snapshot: Snapshot, question: str, filter: Filter = Filter(), k: int = 10) -> tuple[Hit, ...]:  # noqa: B008
    parsed = parse_question(question)
    return retrieve(snapshot, HashedWords(), parsed, find_scope(snapshot, filter), k).hits


def sentences(snapshot: Snapshot, hit: Hit) -> list[str]:
    article = snapshot.catalog.article(hit.passage.article_id)
    assert article is not None
    return [article.text[start:end] for start, end in hit.passage.sentences]


def sources(snapshot: Snapshot, found: Sequence[Hit]) -> list[str]:
    ids = {one.article_id: one.source_id for one in snapshot.catalog.articles()}
    return [ids[hit.passage.article_id] for hit in found]


def ask(snapshot: Snapshot, question: str, filter: Filter = Filter()) -> Answer:  # noqa: B008
    return answer(snapshot, HashedWords(), parse_question(question), filter, limit=5, threshold=0.0)


def test_the_articles_are_linked(snapshot: Snapshot) -> None:
    article_id = snapshot.catalog.find_article("arden")
    assert article_id is not None
    assert [one.source_id for one in snapshot.catalog.duplicates(article_id)] == [
        "norvian",
        "gridline",
        "harbour",
        "corvo",
    ]


def test_each_sentence_is_found_once(snapshot: Snapshot) -> None:
    found = [
        text
        for hit in hits(snapshot, "Which dredger moved gravel out of the channel?")
        for text in sentences(snapshot, hit)
    ]
    assert len(found) == len(set(found))
    assert len(set(found) & set(STEPS)) == len(STEPS)


def test_other_texts_get_the_places_of_the_copies(snapshot: Snapshot) -> None:
    found = hits(snapshot, "Which dredger moved gravel out of the channel?", k=6)
    assert {"bridge", "museum"} <= set(sources(snapshot, found))


def test_the_first_of_the_copies_in_the_ranking_stands_for_the_others(snapshot: Snapshot) -> None:
    (first, *_) = hits(snapshot, "Where did the dredger Heron of the Harbour Times move gravel?")
    assert sources(snapshot, [first]) == ["harbour"]
    standing = snapshot.catalog.passages(first.copies)
    assert {one.article_id for one in standing} == {
        one.article_id for one in snapshot.catalog.duplicates(first.passage.article_id)
    }


def test_what_only_one_of_them_says_is_found(snapshot: Snapshot) -> None:
    (first, *_) = hits(snapshot, "Where was the heron colony moved?")
    assert (sources(snapshot, [first]), EXTRA in sentences(snapshot, first)) == (["gridline"], True)


@pytest.mark.parametrize("source_id", ["arden", "norvian", "gridline", "harbour", "corvo"])
def test_a_filter_that_names_a_copy_finds_it_there(snapshot: Snapshot, source_id: str) -> None:
    found = hits(snapshot, "Which dredger moved gravel at Corvo?", Filter(article=source_id))
    assert set(sources(snapshot, found)) == {source_id}
    assert {text for hit in found for text in sentences(snapshot, hit)} >= set(STEPS)


def test_each_of_several_outlets_keeps_its_evidence(snapshot: Snapshot) -> None:
    question = parse_question("What do the Arden Courier and the Norvian Post tell of the dredger Heron?")
    scope = find_scope(snapshot, Filter())
    parts = [((find_scope(snapshot, Filter(sources=(outlet,))),), "dredger Heron") for outlet in OUTLETS[:2]]
    found = retrieve_each(snapshot, HashedWords(), question, scope, parts, 10).hits
    assert sources(snapshot, found)[:2] == ["arden", "norvian"]
    assert len([hit for hit in found if STEPS[1] in sentences(snapshot, hit)]) == 2


def test_an_outlet_that_prints_a_text_twice_brings_other_texts_too(tmp_path: Path) -> None:
    named = {"otter": agency("Otter at work", 1), "bittern": agency("Bittern at work", 2)}
    articles = {key: {**row, "source": "Gridline"} for key, row in named.items()}
    others = {key: {"text": text, "source": "Gridline"} for key, text in OTHERS.items()}
    snapshot = index_articles(tmp_path, {**articles, **others})
    question = parse_question("What does the Gridline tell of the dredgers Otter and Bittern in the channel at work?")
    scope = find_scope(snapshot, Filter())
    both = {sources(snapshot, [hit])[0] for hit in hits(snapshot, question.text)} & set(named)
    part = retrieve_each(snapshot, HashedWords(), question, scope, [((scope,), question.text)], 3)
    assert both == set(named)
    assert len(set(sources(snapshot, part.hits)) & set(named)) == 1


def test_an_answer_names_the_newest_and_all_the_others(snapshot: Snapshot) -> None:
    found = ask(snapshot, "At which place did the dredger Heron move 14 tonnes of gravel?")
    first = found.citations[0]
    assert (first.text, first.source_id) == (STEPS[1], "corvo")
    assert {one.source_id for one in first.also_in} == {"arden", "norvian", "gridline", "harbour"}


def test_a_quotation_names_all_who_print_it(snapshot: Snapshot) -> None:
    (first,) = ask(snapshot, "Who said the channel will be open before the herring come?").citations
    assert (first.speaker, first.source_id) == ("Ilsa Brandt", "corvo")
    assert len(first.also_in) == len(OUTLETS) - 1


def test_the_passages_of_an_answer_have_no_copies(snapshot: Snapshot) -> None:
    found = ask(snapshot, "At which place did the dredger Heron move 14 tonnes of gravel?")
    texts = [passage.text for passage in found.passages]
    assert found.passages[0].article_id == found.citations[0].article_id
    assert len([text for text in texts if STEPS[1] in text]) == 1
    assert {"bridge", "museum"} <= {passage.source_id for passage in found.passages}


def test_a_copy_with_another_figure_is_another_passage(tmp_path: Path) -> None:
    later = [STEPS[0], STEPS[1].replace("14", "15"), *STEPS[2:]]
    snapshot = index_articles(tmp_path, copies(corvo=agency("Corvo Herald", 9, later)))
    found = hits(snapshot, "How many tonnes of gravel did the dredger Heron move?", k=4)
    told = {text for hit in found for text in sentences(snapshot, hit)}
    assert {STEPS[1], later[1]} <= told


def test_more_copies_than_a_ranking_holds_hide_nothing(tmp_path: Path) -> None:
    many = {f"copy{number}": agency(f"Outlet {number}", 1 + number % 28) for number in range(60)}
    snapshot = index_articles(tmp_path, {**many, **OTHERS})
    found = hits(snapshot, "Which dredger moved gravel out of the channel?", k=6)
    assert {"bridge", "museum"} <= set(sources(snapshot, found))


@pytest.mark.parametrize("seed", range(20))
def test_no_sentence_is_lost_whatever_the_order(snapshot: Snapshot, seed: int) -> None:
    rows = list(range(len(snapshot.catalog)))
    Random(seed).shuffle(rows)
    kept = leave_out_copies(snapshot.catalog, rows)
    assert list(kept) == [row for row in rows if row in kept]
    assert set(rows) == {*kept, *(copy for standing in kept.values() for copy in standing)}
    everything, left = (
        {text for one in snapshot.catalog.passages(some) for text in sentences(snapshot, Hit(one, 1.0))}
        for some in (rows, list(kept))
    )
    assert left == everything


def test_passages_that_are_wanted_stay(snapshot: Snapshot) -> None:
    rows = list(range(len(snapshot.catalog)))
    assert list(leave_out_copies(snapshot.catalog, rows, wanted=rows)) == rows
