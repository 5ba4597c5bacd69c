"""Whom a mention means at its place, with all that was said before it: the names, and who is in mind."""

from __future__ import annotations

import re
from dataclasses import replace

from index.descriptions import describes_group, describes_person, gender_of_description, is_attribute
from index.entities import Entity, Resolved, is_personal, looks_personal
from index.frames import Frame
from index.phrases import main_subject
from index.prose import Prose
from index.roles import ORGANISATIONS, ROLES
from index.salience import Mention, Salience
from index.speakers import Entities, brings_in
from index.text import fold_words
from index.tokens import find_tokens
from index.types import Span

_OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they"}  # "her claim that …"
_WORK = re.compile(
    r"\b(?:study|report|analysis|paper|book|memo|letter|essay|survey|statement|review|research)$", re.IGNORECASE
)
_QUALIFIED = re.compile(
    r"\s(?!and\b|that\b|who\b|in\b|on\b|at\b|of\b|for\b|from\b|\w+ed\b)[a-z]+s\b"
)  # "by Norvian [officials]"
_WORD = r"(?:[A-Z]\.|[A-Z][\w’'-]*)"
_NAME = rf"{_WORD}(?:\s(?:(?:of|for)\s(?:the\s)?)?{_WORD})*"
_BY = re.compile(
    rf"\s(?:(?:written|released|published|issued|conducted|carried out|done)\s)?by\s(?:[a-z]+\s){{0,3}}"
    rf"(?P<one>{_NAME})(?:\sand\s(?:[a-z]+\s){{0,3}}(?P<other>{_NAME}))?"
)


class Resolver:
    """Resolves the mentions of one article in the order of its sentences, and keeps account of who is in mind."""

    def __init__(self, prose: Prose, entities: Entities) -> None:
        self._prose = prose
        self._entities = entities
        self._salience = Salience()
        self._body: Resolved | None = None  # what the last sentence is about, and the one before it
        self._body_before: Resolved | None = None
        self._group: Resolved | None = None  # several people whom the last sentence is about: "they" means them
        self._meant: Entity | None = None  # by the first word of the sentence that is being read
        self._described_as: dict[str, Entity | None] = {}

    def speak(self, resolved: Resolved) -> None:
        """Note who speaks."""
        entity = resolved.entity or self._unnamed(resolved)
        if entity:
            entity.acts = entity.acts or (entity.is_person and looks_personal(entity))
            self._salience.speak(entity)

    def begin_sentence(self, frame: Frame) -> None:
        """Note whom a sentence's first pronoun means, before the sentence says who speaks."""
        self._meant = self._meant_first(frame)

    def end_sentence(self, frame: Frame) -> None:
        """Let a sentence pass, with those that it names and whom its first pronoun means."""
        meant = self._meant or self._unnamed_subject(frame)
        self._salience.end_sentence(self._mentions(frame.start, frame.end))
        if meant:
            self._salience.refer(meant)

    def last_subject(self, start: int, end: int) -> Mention | None:
        """Return the last person that a sentence between these places is about."""
        return self._entities.last_subject(start, end, self._prose.counts)

    def note_body(self, frame: Frame) -> None:
        """Remember the organisation that a sentence is about: "it" and "they" may mean it in the next one."""
        subject = main_subject(frame.tokens, len(frame.tokens))
        resolved = self._entities.resolve(*subject) if subject else None
        words = fold_words(resolved.name) if resolved else ()
        is_body = not ORGANISATIONS.isdisjoint(words)
        if resolved is None or resolved.name != "they":
            is_group = resolved is not None and resolved.entity is None and describes_group(resolved.name)
            self._group = resolved if is_group else None
        if is_body or not frame.is_bare:
            self._body, self._body_before = (resolved if is_body else None), self._body

    def resolve(self, mention: Span, sentence: int, speaker: Resolved | None) -> Resolved:
        """Resolve a mention; a pronoun means the subject of a sentence since somebody spoke, else whoever spoke."""
        pronoun = self._prose.text[mention[0] : mention[1]].lower()
        pronoun = _OWNERS.get(pronoun, pronoun)
        joint = self._resolve_both(mention) or self._authors(mention)
        if joint:
            return joint
        if pronoun == "they" and self._group:
            return replace(self._group, stated=False)
        if pronoun in {"it", "they"}:
            body = speaker if speaker and not _is_someone(speaker) else self._body or self._body_before
            return replace(body, stated=False) if body else self._entities.resolve(*mention)
        if pronoun not in {"he", "she"}:
            resolved = self._entities.resolve(*mention)
            return resolved if resolved.entity else self._described(mention, sentence) or resolved
        meant = self._salience.find(pronoun, self._mentions(sentence, self._reach(mention, sentence)))
        if meant is None:
            return self._entities.resolve(*mention)
        meant.gender = meant.gender or pronoun
        return Resolved(meant.name, False, meant)

    def _resolve_both(self, mention: Span) -> Resolved | None:
        """Two people who speak as one, "Torres and Whitfield": both names, and neither alone."""
        text = self._prose.text[mention[0] : mention[1]]
        at = text.find(" and ")
        if at < 0:
            return None
        one = self._entities.resolve(mention[0], mention[0] + at)
        other = self._entities.resolve(mention[0] + at + len(" and "), mention[1])
        are_two = one.entity and other.entity and one.entity is not other.entity
        if are_two and other.entity and one.entity and is_personal(other.entity) and not is_personal(one.entity):
            return None  # "Gridline and Harbour Rail founder Jane Doe"
        return Resolved(f"{one.name} and {other.name}", one.stated and other.stated, None) if are_two else None

    def _authors(self, mention: Span) -> Resolved | None:
        """Whose work speaks: "[a study] by Ana Torres of Arden University and Paul Whitfield" """
        by = _BY.match(self._prose.text, mention[1]) if _WORK.search(self._prose.text, *mention) else None
        if by is None or _QUALIFIED.match(self._prose.text, by.end()):
            return None
        named = [self._entities.resolve(*by.span(group)) for group in ("one", "other") if by[group]]
        names = list(dict.fromkeys(author.name for author in named if author.entity))
        return replace(named[0], name=" and ".join(names), stated=False) if len(names) == len(named) else None

    def _described(self, mention: Span, sentence: int) -> Resolved | None:
        """Whom "the soft-spoken lawyer" means: whoever is most in mind, unless it is an office that others hold."""
        words = list(find_tokens(self._prose.text, *mention))
        pronoun = describes_person(words)
        if pronoun is None:
            return None
        meant = self._salience.find(pronoun, self._mentions(sentence, self._reach(mention, sentence)))
        if meant is None or (meant.roles and words[-1].lower in ROLES and not is_attribute(words)):
            return None
        return Resolved(meant.name, False, meant)

    def _meant_first(self, frame: Frame) -> Entity | None:
        """Whom a pronoun at the beginning of a sentence means: it is another mention of them."""
        first = next((token for token in frame.tokens if token.is_word), None)
        return self._salience.find(first.lower, ()) if first and first.lower in {"he", "she"} else None

    def _unnamed_subject(self, frame: Frame) -> Entity | None:
        """Somebody without a name whom a sentence is about: "The missing man's wife had waited."."""
        subject = main_subject(frame.tokens, len(frame.tokens))
        if subject is None or not brings_in(list(find_tokens(self._prose.text, *subject))):
            return None
        resolved = self._entities.resolve(*subject)
        return None if resolved.entity else self._unnamed(resolved)

    def _unnamed(self, resolved: Resolved) -> Entity | None:
        """Somebody new who has only a description, if it is a person's: "he" and "she" may mean them."""
        name = resolved.name
        if not resolved.is_new:
            return None
        if name not in self._described_as:
            gender = gender_of_description(name)
            self._described_as[name] = (
                None if gender is None else Entity(name, True, roles=[name], gender=gender or None)
            )
        return self._described_as[name]

    def _reach(self, pronoun: Span, sentence: int) -> int:
        """Up to where a pronoun's person may be named: up to it in "Doe wept as he …", not in "Doe, he said, …"."""
        before = self._prose.text[max(0, pronoun[0] - 9) : pronoun[0]].rstrip()
        return sentence if before.endswith((",", "—", "”", '"')) else pronoun[0]

    def _mentions(self, start: int, end: int) -> list[Mention]:
        """Who is named there by the article itself: not in quotations, and in no caption."""
        return [mention for mention in self._entities.mentions(start, end) if self._prose.counts(mention.place)]


def _is_someone(resolved: Resolved) -> bool:
    """Whether a speaker is known to be a person rather than a body that "it" may mean."""
    entity = resolved.entity
    return entity is not None and entity.is_person and bool(entity.roles or entity.gender or " " in entity.name)
