"""Given names with their usual gender, and family names, from the United States census of 1990 (package `names`).

They only narrow down whom a word may mean; what the article itself says of a person comes first.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_CLEAR = 0.95  # share of one gender from which on a name has a usual one


def usual_pronoun(given_name: str) -> str | None:
    """Return "he" or "she", or None for a name that is rare or that both bear."""
    he, she = (_shares(gender).get(given_name.upper(), 0.0) for gender in ("male", "female"))
    if not he + she:
        return None
    if he >= _CLEAR * (he + she):
        return "he"
    return "she" if she >= _CLEAR * (he + she) else None


def is_given_name(word: str) -> bool:
    """Tell whether the census knows a word as a given name."""
    return any(word.upper() in _shares(gender) for gender in ("male", "female"))


def is_family_name(word: str) -> bool:
    """Tell whether the census knows a word as a family name: "Daly", "Fleming"; "early" and "may" are such as well."""
    return word.upper() in _family_names()


@cache
def _family_names() -> frozenset[str]:
    lines = files("names").joinpath("dist.all.last").read_text("ascii").splitlines()
    return frozenset(line.split(maxsplit=1)[0] for line in lines)


@cache
def _shares(gender: str) -> dict[str, float]:
    """How many in a hundred of a gender bear each name; a line is: NAME, share, cumulated share, rank."""
    lines = files("names").joinpath(f"dist.{gender}.first").read_text("ascii").splitlines()
    return {name: float(share) for name, share, *_ in map(str.split, lines)}
