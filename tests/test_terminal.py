"""What a person sees at the terminal: the words unbroken, and nothing that an article could do to the screen."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from test_records import ANSWERED, CITED, REFUSED, SHOWN

from bot import progress
from bot.output import tell
from bot.progress import reindex_progress
from bot.render import plain_text, source_text
from bot.terminal import show_answer, show_source
from index.types import Progress

LONG = "No line of this quotation may be broken where a person wants to copy it. " * 20


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)


def plain(printed: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", printed)


def test_the_terminal_shows_the_same_words_as_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    answer = replace(ANSWERED, citations=(replace(CITED, text=LONG), CITED), omitted=3)
    show_answer(answer)
    printed = capsys.readouterr().out
    assert "\x1b[" in printed
    assert plain(printed) == f"{plain_text(answer)}\n"


def test_a_refusal_is_shown_as_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(REFUSED)
    assert plain(capsys.readouterr().out) == f"{plain_text(REFUSED)}\n"


def test_no_colour_where_none_is_wanted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    show_answer(ANSWERED)
    assert "\x1b[36m" not in capsys.readouterr().out


def test_an_article_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(replace(ANSWERED, citations=(replace(CITED, text="\x1b]0;owned\x07[bold]words[/bold]"),)))
    printed = capsys.readouterr().out
    assert "\x1b]" not in printed
    assert "[bold]words[/bold]" in printed


def test_cited_words_stand_out_of_their_context(capsys: pytest.CaptureFixture[str]) -> None:
    show_source(SHOWN)
    printed = capsys.readouterr().out
    assert "\x1b[1;7mwords\x1b[0m" in printed
    assert plain(printed) == f"{source_text(SHOWN)}\n".replace("[[", "").replace("]]", "")


def test_what_is_told_on_stderr_is_one_harmless_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell("a\nquoth: done\u202etxt.exe\x1b[2J: is empty")
    assert capsys.readouterr().err == "a\ufffdquoth: done\ufffdtxt.exe\ufffd[2J: is empty\n"


def test_progress_as_json_tells_each_phase_and_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "monotonic", lambda: 5.0)
    with reindex_progress(as_json=True) as show:
        for done in range(1000):
            show(Progress("reading", done, None))
        for done in range(1001):
            show(Progress("embedding", done, 1000))
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert told == [
        {"phase": "reading", "done": 0, "total": None},
        {"phase": "embedding", "done": 0, "total": 1000},
        {"phase": "embedding", "done": 1000, "total": 1000},
    ]


def test_there_is_no_bar_where_nobody_looks_on(capsys: pytest.CaptureFixture[str]) -> None:
    with reindex_progress() as show:
        show(Progress("reading", 1, 2))
    assert capsys.readouterr() == ("", "")
