"""`quoth snapshots`: what is printed, and one sentence for what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SEEDS

from bot.cli import main
from bot.timelines import size_text
from index.engine import Engine

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


@pytest.mark.parametrize("command", ["show", "rollback", "pin", "unpin"])
def test_an_unknown_snapshot_is_an_error_of_use(command: str, run: Run) -> None:
    code, out, err = run("snapshots", command, "1999")
    assert (code, out) == (2, "")
    assert err == "quoth: '1999': no such snapshot is kept; `quoth snapshots list` lists them with their ids.\n"


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_345_678_901, "2.3 GB")])
def test_sizes_are_told_in_readable_units(size: int, text: str) -> None:
    assert size_text(size) == text
