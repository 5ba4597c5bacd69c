"""Message components: their kinds, walking through them, and the form in which Discord hands them back.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum

from .errors import Path, Payload


class Kind(IntEnum):
    """The component types that Discord documents for messages and modals."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18


SELECTS = {Kind.STRING_SELECT, Kind.USER_SELECT, Kind.ROLE_SELECT, Kind.MENTIONABLE_SELECT, Kind.CHANNEL_SELECT}
LINK_STYLE, PREMIUM_STYLE = 5, 6


def walk(components: Sequence[Payload], path: Path = ("components",)) -> Iterator[tuple[Path, Payload]]:
    """Each component, nested ones after their parent, with the path of fields that leads to it."""
    for index, component in enumerate(components):
        yield from _walk_one(component, (*path, index))


def texts(components: Sequence[Payload]) -> list[str]:
    """The contents of all text displays in the order in which they are read."""
    return [component["content"] for _, component in walk(components) if component["type"] == Kind.TEXT]


def as_shown(components: Sequence[Payload], media: Callable[[str], Payload]) -> list[Payload]:
    """The components as Discord answers them: ids given, defaults filled in, nulls gone.

    `media` gives the unfurled form of a URL (`attachment://` included).
    """
    taken = {component["id"] for _, component in walk(components) if component.get("id")}
    ids = (number for number in itertools.count(1) if number not in taken)
    return [_shown(component, ids, media) for component in components]


def _walk_one(component: Payload, path: Path) -> Iterator[tuple[Path, Payload]]:
    yield path, component
    yield from walk(component.get("components") or (), (*path, "components"))
    for single in ("accessory", "component"):
        if component.get(single):
            yield from _walk_one(component[single], (*path, single))


def _shown(component: Payload, ids: Iterator[int], media: Callable[[str], Payload]) -> Payload:
    shown = {key: value for key, value in component.items() if value is not None}
    shown["id"] = component.get("id") or next(ids)
    shown |= {key: component.get(key, default) for key, default in _DEFAULTS.get(component["type"], {}).items()}
    if component["type"] in SELECTS:
        shown = {"min_values": 1, "max_values": 1} | {key: value for key, value in shown.items() if key != "required"}
    if shown.get("default_values"):
        shown["default_values"] = [each | {"id": str(each["id"])} for each in shown["default_values"]]
    if "components" in shown:
        shown["components"] = [_shown(child, ids, media) for child in component["components"]]
    if "accessory" in shown:
        shown["accessory"] = _shown(component["accessory"], ids, media)
    return _with_media(shown, media)


def _with_media(shown: Payload, media: Callable[[str], Payload]) -> Payload:
    if shown["type"] == Kind.THUMBNAIL:
        shown["media"] = media(shown["media"]["url"])
    elif shown["type"] == Kind.FILE:
        shown["file"] = media(shown["file"]["url"])
    elif shown["type"] == Kind.GALLERY:
        shown["items"] = [
            {
                "media": media(item["media"]["url"]),
                "description": item.get("description"),
                "spoiler": bool(item.get("spoiler")),
            }
            for item in shown["items"]
        ]
    return shown


_DEFAULTS: dict[int, Payload] = {
    Kind.SEPARATOR: {"spacing": 1, "divider": True},
    Kind.CONTAINER: {"accent_color": None, "spoiler": False},
    Kind.THUMBNAIL: {"description": None, "spoiler": False},
    Kind.FILE: {"name": None, "size": None, "spoiler": False},
}
