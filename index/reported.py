"""Indirect speech: what a sentence reports without quoting it, read off its parse, with who and by which cue.

Only the shape of the sentence counts: a word of speech or stance (`complements`), what it governs, and its subject.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.complements import (
    ABOUT,
    ADDRESSING,
    ADJECTIVES,
    BEHIND_OBJECT,
    FAVOURING,
    HOLDING,
    INTENDING,
    NOUNS_OF_SPEECH,
    NOUNS_OF_STANCE,
    PREPOSITIONS,
    PROMISING,
    TELLING,
    may_be_cue,
)
from index.marks import Marked
from index.parsing import Parse, Parser
from index.types import Kind, Span

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_FEW = 3  # words outside quotation marks: "Torres said", and nothing is reported
_FEWEST = 2  # words of a reported clause
_FEWEST_OUTSIDE = 2  # words of it outside quotation marks: "that" alone goes with the quotation

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_PASSIVE = frozenset({"nsubjpass", "auxpass"})


@dataclass(frozen=True, slots=True)
class Reported:
    """What is reported at `said`, by whom (`mention`) and by which cue; is_speech: said rather than only held."""

    said: Span
    mention: Span
    cue: Span
    is_speech: bool
    kind: Kind = "indirect"
    why: str = ""


def find_reported(
    text: str, sentences: Sequence[Span], marked: Sequence[Marked], parser: Parser
) -> dict[Span, list[Reported]]:
    """Return for each sentence that could be parsed what it reports outside quotation marks, in order."""
    wanted = [sentence for sentence in sentences if _may_report(text, sentence, marked)]
    parses = parser.parse(text, wanted)
    return {
        sentence: list(_outside(text, read_parse(parse), marked))
        for sentence, parse in zip(wanted, parses, strict=True)
        if parse
    }


def read_parse(parse: Parse) -> list[Reported]:
    """Return what the sentence reports, quotation marks or not, in the order of the cues."""
    return list(_Sentence(parse).reported())


def _may_report(text: str, sentence: Span, marked: Sequence[Marked]) -> bool:
    """Whether the sentence has words enough outside quotation marks to report something, and a cue."""
    outside = _words_outside(text, sentence, marked)
    return len(outside) > _FEW and any(map(may_be_cue, outside))


def _words_outside(text: str, span: Span, marked: Sequence[Marked]) -> list[str]:
    """The words of a stretch that stand in no quotation marks."""
    number = max(0, bisect_right(marked, span[0], key=lambda quote: quote.start) - 1)
    words: list[str] = []
    at = span[0]
    while number < len(marked) and marked[number].outer[0] < span[1]:
        words += _WORD.findall(text, at, max(at, min(marked[number].outer[0], span[1])))
        at = max(at, marked[number].outer[1])
        number += 1
    return words + _WORD.findall(text, at, max(at, span[1]))


def _outside(text: str, found: Sequence[Reported], marked: Sequence[Marked]) -> Iterator[Reported]:
    """What is not a quotation, nor part of one: "mixed" where some of the words are quoted."""
    seen: set[Span] = set()
    for found_one in found:
        one = replace(found_one, said=_with_marks(found_one.said, marked))
        words = len(_WORD.findall(text, *one.said))
        outside = len(_words_outside(text, one.said, marked))
        is_said_inside = any(not _words_outside(text, span, marked) for span in (one.cue, one.mention))
        is_relay = one.why == "according" and words - outside > _FEW
        if words < _FEWEST or outside < _FEWEST_OUTSIDE or is_said_inside or is_relay or one.said in seen:
            continue
        seen.add(one.said)
        yield replace(one, kind="indirect" if outside == words else "mixed")


def _with_marks(span: Span, marked: Sequence[Marked]) -> Span:
    """A span that ends (or begins) inside a quotation takes in the rest of it, and its mark."""
    start, end = span
    at = bisect_right(marked, start, key=lambda quote: quote.outer[0]) - 1
    if at >= 0 and start < marked[at].outer[1] and marked[at].start <= start:
        start = marked[at].outer[0]
    at = bisect_right(marked, end - 1, key=lambda quote: quote.outer[0]) - 1
    if at >= 0 and end <= marked[at].outer[1]:
        end = marked[at].outer[1]
    return start, end


class _Sentence:
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

    def reported(self) -> Iterator[Reported]:
        for number, word in enumerate(self._words):
            kind = word.tag[:1]
            if kind == "V":
                yield from self._by_verb(number)
            elif kind == "N":
                yield from self._by_noun(number)
            elif kind == "J":
                yield from self._by_adjective(number)
            if word.text.lower() == "according":
                yield from self._according(number)

    def _by_verb(self, verb: int) -> Iterator[Reported]:
        lemma = self._words[verb].lemma
        if self._words[verb].tag == "VBN" and self._has(verb, _PASSIVE):
            yield from self._passive(verb, lemma)
            return
        mention = self._subject(verb)
        if mention is None:
            return
        for child in self._children[verb]:
            dep = self._words[child].dep
            if dep == "ccomp" and child < verb and not self._is_clause(child):
                continue
            if dep == "ccomp" and lemma in TELLING | HOLDING:
                yield from self._report(verb, mention, child, child, lemma in TELLING, "V ccomp")
            elif dep == "ccomp" and lemma in INTENDING | PROMISING and child > verb:
                yield from self._report(verb, mention, child, child, lemma in PROMISING, "V ccomp-to")
            elif dep == "xcomp" and lemma in PROMISING | INTENDING and child > verb:
                yield from self._report(verb, mention, child, child, lemma in PROMISING, "V xcomp")
            elif dep == "dobj" and lemma in ADDRESSING | FAVOURING and child > verb:
                last = self._behind_object(verb, child)
                yield from self._report(
                    verb, mention, child, last, lemma in ADDRESSING, "V dobj" if last == child else "V dobj+prep"
                )
            elif dep == "prep" and child > verb and self._words[child].lemma in PREPOSITIONS.get(lemma, ()):
                for inner in self._children[child]:
                    if self._words[inner].dep in {"pobj", "pcomp"}:
                        yield from self._report(verb, mention, inner, inner, True, "V prep")

    def _has(self, word: int, dependencies: frozenset[str]) -> bool:
        return any(self._words[child].dep in dependencies for child in self._children[word])

    def _is_clause(self, verb: int) -> bool:
        """Whether a verb has a subject of its own: only then can it stand before its cue."""
        return any(self._words[child].dep in _SUBJECTS | {"expl", "csubj"} for child in self._children[verb])

    def _behind_object(self, verb: int, object: int) -> int:
        last = object
        for child in self._children[verb]:
            if child > object and self._left[child] == self._right[last] + 1:
                word = self._words[child]
                if word.dep in {"oprd", "xcomp", "ccomp"} or (word.dep == "prep" and word.lemma in BEHIND_OBJECT):
                    last = child
        return last

    def _passive(self, verb: int, lemma: str) -> Iterator[Reported]:
        agent = next((c for c in self._children[verb] if self._words[c].dep == "agent"), None)
        subject = next((c for c in self._children[verb] if self._words[c].dep == "nsubjpass"), None)
        if agent is None or subject is None or lemma not in ADDRESSING | FAVOURING:
            return
        by = next((c for c in self._children[agent] if self._words[c].dep == "pobj"), None)
        if by is not None:
            yield from self._report(verb, self._phrase(by), subject, subject, lemma in ADDRESSING, "V agent")

    def _by_noun(self, noun: int) -> Iterator[Reported]:
        lemma = self._words[noun].lemma
        if lemma not in NOUNS_OF_SPEECH | NOUNS_OF_STANCE:
            return
        mention = self._owner(noun)
        if mention is None:
            return
        for child in self._children[noun]:
            word = self._words[child]
            if (
                child > noun
                and word.dep in {"acl", "ccomp", "relcl"}
                and (word.dep != "relcl" or self._words[self._left[child]].lemma == "that")
            ):
                yield from self._report(noun, mention, child, child, lemma in NOUNS_OF_SPEECH, "N " + word.dep)
            elif child > noun and word.dep == "prep" and word.lemma in ABOUT:
                for inner in self._children[child]:
                    if self._words[inner].dep in {"pobj", "pcomp"}:
                        yield from self._report(noun, mention, inner, inner, lemma in NOUNS_OF_SPEECH, "N prep")

    def _owner(self, noun: int) -> Span | None:
        """Whose words they are: "his promise", "Torres's claim", "made a promise"."""
        owner = next((c for c in self._children[noun] if self._words[c].dep == "poss"), None)
        if owner is not None:
            return self._phrase(owner)
        head = self._words[noun].head
        if (
            self._words[noun].dep == "dobj"
            and self._words[head].tag[:1] == "V"
            and self._words[head].lemma
            in {"make", "issue", "express", "voice", "have", "give", "raise", "offer", "deliver", "release"}
        ):
            return self._subject(head)
        return None

    def _by_adjective(self, adjective: int) -> Iterator[Reported]:
        word = self._words[adjective]
        if word.lemma not in ADJECTIVES or word.dep not in {"acomp", "conj", "advcl", "ccomp"}:
            return
        mention = self._subject(word.head)
        if mention is None:
            return
        for child in self._children[adjective]:
            dep = self._words[child].dep
            if child > adjective and dep in {"ccomp", "xcomp"}:
                yield from self._report(adjective, mention, child, child, False, "J " + dep)
            elif child > adjective and dep == "prep":
                for inner in self._children[child]:
                    if self._words[inner].dep in {"pobj", "pcomp"}:
                        yield from self._report(adjective, mention, inner, inner, False, "J prep")

    def _according(self, word: int) -> Iterator[Reported]:
        to = next((c for c in self._children[word] if self._words[c].lemma == "to"), None)
        who = None if to is None else next((c for c in self._children[to] if self._words[c].dep == "pobj"), None)
        head = self._words[word].head
        if who is None or to is None or head == word:
            return
        first, last = self._left[head], self._right[head]
        if self._left[word] <= first:
            first = self._right[word] + 1
        elif self._right[word] >= last - 1:
            last = self._left[word] - 1
        cue = self._words[word].start, self._words[to].end
        yield from self._cut(first, last, self._phrase(who), cue, True, "according")

    def _subject(self, verb: int) -> Span | None:
        """Who does it: the verb's own subject, or that of the verb it goes with ("… said, adding that …")."""
        for _ in range(6):
            word = self._words[verb]
            for child in self._children[verb]:
                if self._words[child].dep in _SUBJECTS:
                    return self._named(child, verb)
            if word.dep == "acl" and word.tag in {"VBG", "VBN"}:
                return self._phrase(word.head) if word.tag == "VBG" else None
            if word.dep not in {"conj", "xcomp", "advcl", "pcomp", "prep", "acomp", "aux"} or word.head == verb:
                return None
            verb = word.head
        return None

    def _named(self, subject: int, verb: int) -> Span | None:
        """A relative pronoun's noun: "Torres, who said …"."""
        if self._words[subject].tag in {"WP", "WDT"}:
            if self._words[verb].dep == "relcl":
                return self._phrase(self._words[verb].head)
            return None
        return self._phrase(subject)

    def _phrase(self, noun: int) -> Span:
        """The noun with what stands before it, and an "of …" behind it."""
        last = noun
        for child in self._children[noun]:
            word = self._words[child]
            if (
                child > noun
                and self._left[child] == self._right_of(last, noun) + 1
                and (word.dep in {"prep", "case"} and word.lemma in {"of", "for", "at", "from", "in", "'s"})
            ):
                last = child
        first = self._left[noun]
        while first < noun and not self._words[first].text[0].isalnum():
            first += 1
        return self._words[first].start, self._words[self._right_of(last, noun)].end

    def _right_of(self, last: int, noun: int) -> int:
        return noun if last == noun else self._right[last]

    def _report(self, cue: int, mention: Span, first: int, last: int, is_speech: bool, why: str) -> Iterator[Reported]:
        start, end = self._left[first], self._right[last]
        relay = next((i for i in range(start, end) if self._words[i].text == "according"), None)
        end = relay - 1 if relay is not None and relay > start else end
        if start <= cue <= end:
            return
        word = self._words[cue]
        yield from self._cut(start, end, mention, (word.start, word.end), is_speech, why + ":" + word.lemma)

    def _cut(self, first: int, last: int, mention: Span, cue: Span, is_speech: bool, why: str) -> Iterator[Reported]:
        """The words first..last without the marks around them, unless they hold their own cue or speaker."""
        while first <= last and not self._words[first].text[:1].isalnum() and self._words[first].text[0] not in "$":
            first += 1
        while last >= first and not self._words[last].text[-1:].isalnum() and self._words[last].text[-1] not in "%":
            last -= 1
        if first <= last:
            said = self._words[first].start, self._words[last].end
            yield Reported(said, mention, cue, is_speech, why=why)
