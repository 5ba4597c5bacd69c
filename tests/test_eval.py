"""`quoth eval`: rows in, table and report out, runs kept and compared; on a real index, without a model."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from discord_collection import Collection
from test_cli import Quoth, write_rows

from bot.evaluation.rows import SHIPPED, digest, read_references
from bot.evaluation.runs import read_run
from bot.settings import HOME

WANTED = {"articles": ["ferry"], "evidence": ["The ferry will sail again before the summer"], "speaker": "Ana Torres"}
ROWS: list[dict[str, object]] = [
    {"id": 1, "kind": "said", "question": "What did Ana Torres say about the ferry sailing?", **WANTED},
    {"id": 2, "kind": "said", "question": "What did Rosa Lee say about the harbour?", "answers": ["no such words"]},
    {"id": 3, "kind": "unanswerable", "question": "What did Emma Stone say?", "no_answer": True},
]


@pytest.fixture
def quoth(
    collection: Collection, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Quoth:
    """The command line on a copy of the small collection, which is embedded without a model."""
    data_dir = Path(shutil.copytree(collection.data_dir, tmp_path / "data"))
    monkeypatch.setattr("bot.app.make_engine", lambda _: Collection(replace(collection.config, data_dir=data_dir)))
    return Quoth(capsys)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "questions.jsonl", ROWS)


# The set that comes with Quoth


def test_the_shipped_set_has_every_sort_of_question() -> None:
    references = read_references(SHIPPED)
    kinds = {reference.kind for reference in references}
    assert 20 <= len(references) <= 30
    assert {"single-hop", "attribution-open", "attribution-topic", "attribution-who"} <= kinds
    assert len([kind for kind in kinds if kind.startswith("unanswerable")]) >= 3


def test_all_that_the_shipped_set_expects_stands_in_the_seed() -> None:
    for reference in read_references(SHIPPED):
        if reference.expected is not None:
            (article,) = reference.expected.articles
            text = (HOME / "seeds" / article).read_text(encoding="utf-8-sig")
            assert all(words in text for words in reference.expected.answers + reference.expected.evidence)


# Rows


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "no JSON object"),
        ({**ROWS[0], "question": None}, "“question” must be text"),
        ({**ROWS[0], "question": " ? "}, "“question” cannot be asked"),
        ({"id": 4, "question": "Who?", "no_answer": True}, "“kind” is missing"),
        ({**ROWS[0], "answer": "x"}, "“answer” is no key"),
        ({**ROWS[0], "answers": "x"}, "“answers” must be a list"),
        ({**ROWS[0], "answers": []}, "“answers” is empty"),
        ({**ROWS[0], "answers": ["?!"]}, "“answers” holds no word"),
        ({**ROWS[0], "no_answer": True}, "“no_answer” stands beside what is expected"),
        ({"id": 4, "kind": "k", "question": "Who?", "articles": ["ferry"]}, "it says neither what is expected nor"),
        ({"id": 4, "kind": "k", "question": "Who?", "speaker": "Lee", "every": True}, "“every” needs"),
        (ROWS[1], "the id “2” stands above already"),
    ],
)
def test_a_bad_row_is_named_by_line_and_reason(quoth: Quoth, tmp_path: Path, row: object, said: str) -> None:
    ran = quoth("eval", write_rows(tmp_path / "rows.jsonl", [ROWS[1], "", row]))
    assert ran.code == 2
    assert f"rows.jsonl, line 3: {said}" in ran.sentence()


def test_a_file_without_questions_is_an_error(quoth: Quoth, tmp_path: Path) -> None:
    ran = quoth("eval", write_rows(tmp_path / "rows.jsonl", []))
    assert (ran.code, "holds no questions" in ran.sentence()) == (2, True)


def test_what_is_expected_is_part_of_the_digest(tmp_path: Path) -> None:
    one, other = ({**ROWS[1], "answers": [words]} for words in ("harbour", "ship"))
    digests = {digest(read_references(write_rows(tmp_path / "rows.jsonl", [row]))) for row in (one, other)}
    assert len(digests) == 2


# Runs


def test_the_table_has_a_row_for_each_kind(quoth: Quoth, questions: Path) -> None:
    ran = quoth("eval", questions)
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"^said +2 +1 +0\.500", ran.out, re.MULTILINE)
    assert re.search(r"^unanswerable +1 +1 +–", ran.out, re.MULTILINE)
    assert re.search(r"^all +3 +2 ", ran.out, re.MULTILINE)


def test_two_runs_of_one_snapshot_are_the_same_bytes(quoth: Quoth, questions: Path, tmp_path: Path) -> None:
    first = quoth("eval", questions, "--json", "--output", tmp_path / "first")
    second = quoth("eval", questions, "--json", "--output", tmp_path / "second")
    assert first.out == second.out
    assert (tmp_path / "first" / "run.json").read_bytes() == (tmp_path / "second" / "run.json").read_bytes()
    assert first.json()["figures"]["questions"] == 3  # type: ignore[index, call-overload]


def test_two_reports_of_one_comparison_are_the_same_bytes(quoth: Quoth, questions: Path, tmp_path: Path) -> None:
    for name in ("before", "first", "second"):
        quoth("eval", questions, "--output", tmp_path / name)
    assert (tmp_path / "first" / "report.html").read_bytes() == (tmp_path / "second" / "report.html").read_bytes()


def test_a_run_is_kept_once_and_compared_with_the_next(quoth: Quoth, questions: Path, tmp_path: Path) -> None:
    assert "Compared" not in quoth("eval", questions).out
    assert "nothing changed" in quoth("eval", questions).out
    assert [path.name for path in (tmp_path / "data" / "evaluations").iterdir()] == ["000001.json"]


def test_a_comparison_names_the_questions_that_became_wrong(quoth: Quoth, questions: Path, tmp_path: Path) -> None:
    run = json.loads(quoth("eval", questions, "--json").out)
    run["results"][0]["right"], run["results"][1]["right"] = False, True
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps(run))
    ran = quoth("eval", questions, "--baseline", baseline)
    assert f"wrong now: {ROWS[1]['question']} (2)" in ran.out
    assert f"right now: {ROWS[0]['question']} (1)" in ran.out


def test_a_baseline_that_is_no_run_is_an_error(quoth: Quoth, questions: Path) -> None:
    ran = quoth("eval", questions, "--baseline", questions)
    assert (ran.code, "is no run" in ran.sentence()) == (2, True)


def test_the_report_holds_three_plots_and_explains_each_figure(quoth: Quoth, questions: Path, tmp_path: Path) -> None:
    ran = quoth("eval", questions, "--output", tmp_path / "out")
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    plots = [b64decode(data) for data in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", report)]
    assert "report.html" in ran.err
    assert len(plots) == 3
    assert all(b"<svg" in plot for plot in plots)
    assert "expected calibration error" in report
    assert not re.findall(r"(?:src|href)=\"(?!data:)", report)
    assert read_run(tmp_path / "out" / "run.json").figures.questions == 3


def test_what_questions_hold_is_text_in_the_report(quoth: Quoth, tmp_path: Path) -> None:
    row = {**ROWS[1], "question": "What did Rosa Lee say about <script>alert(1)</script>?", "kind": "<b>"}
    quoth("eval", write_rows(tmp_path / "rows.jsonl", [row]), "--output", tmp_path / "out")
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in report
    assert "<b></td>" not in report


def test_an_expected_article_that_the_collection_lacks_is_told(quoth: Quoth, tmp_path: Path) -> None:
    rows = [ROWS[0], {**ROWS[1], "articles": ["gone"]}]
    ran = quoth("eval", write_rows(tmp_path / "rows.jsonl", rows))
    assert (ran.code, "lacks articles that the questions expect (gone)" in ran.err) == (0, True)


def test_questions_about_none_of_the_articles_are_an_error(quoth: Quoth) -> None:
    ran = quoth("eval")
    assert (ran.code, "none of the articles" in ran.sentence()) == (2, True)
