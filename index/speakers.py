"""Who an article names, with names, titles and roles, and which of them a mention at some place means.

There is no list of people: names are read off the article's capitals, titles and appositions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from index.cues import AUXILIARIES, BOUNDARIES, DETERMINERS, PRONOUNS, REPORTING
from index.entities import Entity, Resolved, contradicts, could_be, is_personal, looks_personal
from index.given_names import is_given_name, usual_pronoun
from index.names import (
    Chunk,
    find_chunks,
    is_complement,
    is_modifier,
    role_after,
    role_before,
    role_in_apposition,
    said_to_be,
    split_names,
)
from index.roles import (
    AUTHORLESS,
    DOCUMENTS,
    HE,
    MODIFIERS,
    ORGANISATIONS,
    PORTFOLIOS,
    ROLES,
    SHE,
    TITLES,
    expand,
    fits,
    has_title,
)
from index.salience import Mention
from index.text import fold_word, fold_words, word_set
from index.tokens import Token, find_tokens
from index.types import Span

_PRONOUN_GENDERS = {"he": 0, "his": 0, "him": 0, "himself": 0, "she": 1, "her": 1, "hers": 1, "herself": 1}
_CLEAR_VOTES = 4  # times as many pronouns of one gender as of the other, from which on they outvote a given name
_INDEFINITE = word_set("a an one another some")
_TELLING = 3  # content words from which on an indefinite description may name somebody who is introduced later
_RECENT = 1500  # characters
_SUBJECT_REACH = 12  # tokens from the beginning of a sentence within which its subject is named


class Entities:
    """The entities of one article, and the resolution of mentions to them."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._entities: list[Entity] = []
        self._by_word: dict[str, list[Entity]] = {}
        self._possessors: set[int] = set()
        self._lowercase = {token.text for token in find_tokens(text, 0, len(text)) if token.text.islower()}
        tokens = [list(find_tokens(text, *sentence)) for sentence in sentences]
        self._place_names = _find_place_names(tokens)
        chunks = [(words, list(find_chunks(words, self._lowercase))) for words in tokens]
        chunks = [(words, split_names(found, _full_names(chunks))) for words, found in chunks]
        for full_names_first in (True, False):
            for words, found in chunks:
                self._collect(words, found, full_names_first)
        self._mentions = self._find_mentions(tokens)
        self._learn_genders(tokens)

    def all(self) -> list[Entity]:
        return self._entities

    def mentions(self, start: int, end: int) -> list[Mention]:
        """Return where entities are named inside start..end, in order."""
        first, last = (bisect_left(self._mentions, at, key=lambda mention: mention.place) for at in (start, end))
        return self._mentions[first:last]

    def subjects(self, start: int, end: int) -> list[tuple[int, Entity]]:
        """Return the persons that begin a sentence inside start..end, with their places."""
        return [(one.place, one.entity) for one in self.mentions(start, end) if one.is_subject]

    def resolve(self, start: int, end: int) -> Resolved:
        """Resolve the mention text[start:end]: a name, a pronoun, a description ("the ministry")."""
        mention = self._text[start:end]
        words = list(find_tokens(self._text, start, end))
        document = self._document(words)
        if document:
            return self._remember(document, mention, stated=True)
        if len(words) == 1 and mention.lower() in PRONOUNS:
            return self._resolve_pronoun(mention.lower(), start)
        named = self._named_in(words, start, end)
        if named:
            return self._remember(named, mention, stated=True)
        described = self._described(words, start)
        if described:
            return self._remember(described, mention, stated=False)
        return Resolved(_strip_determiner(mention), True, None)

    # names

    def _collect(self, words: list[Token], chunks: list[Chunk], full_names: bool) -> None:
        for chunk in chunks:
            is_full = len(chunk.name) > 1
            if not chunk.name or is_full is not full_names:
                continue
            entity = self._entity_for(chunk)
            entity.places.append(chunk.name[0].start)
            if chunk.name[-1].is_possessive:
                self._possessors.add(chunk.name[0].start)
            self._add_roles(entity, words, chunk, chunks)

    def _entity_for(self, chunk: Chunk) -> Entity:
        folded = [word for token in chunk.name for word in fold_words(token.text)]
        known = self._find(folded, chunk.name[0].start, _titles(chunk))
        if known:
            known.aliases[self._text[chunk.name[0].start : chunk.name[-1].end]] = None
            return known
        name = _without_possessive(self._text[chunk.name[0].start : chunk.name[-1].end])
        is_person = bool(chunk.role) or not any(word in ORGANISATIONS for word in folded)
        entity = Entity(name, is_person, aliases={name: None})
        self._entities.append(entity)
        for word in folded:
            self._by_word.setdefault(word, []).append(entity)
        return entity

    def _find(self, folded: Sequence[str], at: int, titles: Collection[str] = ()) -> Entity | None:
        """Find the entity these words name: all of its words, or its last or first one.

        Where several do, one with the title in front of the words comes first, then the one named last; one whose
        gender the title speaks against never does.
        """
        if not folded:
            return None
        found = []
        for entity in self._by_word.get(folded[-1], []):
            words = fold_words(entity.name)
            if (
                tuple(folded) == words
                or (len(folded) == 1 and self._is_short_for(entity, words, folded[0]))
                or (len(folded) > 1 and words[-1] == folded[-1] and words[0] == folded[0])
            ):
                found.append(entity)
        if not found and len(folded) == 1:
            found = self._by_given_name(folded[0])
        found = [entity for entity in found if not contradicts(entity, titles)]
        exact = [entity for entity in found if fold_words(entity.name) == tuple(folded) and len(folded) > 1]
        titled = [entity for entity in exact or found if has_title(entity.roles, titles)]
        return max(titled or exact or found, key=lambda entity: entity.last_place_before(at), default=None)

    def _is_short_for(self, entity: Entity, words: Sequence[str], word: str) -> bool:
        """Tell whether one word may stand for a name: "Canada" is not short for "Archives Canada"."""
        if _is_family_name_first(words, [word]):
            return True
        return words[-1] == word and (entity.is_titled or entity.has_given_name or word not in self._place_names)

    def _by_given_name(self, word: str) -> list[Entity]:
        """The only person of that given name: "Jordan" is Jordan Stewart where no other name has the word."""
        known = self._by_word.get(word, [])
        return known if len(known) == 1 and known[0].is_person and fold_words(known[0].name)[0] == word else []

    def _add_roles(self, entity: Entity, words: list[Token], chunk: Chunk, chunks: list[Chunk]) -> None:
        first, last = words.index(chunk.name[0]), words.index(chunk.name[-1])
        prefix = role_before(words, first)
        for role in (prefix, role_after(words, last), role_in_apposition(words, first, chunks)):
            if role:
                self._add_role(entity, self._text[role[0].start : role[-1].end])
        entity.descriptions += [self._text[one[0].start : one[-1].end] for one in [said_to_be(words, last)] if one]
        entity.descriptions += _as_counterpart(prefix or role_in_apposition(words, first, chunks), chunk, chunks)
        if prefix or chunk.role:
            entity.is_titled = True
        if prefix:
            entity.aliases[self._text[prefix[0].start : chunk.end]] = None

    def _add_role(self, entity: Entity, role: str) -> None:
        if role in entity.roles:
            return
        entity.roles.append(role)
        folded = set(fold_words(role))
        entity.is_person = entity.is_person or bool(folded & TITLES)
        if entity.gender is None and folded & (HE | SHE):
            entity.gender = "he" if folded & HE else "she"

    def _find_subjects(self, sentences: Sequence[Sequence[Token]]) -> Iterable[tuple[int, int]]:
        """Yield place and number of the person that begins each sentence; a credit line has no subject."""
        owners = {place: number for number, entity in enumerate(self._entities) for place in entity.places}
        for words in sentences:
            is_sentence = any(token.text in ".?!…" for token in words[-3:]) and all(
                token.text != "/" for token in words
            )
            for place in _places_of_subjects(words):
                number = owners.get(place)
                if number is not None and self._could_begin(number, is_sentence):
                    yield place, number
                    break

    def _could_begin(self, number: int, is_sentence: bool) -> bool:
        entity = self._entities[number]
        return entity.is_person and (is_personal(entity) or (is_sentence and looks_personal(entity)))

    def _find_mentions(self, sentences: Sequence[Sequence[Token]]) -> list[Mention]:
        subjects = {place for place, _ in self._find_subjects(sentences)}
        found = [
            Mention(entity, place, place in subjects, place in self._possessors)
            for entity in self._entities
            for place in entity.places
        ]
        return sorted(found, key=lambda mention: mention.place)

    def _learn_genders(self, sentences: Sequence[Sequence[Token]]) -> None:
        """Take a title's gender, else that of most pronouns, else the given name's, else that of more pronouns.

        The pronouns counted for a person are those that follow until another person is named.
        """
        owners = {place: entity for entity in self._entities if entity.is_person for place in entity.places}
        votes: dict[int, list[int]] = {}
        current: Entity | None = None
        for words in sentences:
            for token in words:
                if token.start in owners:
                    current = owners[token.start]
                elif current is not None and token.lower in _PRONOUN_GENDERS:
                    votes.setdefault(id(current), [0, 0])[_PRONOUN_GENDERS[token.lower]] += 1
        for entity in self._entities:
            if entity.is_person and entity.gender is None:
                entity.gender = _gender(entity.name, *votes.get(id(entity), (0, 0)))

    # mentions

    def _document(self, words: list[Token]) -> Entity | None:
        """The document a mention names: "An editorial from the newspaper Courier" is the Courier editorial."""
        kind = next((i for i, token in enumerate(words[:5]) if token.lower in AUTHORLESS), None)
        if kind is None or kind + 2 >= len(words) or words[kind + 1].lower not in {"from", "in", "by", "of"}:
            return None
        names = [chunk for chunk in find_chunks(words[kind + 2 :], self._lowercase, inside=True) if chunk.name]
        if not names:
            return None
        name = f"{_without_possessive(self._text[names[-1].name[0].start : names[-1].end])} {words[kind].lower}"
        known = next((entity for entity in self._entities if entity.name == name), None)
        if known is None:
            known = Entity(name, is_person=False, places=[words[0].start], aliases={name: None})
            self._entities.append(known)
        return known

    def _named_in(self, words: list[Token], start: int, end: int) -> Entity | None:
        """The entity a mention names: its last name wins ("Gridline's Jo Lindqvist"), but not a possessor's."""
        chunks = [chunk for chunk in find_chunks(words, self._lowercase, inside=True) if chunk.name]
        for chunk in reversed(chunks):
            if chunk.name[-1].is_possessive and chunk.end < end:
                continue
            if is_complement(words, chunk) or is_modifier(words, chunk):
                continue
            folded = [word for token in chunk.name for word in fold_words(token.text)]
            found = self._misspelt(folded) or self._find(folded, start + 1, _titles(chunk))
            if found:
                return found
        return None

    def _misspelt(self, folded: Sequence[str]) -> Entity | None:
        """A name that stands once and is one letter off exactly one known person's name is taken for a typo of it."""
        if len(folded) != 1 or self._text.casefold().count(f" {folded[0]} ") != 1:
            return None
        word = folded[0]
        near = {
            id(entity): entity
            for known, entities in self._by_word.items()
            if known != word and known[0] == word[0] and _one_letter_off(known, word)
            for entity in entities
            if entity.is_person and len(fold_words(entity.name)) > 1 and word not in fold_words(entity.name)
            if known in (fold_words(entity.name)[0], fold_words(entity.name)[-1])
        }
        return next(iter(near.values())) if len(near) == 1 else None

    def _described(self, words: list[Token], at: int) -> Entity | None:
        """The entity whose role or name has every content word of a description; the latest where several have."""
        content = expand([word for token in words for word in fold_words(token.text)])
        head = next((word for word in reversed(content) if word in ROLES | ORGANISATIONS | DOCUMENTS), None)
        if head is None or (words[0].lower in _INDEFINITE and len(content) < _TELLING):
            return None
        wanted = [word for word in content if word not in MODIFIERS]
        fitting = []
        for entity in self._entities:
            if entity.last_place_before(at) < 0 and head in DOCUMENTS | ORGANISATIONS:
                continue
            if any(fits(wanted, head, role) for role in [*entity.roles, *entity.descriptions, entity.name]):
                fitting.append(entity)
        latest = max(fitting, key=lambda entity: entity.last_place_before(at), default=None)
        if latest and head in ROLES and self._is_somebody_new(head, latest.last_place_before(at), at):
            return None
        return latest

    def _is_somebody_new(self, head: str, since: int, at: int) -> bool:
        """Tell whether the article brought in somebody unnamed of that role: "an executive … the executive said"."""
        introduction = rf"\b(?:an?|one|another|some)\s(?:[\w’'-]+\s){{0,3}}{re.escape(head)}\b"
        return re.search(introduction, self._text[max(since, at - _RECENT) : at], re.IGNORECASE) is not None

    def _resolve_pronoun(self, pronoun: str, at: int) -> Resolved:
        """He and she mean the person named last whose gender does not speak against it."""
        if pronoun not in ("he", "she"):
            return Resolved(pronoun, False, None)
        people = [e for e in self._entities if could_be(e, pronoun) and is_personal(e)]
        latest = max(people, key=lambda entity: entity.last_place_before(at), default=None)
        if latest is None or latest.last_place_before(at) < 0:
            return Resolved(pronoun, False, None)
        return Resolved(latest.name, False, latest)

    def _remember(self, entity: Entity, mention: str, stated: bool) -> Resolved:
        entity.aliases[_strip_determiner(mention)] = None
        return Resolved(entity.name, stated, entity)


def _find_place_names(sentences: Sequence[Sequence[Token]]) -> set[str]:
    """The folded words that stand behind "in" as only places and times do: "in Norvia"."""
    return {
        fold_word(word.text)
        for words in sentences
        for before, word in pairwise(words)
        if word.is_capitalised and not word.is_possessive and before.lower in {"in", "across", "throughout"}
    }


def _full_names(chunks: Iterable[tuple[list[Token], list[Chunk]]]) -> set[tuple[str, ...]]:
    """The names of two or three words that begin with a given name."""
    names = (tuple(token.text for token in chunk.name) for _, found in chunks for chunk in found)
    return {name for name in names if len(name) in (2, 3) and is_given_name(name[0])}


def _as_counterpart(role: Sequence[Token], chunk: Chunk, chunks: Sequence[Chunk]) -> list[str]:
    """The office of a counterpart: "the Norvian Foreign Minister … her Kestrian counterpart" is a foreign minister."""
    words = [token.text for token in role]
    if "counterpart" not in words:
        return []
    before = [other for other in chunks if other.end < chunk.start and other.role and other.name]
    office = [token.text for token in before[-1].role if token.lower in ROLES | PORTFOLIOS] if before else []
    return [" ".join([word for word in words if word != "counterpart"] + office)] if office else []


def _gender(name: str, he: int, she: int) -> str | None:
    more, fewer = max(he, she), min(he, she)
    majority = "he" if he > she else "she"
    if more >= _CLEAR_VOTES * (fewer + 1):
        return majority
    first, *rest = name.split()
    usual = usual_pronoun(first) if rest else None
    return usual or (majority if more > 1 and more >= 2 * fewer + 1 else None)


def _one_letter_off(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    shorter, longer = sorted((one, other), key=len)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _is_family_name_first(words: Sequence[str], folded: Sequence[str]) -> bool:
    """Korean names put the family name first; their hyphenated given name gives them away."""
    return len(words) == 2 and words[0] == folded[0] and "-" in words[1]


def _places_of_subjects(words: Sequence[Token]) -> Iterable[int]:
    """Yield where words stand that may be a sentence's subject: before its verb, in no prepositional phrase."""
    inside = False
    for token in words[_leading(words) : _SUBJECT_REACH]:
        if token.lower in PRONOUNS | AUXILIARIES or (token.lower in REPORTING and token.text.islower()):
            return
        inside = (inside or token.lower in BOUNDARIES) and token.text != ","
        if not inside:
            yield token.start


def _leading(words: Sequence[Token]) -> int:
    """How many words lead up to the topic: "For Torres, …" is about Torres."""
    return 1 if words and words[0].lower == "for" else 0


def _titles(chunk: Chunk) -> frozenset[str]:
    return frozenset(token.lower.rstrip(".") for token in chunk.role)


def _has_name(words: Sequence[Token]) -> bool:
    return any(token.is_capitalised and token.lower not in DETERMINERS | PRONOUNS for token in words)


def _strip_determiner(mention: str) -> str:
    first, _, rest = mention.partition(" ")
    return _without_possessive(rest if first.lower() in {"the", "a", "an"} and rest else mention)


def _without_possessive(name: str) -> str:
    return name[:-2] if name.endswith(("’s", "'s")) else name
