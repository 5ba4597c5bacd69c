"""What a question takes for granted and the sentence nearest to it does not bear out: a near miss, told as one."""

from __future__ import annotations

import re

from index.expectations import NO_NAME
from index.terms import stem
from index.text import fold_words

_NOT = re.compile(r"\b(?:not(?! only)|never|cannot)\b|n[’']t\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:not|never|no|nobody|none|neither|nor|without|cannot|fail(?:s|ed|ing)?|refus\w+|den(?:y|ies|ied)|reject\w*"
    r"|lack\w*)\b|n[’']t\b",
    re.IGNORECASE,
)
_LONGEST = 25  # words; a longer question may hold a "not" that is not what it asks
_NAMED = r"(?:[A-Z][\w.’'-]*\s+(?:(?:of|de|al|von|van)\s+)*)*[A-Z][\w.’'-]*"
_ASKS_OF = re.compile(
    rf"\b(?:did|does|do|has|have|had|will|would)\s+(?:the\s+)?(?P<who>{_NAMED})\s+(?P<verb>[a-z]{{3,}})\b"
)
_DOES = re.compile(
    rf"(?P<who>{_NAMED})(?:,[^,.;]{{2,60}},)?\s+(?:(?:has|have|had|will|would|also|later|then|first|already|\w+ly)\s+)*"
    r"(?P<verb>[a-z]{3,})\b"
)


def find_false_premise(question: str, sentence: str) -> str | None:
    """Return what the question takes for granted and the sentence nearest to it contradicts, in a sentence; or None."""
    if _NOT.search(question) and len(question.split()) <= _LONGEST and not _DENIAL.search(sentence):
        return "The question denies what the nearest article says."
    asked = _ASKS_OF.search(question)
    if asked is None:
        return None
    doer = _other_doer(asked["who"], asked["verb"], sentence)
    return f"The nearest article says this of {doer}, not of {asked['who']}." if doer else None


def _other_doer(who: str, verb: str, sentence: str) -> str | None:
    """Who does in a sentence what is asked of somebody else, whom the sentence names only afterwards."""
    meant, done = set(fold_words(who)), stem(verb)
    for does in _DOES.finditer(sentence):
        if stem(does["verb"]) != done or does["who"].split()[0].lower() in NO_NAME:
            continue
        is_meant_before = not meant.isdisjoint(fold_words(sentence[: does.end("verb")]))
        after = sentence[does.end("verb") :]
        return does["who"] if not is_meant_before and _names(after, who) else None
    return None


def _names(text: str, who: str) -> bool:
    """Whether a text names somebody, but for "by" them: a passive has its doer there."""
    return re.search(rf"(?<!\bby )(?<!\bby the )\b{re.escape(who)}\b", text) is not None
