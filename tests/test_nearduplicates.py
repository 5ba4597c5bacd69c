"""Which articles print one text, and which only look like it."""

import random

import pytest

from index.nearduplicates import NearDuplicates, sign


def _paragraphs(written: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in written.strip().split("\n\n")]


STORY = _paragraphs(
    """
    Norvia closes its bridges

    The parliament of Norvia voted on Monday to close every bridge of the country until all of them are inspected, a
    step that ferrymen and drivers alike said would bring the harbours to a stop within days.

    The vote was carried by 61 to 38 after a debate of nine hours. Prime Minister Odo Brandt told the house that the
    inspections could not wait until the floods of the spring were over, and that the engineers had found cracks in 14
    bridges since the winter began.

    “We have looked away for a generation,” Brandt said. “Nobody who drives to work should have to hope that the road
    will hold.”

    The opposition called the closure a panic. Its leader, Ana Torres, said the government had known of the cracks
    since the autumn and had kept the report in a drawer, and she asked for an inquiry into the ministry of works.

    Ferries are to run through the night from the harbours of Arden and Tirell, and the army is to lay two floating
    bridges across the Lune before the end of the week, the ministry said in a statement.

    The closure is the first of its kind since the great flood, when a bridge at Tirell fell and 27 people drowned. An
    inquiry then found that it had not been inspected for eleven years.

    Hauliers said that prices would rise. A spokesman for the wholesale market in Arden put the cost of the detours at
    2 million crowns a day, and warned that bread might become scarce in the valleys of the north.
    """
)
FOLLOW_UP = _paragraphs(
    """
    The first of two floating bridges across the Lune opened to lorries on Thursday, two days before the army had
    promised it.

    Soldiers waved the first of them through at dawn. The queue reached back to the market, and the drivers sounded
    their horns for the cameras, although most of them had waited since the evening before and had slept in their
    cabs.

    “It moves, but it holds,” said Lou Hagen, who drives flour to the valleys. “I would not want to brake on it.”

    The second bridge is to follow at Tirell, where the current is stronger and divers have to clear the piers that
    fell.
    """
)
(MATCH,) = _paragraphs(
    """
    {home} beat {away} {score} on {day} night in front of {crowd} at {ground}, with {scorer} scoring twice in the
    second half and {keeper} saving a penalty in stoppage time. {home} had been behind at the break after {early}
    headed in a corner from the left, but {coach} changed both wings, and within ten minutes the score was level.
    “They never stopped running,” {coach} said afterwards. {away} hit the post twice and had a goal ruled out for
    offside. {home} are now {place} in the table, {points} points behind the leaders, and travel to {next} on Sunday,
    where they have not won for {years} years. {away} stay in the lower half and play {other} at home, with {early}
    suspended after his fifth booking of the season.
    """
)
(WEATHER,) = _paragraphs(
    """
    A warm and mostly dry day is expected in {town} on {day}, the weather service said, with a high of {high} degrees
    and a low of {low} during the night. Winds from the west will reach {wind} kilometres an hour in gusts, and the
    chance of rain is {rain} percent, most likely after dusk and over the hills. The river stands at {river}
    centimetres at the old bridge, which is normal for the season. Pollen counts are moderate; people with hay fever
    should keep their windows closed in the morning. The sun rises at {rise} and sets at {set}. The outlook for the
    weekend is changeable, with showers that may turn to thunder, and the service advises boats to keep to the harbour
    until the front has passed.
    """
)


def text(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


class Collected:
    """Articles by name, and which of them are one text."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.found = NearDuplicates(self.texts.__getitem__)

    def add(self, name: str, written: str) -> None:
        self.texts[name] = written
        self.found.add(name, sign(written))

    def groups(self) -> list[tuple[str, ...]]:
        return self.found.groups()


def groups(*texts: str) -> list[tuple[str, ...]]:
    found = Collected()
    for number, each in enumerate(texts):
        found.add(str(number), each)
    return found.groups()


def match(**other: str) -> str:
    names = {
        "home": "Arden Rovers", "away": "Tirell Town", "score": "3-1", "day": "Friday", "crowd": "12,400",
        "ground": "Quay Park", "scorer": "Jo Lindqvist", "keeper": "Ben Ode", "early": "Kim Sarr", "coach": "Ada Roy",
        "place": "fourth", "points": "6", "next": "Velm", "years": "9", "other": "Port Hale",
    }  # fmt: skip
    return MATCH.format(**(names | other))


def weather(**other: str) -> str:
    values = {"town": "Arden", "day": "Monday", "high": "21", "low": "9", "wind": "35", "rain": "20", "river": "214"}
    return WEATHER.format(**(values | {"rise": "5:41", "set": "20:58"} | other))


CHANGES = {
    "another headline": ["Bridges shut across Norvia", *STORY[1:]],
    "a lead added": [
        STORY[0],
        "Drivers in Arden woke up to barriers on every bank of the river on Tuesday.",
        *STORY[1:],
    ],
    "paragraphs cut": STORY[:5],
    "a paragraph cut within": [*STORY[:3], *STORY[4:]],
    "brought up to date": [p.replace("27", "31").replace("14", "19").replace("61 to 38", "62 to 37") for p in STORY],
    "all of these": [
        "Norvia's bridges shut",
        "Arden woke up to barriers on Tuesday.",
        *(p.replace("14", "19") for p in STORY[1:6]),
    ],
    "a name spelt right": [p.replace("Odo Brandt", "Odo Brand") for p in STORY],
    "other marks": [p.replace("“", '"').replace("”", '"') for p in STORY],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_agencys_text_is_known_again(change: list[str]) -> None:
    assert groups(text(STORY), text(change)) == [("0", "1")]


def test_a_short_brief_is_an_article_of_its_own() -> None:
    assert groups(text(STORY), text(STORY[:2])) == []


def test_a_follow_up_that_takes_the_background_along_is_another_article() -> None:
    assert groups(text(STORY), text([*FOLLOW_UP, *STORY[5:]])) == []


MATCHES = {
    "other teams": {
        "home": "Velm United",
        "away": "Port Hale",
        "scorer": "Lou Hagen",
        "coach": "Ian Moss",
        "ground": "The Dell",
    },
    "two other names": {"away": "Port Hale", "scorer": "Lou Hagen"},
}


@pytest.mark.parametrize("other", MATCHES.values(), ids=MATCHES)
def test_two_matches_told_by_one_template_are_two(other: dict[str, str]) -> None:
    assert groups(match(), match(**other)) == []


FORECASTS = {
    "another town": {"town": "Tirell", "high": "24", "low": "12", "wind": "50", "river": "180"},
    "another day": {"day": "Tuesday", "high": "19", "low": "7", "rain": "60"},
    "other figures": {
        "high": "19",
        "low": "7",
        "rain": "60",
        "wind": "15",
        "river": "230",
        "rise": "5:43",
        "set": "20:56",
    },
}


@pytest.mark.parametrize("other", FORECASTS.values(), ids=FORECASTS)
def test_two_forecasts_told_by_one_template_are_two(other: dict[str, str]) -> None:
    assert groups(weather(), weather(**other)) == []


def test_an_article_that_prints_two_others_makes_them_no_group() -> None:
    both = text([text(STORY), match()])
    assert all(not {"0", "1"} <= set(group) for group in groups(text(STORY), match(), both))


def test_the_same_short_text_is_one() -> None:
    assert groups("The bridge is closed.", "The bridge is closed.", "The bridge is open.") == [("0", "1")]


def test_articles_without_words_are_nothing_alike() -> None:
    assert groups("", "", "…") == []


def test_an_article_added_twice_is_no_group() -> None:
    found = Collected()
    found.add("a", text(STORY))
    found.add("a", text(STORY))
    assert found.groups() == []


def test_articles_can_be_added_after_asking() -> None:
    found = Collected()
    found.add("a", text(STORY))
    assert found.groups() == []
    found.add("b", text(STORY))
    assert found.groups() == [("a", "b")]


def test_the_order_of_adding_does_not_matter() -> None:
    texts = {name: text(change) for name, change in CHANGES.items()} | {"story": text(STORY), "match": match()}
    texts |= {f"forecast {name}": weather(**other) for name, other in FORECASTS.items()}
    answers = set()
    for seed in range(6):
        found = Collected()
        for name in random.Random(seed).sample(sorted(texts), len(texts)):
            found.add(name, texts[name])
        answers.add(tuple(found.groups()))
    assert len(answers) == 1


def test_a_thousand_forecasts_and_a_thousand_copies_are_told_in_time() -> None:
    found = Collected()
    for number in range(1000):
        found.add(f"copy {number}", text([f"Bridges shut, {number} queue", *STORY[1:]]))
        found.add(
            f"forecast {number}",
            weather(town=f"Town{number}", high=f"{number}", low=f"{number + 1}", wind=f"{number + 2}"),
        )
    assert [len(group) for group in found.groups()] == [1000]
