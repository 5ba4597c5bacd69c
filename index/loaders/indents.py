"""Block quotes of a Word document: the paragraphs in a style of that name, or set further in than most of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

_QUOTE_STYLES = {"quote", "intense quote", "block text", "block quote", "block quotation", "quotations", "blockquote"}
_FURTHER_IN = 127_000  # EMU, ten points: less is a matter of taste
_MOST_BASES = 20  # styles that a style may be based on, one upon the other; they may also go in a circle


def find_block_quotes(document: Any, paragraphs: Sequence[Any]) -> list[bool]:
    """Say of each paragraph whether it is a block quote; what is numbered, or hangs, is an item of a list."""
    styles = {style.style_id: style for style in document.styles if hasattr(style, "paragraph_format")}
    named = {style_id for style_id, style in styles.items() if any(map(_is_quote, _bases(style)))}
    inherited = {style_id: _indent(_bases(style)) for style_id, style in styles.items()}
    indents = [_own_indent(paragraph, inherited) for paragraph in paragraphs]
    usual = _usual(indents, paragraphs)
    return [
        paragraph._p.style in named or (indent >= usual + _FURTHER_IN and not _is_item(paragraph))
        for paragraph, indent in zip(paragraphs, indents, strict=True)
    ]


def _bases(style: Any) -> Iterator[Any]:
    """Yield a style and those that it is based on."""
    for _ in range(_MOST_BASES):
        if style is None or not hasattr(style, "paragraph_format"):
            return
        yield style
        style = style.base_style


def _is_quote(style: Any) -> bool:
    return (style.name or "").casefold() in _QUOTE_STYLES


def _indent(styles: Iterator[Any]) -> int:
    return next((indent for style in styles if (indent := style.paragraph_format.left_indent) is not None), 0)


def _own_indent(paragraph: Any, inherited: dict[str, int]) -> int:
    own = paragraph.paragraph_format.left_indent
    return inherited.get(paragraph._p.style, 0) if own is None else own


def _usual(indents: Sequence[int], paragraphs: Sequence[Any]) -> int:
    """Return the indent that most of the text has."""
    characters: Counter[int] = Counter()
    for paragraph, indent in zip(paragraphs, indents, strict=True):
        characters[indent] += len(paragraph.text)
    return characters.most_common(1)[0][0] if characters else 0


def _is_item(paragraph: Any) -> bool:
    properties = paragraph._p.pPr
    hangs = (paragraph.paragraph_format.first_line_indent or 0) < 0
    is_numbered = properties is not None and properties.numPr is not None
    return hangs or is_numbered or "list" in (paragraph.style.name or "").casefold()
