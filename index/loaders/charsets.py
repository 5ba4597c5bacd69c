"""The characters of a web page: what its bytes stand for, whatever it says, or does not say, of its charset."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PRESCANNED = 8192  # bytes in which a page declares its charset; browsers look at 1024, pages are less tidy
_DECLARED = re.compile(
    rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)
_PAGE_CHARSET = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|iso8859-\d+|cp125\d|cp866|cp874|cp932|cp949|gb18030|gbk|gb2312|big5|big5hkscs|euc_jp"
    r"|shift_jis|iso2022_jp|euc_kr|koi8-[ru]|mac-roman|mac-cyrillic|tis-620|ascii|hz"
)
_WIDER = {  # what browsers read instead: https://encoding.spec.whatwg.org/#names-and-labels
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_SAMPLE = 50_000  # bytes from which the charset of a page that declares none is told


def decode_page(content: bytes, charset: str | None = None) -> str:
    """Return the text of a page; `charset` is what the server says of it. Bytes that stand for nothing become U+FFFD.

    A byte-order mark decides; then UTF-8 that holds together, for no other text does so by chance; then the server,
    then the page's own declaration; and where these are silent or wrong, what the bytes look like.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    unicode = len(text) - len(text.encode("ascii", "ignore")) - broken
    declared = _page_charset(charset) or _declared(content)
    if unicode and not broken:
        return text
    if declared not in {None, "utf-8"}:
        return content.decode(declared, "replace")
    return text if broken <= unicode else content.decode(_looks_like(content), "replace")


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content[:_PRESCANNED])
    name = _page_charset((found[1] or found[2]).decode("ascii", "replace")) if found else None
    return None if name and name.startswith("utf-16") else name  # it could not have been read in UTF-16


def _page_charset(label: str | None) -> str | None:
    """Return Python's name for a charset that pages may have; None for any other codec, and for what is none."""
    try:
        name = codecs.lookup((label or "").strip()).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name) if _PAGE_CHARSET.fullmatch(name) else None


def _looks_like(content: bytes) -> str:
    from charset_normalizer import from_bytes

    beginning = next((match.start() for match in re.finditer(rb"[\x80-\xff]", content)), 0)
    best = from_bytes(content[max(0, beginning - _SAMPLE // 2) :][:_SAMPLE]).best()
    return _page_charset(best.encoding if best else None) or "cp1252"
