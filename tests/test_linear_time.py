"""The rules are linear in the text: four times as much of anything nasty is four times the work, not sixteen.

Work is counted in calls, which do not depend on the machine or on who else uses it.
"""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from index.analysis import analyse
from index.parsing import NoParser
from index.types import Article

_MEGABYTE = 1_000_000
_TOO_MUCH = 6  # times the calls for four times the text; a quadratic rule makes sixteen

NASTY = {
    "quote marks": ('“”"«» ', _MEGABYTE),
    "marks that open": ("“ ", 60_000),
    "unclosed paragraphs": ("“He went home\n", 60_000),
    "short quotations": ("“We go home now,” he said. ", 60_000),
    "names": ("Torres ", 60_000),
    "words without a full stop": ("word ", 60_000),
}


@pytest.mark.parametrize(("piece", "size"), NASTY.values(), ids=NASTY)
def test_four_times_the_text_is_about_four_times_the_work(piece: str, size: int) -> None:
    once, fourfold = (_calls(piece * (n // len(piece))) for n in (size // 4, size))
    assert fourfold < _TOO_MUCH * once


def _calls(text: str) -> int:
    """How many functions, methods and steps of generators the analysis of a text calls."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        analyse(Article("a", "A title", text), NoParser())
    finally:
        sys.setprofile(None)
    return calls
