"""The command line on the seed article: answers, JSON, exit codes, and one sentence for everything that goes wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_records import ANSWER, ARTICLE, CITATION, PASSAGE, QUOTE, REPORT, SOURCE, shape

from bot.cli import main
from bot.settings import HOME
from index.engine import Engine
from index.errors import QuothError, ReindexRunningError, StorageError

SEEDS = HOME / "seeds"
SEED = next(SEEDS.glob("*.txt"))
LARIJANI = (
    "The Americans speak very well during negotiations and promise a bright future, but in practice, "
    "they do not meet any of their obligations."
)
COMMANDS = ["ask", "reindex", "quotes", "check", "source", "speakers", "articles", "eval", "export", "import"]
COMMANDS += ["serve", "doctor"]
OPTIONS = {
    "ask": ["--json", "--speaker", "--article", "--since", "--until", "--limit", "--batch", "--output"],
    "reindex": ["--dry-run", "--json"],
    "quotes": ["--speaker", "--about", "--article", "--since", "--until", "--timeline", "--all", "--page", "--json"],
    "check": ["--speaker", "--json"],
    "source": ["--context", "--verify", "--json"],
    "speakers": ["--json"],
    "articles": ["--json"],
    "eval": ["--output", "--baseline", "--json"],
    "export": ["--json"],
    "import": ["--replace", "--json"],
    "doctor": ["--json"],
}


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, object]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    def sentence(self) -> str:
        """The one sentence on stderr, and nothing on stdout."""
        assert self.out == ""
        assert self.err.startswith("quoth: ")
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err
        return self.err


@dataclass(frozen=True)
class Quoth:
    """Runs command lines in this process."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = self.capture.readouterr()
        assert isinstance(end.value.code, int)
        return Ran(end.value.code, out, err)


def clean_environment(data_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    path = os.pathsep.join(filter(None, (str(HOME), kept.get("PYTHONPATH"))))
    return {**kept, "QUOTH_DATA_DIR": str(data_dir), "PYTHONPATH": path}


def start(data_dir: Path, *arguments: str, module: str = "bot.cli") -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, *arguments]
    pipe = subprocess.PIPE
    environment = clean_environment(data_dir)
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", env=environment)


def process(data_dir: Path, *arguments: str, stdin: str = "", module: str = "bot.cli") -> Ran:
    running = start(data_dir, *arguments, module=module)
    out, err = running.communicate(stdin)
    return Ran(running.returncode, out, err)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The first question on a machine without an index, and the data directory after it."""
    data_dir = tmp_path_factory.mktemp("data")
    return data_dir, process(data_dir, "ask", "What did Larijani say?")


@pytest.fixture
def quoth(first: tuple[Path, Ran], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Quoth:
    """The command line with the seed article's index."""
    return _quoth(first[0], capsys, monkeypatch)


@pytest.fixture
def bare_quoth(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Quoth:
    """The command line without an index."""
    return _quoth(tmp_path / "data", capsys, monkeypatch)


def _quoth(data_dir: Path, capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Quoth:
    for name in list(os.environ):
        if name.startswith("QUOTH_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QUOTH_DATA_DIR", str(data_dir))
    return Quoth(capture)


def write_rows(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


# Asking


def test_the_first_question_builds_the_index_and_is_answered(first: tuple[Path, Ran]) -> None:
    _, ran = first
    assert ran.code == 0
    assert f"1. “{LARIJANI}”\n   — Ali Larijani\n" in ran.out
    assert ran.err == "There is no index yet; it is built now, once.\n"


def test_an_answer_as_json_has_the_promised_shape(quoth: Quoth) -> None:
    ran = quoth("ask", "What did Larijani say?", "--json")
    answer = ran.json()
    shape(answer, ANSWER)
    citation, passages = answer["citations"][0], answer["passages"]  # type: ignore[index]
    shape(citation, CITATION)
    shape(passages[0], PASSAGE)
    assert ran.code == 0
    assert citation["speaker"] == "Ali Larijani"


def test_every_cited_word_stands_in_the_article(quoth: Quoth) -> None:
    text = SEED.read_text(encoding="utf-8-sig")
    answer = quoth("ask", "What did the foreign ministry of the DPRK say?", "--json").json()
    for found in [*answer["citations"], *answer["passages"]]:  # type: ignore[misc]
        assert text[found["start"] : found["end"]] == found["text"]


def test_a_question_that_no_article_answers_exits_with_1(quoth: Quoth) -> None:
    ran = quoth("ask", "Who is the president of Brazil?", "--json")
    answer = ran.json()
    assert ran.code == 1
    assert (answer["answered"], answer["citations"]) == (False, [])
    assert answer["passages"]


def test_the_text_of_the_json_is_what_people_are_shown(quoth: Quoth) -> None:
    question = "Who is the president of Brazil?"
    assert quoth("ask", question).out == f"{quoth('ask', question, '--json').json()['text']}\n"


def test_the_limit_counts_quotations(quoth: Quoth) -> None:
    answer = quoth("ask", "What did Ri Yong-ho say?", "--limit", "1", "--json").json()
    assert len(answer["citations"]) == 1  # type: ignore[arg-type]


def test_a_question_may_be_restricted_to_a_speaker(quoth: Quoth) -> None:
    answer = quoth("ask", "What about the Americans?", "--speaker", "Larijani", "--json").json()
    assert {citation["speaker"] for citation in answer["citations"]} <= {"Ali Larijani"}  # type: ignore[attr-defined]


# Many questions


def test_a_batch_answers_every_row_under_its_id(quoth: Quoth, tmp_path: Path) -> None:
    questions = ["What did Larijani say?", "Who is the president of Brazil?"]
    rows = [{"id": "a", "question": questions[0]}, {"id": 2, "question": questions[1], "more": True}]
    output = tmp_path / "answers.jsonl"
    ran = quoth("ask", "--batch", write_rows(tmp_path / "questions.jsonl", rows), "--output", output)
    answers = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert [(answer["id"], answer["question"]) for answer in answers] == [("a", questions[0]), (2, questions[1])]
    shape(answers[0], ANSWER | {"id": str})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.jsonl", "questions.jsonl"]


def test_a_batch_goes_from_stdin_to_stdout(first: tuple[Path, Ran]) -> None:
    ran = process(first[0], "ask", "--batch", "-", "--output", "-", stdin='{"id": 1, "question": "Who is Ri?"}\n')
    assert json.loads(ran.out)["id"] == 1
    assert ran.code == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "not JSON"),
        ({"question": "Who?"}, "no “id”"),
        ({"id": None, "question": "Who?"}, "no “id”"),
        ('{"id": "\\ud800", "question": "Who?"}', "no “id”"),
        ({"id": 1}, "no “question”"),
        ({"id": 1, "question": 5}, "no “question”"),
        ("[1]", "no JSON object"),
    ],
)
def test_a_bad_row_is_named_before_any_work(bare_quoth: Quoth, tmp_path: Path, row: object, said: str) -> None:
    batch = write_rows(tmp_path / "questions.jsonl", [{"id": 1, "question": "Who is Ri?"}, "", row])
    ran = bare_quoth("ask", "--batch", batch, "--output", tmp_path / "answers.jsonl")
    assert ran.code == 2
    assert f"questions.jsonl, line 3: {said}. Each line must be" in ran.sentence()
    assert not (tmp_path / "answers.jsonl").exists()
    assert not (tmp_path / "data").exists()


def test_of_many_bad_rows_the_first_are_named_and_all_are_counted(bare_quoth: Quoth, tmp_path: Path) -> None:
    batch = write_rows(tmp_path / "questions.jsonl", ["{", "[]", {"id": 1, "question": "Who is Ri?"}, "{", "{", "{"])
    said = bare_quoth("ask", "--batch", batch).sentence()
    assert "line 1: not JSON; line 2: no JSON object; line 4: not JSON; and 2 more of 5 such lines." in said


@pytest.mark.parametrize(
    ("question", "said"),
    [(" ? ", "empty"), ("", "empty"), ("a" * 10_000, "10,000 characters"), ("\ud800 who", "not valid Unicode")],
    ids=["mark", "empty", "long", "half"],
)
def test_a_row_that_cannot_be_asked_is_not_answered_and_keeps_no_other_from_it(
    quoth: Quoth, tmp_path: Path, question: str, said: str
) -> None:
    rows = [{"id": 1, "question": question}, {"id": 2, "question": "What did Larijani say?"}]
    ran = quoth("ask", "--batch", write_rows(tmp_path / "questions.jsonl", rows))
    refused, answered = (json.loads(line) for line in ran.out.splitlines())
    shape(refused, ANSWER | {"id": int})
    assert (ran.code, answered["answered"]) == (0, True)
    assert (refused["id"], refused["answered"], refused["confidence"]) == (1, False, 0)
    assert refused["citations"] == refused["passages"] == refused["clarify"] == []
    assert refused["snapshot"] == answered["snapshot"]
    assert said in refused["text"]


def test_a_batch_that_breaks_off_leaves_the_old_answers(
    quoth: Quoth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "answers.jsonl").write_text("old")
    batch = write_rows(tmp_path / "questions.jsonl", [{"id": 1, "question": "Who is Ri?"}])
    monkeypatch.setattr(Engine, "ask", _raise(KeyboardInterrupt()))
    assert quoth("ask", "--batch", batch, "--output", tmp_path / "answers.jsonl").code == 130
    assert (tmp_path / "answers.jsonl").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_answers_to_a_device_do_not_replace_it(quoth: Quoth, tmp_path: Path) -> None:
    device = tmp_path / "device"
    device.symlink_to(os.devnull)
    batch = write_rows(tmp_path / "questions.jsonl", [{"id": 1, "question": "Who is Ri?"}])
    assert quoth("ask", "--batch", batch, "--output", device).code == 0
    assert not Path(os.devnull).is_file()


def test_answers_into_a_folder_that_is_not_there_are_refused_before_any_work(bare_quoth: Quoth, tmp_path: Path) -> None:
    batch = write_rows(tmp_path / "questions.jsonl", [{"id": 1, "question": "Who is Ri?"}])
    ran = bare_quoth("ask", "--batch", batch, "--output", tmp_path / "nowhere" / "answers.jsonl")
    assert (ran.code, "cannot be written" in ran.sentence()) == (2, True)


# Listing and showing


def test_quotes_are_one_json_object_a_line(quoth: Quoth) -> None:
    lines = quoth("quotes", "--json").out.splitlines()
    assert len(lines) > 3
    for line in lines:
        shape(json.loads(line), QUOTE)


def test_quotes_of_a_speaker_are_only_that_speakers(quoth: Quoth) -> None:
    lines = quoth("quotes", "--speaker", "Larijani", "--json").out.splitlines()
    assert {json.loads(line)["speaker"] for line in lines} == {"Ali Larijani"}
    assert LARIJANI in quoth("quotes", "--speaker", "Larijani").out


def test_quotes_say_why_they_are_the_speakers(quoth: Quoth) -> None:
    shown = quoth("quotes", "--speaker", "Larijani").out
    assert "— Ali Larijani, Iranian Parliament Speaker" in shown
    assert "who speaks: Conveying Iran’s will" in shown
    assert "a quotation mark is missing in the source" in shown


def test_quotes_are_shown_page_by_page(quoth: Quoth) -> None:
    assert "Page 2 of" in quoth("quotes", "--limit", "3", "--page", "2").out
    assert "There is no page 99" in quoth("quotes", "--limit", "3", "--page", "99").out


def test_terms_are_listed_only_where_asked_for(quoth: Quoth) -> None:
    assert "international community" not in quoth("quotes", "--json").out
    assert '"text":"international community"' in quoth("quotes", "--all", "--json").out


def test_a_check_tells_exact_words_from_altered_ones(quoth: Quoth) -> None:
    exact = quoth("check", "in practice, they do not meet any of their obligations", "--json").json()
    assert (exact["verdict"], exact["citations"][0]["speaker"]) == ("exact", "Ali Larijani")  # type: ignore[index]
    altered = quoth("check", "in practice, they do meet all of their obligations")
    assert altered.code == 0
    assert altered.out.startswith("Altered.")
    assert "[– → not]" in altered.out
    assert quoth("check", "Pineapple belongs on every pizza").code == 1


def test_a_ref_leads_back_to_the_words_in_their_article(quoth: Quoth) -> None:
    ref = quoth("ask", "What did Larijani say?", "--json").json()["citations"][0]["ref"]  # type: ignore[index]
    source = quoth("source", ref, "--json", "--context", "50").json()
    shape(source, SOURCE)
    around = f"{source['before']}{source['text']}{source['after']}"
    assert around in SEED.read_text(encoding="utf-8-sig")
    assert source["text"] == LARIJANI
    assert f"[[{LARIJANI}]]" in quoth("source", ref).out


def test_a_source_is_verified(quoth: Quoth) -> None:
    ref = quoth("ask", "What did Larijani say?", "--json").json()["citations"][0]["ref"]
    told = quoth("source", ref, "--verify")
    assert (told.code, told.out.startswith("Unchanged. ")) == (0, True)
    record = quoth("source", ref, "--verify", "--json").json()
    assert (record["state"], record["was"], record["now_ref"]) == ("unchanged", record["now"], ref)
    assert quoth("source", "nonsense", "--verify").code == 2


def test_articles_are_one_json_object_a_line(quoth: Quoth) -> None:
    article = quoth("articles", "--json").json()
    shape(article, ARTICLE)
    assert article["source_id"] == SEED.name
    assert str(article["title"]) in quoth("articles").out


# Reindexing


def test_a_dry_run_says_what_would_change_and_changes_nothing(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("A title\n\nA text.")
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    before = quoth("articles", "--json").out
    report = quoth("reindex", SEEDS, tmp_path, "--dry-run", "--json").json()
    shape(report, REPORT)
    assert (report["added"], report["unchanged"], report["dry_run"]) == (["new.txt"], 1, True)
    assert report["failed"] == [{"name": "bad.txt", "reason": "is not UTF-8 text: see byte 0; save it as UTF-8"}]
    assert quoth("articles", "--json").out == before


def test_files_that_were_left_out_are_told_on_stderr(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    ran = quoth("reindex", SEEDS, tmp_path, "--dry-run")
    assert ran.err == "bad.txt: is empty\n"
    assert "1 left out, 1 unchanged" in ran.out


def test_a_files_name_cannot_pass_for_a_line_of_output(quoth: Quoth, tmp_path: Path) -> None:
    name = "a\nquoth: done\u202e.txt"
    try:
        (tmp_path / name).write_bytes(b"")
        (tmp_path / f"b{name}").write_text("A title\n\nA text.")
    except OSError:
        pytest.skip("this file system takes no such names")
    ran = quoth("reindex", SEEDS, tmp_path, "--dry-run")
    assert ran.err == "a\ufffdquoth: done\ufffd.txt: is empty\n"
    assert ran.out.startswith("+ ba\ufffdquoth: done\ufffd.txt\n")


def test_a_reindex_for_the_bot_tells_its_progress_as_json_lines(first: tuple[Path, Ran]) -> None:
    from bot.app import child_command
    from bot.settings import Settings

    command, environment = child_command(Settings(data_dir=str(first[0]), corpus={"paths": [SEEDS]}))  # type: ignore[arg-type]
    command += ["reindex", "--json", "--progress", "json"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    shape(json.loads(ran.stdout), REPORT)
    told = [json.loads(line) for line in ran.stderr.splitlines()]
    assert all(line.keys() == {"phase", "done", "total"} for line in told)
    assert {"reading", "model"} <= {line["phase"] for line in told}


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", ""], "question is empty"),
        (["ask", " ?! "], "question is empty"),
        (["ask", "a" * 10_000], "10,000 characters"),
        (["ask", "who?", "--since", "yesterday"], "--since: “yesterday” is no date"),
        (["ask", "who?", "--until", "2018-13-01"], "“2018-13-01” is no date"),
        (["ask", "who?", "--since", "2019-01-01", "--until", "2018-01-01"], "No day is both"),
        (["ask", "who?", "--limit", "0"], "--limit"),
        (["ask", "who?", "--limit", "many"], "--limit"),
        (["ask", "who?", "--article", "nothing"], "nothing"),
        (["ask"], "Ask one question"),
        (["ask", "who?", "--batch", "questions.jsonl"], "Ask one question"),
        (["ask", "who?", "--output", "answers.jsonl"], "Ask one question"),
        (["ask", "who", "is"], "unexpected extra argument"),
        (["ask", "--batch", "/nowhere/questions.jsonl"], "/nowhere/questions.jsonl cannot be read"),
        (["ask", "\udcff who"], "not valid Unicode"),
        (["source", "nonsense"], "nonsense"),
        (["source", "0000000000000000-0-5-00000000"], "0000000000000000"),
        (["source"], "REF"),
        (["reindex", "/nowhere"], "There is no file or folder /nowhere"),
        (["--config", "/nowhere/quoth.toml", "articles"], "There is no configuration file"),
        (["articles", "--config", "/nowhere/quoth.toml"], "There is no configuration file"),
        (["ask", "who?", "--limit", "many"], "it must be a whole number; see quoth ask --help."),
        (["ask", "who?", "--limit", "101"], "it must be at most 100; see quoth ask --help."),
        (["source", "x", "--context", "-1"], "it must be at least 0; see quoth source --help."),
        (["ask", "who?", "--speaker", ""], "--speaker is empty"),
        (["ask", "who?", "--article", " "], "--article is empty"),
        (["quotes", "--speaker", ""], "--speaker is empty"),
        (["quotes", "--about", ""], "--about is empty"),
        (["quotes", "--article", ""], "--article is empty"),
        (["reindex", ""], "PATH is empty"),
        (["nothing"], "see quoth --help."),
        (["nothing"], "No such command"),
        (["ask", "--nothing"], "No such option"),
    ],
)
def test_a_wrong_use_is_one_sentence_and_exits_with_2(quoth: Quoth, arguments: list[str], said: str) -> None:
    ran = quoth(*arguments)
    assert said in ran.sentence()
    assert ran.code == 2


@pytest.mark.parametrize("command", [["quotes"], ["articles"], ["source", "0000000000000000-0-5-00000000"]])
def test_without_an_index_one_is_told_to_make_it(bare_quoth: Quoth, command: list[str]) -> None:
    ran = bare_quoth(*command)
    assert "run quoth reindex" in ran.sentence()
    assert ran.code == 2


def test_a_foreign_index_is_refused(bare_quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "CURRENT").write_text("../../etc")
    ran = bare_quoth("ask", "What did Larijani say?")
    assert "run quoth reindex" in ran.sentence()
    assert ran.code == 2


@pytest.mark.parametrize(
    "command", [["reindex", str(SEEDS)], ["ask", "Who?"], ["articles"]], ids=lambda given: given[0]
)
def test_a_data_directory_that_is_a_file_is_refused(bare_quoth: Quoth, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "data").write_text("no folder")
    ran = bare_quoth(*command)
    assert f"{tmp_path / 'data'} is a file; choose a folder" in ran.sentence()
    assert ran.code == 2


def test_nothing_is_said_to_answer_still_where_nothing_was_indexed(
    bare_quoth: Quoth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: tuple[Path, Ran]
) -> None:
    (tmp_path / "empty").mkdir()
    said = bare_quoth("reindex", tmp_path / "empty").sentence()
    assert "quoth reindex PATH" in said
    assert "Nothing was lost" not in said
    monkeypatch.setenv("QUOTH_DATA_DIR", str(first[0]))
    assert "Nothing was lost" in bare_quoth("reindex", tmp_path / "empty").sentence()


def test_an_empty_data_directory_is_none(bare_quoth: Quoth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        str(tmp_path / "data") in bare_quoth("--data-dir", "", "articles", "--data-dir", "", "--config", "").sentence()
    )


def _raise(error: BaseException) -> object:
    def method(*_: object, **__: object) -> None:
        raise error

    return method


def _caused(error: QuothError, cause: OSError) -> QuothError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ReindexRunningError("Somebody is reindexing."), 75),
        (StorageError("The disk is full."), 74),
        (_caused(StorageError("It is forbidden."), PermissionError(13, "no")), 73),
        (OSError(28, "No space left on device"), 74),
        (KeyError("oops"), 70),
    ],
    ids=["running", "full", "forbidden", "system", "unexpected"],
)
def test_what_is_nobodys_fault_has_a_code_of_its_own(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    monkeypatch.setattr(Engine, "reindex", _raise(error))
    ran = quoth("reindex")
    assert ran.sentence()
    assert ran.code == code


def test_an_interrupt_exits_with_130(quoth: Quoth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "articles", _raise(KeyboardInterrupt()))
    assert quoth("articles") == Ran(130, "", "")


def test_a_signal_ends_a_reindex_without_a_traceback(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # else the child ignores it where this one does
    try:
        running = start(tmp_path, "reindex", str(SEEDS), "--progress", "json")
    finally:
        signal.signal(signal.SIGINT, before)
    assert running.stderr is not None
    running.stderr.readline()
    running.send_signal(signal.SIGINT)
    _, err = running.communicate()
    assert running.returncode == 130
    assert "Traceback" not in err


def test_a_closed_pipe_is_no_error(first: tuple[Path, Ran]) -> None:
    with start(first[0], "quotes", "--json") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode in (0, 141)


def test_serving_without_a_token_says_where_to_put_it(bare_quoth: Quoth) -> None:
    ran = bare_quoth("serve")
    assert "QUOTH_DISCORD__TOKEN" in ran.sentence()
    assert ran.code == 78


def test_the_module_serves(tmp_path: Path) -> None:
    ran = process(tmp_path, module="bot")
    assert "QUOTH_DISCORD__TOKEN" in ran.sentence()
    assert ran.code == 78


# Help, version, options, speed


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_all_its_options(quoth: Quoth, command: str) -> None:
    ran = quoth(command, "--help")
    assert ran.code == 0
    for option in ["--data-dir", "--config", *OPTIONS.get(command, [])]:
        assert f"  {option}" in ran.out
    assert "--progress" not in ran.out
    assert "<" not in ran.out.replace("<=", "")


def test_quoth_alone_shows_its_commands(quoth: Quoth) -> None:
    ran = quoth()
    assert (ran.code, ran.err) == (0, "")
    assert all(f"\n  {command}" in ran.out for command in COMMANDS)
    assert "..." not in ran.out.partition("\nCommands:")[2]


def test_the_version_is_printed(quoth: Quoth) -> None:
    assert quoth("--version").out.startswith("quoth ")


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_the_data_directory_may_stand_before_or_after_the_command(
    first: tuple[Path, Ran], bare_quoth: Quoth, is_before: bool
) -> None:
    option = ("--data-dir", str(first[0]))
    assert bare_quoth(*option, "articles").code == 0 if is_before else bare_quoth("articles", *option).code == 0


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"]])
def test_help_imports_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    heavy = {"numpy", "rich", "discord", "torch", "asyncio", "index.engine"}
    assert not heavy & imported(tmp_path, *arguments)


def test_an_answer_imports_neither_torch_nor_sentence_transformers(first: tuple[Path, Ran]) -> None:
    heavy = {"torch", "sentence_transformers", "transformers", "huggingface_hub", "discord", "trafilatura"}
    assert not heavy & imported(first[0], "ask", "What did Larijani say?")


def imported(data_dir: Path, *arguments: str) -> set[str]:
    """The modules that a command of its own process has imported in the end."""
    script = (
        "import sys\n"
        "from bot.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, *arguments]
    ran = subprocess.run(command, env=clean_environment(data_dir), capture_output=True, text=True, check=True)
    return set(ran.stderr.split())
