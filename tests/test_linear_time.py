"""The rules are linear in the text: four times as much of anything nasty takes about four times as long, not sixteen.

Processor time is compared within one run, with a wide margin; the best of two counts.
"""

from __future__ import annotations

import time

import pytest

from index.analysis import analyse
from index.parsing import NoParser
from index.types import Article

_MEGABYTE = 1_000_000
_TOO_MUCH = 9  # times as long for four times as much; a quadratic rule takes sixteen

NASTY = {
    "quote marks": ('“”"«» ', _MEGABYTE),
    "marks that open": ("“ ", 60_000),
    "unclosed paragraphs": ("“He went home\n", 60_000),
    "short quotations": ("“We go home now,” he said. ", 40_000),
    "names": ("Torres ", 40_000),
    "words without a full stop": ("word ", 60_000),
}


@pytest.mark.parametrize(("piece", "size"), NASTY.values(), ids=NASTY)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str, size: int) -> None:
    once, fourfold = (min(_seconds(piece * (n // len(piece))) for _ in range(2)) for n in (size // 4, size))
    assert fourfold < _TOO_MUCH * once


def _seconds(text: str) -> float:
    begun = time.process_time()
    analyse(Article("a", "A title", text), NoParser())
    return time.process_time() - begun
