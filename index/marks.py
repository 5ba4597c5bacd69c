"""Where quoted words begin and end, also where a mark is missing. One paragraph's unbalanced marks never spoil another.

Conventions handled: “ ” „ “ « » " '' ``, and ‘ ’ or ' in paragraphs without these; nesting; several paragraphs that
each open and only the last closes; several paragraphs under one closing mark; a block after a colon whose opening mark
is missing (a frequent artefact of block quotes copied into plain text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text import trim
from index.types import Span

_MARK = re.compile(r"``|''|‘‘|’’|[“”„«»\"]")
_SINGLE_OPEN = re.compile(
    r"(?:(?<=^)|(?<=[\s(\[—–:]))['‘](?=[^\W\d]|\[|…)(?!(?:em|til|tis|twas|cause|n|round|bout)\b)", re.MULTILINE
)
_SINGLE_CLOSE = re.compile(r"(?<=[,.?!…])['’](?=\s|$|[—–)\]])", re.MULTILINE)
_SINGLE_END = re.compile(
    r"(?<=[^\W\d])(?<![sS])(?<!in)['’](?=[,.;:?!)—–]|\s|$)|(?<=[sS])['’](?=[,.;:?!)]|$)", re.MULTILINE
)
_SET_IN = "    "  # as the loaders write block quotes
_MAX_BLOCK = 12  # paragraphs that one block quote may have; beyond, a lone mark is a typo


@dataclass(frozen=True, slots=True)
class Marked:
    """Quoted words at start..end without their marks; `outer` includes them; `unmarked`: one of them is missing."""

    start: int
    end: int
    outer: Span
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class _Scan:
    """What one paragraph's marks say: closed spans, a mark that closes what was opened before, one that stays open."""

    spans: tuple[Marked, ...]
    stray_close: re.Match[str] | None
    open: re.Match[str] | None


def find_marked(text: str, paragraphs: Sequence[Span]) -> list[Marked]:
    """Return the quoted spans of these paragraphs, in order and without overlap (the outermost where they nest)."""
    found: list[Marked] = []
    pending: tuple[int, re.Match[str]] | None = None
    for position, paragraph in enumerate(paragraphs):
        scan = _scan(text, paragraph)
        if scan.stray_close:
            found += _close(text, paragraphs, position, scan.stray_close, pending, found)
            pending = None
        elif pending and (_opens(text, paragraph) or position - pending[0] >= _MAX_BLOCK):
            found.append(_to_paragraph_end(text, paragraphs[pending[0]], pending[1], _opens(text, paragraph)))
            pending = None
        elif pending and scan.spans:
            found.append(_to_paragraph_end(text, paragraphs[pending[0]], pending[1], False))
            pending = None
        found += scan.spans
        if scan.open:
            pending = (position, scan.open)
    if pending:
        found.append(_to_paragraph_end(text, paragraphs[pending[0]], pending[1], False))
    return _without_overlap([*found, *_set_in(text, paragraphs)])


def _set_in(text: str, paragraphs: Sequence[Span]) -> Iterator[Marked]:
    """Yield the blocks without any marks that are set in below a colon, where other paragraphs are not."""
    set_in = [text.startswith(_SET_IN, text.rfind("\n", 0, start) + 1) for start, _ in paragraphs]
    position = 1
    while position < len(paragraphs):
        introduced = text[paragraphs[position - 1][1] - 1] == ":" and not set_in[position - 1]
        last = position
        while last < len(paragraphs) and set_in[last] and not _MARK.search(text, *paragraphs[last]):
            last += 1
        if introduced and position < last <= position + _MAX_BLOCK:
            block = paragraphs[position][0], paragraphs[last - 1][1]
            yield Marked(*block, block, unmarked=True)
        position = max(last, position + 1)


def _scan(text: str, paragraph: Span) -> _Scan:
    """Pair the marks of one paragraph; if nesting does not come out even, pair them without nesting."""
    marks = list(_MARK.finditer(text, *paragraph))
    if not marks:
        return _Scan(tuple(_scan_single(text, paragraph)), None, None)
    nested = _pair(text, paragraph, marks, nest=True)
    return nested if nested.open is None else _pair(text, paragraph, marks, nest=False)


def _scan_single(text: str, paragraph: Span) -> Iterator[Marked]:
    """Pair single marks, the British way, in a paragraph that has no double ones.

    A mark inside a word is an apostrophe.
    """
    at = paragraph[0]
    while (opened := _SINGLE_OPEN.search(text, at, paragraph[1])) is not None:
        closed = _closing_single(text, opened.end(), paragraph[1])
        if closed is None:
            return
        yield from _marked(text, opened.end(), closed.start(), (opened.start(), closed.end()))
        at = closed.end()


def _closing_single(text: str, start: int, end: int) -> re.Match[str] | None:
    """The mark that closes a quotation: behind a comma or a full stop, or behind a word before another one opens.

    Behind a plural ("the workers' rights") or a dropped letter it is an apostrophe, unless a mark follows it.
    """
    following = _SINGLE_OPEN.search(text, start, end)
    behind_word = _SINGLE_END.search(text, start, following.start() if following else end)
    behind_mark = _SINGLE_CLOSE.search(text, start, end)
    if behind_word and (behind_mark is None or behind_word.start() < behind_mark.start()):
        return behind_word
    return behind_mark


def _pair(text: str, paragraph: Span, marks: list[re.Match[str]], *, nest: bool) -> _Scan:
    spans: list[Marked] = []
    stack: list[re.Match[str]] = []
    stray: re.Match[str] | None = None
    for mark in marks:
        role = _role(text, paragraph, mark, bool(stack))
        if role == "open":
            if stack and not nest:
                spans += _unclosed(text, stack[-1], mark)
                stack.clear()
            stack.append(mark)
        elif stack:
            opened = stack.pop()
            if not stack:
                spans += _marked(text, opened.end(), mark.start(), (opened.start(), mark.end()))
        elif role == "close" and stray is None and not spans:
            stray = mark
    return _Scan(tuple(spans), stray, stack[0] if stack else None)


def _unclosed(text: str, opened: re.Match[str], following: re.Match[str]) -> list[Marked]:
    """The sentences up to a mark that opens again, where the one that closes them is missing."""
    end = following.start()
    if text[opened.end() : end].rstrip()[-1:] not in (".", "?", "!", "…"):
        return []
    return _marked(text, opened.end(), end, (opened.start(), end), unmarked=True)


def _role(text: str, paragraph: Span, mark: re.Match[str], is_open: bool) -> str:
    """Tell whether a mark opens, closes, or (an inch sign, a lone straight mark) does neither."""
    kind = mark.group()
    if kind in "„«" or kind in {"``", "‘‘"}:
        return "open"
    if kind in {"»", "’’"}:
        return "close"
    before = text[mark.start() - 1] if mark.start() > paragraph[0] else " "
    after = text[mark.end()] if mark.end() < paragraph[1] else " "
    if kind == "“":  # closes „German“ quotations, opens all others
        return "close" if is_open and (after.isspace() or after in ".,;:") and not before.isspace() else "open"
    if kind == "”":
        return "open" if not is_open and before.isspace() and after.isalnum() else "close"
    if is_open:
        return "open" if before.isspace() and after.isalpha() and not _closes_later(text, paragraph, mark) else "close"
    if before.isdigit() and not after.isalpha():
        return "none"
    if before in ",.!?…" and after.isspace():
        return "close"  # of a block whose opening mark is missing
    return "open" if before.isspace() or before in "([{-—–:/'‘“" or not after.isspace() else "close"


def _closes_later(text: str, paragraph: Span, mark: re.Match[str]) -> bool:
    """A straight mark after a space still closes (“word "`) if no other mark follows in the paragraph."""
    return _MARK.search(text, mark.end(), paragraph[1]) is None


def _close(
    text: str,
    paragraphs: Sequence[Span],
    position: int,
    mark: re.Match[str],
    pending: tuple[int, re.Match[str]] | None,
    found: Sequence[Marked],
) -> list[Marked]:
    """Give a lone closing mark its beginning: an open mark above, a colon above, or its own paragraph's."""
    if pending and position - pending[0] < _MAX_BLOCK:
        return _marked(text, pending[1].end(), mark.start(), (pending[1].start(), mark.end()))
    first = position
    for above in range(position - 1, max(-1, position - 1 - _MAX_BLOCK), -1):
        if text[paragraphs[above][1] - 1] == ":":
            first = above + 1
            break
        if any(paragraphs[above][0] <= quote.start < paragraphs[above][1] for quote in found):
            break
    start = paragraphs[first][0]
    return _marked(text, start, mark.start(), (start, mark.end()), unmarked=True)


def _to_paragraph_end(text: str, paragraph: Span, mark: re.Match[str], continued: bool) -> Marked:
    """A quotation that is not closed ends with its paragraph; that is no fault where the next paragraph opens again."""
    start, end = trim(text, mark.end(), paragraph[1])
    return Marked(start, max(end, start), (mark.start(), paragraph[1]), unmarked=not continued)


def _opens(text: str, paragraph: Span) -> bool:
    return text[paragraph[0]] in '“"«„' or text.startswith(("''", "``"), paragraph[0])


def _marked(text: str, start: int, end: int, outer: Span, unmarked: bool = False) -> list[Marked]:
    start, end = trim(text, start, end)
    if text[end - 1 : end] == ",":
        start, end = trim(text, start, end - 1)
    has_words = any(character.isalnum() for character in text[start:end])
    return [Marked(start, end, outer, unmarked)] if has_words else []


def _without_overlap(found: list[Marked]) -> list[Marked]:
    kept: list[Marked] = []
    for quote in sorted(found, key=lambda quote: (quote.start, -quote.end)):
        if quote.start < quote.end and (not kept or quote.outer[0] >= kept[-1].outer[1]):
            kept.append(quote)
    return kept
