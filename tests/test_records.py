"""The JSON that the commands print has exactly the promised keys and types, and plain text repeats every word."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records import answer_record, article_record, as_json, quote_record, report_record, source_record
from bot.render import article_text, plain_text, quote_text, report_text, source_text
from index.results import Answer, Citation, CitedPassage, LedgerEntry, Source
from index.types import ArticleSummary, Failure, Report

NONE = type(None)
PLACE = {"article_id": str, "source_id": str, "start": int, "end": int, "text": str}
SPEECH = {"speaker": (str, NONE), "speaker_mention": (str, NONE), "stated": bool, "cue": (str, NONE)}
SPEECH |= {"relay": (str, NONE), "kind": str, "ref": str}
LABEL = {"title": str, "url": (str, NONE), "published_at": (str, NONE)}
CITATION = PLACE | SPEECH | LABEL | {"score": float}
PASSAGE = PLACE | {"score": float}
QUOTE = PLACE | SPEECH | {"unmarked": bool, "group": int}
ANSWER = {"question": str, "answered": bool, "confidence": float, "text": str, "citations": list, "passages": list}
ANSWER |= {"clarify": list, "snapshot": str}
ARTICLE = {"article_id": str, "source_id": str, "author": (str, NONE), "source": (str, NONE)} | LABEL
ARTICLE |= {"characters": int, "passages": int, "quotes": int}
SOURCE = PLACE | LABEL | {"ref": str, "before": str, "after": str, "paragraph": int, "paragraphs": int, "moved": bool}
REPORT = {"added": list, "changed": list, "removed": list, "unchanged": int, "failed": list, "passages": int}
REPORT |= {"quotes": int, "embedded": int, "snapshot": (str, NONE), "seconds": float, "dry_run": bool, "lost": list}

WORDS = "We are content,\n\nand so are they,"
CITED = Citation(
    ref="a1-0-5-ff",
    article_id="a1",
    source_id="talks.txt",
    title="Talks in Vienna",
    url=None,
    published_at="2018-08-09T10:00:00Z",
    start=0,
    end=len(WORDS),
    text=WORDS,
    speaker="Ri Yong-ho",
    speaker_mention="the minister",
    stated=False,
    cue="said",
    relay="Mehr News",
    kind="direct",
    score=0.9,
)
PASSED = CitedPassage("a1", "talks.txt", 0, 9, "A passage", 0.5)
ANSWERED = Answer("What did Ri say?", 0.9, None, (CITED,), (PASSED,), (), "s1")
REFUSED = Answer("What did Kim say?", 0.1, "No article here names Kim.", (), (PASSED,) * 5, (), "s1")
SUMMARY = ArticleSummary("a1", "talks.txt", "Talks in Vienna", "https://n.example", None, None, None, 100, 2, 1)
SHOWN = Source("a1-5-10-ff", SUMMARY, 5, 10, "ore ", "words", " after", 1, 2, moved=False)
ENTRY = LedgerEntry(
    "a1-0-5-ff", "a1", "talks.txt", 0, 5, "words", None, None, False, None, None, "mixed", unmarked=False, group=3
)
DONE = Report(("a",), (), ("b",), 4, (Failure("c.txt", "is empty"),), 9, 3, 2, "s2", 1.5)


def shape(found: dict[str, Any], promised: dict[str, Any]) -> None:
    assert found.keys() >= promised.keys()
    for key, kind in promised.items():
        assert isinstance(found[key], kind), key
        assert kind is bool or not isinstance(found[key], bool), key


def test_an_answer_has_the_promised_shape() -> None:
    printed = json.loads(as_json(answer_record(ANSWERED)))
    shape(printed, ANSWER)
    shape(printed["citations"][0], CITATION)
    shape(printed["passages"][0], PASSAGE)
    assert printed["answered"] is True
    assert printed["text"] == plain_text(ANSWERED)


@pytest.mark.parametrize("row_id", [7, "seven", 0, ""])
def test_an_answer_of_a_batch_keeps_the_id_of_its_row(row_id: int | str) -> None:
    printed = json.loads(as_json(answer_record(ANSWERED, row_id)))
    shape(printed, ANSWER | {"id": type(row_id)})
    assert printed["id"] == row_id


def test_an_answer_that_asks_back_is_not_answered() -> None:
    printed = json.loads(as_json(answer_record(replace(REFUSED, clarify=("Kim Il-sung", "Kim Jong-un")))))
    assert (printed["answered"], printed["citations"]) == (False, [])
    assert printed["clarify"] == ["Kim Il-sung", "Kim Jong-un"]


def test_scores_have_four_digits() -> None:
    third = 1 / 3
    passages, citations = (replace(PASSED, score=third),), (replace(CITED, score=third),)
    printed = json.loads(
        as_json(answer_record(replace(ANSWERED, confidence=third, passages=passages, citations=citations)))
    )
    scores = (printed["confidence"], printed["passages"][0]["score"], printed["citations"][0]["score"])
    assert scores == (0.3333, 0.3333, 0.3333)


def test_a_quote_has_the_promised_shape() -> None:
    shape(json.loads(as_json(quote_record(ENTRY))), QUOTE)


def test_an_article_has_the_promised_shape() -> None:
    shape(json.loads(as_json(article_record(SUMMARY))), ARTICLE)


def test_an_article_tells_its_language() -> None:
    assert json.loads(as_json(article_record(replace(SUMMARY, language="pt-BR"))))["language"] == "pt-BR"


def test_a_source_has_the_promised_shape() -> None:
    shape(json.loads(as_json(source_record(SHOWN))), SOURCE)


def test_a_report_has_the_promised_shape() -> None:
    printed = json.loads(as_json(report_record(DONE, dry_run=True)))
    shape(printed, REPORT)
    assert printed["failed"] == [{"name": "c.txt", "reason": "is empty"}]
    assert (printed["snapshot"], printed["dry_run"]) == ("s2", True)


def test_a_record_is_one_line() -> None:
    assert "\n" not in as_json(answer_record(ANSWERED))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_cited_word_survives_json_and_stands_in_the_text(words: str) -> None:
    answer = replace(ANSWERED, citations=(replace(CITED, text=words),))
    printed = json.loads(as_json(answer_record(answer)))
    assert printed["citations"][0]["text"] == words
    assert words in printed["text"]


def test_the_text_says_who_said_it_where_and_how_that_is_known() -> None:
    assert plain_text(ANSWERED) == (
        f"1. “{WORDS}”\n   — Ri Yong-ho (inferred from “the minister”), via Mehr News\n"
        "   Talks in Vienna · 2018-08-09 · a1-0-5-ff"
    )


def test_an_articles_own_words_are_not_shown_as_speech() -> None:
    text = plain_text(replace(ANSWERED, citations=(replace(CITED, kind="passage", speaker=None, relay=None),)))
    assert f"1. {WORDS}\n   — in the article’s words\n" in text


def test_a_speaker_who_is_not_known_is_said_to_be() -> None:
    assert "— speaker not named" in plain_text(replace(ANSWERED, citations=(replace(CITED, speaker=None),)))


def test_the_text_counts_what_the_limit_leaves_out() -> None:
    assert plain_text(replace(ANSWERED, omitted=2)).endswith(
        "2 more quotations answer this; raise the limit to see more."
    )


def test_a_refusal_gives_the_reason_and_then_the_nearest_passages() -> None:
    text = plain_text(REFUSED)
    assert text.startswith("No article here names Kim.\n\nNearest in the articles:")
    assert text.count("A passage") == 3


def test_asking_back_lists_the_names() -> None:
    text = plain_text(replace(REFUSED, reason="Whom do you mean by Kim?", clarify=("Kim Il-sung", "Kim Jong-un")))
    assert text == "Whom do you mean by Kim?\n  - Kim Il-sung\n  - Kim Jong-un"


def test_a_source_marks_the_words_in_their_context() -> None:
    assert source_text(SHOWN).endswith("\n\n… ore [[words]] after …")


def test_a_whole_article_is_shown_without_ellipses() -> None:
    whole = replace(SHOWN, start=4, end=9, article=replace(SUMMARY, characters=15))
    assert source_text(whole).endswith("\n\nore [[words]] after")


def test_a_source_that_moved_says_so() -> None:
    assert "edited since" in source_text(replace(SHOWN, moved=True))


def test_lists_show_refs_and_ids() -> None:
    assert "a1-0-5-ff" in quote_text(ENTRY)
    assert "2 passages, 1 quotation" in article_text(SUMMARY)


def test_a_report_counts_and_names_what_changed() -> None:
    text = report_text(DONE, dry_run=False)
    assert text.startswith("+ a\n- b\n1 added, 0 changed, 1 removed, 1 left out, 4 unchanged.\n")
    assert report_text(DONE, dry_run=True).splitlines()[2:] == [
        "Dry run, nothing was done: 1 added, 0 changed, 1 removed, 1 left out, 4 unchanged."
    ]


def test_a_name_stays_on_its_line_and_in_its_order() -> None:
    bad, good = "a\n1 added\u202etxt.exe\x1b[2J", "a\ufffd1 added\ufffdtxt.exe\ufffd[2J"
    summary = replace(SUMMARY, title=bad, source_id=bad, source=bad)
    shown = [
        report_text(replace(DONE, added=(bad,)), dry_run=True),
        plain_text(replace(ANSWERED, citations=(replace(CITED, title=bad),))),
        plain_text(replace(REFUSED, passages=(replace(PASSED, source_id=bad),))),
        source_text(replace(SHOWN, article=summary)),
        quote_text(replace(ENTRY, source_id=bad)),
        article_text(summary),
    ]
    for text in shown:
        assert good in text
        assert "\u202e" not in text


def test_a_long_report_is_cut() -> None:
    assert "+ … and 980 more" in report_text(replace(DONE, added=tuple(map(str, range(1000)))), dry_run=False)
