"""Many questions in one go: JSON Lines in, one answer a row out, into a file that is there whole or not at all."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.output import say
from bot.records import RowId, answer_record, as_json
from index.errors import UsageError
from index.questions import parse_question
from index.results import Answer

_STANDARD = Path("-")
_NAMED = 3  # lines that are named where many are no rows
_ROW_RULE = 'Each line must be {"id": …, "question": "…"}, the id a string or a number.'


@dataclass(frozen=True, slots=True)
class Row:
    """A question of a batch, the id under which its answer is wanted, and why it cannot be asked, where it cannot."""

    id: RowId
    question: str
    refusal: str | None = None


def read_rows(path: Path) -> list[Row]:
    """Read the questions of a file, or of stdin for "-". Raises UsageError where lines are no rows, naming them."""
    name = "standard input" if path == _STANDARD else str(path)
    try:
        content = sys.stdin.buffer.read() if path == _STANDARD else path.read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror}); check the path after --batch.") from None
    return _parse_rows(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), name)


def answer_rows(
    rows: Sequence[Row],
    ask: Callable[[Row], Answer],
    output: Path,
    on_progress: Callable[[str, int, int | None], None],
) -> None:
    """Answer all rows and write one JSON object for each, in their order, to a file, or to stdout for "-"."""
    with _writer(output) as write:
        for done, row in enumerate(rows, start=1):
            write(as_json(answer_record(ask(row), row.id)))
            on_progress("Answering", done, len(rows))


def require_writable(output: Path) -> None:
    """Raise UsageError where the answers could not be written in the end."""
    if output == _STANDARD:
        return
    folder = output.resolve().parent
    if output.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{output} cannot be written; give --output a file in a folder that exists.")


def require_unicode(text: str) -> None:
    """Raise UsageError for text that cannot be printed: half a character, or bytes that are not UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(f"The question is not valid Unicode at character {error.start + 1}; write it anew.") from None


def _parse_rows(lines: Iterable[bytes], name: str) -> list[Row]:
    rows: list[Row] = []
    bad: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                rows.append(_parse_row(line))
            except ValueError as error:
                bad.append(f"line {number}: {error}")
    if bad:
        more = f"; and {len(bad) - _NAMED:,} more of {len(bad):,} such lines" if len(bad) > _NAMED else ""
        raise UsageError(f"{name}, {'; '.join(bad[:_NAMED])}{more}. {_ROW_RULE}")
    return rows


def _parse_row(line: bytes) -> Row:
    """Read a row. Raises ValueError, with the reason, for what is none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    row_id, question = row.get("id"), row.get("question")
    if not isinstance(row_id, str | int | float) or isinstance(row_id, bool) or not _is_unicode(str(row_id)):
        raise ValueError("no “id”")
    if not isinstance(question, str):
        raise ValueError("no “question”")
    return Row(row_id, question.encode(errors="replace").decode(), _refusal(question))


def _refusal(question: str) -> str | None:
    """Return why a question cannot be asked, if so."""
    try:
        require_unicode(question)
        parse_question(question)
    except UsageError as error:
        return str(error)
    return None


def _is_unicode(text: str) -> bool:
    return text == text.encode(errors="replace").decode()


@contextmanager
def _writer(output: Path) -> Iterator[Callable[[str], None]]:
    """Give the function that writes a line. A file is written beside and renamed in the end, so it is never half."""
    if output == _STANDARD:
        yield say
        return
    target = output.resolve()
    if target.exists() and not target.is_file():  # a device or a pipe: there is nothing to rename
        with target.open("w", encoding="utf-8") as file:
            yield lambda line: _write_line(file.write, line)
        return
    beside = target.with_name(f".{target.name}.new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            yield lambda line: _write_line(file.write, line)
        beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _write_line(write: Callable[[str], int], line: str) -> None:
    write(f"{line}\n")
