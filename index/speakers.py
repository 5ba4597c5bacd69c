"""Which person, organisation or document a mention at some place of an article means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from index.cast import Cast, titles, without_possessive
from index.cues import OWNERS, PRONOUNS
from index.descriptions import RELATIVES
from index.entities import Entity, Resolved, could_be, is_personal
from index.names import (
    is_complement,
    is_modifier,
    is_quoted,
)
from index.roles import (
    AUTHORLESS,
    DOCUMENTS,
    MODIFIERS,
    OFFICES,
    ORGANISATIONS,
    PARTIES,
    ROLES,
    expand,
    fits,
    is_at_odds,
)
from index.salience import Mention
from index.text import fold_words, word_set
from index.tokens import Token, find_tokens
from index.types import Span

_INDEFINITE = word_set("a an one another some")
_OFFICIALS = word_set("official politician diplomat statesman")
_TELLING = 3  # content words from which on an indefinite description may name somebody who is introduced later
_APPOSED = re.compile(r",\s(?:[A-Z][\w’'-]*\.\s|Sir\s|Dame\s)?(?=[A-Z])")
_RECENT = 1500  # characters


class Entities:
    """The entities of one article, and the resolution of mentions to them."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._cast = Cast(text, sentences)
        self._counts = Counter(fold_words(text))
        self._fitting: dict[tuple[str, ...], list[Entity]] = {}

    def all(self) -> list[Entity]:
        return self._cast.all()

    def mentions(self, start: int, end: int) -> list[Mention]:
        """Return where entities are named inside start..end, in order."""
        return self._cast.mentions(start, end)

    def last_subject(self, start: int, end: int, counts: Callable[[int], bool]) -> Mention | None:
        """Return the last person that begins a sentence inside start..end at a place that counts."""
        return self._cast.last_subject(start, end, counts)

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
        described = self._apposed(words, end) or self._described(words, start)
        if described:
            return self._remember(described, mention, stated=False)
        return Resolved(_strip_determiner(mention), True, None, is_new=brings_in(words))

    def _document(self, words: list[Token]) -> Entity | None:
        """The document a mention names: "An editorial from the newspaper Courier" is the Courier editorial."""
        kind = next((i for i, token in enumerate(words[:5]) if token.lower in AUTHORLESS), None)
        if kind is None or kind + 2 >= len(words) or words[kind + 1].lower not in {"from", "in", "by", "of"}:
            return None
        names = [chunk for chunk in self._cast.chunks(words[kind + 2 :], inside=True) if chunk.name]
        if not names:
            return None
        name = f"{without_possessive(self._text[names[-1].name[0].start : names[-1].end])} {words[kind].lower}"
        known = next((entity for entity in self._cast.all() if entity.name == name), None)
        if known is None:
            known = Entity(name, is_person=False, places=[words[0].start], aliases={name: None})
            self._cast.add(known)
        return known

    def _named_in(self, words: list[Token], start: int, end: int) -> Entity | None:
        """The entity a mention names: its last name wins ("Gridline's Jo Lindqvist"), but not a possessor's."""
        chunks = [chunk for chunk in self._cast.chunks(words, inside=True) if chunk.name]
        for chunk in reversed(chunks):
            if chunk.name[-1].is_possessive and chunk.end < end:
                continue
            if is_complement(words, chunk) or is_modifier(words, chunk) or is_quoted(words, chunk):
                continue
            folded = [word for token in chunk.name for word in fold_words(token.text)]
            found = self._misspelt(folded) or self._cast.find(folded, start + 1, titles(chunk))
            if found:
                return found
        return None

    def _misspelt(self, folded: Sequence[str]) -> Entity | None:
        """A name that stands once and is one letter off exactly one known person's name is taken for a typo of it."""
        if len(folded) != 1 or self._counts[folded[0]] != 1:
            return None
        word = folded[0]
        near = {
            id(entity): entity
            for known, entities in self._cast.by_word.items()
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
        fitting = self._holding(tuple(content), head) or self._only_one(content, head) or self._official(content, head)
        if head in DOCUMENTS | ORGANISATIONS:
            fitting = [entity for entity in fitting if entity.last_place_before(at) >= 0]
        latest = max(fitting, key=lambda entity: entity.last_place_before(at), default=None)
        if latest and head in ROLES and self._is_somebody_new(head, latest.last_place_before(at), at):
            return None
        return latest

    def _apposed(self, words: Sequence[Token], end: int) -> Entity | None:
        """The person whose name follows a description: "[Its president], Ana Torres, said"."""
        name = _APPOSED.match(self._text, end)
        if name is None or not any(word.lower in ROLES for word in words):
            return None
        return next((entity for entity in self._cast.all() if name.end() in entity.places and entity.roles), None)

    def _only_one(self, content: Sequence[str], head: str) -> list[Entity]:
        """The only one of that office in the article, for a description that adds the party: "the Tory governor"."""
        plain = [word for word in content if word not in PARTIES]
        found = self._holding(tuple(plain), head) if len(plain) < len(content) else []
        is_partisan = any(not PARTIES.isdisjoint(fold_words(role)) for entity in found for role in entity.roles)
        return found if len(found) == 1 and not is_partisan else []

    def _official(self, content: Sequence[str], head: str) -> list[Entity]:
        """The only one in an office of a country whom "the Norvian senior official" can mean."""
        country = [word for word in content if word != head and word not in MODIFIERS | ROLES]
        if head not in _OFFICIALS or not country:
            return []
        found = {id(one): one for office in OFFICES for one in self._holding((*country, office), office)}
        return list(found.values()) if len(found) == 1 else []

    def _holding(self, content: tuple[str, ...], head: str) -> list[Entity]:
        """Everybody whom the words of a description fit, wherever they are named."""
        if content not in self._fitting:
            wanted = [word for word in content if word not in MODIFIERS]
            self._fitting[content] = [
                entity
                for entity in self._cast.all()
                if any(fits(wanted, head, role) for role in [*entity.roles, *entity.descriptions, entity.name])
                if not any(is_at_odds(content, role) for role in entity.roles)
            ]
        return self._fitting[content]

    def _is_somebody_new(self, head: str, since: int, at: int) -> bool:
        """Tell whether the article brought in somebody unnamed of that role: "an executive … the executive said"."""
        introduction = rf"\b(?:an?|one|another|some)\s(?:[\w’'-]+\s){{0,3}}{re.escape(head)}\b"
        return re.search(introduction, self._text[max(since, at - _RECENT) : at], re.IGNORECASE) is not None

    def _resolve_pronoun(self, pronoun: str, at: int) -> Resolved:
        """He and she mean the person named last whose gender does not speak against it."""
        if pronoun not in ("he", "she"):
            return Resolved(pronoun, False, None)
        people = [e for e in self._cast.all() if could_be(e, pronoun) and is_personal(e)]
        latest = max(people, key=lambda entity: entity.last_place_before(at), default=None)
        if latest is None or latest.last_place_before(at) < 0:
            return Resolved(pronoun, False, None)
        return Resolved(latest.name, False, latest)

    def _remember(self, entity: Entity, mention: str, stated: bool) -> Resolved:
        entity.aliases[_strip_determiner(mention)] = None
        return Resolved(entity.name, stated, entity)


def brings_in(words: Sequence[Token]) -> bool:
    """Tell "one woman" and "the missing man's wife" from "the senator", who may have a name elsewhere."""
    if not words:
        return False
    is_relative = len(words) > 1 and words[-1].lower in RELATIVES
    return words[0].lower in _INDEFINITE or (is_relative and (words[-2].is_possessive or words[0].lower in OWNERS))


def _one_letter_off(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    shorter, longer = sorted((one, other), key=len)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _strip_determiner(mention: str) -> str:
    first, _, rest = mention.partition(" ")
    return without_possessive(rest if first.lower() in {"the", "a", "an"} and rest else mention)
