"""Modals: what Discord refuses in one, and the form in which a person's answers are sent back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .components import SELECTS, Kind, walk
from .errors import Path, Payload, Problem, UserActionError
from .limits import component_problems, length, too_long

_TOP = {Kind.ROW, Kind.TEXT, Kind.LABEL}
_MOST_TEXT = 4000
Answers = Mapping[str, str | list[str]]


def modal_problems(modal: Payload) -> Iterator[Problem]:
    """Title, number and kind of components, labels, inputs, unique custom_ids. The paths start at `data`."""
    components = modal["components"]
    yield from length(modal.get("custom_id"), 1, 100, ("data", "custom_id"))
    yield from length(modal.get("title"), 1, 45, ("data", "title"))
    yield from length(components, 1, 5, ("data", "components"))
    for index, component in enumerate(components):
        if component["type"] not in _TOP:
            yield Problem(("data", "components", index, "type"), "UNION_TYPE_CHOICES", "Not allowed in a modal")
    for path, component in walk(components, ("data", "components")):
        yield from _part_problems(component, path)
    ids = [component["custom_id"] for _, component in walk(components) if component.get("custom_id")]
    if len(set(ids)) < len(ids):
        message = "Component custom id cannot be duplicated"
        yield Problem(("data", "components"), "COMPONENT_CUSTOM_ID_DUPLICATED", message)


def filled_in(modal: Payload, answers: Answers) -> list[Payload]:
    """The `components` of the submission; UserActionError where the modal would not let a person submit that."""
    inputs = {part["custom_id"] for _, part in walk(modal["components"]) if part.get("custom_id")}
    if set(answers) - inputs:
        raise UserActionError(f"the modal has no input {sorted(set(answers) - inputs)}; it has {sorted(inputs)}")
    return [_submitted(component, number, answers) for number, component in enumerate(modal["components"], 1)]


def _part_problems(part: Payload, path: Path) -> Iterator[Problem]:
    if part["type"] == Kind.LABEL:
        yield from length(part.get("label"), 1, 45, (*path, "label"))
        yield from too_long(part.get("description"), 100, (*path, "description"))
    elif part["type"] == Kind.TEXT_INPUT:
        yield from _input_problems(part, path)
    elif part["type"] == Kind.ROW and any(child["type"] != Kind.TEXT_INPUT for child in part["components"]):
        yield Problem((*path, "components"), "UNION_TYPE_CHOICES", "A row of a modal holds a text input")
    elif part["type"] in SELECTS or part["type"] == Kind.TEXT:
        yield from component_problems(part, path)


def _input_problems(text_input: Payload, path: Path) -> Iterator[Problem]:
    yield from length(text_input.get("custom_id"), 1, 100, (*path, "custom_id"))
    yield from too_long(text_input.get("placeholder"), 100, (*path, "placeholder"))
    yield from too_long(text_input.get("value"), _MOST_TEXT, (*path, "value"))
    in_row = path[-2] == "components"
    if in_row or text_input.get("label") is not None:
        yield from length(text_input.get("label"), 1, 45, (*path, "label"))
    for bound in ("min_length", "max_length"):
        if (text_input.get(bound) or 0) > _MOST_TEXT:
            yield Problem((*path, bound), "NUMBER_TYPE_MAX", "int value should be less than or equal to 4000.")


def _submitted(component: Payload, number: int, answers: Answers) -> Payload:
    form: Payload = {"type": component["type"], "id": component.get("id") or number}
    if component["type"] == Kind.ROW:
        children = enumerate(component["components"], 100 * number)
        form["components"] = [_answer(child, child_id, answers) for child_id, child in children]
    elif component["type"] == Kind.LABEL:
        form["component"] = _answer(component["component"], 100 * number, answers)
    return form


def _answer(part: Payload, number: int, answers: Answers) -> Payload:
    given = answers.get(part["custom_id"])
    form: Payload = {"type": part["type"], "id": part.get("id") or number, "custom_id": part["custom_id"]}
    if part["type"] == Kind.TEXT_INPUT:
        return form | {"value": _typed(part, part.get("value") or "" if given is None else given)}
    return form | {"values": [given] if isinstance(given, str) else list(given or ())}


def _typed(part: Payload, text: str | list[str]) -> str:
    if not isinstance(text, str):
        raise UserActionError(f"{part['custom_id']} is a text input")
    required = part.get("required") is not False
    least, most = max(part.get("min_length") or 0, int(required)), part.get("max_length") or _MOST_TEXT
    if (text or required) and not least <= len(text) <= most:
        raise UserActionError(f"{part['custom_id']} takes {least} to {most} characters, not {len(text)}")
    return text
