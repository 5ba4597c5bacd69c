"""`quoth correct` and `quoth speakers` on the seed article: what is printed, and one sentence for what is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SEEDS
from corpora import write_corpus

from bot.cli import main
from index.engine import Engine

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    seed_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs a command on a copy of the seed article's index; gives exit code, stdout and stderr."""
    shutil.copytree(seed_engine.data_dir, tmp_path / "data")
    monkeypatch.setenv("QUOTH_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        return int(str(end.value.code)), *capsys.readouterr()

    return run


def quote_of(run: Run, speaker: str) -> dict[str, object]:
    found = json.loads(run("quotes", "--speaker", speaker, "--json")[1].splitlines()[0])
    assert isinstance(found, dict)
    return found


def test_a_speaker_is_set_shown_and_put_back(run: Run) -> None:
    ref = str(quote_of(run, "Hassan Rouhani")["ref"])
    code, out, _ = run("correct", "speaker", ref, "Ali Larijani")
    assert (code, out.splitlines()[0]) == (0, f"1. set the speaker of {ref} to “Ali Larijani”")
    assert "Hassan Rouhani → Ali Larijani · command line" in out
    assert ref in run("quotes", "--speaker", "Larijani")[1]
    assert run("ask", "what did Rouhani say?")[0] == 1
    assert "undone by command line" in run("correct", "undo", "1")[1]
    assert quote_of(run, "Hassan Rouhani")["ref"] == ref


def test_the_words_of_a_corrected_quotation_stay(run: Run) -> None:
    before = quote_of(run, "Hassan Rouhani")
    run("correct", "merge", "Hassan Rouhani", "--into", "Ri Yong-ho")
    after = next(q for q in map(json.loads, run("quotes", "--json")[1].splitlines()) if q["ref"] == before["ref"])
    assert {key for key in before if before[key] != after[key]} <= {"speaker", "stated", "role", "inferred"}
    assert (after["speaker"], after["stated"]) == ("Ri Yong-ho", False)


def test_a_hidden_quotation_is_gone_until_it_is_shown(run: Run) -> None:
    ref = str(quote_of(run, "Hassan Rouhani")["ref"])
    assert run("correct", "hide", ref)[0] == 0
    assert ref not in run("quotes")[1]
    assert run("correct", "show", ref)[0] == 0
    assert ref in run("quotes")[1]


def test_the_trail_lists_every_correction(run: Run) -> None:
    assert run("correct", "list")[1] == "Nothing was corrected yet.\n"
    ref = str(quote_of(run, "Hassan Rouhani")["ref"])
    run("correct", "split", "Ri Yong-ho", "--article", "bea6bbde35b137dc", "--as", "Ri (the younger)")
    run("correct", "pin", ref)
    run("correct", "unpin", ref)
    run("correct", "speaker", ref, "--nobody")
    run("correct", "undo", "2")
    listed = [json.loads(line) for line in run("correct", "list", "--json")[1].splitlines()]
    assert [(one["id"], one["action"]["kind"], one["undone_by"]) for one in listed] == [
        (1, "split", None),
        (2, "mark", "command line"),
        (3, "mark", None),
        (4, "speaker", None),
    ]
    assert run("correct", "list")[1].count("undone by command line") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["merge", "Larjani", "--into", "Ri Yong-ho"], "Nobody is called “Larjani”. The nearest: Ali Larijani"),
        (["merge", "Ali Larijani", "--into", "Ri Yong-ho", "--article", "nowhere"], "There is no article 'nowhere'"),
        (["hide", "what he said"], "is not a reference"),
        (["hide", "0f1e2d3c4b5a6978-120-164-5a7c01e9"], "No article 0f1e2d3c4b5a6978 is or was in the collection"),
        (["speaker", "0f1e2d3c4b5a6978-120-164-5a7c01e9"], "Name the speaker, or say --nobody"),
        (["undo", "1"], "There is no correction 1"),
    ],
    ids=["name", "article", "no ref", "unknown ref", "no speaker", "nothing to undo"],
)
def test_what_cannot_be_corrected_is_told_in_a_sentence(run: Run, arguments: list[str], sentence: str) -> None:
    code, out, err = run("correct", *arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_a_reindex_tells_of_corrections_that_do_not_apply_any_more(run: Run, tmp_path: Path) -> None:
    run("correct", "pin", str(quote_of(run, "Hassan Rouhani")["ref"]))
    other = write_corpus(tmp_path / "other.jsonl", {"other": "Bridge\n\nThe bridge is closed, said Mayor Ana Torres."})
    code, out, _ = run("reindex", str(other))
    assert code == 0
    assert "1 correction no longer applies:\n! correction 1 (pin " in out
    assert json.loads(run("reindex", "--json")[1])["lost"][0]["name"].startswith("correction 1 (pin ")
    assert "does not apply now" in run("correct", "list")[1]


def test_speakers_are_listed_most_quoted_first(run: Run) -> None:
    profiles = [json.loads(line) for line in run("speakers", "--json")[1].splitlines()]
    counts = [profile["quotes"] for profile in profiles]
    assert counts == sorted(counts, reverse=True)
    assert {"Ri Yong-ho", "Ali Larijani", "Hassan Rouhani"} <= {profile["name"] for profile in profiles}


def test_a_speaker_is_shown_with_roles(run: Run) -> None:
    code, out, _ = run("speakers", "the president of Iran")
    assert (code, out.splitlines()[0]) == (0, "Hassan Rouhani: 1 quotation in 1 article")
    assert "   Iranian president (1 article)" in out.splitlines()
    assert run("speakers", "Nobody Atall")[1] == "Nobody is called so.\n"


def test_corrections_are_kept_in_the_bots_state_which_asking_does_not_open(run: Run, tmp_path: Path) -> None:
    assert run("ask", "what did Rouhani say?")[0] == 0
    assert not (tmp_path / "data" / "state.sqlite").exists()
    run("correct", "hide", str(quote_of(run, "Hassan Rouhani")["ref"]))
    assert (tmp_path / "data" / "state.sqlite").exists()
    assert not (tmp_path / "data" / "corrections.jsonl").exists()
    code = """import sys
from bot.cli import main
try:
    main(["ask", "what did Rouhani say?"])
except SystemExit:
    assert "sqlalchemy" not in sys.modules"""
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_corrections_in_another_database_hold_after_a_reindex(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_STATE__URL", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    before = quote_of(run, "Hassan Rouhani")
    run("correct", "merge", "Hassan Rouhani", "--into", "Ri Yong-ho")
    assert (tmp_path / "elsewhere.sqlite").exists()
    extra = write_corpus(tmp_path / "more.jsonl", {"more": "More\n\n“It rains,” said Anna Weber."})
    code, _, said = run("reindex", str(SEEDS), str(extra))
    assert (code, said.count("no longer")) == (0, 0)
    after = next(q for q in map(json.loads, run("quotes", "--json")[1].splitlines()) if q["ref"] == before["ref"])
    assert after["speaker"] == "Ri Yong-ho"
