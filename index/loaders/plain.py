"""Plain text: the first line that is not blank is the title, and the stored text is the whole file."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime

from index.errors import ArticleError
from index.types import Article

_LONGEST_TITLE = 150  # characters; a first line that is longer is a paragraph, not a headline
_VIA = re.compile(
    r"^(?:Via|Source:|(?:Originally )?[Pp]ublished (?:by|in))[ \t]+([A-Z][\w.’'&-]*(?: [\w.’'&-]+){0,5})[ \t]*$", re.M
)
_INDENT = "    "
_DATES = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")


def load(content: bytes, name: str) -> Article:
    """Read a text file. Raises ArticleError if it is not UTF-8, or blank."""
    text = decode(content)
    return Article(source_id=name, title=first_line(text), text=text, source=_outlet(text))


def _outlet(text: str) -> str | None:
    """Return the outlet that a line of its own names: "Via The Norvian"; the last one that does."""
    named = _VIA.findall(text)
    return one_line(named[-1]) if named else None


def decode(content: bytes) -> str:
    """Return UTF-8 bytes as text, without a byte-order mark and with "\\n" for every line end."""
    require_utf8(content)
    if (nul := content.find(b"\0")) >= 0:
        raise ArticleError(f"is not text: there is a NUL at byte {nul}; save it as UTF-8")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(f"is not UTF-8 text: see byte {error.start}; save it as UTF-8") from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def require_utf8(content: bytes) -> None:
    """Raise ArticleError for text in UTF-16, which Windows calls Unicode."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ArticleError("is UTF-16 text; save it as UTF-8")


def first_line(text: str) -> str:
    """Return the first line that is not blank, shortened to a title. Raises ArticleError where there is none."""
    stripped = text.lstrip()
    if not stripped:
        raise ArticleError("holds no text")
    return shorten(stripped.split("\n", 1)[0].split("\r", 1)[0].rstrip())


def block_quote(paragraph: str) -> str:
    """Return a paragraph as it stands in a block quote: every line of it indented, in whichever format it came."""
    return "\n".join(f"{_INDENT}{line}" for line in paragraph.split("\n"))


def shorten(line: str) -> str:
    """Cut a line to the length of a title, between words where that can be done."""
    if len(line) <= _LONGEST_TITLE:
        return line
    kept = line[: _LONGEST_TITLE - 1]
    return f"{kept.rsplit(maxsplit=1)[0] if ' ' in kept else kept}…"


def one_line(value: object) -> str | None:
    """Return a string on one line without space around it; None for what is no string or blank."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def known_date(value: object) -> str | None:
    """Return a date, or date and time, in ISO 8601, from that, RFC 2822 or English words; None for what is none."""
    written = one_line(value) or ""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, OverflowError, TypeError, IndexError):  # parsedate_to_datetime raises any of these
            found = read(written)
            return written if written.startswith(found.date().isoformat()) else found.isoformat()
    for form in _DATES:
        with suppress(ValueError):
            return datetime.strptime(written, form).date().isoformat()
    return None
