"""The people of a collection: whom a name, a description or an office means, over all articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.roles import ROLES, TITLES, has_title, same_word
from index.snapshot import Snapshot
from index.text import fold_words, word_set
from index.types import Span, StoredSpeaker

_DETERMINERS = word_set("the a an of s") | TITLES


@dataclass(frozen=True, slots=True)
class Person:
    """One speaker over all articles: the name, and under which name each article knows them."""

    name: str
    known_as: tuple[tuple[str, str], ...]  # (article id, name there)
    quotes: int


def find_people(snapshot: Snapshot, who: str, article_ids: Collection[str] | None) -> list[Person]:
    """Return whom a name or description means, most quoted first: by name if anybody has it, else by alias or role."""
    return _merge([speaker for speaker, _ in _find_speakers(snapshot, who, article_ids)])


def find_holders(snapshot: Snapshot, office: str, article_ids: Collection[str] | None) -> list[tuple[str, Span]]:
    """Return where articles name the holder of an office with it, one place (article id, span) a person."""
    places: dict[str, tuple[str, Span]] = {}
    for speaker, words in _find_speakers(snapshot, office, article_ids):
        article = snapshot.catalog.article(speaker.article_id)
        alias = next((alias for alias in speaker.aliases if _fits(words, alias)), None)
        at = article.text.find(alias) if article and alias else -1
        if alias and at >= 0:
            places.setdefault(speaker.name, (speaker.article_id, (at, at + len(alias))))
    return list(places.values())


def _find_speakers(
    snapshot: Snapshot, who: str, article_ids: Collection[str] | None
) -> list[tuple[StoredSpeaker, list[str]]]:
    """Find speakers by name or description, with the words they were found by; a title chooses among namesakes."""
    folded = fold_words(who)
    words = [word for word in folded if word not in _DETERMINERS] or list(folded)
    for wanted in _spellings(words):
        found = _fitting(snapshot.catalog.speakers_named(wanted), wanted) or _by_role(snapshot, wanted)
        if article_ids is not None:
            found = [speaker for speaker in found if speaker.article_id in article_ids]
        if found:
            near = _nearest_sense(found, wanted)
            titles = set(folded) & (TITLES | ROLES)
            chosen = [speaker for speaker in near if titles and has_title(speaker.aliases, titles)] or near
            return [(speaker, wanted) for speaker in chosen]
    return []


def _spellings(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words, then with a hyphen between the last two ("Dae Jung"), then without the roles before a name."""
    if words:
        yield list(words)
    if len(words) > 1:
        yield [*words[:-2], f"{words[-2]}-{words[-1]}"]
    name = list(words)
    while len(name) > 1 and name[0] in ROLES:
        name.pop(0)
    if len(name) < len(words) and name[-1] not in ROLES:
        yield name


def _by_role(snapshot: Snapshot, words: Sequence[str]) -> list[StoredSpeaker]:
    """Find speakers by a description in other words: "president of Norvia" for "Norvian President"."""
    found: dict[tuple[str, str], StoredSpeaker] = {}
    for word in words:
        for speaker in snapshot.catalog.speakers_named([word]):
            found[speaker.article_id, speaker.name] = speaker
    return _fitting(found.values(), words)


def _fitting(speakers: Iterable[StoredSpeaker], words: Sequence[str]) -> list[StoredSpeaker]:
    return [speaker for speaker in speakers if any(_fits(words, alias) for alias in speaker.aliases)]


def _fits(words: Sequence[str], alias: str) -> bool:
    """Tell whether an alias has all these words; a former president is not the president."""
    folded = fold_words(alias)
    if "former" in folded and "former" not in words:
        return False
    return all(any(same_word(word, other) for other in folded) for word in words)


def _nearest_sense(found: Sequence[StoredSpeaker], words: Sequence[str]) -> list[StoredSpeaker]:
    """Prefer those whose name ends with the words, then those whose name holds them, then those with such an alias."""
    asked = tuple(words)
    senses: list[Callable[[tuple[str, ...]], bool]] = [
        lambda name: name[-len(asked) :] == asked,
        lambda name: set(asked) <= set(name),
    ]
    for has_sense in senses:
        chosen = [speaker for speaker in found if has_sense(fold_words(speaker.name))]
        if chosen:
            return chosen
    return list(found)


def _merge(speakers: Sequence[StoredSpeaker]) -> list[Person]:
    """One person per name; a bare surname joins the only full name it fits."""
    groups: dict[tuple[str, ...], list[StoredSpeaker]] = {}
    for speaker in speakers:
        groups.setdefault(fold_words(speaker.name), []).append(speaker)
    for words in [words for words in groups if len(words) == 1]:
        fuller = [other for other in groups if len(other) > 1 and words[0] in (other[0], other[-1])]
        if len(fuller) == 1:
            groups[fuller[0]] += groups.pop(words)
    people = [_person(members) for members in groups.values()]
    return sorted(people, key=lambda person: -person.quotes)


def _person(members: Sequence[StoredSpeaker]) -> Person:
    names = Counter(member.name for member in members)
    name = max(names, key=lambda name: (len(fold_words(name)), names[name]))
    known_as = tuple((member.article_id, member.name) for member in members)
    return Person(name, known_as, sum(member.quotes for member in members))
