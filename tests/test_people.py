"""One speaker over all articles: whom names, titles, offices and dates mean, and when that must be asked back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import SEEDS
from corpora import index_articles

from index.acronyms import abbreviates, find_acronyms
from index.engine import Engine
from index.fullnames import agree, as_typed, read_name
from index.identities import Known
from index.people import find_holders, find_people
from index.profiles import list_profiles
from index.snapshot import Snapshot
from index.tenures import Tenure, holders_in, latest_holders
from index.whoswho import identify


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """An archive of some years."""
    return index_articles(tmp_path_factory.mktemp("archive"), dict(ARCHIVE))


def _said(speaker: str, words: str, day: str | None = None, more: str = "") -> dict[str, str]:
    text = f"News of the day: {words}\n\n“{words},” said {speaker}. {more}"
    return {"text": text, **({"published_at": day} if day else {})}


ARCHIVE = {
    "2016": _said("Norvian President Lena Okafor", "The bridge will be built", "2016-03-01"),
    "2017": _said("Lena Okafor", "We count on the harbour", "2017-05-01", "The Norvian president left early."),
    "2019": _said("Norvian President Milan Brandt", "The bridge is too dear", "2019-02-01"),
    "2020": _said("former Norvian President Lena Okafor", "It was never too dear", "2020-06-01"),
    "2021": _said("the Norvian president’s spokeswoman, Ida Falk", "No comment today", "2021-06-01"),
    "vice": _said("Norvian Vice President Sven Aalto", "The vice president agrees", "2021-07-01"),
    "torres1": _said("Mayor Ana Torres", "Arden needs a new school", "2021-01-02"),
    "torres2": _said("Eva Torres", "The school is good enough", "2021-01-03"),
    "torres3": _said("Torres", "Nobody asked me about schools", "2021-01-04"),
    "lindqvist": _said("Jo Lindqvist", "The nets are empty again", "2021-02-01"),
    "surname": _said("Lindqvist", "The cod moved to the north", "2021-03-01"),
}


def names(snapshot: Snapshot, who: str, **options: object) -> set[str]:
    return {person.name for person in find_people(snapshot, who, None, **options)}  # type: ignore[arg-type]


def test_a_surname_alone_joins_the_only_full_name_that_fits(found: Snapshot) -> None:
    (person,) = find_people(found, "Jo Lindqvist", None)
    assert (person.quotes, len(person.known_as)) == (2, 2)
    assert find_people(found, "Lindqvist", None) == [person]


def test_a_surname_that_fits_two_people_stays_apart_and_all_are_returned(found: Snapshot) -> None:
    assert names(found, "Torres") == {"Ana Torres", "Eva Torres", "Torres"}
    assert [person.quotes for person in find_people(found, "Ana Torres", None)] == [1]


def test_one_of_several_can_be_chosen_exactly(found: Snapshot) -> None:
    assert names(found, "Torres", exact=True) == {"Torres"}
    assert names(found, "ana torres", exact=True) == {"Ana Torres"}


def test_a_title_chooses_among_namesakes(found: Snapshot) -> None:
    assert names(found, "Mayor Torres") == {"Ana Torres"}


@pytest.mark.parametrize(
    ("who", "holder"),
    [("the Norvian president", "Milan Brandt"), ("the president of Norvia", "Milan Brandt"),
     ("the Norvian president in 2016", "Lena Okafor"), ("the Norvian president in 2019", "Milan Brandt"),
     ("President Okafor", "Lena Okafor"), ("the former Norvian president", "Lena Okafor"),
     ("the Norvian vice president", "Sven Aalto"), ("the mayor", "Ana Torres"),
     ("the Norvian president’s spokeswoman", "Ida Falk")],
)  # fmt: skip
def test_an_office_means_who_holds_it_at_the_time(found: Snapshot, who: str, holder: str) -> None:
    assert names(found, who) == {holder}


def test_a_surname_that_is_an_office_too_means_all_whom_it_can_mean(tmp_path: Path) -> None:
    articles = {
        "one": _said("Pope Benno", "Peace on all of you", "2021-01-02"),
        "two": _said("Amy Pope", "The borders are open", "2021-01-03"),
    }
    snapshot = index_articles(tmp_path, dict(articles))
    assert names(snapshot, "Pope") == {"Benno", "Amy Pope"}
    assert names(snapshot, "the pope") == {"Benno"}


def test_the_day_of_an_office_can_be_given(found: Snapshot) -> None:
    assert names(found, "the Norvian president", on=date(2017, 1, 1)) == {"Lena Okafor"}
    assert names(found, "the Norvian president", on=(date(2019, 1, 1), date(2019, 12, 31))) == {"Milan Brandt"}


def test_an_articles_people_only_are_found_in_it(found: Snapshot) -> None:
    article_id = str(found.catalog.find_article("torres2"))
    (person,) = find_people(found, "Torres", [article_id])
    assert (person.name, person.known_as) == ("Eva Torres", ((article_id, "Eva Torres"),))
    assert find_people(found, "the mayor", [article_id]) == []


def test_nobody_is_found_by_an_unknown_name(found: Snapshot) -> None:
    assert not any(
        names(found, who) for who in ("Whitfield", "Ana Whitfield", "Zoe Torres", "the pope", "", "?", "the")
    )


def test_the_holder_of_an_office_is_shown_beside_the_name(found: Snapshot) -> None:
    ((article_id, (start, end)),) = find_holders(found, "president of Norvia", None)
    article = found.catalog.article(article_id)
    assert article
    assert article.text[start:end] == "Norvian President"
    assert article.text[end:].startswith(" Milan Brandt")


def test_two_holders_at_one_time_are_asked_back(tmp_path: Path) -> None:
    snapshot = index_articles(
        tmp_path / "data",
        {
            "a": _said("Senator Ana Torres", "The bill will pass", "2021-01-02"),
            "b": _said("Senator Jo Whitfield", "The bill will fail", "2021-01-02"),
        },
    )
    assert names(snapshot, "the senator") == {"Ana Torres", "Jo Whitfield"}


def test_a_bare_office_is_not_that_of_some_club(tmp_path: Path) -> None:
    snapshot = index_articles(
        tmp_path / "data",
        {
            "a": _said("President Ana Torres", "The bill will pass", "2021-01-02"),
            "b": _said("Jo Whitfield, president of the Arden Chess Club,", "We will win", "2021-01-03"),
        },
    )
    assert names(snapshot, "the president") == {"Ana Torres"}
    assert names(snapshot, "the president of the Arden Chess Club") == {"Jo Whitfield"}


def test_former_holders_are_all_asked_back(tmp_path: Path) -> None:
    snapshot = index_articles(
        tmp_path / "data",
        {
            "a": _said("former Mayor Ana Torres", "The bill will pass", "2015-01-02"),
            "b": _said("former Mayor Jo Whitfield", "The bill will fail", "2021-01-02"),
        },
    )
    assert names(snapshot, "the former mayor") == {"Ana Torres", "Jo Whitfield"}


def test_a_body_is_found_by_its_acronym(tmp_path: Path) -> None:
    snapshot = index_articles(
        tmp_path / "data",
        {
            "long": _said("the International Energy Board (IEB)", "Prices will fall soon"),
            "short": _said("the IEB", "Prices will rise again"),
        },
    )
    for who in ("the International Energy Board", "IEB", "the I.E.B."):
        assert [person.quotes for person in find_people(snapshot, who, None)] == [2]


def test_an_office_and_a_name_of_the_seed_article_mean_one_person(seed_engine: Engine) -> None:
    asked = ("what did the Iranian president say?", "what did President Rouhani say?", "what did Hassan Rouhani say?")
    answers = [seed_engine.ask(question) for question in asked]
    assert {answer.citations[0].speaker for answer in answers} == {"Hassan Rouhani"}
    assert len({tuple(citation.ref for citation in answer.citations) for answer in answers}) == 1
    assert SEEDS.is_dir()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Donald J. Torres", "Donald Torres"), ("Donald John Torres", "Donald J. Torres"),
     ("Sen. Ana Torres", "Ana Torres"),
     ("J.D. Torres", "JD Torres"), ("J. D. Torres", "JD Torres"), ("J. Torres", "Jo Torres"),
     ("Ri Yong-ho", "Ri Yong Ho"),
     ("Ri Yong-ho", "Ri Yongho"), ("José Núñez", "Jose Nunez"), ("Jørn Søby", "Jorn Soby"),
     ("Jo Torres, Jr.", "Jo Torres Jr"), ("Secretary of State Ana Torres", "Ana Torres"), ("Ana O’Shea", "Ana O'Shea"),
     ("Ana\xa0Torres", "Ana Torres"), ("Jo Falk-Torres", "Jo Falk Torres")],
)  # fmt: skip
def test_these_may_be_one_name(one: str, other: str) -> None:
    assert agree(read_name(one), read_name(other))
    assert agree(read_name(other), read_name(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana Torres", "Eva Torres"), ("Jo Torres Jr.", "Jo Torres"), ("Jo Torres Jr.", "Jo Torres Sr."),
     ("Donald J. Torres", "Donald M. Torres"), ("J. Torres", "Ana Torres"), ("C. Rick Torres", "Chris Torres"),
     ("National Weather Service", "National Service"), ("Ana Torres", "Ana Whitfield"), ("Torres", "Ana Torres")],
)  # fmt: skip
def test_these_are_different_names(one: str, other: str) -> None:
    assert not agree(read_name(one), read_name(other))


def _groups(*speakers: str | tuple[str, ...]) -> list[set[str]]:
    """Who is who, where each article names one quoted speaker; a tuple is a name with aliases."""
    named = [(one,) if isinstance(one, str) else one for one in speakers]
    known = [Known(row, names[0], names, 1) for row, names in enumerate(named)]
    return sorted(({member.name for member in one.members} for one in identify(known)), key=sorted)


def test_variants_join_only_where_they_fit_one_person() -> None:
    assert _groups("Jo Torres", "J. Torres", "Jo M. Torres") == [{"Jo Torres", "J. Torres", "Jo M. Torres"}]
    assert _groups("Jo Torres", "J. Torres", "Jan Torres") == [{"J. Torres"}, {"Jan Torres"}, {"Jo Torres"}]
    assert _groups("Jo A. Torres", "Jo Torres", "Jo B. Torres") == [{"Jo A. Torres"}, {"Jo B. Torres"}, {"Jo Torres"}]
    assert _groups("Jo Torres Jr.", "Jo Torres Sr.", "Jo Torres") == [
        {"Jo Torres"},
        {"Jo Torres Jr."},
        {"Jo Torres Sr."},
    ]


def test_a_short_given_name_joins_the_long_one_where_both_have_one_office() -> None:
    founder = "Gridline founder"
    assert _groups(("Sam Torres", founder), ("Samuel Torres", founder)) == [{"Sam Torres", "Samuel Torres"}]
    assert _groups(("Sam Torres", founder), ("Samuel Torres", "founder")) == [{"Sam Torres"}, {"Samuel Torres"}]


def test_a_surname_with_a_title_joins_who_has_that_title() -> None:
    senator, mayor = ("Ana Torres", "Senator"), ("Eva Torres", "Mayor")
    assert _groups(senator, mayor, ("Torres", "Sen.")) == [{"Ana Torres", "Torres"}, {"Eva Torres"}]
    assert _groups(senator, mayor, ("Torres", "Judge")) == [{"Ana Torres"}, {"Eva Torres"}, {"Torres"}]
    assert _groups(senator, ("Torres", "Pope")) == [{"Ana Torres"}, {"Torres"}]


def test_a_word_that_mostly_stands_alone_is_not_somebodys_surname() -> None:
    assert _groups("Ana Gridline", "Gridline", "Gridline", "Gridline") == [{"Ana Gridline"}, {"Gridline"}]
    assert _groups("Ana Jordan", "Jordan") == [{"Ana Jordan"}, {"Jordan"}]


def test_a_family_name_may_come_first() -> None:
    assert _groups("Ri Yong-ho", "Ri") == [{"Ri", "Ri Yong-ho"}]
    tenzin = ("Norgay Tenzin", "President Norgay", "President")
    assert _groups(tenzin, ("Norgay", "President")) == [{"Norgay", "Norgay Tenzin"}]
    assert _groups(tenzin, "Norgay") == [{"Norgay"}, {"Norgay Tenzin"}]


def test_a_word_too_many_in_front_of_a_name_is_a_slip() -> None:
    assert _groups("Ana Torres", "Ana Torres", "Neither Ana Torres") == [{"Ana Torres", "Neither Ana Torres"}]
    assert _groups("Ana Torres", "Ana Torres", "Mary Ana Torres") == [{"Ana Torres"}, {"Mary Ana Torres"}]


def test_an_acronym_is_what_the_text_explains_it_to_be() -> None:
    text = "He asked the Centers for Harbour Control and Safety (CHC), the Arden Courier (paper) and Ana Torres (MP)."
    assert find_acronyms(text) == {"CHC": "Centers for Harbour Control and Safety"}
    assert abbreviates("I.E.B.", ("international", "energy", "board"))
    assert not abbreviates("IEB", ("international", "board"))


def _days(*days: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, days))


def test_a_holder_is_succeeded_by_who_is_named_later_only() -> None:
    first, second = Tenure(_days("2015-01-01", "2018-01-01")), Tenure(_days("2019-01-01", "2020-01-01"))
    assert latest_holders({1: first, 2: second}) == {2}
    assert latest_holders({1: first, 2: second, 3: Tenure(_days("2014-01-01", "2019-06-01"))}) == {2, 3}
    assert latest_holders({1: first, 2: Tenure((), is_undated=True)}) == {1, 2}


def test_whom_articles_call_a_former_holder_holds_it_no_longer() -> None:
    before = Tenure(_days("2015-01-01", "2020-01-02"), former=_days("2019-01-01", "2019-06-01", "2020-01-01"))
    assert latest_holders({1: before, 2: Tenure(_days("2018-06-01", "2020-01-01"))}) == {2}


def test_a_period_without_a_mention_is_told_by_the_nearest_ones() -> None:
    tenures = {1: Tenure(_days("2015-01-01", "2018-01-01")), 2: Tenure(_days("2019-01-01"))}
    assert holders_in((date(2016, 1, 1), date(2016, 12, 31)), tenures) == {1}
    assert holders_in((date(2019, 3, 1), date(2019, 3, 1)), tenures) == {2}
    assert holders_in((date(1990, 1, 1), date(1990, 12, 31)), tenures) == {1, 2}


def test_suggestions_begin_a_word_of_a_name_and_come_most_quoted_first(found: Snapshot) -> None:
    suggest = found.catalog.roster.suggest
    assert suggest("", 3, 100)[0] == "Lena Okafor"
    assert suggest("tor", 25, 100) == ["Ana Torres", "Eva Torres", "Torres"]
    assert suggest("ANA tÓr", 25, 100) == ["Ana Torres"]
    assert suggest("mayor", 25, 100) == ["Ana Torres"]
    assert suggest("orres", 25, 100) == suggest("%", 25, 5) == suggest("torres", 25, 5) == []
    assert len(suggest("", 2, 100)) == 2


def test_articles_are_suggested_by_the_words_of_their_titles_newest_first(found: Snapshot) -> None:
    titles = [summary.source_id for summary in found.catalog.suggest_articles("brid", 25)]
    assert titles == ["2019", "2016"]
    assert [summary.source_id for summary in found.catalog.suggest_articles("torres3", 25)] == ["torres3"]
    assert len(found.catalog.suggest_articles("", 4)) == 4


def test_only_articles_that_quote_somebody_count_as_such(tmp_path: Path) -> None:
    quoting = _said("Mayor Ana Torres", "The harbour opens on Monday")
    naming = {"text": "Harbour news\n\nMayor Ana Torres cut the ribbon at the harbour on Monday."}
    (profile,) = list_profiles(index_articles(tmp_path, {"quoting": quoting, "naming": naming}))
    assert (profile.name, profile.quotes, profile.articles) == ("Ana Torres", 1, 1)


def test_a_name_in_quotation_marks_is_exactly_that_one(tmp_path: Path) -> None:
    full = _said("Edda Varga", "The steel tariffs stay in force")
    bare = _said("Varga", "A bad deal will haunt us all")
    other = _said("Milan Varga", "The mills are closed for good")
    snapshot = index_articles(tmp_path, {"full": full, "other": other, "bare": bare})
    assert len(find_people(snapshot, "Varga")) > 1
    assert [person.name for person in find_people(snapshot, "“Varga”")] == ["Varga"]


def test_a_name_that_is_part_of_another_is_shown_as_it_is_asked_for() -> None:
    assert as_typed(["Edda Varga", "Varga", "Rosa Lee"]) == ["Edda Varga", "“Varga”", "Rosa Lee"]
