"""The parse of a sentence as a tree: the children and the reach of every word. A word is its number."""

from __future__ import annotations

from index.parsing import Parse
from index.types import Span

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
QUOTATION_MARKS = frozenset({"“", "”", '"', "''", "``", "«", "»"})
APART = frozenset({",", "—", "–", "--", "-"})
_OBJECTS = frozenset({"pobj", "pcomp"})


class Tree:
    """A parse with the children and the reach of every word."""

    def __init__(self, parse: Parse) -> None:
        self._words = parse
        self._children: list[list[int]] = [[] for _ in parse]
        self._left = list(range(len(parse)))
        self._right = list(range(len(parse)))
        for number, word in enumerate(parse):
            if word.head != number:
                self._children[word.head].append(number)
            self._widen(number)

    def _widen(self, number: int) -> None:
        """Let every word above this one reach out to it; a sentence's length is bounded, so is the way up."""
        above = number
        while self._words[above].head != above:
            above = self._words[above].head
            self._left[above] = min(self._left[above], number)
            self._right[above] = max(self._right[above], number)

    def _has(self, word: int, dependencies: frozenset[str]) -> bool:
        return any(self._words[child].dep in dependencies for child in self._children[word])

    def _below(self, word: int, dependencies: frozenset[str] | set[str]) -> list[int]:
        return [child for child in self._children[word] if self._words[child].dep in dependencies]

    def _below_prepositions(self, word: int, prepositions: frozenset[str] | None) -> list[int]:
        """What these prepositions (or any) lead to from a word: "critical of [NP]"."""
        return [
            inner
            for child in self._below(word, {"prep"})
            if prepositions is None or self._words[child].lemma in prepositions
            for inner in self._below(child, _OBJECTS)
        ]

    def _first_of(self, verb: int) -> int:
        return min((self._left[subject] for subject in self._below(verb, SUBJECTS)), default=verb)

    def _trim(self, first: int, last: int) -> Span | None:
        """The span of these words without marks, and an "and", at its ends."""
        while first <= last and self._is_mark(first) and self._words[first].text != "$":
            first += 1
        while last >= first and (self._is_mark(last) or self._words[last].dep == "cc"):
            last -= 1
        return (self._words[first].start, self._words[last].end) if first <= last else None

    def _is_mark(self, word: int) -> bool:
        text = self._words[word].text
        return not any(character.isalnum() for character in text) and text != "%"

    def _up_to_mark(self, first: int, last: int) -> int:
        """The last word before a comma or dash, behind which comes what no longer names anybody."""
        return next((word for word in range(first, last + 1) if self._is_apart(word)), last + 1) - 1

    def _is_apart(self, word: int) -> bool:
        """Tell a comma or dash from the hyphen of "working-class"."""
        one = self._words[word]
        within = 0 < word < len(self._words) - 1 and self._words[word - 1].end == one.start
        return one.text in APART and not (within and one.text == "-" and one.end == self._words[word + 1].start)

    def _holds_quotation(self, word: int) -> bool:
        return any(one.text in QUOTATION_MARKS for one in self._words[self._left[word] : self._right[word]])
