"""The language that a format states, as a BCP 47 tag; whatever is none is not known."""

from __future__ import annotations

import re

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_NO_LANGUAGE = {"und", "mul", "zxx", "mis"}  # undetermined, several, no words at all, uncoded (ISO 639-2)


def language_tag(stated: object) -> str | None:
    """Return a language as it is stated ("EN_us", "pt-br.UTF-8") as a tag ("en-US", "pt-BR"); None for what is none."""
    if not isinstance(stated, str):
        return None
    tag = stated.split(".")[0].strip().replace("_", "-")
    if not _TAG.fullmatch(tag) or tag.lower() in _NO_LANGUAGE:
        return None
    language, *subtags = tag.split("-")
    return "-".join([language.lower(), *map(_usual_case, subtags)])


def _usual_case(subtag: str) -> str:
    """Write a subtag as RFC 5646, section 2.1.1, recommends: scripts "Hant", regions "TW", all others in lower case."""
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag.lower()
