"""Discord's own OpenAPI description, to hold requests and answers against.

The description is not part of the project; where the file is absent, the server's own checks still run. Its quirks,
mended on loading: `oneOf` means any of them; integers may be digit strings, and the other way round for ids, in
requests; the inner codes of errors are words, not numbers.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .errors import Payload, Problem

FILE = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json.gz"
_REF, _URN = "#/components/schemas/", "urn:discord:"
_DIGITS = {"type": "string", "pattern": "^-?[0-9]+$"}
_INNER_ERROR = {
    "type": "object",
    "properties": {"code": {"type": ["integer", "string"]}},
    "required": ["code", "message"],
}


class Description:
    """Discord's description: yields the problems of a request or an answer of one operation."""

    def __init__(self, document: Payload) -> None:
        self._paths = document["paths"]
        self._schemas = document["components"]["schemas"]
        self._schemas["InnerErrors"]["properties"]["_errors"]["items"] = _INNER_ERROR
        self._registries = {lenient: self._registry(lenient) for lenient in (True, False)}
        self._validators: dict[tuple[str, str, str], Draft202012Validator | None] = {}

    def request_problems(self, method: str, path: str, body: Any) -> Iterator[Problem]:
        """What the description says is wrong with a request's JSON body."""
        yield from self._problems(method, path, "request", body)

    def response_problems(self, method: str, path: str, status: int, body: Any) -> Iterator[Problem]:
        """What the description says is wrong with an answer, its status included."""
        operation = self._paths.get(path, {}).get(method.lower())
        if operation is None:
            return
        if self._documented(operation, status) is None:
            yield Problem((), "STATUS", f"{method} {path} never answers {status}")
        elif body is not None:
            yield from self._problems(method, path, str(status), body)

    def _problems(self, method: str, path: str, side: str, body: Any) -> Iterator[Problem]:
        key = (method.lower(), path, side)
        if key not in self._validators:
            self._validators[key] = self._validator(*key)
        validator = self._validators[key]
        if validator is not None and not validator.is_valid(body):
            for error in validator.iter_errors(body):
                found = _narrowed(error)
                yield Problem(tuple(found.absolute_path), f"SCHEMA_{found.validator}".upper(), found.message[:500])

    def _validator(self, method: str, path: str, side: str) -> Draft202012Validator | None:
        operation = self._paths.get(path, {}).get(method)
        if operation is None:
            return None
        lenient = side == "request"
        found = operation.get("requestBody") if lenient else self._documented(operation, int(side))
        schema = (found or {}).get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return None
        return Draft202012Validator(_mended(schema, lenient), registry=self._registries[lenient])

    def _documented(self, operation: Payload, status: int) -> Payload | None:
        if status >= 400:
            name = "RatelimitedResponse" if status == 429 else "ErrorResponse"
            return {"content": {"application/json": {"schema": {"$ref": _REF + name}}}}
        found: Payload | None = operation["responses"].get(str(status))
        return found

    def _registry(self, lenient: bool) -> Registry[Any]:
        resources = (
            (_URN + name, DRAFT202012.create_resource(_mended(schema, lenient)))
            for name, schema in self._schemas.items()
        )
        return Registry().with_resources(resources)


@cache
def load(file: Path = FILE) -> Description | None:
    """The description in that file, read once; None where there is none."""
    if not file.is_file():
        return None
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        return Description(json.load(stream))


def _mended(schema: Any, lenient: bool) -> Any:
    """The schema with the quirks of the description taken out; `lenient` for what clients send."""
    if isinstance(schema, list):
        return [_mended(each, lenient) for each in schema]
    if not isinstance(schema, dict):
        return schema
    mended = {_renamed(key): _mended(value, lenient) for key, value in schema.items()}
    if "$ref" in mended and isinstance(mended["$ref"], str):
        mended["$ref"] = mended["$ref"].replace(_REF, _URN)
    return _with_digits(mended) if lenient else mended


def _renamed(key: str) -> str:
    return "anyOf" if key == "oneOf" else key


def _with_digits(schema: Payload) -> Payload:
    kinds = schema.get("type")
    if kinds == "integer" or (isinstance(kinds, list) and "integer" in kinds):
        return {"anyOf": [schema, _DIGITS]}
    if schema.get("format") == "snowflake":
        return {"anyOf": [schema, {"type": "integer"}]}
    return schema


def _narrowed(error: ValidationError) -> ValidationError:
    """The error in the branch that the data meant: of several alternatives the one of its `type`, else the nearest."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for each in error.context:
            branches.setdefault(each.schema_path[0], []).append(each)
        meant = min(branches.values(), key=lambda errors: (_of_other_type(errors), len(errors)))
        error = meant[0]
    return error


def _of_other_type(errors: list[ValidationError]) -> bool:
    return any(list(each.path)[-1:] == ["type"] or each.validator == "type" for each in errors)
