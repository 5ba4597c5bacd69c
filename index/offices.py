"""What a description asks for: a name, an office, when; and whether a role as an article writes it is that office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.fullnames import fold_names
from index.identities import COURTESY
from index.roles import PORTFOLIOS, ROLES, TITLES, expand, long_title, same_word
from index.tenures import Period
from index.text import word_set

_LEAD = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_DETERMINERS = word_set("the a an s his her their our my this that")
_OF = word_set("of for in at from")
_LINKS = word_set("to with on by who under")
_DEPUTY = word_set("vice deputy assistant associate candidate nominee")
_VAGUE = word_set("current incumbent new acting longtime and")
_NOT_NOW = word_set("former ex late then onetime elect")  # a former president is not the president
_YEAR = re.compile(r"[,\s]+(?:(?:in|of|as of|during|back in)\s+)?(?:the year\s+)?((?:19|20)\d\d)$", re.IGNORECASE)


def content_words(who: str) -> list[str]:
    """Return the folded words of a name or description that count."""
    folded = list(fold_names(who))
    return [word for word in folded if word not in _DETERMINERS | TITLES | _OF] or folded


def split_name(who: str) -> tuple[str, list[str]]:
    """Split "the Norvian president Ana Torres" into the name and the role's words; a description has no name."""
    written = who.split()
    folded = [" ".join(fold_names(word)) for word in written]
    last = max((place for place, word in enumerate(folded) if word in ROLES | TITLES), default=-1)
    first = last + 1
    while first < len(folded) - 1 and folded[first] == "of" and folded[first + 1] in PORTFOLIOS:
        first += 2
    if first < len(folded) and folded[first] in _OF:
        return "", []
    roles = [long_title(word) for word in " ".join(folded[:first]).split() if word not in _DETERMINERS | _OF | COURTESY]
    return " ".join(written[first:]) if last >= 0 else who, roles


def is_office(words: Sequence[str]) -> bool:
    """Tell whether folded words end like an office: "norvian president"."""
    return words[-1] in ROLES | TITLES


def is_former(words: Sequence[str]) -> bool:
    """Tell whether folded words ask for whoever held an office once; many may have."""
    return not _NOT_NOW.isdisjoint(words)


def is_held(alias: str, words: Sequence[str]) -> bool:
    """Tell whether an alias is of an office that is held, or of a former one where such a one is asked for."""
    parts = {part for word in fold_names(alias) for part in word.split("-")}
    return parts.isdisjoint(_NOT_NOW - set(words))


def is_same_office(alias: str, office: str) -> bool:
    """Tell whether a description is of this office, not of a deputy or of somebody who only has to do with it.

    "The spokesman for the Norvian president" and "the vice president" are not the president.
    """
    asked, known = expand(fold_names(office)), expand(fold_names(alias))
    heads = _heads(asked)
    if heads and heads.isdisjoint(_heads(known)):
        return False
    return _DEPUTY.isdisjoint(known) or not _DEPUTY.isdisjoint(asked)


def is_nothing_else(alias: str, words: Sequence[str]) -> bool:
    """Tell whether a description has none but these words: "president of the Norvian Club" is not "the president"."""
    known = [
        word for word in expand(fold_names(alias)) if word not in _DETERMINERS | _OF | _VAGUE | TITLES - set(words)
    ]
    return all(any(same_word(word, other) for other in words) for word in map(long_title, known))


def _heads(words: Sequence[str]) -> set[str]:
    """The words that say what somebody is: the last role word before "of", and so in every part after "and"."""
    heads: set[str] = set()
    head, is_open = None, True
    for word in (*words, "and"):
        if word == "and":
            heads |= {head} if head else set()
            head, is_open = None, True
        elif word in _OF or word in _LINKS:
            is_open = False
        elif is_open and word in ROLES | TITLES:
            head = long_title(word).split()[-1]
    return heads


def split_year(who: str) -> tuple[str, Period | None]:
    """Leave out the article in front, and split off a year at the end: "the Norvian president in 2018"."""
    who = _LEAD.sub("", who.strip())
    match = _YEAR.search(who)
    if match is None:
        return who, None
    year = int(match[1])
    return who[: match.start()], (date(year, 1, 1), date(year, 12, 31))
