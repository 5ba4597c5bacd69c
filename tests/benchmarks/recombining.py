"""Large collections of news articles, made by recombining the sentences of few: always the same from the same file."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

_SEEDS = Path(__file__).parents[2] / "seeds"
_OUTLETS = ("Arden Courier", "Brill Observer", "Corvo Post", "Delm Gazette", "Norvian Times", "Harbour Herald")
_REPEATED = (  # below every article of an outlet
    "Subscribe to our newsletter and get the news of {} in your inbox every morning.",
    "Do you know more? Write to our desk at desk@{}.example, at any hour.",
)
_SHORTEST, _LONGEST, _USUAL = 1000, 4000, 2000  # characters of the own text at least; 2,700 on average in all
_AGENCY = 0.03  # share of articles that print the text of another one, under another headline
_FIRST_DAY, _DAYS = date(2023, 1, 1), 1000
_SENTENCE = re.compile(r"(?<=[.?!”\"])\s+(?=[A-Z“\"])")
_SYLLABLES = ("ba", "den", "kor", "li", "mar", "no", "per", "ris", "sto", "tal", "ulm", "vey", "jo", "han", "eir", "us")
_SOURCES = 3  # articles that the sentences of one are drawn from, so that it names about as many people as real ones do
_PEOPLE, _INVENTED, _LENGTH, _CAST = 2000, 1000, 20, 4  # invented people and articles; sentences and people of each
_ROLES = ("Minister", "Mayor", "Senator", "Professor", "Judge", "Captain", "Ambassador", "Bishop")
_TOPICS = (
    "harbour", "budget", "election", "bridge", "railway", "drought", "vaccine", "tariff", "strike", "reactor",
    "pension", "school", "ferry", "festival", "hospital", "treaty", "border", "museum", "quota", "verdict",
    "inflation", "orchard", "satellite", "curfew", "census", "subsidy", "refinery", "airport", "glacier",
    "parliament",
)  # fmt: skip
_SAYINGS = (
    '{role} {full} said on {day} that the {topic} of {place} would cost {number} million crowns.',
    '“We will not give up the {topic} before the {other} of {place} is paid for,” said {role} {full}.',
    '“The {topic} is a matter of {number} days, and nobody in {place} doubts it,” {last} told reporters on {day}.',
    'The {topic} in {place} was delayed by {number} weeks after a dispute over the {other}.',
    '{full}, who has led the inquiry into the {topic} since spring, declined to name the {other} in question.',
    'According to the {place} authorities, {number} people were affected by the {topic} on {day}.',
    '{role} {full} criticized the {other} and called the {topic} “a burden on {place}”.',
    'Critics in {place} argue that the {topic} cannot be had without a new {other}, whatever it costs.',
)  # fmt: skip
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class Changes:
    """How many articles of a collection are edited, added and removed."""

    edited: int
    added: int
    removed: int


class Recombined:
    """Articles of sentences that are drawn from those of other articles; each is made when it is asked for."""

    def __init__(self, articles: Path | None = None) -> None:
        self._sources = list(filter(None, _read(articles) if articles else _invented()))

    def write(self, path: Path, count: int) -> None:
        """Write a collection of so many articles as JSON Lines."""
        _write(path, map(self.row, range(count)))

    def write_changed(self, path: Path, count: int, share: float) -> Changes:
        """Write the same collection with a share of its articles edited (half of it), added and removed."""
        touched = max(3, round(count * share))
        changes = Changes(touched - 2 * (touched // 4), touched // 4, touched // 4)
        chosen = random.Random(share).sample(range(count), changes.edited + changes.removed)
        edited, removed = set(chosen[: changes.edited]), set(chosen[changes.edited :])
        numbers = [number for number in range(count + changes.added) if number not in removed]
        _write(path, (self._edited(number) if number in edited else self.row(number) for number in numbers))
        return changes

    def row(self, number: int) -> dict[str, str]:
        """The article of this number."""
        chance = random.Random(number)
        if number and chance.random() < _AGENCY:
            chance = random.Random(chance.randrange(number))
            chance.random()
            return {**self._row(number, chance), "title": f"Report: {self._title(random.Random(-number))}"}
        return self._row(number, chance)

    def _row(self, number: int, chance: random.Random) -> dict[str, str]:
        title, body = self._title(chance), self._body(chance)
        outlet = _OUTLETS[number % len(_OUTLETS)]
        below = "\n\n".join(line.format(outlet.split()[0].lower()) for line in _REPEATED)
        return {
            "id": f"article-{number}",
            "title": title,
            "text": f"{title}\n\n{body}\n\n{below}",
            "source": outlet,
            "published_at": str(_FIRST_DAY + timedelta(number % _DAYS)),
        }

    def _edited(self, number: int) -> dict[str, str]:
        row = self.row(number)
        before, gap, after = row["text"].partition("\n\n")
        new = _paragraph(random.Random(-number), self._sources[number % len(self._sources)])
        return {**row, "text": f"{before}{gap}{new} {after}"}

    def _title(self, chance: random.Random) -> str:
        return " ".join(chance.choice(chance.choice(self._sources)).split()[:9]).strip('“”".,')

    def _body(self, chance: random.Random) -> str:
        length, paragraphs = chance.triangular(_SHORTEST, _LONGEST, _USUAL), list[str]()
        sources = chance.choices(self._sources, k=_SOURCES)
        while sum(map(len, paragraphs)) < length:
            paragraphs.append(_paragraph(chance, chance.choice(sources)))
        return "\n\n".join(paragraphs)


def _write(path: Path, rows: Iterator[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def _paragraph(chance: random.Random, sentences: Sequence[str]) -> str:
    first = chance.randrange(len(sentences))
    return " ".join(sentences[first : first + chance.randint(1, 3)])


def _read(articles: Path) -> Iterator[list[str]]:
    for line in articles.read_text("utf-8").splitlines():
        yield list(_split(json.loads(line)["text"]))


def _split(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield from (sentence for sentence in _SENTENCE.split(" ".join(paragraph.split())) if 30 < len(sentence) < 500)


def _invented() -> Iterator[list[str]]:
    """The seed article's sentences, and those of invented articles: of people who are in the news often or seldom."""
    yield from (list(_split(path.read_text("utf-8"))) for path in sorted(_SEEDS.glob("*.txt")))
    chance = random.Random(0)
    people = [f"{_name(chance, 2)} {_name(chance, 3)}" for _ in range(_PEOPLE)]
    for _ in range(_INVENTED):
        cast = [min(int(chance.expovariate(8 / _PEOPLE)), _PEOPLE - 1) for _ in range(_CAST)]
        place = _name(chance, 3)
        yield [_sentence(chance, people, chance.choice(cast), place) for _ in range(_LENGTH)]


def _sentence(chance: random.Random, people: Sequence[str], person: int, place: str) -> str:
    topic, other = chance.sample(_TOPICS, 2)
    return chance.choice(_SAYINGS).format(
        role=_ROLES[person % len(_ROLES)],
        full=people[person],
        last=people[person].split()[1],
        topic=topic,
        other=other,
        place=place,
        number=chance.randint(2, 900),
        day=chance.choice(_WEEK),
    )


def _name(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=syllables)).capitalize()
