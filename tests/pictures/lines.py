"""The part of Discord's markdown that answers use, as lines that fit a width whatever sans-serif font shows them.

https://support.discord.com/hc/en-us/articles/210298617
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

from bot.discord_bot.markdown import unescape

_SPECIAL = re.compile(
    r"\*\*(?P<bold>(?:\\.|[^\\*])+)\*\*"
    r"|\[(?P<link>(?:\\.|[^\\\]])+)\]\(\S+?\)"
    r"|<(?P<mention>@\w+)>"
    r"|(?P<plain>(?:\\.|[^\\*\[<])+|.)"
)
_WIDTHS = {  # thousandths of the font size: Helvetica's, and so Arial's and Liberation Sans's
    character: width
    for characters, width in (
        ("ijl'‘’|", 222),
        (" .,:;!/\\ftI[]·", 278),
        ("-r()`“”*", 350),
        ("cksvxyzJ", 500),
        ("FTZ", 611),
        ("ABEKPSVXY&", 667),
        ("wCDHNRU", 722),
        ("GOQ", 778),
        ("mM", 833),
        ("W—…@%", 1000),
    )
    for character in characters
}
_USUAL = 556  # digits and most small letters
_BOLD = 1.06
_WIDER = 1.14  # DejaVu Sans and Verdana, against Helvetica


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look: "plain", "bold", "link" or "mention"."""

    text: str
    look: str = "plain"


Line = list[Run]


def parse_line(markdown: str) -> Line:
    """Return the runs of one line of markdown."""
    found = (pair for match in _SPECIAL.finditer(markdown) for pair in match.groupdict().items())
    return [Run(unescape(text), look) for look, text in found if text]


def wrap(line: Line, size: float, width: float) -> list[Line]:
    """Return the line as lines of at most `width`, broken at spaces and only in words that are longer than a line."""
    glyphs = [(character, run.look) for run in line for character in run.text]
    lines = []
    while glyphs:
        end = _line_end(glyphs, width / size / _WIDER)
        lines.append(
            [Run("".join(map(itemgetter(0), run)), look) for look, run in groupby(glyphs[:end], itemgetter(1))]
        )
        glyphs = glyphs[end + 1 :] if glyphs[end:] and glyphs[end][0] == " " else glyphs[end:]
    return lines or [[]]


def measure(line: Iterable[Run], size: float) -> float:
    """Return about how wide the line is."""
    return size * sum(_width(character, run.look) for run in line for character in run.text)


def _line_end(glyphs: Sequence[tuple[str, str]], room: float) -> int:
    fitting = sum(total <= room for total in accumulate(_width(*glyph) for glyph in glyphs))
    if fitting == len(glyphs):
        return fitting
    spaces = [place for place in range(1, fitting + 1) if glyphs[place][0] == " "]
    return spaces[-1] if spaces else max(fitting, 1)


def _width(character: str, look: str) -> float:
    return _WIDTHS.get(character, _USUAL) / 1000 * (_BOLD if look == "bold" else 1)
