"""What stands in quotation marks and is no speech is marked, not deleted, and belongs to nobody."""

import pytest

from index.analysis import analyse
from index.types import Article


@pytest.mark.parametrize(
    "sentence",
    [
        "The so-called “winter bridge” was empty.",
        "Ana Torres wrote the novel “Seven Winters at Sea” in 1998.",
        "Ana Torres, author of “Seven Winters at Sea,” spoke first.",
        "She was on Arden Radio’s “The Morning Hour” on Friday.",
        "Ana Torres spoke. She took stock of humanity with “Klara and the Bridge.”",
    ],
)
def test_a_term_or_title_is_no_speech(sentence: str) -> None:
    (quote,) = analyse(Article("a", "A title", sentence)).quotes
    assert (quote.is_speech, quote.speaker) == (False, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "“Make Arden Great Again,” Ana Torres said.",
        "Ana Torres called it “outrageous.”",
        "“Never!” Ana Torres said.",
        "“We Shall Not Be Moved by This,” Ana Torres shouted.",
    ],
)
def test_short_words_with_a_speaker_are_speech(sentence: str) -> None:
    (quote,) = analyse(Article("a", "A title", sentence)).quotes
    assert (quote.is_speech, quote.speaker) == (True, "Ana Torres")
