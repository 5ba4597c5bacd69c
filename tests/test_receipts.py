"""Receipts in the terminal: what became of cited words, in words."""

from __future__ import annotations

from pathlib import Path

from discord_collection import make_collection
from test_discord_receipts import CITED, CUT, EDITED, LONGER, publish

from bot.receipts import receipt_record, receipt_text
from index.results import Receipt


def receipt_after(tmp_path: Path, ferry: str | None) -> Receipt:
    """The receipt of the cited words once the article has another text, or is gone."""
    tmp_path.mkdir(exist_ok=True)
    collection = make_collection(tmp_path / "data")
    ref = next(entry.ref for entry in collection.quotes(article="ferry").entries if entry.text == CITED)
    publish(collection, ferry)
    receipt = collection.verify(ref)
    collection.close()
    return receipt


def test_an_edit_is_told_with_both_wordings_and_their_difference(tmp_path: Path) -> None:
    receipt = receipt_after(tmp_path, EDITED)
    lines = receipt_text(receipt).split("\n")
    assert lines[0] == "Edited. “The ferry to Arden” was edited since, and the words with it."
    assert lines[2] == f"cited: {CITED}"
    assert lines[3] == "now: We meet nearly all of our obligations to the islands"
    assert lines[4].startswith("cited → now: We [do not meet → meet nearly all] ")
    assert lines[5] == f"now cited as {receipt.now_ref}"
    assert receipt_record(receipt).differences[0] == {"kind": "same", "asked": "We", "said": "We"}


def test_what_stands_now_is_cut_from_the_article(tmp_path: Path) -> None:
    receipt = receipt_after(tmp_path, EDITED)
    assert receipt.now is not None
    assert receipt.now in EDITED


def test_words_cut_out_of_an_article_and_of_a_removed_one_are_remembered(tmp_path: Path) -> None:
    cut, gone = receipt_after(tmp_path / "a", CUT), receipt_after(tmp_path / "b", None)
    assert (cut.state, cut.was, cut.now) == ("removed", CITED, None)
    assert (gone.state, gone.was, gone.now) == ("removed", CITED, None)


def test_words_that_only_moved_are_unchanged_and_cited_anew(tmp_path: Path) -> None:
    receipt = receipt_after(tmp_path, LONGER)
    assert (receipt.state, receipt.was, receipt.now) == ("unchanged", CITED, CITED)
    assert receipt.now_ref != receipt.ref
