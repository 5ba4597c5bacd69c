"""`quoth add`, `quoth remove` and `quoth feeds`, as people use them, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_web import Server, reply, serving
from test_collecting import RAIN, feed, page

from bot.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        server.pages["/bridge"] = reply(page("The bridge", "“The bridge is safe,” said Ines Torres."))
        server.pages["/ferry"] = reply(page("The ferry", "“The ferry sails,” said Jan Kruse."))
        server.pages["/feed"] = feed(server, "/bridge", "/ferry")
        yield server


@pytest.fixture
def run(web: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command that may fetch from the local server; gives exit code, stdout and stderr."""
    monkeypatch.setenv("QUOTH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("QUOTH_FETCHING__NETWORKS", '["127.0.0.0/8"]')
    monkeypatch.setenv("QUOTH_FETCHING__PORTS", f"[{web.server_port}]")
    monkeypatch.setenv("QUOTH_FETCHING__DELAY_SECONDS", "0")
    (tmp_path / "rain.txt").write_text(RAIN, "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        return int(str(end.value.code)), *capsys.readouterr()

    return run


def _ids(run: Run) -> list[str]:
    return [json.loads(line)["source_id"] for line in run("articles", "--json")[1].splitlines()][1:]  # after the seed's


def test_what_is_added_answers_at_once(run: Run, web: Server, tmp_path: Path) -> None:
    code, out, _ = run("add", str(tmp_path / "rain.txt"), web.url("/bridge"))
    assert (code, out.startswith("2 articles added. The index holds ")) == (0, True)
    assert "Nothing but rain" in run("ask", "What did Anna Weber say?")[1]
    assert "The bridge is safe" in run("ask", "What did Ines Torres say?")[1]


def test_what_is_removed_answers_no_more(run: Run, web: Server, tmp_path: Path) -> None:
    run("add", str(tmp_path / "rain.txt"), web.url("/bridge"))
    assert run("remove", "rain.txt")[1].startswith("1 article taken out.")
    assert run("ask", "What did Anna Weber say?")[0] == 1
    assert _ids(run) == [web.url("/bridge")]


def test_what_is_added_later_waits_for_the_next_reindex(run: Run, tmp_path: Path) -> None:
    out = run("add", str(tmp_path / "rain.txt"), "--later")[1]
    assert out == "1 article added. They answer after the next reindex.\n"
    assert "+ added/rain.txt" in run("reindex", "--dry-run")[1]
    run("reindex")
    assert _ids(run) == ["added/rain.txt"]


def test_what_cannot_be_added_stops_nothing_else(run: Run, web: Server, tmp_path: Path) -> None:
    code, out, _ = run("add", str(tmp_path / "rain.txt"), str(tmp_path / "no-such.txt"), web.url("/no-such"), "--json")
    done = json.loads(out)
    assert (code, done["articles"]) == (0, ["added/rain.txt"])
    assert [one["name"] for one in done["failed"]] == [str(tmp_path / "no-such.txt"), web.url("/no-such")]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("http://169.254.169.254/latest", "quoth: http://169.254.169.254/latest"),
        ("no-such.txt", "quoth: no-such.txt: No such file"),
        (".", "quoth: . is a folder; read it with quoth reindex ."),
    ],
)
def test_one_thing_that_cannot_be_added_is_one_sentence(what: str, said: str, run: Run) -> None:
    code, out, err = run("add", what)
    assert (code > 1, out, err.startswith(said), err.count("\n")) == (True, "", True, 1)


def test_a_feed_is_followed_and_brings_its_articles(run: Run, web: Server) -> None:
    code, out, err = run("feeds", "add", web.url("/feed"))
    assert (code, out.startswith("2 new, 0 changed, 0 failed."), err) == (0, True, "Following Arden Courier.\n")
    assert "The ferry sails" in run("ask", "What did Jan Kruse say?")[1]
    assert run("feeds", "list")[1].startswith(f"Arden Courier · {web.url('/feed')}\n   looked at ")


def test_a_refresh_without_news_reindexes_nothing(run: Run, web: Server) -> None:
    run("feeds", "add", web.url("/feed"))
    before = run("snapshots", "list", "--json")[1]
    assert run("refresh", "--all")[1].startswith("0 new, 0 changed, 0 failed. The index holds ")
    assert run("snapshots", "list", "--json")[1] == before


def test_a_refresh_reads_folders_too(run: Run, tmp_path: Path) -> None:
    run("reindex", str(tmp_path / "rain.txt"))
    (tmp_path / "rain.txt").write_text(RAIN.replace("Nothing but rain", "Only snow"), "utf-8")
    assert json.loads(run("refresh", "--json")[1])["report"]["changed"] == ["rain.txt"]
    assert "Only snow" in run("ask", "What did Anna Weber say?")[1]


def test_a_feed_that_is_let_go_leaves_its_articles(run: Run, web: Server) -> None:
    run("feeds", "add", web.url("/feed"))
    assert run("feeds", "remove", web.url("/feed"))[1] == "Arden Courier is followed no more.\n"
    assert run("feeds", "list")[1] == "No feed is followed; quoth feeds add URL follows one.\n"
    assert len(_ids(run)) == 2


def test_a_feed_belongs_to_its_collection(run: Run, web: Server) -> None:
    run("--corpus", "arden", "feeds", "add", web.url("/feed"))
    assert json.loads(run("feeds", "list", "--json", "--corpus", "arden")[1])["title"] == "Arden Courier"
    assert run("feeds", "list", "--json")[1] == ""
