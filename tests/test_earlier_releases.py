"""Data directories of earlier versions (see `earlier_releases/README.md`): refused with what to do, and taken over."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from bot.state.state import State
from index.manifest import FORMAT, NAME

ARCHIVES = Path(__file__).parent / "earlier_releases"
FERRY = "954faa439b9f765f-82-128-267fee35"
FERRY_WORDS = "We cannot sail another winter with this engine"
MINISTER = "954faa439b9f765f-208-245-20b2dcb3"
LIBRARY = "d24ede6cee75dc36-78-140-4be69e49"  # hidden in `corrected`
ORCHARD = "b09795e8960935b5-83-115-2b04e847"  # given to another speaker in `corrected`
MARKET = "4467776ee80ee743-76-106-02b56897"  # removed in `corrected`
READ_FROM = "/srv/quoth/articles"
WHAT_TO_DO = "run quoth reindex, which makes the index anew from the articles."


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Installation:
    """A data directory of an earlier version, and the articles that it was made from."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    def run(self, *arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as end:
            main(["--data-dir", str(self.data), *map(str, arguments)])
        out, err = self.capture.readouterr()
        assert "Traceback" not in out + err
        return Ran(int(str(end.value.code)), out, err)

    def reindex(self) -> Ran:
        ran = self.run("reindex", self.articles, "--json")
        assert ran.code == 0, ran.err
        return ran

    def quotes(self) -> dict[str, dict[str, object]]:
        rows = map(json.loads, self.run("quotes", "--json").out.splitlines())
        return {row["ref"]: row for row in rows}


def unpack(
    archive: str, folder: Path, models: Path, capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Installation:
    with zipfile.ZipFile(ARCHIVES / f"{archive}.zip") as packed:
        packed.extractall(folder)
    shutil.copytree(models, folder / "data" / "models")  # else each test exports the model
    monkeypatch.delenv("QUOTH_DISCORD__TOKEN", raising=False)
    return Installation(folder, capture)


@pytest.fixture
def first(
    tmp_path: Path, seed_data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """What the first version made."""
    return unpack("first", tmp_path, seed_data / "models", capsys, monkeypatch)


@pytest.fixture
def corrected(
    tmp_path: Path, seed_data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """What the last version made that kept corrections in a file, with corrections and the bot's state."""
    return unpack("corrected", tmp_path, seed_data / "models", capsys, monkeypatch)


@pytest.fixture(params=["first", "corrected"])
def earlier(request: pytest.FixtureRequest) -> Installation:
    """Either."""
    found: Installation = request.getfixturevalue(request.param)
    return found


# Refused, with what to do


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "What did Lindqvist say?"),
        ("quotes",),
        ("source", FERRY),
        ("check", FERRY_WORDS),
        ("articles",),
        ("speakers",),
        ("correct", "hide", FERRY),
    ],
    ids=lambda command: command[0],
)
def test_an_index_of_an_earlier_version_is_refused_with_what_to_do(
    command: tuple[str, ...], earlier: Installation
) -> None:
    ran = earlier.run(*command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("quoth: ")
    assert ran.err.count("\n") == 1
    assert "version of Quoth" in ran.err
    assert WHAT_TO_DO in ran.err


def test_it_is_said_which_version_is_the_earlier_one(first: Installation) -> None:
    assert f"of an earlier version of Quoth (its format is 1, this one reads {FORMAT})" in first.run("articles").err


def test_an_index_of_a_later_version_is_told_from_a_damaged_one(first: Installation) -> None:
    first.reindex()
    manifest = max(first.data.glob(f"snapshots/*/{NAME}"))
    row = json.loads(manifest.read_text("utf-8"))
    row.pop("seal")
    manifest.write_text(json.dumps({**row, "format": FORMAT + 1, "moon": "full"}), "utf-8")
    assert "of a later version of Quoth" in first.run("articles").err


def test_an_index_of_an_earlier_version_is_not_exported(earlier: Installation) -> None:
    ran = earlier.run("export", earlier.folder / "all.zip")
    assert (ran.code, WHAT_TO_DO in ran.err) == (2, True)
    assert not (earlier.folder / "all.zip").exists()


def test_the_doctor_says_what_to_do(earlier: Installation) -> None:
    ran = earlier.run("doctor")
    line = next(line for line in ran.out.splitlines() if "index:" in line)
    assert ran.code == 1
    assert line.startswith("FAIL")
    assert WHAT_TO_DO in line


def test_its_snapshots_are_listed_and_verified_with_why_they_are_of_no_use(earlier: Installation) -> None:
    listed = earlier.run("snapshots", "list")
    assert listed.code == 0
    assert listed.out.count("version of Quoth") == len(list((earlier.data / "snapshots").iterdir()))
    verified = earlier.run("snapshots", "verify")
    assert verified.code == 1
    assert "version of Quoth" in verified.out


def test_without_paths_the_articles_are_read_from_where_they_were(first: Installation) -> None:
    ran = first.run("reindex")
    assert (ran.code, ran.out) == (2, "")
    assert READ_FROM in ran.err
    manifest = next(first.data.glob(f"snapshots/*/{NAME}"))
    manifest.write_text(manifest.read_text("utf-8").replace(READ_FROM, str(first.articles)), "utf-8")
    assert json.loads(first.run("reindex", "--json").out)["added"] == ["ferry.txt", "library.txt", "orchard.txt"]


# Taken over


def test_a_reindex_takes_the_articles_over_and_answers(earlier: Installation) -> None:
    report = json.loads(earlier.reindex().out)
    assert (report["added"], report["failed"]) == (["ferry.txt", "library.txt", "orchard.txt"], [])
    answer = json.loads(earlier.run("ask", "What did Lindqvist say?", "--json").out)
    assert [(one["ref"], one["text"]) for one in answer["citations"]] == [(FERRY, FERRY_WORDS)]
    assert earlier.run("snapshots", "verify").code == 0


@pytest.mark.parametrize("ref", [FERRY, MINISTER, LIBRARY, ORCHARD])
def test_references_given_out_before_resolve(ref: str, earlier: Installation) -> None:
    earlier.reindex()
    assert json.loads(earlier.run("source", ref, "--json").out)["ref"] == ref


def test_a_reference_into_an_article_that_went_meanwhile_says_so(earlier: Installation) -> None:
    (earlier.articles / "orchard.txt").unlink()
    earlier.reindex()
    ran = earlier.run("source", ORCHARD)
    assert (ran.code, ran.out) == (2, "")
    assert "“Orchards after the hail” (orchard.txt) was removed from the collection" in ran.err


def test_a_reference_into_an_article_that_was_edited_meanwhile_finds_the_words(earlier: Installation) -> None:
    path = earlier.articles / "ferry.txt"
    path.write_text(path.read_text("utf-8").replace("will stop in October", "will stop at the end of October"), "utf-8")
    earlier.reindex()
    source = json.loads(earlier.run("source", FERRY, "--json").out)
    assert (source["text"], source["moved"]) == (FERRY_WORDS, True)


def test_what_was_removed_under_the_earlier_version_is_still_known(corrected: Installation) -> None:
    corrected.reindex()
    assert "“Market moves indoors” (market.txt) was removed" in corrected.run("source", MARKET).err


def test_corrections_survive(corrected: Installation) -> None:
    corrected.reindex()
    quotes = corrected.quotes()
    assert LIBRARY not in quotes
    assert quotes[ORCHARD]["speaker"] == "Oskar Dahl"
    listed = corrected.run("correct", "list").out
    assert [line[0] for line in listed.splitlines() if line[:1].isdigit()] == ["1", "2", "3"]
    assert listed.count("undone by") == 1
    corrected.run("correct", "undo", "2")
    assert corrected.quotes()[ORCHARD]["speaker"] == "Petra Holm"


def test_the_bots_state_survives(corrected: Installation) -> None:
    corrected.reindex()
    with closing(State("", corrected.data)) as state:
        assert (state.servers.settings(30).threads, state.servers.settings(30).cooldown_seconds) == (True, 9)
        asked = state.questions.find(10)
        assert asked is not None
        assert (asked.question, asked.refs) == ("What did Lindqvist say?", (FERRY,))
        assert (state.kept(40).questions, state.kept(41).ratings) == (1, 1)


def test_the_archives_are_what_they_are_said_to_be(first: Installation) -> None:
    manifest = next(first.data.glob(f"snapshots/*/{NAME}"))
    assert json.loads(manifest.read_text("utf-8"))["format"] == 1
    with closing(sqlite3.connect(manifest.with_name("catalog.sqlite"))) as catalog:
        assert catalog.execute("PRAGMA user_version").fetchone() == (1,)
    assert all(path.stat().st_size < 200_000 for path in ARCHIVES.glob("*.zip"))
