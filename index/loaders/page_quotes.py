"""The block quotes of a web page, kept from being taken for pictures, notes at the margin or adverts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.text import word_set

_ATTRIBUTION = 30  # words that may stand beside a quotation to say whose it is
_AROUND = ("figure", "aside", "section", "div")
_INLINE = word_set(
    "a abbr b bdi bdo big cite code del em font i ins kbd mark s samp small span strike strong sub sup u wbr"
)
_SPACES = re.compile(r"[ \t\r]+")  # a no-break space is none of them


def free_quotes(root: Any) -> None:
    """Turn every block quote of a page into one for each paragraph, and what is there for its sake to be plain."""
    from lxml.html import builder

    for quote in [quote for quote in root.iter("blockquote") if next(quote.iterancestors("blockquote"), None) is None]:
        paragraphs = list(_paragraphs(quote))
        for around in quote.iterancestors():
            if around.tag not in _AROUND or not _says_little_more(around, quote):
                break
            around.tag = "div"
            around.attrib.clear()
        for paragraph in paragraphs:
            quote.addprevious(_with_breaks(builder.BLOCKQUOTE(), paragraph))
        quote.drop_tree()


def mark(words: str) -> str:
    """Return the words of a <q> in marks, as browsers show them, unless they have some."""
    return words if words.strip().startswith(("“", '"', "«", "„")) else f"“{words.strip()}”"


def unwrap(text: str | None) -> str:
    """Return text without the line breaks of the HTML source, which mean no more than a space."""
    return (text or "").replace("\n", " ")


def split_lines(text: str | None) -> Iterator[str]:
    """Yield the paragraph, if there is one; runs of space, which browsers show as one, are one."""
    lines = (_SPACES.sub(" ", line).strip() for line in (text or "").split("\n"))
    if paragraph := "\n".join(filter(None, lines)):
        yield paragraph


def _paragraphs(quote: Any) -> Iterator[str]:
    for paragraph in _render(quote).split("\n\n"):
        yield from split_lines(paragraph)


def _render(element: Any) -> str:
    """Return an element's text: blank lines around what is a block, line breaks where the page has them."""
    inner = unwrap(element.text) + "".join(_render(child) + unwrap(child.tail) for child in element)
    if element.tag == "br":
        return "\n"
    if element.tag == "q":
        return mark(inner)
    return inner if element.tag in _INLINE else f"\n\n{inner}\n\n"


def _says_little_more(around: Any, quote: Any) -> bool:
    """Whether an element holds a block quote and who said it, and nothing else to speak of."""
    room = _ATTRIBUTION + sum(len(text.split()) for text in quote.itertext())
    for text in around.itertext():
        room -= len(text.split())
        if room < 0:
            return False
    return True


def _with_breaks(quote: Any, text: str) -> Any:
    """Fill a block quote with lines."""
    from lxml.html import builder

    quote.text, *lines = text.split("\n")
    for line in lines:
        line_break = builder.BR()
        line_break.tail = line
        quote.append(line_break)
    return quote
