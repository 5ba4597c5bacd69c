"""Whose quoted words are by the parse of their sentence: where its words do not tell, or name what cannot speak."""

from __future__ import annotations

from collections.abc import Iterator

from index.complements import ADDRESSING, LABELLING, TELLING
from index.cues import REPORTING, WEAK
from index.parsing import Parse, Word
from index.roles import DOCUMENTS, ORGANISATIONS, ROLES
from index.telling import find_subject
from index.text import word_set
from index.types import Span

_GOVERNED = frozenset({"dobj", "pobj", "npadvmod", "compound", "amod", "nmod", "pcomp", "nummod"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
_PASSIVE = frozenset({"nsubjpass", "auxpass"})
_ASIDE = frozenset({"advcl", "relcl", "acl", "parataxis"})  # a clause that tells something else
_NOMINAL = frozenset({"PRP", "CD", "DT", "WP"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_CUES = TELLING | ADDRESSING | LABELLING
_NOT_SAYING = word_set("show demonstrate find imply read estimate indicate reveal signal point detail")
_SPEAKERS = ROLES | ORGANISATIONS | DOCUMENTS
_NAMING = word_set("call dub title entitle name label brand term describe tell accuse inform warn ask")
_STEPS = 6  # words from a quotation up to the verb that governs it


def find_other_subject(parse: Parse, cue: Span, mention: Span) -> Span | None:
    """Return the subject that the parse gives the cue, where the mention cannot be one: "[Hours] later, Torres said".

    None where the mention may stand, or the parse has no other.
    """
    verb = _word_at(parse, cue)
    is_verb = verb is not None and parse[verb].tag[:1] == "V" and parse[verb].text.lower() != "according"
    if verb is None or not is_verb or not _is_governed(parse, mention):
        return None
    if verb and parse[verb - 1].text.lower() == "as":  # "quoted Torres as saying"
        return None
    subjects = list(_subjects(parse, verb))
    inside = [subject for subject in subjects if subject[0] < mention[1] and mention[0] < subject[1]]
    if inside:  # "[Torres hit back at Arden], calling …"
        whole = [subject for subject in inside if subject == subjects[0] or subject[0] == mention[0]]
        return next((one for one in whole if _can_speak(parse, one)), None) if _has_verb(parse, mention) else None
    return next((subject for subject in subjects if _can_speak(parse, subject)), next(iter(subjects), None))


def is_one_phrase(parse: Parse, cue: Span, mention: Span) -> bool:
    """Tell a cue that is the mention's own noun, no verb: "called [the use of executive] [orders] “dangerous”"."""
    noun = _word_at(parse, cue)
    last = max((i for i, word in enumerate(parse) if _is_in(word, mention)), default=None)
    if noun is None or last is None or parse[noun].tag[:1] != "N" or parse[last].text[0].isupper():
        return False
    return parse[last].head == noun and parse[last].dep in _GOVERNED | {"poss"}


def is_aside(parse: Parse, cue: Span, quoted: Span) -> bool:
    """Tell a cue in a relative clause without the quoted words: "the house, which Doe [praised], is “…”"."""
    verb = _word_at(parse, cue)
    inside = [i for i, word in enumerate(parse) if _is_in(word, quoted)]
    if verb is None or not inside or quoted[0] < cue[1]:
        return False
    while parse[verb].dep not in {"relcl", "acl"} and parse[verb].head != verb:
        verb = parse[verb].head
    return parse[verb].dep == "relcl" and not any(_is_below(parse, i, verb) for i in inside)


def is_named(parse: Parse, cue: Span) -> bool:
    """Tell a passive cue, of which the subject is no speaker: "is called “…”", "a band called “…”", "was told “…”"."""
    verb = _word_at(parse, cue)
    if verb is None or parse[verb].tag != "VBN" or parse[verb].lemma not in _NAMING:
        return False
    below = {word.dep for word in parse if word.head == verb}
    return bool(below & _PASSIVE or parse[verb].dep == "acl") and "agent" not in below


def has_noun(parse: Parse, mention: Span) -> bool:
    """Tell a mention that may be somebody's from "likely", "otherwise" and "two weeks ago": a noun, name or number."""
    inside = [word for word in parse if _is_in(word, mention)]
    return not inside or any(word.tag[:1] == "N" or word.tag in _NOMINAL or word.text[0].isupper() for word in inside)


def find_governing(parse: Parse, quoted: Span) -> tuple[Span, Span] | None:
    """Return the verb of speech that governs quoted words, and its subject, where the parse has both."""
    for verb in _above(parse, quoted):
        word = parse[verb]
        if not _is_cue(parse, verb):
            if word.tag[:1] == "V" and word.dep not in {"ccomp", "xcomp", "pcomp", "conj"}:
                return None
            continue
        subject = find_subject(parse, verb)
        return ((word.start, word.end), subject) if subject else None
    return None


def _subjects(parse: Parse, verb: int) -> Iterator[Span]:
    """Yield the subjects of a verb and of those above it, the nearest first."""
    for _ in range(_STEPS):
        subject = find_subject(parse, verb) if parse[verb].tag[:1] == "V" else None
        if subject:
            yield subject
        if parse[verb].head == verb:
            return
        verb = parse[verb].head


def _can_speak(parse: Parse, phrase: Span) -> bool:
    """Tell a phrase whose noun is a name, a pronoun, or a word for somebody, from "his meeting"."""
    inside = [i for i, word in enumerate(parse) if phrase[0] <= word.start < phrase[1]]
    heads = (parse[i] for i in inside if parse[i].head not in inside or parse[i].head == i)
    return any(word.text[0].isupper() or word.tag == "PRP" or word.text.lower() in _SPEAKERS for word in heads)


def _has_verb(parse: Parse, mention: Span) -> bool:
    return any(word.tag in _FINITE and _is_in(word, mention) for word in parse)


def _word_at(parse: Parse, span: Span) -> int | None:
    """The number of the word that a span begins with."""
    return next((i for i, word in enumerate(parse) if word.start == span[0]), None)


def _is_in(word: Word, span: Span) -> bool:
    return span[0] <= word.start < span[1]


def _is_governed(parse: Parse, mention: Span) -> bool:
    """Tell whether the head of a mention is some word's object or modifier, or the mention is no part of the parse."""
    inside = [i for i, word in enumerate(parse) if mention[0] <= word.start < mention[1]]
    heads = [i for i in inside if parse[i].head not in inside or parse[i].head == i]
    return all(_is_dependent(parse, i) for i in heads)


def _is_dependent(parse: Parse, word: int) -> bool:
    """Tell an object or a modifier, or a verb, from a subject and from who does it in the passive: "by Torres"."""
    for _ in range(_STEPS):
        if parse[word].dep != "conj":
            break
        word = parse[word].head
    head = parse[parse[word].head]
    if head.dep == "agent" or (head.tag[:1] == "V" and parse[word].dep == "compound"):
        return False
    return parse[word].dep in _GOVERNED or parse[word].dep == "det" or parse[word].tag[:1] == "V"


def _above(parse: Parse, quoted: Span) -> Iterator[int]:
    """Yield the words above the quoted ones, from the nearest on, up to where these belong to a subject."""
    inside = [i for i, word in enumerate(parse) if quoted[0] <= word.start < quoted[1] and word.dep != "punct"]
    if not inside:
        return
    below = min(inside, key=lambda i: _depth(parse, i))
    for _ in range(_STEPS):
        above = parse[below].head
        if above == below or parse[below].dep in _SUBJECTS | _ASIDE:
            return
        yield above
        below = above


def _is_below(parse: Parse, word: int, above: int) -> bool:
    while word != above and parse[word].head != word:
        word = parse[word].head
    return word == above


def _depth(parse: Parse, word: int) -> int:
    depth = 0
    while parse[word].head != word:
        word = parse[word].head
        depth += 1
    return depth


def _is_cue(parse: Parse, verb: int) -> bool:
    """Tell an active verb of speech."""
    word = parse[verb]
    if word.tag[:1] != "V" or word.lemma in _NOT_SAYING:
        return False
    below = {other.dep for other in parse if other.head == verb}
    is_passive = bool(below & _PASSIVE) or (word.tag == "VBN" and "aux" not in below)
    is_passive = is_passive or (word.dep == "acl" and word.tag != "VBG")
    return not is_passive and (word.lemma in _CUES or word.text.lower() in REPORTING - WEAK)
