"""Questions with what is expected of them, read from JSON Lines; a row that is none is named by its line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Key
from pydantic_core import ErrorDetails, PydanticCustomError, to_json

from bot.settings import HOME
from index.errors import UsageError
from index.evaluation import Expected, Reference
from index.questions import parse_question
from index.text import fold_words

SHIPPED = HOME / "config" / "questions.jsonl"  # about the article in seeds/
_NAMED = 3  # lines that are named where many are no rows
_RULE = (
    'Each line must be {"id": …, "kind": …, "question": …} with "no_answer": true, or with what is expected: the lists '
    '"answers" or "evidence", or a "speaker"; and "articles", if these alone are right.'
)
# What is wrong, by pydantic's name for it: https://docs.pydantic.dev/latest/errors/validation_errors/
_PROBLEMS = {
    "missing": "is missing",
    "extra_forbidden": "is no key",
    "string_type": "must be text",
    "string_too_short": "is empty",
    "tuple_type": "must be a list",
    "too_short": "is empty",
    "bool_type": "must be true or false",
}


def _require_words(text: str) -> str:
    if not fold_words(text):
        raise PydanticCustomError("no_words", "holds no word")
    return text


def _require_question(text: str) -> str:
    try:
        parse_question(text)
    except UsageError as error:
        raise PydanticCustomError("no_question", "{reason}", {"reason": f"cannot be asked: {error}"}) from None
    return text


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Words = Annotated[str, AfterValidator(_require_words)]


class _Row(BaseModel):
    """A line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Annotated[_Text, BeforeValidator(_number_as_text)]
    kind: _Text
    question: Annotated[str, AfterValidator(_require_question)]
    articles: Annotated[tuple[_Text, ...], Key(min_length=1, strict=False)] | None = None
    answers: Annotated[tuple[_Words, ...], Key(min_length=1, strict=False)] | None = None
    evidence: Annotated[tuple[_Words, ...], Key(min_length=1, strict=False)] | None = None
    speaker: _Words | None = None
    every: bool = False
    no_answer: bool = False


def read_references(path: Path) -> list[Reference]:
    """Read the questions of an evaluation. Raises UsageError, which names the lines that are none."""
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); give quoth eval a file of questions.") from None
    references: dict[str, Reference] = {}
    bad: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                reference = _parse(line)
                if reference.id in references:
                    raise ValueError(f"the id “{reference.id}” stands above already")
                references[reference.id] = reference
            except ValueError as error:
                bad.append(f"line {number}: {error}")
    if bad:
        more = f"; and {len(bad) - _NAMED:,} more of {len(bad):,} such lines" if len(bad) > _NAMED else ""
        raise UsageError(f"{path}, {'; '.join(bad[:_NAMED])}{more}. {_RULE}")
    if not references:
        raise UsageError(f"{path} holds no questions. {_RULE}")
    return list(references.values())


def digest(references: Sequence[Reference]) -> str:
    """Return what tells these questions, with all that is expected of them, from others: 16 hexadecimal digits."""
    return hashlib.sha256(to_json([asdict(reference) for reference in references])).hexdigest()[:16]


def _parse(line: bytes) -> Reference:
    """Read a row. Raises ValueError, with the reason, for what is none."""
    try:
        row = _Row.model_validate_json(line)
    except ValidationError as error:
        raise ValueError(_explain(error.errors(include_url=False)[0])) from None
    wanted = Expected(row.articles or (), row.answers or (), row.evidence or (), row.speaker, row.every)
    if row.no_answer and wanted != Expected():
        raise ValueError("“no_answer” stands beside what is expected")
    if not row.no_answer and not (wanted.answers or wanted.evidence or wanted.speaker):
        raise ValueError("it says neither what is expected nor “no_answer”")
    if wanted.every and not (wanted.answers or wanted.evidence):
        raise ValueError("“every” needs “evidence” or “answers”")
    return Reference(row.id, row.kind, row.question, None if row.no_answer else wanted)


def _explain(problem: ErrorDetails) -> str:
    if problem["type"] == "json_invalid":
        return "not JSON"
    if not problem["loc"]:
        return "no JSON object"
    said = _PROBLEMS.get(problem["type"], problem["msg"]).rstrip(".")
    return f"“{problem['loc'][0]}” {said}"
