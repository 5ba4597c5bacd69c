"""Discord's limits on messages: content, embeds, components, files. Each check yields the problems it finds.

https://discord.com/developers/docs/resources/message and .../components/reference
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from .components import LINK_STYLE, PREMIUM_STYLE, SELECTS, Kind, texts, walk
from .errors import Path, Payload, Problem
from .mentions import allowed_mentions_problems
from .messages import embed_texts

CONTENT, EMBEDS, EMBED_TEXT, COMPONENTS, COMPONENT_TEXT, ROWS = 2000, 10, 6000, 40, 4000, 5
FILE_BYTES, REQUEST_BYTES, FILES = 10 * 2**20, 25 * 2**20, 10
_LEGACY = ("content", "embeds", "poll", "sticker_ids")
_V2_TOP = {Kind.ROW, Kind.SECTION, Kind.TEXT, Kind.GALLERY, Kind.FILE, Kind.SEPARATOR, Kind.CONTAINER}


_DEFAULT_KINDS = {
    Kind.USER_SELECT: {"user"},
    Kind.ROLE_SELECT: {"role"},
    Kind.MENTIONABLE_SELECT: {"user", "role"},
    Kind.CHANNEL_SELECT: {"channel"},
}


def message_problems(payload: Payload, *, v2: bool) -> Iterator[Problem]:
    """Everything wrong with the body of a message; `v2`: it is made of components v2."""
    yield from too_long(payload.get("content"), CONTENT, ("content",))
    yield from embeds_problems(payload.get("embeds") or ())
    yield from components_problems(payload.get("components") or (), v2=v2)
    yield from allowed_mentions_problems(payload.get("allowed_mentions"))
    if v2:
        yield from _legacy_problems(payload)


def embeds_problems(embeds: Sequence[Payload]) -> Iterator[Problem]:
    """At most 10 embeds, each part within its length, 6,000 characters over all."""
    if len(embeds) > EMBEDS:
        yield Problem(("embeds",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    for index, embed in enumerate(embeds):
        yield from _embed_problems(embed, ("embeds", index))
    if sum(len(text) for embed in embeds for text in embed_texts(embed)) > EMBED_TEXT:
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def components_problems(components: Sequence[Payload], *, v2: bool) -> Iterator[Problem]:
    """The layout, every single component, unique custom_ids and ids, and v2's totals."""
    allowed = _V2_TOP if v2 else {Kind.ROW}
    for index, component in enumerate(components):
        if component["type"] not in allowed:
            kinds = ", ".join(str(int(kind)) for kind in sorted(allowed))
            yield Problem(
                ("components", index, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({kinds}).'
            )
    if not v2 and len(components) > ROWS:
        yield Problem(("components",), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for path, component in walk(components):
        yield from component_problems(component, path)
    yield from _repeated(
        components, "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
    )
    yield from _repeated(components, "id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
    if v2:
        yield from _total_problems(components)


def component_problems(component: Payload, path: Path) -> Iterator[Problem]:
    """What is wrong with one component by itself."""
    yield from too_long(component.get("custom_id"), 100, (*path, "custom_id"))
    if component["type"] == Kind.ROW:
        yield from _row_problems(component, path)
    elif component["type"] == Kind.BUTTON:
        yield from _button_problems(component, path)
    elif component["type"] in SELECTS:
        yield from _select_problems(component, path)
    elif component["type"] == Kind.TEXT:
        yield from length(component["content"], 1, COMPONENT_TEXT, (*path, "content"))
    elif component["type"] == Kind.SECTION:
        yield from length(component["components"], 1, 3, (*path, "components"))
    elif component["type"] == Kind.GALLERY:
        yield from length(component["items"], 1, 10, (*path, "items"))
    elif component["type"] == Kind.CONTAINER:
        yield from _container_problems(component, path)


def too_long(value: str | None, most: int, path: Path) -> Iterator[Problem]:
    if value is not None and len(value) > most:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def length(value: str | Sequence[Any] | None, least: int, most: int, path: Path) -> Iterator[Problem]:
    """A required text or list whose length must lie between two bounds."""
    if value is None:
        yield Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
    elif not least <= len(value) <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def _legacy_problems(payload: Payload) -> Iterator[Problem]:
    for name in _LEGACY:
        if payload.get(name):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Problem((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def _embed_problems(embed: Payload, path: Path) -> Iterator[Problem]:
    yield from too_long(embed.get("title"), 256, (*path, "title"))
    yield from too_long(embed.get("description"), 4096, (*path, "description"))
    yield from too_long((embed.get("footer") or {}).get("text"), 2048, (*path, "footer", "text"))
    yield from too_long((embed.get("author") or {}).get("name"), 256, (*path, "author", "name"))
    yield from _url_problems(embed.get("url"), 2048, (*path, "url"))
    fields = embed.get("fields") or ()
    if len(fields) > 25:
        yield Problem((*path, "fields"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, field in enumerate(fields):
        yield from length(field["name"].strip(), 1, 256, (*path, "fields", index, "name"))
        yield from length(field["value"].strip(), 1, 1024, (*path, "fields", index, "value"))
    if not embed_texts(embed) and not embed.get("image") and not embed.get("thumbnail"):
        yield Problem((*path, "description"), "BASE_TYPE_REQUIRED", "This field is required")


def _row_problems(row: Payload, path: Path) -> Iterator[Problem]:
    children = row["components"]
    yield from length(children, 1, 5, (*path, "components"))
    kinds = {child["type"] for child in children}
    if kinds & SELECTS and len(children) > 1:
        yield Problem(
            (*path, "components"),
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )
    if kinds - SELECTS - {Kind.BUTTON, Kind.TEXT_INPUT}:
        yield Problem((*path, "components"), "UNION_TYPE_CHOICES", "An action row holds buttons or one select")


def _button_problems(button: Payload, path: Path) -> Iterator[Problem]:
    yield from too_long(button.get("label"), 80, (*path, "label"))
    yield from _url_problems(button.get("url"), 512, (*path, "url"))
    if button["style"] == PREMIUM_STYLE:
        return
    if not button.get("label") and not button.get("emoji"):
        yield Problem((*path, "label"), "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or an emoji is required")
    wanted, unwanted = ("url", "custom_id") if button["style"] == LINK_STYLE else ("custom_id", "url")
    if not button.get(wanted):
        yield Problem((*path, wanted), "BASE_TYPE_REQUIRED", f"A {wanted} is required")
    if button.get(unwanted):
        yield Problem(
            (*path, unwanted),
            "BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE",
            "A custom id and url cannot both be specified",
        )


def _select_problems(select: Payload, path: Path) -> Iterator[Problem]:
    yield from length(select.get("custom_id"), 1, 100, (*path, "custom_id"))
    yield from too_long(select.get("placeholder"), 150, (*path, "placeholder"))
    least, most = select.get("min_values"), select.get("max_values")
    if (1 if least is None else least) > (1 if most is None else most):
        yield Problem((*path, "min_values"), "NUMBER_TYPE_MAX", "min_values must not exceed max_values")
    for bound in ("min_values", "max_values"):
        if (select.get(bound) or 0) > 25:
            yield Problem((*path, bound), "NUMBER_TYPE_MAX", "int value should be less than or equal to 25.")
    if select["type"] == Kind.STRING_SELECT:
        yield from _options_problems(select, path)
    else:
        yield from _defaults_problems(select, path)


def _options_problems(select: Payload, path: Path) -> Iterator[Problem]:
    options = select.get("options")
    yield from length(options, 1, 25, (*path, "options"))
    for index, option in enumerate(options or ()):
        yield from length(option["label"], 1, 100, (*path, "options", index, "label"))
        yield from length(option["value"], 1, 100, (*path, "options", index, "value"))
        yield from too_long(option.get("description"), 100, (*path, "options", index, "description"))
    values = [option["value"] for option in options or ()]
    if len(set(values)) < len(values):
        yield Problem(
            (*path, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
        )
    if (select.get("max_values") or 1) > len(values) > 0:
        yield Problem(
            (*path, "options"), "BASE_TYPE_BAD_LENGTH", "There must be at least as many options as max_values"
        )


def _defaults_problems(select: Payload, path: Path) -> Iterator[Problem]:
    """At most as many default values as may be chosen, of the kind that the menu offers, none twice."""
    defaults = select.get("default_values") or ()
    least, most = select.get("min_values"), select.get("max_values")
    if defaults and not (1 if least is None else least) <= len(defaults) <= (1 if most is None else most):
        message = "The number of default values must be within min_values and max_values"
        yield Problem((*path, "default_values"), "SELECT_COMPONENT_DEFAULT_VALUES_OUT_OF_RANGE", message)
    kinds = _DEFAULT_KINDS[select["type"]]
    for index, default in enumerate(defaults):
        if default["type"] not in kinds:
            message = f"Value must be one of {sorted(kinds)}."
            yield Problem((*path, "default_values", index, "type"), "BASE_TYPE_CHOICES", message)
    if len({default["id"] for default in defaults}) < len(defaults):
        yield Problem((*path, "default_values"), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already has this value")


def _container_problems(container: Payload, path: Path) -> Iterator[Problem]:
    yield from length(container["components"], 1, COMPONENTS, (*path, "components"))
    for index, child in enumerate(container["components"]):
        if child["type"] not in _V2_TOP - {Kind.CONTAINER}:
            yield Problem((*path, "components", index, "type"), "UNION_TYPE_CHOICES", "Not allowed in a container")


def _total_problems(components: Sequence[Payload]) -> Iterator[Problem]:
    if sum(1 for _ in walk(components)) > COMPONENTS:
        yield Problem(
            ("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum number of components is 40"
        )
    if sum(len(text) for text in texts(components)) > COMPONENT_TEXT:
        yield Problem(
            ("components",), "COMPONENT_MAX_TEXT_DISPLAY_LENGTH", "The total text of a message is at most 4000"
        )


def _repeated(components: Sequence[Payload], key: str, code: str, message: str) -> Iterator[Problem]:
    counts = Counter(component[key] for _, component in walk(components) if component.get(key))
    for path, component in walk(components):
        if counts[component.get(key)] > 1:
            yield Problem((*path, key), code, message)


def _url_problems(url: str | None, most: int, path: Path) -> Iterator[Problem]:
    yield from too_long(url, most, path)
    if url and urlsplit(url).scheme not in {"http", "https", "discord", "attachment"}:
        yield Problem(
            path, "URL_TYPE_INVALID_SCHEME", f'Scheme "{urlsplit(url).scheme}" is not one of http, https, discord.'
        )
