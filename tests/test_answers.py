"""The questions that have to be right on the seed article, with the real model."""

from __future__ import annotations

import json

import pytest
from conftest import SEEDS

from index.engine import Engine
from index.errors import UsageError
from index.types import Filter

(SEED,) = SEEDS.glob("*.txt")
ARTICLE = SEED.read_text(encoding="utf-8")
ADVERTS = ARTICLE.index("Via MintPress News")


def words(engine: Engine, question: str) -> list[str]:
    return [citation.text for citation in engine.ask(question).citations]


def test_larijanis_words_are_his_block_quote_and_nothing_else(seed_engine: Engine) -> None:
    (citation,) = seed_engine.ask("what did Larijani say?").citations
    assert citation.text.startswith("The Americans speak very well")
    assert citation.text.endswith("any of their obligations.")
    assert (citation.speaker, citation.stated, citation.kind) == ("Ali Larijani", True, "direct")


@pytest.mark.parametrize(
    "question", ["what did Rouhani say?", "What did the Iranian president say?", "what did the president of Iran say?"]
)
def test_the_president_is_found_by_name_and_by_role(seed_engine: Engine, question: str) -> None:
    (citation,) = seed_engine.ask(question).citations
    assert citation.text.startswith("The U.S. administration’s performance")
    assert citation.text.endswith("alongside each other.")
    assert citation.speaker == "Hassan Rouhani"


def test_a_misspelt_speaker_and_a_relay_do_not_mislead(seed_engine: Engine) -> None:
    (citation,) = seed_engine.ask("what did Ri say about sanctions?").citations
    assert citation.text.startswith("we are very content")
    assert (citation.speaker, citation.speaker_mention) == ("Ri Yong-ho", "Ro")
    assert citation.relay is not None
    assert "Mehr" in citation.relay


def test_a_statement_of_three_paragraphs_is_whole(seed_engine: Engine) -> None:
    (citation,) = seed_engine.ask("what did the foreign ministry say?").citations
    assert citation.text.startswith("Some high-level officials")
    assert citation.text.endswith("[regarding] their intentions.")
    assert citation.text.count("\n\n") == 2


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("when did the U.S. leave the JCPOA?", "On May 8, U.S. President Donald Trump walked away"),
        ("who is the Parliament Speaker of Iran?", "On Thursday, Ri met with Iranian Parliament Speaker Ali Larijani"),
        ("who is the president of Iran?", "Ri met with Iranian President Hassan Rouhani"),
        ("who is Iran's foreign minister?", "On the prior day, the DPRK’s foreign minister met with his Iranian"),
        ("when did the United States leave the nuclear deal?", "On May 8, U.S. President Donald Trump walked away"),
        ("what happened in Singapore?", "Bolton — who had largely been hidden"),
    ],
)
def test_a_fact_is_answered_by_the_sentence_that_says_it(seed_engine: Engine, question: str, sentence: str) -> None:
    assert words(seed_engine, question)[0].startswith(sentence)


@pytest.mark.parametrize(
    "question",
    [
        "who is the Parliament Speaker of North Korea?",
        "who said that safety comes first?",
        "what did the U.S. president say?",
        "what did Larijani say about oil?",
        "what did Merkel say?",
        "who won the World Cup?",
        "what did Trump say?",
    ],
)
def test_what_no_article_answers_is_not_answered(seed_engine: Engine, question: str) -> None:
    answer = seed_engine.ask(question)
    assert not answer.answered
    assert answer.reason
    assert answer.passages


@pytest.mark.parametrize(
    "question", ["meet Iranian singles", "who got the Serena Shim Award?", "where do I meet my Persian love today?"]
)
def test_adverts_are_never_cited_or_offered(seed_engine: Engine, question: str) -> None:
    answer = seed_engine.ask(question)
    assert all(citation.end <= ADVERTS for citation in answer.citations)
    assert all(passage.end <= ADVERTS for passage in answer.passages)


def test_who_said_something_finds_the_speaker(seed_engine: Engine) -> None:
    (citation,) = seed_engine.ask("Who said 'Dealing with Americans is difficult'?").citations
    assert citation.speaker == "Ri Yong-ho"


def test_who_said_nearly_the_same_is_told_apart(seed_engine: Engine) -> None:
    said = "in practice, they do not meet any of their obligations"
    (citation,) = seed_engine.ask(f"who said “{said}”?").citations
    assert citation.speaker == "Ali Larijani"


def test_a_speaker_filter_asks_for_that_speakers_words(seed_engine: Engine) -> None:
    answer = seed_engine.ask("the obligations of the Americans", filter=Filter(speaker="Larijani"))
    assert [citation.speaker for citation in answer.citations] == ["Ali Larijani"]


def test_an_unknown_article_is_an_error_of_use(seed_engine: Engine) -> None:
    with pytest.raises(UsageError, match="no article"):
        seed_engine.ask("what did Larijani say?", filter=Filter(article="nowhere.txt"))


def test_a_citation_leads_back_to_its_words(seed_engine: Engine) -> None:
    (citation,) = seed_engine.ask("what did Larijani say?").citations
    source = seed_engine.source(citation.ref)
    assert source.text == citation.text
    assert ARTICLE[source.start : source.end] == citation.text
    assert source.before.endswith("at their word:\n\n")


def test_the_quotes_of_the_seed_article_have_their_speakers(seed_engine: Engine) -> None:
    direct = [q for q in seed_engine.quotes().entries if q.kind == "direct" and len(q.text.split()) > 3]
    leaders, others = ["Hassan Rouhani", "Ri Yong-ho", "Ali Larijani", "Ri Yong-ho"], ["DPRK Foreign Ministry"]
    assert [quote.speaker for quote in direct] == [*leaders, "Hankyoreh editorial", "Hankyoreh editorial", *others]


def test_the_manifest_names_the_model(seed_engine: Engine) -> None:
    manifest = seed_engine.manifest()
    assert (manifest.model, manifest.dim) == ("all-MiniLM-L6-v2", 384)
    assert manifest.model_digest.startswith("53aa51172d142c89")
    json.loads(manifest.model_dump_json())


def test_two_people_asked_for_at_once_are_both_quoted(seed_engine: Engine) -> None:
    answer = seed_engine.ask("what did Rouhani and Larijani say?")
    assert [citation.speaker for citation in answer.citations] == ["Hassan Rouhani", "Ali Larijani"]


def test_a_name_may_be_written_without_its_hyphen(seed_engine: Engine) -> None:
    assert seed_engine.ask("what did Ri Yong Ho say about sanctions?").answered


@pytest.mark.parametrize("question", ["what did Larijani say?", "who said 'good cop, bad cop'?"])
def test_a_speaker_filter_never_shows_another_speakers_words(seed_engine: Engine, question: str) -> None:
    answer = seed_engine.ask(question, filter=Filter(speaker="Rouhani"))
    assert not answer.answered


def test_a_speaker_filter_agrees_with_the_same_speaker_in_other_words(seed_engine: Engine) -> None:
    answer = seed_engine.ask("what did the Iranian president say?", filter=Filter(speaker="Rouhani"))
    assert [citation.speaker for citation in answer.citations] == ["Hassan Rouhani"]
