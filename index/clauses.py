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
    FINDINGS,
    HOLDING,
    INTENDING,
    LABELLING,
    NOUNS_OF_SPEECH,
    NOUNS_OF_STANCE,
    PREPOSITIONS,
    PROMISING,
    RATING,
    SHOWING,
    TELLING,
)
from index.parsing import Parse
from index.telling import Telling
from index.text import word_set
from index.trees import APART, QUOTATION_MARKS, SUBJECTS
from index.types import Span

_BEGINNING = SUBJECTS | {"expl", "csubj"}  # "[There] were two dead, police said"
_PASSIVE = frozenset({"nsubjpass", "auxpass"})
_ADJUNCTS = frozenset({"prep", "advcl", "advmod", "npadvmod", "mark", "cc", "punct", "intj"})
_COMPLEMENTS = frozenset({"oprd", "xcomp", "ccomp"})
_OBJECTS = frozenset({"pobj", "pcomp"})
_PREDICATES = frozenset({"acomp", "conj", "advcl", "ccomp"})
_IN_NAMES = frozenset({"of", "for", "at", "from", "in", "'s"})
_STRIKING, _DIRECT = frozenset({"fire", "hit", "strike", "lash"}), frozenset({"dobj"})
_ARTICLES, _CLAUSE, _FINITE = frozenset({"a", "an"}), frozenset({"ccomp"}), frozenset({"VBD", "VBZ"})
_WHILE = frozenset({"while", "whereas"})
_RELATIVES = frozenset({"WDT", "WP", "WP$", "WRB", "IN"})
_HELD = (HOLDING | INTENDING | FAVOURING | RATING | word_set("attack slam blast challenge threaten promise")) - TELLING
_FEWEST = 3  # words of a clause that says something by itself


@dataclass(frozen=True, slots=True)
class Clause:
    """What is reported at `said`, of whom (`mention`) and by which cue.

    is_relay: the cue is "according to"; is_denied: somebody denies that it was said.
    """

    said: Span
    mention: Span
    cue: Span
    is_relay: bool = False
    is_denied: bool = False


def find_clauses(parse: Parse) -> list[Clause]:
    """Return what the sentence reports, quotation marks or not, in the order of the cues."""
    return list(_Sentence(parse).clauses())


class _Sentence(Telling):
    """A sentence with what its cues govern."""

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

    def _of_verb(self, verb: int) -> Iterator[Clause]:
        is_asked = self._words[verb].tag in {"VBN", "VBD"} and not self._has(verb, SUBJECTS)
        if self._words[verb].dep == "advcl" and is_asked:
            return  # "Asked about it, Torres smiled": it was somebody else who asked
        mention = self.subject(verb)
        if mention is None or (self._words[verb].lemma in _HELD and not self._could_hold(mention)):
            return
        if self._words[verb].dep == "advcl" and self._words[verb].lemma in TELLING and self._is_as(verb):
            yield from self._beside(verb, mention)
            return
        if self._words[verb].dep == "parataxis" and self._words[verb].lemma in TELLING | HOLDING:
            yield from self._around(verb, mention)
        elif self._is_behind(verb):
            yield from self._before(verb, mention)
        done = -1
        for child in [*self._children[verb], *self._astray(verb)]:
            governed = self._governed(verb, child) if child > done else None
            if governed:
                done = governed[1]
                yield from self._clause(verb, mention, governed, self._is_denied(verb))

    def _governed(self, verb: int, child: int) -> tuple[int, int] | None:
        """The first and the last of what the verb reports from this child on."""
        lemma, dep = self._words[verb].lemma, self._words[child].dep
        if self._words[child].head != verb:
            return child, child
        if dep == "ccomp" and lemma in TELLING | HOLDING and (child > verb or self._has(child, _BEGINNING)):
            return child, child
        if child < verb:
            return None
        if dep == "xcomp" and lemma in PROMISING | INTENDING:
            return child, child
        if dep == "dobj" and lemma in SHOWING and self._is_finding(verb):
            return child, self._behind_object(verb, child)
        if dep == "dobj" and lemma in ADDRESSING | FAVOURING | LABELLING | RATING:
            last = self._behind_object(verb, child)
            is_bare = last == child and lemma in LABELLING | RATING and not self._holds_quotation(child)
            return None if is_bare else (child, last)
        if dep == "prep" and lemma in _STRIKING and self._has(verb, _DIRECT):
            return None  # "fired rockets at the town"
        if dep == "prep" and self._words[child].lemma in PREPOSITIONS.get(lemma, ()):
            return next(((inner, inner) for inner in self._below(child, _OBJECTS)), None)
        return None

    def _is_finding(self, verb: int) -> bool:
        """Tell whose findings these are: a poll's, a study's."""
        return any(self._words[subject].lemma in FINDINGS for subject in self._below(verb, SUBJECTS))

    def _behind_object(self, verb: int, object: int) -> int:
        """The last of what follows the object and belongs to it: "[the bridge] [as old] and [a danger]"."""
        last = object
        quoted = self._quoted_behind(self._right[object] + 1)
        if quoted is not None:
            return quoted
        for child in self._children[verb]:
            word = self._words[child]
            if child <= object or self._left[child] != self._right[last] + 1:
                continue
            is_joined = word.dep == "dobj" and self._words[self._left[child] - 1].dep == "cc"
            is_behind = word.dep == "prep" and word.lemma in BEHIND_OBJECT
            if is_joined or is_behind or word.dep in _COMPLEMENTS or word.dep == "cc":
                last = child
        return last

    def _quoted_behind(self, word: int) -> int | None:
        """The last of the quoted words that begin here: "called the plan [“quite dangerous”]"."""
        if word >= len(self._words) or self._words[word].text not in QUOTATION_MARKS:
            return None
        end = next((i for i in range(word + 1, len(self._words)) if self._words[i].text in QUOTATION_MARKS), None)
        return None if end is None else end - 1

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
            yield from self._clause(verb, mention, (child, child))

    def _of_noun(self, noun: int) -> Iterator[Clause]:
        lemma = self._words[noun].lemma
        mention = self._owner(noun) if lemma in NOUNS_OF_SPEECH | NOUNS_OF_STANCE else None
        if mention is None:
            return
        inner = [*self._below(noun, {"acl", "ccomp"}), *self._below_prepositions(noun, ABOUT)]
        for child in sorted(inner):
            if child > noun:
                yield from self._clause(noun, mention, (child, child))

    def _of_adjective(self, adjective: int) -> Iterator[Clause]:
        word = self._words[adjective]
        mention = self.subject(word.head) if word.lemma in ADJECTIVES and word.dep in _PREDICATES else None
        if mention is None:
            return
        for child in [*self._below(adjective, {"ccomp", "xcomp"}), *self._below_prepositions(adjective, None)]:
            if child > adjective:
                yield from self._clause(adjective, mention, (child, child))

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
                    yield Clause(said, self._phrase(who), cue, is_relay=True)

    def _is_as(self, verb: int) -> bool:
        """ "As Torres points out": with nothing that is told behind it."""
        leads = any(self._words[child].text.lower() == "as" for child in self._below(verb, {"mark", "advmod"}))
        return leads and not self._has(verb, frozenset({"ccomp", "dobj"}))

    def _beside(self, verb: int, mention: Span) -> Iterator[Clause]:
        """What "as Torres points out" is said of: the rest of the clause, behind it or, at its end, before it."""
        head = self._words[verb].head
        first, last = self._left[head], self._right[head]
        is_last = self._right[verb] >= last - 1
        first, last = (first, self._left[verb] - 1) if is_last else (self._right[verb] + 1, last)
        said = self._trim(first, last) if last - first >= _FEWEST else None
        if said:
            yield Clause(said, mention, (self._words[verb].start, self._words[verb].end))

    def _around(self, verb: int, mention: Span) -> Iterator[Clause]:
        """What is said around "Torres said": "The goal, Torres said, is to …", in the pieces that it parts."""
        head = self._words[verb].head
        if self._has(verb, SUBJECTS):
            first, last = self._left[head], self._right[head]
            yield from self._parted(first, last, verb, mention)

    def _parted(self, first: int, last: int, cue: int, mention: Span, is_denied: bool = False) -> Iterator[Clause]:
        """The two parts of a clause around a cue that stands between commas with its subject."""
        commas = [i for i in range(first, last + 1) if self._words[i].text in APART]
        opens = max((i for i in commas if i < min(cue, self._first_of(cue))), default=None)
        closes = min((i for i in commas if i > cue and self._words[i].start >= mention[1]), default=last)
        if opens is None or not self._words[opens].end <= mention[0] <= mention[1] <= self._words[closes].end:
            return
        behind = self._trim(closes, self._without_comment(first, last, (first, closes)))
        before = self._trim(first, opens)
        span = self._words[cue].start, self._words[cue].end
        for said in (before, behind):
            if said and not self._is_adjunct(said):
                yield Clause(said, mention, span, is_denied=is_denied)

    def _is_adjunct(self, said: Span) -> bool:
        """Tell "In a statement, …" and "…, as the crowd cheered", where what is said is quoted."""
        inside = [i for i, word in enumerate(self._words) if said[0] <= word.start < said[1]]
        tops = (self._words[i].dep for i in inside if self._words[i].head not in inside)
        return any(word.text in QUOTATION_MARKS for word in self._words) and all(dep in _ADJUNCTS for dep in tops)

    def _is_behind(self, verb: int) -> bool:
        """Tell who said a clause from a further clause: "The ferry sails, Torres told the Courier"."""
        word, first = self._words[verb], self._first_of(verb)
        is_joined = any(self._words[child].dep == "cc" for child in self._children[word.head])
        begins = 0 < first < verb and self._words[first - 1].text == ","
        return (
            word.dep == "conj" and word.lemma in TELLING and begins and not is_joined and not self._has(verb, _CLAUSE)
        )

    def _before(self, verb: int, mention: Span) -> Iterator[Clause]:
        said = self._trim(self._left[self._words[verb].head], self._first_of(verb) - 1)
        if said:
            yield Clause(said, mention, (self._words[verb].start, self._words[verb].end))

    def _astray(self, verb: int) -> Iterator[int]:
        """A clause with "that" which the parse gives to a noun in between: "said in one of her letters that …"."""
        if self._words[verb].lemma not in TELLING or self._has(verb, _CLAUSE):
            return
        below = [child for child in self._below(verb, {"prep"}) if child > verb]
        while below:
            word = below.pop()
            inner = self._below(word, {"relcl", "acl"})
            yield from (clause for clause in inner if self._is_that(self._left[clause]))
            below += self._below(word, {"pobj", "prep", "conj"})

    def _is_that(self, word: int) -> bool:
        return self._words[word].text == "that" and self._words[word].dep == "mark"

    def _clause(self, cue: int, mention: Span, governed: tuple[int, int], is_denied: bool = False) -> Iterator[Clause]:
        """All words from the first to the last governed word's reach, without a relay at the end."""
        first, last = self._left[governed[0]], self._right[governed[1]]
        relay = next((i for i in range(first + 1, last + 1) if self._words[i].text == "according"), None)
        last = last if relay is None else relay - 1
        said = self._trim(first, self._without_comment(first, last, governed))
        if first <= cue <= last:
            yield from self._parted(first, last, cue, mention, is_denied)
        elif said:
            yield Clause(said, mention, (self._words[cue].start, self._words[cue].end), is_denied=is_denied)

    def _without_comment(self, first: int, last: int, governed: tuple[int, int]) -> int:
        """The last word before what the article adds: ", which is in Arden", ", a bridge of 1931", ", saying …"."""
        added: int | None = first
        while added is not None:
            while last > first and self._is_mark(last):
                last -= 1
            added = next(
                (word for word in range(first + 1, last + 1) if self._is_comment(word, last, governed[1])), None
            )
            last = last if added is None else self._left[added] - 1
        return last

    def _is_comment(self, word: int, last: int, governed: int) -> bool:
        """Tell what ends a report without being part of it, and holds no quotation."""
        start = self._left[word]
        if start <= governed or self._right[word] < last or not self._is_added(word):
            return False
        return not any(self._words[i].text in QUOTATION_MARKS for i in range(start, last + 1))

    def _is_added(self, word: int) -> bool:
        """Tell a part behind a comma or dash that only comments, and a further report: "and said that …"."""
        dep, tag, start = self._words[word].dep, self._words[word].tag, self._left[word]
        if dep == "conj":
            reports = (tag in _FINITE or self._is_participle(word)) and self._words[word].lemma in TELLING
            return reports and self._has(word, _CLAUSE) and not self._has(word, SUBJECTS)
        if self._words[start - 1].text not in APART:
            return False
        return (
            (dep == "relcl" and self._words[start].tag in _RELATIVES)
            or (dep == "appos" and self._words[start].text in _ARTICLES)
            or (dep == "advcl" and tag == "VBG" and self._words[word].lemma in TELLING)
            or (self._words[start].lemma in _WHILE and self._words[word].lemma in TELLING)
        )
