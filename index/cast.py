"""Everybody and everything that an article names: names, titles and roles, places, genders.

There is no list of people: names are read off the article's capitals, titles and appositions.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from index.cues import AUXILIARIES, BOUNDARIES, OWNERS, PRONOUNS, REPORTING
from index.entities import Entity, contradicts, is_personal, looks_personal, names_body
from index.given_names import is_given_name, usual_pronoun
from index.names import (
    Chunk,
    find_chunks,
    role_after,
    role_before,
    role_in_apposition,
    said_to_be,
    split_names,
)
from index.roles import (
    HE,
    MONTHS,
    PORTFOLIOS,
    ROLES,
    SHE,
    TITLES,
    has_title,
)
from index.salience import Mention
from index.text import fold_word, fold_words, word_set
from index.tokens import Token, find_tokens
from index.types import Span

_PRONOUN_GENDERS = {"he": 0, "his": 0, "him": 0, "himself": 0, "she": 1, "her": 1, "hers": 1, "herself": 1}
_JUST_NAMED = 400  # characters
_INDEFINITE = frozenset({"a", "an"})
_CLEAR_VOTES = 4  # times as many pronouns of one gender as of the other, from which on they outvote a given name
_ACTS = word_set(
    "laughed smiled nodded shrugged sighed grinned frowned winced blushed wept sobbed chuckled paused hesitated giggled"
)
_SUBJECT_REACH = 12  # tokens from the beginning of a sentence within which its subject is named


class Cast:
    """The entities of one article."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._entities: list[Entity] = []
        self.by_word: dict[str, list[Entity]] = {}
        self._possessors: set[int] = set()
        self.lowercase = {token.text for token in find_tokens(text, 0, len(text)) if token.text.islower()}
        tokens = [list(find_tokens(text, *sentence)) for sentence in sentences]
        self._place_names = _find_place_names(tokens)
        self._months: set[str] = set()
        chunks = [(words, list(self.chunks(words))) for words in tokens]
        self._months = _month_names(chunks)
        if self._months:
            chunks = [(words, list(self.chunks(words))) for words in tokens]
        full_names = _full_names(chunks)
        chunks = [(words, split_names(found, full_names)) for words, found in chunks]
        self._first_bare = _find_first_bare(found for _, found in chunks)
        for full_names_first in (True, False):
            for words, found in chunks:
                self._collect(words, found, full_names_first)
        self._note_acts(tokens)
        self._mentions = self._find_mentions(tokens)
        self._learn_genders(tokens)

    def chunks(self, words: Sequence[Token], inside: bool = False) -> Iterable[Chunk]:
        """Yield the runs of capitalised words of a sentence or, `inside`, of a mention."""
        return find_chunks(words, self.lowercase, inside, self._months)

    def all(self) -> list[Entity]:
        return self._entities

    def mentions(self, start: int, end: int) -> list[Mention]:
        """Return where entities are named inside start..end, in order."""
        first, last = (bisect_left(self._mentions, at, key=lambda mention: mention.place) for at in (start, end))
        return self._mentions[first:last]

    def last_subject(self, start: int, end: int, counts: Callable[[int], bool]) -> Mention | None:
        """Return the last person that begins a sentence inside start..end at a place that counts."""
        first, last = (bisect_left(self._mentions, at, key=lambda mention: mention.place) for at in (start, end))
        inside = (self._mentions[i] for i in range(last - 1, first - 1, -1))
        return next((one for one in inside if one.is_subject and counts(one.place)), None)

    def _collect(self, words: list[Token], chunks: list[Chunk], full_names: bool) -> None:
        for chunk in chunks:
            is_full = len(chunk.name) > 1
            if not chunk.name or is_full is not full_names:
                continue
            entity = self._entity_for(chunk)
            insort(entity.places, chunk.name[0].start)
            if chunk.name[-1].is_possessive:
                self._possessors.add(chunk.name[0].start)
            self._add_roles(entity, words, chunk, chunks)

    def _entity_for(self, chunk: Chunk) -> Entity:
        folded = [word for token in chunk.name for word in fold_words(token.text)]
        known = self.find(folded, chunk.name[0].start, titles(chunk))
        if known:
            known.aliases[self._text[chunk.name[0].start : chunk.name[-1].end]] = None
            return known
        name = without_possessive(self._text[chunk.name[0].start : chunk.name[-1].end])
        is_person = bool(chunk.role) or not names_body(folded)
        entity = Entity(name, is_person, aliases={name: None})
        self._entities.append(entity)
        for word in folded:
            self.by_word.setdefault(word, []).append(entity)
        return entity

    def find(self, folded: Sequence[str], at: int, titles: Collection[str] = ()) -> Entity | None:
        """Find the entity these words name: all of its words, or its last or first one.

        Where several do, one with the title in front of the words comes first, then the one named last; one whose
        gender the title speaks against never does.
        """
        if not folded:
            return None
        found = []
        for entity in self.by_word.get(folded[-1], []):
            words = fold_words(entity.name)
            if (
                tuple(folded) == words
                or (len(folded) == 1 and self._is_short_for(entity, words, folded[0]))
                or (len(folded) > 1 and words[-1] == folded[-1] and words[0] == folded[0])
                or (len(folded) > 1 and len(words) < 5 and words[-len(folded) :] == tuple(folded))
            ):
                found.append(entity)
        if not found and len(folded) == 1:
            found = self._by_given_name(folded[0])
        found = [entity for entity in found if not contradicts(entity, titles)]
        exact = [entity for entity in found if fold_words(entity.name) == tuple(folded) and len(folded) > 1]
        titled = [entity for entity in exact or found if has_title(entity.roles, titles)]
        chosen = titled or exact or found
        if len(folded) == 1 and len(titled) != 1:
            chosen = self._whose_surname(folded[0], chosen, at)
        return max(chosen, key=lambda entity: entity.last_place_before(at), default=None)

    def _whose_surname(self, word: str, found: list[Entity], at: int) -> list[Entity]:
        """Whose surname a bare word is: the first of its bearers', if the article uses it before it names the second.

        Else it is nobody's in particular: "Torres" after Ana Torres and Luis Torres. So it is where the second has
        just been named once more: "Luis Torres spoke. … Torres said".
        """
        bearers = sorted((one for one in found if one.is_person and " " in one.name), key=lambda one: one.places[0])
        if len(bearers) < 2:
            return found
        is_established = self._first_bare.get(word, len(self._text)) < bearers[1].places[0]
        since = max(bearers[0].last_place_before(at), at - _JUST_NAMED)
        is_other = any(self._is_named(one, since, at) for one in bearers[1:])
        return bearers[:1] if is_established and not is_other else [one for one in found if one not in bearers]

    def _is_named(self, entity: Entity, since: int, until: int) -> bool:
        """Tell whether somebody is named in full between two places, and not for the first time."""
        first, last = (bisect_left(entity.places, place) for place in (since, until))
        return any(self._text.startswith(entity.name, place) for place in entity.places[max(1, first) : last])

    def _is_short_for(self, entity: Entity, words: Sequence[str], word: str) -> bool:
        """Tell whether one word may stand for a name: "Norvia" is not short for "Bank of Norvia"."""
        if _is_family_name_first(words, [word]):
            return True
        return words[-1] == word and (entity.is_titled or entity.has_given_name or word not in self._place_names)

    def _by_given_name(self, word: str) -> list[Entity]:
        """The only person of that given name, or with that surname before another: where no other name has the word.

        "Ilsa" is Ilsa Brandt, and "Ortega" is María Ortega Ruiz.
        """
        known = self.by_word.get(word, [])
        if len(known) != 1 or not known[0].is_person:
            return []
        words = fold_words(known[0].name)
        is_surname = word in words[1:-1] and is_given_name(words[0]) and not names_body(words)
        return known if words[0] == word or (is_surname and not is_given_name(word)) else []

    def _add_roles(self, entity: Entity, words: list[Token], chunk: Chunk, chunks: list[Chunk]) -> None:
        first, last = words.index(chunk.name[0]), words.index(chunk.name[-1])
        prefix = role_before(words, first)
        apposed = role_in_apposition(words, words.index(chunk.role[0]) if chunk.role else first, chunks)
        behind = role_after(words, last)
        if behind and behind[0].lower in _INDEFINITE and names_body(fold_words(entity.name)):
            behind = ()  # "told the Arden News Service, a resident said"
        for role in (prefix, behind, apposed):
            if role:
                self._add_role(entity, self._text[role[0].start : role[-1].end])
        entity.descriptions += [self._text[one[0].start : one[-1].end] for one in [said_to_be(words, last)] if one]
        entity.descriptions += _as_counterpart(prefix or apposed, chunk, chunks)
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

    def _note_acts(self, sentences: Sequence[Sequence[Token]]) -> None:
        """Note who laughs or nods: "Torres, asked about it, laughed"."""
        owners = {place: entity for entity in self._entities for place in entity.places}
        for words in sentences:
            for position, token in enumerate(words):
                if token.start in owners and _verb_behind(words, position + 1) in _ACTS:
                    owners[token.start].acts = True

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

    def add(self, entity: Entity) -> None:
        """Take in an entity that is only found while mentions are resolved."""
        self._entities.append(entity)


def _verb_behind(words: Sequence[Token], behind: int) -> str:
    """The word behind a name, or behind what two commas enclose there."""
    if behind < len(words) and words[behind].text == ",":
        behind = next((i + 1 for i in range(behind + 1, len(words)) if words[i].text == ","), len(words))
    return words[behind].lower if behind < len(words) else ""


def _find_place_names(sentences: Sequence[Sequence[Token]]) -> set[str]:
    """The folded words that stand behind "in" as only places and times do: "in Norvia"."""
    return {
        fold_word(word.text)
        for words in sentences
        for before, word in pairwise(words)
        if word.is_capitalised and not word.is_possessive and before.lower in {"in", "across", "throughout"}
    }


def _find_first_bare(chunks: Iterable[Iterable[Chunk]]) -> dict[str, int]:
    """Where each name of one word stands first without a title in front."""
    first: dict[str, int] = {}
    for found in chunks:
        for chunk in found:
            if len(chunk.name) == 1 and not chunk.role:
                first.setdefault("".join(fold_words(chunk.name[0].text)), chunk.name[0].start)
    return first


def _month_names(chunks: Iterable[tuple[list[Token], list[Chunk]]]) -> set[str]:
    """The months that are surnames in this article: "may" where it has a Theresa May, or a Mrs. May."""
    named = (chunk for _, found in chunks for chunk in found if len(chunk.name) + len(chunk.role) > 1 and chunk.name)
    lasts = (without_possessive(chunk.name[-1].text).lower() for chunk in named)
    return {last for last in lasts if last in MONTHS}


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


def _is_family_name_first(words: Sequence[str], folded: Sequence[str]) -> bool:
    """Korean names put the family name first; their hyphenated given name gives them away."""
    return len(words) == 2 and words[0] == folded[0] and "-" in words[1]


def _places_of_subjects(words: Sequence[Token]) -> Iterable[int]:
    """Yield where words stand that may be a sentence's subject: before its verb, in no prepositional phrase."""
    inside = False
    first = _leading(words)
    if len(words) > first and words[first].lower in OWNERS:
        first += 1  # "His coach, Jane Doe, said"
    for token in words[first:_SUBJECT_REACH]:
        if token.lower in PRONOUNS | AUXILIARIES or (token.lower in REPORTING and token.text.islower()):
            return
        inside = (inside or token.lower in BOUNDARIES) and token.text != ","
        if not inside:
            yield token.start


def _leading(words: Sequence[Token]) -> int:
    """How many words lead up to the topic: "For Torres, …" and "It was in May that Torres …" are about Torres."""
    lower = [token.lower for token in words[:_SUBJECT_REACH]]
    it = next((i for i in range(len(lower) - 1) if lower[i] == "it" and lower[i + 1] in {"was", "is"}), None)
    if it is not None and it < 2 and "that" in lower[it + 2 :]:
        return lower.index("that", it + 2) + 1
    return 1 if lower[:1] == ["for"] else 0


def titles(chunk: Chunk) -> frozenset[str]:
    """The titles and roles in front of a name, without their dots."""
    return frozenset(token.lower.rstrip(".") for token in chunk.role)


def without_possessive(name: str) -> str:
    """Return "Torres" for "Torres’s"."""
    return name[:-2] if name.endswith(("’s", "'s")) else name
