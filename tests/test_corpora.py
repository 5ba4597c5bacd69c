"""Several collections in one installation: each with its own articles, index and corrections."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import Settings, load_settings
from bot.state.state import State
from index.errors import UsageError

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with a data directory of its own; gives exit code, stdout and stderr."""
    monkeypatch.setenv("QUOTH_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        return int(str(end.value.code)), *capsys.readouterr()

    return run


def _article(tmp_path: Path, name: str, text: str) -> str:
    (tmp_path / name).write_text(text, "utf-8")
    return str(tmp_path / name)


def test_collections_answer_from_their_own_articles_only(run: Run, tmp_path: Path) -> None:
    run("reindex", _article(tmp_path, "rain.txt", "Rain\n\n“Nothing but rain,” said Anna Weber."))
    run("--corpus", "sports", "reindex", _article(tmp_path, "cup.txt", "Cup\n\n“We won the cup,” said Vera Adler."))
    assert run("ask", "What did Anna Weber say?")[0] == 0
    assert run("ask", "What did Vera Adler say?")[0] == 1
    code, out, _ = run("ask", "What did Vera Adler say?", "--corpus", "sports")
    assert (code, "We won the cup" in out) == (0, True)
    assert (tmp_path / "data" / "corpora" / "sports" / "CURRENT").exists()


def test_collections_share_the_models_that_were_prepared(run: Run, tmp_path: Path) -> None:
    run("--corpus", "sports", "reindex", _article(tmp_path, "cup.txt", "Cup\n\n“We won the cup,” said Vera Adler."))
    assert list((tmp_path / "data" / "models").iterdir())
    assert not (tmp_path / "data" / "corpora" / "sports" / "models").exists()


def test_corrections_are_those_of_one_collection(run: Run, tmp_path: Path) -> None:
    article = _article(tmp_path, "rain.txt", "Rain\n\n“Nothing but rain,” said Anna Weber.")
    run("reindex", article)
    run("--corpus", "other", "reindex", article)
    ref = json.loads(run("quotes", "--json")[1].splitlines()[0])["ref"]
    run("correct", "hide", ref, "--corpus", "other")
    assert "hid" in run("correct", "list", "--corpus", "other")[1]
    assert run("correct", "list")[1] == "Nothing was corrected yet.\n"
    assert run("ask", "What did Anna Weber say?")[0] == 0
    assert run("ask", "What did Anna Weber say?", "--corpus", "other")[0] == 1


@pytest.mark.parametrize("command", [("ask", "Who won?"), ("quotes",), ("snapshots", "list")], ids=lambda one: one[0])
def test_an_unknown_collection_is_told_with_those_that_there_are(command: tuple[str, ...], run: Run) -> None:
    code, out, err = run(*command, "--corpus", "sport")
    assert (code, out) == (2, "")
    assert err == "quoth: There is no collection “sport”; there are: main.\n"


@pytest.mark.parametrize("name", ["../secrets", "Sports", "a b", "x" * 33, "-", "."])
def test_a_name_that_is_none_is_refused(name: str, run: Run) -> None:
    assert "cannot be a collection's name" in run("--corpus", name, "reindex", "somewhere")[2]


def test_a_section_gives_a_collection_its_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    file = tmp_path / "config" / "quoth.toml"
    file.write_text('[corpora.sports]\npaths = ["cups"]\nkeep = 7\n', "utf-8")
    settings = load_settings(file, tmp_path / "data")
    sports = settings.of_corpus("sports")
    assert (sports.chosen.paths, sports.chosen.keep) == ((tmp_path / "cups",), 7)
    assert settings.corpus_names() == ["main", "sports"]
    for name, value in sports.environment().items():
        monkeypatch.setenv(name, value)
    assert load_settings().chosen == sports.chosen


def test_the_main_collection_has_one_section_only(tmp_path: Path) -> None:
    (tmp_path / "quoth.toml").write_text('[corpora.main]\npaths = ["x"]\n', "utf-8")
    with pytest.raises(UsageError, match=r"corpora.*\[corpus\]"):
        load_settings(tmp_path / "quoth.toml")


def test_an_earlier_state_s_corrections_are_the_main_collection_s(tmp_path: Path) -> None:
    state = State("", tmp_path)
    state.corrections("main").write("one\n")
    state.corrections("sports").write("two\nthree\n")
    state.corrections("main").write("")
    assert (state.corrections("main").read(), state.corrections("sports").read()) == ("", "two\nthree\n")
    state.close()


def test_a_collection_lies_below_the_data_directory(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    assert settings.corpus_path == tmp_path
    assert settings.of_corpus("sports", may_be_new=True).corpus_path == tmp_path / "corpora" / "sports"
