"""Moderators correct who said what and what is shown; no word changes, everything is undone again, and it all stays."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from corpora import reindex, write_corpus
from embedders import HashedWords
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.trail import StateTrail
from index.answering import answer
from index.corrections import Action, Correction, Mark, Merge, SetSpeaker, Split
from index.corrector import Corrector
from index.errors import EditedRefError, ReindexRunningError, StorageError, UnknownRefError, UsageError
from index.listing import list_quotes
from index.lock import reindex_lock
from index.people import find_people
from index.questions import parse_question
from index.results import Answer, LedgerEntry
from index.snapshot import Snapshot
from index.store import SnapshotStore
from index.trail import TrailFile, TrailStore, read_trail
from index.types import Analysis, Filter

BRIDGE = """Bridge closed

Mayor Ana Torres closed the bridge on Monday. “The bridge stays closed until spring,” Torres said.

“No ferry will run before May,” said Toro, who spoke in Arden.
"""
FERRY = """Ferry sold

Ferry owner Eva Whitfield has sold her boat. “I am too old for the river,” Whitfield said.

“The boat is as good as new,” said Toro.
"""
HARBOUR = """Harbour grows

“The harbour needs a second crane,” said Eva Whitfield, the harbour master of Norvia.
"""
ARTICLES = {"bridge": BRIDGE, "ferry": FERRY, "harbour": HARBOUR}


class Desk:
    """A data directory with its articles, and a moderator at work in it."""

    def __init__(self, folder: Path, trail: TrailStore) -> None:
        self.folder, self.store, self.trail = folder, SnapshotStore(folder), trail
        self.corrector = Corrector(self.store, trail)

    def index(self, articles: dict[str, str]) -> list[str]:
        """Reindex, and return why corrections do not apply any more."""
        corpus = write_corpus(self.folder / "corpus.jsonl", articles)
        return [failure.reason for failure in reindex(self.folder, corpus, trail=self.trail).lost]

    @property
    def snapshot(self) -> Snapshot:
        return self.store.open_current()

    def correct(self, action: Action) -> Correction:
        return self.corrector.correct(action, "a moderator")

    def quotes(self, *, with_hidden: bool = False) -> list[LedgerEntry]:
        return [self.snapshot.entry(quote) for quote in self.snapshot.catalog.quotes(with_hidden=with_hidden)]

    def speakers(self) -> list[str | None]:
        return [entry.speaker for entry in self.quotes()]

    def ref(self, words: str) -> str:
        return next(entry.ref for entry in self.quotes(with_hidden=True) if words in entry.text)

    def ask(self, question: str) -> Answer:
        return answer(self.snapshot, HashedWords(), parse_question(question), Filter(), limit=5, threshold=0.3)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    Desk(folder, TrailFile(folder)).index(ARTICLES)
    return folder


@pytest.fixture(params=["file", "database"])
def trail_in(request: pytest.FixtureRequest) -> Callable[[Path], TrailStore]:
    """Where the trail of a data directory is kept."""
    return TrailFile if request.param == "file" else partial(StateTrail, "", corpus="main")


@pytest.fixture
def desk(indexed: Path, tmp_path: Path, trail_in: Callable[[Path], TrailStore]) -> Desk:
    shutil.copytree(indexed, tmp_path / "data")
    return Desk(tmp_path / "data", trail_in(tmp_path / "data"))


FOUND = ["Ana Torres", "Toro", "Eva Whitfield", "Toro", "Eva Whitfield"]


def test_the_articles_tell_these_speakers(desk: Desk) -> None:
    assert desk.speakers() == FOUND


def test_a_merged_name_is_the_other_one_everywhere(desk: Desk) -> None:
    made = desk.correct(Merge("Toro", "Ana Torres"))
    assert (made.before, made.after, made.by) == ("Toro", "Ana Torres", "a moderator")
    assert desk.speakers() == ["Ana Torres", "Ana Torres", "Eva Whitfield", "Ana Torres", "Eva Whitfield"]
    assert [person.quotes for person in find_people(desk.snapshot, "Toro", None)] == [3]
    assert len(desk.ask("what did Ana Torres say?").citations) == 3


def test_a_merge_takes_along_what_was_given_to_the_speaker_before(desk: Desk) -> None:
    desk.correct(SetSpeaker(desk.ref("No ferry"), "Ana Torres"))
    desk.correct(Merge("Ana Torres", "Eva Whitfield"))
    assert desk.speakers() == ["Eva Whitfield", "Eva Whitfield", "Eva Whitfield", "Toro", "Eva Whitfield"]


def test_a_merge_in_one_article_leaves_the_others(desk: Desk) -> None:
    desk.correct(Merge("Toro", "Ana Torres", article="bridge"))
    assert desk.speakers() == ["Ana Torres", "Ana Torres", "Eva Whitfield", "Toro", "Eva Whitfield"]
    assert {person.name for person in find_people(desk.snapshot, "Toro", None)} == {"Ana Torres", "Toro"}


def test_a_split_name_is_asked_back(desk: Desk) -> None:
    desk.correct(Split("Eva Whitfield", ("harbour",), "Eva Whitfield (harbour master)"))
    assert desk.speakers()[-1] == "Eva Whitfield (harbour master)"
    found = desk.ask("what did Eva Whitfield say?")
    assert set(found.clarify) == {"Eva Whitfield", "Eva Whitfield (harbour master)"}
    assert len(desk.ask("what did Eva Whitfield (harbour master) say?").citations) == 1


def test_the_speaker_of_one_quotation_can_be_set(desk: Desk) -> None:
    desk.correct(SetSpeaker(desk.ref("as good as new"), "Eva Whitfield"))
    assert desk.speakers() == ["Ana Torres", "Toro", "Eva Whitfield", "Eva Whitfield", "Eva Whitfield"]
    assert [person.quotes for person in find_people(desk.snapshot, "Whitfield", None)] == [3]


def test_a_quotation_can_be_nobodys(desk: Desk) -> None:
    desk.correct(SetSpeaker(desk.ref("as good as new"), None))
    assert desk.speakers() == ["Ana Torres", "Toro", "Eva Whitfield", None, "Eva Whitfield"]
    assert [person.quotes for person in find_people(desk.snapshot, "Toro", None)] == [1]


def test_a_corrected_attribution_shows_as_such(desk: Desk) -> None:
    desk.correct(SetSpeaker(desk.ref("as good as new"), "Eva Whitfield"))
    corrected = [(entry.stated, entry.inferred) for entry in desk.quotes() if entry.inferred == "correction"]
    assert corrected == [(False, "correction")]


def test_a_speaker_may_be_somebody_whom_only_the_text_names(desk: Desk) -> None:
    with pytest.raises(UsageError, match="does not name “Jo Lindqvist”"):
        desk.correct(SetSpeaker(desk.ref("as good as new"), "Jo Lindqvist"))
    desk.correct(SetSpeaker(desk.ref("as good as new"), "Jo Lindqvist", is_new=True))
    assert len(desk.ask("what did Jo Lindqvist say?").citations) == 1


def test_a_hidden_quotation_is_neither_listed_nor_answered_with(desk: Desk) -> None:
    desk.correct(Mark(desk.ref("second crane"), "hide"))
    assert "harbour needs" not in " ".join(entry.text for entry in desk.quotes())
    for question in (
        "what did Eva Whitfield say?",
        "who said “The harbour needs a second crane”?",
        "what does the harbour need?",
    ):
        found = desk.ask(question)
        shown = [found.reason or "", *(c.text for c in found.citations), *(p.text for p in found.passages)]
        assert "second crane" not in " ".join(shown)


def test_a_hidden_quotation_is_still_there_for_moderators(desk: Desk) -> None:
    ref = desk.ref("second crane")
    desk.correct(Mark(ref, "hide"))
    assert [entry.hidden for entry in desk.quotes(with_hidden=True)] == [False, False, False, False, True]
    desk.correct(Mark(ref, "show"))
    assert len(desk.quotes()) == 5


def test_a_pinned_quotation_comes_first_for_its_speaker(desk: Desk) -> None:
    desk.correct(Mark(desk.ref("second crane"), "pin"))
    assert "second crane" in desk.ask("what did Eva Whitfield say?").citations[0].text
    assert "second crane" in list_quotes(desk.snapshot, HashedWords(), Filter(speaker="Whitfield")).entries[0].text
    desk.correct(Mark(desk.ref("second crane"), "unpin"))
    assert "too old" in desk.ask("what did Eva Whitfield say?").citations[0].text


ACTIONS: dict[str, Callable[[Desk], Action]] = {
    "merge": lambda _: Merge("Toro", "Ana Torres"),
    "merge in one article": lambda _: Merge("Toro", "Ana Torres", article="ferry"),
    "split": lambda _: Split("Eva Whitfield", ("ferry",), "Eva Whitfield (owner)"),
    "speaker": lambda desk: SetSpeaker(desk.ref("No ferry"), "Ana Torres"),
    "nobody": lambda desk: SetSpeaker(desk.ref("No ferry"), None),
    "hide": lambda desk: Mark(desk.ref("No ferry"), "hide"),
    "pin": lambda desk: Mark(desk.ref("second crane"), "pin"),
}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_every_correction_can_be_undone(desk: Desk, action: Callable[[Desk], Action]) -> None:
    before = desk.quotes(with_hidden=True), desk.snapshot.catalog.roster.ranking()
    made = desk.correct(action(desk))
    assert (desk.quotes(with_hidden=True), desk.snapshot.catalog.roster.ranking()) != before
    undone = desk.corrector.undo(made.id, "another")
    assert (desk.quotes(with_hidden=True), desk.snapshot.catalog.roster.ranking()) == before
    assert (undone.undone_by, desk.corrector.all()) == ("another", [undone])


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_every_correction_survives_a_reindex_and_an_edit(desk: Desk, action: Callable[[Desk], Action]) -> None:
    desk.correct(action(desk))
    before = [(entry.text, entry.speaker, entry.hidden, entry.pinned) for entry in desk.quotes(with_hidden=True)]
    edited = {name: text.replace("\n\n", "\n\nThis is news. ", 1) for name, text in ARTICLES.items()}
    assert desk.index(edited) == []
    after = [(entry.text, entry.speaker, entry.hidden, entry.pinned) for entry in desk.quotes(with_hidden=True)]
    assert after == before


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_what_was_found_before_a_correction_is_taken_along(desk: Desk, action: Callable[[Desk], Action]) -> None:
    def found() -> list[Analysis]:
        catalog = desk.snapshot.catalog
        return [catalog.analysis(str(catalog.find_article(source_id))) for source_id in ARTICLES]

    before = found()
    desk.correct(action(desk))
    desk.index({"rain": "Rain\n\nNothing but rain.", **ARTICLES})
    assert found() == before


def test_corrections_whose_words_disappear_are_reported_and_apply_again_when_these_come_back(desk: Desk) -> None:
    desk.correct(SetSpeaker(desk.ref("as good as new"), "Eva Whitfield"))
    assert "are gone" in desk.index({**ARTICLES, "ferry": FERRY.replace("as good as new", "old")})[0]
    assert "are gone" in str(desk.corrector.all()[0].lost)
    assert desk.speakers() == FOUND
    assert desk.index(ARTICLES) == []
    assert desk.speakers()[3] == "Eva Whitfield"


def test_a_correction_in_an_article_that_is_gone_is_reported_at_every_reindex(desk: Desk) -> None:
    desk.correct(Merge("Toro", "Ana Torres", article="ferry"))
    less = {"bridge": BRIDGE, "harbour": HARBOUR}
    assert "was removed" in desk.index(less)[0]
    assert "was removed" in desk.index(less)[0]


def test_a_reindex_that_changes_nothing_publishes_nothing(desk: Desk) -> None:
    desk.index(ARTICLES)
    desk.correct(Merge("Toro", "Ana Torres"))
    snapshot = desk.snapshot.id
    desk.index(ARTICLES)
    assert desk.snapshot.id == snapshot


def test_corrections_build_on_one_another(desk: Desk) -> None:
    desk.correct(Merge("Toro", "Ana Torres"))
    desk.correct(Split("Ana Torres", ("ferry",), "Ana Torres (captain)"))
    assert desk.speakers() == ["Ana Torres", "Ana Torres", "Eva Whitfield", "Ana Torres (captain)", "Eva Whitfield"]
    desk.corrector.undo(1, "a moderator")
    assert "Not every one" in str(desk.corrector.all()[1].lost)
    assert desk.speakers() == FOUND


WRONG: dict[str, tuple[Callable[[Desk], Action], str]] = {
    "an unknown name": (lambda _: Merge("Whitfeld", "Ana Torres"), "Nobody is called “Whitfeld”.*Eva Whitfield"),
    "an unknown name to merge into": (lambda _: Merge("Toro", "Anna Torres"), "Nobody is called.*Ana Torres"),
    "one and the same": (lambda _: Merge("Ana Torres", "ana torres"), "one speaker already"),
    "an unknown article": (lambda _: Merge("Toro", "Ana Torres", article="nowhere"), "There is no article 'nowhere'"),
    "a name that is not in the article": (lambda _: Merge("Toro", "Ana Torres", article="harbour"), "Nobody.*there"),
    "no article to split off": (lambda _: Split("Toro", (), "Toro (mate)"), "Not every one"),
    "an article that does not name them": (lambda _: Split("Toro", ("harbour",), "Toro (mate)"), "Not every one"),
    "the same name for both": (lambda _: Split("Toro", ("ferry",), "TORO"), "something else"),
    "an empty name": (lambda desk: SetSpeaker(desk.ref("No ferry"), "  "), "Give the speaker’s name"),
    "too long a name": (lambda _: Merge("Toro", "A" * 101), "at most 100"),
    "what is shown already": (lambda desk: Mark(desk.ref("No ferry"), "show"), "shown already"),
}  # fmt: skip


@pytest.mark.parametrize(("action", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_corrected_is_told_and_changes_nothing(
    desk: Desk, action: Callable[[Desk], Action], message: str
) -> None:
    snapshot = desk.snapshot.id
    with pytest.raises(UsageError, match=message):
        desk.correct(action(desk))
    assert (desk.snapshot.id, desk.corrector.all()) == (snapshot, [])


def test_an_unknown_ref_is_told(desk: Desk) -> None:
    with pytest.raises(UnknownRefError):
        desk.correct(Mark("0f1e2d3c4b5a6978-120-164-5a7c01e9", "hide"))
    desk.index({**ARTICLES, "ferry": FERRY.replace("as good as new", "old")})
    ref = desk.ref("The boat is old")
    desk.index(ARTICLES)
    with pytest.raises(EditedRefError):
        desk.correct(Mark(ref, "hide"))


def test_words_that_are_no_quotation_cannot_be_hidden(desk: Desk) -> None:
    text = desk.snapshot.catalog.articles()[0]
    citation = desk.snapshot.cite(text.article_id, 15, 40, None, 1.0)
    with pytest.raises(UsageError, match="No quotation stands at"):
        desk.correct(Mark(citation.ref, "hide"))


@pytest.mark.parametrize("undone", [1, 7], ids=["twice", "never made"])
def test_there_may_be_nothing_to_undo(desk: Desk, undone: int) -> None:
    desk.corrector.undo(desk.correct(Merge("Toro", "Ana Torres")).id, "me")
    with pytest.raises(UsageError, match=r"undone already|There is no correction 7"):
        desk.corrector.undo(undone, "me")


def test_the_trail_is_only_ever_appended_to(desk: Desk) -> None:
    desk.correct(Merge("Toro", "Ana Torres"))
    first = read_trail(desk.trail).text
    desk.corrector.undo(1, "another")
    assert read_trail(desk.trail).text.startswith(first)
    assert [one.undone_by for one in read_trail(desk.trail).corrections] == ["another"]


def test_nothing_is_corrected_during_a_reindex(desk: Desk) -> None:
    with reindex_lock(desk.folder), pytest.raises(ReindexRunningError):
        desk.correct(Merge("Toro", "Ana Torres"))


def test_a_correction_that_cannot_be_published_leaves_no_trace(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(desk.store, "publish", fail)
    with pytest.raises(StorageError):
        desk.correct(Merge("Toro", "Ana Torres"))
    assert (desk.speakers(), desk.corrector.all()) == (FOUND, [])


def test_a_correction_shares_what_it_does_not_change_and_leaves_one_snapshot_to_go_back_to(desk: Desk) -> None:
    found = desk.snapshot.id
    for how in ("pin", "unpin", "hide"):
        desk.correct(Mark(desk.ref("second crane"), how))  # type: ignore[arg-type]
    assert desk.store.list() == (desk.snapshot.id, found)
    vectors = [desk.folder / "snapshots" / one / "vectors.faiss" for one in desk.store.list()]
    assert vectors[0].samefile(vectors[1])
    desk.snapshot.verify()


names = st.sampled_from(["Ana Torres", "Toro", "Eva Whitfield", "Arden", "Somebody New"])
some_articles = st.sampled_from(sorted(ARTICLES))
places = st.integers(0, 4)
actions = st.one_of(
    st.tuples(st.just("merge"), names, names, st.none() | some_articles),
    st.tuples(st.just("split"), names, some_articles, names),
    st.tuples(st.just("speaker"), places, st.none() | names),
    st.tuples(st.just("mark"), places, st.sampled_from(["hide", "show", "pin", "unpin"])),
    st.tuples(st.just("undo"), st.integers(1, 4)),
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(actions, min_size=1, max_size=6))
def test_no_correction_ever_changes_a_word_or_what_was_found(
    indexed: Path,
    tmp_path: Path,
    trail_in: Callable[[Path], TrailStore],
    wanted: list,  # type: ignore[type-arg]
) -> None:
    folder = Path(shutil.copytree(indexed, tempfile.mkdtemp(dir=tmp_path), dirs_exist_ok=True))
    desk = Desk(folder, trail_in(folder))
    before = [(entry.start, entry.end, entry.text, entry.ref) for entry in desk.quotes()]
    ids = [summary.article_id for summary in desk.snapshot.catalog.articles()]
    found = [(desk.snapshot.catalog.article(one), desk.snapshot.catalog.analysis(one)) for one in ids]
    for kind, *values in wanted:
        try:
            if kind == "merge":
                desk.correct(Merge(values[0], values[1], values[2]))
            elif kind == "split":
                desk.correct(Split(values[0], (values[1],), values[2]))
            elif kind == "speaker":
                desk.correct(SetSpeaker(before[values[0]][3], values[1], is_new=True))
            elif kind == "mark":
                desk.correct(Mark(before[values[0]][3], values[1]))
            else:
                desk.corrector.undo(values[0], "me")
        except UsageError:
            continue
    catalog = desk.snapshot.catalog
    assert [(entry.start, entry.end, entry.text, entry.ref) for entry in desk.quotes(with_hidden=True)] == before
    assert [(catalog.article(one), catalog.analysis(one)) for one in ids] == found
    counts = {person: count for person, _, count in catalog.roster.ranking()}
    speech = [entry for entry in desk.quotes() if entry.speaker is not None and entry.is_speech]
    assert sum(counts.values()) == len(speech)
