"""Stemmed terms, for comparing a question with sentences: the same stems as the lexical index makes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from index.text import fold_word, fold_words


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return (
        builder.filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of one word: "obligations" → "oblig", "U.S." → "us"."""
    return "".join(_analyzer().analyze(fold_word(word)))


def find_stems(text: str) -> set[str]:
    """Return the stems of the words of a text; "U.S." counts as one word, "game-changer" as one and as two."""
    words = fold_words(text)
    parts = [part for word in words if "-" in word for part in word.split("-") if part]
    return {stem(word) for word in (*words, *parts)}
