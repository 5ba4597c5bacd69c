"""What people are shown: within Discord's limits, verbatim, with who said it and where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from discord_stage import URL, WORDS, OneArticle
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_bot import limits
from bot.discord_bot.drafts import PLAIN, RICH, Draft
from bot.discord_bot.frames import shares
from bot.discord_bot.limits import length
from bot.discord_bot.markdown import unescape
from bot.discord_bot.messages import Shown, answer_reply, question_in
from bot.discord_bot.views import layout, plain_buttons, plain_text
from index.refs import make_ref
from index.results import Answer, Citation, Source
from index.types import Article

CITATION = OneArticle().cite(WORDS)
MARKS = "*_~`|>#-<@ \n.:[]"


def answer(*citations: Citation) -> Answer:
    return Answer("What was said?", 0.9, None, citations, (), (), "s1")


def cited(number: int, text: str) -> Citation:
    return replace(CITATION, text=text, ref=make_ref(CITATION.article_id, number, number + 1, text))


def rich_text(draft: Draft) -> str:
    return "".join((draft.head, *(entry.text for entry in draft.entries), draft.foot))


def quoted(entry: str) -> str:
    """The words of an entry's block quote."""
    return unescape("\n".join(line.removeprefix("> ") for line in entry.split("\n") if line.startswith("> ")))


def source(text: str, before: str = "", after: str = "") -> Source:
    article = Article("a.txt", "A Title", before + text + after, url=URL)
    summary = replace(OneArticle(article).summary(), title="A Title")
    start = len(before)
    ref = make_ref(article.id, start, start + len(text), text)
    return Source(ref, summary, start, start + len(text), before, text, after, 12, 30, moved=False)


def test_a_citation_has_its_number_words_speaker_title_link_and_date() -> None:
    (entry,) = answer_reply(answer(CITATION)).rich.entries
    number, words, where = entry.text.split("\n")
    assert number == "**1.** **Ali Larijani**"
    assert words == f"> {WORDS}"
    assert where.startswith(f"-# [A Visit to Tehran]({URL}#:~:text=The%20Americans")
    assert where.endswith(" · 2018-08-09")


def test_an_inferred_speaker_is_told_as_inferred() -> None:
    inferred = replace(CITATION, stated=False, speaker="Hassan Rouhani", speaker_mention="The Iranian president")
    (entry,) = answer_reply(answer(inferred)).rich.entries
    assert "**Hassan Rouhani** (inferred from “The Iranian president”)" in entry.text


def test_the_sentence_that_says_who_speaks_is_shown_where_the_speaker_is_inferred() -> None:
    inferred = replace(CITATION, stated=False, inferred="pronoun", speaker_mention="he", context=f"“{WORDS}” he said.")
    (entry,) = answer_reply(answer(inferred)).rich.entries
    assert entry.text.split("\n")[2] == "-# Who speaks: … he said."
    (entry,) = answer_reply(answer(replace(inferred, stated=True))).rich.entries
    assert "Who speaks" not in entry.text


def test_a_missing_quotation_mark_and_a_moderators_hand_are_told() -> None:
    unmarked = replace(CITATION, unmarked=True, stated=False, inferred="correction")
    (entry,) = answer_reply(answer(unmarked)).rich.entries
    assert "**Ali Larijani** (set by a moderator)" in entry.text
    assert "\n-# A quotation mark is missing in the source\n" in entry.text


def test_a_note_stands_above_the_quotations() -> None:
    noted = replace(answer(CITATION), note="Only from *March* on.")
    assert answer_reply(noted, with_question=True).rich.head == "**What was said?**\nOnly from \\*March\\* on."
    assert answer_reply(noted).plain.head == "Only from \\*March\\* on."


def test_a_relay_is_told_and_is_not_the_speaker() -> None:
    (entry,) = answer_reply(answer(replace(CITATION, relay="Iran’s Mehr News"))).rich.entries
    assert "**Ali Larijani** · via Iran’s Mehr News" in entry.text


def test_reported_speech_is_told_apart_from_a_quotation() -> None:
    (entry,) = answer_reply(answer(replace(CITATION, kind="indirect"))).rich.entries
    assert "told in the article’s words" in entry.text


def test_an_article_without_a_page_is_cited_by_its_title() -> None:
    (entry,) = answer_reply(answer(replace(CITATION, url=None))).rich.entries
    assert entry.text.split("\n")[-1] == "-# A Visit to Tehran · 2018-08-09"


@given(st.lists(st.text(MARKS + "abc", min_size=1, max_size=3000), min_size=1, max_size=30))
def test_every_answer_is_within_the_limits_of_both_kinds_of_message(texts: list[str]) -> None:
    reply = answer_reply(answer(*(cited(number, text) for number, text in enumerate(texts))), with_question=True)
    assert length(rich_text(reply.rich)) <= limits.COMPONENT_TEXT
    assert layout(reply.rich).total_children_count <= limits.COMPONENTS
    assert length(plain_text(reply.plain)) <= limits.CONTENT
    assert len(getattr(plain_buttons(reply.plain), "children", ())) <= limits.BUTTONS


@pytest.mark.parametrize("shape", [RICH, PLAIN], ids=["rich", "plain"])
def test_a_long_quotation_is_cut_and_a_short_one_beside_it_is_not(shape: object) -> None:
    long = "They said that they would come back one day. " * 300
    reply = answer_reply(answer(cited(1, long), cited(2, WORDS)))
    draft = reply.rich if shape is RICH else reply.plain
    cut, whole = draft.entries
    assert quoted(cut.text).endswith("one day. …")
    assert long.startswith(quoted(cut.text).removesuffix(" …"))
    assert quoted(whole.text) == WORDS


def test_quotations_that_do_not_fit_are_on_further_pages() -> None:
    every = [cited(number, "So it was. " * 60) for number in range(40)]
    pages, offset = [], 0
    while offset < 40:
        draft = answer_reply(answer(*every), shown=Shown(offset=offset)).rich
        pages.append(draft)
        offset += len(draft.entries)
    assert [entry.ref for page in pages for entry in page.entries] == [one.ref for one in every]
    assert pages[0].foot == f"-# 1–{len(pages[0].entries)} of 40"
    assert [press.is_possible for press in pages[0].presses[:2]] == [False, True]
    assert [press.is_possible for press in pages[-1].presses[:2]] == [True, False]


def test_a_page_that_a_reindex_took_away_is_the_first_one() -> None:
    reply = answer_reply(answer(*(cited(number, WORDS) for number in range(3))), shown=Shown(offset=20))
    assert len(reply.rich.entries) == 3


def test_quotations_that_the_engine_left_out_are_counted_beside_the_pages() -> None:
    asked = replace(answer(*(cited(number, WORDS) for number in range(40))), omitted=7)
    foot = answer_reply(asked).rich.foot
    assert foot.endswith("\n-# 7 more quotations fit the question: ask for one speaker, topic or date to see more.")


def test_as_many_short_quotations_as_fit_are_shown_and_none_of_them_is_cut() -> None:
    draft = answer_reply(answer(*(cited(number, WORDS) for number in range(40)))).rich
    assert len(draft.entries) > 5
    assert all(quoted(entry.text) == WORDS for entry in draft.entries)


def test_quotations_that_all_fit_need_no_pages() -> None:
    labels = [
        press.label for press in answer_reply(answer(*(cited(number, WORDS) for number in range(4)))).rich.presses
    ]
    assert labels == ["👍", "👎", "Delete"]


def test_the_same_words_are_cited_once() -> None:
    assert len(answer_reply(answer(CITATION, CITATION)).rich.entries) == 1


def test_what_is_not_answered_says_why_and_what_is_nearest() -> None:
    asked = Answer("On oil?", 0.1, "Larijani is quoted once, not on oil.", (), (), (), "s1")
    draft = answer_reply(asked, [source("Nearest words.")]).rich
    assert draft.head == "Larijani is quoted once, not on oil.\nNearest in the articles:"
    assert "> Nearest words." in draft.entries[0].text


def test_a_question_that_is_asked_back_offers_the_names_and_keeps_the_question() -> None:
    asked = Answer("What did *the* president say?", 0.1, "There are two.", (), (), ("Ann Lee", "Bob Lee"), "s1")
    draft = answer_reply(asked).rich
    assert draft.names == ("Ann Lee", "Bob Lee")
    assert question_in(draft.head) == "What did *the* president say?"


def test_names_are_no_buttons_where_discord_takes_no_such_label_or_the_question_is_too_long_to_be_kept() -> None:
    unclear = Answer("Well?", 0.1, "There are two.", (), (), ("Ann Lee", "B" * 81), "s1")
    assert answer_reply(unclear).rich.names == ("Ann Lee",)
    assert "BBB" in answer_reply(unclear).rich.head
    assert answer_reply(replace(unclear, question="w" * 501)).rich.names == ()


def test_an_article_that_speaks_markdown_is_shown_as_it_is() -> None:
    words = "# No **bold** <@1>\n- @everyone"
    (entry,) = answer_reply(answer(cited(1, words))).rich.entries
    assert quoted(entry.text) == words


def test_shares_leave_what_the_short_ones_do_not_need_to_the_long_ones() -> None:
    assert shares([10, 500, 40], 100) == [10, 50, 40]
    assert shares([], 100) == []
