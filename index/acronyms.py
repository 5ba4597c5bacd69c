"""Acronyms: what is one, what a text explains it to be, and whether it can stand for a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.fullnames import FUNCTION_WORDS, fold_name

_DEFINED = re.compile(r"[ \xa0]\(((?:[A-Z]\.?){2,7})\)")
_LONGEST_BODY = 100  # characters before an acronym in which the name that it stands for is looked for
_SHORTEST_ACRONYM = 2


def is_acronym(text: str) -> bool:
    """Tell "IEB" or "I.E.B." from a name."""
    letters = text.replace(".", "")
    return letters.isalpha() and letters.isupper() and _SHORTEST_ACRONYM <= len(letters) <= 6 and " " not in text


def find_acronyms(text: str) -> dict[str, str]:
    """Return the acronyms that a text explains, with what they stand for: "International Energy Board (IEB)"."""
    found = {}
    for match in _DEFINED.finditer(text):
        words = text[max(0, match.start() - _LONGEST_BODY) : match.start()].split("\n")[-1].split()
        for count in range(2, len(words) + 1):
            folded = [fold_name(word) for word in words[-count:]]
            if words[-count][0].isupper() and all(folded) and abbreviates(match[1], folded):
                found[match[1]] = " ".join(words[-count:])
                break
    return found


def abbreviates(acronym: str, words: Sequence[str]) -> bool:
    """Tell whether an acronym stands for these folded words: "IEB" for "International Energy Board"."""
    return acronym.replace(".", "").casefold() in acronyms_of(words)


def acronyms_of(words: Sequence[str]) -> set[str]:
    """Return the acronyms, folded and without dots, that stand for these folded words."""
    shortened = words[: len(words) - 1 - words[::-1].index("and")] if "and" in words else words
    full = [[word for word in some if word not in FUNCTION_WORDS] for some in (words, shortened)]
    return {"".join(word[0] for word in some) for some in (words, *full) if len(some) > 1}
