"""`quoth export` and `quoth import` as they are typed, with the real model on the seed article."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from test_cli import Quoth, Ran

from bot.state.asked import Asked
from bot.state.ratings import Rating
from bot.state.servers import ServerSettings
from bot.state.state import State
from index.following import Exchange

QUESTION = "What did Larijani say?"
Run = Callable[..., Ran]


@pytest.fixture
def quoth(seed_data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a data directory, in which the model is prepared."""
    monkeypatch.setenv("QUOTH_CONFIG", "")
    run = Quoth(capsys)

    def quoth(data_dir: Path, *arguments: str | Path) -> Ran:
        if not data_dir.exists():
            shutil.copytree(seed_data / "models", data_dir / "models", copy_function=os.link)
        return run("--data-dir", data_dir, *arguments)

    return quoth


@pytest.fixture
def archive(seed_data: Path, tmp_path: Path, quoth: Run) -> Path:
    assert quoth(seed_data, "export", tmp_path / "news.zip").code == 0
    return tmp_path / "news.zip"


def test_an_export_tells_what_is_in_it(seed_data: Path, tmp_path: Path, quoth: Run) -> None:
    ran = quoth(seed_data, "export", tmp_path / "news.zip")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{tmp_path / 'news.zip'}: 1 article, 26 quotations, 0 corrections; ")


def test_an_export_as_json(seed_data: Path, tmp_path: Path, quoth: Run) -> None:
    told = quoth(seed_data, "export", tmp_path / "news.zip", "--json").json()
    assert told["bytes"] == (tmp_path / "news.zip").stat().st_size
    assert (told["file"], told["articles"], told["corrections"]) == (str(tmp_path / "news.zip"), 1, 0)


def test_what_was_imported_answers_as_before(seed_data: Path, archive: Path, tmp_path: Path, quoth: Run) -> None:
    ran = quoth(tmp_path / "there", "import", archive)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "1 article, 26 quotations, 0 corrections; this is what answers from now on.\n"
    here, there = (quoth(folder, "ask", QUESTION, "--json").json() for folder in (seed_data, tmp_path / "there"))
    assert {**here, "snapshot": None} == {**there, "snapshot": None}


def test_an_import_as_json(archive: Path, tmp_path: Path, quoth: Run) -> None:
    told = quoth(tmp_path / "there", "import", archive, "--json").json()
    assert told["snapshot"] == (tmp_path / "there" / "CURRENT").read_text().strip()
    assert (told["articles"], told["corrections"], told["trail"], told["lost"]) == (1, 0, "none", [])


def test_a_file_that_is_no_archive_is_an_error_of_use(tmp_path: Path, quoth: Run) -> None:
    (tmp_path / "notes.txt").write_text("What is this?")
    ran = quoth(tmp_path / "there", "import", tmp_path / "notes.txt")
    assert (ran.code, "notes.txt cannot be imported: it is no archive of Quoth" in ran.sentence()) == (2, True)


def test_other_corrections_are_replaced_only_with_the_option(archive: Path, tmp_path: Path, quoth: Run) -> None:
    for folder, how in (("one", "pin"), ("other", "hide")):
        quoth(tmp_path / folder, "import", archive)
        ref = quoth(tmp_path / folder, "ask", QUESTION, "--json").json()["citations"][0]["ref"]  # type: ignore[index]
        quoth(tmp_path / folder, "correct", how, ref)
    quoth(tmp_path / "one", "export", tmp_path / "pinned.zip")
    refused = quoth(tmp_path / "other", "import", tmp_path / "pinned.zip")
    assert (refused.code, "--replace" in refused.sentence()) == (2, True)
    ran = quoth(tmp_path / "other", "import", tmp_path / "pinned.zip", "--replace")
    assert ran.out.splitlines()[0].endswith("1 correction; this is what answers from now on.")
    assert ran.out.splitlines()[1].startswith(f"The corrections that were here before are in {tmp_path / 'other'}")
    assert "1. pin " in quoth(tmp_path / "other", "correct", "list").out


def test_a_reindex_afterwards_keeps_what_was_read_elsewhere(tmp_path: Path, quoth: Run) -> None:
    corpus = tmp_path / "news"
    corpus.mkdir()
    (corpus / "rain.txt").write_text("Rain in Arden\n\n“Nothing but rain,” said Anna Weber.")
    quoth(tmp_path / "here", "reindex", corpus)
    quoth(tmp_path / "here", "export", tmp_path / "news.zip")
    shutil.rmtree(corpus)
    quoth(tmp_path / "there", "import", tmp_path / "news.zip")
    ran = quoth(tmp_path / "there", "reindex")
    assert ran.out.startswith("0 added, 0 changed, 0 removed, 1 unchanged.")
    assert f"{corpus}: is not here; its article stays as it was" in ran.err


def test_nothing_of_what_people_asked_or_thought_is_in_an_archive(seed_data: Path, tmp_path: Path, quoth: Run) -> None:
    data_dir = shutil.copytree(seed_data, tmp_path / "data")
    with closing(State("", data_dir)) as state:
        exchange = Exchange("What about Pineapple?", (), "")
        state.questions.add(Asked(7, 8, 9, 10, "What about Pineapple?", (exchange,), False, None, 0.1, 0.1, "s", ()))
        state.ratings.rate(Rating(7, 10, 9, False, "s", (), "other", "Pineapple!"))
        state.servers.change(9, ServerSettings(log_channel=1234567890123))
    quoth(data_dir, "export", tmp_path / "news.zip")
    with zipfile.ZipFile(tmp_path / "news.zip") as opened:
        held = b"".join(map(opened.read, opened.namelist()))
    assert b"obligations" in held
    assert b"Pineapple" not in held
    assert b"1234567890123" not in held
