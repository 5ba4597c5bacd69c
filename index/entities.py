"""An entity of an article: somebody or something with a proper name, and what its name and roles tell of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from index.given_names import is_given_name, usual_pronoun
from index.roles import HE, ORGANISATIONS, SHE
from index.text import fold_words, word_set

_PLACES = word_set("north south east west new united los las san saint fort mount")  # what places' names begin with


@dataclass(slots=True)
class Entity:
    """Somebody or something with a proper name: the fullest one, its roles as written, its places, its aliases."""

    name: str
    is_person: bool
    places: list[int] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    aliases: dict[str, None] = field(default_factory=dict)
    gender: str | None = None
    descriptions: list[str] = field(default_factory=list)  # what a sentence says it is: "Torres is the coach of …"
    is_titled: bool = False  # a role or title stands right in front of the name somewhere
    acts: bool = False  # it laughs or nods somewhere, as only people do, or speaks and is named like a person
    has_given_name: bool = field(init=False)

    def __post_init__(self) -> None:
        words = fold_words(self.name)
        self.has_given_name = 1 < len(words) < 5 and is_given_name(words[0]) and not names_body(words)

    def last_place_before(self, at: int) -> int:
        number = bisect_left(self.places, at)
        return self.places[number - 1] if number else -1


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a mention means: the entity's name, or the mention itself where no entity fits; stated: by name.

    is_new: the mention brings in somebody whom the article does not name: "one woman", "the missing man's wife".
    """

    name: str
    stated: bool
    entity: Entity | None
    is_new: bool = False


def names_body(words: Sequence[str]) -> bool:
    """Tell whether a name, in folded words, is an organisation's or a place's; "Bill" and "Grant" are people's too."""
    return not ORGANISATIONS.isdisjoint(words[1:] if len(words) > 1 and is_given_name(words[0]) else words)


def contradicts(entity: Entity, titles: Collection[str]) -> bool:
    """Tell whether a title speaks against the entity (Mrs. Torres is not her husband)."""
    first, *rest = entity.name.split()
    gender = entity.gender or (usual_pronoun(first) if rest else None)
    other = {"he": SHE, "she": HE}.get(gender or "", frozenset())
    return not other.isdisjoint(titles)


def could_be(entity: Entity, pronoun: str) -> bool:
    """Tell whether "he" or "she" (or "": either) may mean an entity: a person, of no other gender."""
    return entity.is_person and (not pronoun or entity.gender in (None, pronoun)) and looks_personal(entity)


def is_personal(entity: Entity) -> bool:
    """Tell whether there is evidence that a name is a person's: a role, a given name, an act, a part used alone."""
    words = len(fold_words(entity.name))
    if words == 1:
        return entity.is_titled or entity.acts or (bool(entity.roles) and "." not in entity.name)
    return bool(entity.roles) or entity.has_given_name or (words < 4 and len(entity.places) > 1 < len(entity.aliases))


def looks_personal(entity: Entity) -> bool:
    """Tell whether a name could be a person's by its shape: a role in front of it, or two or three words."""
    words = fold_words(entity.name)
    is_name = len(words) in (2, 3) and not names_body(words) and words[0] not in _PLACES
    return is_personal(entity) or is_name
