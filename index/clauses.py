"""What the words of speech and stance in a parsed sentence govern: what is reported, of whom, by which cue.

Only the shape of the sentence counts: a cue (`complements`), what it governs, and its subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.complements import (
    ABOUT,
    ADDRESSING,
    ADJECTIVES,
    BEHIND_OBJECT,
    FAVOURING,
    GIVING,
    HOLDING,
    INTENDING,
    LABELLING,
    NOUNS_OF_SPEECH,
    NOUNS_OF_STANCE,
    PREPOSITIONS,
    PROMISING,
    RATING,
    TELLING,
)
from index.parsing import Parse
from index.types import Span

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_PASSIVE = frozenset({"nsubjpass", "auxpass"})
_COMPLEMENTS = frozenset({"oprd", "xcomp", "ccomp"})
_OBJECTS = frozenset({"pobj", "pcomp"})
_SHARING = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "acomp", "aux"})
_PREDICATES = frozenset({"acomp", "conj", "advcl", "ccomp"})
_IN_NAMES = frozenset({"of", "for", "at", "from", "in", "'s"})
_STRIKING, _DIRECT = frozenset({"fire", "hit", "strike", "lash"}), frozenset({"dobj"})
_DENYING = frozenset({"deny", "disavow"})
_FEWEST = 3  # words of a clause that says something by itself
_STEPS = 6  # words from a cue up to the one whose subject it shares; farther, it is somebody else's


@dataclass(frozen=True, slots=True)
class Clause:
    """What is reported at `said`, of whom (`mention`) and by which cue.

    is_speech: said rather than only held; is_relay: the cue is "according to".
    """

    said: Span
    mention: Span
    cue: Span
    is_speech: bool
    is_relay: bool = False


def find_clauses(parse: Parse) -> list[Clause]:
    """Return what the sentence reports, quotation marks or not, in the order of the cues."""
    return list(_Sentence(parse).clauses())


def find_subject(parse: Parse, verb: int) -> Span | None:
    """Return who does what the verb of this number tells, in the words before it, or None."""
    return _Sentence(parse).subject(verb)


class _Sentence:
    """A parse with the children and the reach of every word; a word is its number."""

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

    def clauses(self) -> Iterator[Clause]:
        for number, word in enumerate(self._words):
            kind = word.tag[:1]
            if kind == "V" and word.tag == "VBN" and self._has(number, _PASSIVE):
                yield from self._of_passive(number)
            elif kind == "V":
                yield from self._of_verb(number)
            elif kind == "N":
                yield from self._of_noun(number)
            elif kind == "J":
                yield from self._of_adjective(number)
            if word.text.lower() == "according":
                yield from self._of_according(number)

    # what a cue governs

    def _of_verb(self, verb: int) -> Iterator[Clause]:
        if self._words[verb].tag == "VBN" and self._words[verb].dep == "advcl":
            return  # "Asked about it, Torres smiled": it was somebody else who asked
        mention = self.subject(verb)
        if mention is None:
            return
        if self._words[verb].dep == "advcl" and self._words[verb].lemma in TELLING and self._is_as(verb):
            yield from self._beside(verb, mention)
            return
        done = -1
        for child in self._children[verb]:
            governed = self._governed(verb, child) if child > done else None
            if governed:
                first, done, is_speech = governed
                yield from self._clause(verb, mention, (first, done), is_speech and not self._is_denied(verb))

    def _governed(self, verb: int, child: int) -> tuple[int, int, bool] | None:
        """The first and the last of what the verb reports from this child on, and whether it is said."""
        lemma, dep = self._words[verb].lemma, self._words[child].dep
        if dep == "ccomp" and lemma in TELLING | HOLDING and (child > verb or self._has(child, _SUBJECTS)):
            return child, child, lemma in TELLING
        if child < verb:
            return None
        if dep == "xcomp" and lemma in PROMISING | INTENDING:
            return child, child, lemma in PROMISING
        if dep == "dobj" and lemma in ADDRESSING | FAVOURING | LABELLING | RATING:
            last = self._behind_object(verb, child)
            is_bare = last == child and lemma in LABELLING | RATING
            return None if is_bare else (child, last, lemma in ADDRESSING | LABELLING)
        if dep == "prep" and lemma in _STRIKING and self._has(verb, _DIRECT):
            return None  # "fired rockets at the town"
        if dep == "prep" and self._words[child].lemma in PREPOSITIONS.get(lemma, ()):
            return next(((inner, inner, True) for inner in self._below(child, _OBJECTS)), None)
        return None

    def _behind_object(self, verb: int, object: int) -> int:
        """The last of what follows the object and belongs to it: "[the bridge] [as old] and [a danger]"."""
        last = object
        for child in self._children[verb]:
            word = self._words[child]
            if child <= object or self._left[child] != self._right[last] + 1:
                continue
            is_joined = word.dep == "dobj" and self._words[self._left[child] - 1].dep == "cc"
            is_behind = word.dep == "prep" and word.lemma in BEHIND_OBJECT
            if is_joined or is_behind or word.dep in _COMPLEMENTS or word.dep == "cc":
                last = child
        return last

    def _of_passive(self, verb: int) -> Iterator[Clause]:
        """ "NP was criticized by NP", "NP was told by NP that CLAUSE"."""
        lemma = self._words[verb].lemma
        agents = [who for agent in self._below(verb, {"agent"}) for who in self._below(agent, {"pobj"})]
        if not agents:
            return
        mention = self._phrase(agents[0])
        told = [child for child in self._below(verb, {"ccomp"}) if child > agents[0]] if lemma in TELLING else []
        done = self._below(verb, {"nsubjpass"}) if lemma in ADDRESSING | FAVOURING and not told else []
        for child in told or done:
            yield from self._clause(verb, mention, (child, child), bool(told) or lemma in ADDRESSING)

    def _of_noun(self, noun: int) -> Iterator[Clause]:
        lemma = self._words[noun].lemma
        mention = self._owner(noun) if lemma in NOUNS_OF_SPEECH | NOUNS_OF_STANCE else None
        if mention is None:
            return
        inner = [*self._below(noun, {"acl", "ccomp"}), *self._below_prepositions(noun, ABOUT)]
        for child in sorted(inner):
            if child > noun:
                yield from self._clause(noun, mention, (child, child), lemma in NOUNS_OF_SPEECH)

    def _of_adjective(self, adjective: int) -> Iterator[Clause]:
        word = self._words[adjective]
        mention = self.subject(word.head) if word.lemma in ADJECTIVES and word.dep in _PREDICATES else None
        if mention is None:
            return
        for child in [*self._below(adjective, {"ccomp", "xcomp"}), *self._below_prepositions(adjective, None)]:
            if child > adjective:
                yield from self._clause(adjective, mention, (child, child), False)

    def _of_according(self, word: int) -> Iterator[Clause]:
        """ "According to NP, CLAUSE", "CLAUSE, according to NP"."""
        head = self._words[word].head
        for to in self._below(word, {"prep"}):
            for who in self._below(to, {"pobj"}):
                first, last = self._left[head], self._right[head]
                if self._left[word] <= first:
                    first = self._right[word] + 1
                elif self._right[word] >= last - 1:
                    last = self._left[word] - 1
                said = self._trim(first, last)
                if said and head != word:
                    cue = self._words[word].start, self._words[to].end
                    yield Clause(said, self._phrase(who), cue, True, is_relay=True)

    def _is_as(self, verb: int) -> bool:
        """ "As Torres points out": with nothing that is told behind it."""
        leads = any(self._words[child].text.lower() == "as" for child in self._below(verb, {"mark", "advmod"}))
        return leads and not self._has(verb, frozenset({"ccomp", "dobj", "prep"}))

    def _beside(self, verb: int, mention: Span) -> Iterator[Clause]:
        """What "as Torres points out" is said of: the rest of the clause, behind it or, at its end, before it."""
        head = self._words[verb].head
        first, last = self._left[head], self._right[head]
        is_last = self._right[verb] >= last - 1
        first, last = (first, self._left[verb] - 1) if is_last else (self._right[verb] + 1, last)
        said = self._trim(first, last) if last - first >= _FEWEST else None
        if said:
            yield Clause(said, mention, (self._words[verb].start, self._words[verb].end), True)

    # whose words they are

    def subject(self, verb: int) -> Span | None:
        """Who does it: the verb's own subject, or that of the verb it goes with ("… said, adding that …")."""
        for _ in range(_STEPS):
            word = self._words[verb]
            for subject in self._below(verb, _SUBJECTS):
                return self._antecedent(subject, verb)
            if word.dep == "acl" and word.tag == "VBG":
                return self._phrase(word.head)
            if word.dep not in _SHARING or word.head == verb:
                return None
            verb = word.head
        return None

    def _is_denied(self, verb: int) -> bool:
        """Tell a verb that somebody denies: "denied having said that …"."""
        for _ in range(_STEPS):
            word = self._words[verb]
            if word.dep not in _SHARING or word.head == verb or self._has(verb, _SUBJECTS):
                return False
            verb = word.head
            if self._words[verb].lemma in _DENYING:
                return True
        return False

    def _antecedent(self, subject: int, verb: int) -> Span | None:
        """The subject's words, and a relative pronoun's noun: "Torres, who said …"."""
        if self._words[subject].tag not in {"WP", "WDT"}:
            return self._phrase(subject)
        return self._phrase(self._words[verb].head) if self._words[verb].dep == "relcl" else None

    def _owner(self, noun: int) -> Span | None:
        """Whose speech or stance it is: "his promise", "Torres’s claim", "Torres made a promise"."""
        for owner in self._below(noun, {"poss"}):
            return self._phrase(owner)
        word = self._words[noun]
        return self.subject(word.head) if word.dep == "dobj" and self._words[word.head].lemma in GIVING else None

    def _phrase(self, noun: int) -> Span:
        """The noun with what stands before it, and with an "of …" or "from …" behind it."""
        last = noun
        for child in self._children[noun]:
            word = self._words[child]
            if child > noun and self._left[child] == last + 1 and word.lemma in _IN_NAMES:
                last = self._right[child]
        first = self._left[noun]
        while first < noun and self._is_mark(first):
            first += 1
        return self._words[first].start, self._words[last].end

    # words below a word, and their spans

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

    def _clause(self, cue: int, mention: Span, governed: tuple[int, int], is_speech: bool) -> Iterator[Clause]:
        """All words from the first to the last governed word's reach, without a relay at the end."""
        first, last = self._left[governed[0]], self._right[governed[1]]
        relay = next((i for i in range(first + 1, last + 1) if self._words[i].text == "according"), None)
        said = self._trim(first, last if relay is None else relay - 1)
        if said and not first <= cue <= last:
            yield Clause(said, mention, (self._words[cue].start, self._words[cue].end), is_speech)

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
