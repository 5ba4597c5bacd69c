"""Discord's markdown: words that must come out as they are, block quotes, links, and cuts at sentence ends.

https://support.discord.com/hc/en-us/articles/210298617 · https://discord.com/developers/docs/reference#message-formatting
`discord.utils.escape_markdown` leaves links, mentions, timestamps, emoji and numbered lists alive.

What cannot be seen stays as it is, for words are shown letter by letter: joiners are part of Persian and of emoji. But
what turns the direction of writing (https://www.unicode.org/reports/tr9/) ends with the words: a name or title is
isolated from the line that it stands in, and a line of a quotation closes what it opened, so that neither can put the
bot's own words in another order. Only in the bot's own sentences with names in
them is such a character shown as U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from bot.discord_bot.limits import length
from bot.harmless import harmless
from index.sentences import find_sentences
from index.text import find_paragraphs

ELLIPSIS = "…"
_LINE = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ANYWHERE = re.compile(r"[\\*_~|`<\[\]]")
_LINK_OR_EMOJI = re.compile(r":(?=\S)")  # https://…, :smile:
_EVERYONE = re.compile(r"@(?=everyone|here)")
_LINE_START = re.compile(r"^([\s\ufeff]*)([>#+-])")  # JavaScript takes U+FEFF for a space
_NUMBERED = re.compile(r"^([\s\ufeff]*\d+)([.)])")
_ESCAPED = re.compile(r"\\(.)")
# Embeddings, overrides and isolates; beside them, the letters and marks that are written from right to left.
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNING = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ISOLATES = re.compile("[\u2066-\u2069]")
_FSI, _PDI = "\u2068", "\u2069"
_ISOLATED = re.compile(f"^{_FSI}(.*){_PDI}$", re.MULTILINE)
_WORD_END = re.compile(r"(?<=\S)(?=\s)")
_FRAGMENT_WORDS = (5, 4, 3, 2)  # at either end: enough to be found once in an article, fewer where letters cost six
_LONGEST_FRAGMENT = 400
_LONGEST_URL = 1_000


def escape(text: str) -> str:
    """Return markdown that Discord shows as exactly these words: nothing is formatted, linked, pinged or replaced.

    It can stand anywhere in a line: words that are written from right to left leave the rest of it alone.
    """
    return "\n".join(_isolated(_escape_line(line), _TURNING) for line in lines(text))


def escape_told(text: str) -> str:
    """Return a sentence of the bot's own as markdown; a name in it cannot turn it around."""
    return escape(harmless(text))


def unescape(markdown: str) -> str:
    """Return the words that `escape` made this markdown of."""
    return _ESCAPED.sub(r"\1", _ISOLATED.sub(r"\1", markdown))


def lines(text: str) -> list[str]:
    """Return the lines of `text`, whatever separates them; half a surrogate pair cannot be sent and becomes U+FFFD."""
    return _LINE.split(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def block_quote(text: str) -> str:
    """Return the words as a block quote, `> ` on every line."""
    return quote_lines(piece(text))


def highlighted(before: str, text: str, after: str) -> str:
    """Return a block quote of the three pieces in which `text` is bold."""
    return quote_lines(f"{piece(before)}{bold(text)}{piece(after)}")


def quote_lines(markdown: str) -> str:
    """Return pieces as a block quote, `> ` on every line; what a line turns, it turns back."""
    return "\n".join(f"> {_isolated(line, _STEERING)}" for line in markdown.split("\n"))


def piece(text: str) -> str:
    """Return the words as markdown that goes into a block quote, beside other pieces of the same sentence."""
    return "\n".join(_escape_line(line) for line in lines(text))


def bold(text: str) -> str:
    """Return the words in bold, as a piece of a block quote."""
    return _styled(text, "**")


def struck(text: str) -> str:
    """Return the words struck out, as a piece of a block quote."""
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
    if not any(map(_is_seen, label)):
        return f"[untitled]({url})"
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
    if not fragment:
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


def _isolated(line: str, turning: re.Pattern[str]) -> str:
    """The line between FSI and PDI where something in it turns the writing.

    A PDI also ends the embeddings and overrides since its FSI; isolates that the line does not close are closed, and
    those that it closes without having opened them are opened.
    """
    if not turning.search(line):
        return line
    unopened = depth = 0
    for mark in _ISOLATES.findall(line):
        if mark != _PDI:
            depth += 1
        elif depth:
            depth -= 1
        else:
            unopened += 1
    return f"{_FSI * (1 + unopened)}{line}{_PDI * (1 + depth)}"


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


def _is_seen(character: str) -> bool:
    """Whether anything of it can be seen, and pressed where it is a link."""
    return unicodedata.category(character)[0] not in "ZC"


def _is_of_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _text_fragment(text: str) -> str:
    """The words, or the first and the last of them: each end within one paragraph, as browsers want it."""
    paragraphs = [line.split() for line in lines(text) if line.strip()]
    fragments = (_fragment(paragraphs, count) for count in _FRAGMENT_WORDS) if paragraphs else iter(())
    return next((fragment for fragment in fragments if len(fragment) <= _LONGEST_FRAGMENT), "")


def _fragment(paragraphs: Sequence[Sequence[str]], count: int) -> str:
    first, last = paragraphs[0], paragraphs[-1]
    if len(paragraphs) == 1 and len(first) <= 2 * count:
        return _in_fragment(first)
    return f"{_in_fragment(first[:count])},{_in_fragment(last[-count:])}"


def _in_fragment(words: Sequence[str]) -> str:
    return quote(" ".join(words), safe="", errors="replace").replace("-", "%2D")
