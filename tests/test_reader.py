"""The sentence that states the answer is picked, with the one before it where the two belong together."""

from __future__ import annotations

from pathlib import Path

from corpora import index_articles
from embedders import HashedWords

from index.answering import answer
from index.evidence import Asked, Candidate, find_candidates, with_votes
from index.questions import parse_question
from index.results import Answer
from index.retriever import find_scope, retrieve
from index.types import Filter


def ask(folder: Path, question: str, *texts: str) -> Answer:
    snapshot = index_articles(folder, {str(number): text for number, text in enumerate(texts)})
    return answer(snapshot, HashedWords(), parse_question(question), Filter(), limit=1, threshold=0.0)


def test_a_sentence_that_refers_back_is_shown_with_the_one_before_it(tmp_path: Path) -> None:
    text = "Prize\n\nThe council met.\n\nAna Torres came by the morning ferry. She won the great prize of Norvia."
    found = ask(tmp_path, "Who won the great prize of Norvia?", text)
    assert found.citations[0].text == "Ana Torres came by the morning ferry. She won the great prize of Norvia."


def test_a_sentence_that_stands_by_itself_is_shown_alone(tmp_path: Path) -> None:
    text = "Prize\n\nThe council met on Monday.\n\nAna Torres won the great prize of Norvia."
    found = ask(tmp_path, "Who won the great prize of Norvia?", text)
    assert found.citations[0].text == "Ana Torres won the great prize of Norvia."


def test_a_quotation_before_the_answer_is_left_out(tmp_path: Path) -> None:
    text = "Dam\n\nThe council met.\n\n“That is no way to behave.”\n\nThe dam of Norvia cost 420 million crowns."
    found = ask(tmp_path, "How much did the dam of Norvia cost?", text)
    assert found.citations[0].text == "The dam of Norvia cost 420 million crowns."


def test_a_question_in_an_article_is_no_answer(tmp_path: Path) -> None:
    text = "Ferries\n\nWhen did the old ferry of Arden sink?\n\nThe old ferry of Arden sank on May 8."
    found = ask(tmp_path, "When did the old ferry of Arden sink?", text)
    assert found.citations[0].text == "The old ferry of Arden sank on May 8."


def test_what_more_of_the_evidence_shows_gets_more_votes(tmp_path: Path) -> None:
    winners = ("Pell", "Brandt", "Brandt")
    articles = {str(n): f"Race {n}\n\nThe Arden ferry race was won by {who}." for n, who in enumerate(winners)}
    snapshot = index_articles(tmp_path, articles)
    question = parse_question("Who won the Arden ferry race?")
    asked = Asked(snapshot, question)
    candidates: list[Candidate] = []
    for hit in retrieve(snapshot, HashedWords(), question, find_scope(snapshot, Filter()), 3).hits:
        article = snapshot.catalog.article(hit.passage.article_id)
        assert article is not None
        candidates += find_candidates(asked, article, hit, cosine=0.5)
    votes = {candidate.text: candidate.features.vote for candidate in with_votes(candidates)}
    assert votes == {"The Arden ferry race was won by Pell.": 0.5, "The Arden ferry race was won by Brandt.": 1.0}
