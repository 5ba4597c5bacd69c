"""What sentences report without quoting it, who they say it of, and what is left to the quotations."""

from __future__ import annotations

import pytest

from index.complements import may_be_cue
from index.marks import find_marked
from index.parsing import NoParser, Parser, load_parser
from index.reported import Reported, find_reporting, read_reported


def reported(text: str, parser: Parser | None = None) -> list[Reported]:
    sentence = (0, len(text))
    marked = find_marked(text, [sentence])
    unparsed = find_reporting(text, [sentence], marked)
    parses = (parser or load_parser()).parse(list(unparsed.values()))
    found = read_reported(text, dict(zip(unparsed, parses, strict=True)), marked)
    return found.get(sentence, [])


def read(text: str) -> list[tuple[str, str, str]]:
    return [tuple(text[slice(*span)] for span in (one.mention, one.cue, one.said)) for one in reported(text)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Torres said that the bridge would stay closed.", ("Torres", "said", "that the bridge would stay closed")),
        ("The bridge would stay closed, Torres said.", ("Torres", "said", "The bridge would stay closed")),
        ("Torres, who argued that it was unsafe, left.", ("Torres", "argued", "that it was unsafe")),
        ("According to Whitfield, the bridge is safe.", ("Whitfield", "According to", "the bridge is safe")),
        ("The mayor refused to open the bridge.", ("The mayor", "refused", "to open the bridge")),
        ("Torres criticized the new bridge.", ("Torres", "criticized", "the new bridge")),
        ("Torres described the bridge as a danger.", ("Torres", "described", "the bridge as a danger")),
        ("The plan was criticized by Whitfield.", ("Whitfield", "criticized", "The plan")),
        ("Torres was told by Whitfield that it would stay closed.", ("Whitfield", "told", "that it would stay closed")),
        ("Torres recalled crossing the old bridge.", ("Torres", "recalled", "crossing the old bridge")),
        ("As Torres noted, the old bridge closed in May.", ("Torres", "noted", "the old bridge closed in May")),
        ("The old ferry is far too slow, as Torres noted.", ("Torres", "noted", "The old ferry is far too slow")),
        ("Whitfield rejected Torres’s claim that the bridge is old.", ("Torres", "claim", "that the bridge is old")),
    ],
    ids=[
        "that",
        "before",
        "who",
        "according",
        "infinitive",
        "object",
        "as",
        "passive",
        "told by",
        "recalled",
        "as she",
        "as he",
        "noun",
    ],
)
def test_a_sentence_tells_who_reports_what(text: str, found: tuple[str, str, str]) -> None:
    assert found in read(text)


def test_a_second_verb_has_the_first_ones_subject() -> None:
    text = "Torres visited the harbour and said that the bridge would stay closed."
    assert ("Torres", "said", "that the bridge would stay closed") in read(text)


def test_what_is_said_around_the_cue_is_read_in_its_two_pieces() -> None:
    text = "The goal, Torres said, is to open the bridge before the winter."
    assert read(text) == [
        ("Torres", "said", "The goal"),
        ("Torres", "said", "is to open the bridge before the winter"),
    ]


@pytest.mark.parametrize(
    "added",
    [
        ", which was built in 1931",
        ", a step that nobody had expected",
        ", saying that the ferry would sail",
        " and said that the ferry would sail",
        ", a step that nobody had expected, and said that the ferry would sail",
    ],
)
def test_a_report_ends_before_what_the_article_adds(added: str) -> None:
    assert read(f"Torres announced that they would close the old bridge{added}.")[0] == (
        "Torres",
        "announced",
        "that they would close the old bridge",
    )


def test_what_is_quoted_in_an_addition_stays_in_the_report() -> None:
    text = "Torres announced that they would close the bridge, which was “a very old danger to us all”."
    assert read(text)[0][2] == "that they would close the bridge, which was “a very old danger to us all”"


def test_a_poll_shows_what_somebody_does() -> None:
    assert read("The poll showed Torres leading by eight points.") == [
        ("The poll", "showed", "Torres leading by eight points")
    ]
    assert read("The mayor showed Torres the bridge.") == []


def test_a_stance_is_listed_as_what_is_said() -> None:
    (held,) = reported("Torres believes that the bridge is unsafe.")
    assert held.is_speech


def test_what_another_has_only_said_by_somebody_s_account_is_kept_apart() -> None:
    whole, inner = reported("Torres said that Doe had promised to mend the bridge.")
    assert (whole.is_speech, inner.is_speech) == (True, False)


def test_what_the_relay_passes_on_is_nobody_s_account() -> None:
    found = reported("Torres promised to mend the bridge, according to the Arden Courier.")
    assert [one.is_speech for one in found] == [True, True]


@pytest.mark.parametrize(
    ("text", "is_speech"),
    [
        ("Torres denied having said that the bridge was safe.", False),
        ("Torres did not say that the bridge was safe.", False),
        ("Torres never said the old bridge was safe.", False),
        ("Torres doubts that the old bridge is safe.", False),
        ("Torres not only said that the bridge was safe.", True),
    ],
    ids=["denied", "not", "never", "doubts", "not only"],
)
def test_what_somebody_denies_or_did_not_say_is_not_said(text: str, is_speech: bool) -> None:
    assert reported(text)[-1].is_speech is is_speech


def test_a_clause_with_quoted_words_is_mixed() -> None:
    text = "Torres said that the bridge was a “very old danger” to everybody."
    (one,) = reported(text)
    assert (one.kind, text[slice(*one.said)]) == ("mixed", "that the bridge was a “very old danger” to everybody")


def test_a_clause_without_quoted_words_is_indirect() -> None:
    (one,) = reported("Torres said that the bridge was a danger.")
    assert one.kind == "indirect"


def test_a_clause_never_ends_inside_a_quotation() -> None:
    text = "Torres said the bridge “may have been a danger. To everybody.”"
    assert [text[slice(*one.said)][-1] for one in reported(text)] == ["”"]


def test_a_direct_quotation_is_not_reported_again() -> None:
    assert reported("“The bridge would stay closed,” Torres said on Friday afternoon.") == []


def test_what_a_quotation_reports_is_left_to_it() -> None:
    assert reported("“Whitfield said that the bridge was safe,” they wrote on a wall.") == []


def test_a_sentence_that_reports_nothing_gives_nothing() -> None:
    assert reported("The harbour of Norvia has two bridges.") == []


def test_without_a_parser_no_sentence_is_read() -> None:
    assert reported("Torres said that the bridge would stay closed.", NoParser()) == []


@pytest.mark.parametrize(
    "word", ["denied", "Begged", "tweeting", "promises", "wrote", "according", "hoped", "re-stated"]
)
def test_a_form_of_a_cue_is_worth_a_parse(word: str) -> None:
    assert may_be_cue(word)


@pytest.mark.parametrize("word", ["reason", "stature", "sayings", "thin", "re-open", "Torres’s"])
def test_a_word_that_only_begins_like_a_cue_is_not(word: str) -> None:
    assert not may_be_cue(word)
