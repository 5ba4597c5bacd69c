"""Which paragraphs of an article are not its text: adverts, share lines, source lines. They are never cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.types import Span

_MAX_WORDS = 12
_FEW_WORDS = 4
_CAPITALS = 0.6  # share of capitalised words from which on a line reads like a headline
_ENDS_SENTENCE = re.compile(r"[.?!…][\"'”’»)\]]*$|[”\"»]$|[:;]$")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_KNOWN = re.compile(
    r"""^\W*(?:
        via\s+[A-Z].{0,60}$ | advertisements?\b.{0,20}$ | sponsored\b.{0,40}$ | story\ continues\ below.*$
      | (?:read|see|watch|learn|find\ out)\ (?:more|also|next)\b.{0,140}$ | more\ (?:from|on|in|stories)\b.{0,80}$
      | (?:click|tap)\ here\b.{0,120}$ | (?:follow|like|find)\ (?:us|me|him|her|[A-Z][\w.\ ]{1,40})\ on\b.{0,100}$
      | (?:sign\ up|subscribe)\b.{0,140}$ | share\ (?:this|on|via)\b.{0,60}$
      | (?:related|recommended|trending|most\ (?:read|popular))\b.{0,60}$
      | (?:photo|image|picture|video)s?\ (?:by|credit|courtesy|source)\b.{0,120}$
      | (?:©|copyright\b|all\ rights\ reserved).*$
      | (?:this|the)\ (?:article|story|post)\ (?:was\ )?(?:originally|first)\ (?:appeared|published|ran)\b.*$
      | (?:we\ use|this\ (?:site|website)\ uses)\ cookies\b.* | (?:comments?|leave\ a\ (?:reply|comment))\W*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_APPEAL = re.compile(  # what sites ask of their readers, also in whole sentences
    r"^\W*(?:sign up|subscribe|click here|tap here|follow us|like us|donate (?:today|now|here)"
    r"|get the (?:best|latest)\b.*\binbox|(?:we use|this (?:site|website) uses) cookies)\b.{0,160}$",
    re.IGNORECASE,
)
_AGENCIES = "AFP|AP|EPA|Reuters|PA|Shutterstock|Alamy|Getty|The Canadian Press"
_CREDIT = re.compile(rf"^.{{0,80}}/\s?(?:{_AGENCIES})\b.{{0,30}}$")
_LINK_ONLY = re.compile(r"^(?:https?://|www\.|pic\.twitter\.com/)\S+$")


def find_boilerplate(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Return the spans of the paragraphs that are boilerplate: by wording anywhere, by shape at the article's end.

    An article none of whose paragraphs ends like a sentence is read by wording only.
    """
    lines = [text[start:end] for start, end in paragraphs]
    repeated = {line for line, count in Counter(lines).items() if count > 1}
    marked = [_is_known(line) for line in lines]
    first_sentence = next((i for i, line in enumerate(lines) if _ENDS_SENTENCE.search(line)), len(lines))
    for position in range(len(lines) - 1, first_sentence, -1):
        if not (marked[position] or _looks_like_an_advert(lines[position], repeated)):
            break
        marked[position] = True
    return [span for span, is_marked in zip(paragraphs, marked, strict=True) if is_marked]


def _is_known(line: str) -> bool:
    """Tell a line by its wording; a longer sentence that only begins like one ("Copyright law needs …") is none."""
    if _LINK_ONLY.match(line) or _CREDIT.match(line) or _APPEAL.match(line):
        return True
    is_sentence = len(_WORD.findall(line)) > _FEW_WORDS and line.rstrip("”\"’' ").endswith((".", "!", "?"))
    return bool(_KNOWN.match(line)) and not is_sentence


def _looks_like_an_advert(line: str, repeated: set[str]) -> bool:
    """Tell a line of the tail that is no sentence: said twice, a headline by its capitals, or a few words."""
    words = _WORD.findall(line)
    if len(words) > _MAX_WORDS or re.search(r"[“”\"»]", line):
        return False
    if line in repeated:
        return True
    is_headline = len(words) > 2 and sum(word[0].isupper() for word in words) >= _CAPITALS * len(words)
    return is_headline or (len(words) <= _FEW_WORDS and not _ENDS_SENTENCE.search(line))
