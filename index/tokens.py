"""Words and punctuation marks of a stretch of text, with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Prof|St|Jr|Sr|Lt|Col|Sgt|Capt|Rev|Hon)\.   # titles keep their dot
      | (?:[^\W\d_]\.){2,}(?:[’']s\b)? | [^\W\d_]\.(?=\s+[A-Z])                                 # U.S., Jane Q. Doe
      | [\w\u0300-\u036f]+(?:[’'&.-][\w\u0300-\u036f]+)*(?:[’'](?=\s))? | [^\w\s]  # "é" may be two characters""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark at start..end; `quote` is the number of the quotation it stands for, or -1."""

    text: str
    start: int
    end: int
    quote: int = -1

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        return self.quote < 0 and self.text[:1].isalnum()

    @property
    def is_capitalised(self) -> bool:
        return self.quote < 0 and self.text[:1].isupper()

    @property
    def is_possessive(self) -> bool:
        return self.text.endswith(("’s", "'s", "s’", "s'"))


def find_tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the tokens of text[start:end]."""
    for match in _TOKEN.finditer(text, start, end):
        yield Token(match.group(), *match.span())
