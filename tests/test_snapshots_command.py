"""`quoth snapshots`: what is printed, and one sentence for what is wrong."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SEEDS

from bot.cli import main
from bot.timelines import size_text
from index.engine import Engine
from index.manifest import read_manifest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    seed_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs a command on a copy of the seed article's index, to which an article was added; (code, stdout, stderr)."""
    shutil.copytree(seed_engine.data_dir, tmp_path / "data")
    monkeypatch.setenv("QUOTH_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "rain.txt").write_text("Rain\n\n“Nothing but rain,” said Anna Weber.", "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        return int(str(end.value.code)), *capsys.readouterr()

    run("reindex", str(SEEDS), str(tmp_path / "rain.txt"))
    return run


def test_snapshots_are_listed_newest_first_with_what_changed(run: Run) -> None:
    code, out, _ = run("snapshots", "list")
    assert code == 0
    newest, first = out.split("\n\n")
    assert "answers" in newest
    assert "1 added, 0 changed, 0 removed" in newest
    assert "2 articles" in newest
    assert "1 article," in first


def test_the_articles_that_changed_are_named(run: Run) -> None:
    newest = json.loads(run("snapshots", "list", "--json")[1].splitlines()[0])
    code, out, _ = run("snapshots", "show", newest["id"])
    assert (code, out) == (0, "+ rain.txt\n1 added, 0 changed, 0 removed, 1 unchanged.\n")


def test_a_roll_back_answers_at_once(run: Run) -> None:
    assert run("ask", "What did Anna Weber say?")[0] == 0
    first = json.loads(run("snapshots", "list", "--json")[1].splitlines()[1])
    code, out, _ = run("snapshots", "rollback", first["id"])
    assert (code, f"rolled back to {first['id']}: 0 added, 0 changed, 1 removed" in out) == (0, True)
    assert run("ask", "What did Anna Weber say?")[0] == 1


def test_pinning_and_pruning(run: Run) -> None:
    ids = [json.loads(line)["id"] for line in run("snapshots", "list", "--json")[1].splitlines()]
    assert json.loads(run("snapshots", "pin", ids[1], "--json")[1])["pinned"]
    assert run("snapshots", "prune", "--keep", "1")[1] == "0 snapshots removed.\n"
    run("snapshots", "unpin", ids[1])
    assert json.loads(run("snapshots", "prune", "--keep", "1", "--json")[1]) == {"removed": [ids[1]]}


@pytest.mark.parametrize("command", ["show", "rollback", "pin", "unpin", "verify"])
def test_an_unknown_snapshot_is_an_error_of_use(command: str, run: Run) -> None:
    code, out, err = run("snapshots", command, "1999")
    assert (code, out) == (2, "")
    assert err == "quoth: '1999': no such snapshot is kept; `quoth snapshots list` lists them with their ids.\n"


def test_a_whole_snapshot_is_told_with_what_was_looked_at(run: Run) -> None:
    code, out, err = run("snapshots", "verify")
    assert (code, err) == (0, "")
    assert re.fullmatch(
        r"\S+: whole\n   2 articles, \d+ passages, \d+ quotations, \d+ vectors held against the text\n", out
    )


def test_each_damage_is_told_with_where_and_what_to_do(run: Run, tmp_path: Path) -> None:
    newest = json.loads(run("snapshots", "list", "--json")[1].splitlines()[0])["id"]
    (tmp_path / "data" / "snapshots" / newest / "vectors.faiss").write_bytes(b"!")
    code, out, _ = run("snapshots", "verify", newest)
    assert code == 1
    assert out.startswith(f"{newest}: 1 damage\n   vectors.faiss: it has 1 bytes instead of ")
    assert "; run quoth reindex.\n" in out


def test_all_snapshots_are_looked_at_and_a_damaged_older_one_is_left(run: Run, tmp_path: Path) -> None:
    first = json.loads(run("snapshots", "list", "--json")[1].splitlines()[1])["id"]
    (tmp_path / "data" / "snapshots" / first / "catalog.sqlite").unlink()
    code, out, _ = run("snapshots", "verify", "--all", "--json")
    newest, older = map(json.loads, out.splitlines())
    assert (code, newest["is_whole"], older["is_whole"]) == (1, True, False)
    assert older["damages"][0]["what"] == "it is missing"
    assert "do not go back to it" in older["damages"][0]["remedy"]


def test_it_is_told_why_no_vector_was_compared(run: Run, tmp_path: Path) -> None:
    newest = json.loads(run("snapshots", "list", "--json")[1].splitlines()[0])["id"]
    manifest = tmp_path / "data" / "snapshots" / newest / "manifest.json"
    manifest.write_text(
        re.sub('"encoder": *"[^"]+"', '"encoder": "none such"', read_manifest(manifest.parent).model_dump_json())
    )
    code, out, _ = run("snapshots", "verify")
    assert code == 0
    assert "no vector compared\n   Vectors: " in out


def test_whoever_asks_is_told_that_an_older_snapshot_answers(run: Run, tmp_path: Path) -> None:
    newest, first = (json.loads(line)["id"] for line in run("snapshots", "list", "--json")[1].splitlines())
    (tmp_path / "data" / "snapshots" / newest / "vectors.faiss").write_bytes(b"!")
    code, out, err = run("ask", "what did Larijani say?", "--json")
    assert (code, json.loads(out)["snapshot"]) == (0, first)
    told = re.search(rf"\S+/{newest}/vectors.faiss has 1 bytes .* Until then the snapshot {first} of .* answers.*", err)
    assert told
    assert f"FAIL  index: {told[0]}" in run("doctor")[1]


def test_one_or_all(run: Run) -> None:
    code, _, err = run("snapshots", "verify", "2026", "--all")
    assert (code, err) == (2, "quoth: Give an ID, or --all.\n")


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_345_678_901, "2.3 GB")])
def test_sizes_are_told_in_readable_units(size: int, text: str) -> None:
    assert size_text(size) == text
