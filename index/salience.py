"""Whom an article is about at each point: a running account of its people, by which "he" and "she" are resolved.

After Lappin and Leass, "An Algorithm for Pronominal Anaphora Resolution" (1994): every mention adds weight, a subject
more than an object, and all weights are halved with every sentence. Two weights are the news': whoever speaks stays in
mind, and a possessor ("Torres's plan") hardly comes into it. Words inside quotation marks do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.entities import Entity, could_be, is_personal

_SUBJECT, _OTHER, _POSSESSOR, _SPEAKER = 100.0, 50.0, 25.0, 60.0
_DECAY = 0.5  # a sentence
_DOUBTFUL = 0.2  # for names that only look like a person's
_UNKNOWN = 0.7  # for somebody of whom neither name nor article tells whether "he" or "she" is meant
_FORGOTTEN = 0.5  # below, nobody is thinking of somebody any more


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity named at a place: as the subject of its sentence, as the owner of something, or else."""

    entity: Entity
    place: int
    is_subject: bool
    is_possessor: bool

    @property
    def weight(self) -> float:
        return _SUBJECT if self.is_subject else _POSSESSOR if self.is_possessor else _OTHER


class Salience:
    """How much each entity is in mind, up to the sentence that is being read."""

    def __init__(self) -> None:
        self._weights: dict[int, tuple[Entity, float]] = {}

    def end_sentence(self, mentions: Iterable[Mention]) -> None:
        """Let a sentence pass, with those that it names outside quotation marks."""
        self._weights = {
            key: (entity, weight * _DECAY) for key, (entity, weight) in self._weights.items() if weight > _FORGOTTEN
        }
        for mention in mentions:
            self._add(mention.entity, mention.weight)

    def speak(self, entity: Entity) -> None:
        """Note who speaks, or whom a pronoun in subject position meant."""
        self._add(entity, _SPEAKER)

    def refer(self, entity: Entity) -> None:
        """Note whom the sentence that has just passed was about, by a pronoun."""
        self._add(entity, _SUBJECT)

    def find(self, pronoun: str, earlier: Iterable[Mention]) -> Entity | None:
        """Return whom "he" or "she" means behind these mentions of its own sentence: who is most in mind and fits."""
        weights = dict(self._weights)
        for mention in earlier:
            _, known = weights.get(id(mention.entity), (mention.entity, 0.0))
            weights[id(mention.entity)] = mention.entity, max(known, mention.weight / _DECAY)
        fitting = [
            (weight * _likelihood(entity), entity) for entity, weight in weights.values() if could_be(entity, pronoun)
        ]
        return max(fitting, key=lambda item: item[0], default=(0.0, None))[1]

    def most(self) -> list[tuple[Entity, float]]:
        """Return everybody in mind with their weights, the heaviest first."""
        return sorted(self._weights.values(), key=lambda item: -item[1])

    def _add(self, entity: Entity, weight: float) -> None:
        _, known = self._weights.get(id(entity), (entity, 0.0))
        self._weights[id(entity)] = entity, known + weight


def _likelihood(entity: Entity) -> float:
    """How much speaks for an entity being a person whom a pronoun of this gender means; at most 1."""
    is_telling = entity.gender or entity.acts
    return (1.0 if is_personal(entity) or entity.acts else _DOUBTFUL) * (1.0 if is_telling else _UNKNOWN)
