"""Text from articles and file names, made safe to print: it can neither steer a terminal nor turn a line around."""

from __future__ import annotations

import re

# Unicode's embeddings, overrides and isolates reorder what stands after them: https://trojansource.codes
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_REORDERING}]")
_BREAKS = re.compile("[\t\n\u2028\u2029]")


def harmless(text: str) -> str:
    """Return text without the characters that control a terminal; lines and tabs stay."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def harmless_line(text: str) -> str:
    """Return text that is one harmless line, as a name in a list must be."""
    return _BREAKS.sub("\N{REPLACEMENT CHARACTER}", harmless(text))
