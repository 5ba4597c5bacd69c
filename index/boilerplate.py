"""Which paragraphs of an article are not its text: adverts, share lines, source lines. They are never cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.types import Span

_MAX_WORDS = 12
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
_LINK_ONLY = re.compile(r"^(?:https?://|www\.|pic\.twitter\.com/)\S+$")


def find_boilerplate(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Return the spans of the paragraphs that are boilerplate: by wording anywhere, by shape at the article's end."""
    lines = [text[start:end] for start, end in paragraphs]
    repeated = {line for line, count in Counter(lines).items() if count > 1}
    marked = [bool(_KNOWN.match(line) or _LINK_ONLY.match(line)) for line in lines]
    for position in range(len(lines) - 1, 0, -1):
        if not (marked[position] or _looks_like_an_advert(lines[position], repeated)):
            break
        marked[position] = True
    return [span for span, is_marked in zip(paragraphs, marked, strict=True) if is_marked]


def _looks_like_an_advert(line: str, repeated: set[str]) -> bool:
    """Tell a line of the tail that is no sentence: short, and without an end, said twice, or all in capitals."""
    words = _WORD.findall(line)
    if len(words) > _MAX_WORDS:
        return False
    if line in repeated or not _ENDS_SENTENCE.search(line):
        return True
    return (
        len(words) > 2 and not re.search(r"[”\"»]$", line) and sum(w[0].isupper() for w in words) >= 0.75 * len(words)
    )
