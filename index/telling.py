"""Who tells what a verb or noun of a parsed sentence tells: its subject, whom another quotes, and who denies it."""

from __future__ import annotations

from index.complements import GIVING
from index.descriptions import describes_group, gender_of_description
from index.parsing import Parse
from index.roles import ORGANISATIONS
from index.trees import SUBJECTS, Tree
from index.types import Span

_IN_NAMES = frozenset({"of", "for", "at", "from", "in", "'s"})
_QUOTING = frozenset({"quote", "cite"})
_SHARING = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "acomp", "aux"})
_DENYING = frozenset({"deny", "disavow"})
_DOUBTING = frozenset({"doubt"})
_SOMEBODY = frozenset({"PRP", "PRP$", "CD", "WP"})
_STEPS = 6  # words from a cue up to the one whose subject it shares; farther, it is somebody else's


def find_subject(parse: Parse, verb: int) -> Span | None:
    """Return who does what the verb of this number tells, in the words before it, or None."""
    return Telling(parse).subject(verb)


class Telling(Tree):
    """A sentence's tree, and who tells what in it."""

    def subject(self, verb: int) -> Span | None:
        """Who does it: the verb's own subject, or that of the verb it goes with ("… said, adding that …")."""
        if self._words[verb].tag == "VBG" and (quoted := self._quoted(verb)) is not None:
            return self._phrase(quoted)
        for _ in range(_STEPS):
            word = self._words[verb]
            if subjects := self._below(verb, SUBJECTS):
                before = [subject for subject in subjects if subject < verb]
                return self._antecedent((before or subjects)[-1], verb)
            if clausal := self._below(verb, {"csubj"}):  # "[Voters going to the polls] said"
                return next((self._phrase(inner) for inner in self._below(clausal[-1], {"nsubj"})), None)
            if word.dep == "acl" and word.tag == "VBG":
                return self._phrase(word.head)
            if word.dep not in _SHARING or word.head == verb:
                return None
            between = [inner for inner in self._below(word.head, {"pobj"}) if word.dep == "pcomp" and inner < verb]
            if between:  # "despite [Torres] saying that …"
                return self._phrase(between[-1])
            verb = self._above_report(verb) if self._is_participle(verb) else word.head
        return None

    def _quoted(self, verb: int) -> int | None:
        """Whom somebody quotes: "quoted [a witness] as saying", "[Torres] was quoted in the Courier saying"."""
        for _ in range(_STEPS):
            word = self._words[verb]
            if word.lemma in _QUOTING and word.tag[:1] == "V":
                passive = self._below(verb, {"nsubjpass"})
                return next(iter(passive or self._below(verb, {"dobj"})), None)
            if word.dep not in {"acl", "pobj", "pcomp", "prep", "advcl", "xcomp"} or word.head == verb:
                return None
            verb = word.head
        return None

    def _is_participle(self, verb: int) -> bool:
        """Tell "…, noting that it rained but [warning] …", which the parse gives to "rained"."""
        word = self._words[verb]
        is_bare = word.tag == "VBG" and not self._has(verb, frozenset({"aux"}))
        return word.dep == "conj" and is_bare and self._words[word.head].tag != "VBG"

    def _above_report(self, verb: int) -> int:
        """The participle, or else the word on top, above the report that another participle is taken to go on."""
        above = self._words[verb].head
        while self._words[above].head != above and self._words[above].tag != "VBG":
            above = self._words[above].head
        return above

    def _is_denied(self, verb: int) -> bool:
        """Tell a verb that somebody denies, or that is negated: "denied having said that …", "never said that …"."""
        if self._words[verb].lemma in _DOUBTING or any(self._negates(word) for word in self._below(verb, {"neg"})):
            return True
        for _ in range(_STEPS):
            word = self._words[verb]
            if word.dep not in _SHARING or word.head == verb or self._has(verb, SUBJECTS):
                return False
            verb = word.head
            if self._words[verb].lemma in _DENYING:
                return True
        return False

    def _negates(self, word: int) -> bool:
        """Tell "not" from "not only"."""
        return word + 1 == len(self._words) or self._words[word + 1].text.lower() not in {"only", "just", "merely"}

    def _antecedent(self, subject: int, verb: int) -> Span | None:
        """The subject's words, and a relative pronoun's noun: "Torres, who said …", "two men, both of whom said …"."""
        ends = self._words[self._left[subject]], self._words[self._right[subject]]
        if not any(word.tag in {"WP", "WDT"} for word in ends):
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
            is_told = word.dep == "acl" and self._words[noun].tag == "DT"  # "those surveyed"
            if child > noun and self._left[child] == last + 1 and (word.lemma in _IN_NAMES or is_told):
                last = self._up_to_mark(child, self._right[child])
        first = self._left[noun]
        while first < noun and self._is_mark(first):
            first += 1
        return self._words[first].start, self._words[last].end

    def _could_hold(self, mention: Span) -> bool:
        """Tell who may believe, want or attack something from "the storm", "jellyfish" and "the film"."""
        words = [word for word in self._words if mention[0] <= word.start < mention[1]]
        names = (word.text[0].isupper() and word.tag != "DT" for word in words)
        if any(names) or any(word.tag in _SOMEBODY or word.lemma in ORGANISATIONS for word in words):
            return True
        phrase = " ".join(word.text for word in words if word.tag != "DT")
        return describes_group(phrase) or gender_of_description(phrase) is not None
