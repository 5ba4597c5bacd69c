"""Discord's markdown: words that must come out as they are, block quotes, links, and cuts at sentence ends.

https://support.discord.com/hc/en-us/articles/210298617 · https://discord.com/developers/docs/reference#message-formatting
`discord.utils.escape_markdown` leaves links, mentions, timestamps, emoji and numbered lists alive.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from bot.discord_bot.limits import length
from index.sentences import find_sentences
from index.text import find_paragraphs

ELLIPSIS = "…"
_LINE = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ANYWHERE = re.compile(r"[\\*_~|`<\[\]]")
_LINK_OR_EMOJI = re.compile(r":(?=\S)")  # https://…, :smile:
_EVERYONE = re.compile(r"@(?=everyone|here)")
_LINE_START = re.compile(r"^(\s*)([>#+-])")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])")
_ESCAPED = re.compile(r"\\(.)")
_WORD_END = re.compile(r"(?<=\S)(?=\s)")
_FRAGMENT_WORDS = 5  # enough to be found once in an article
_LONGEST_FRAGMENT = 400
_LONGEST_URL = 1_000


def escape(text: str) -> str:
    """Return markdown that Discord shows as exactly these words: nothing is formatted, linked, pinged or replaced."""
    return "\n".join(_escape_line(line) for line in lines(text))


def unescape(markdown: str) -> str:
    """Return the words that `escape` made this markdown of."""
    return _ESCAPED.sub(r"\1", markdown)


def lines(text: str) -> list[str]:
    """Return the lines of `text`, whatever separates them; half a surrogate pair cannot be sent and becomes U+FFFD."""
    return _LINE.split(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def block_quote(text: str) -> str:
    """Return the words as a block quote, `> ` on every line."""
    return "\n".join(f"> {_escape_line(line)}" for line in lines(text))


def highlighted(before: str, text: str, after: str) -> str:
    """Return a block quote of the three pieces in which `text` is bold."""
    marked = f"{escape(before)}{bold(text)}{escape(after)}"
    return "\n".join(f"> {line}" for line in marked.split("\n"))


def bold(text: str) -> str:
    """Return the words in bold."""
    return _styled(text, "**")


def struck(text: str) -> str:
    """Return the words struck out."""
    return _styled(text, "~~")


def cut_quote(text: str, room: int, *, is_bold: bool = False) -> str:
    """Return the words as a block quote of at most `room` characters, cut at a sentence end with "…" where need be."""
    whole = _quoted(text, is_bold)
    if length(whole) <= room:
        return whole
    head = text[: max(room, 1)]
    for ends in (_sentence_ends(head), _word_ends(head), range(1, len(head))):
        fitting = bisect_right(ends, room, key=lambda end: length(_cut_at(head, end, is_bold)))
        if fitting:
            return _cut_at(head, ends[fitting - 1], is_bold)
    return f"> {ELLIPSIS}"


def clip(text: str, most: int) -> str:
    """Return a name or title on one line, with "…" where it is longer than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + ELLIPSIS


def link(label: str, url: str | None) -> str:
    """Return the label as a link, or as words where there is no URL that Discord would follow."""
    if url is None:
        return escape(label)
    if "[" in label or "]" in label or "://" in label:  # Discord leaves such links as they are typed
        return f"{escape(label)} ([read]({url}))"
    return f"[{escape(label)}]({url})"


def page_url(url: str | None, text: str | None = None) -> str | None:
    """Return the page's URL, pointing to the words in it (`#:~:text=`), or None where it is not one of the web.

    https://wicg.github.io/scroll-to-text-fragment/
    """
    if url is None or not _is_of_the_web(url):
        return None
    safe = quote(url, safe="%/:=&?~#+!$,;'@", errors="replace")
    if length(safe) > _LONGEST_URL:
        return None
    fragment = _text_fragment(text) if text else ""
    if not fragment or len(fragment) > _LONGEST_FRAGMENT:
        return safe
    if ":~:" in safe:
        return f"{safe}&text={fragment}"
    return f"{safe}{'' if '#' in safe else '#'}:~:text={fragment}"


def _escape_line(line: str) -> str:
    line = _ANYWHERE.sub(r"\\\g<0>", line)
    line = _LINK_OR_EMOJI.sub(r"\:", line)
    line = _EVERYONE.sub(r"\@", line)
    line = _LINE_START.sub(r"\1\\\2", line)
    return _NUMBERED.sub(r"\1\\\2", line)


def _styled(text: str, mark: str) -> str:
    return "\n".join(_styled_line(line, mark) for line in lines(text))


def _styled_line(line: str, mark: str) -> str:
    words = line.strip()
    if not words:
        return line
    start = line.index(words)
    return f"{line[:start]}{mark}{_escape_line(words)}{mark}{line[start + len(words) :]}"


def _quoted(text: str, is_bold: bool) -> str:
    return highlighted("", text, "") if is_bold else block_quote(text)


def _cut_at(text: str, end: int, is_bold: bool) -> str:
    return f"{_quoted(text[:end].rstrip(), is_bold)} {ELLIPSIS}"


def _sentence_ends(head: str) -> Sequence[int]:
    spans = find_sentences(head, list(find_paragraphs(head)))
    return [end for _, end in spans[:-1]]  # the last one is where `head` was cut


def _word_ends(head: str) -> Sequence[int]:
    return [match.start() for match in _WORD_END.finditer(head)]


def _is_of_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _text_fragment(text: str) -> str:
    paragraphs = [line.split() for line in lines(text) if line.strip()]
    if not paragraphs:
        return ""
    first, last = paragraphs[0], paragraphs[-1]
    if len(paragraphs) == 1 and len(first) <= 2 * _FRAGMENT_WORDS:
        return _in_fragment(first)
    return f"{_in_fragment(first[:_FRAGMENT_WORDS])},{_in_fragment(last[-_FRAGMENT_WORDS:])}"


def _in_fragment(words: Sequence[str]) -> str:
    return quote(" ".join(words), safe="", errors="replace").replace("-", "%2D")
