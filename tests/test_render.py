"""How words are shown: what is whose."""

import pytest

from bot.render import told, words


@pytest.mark.parametrize(
    ("kind", "text", "shown", "whose"),
    [
        ("direct", "We agree.", "“We agree.”", ""),
        ("mixed", "tough", "“tough”", ""),
        ("mixed", "the need for a “tough” line", "the need for a “tough” line", "partly in the article’s words"),
        ("indirect", "they agree", "they agree", "told in the article’s words"),
        ("passage", "They met.", "They met.", ""),
    ],
)
def test_only_a_speakers_own_words_stand_in_quotation_marks(kind: str, text: str, shown: str, whose: str) -> None:
    assert (words(text, kind), told(text, kind)) == (shown, whose)
