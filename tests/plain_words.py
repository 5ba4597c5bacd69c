"""What Discord's client would make of a text, held against what it may: the bot's own marks, and words."""

from __future__ import annotations

import re
import unicodedata

# What may be left once what is escaped is gone: the bot's own marks.
_ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
_OWN_LINK = re.compile(r"\]\(https://hostile\.example/[^\s()<>\[\]]*\)")
_OWN_CODE = re.compile(r"`(?:[0-9a-f]{16}(?:-\d+-\d+-[0-9a-f]{8})?|/[a-z ]+\d*|[a-z]+)`")
_ACTIVE = re.compile(
    r"@everyone|@here|<[@#:/]|<a:|<t:|<id:|<https?:|\w+://|\|\||`|_\w|\w_|\]\(|:\w+:"
    r"|^ *#{1,3} |^ *>>> |^(?:> )? *(?:[*+] |\d+[.)] |#)|^> *(?:-#? |>)",
    re.MULTILINE,
)
_EMBEDDINGS, _ISOLATES, _POP = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068", "\u2069"


def assert_inert(text: str) -> None:
    """Without the backslashes that escape, nothing is left that Discord would format, link, ping or replace."""
    left = _OWN_CODE.sub("", _OWN_LINK.sub("]", _ESCAPED.sub("\ue000", text)))
    active = _ACTIVE.search(left)
    assert active is None, f"{active} in {left!r}"
    assert left.replace("**", "").count("*") == 0, left
    assert all(line.count("**") % 2 == 0 and line.count("~~") % 2 == 0 for line in left.split("\n")), left


def assert_contained(text: str) -> None:
    """On no line anything that turns the writing reaches beyond the isolate that it stands in."""
    for line in text.split("\n"):
        depth = 0
        for character in line:
            depth += (character in _ISOLATES) - (character == _POP)
            assert depth >= 0, f"an isolate is closed that the line did not open: {line!r}"
            turns = character in _EMBEDDINGS or (not line.startswith("> ") and _is_rtl(character))
            assert depth or not turns, f"{character!r} stands outside of an isolate: {line!r}"
        assert depth == 0, f"an isolate is left open: {line!r}"


def _is_rtl(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")
