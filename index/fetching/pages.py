"""What a fetch gives: a page's bytes with what its server says of them, or word that it has not changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PDF = "application/pdf"
PAGES = {"text/html", "application/xhtml+xml"}
TEXTS = {"text/plain", "text/markdown"}
FEEDS = {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
_UNTOLD = {"", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/download"}
_ROOM = 1024  # bytes from the beginning in which a format shows itself


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask it later whether a page has changed (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page or feed as it came.

    url: as it was asked for; final_url: where redirects led, without a fragment.
    content: unpacked, otherwise untouched; charset: as declared by the server, which may be wrong.
    content_type: "text/html", in small letters; told from the bytes where the server does not tell.
    """

    url: str
    final_url: str
    content: bytes
    content_type: str
    charset: str | None
    validators: Validators
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class NotModified:
    """Word that a page is what it was when its validators were given; `validators` are to be kept from now on."""

    url: str
    final_url: str
    validators: Validators
    fetched_at: datetime


def is_readable(content_type: str) -> bool:
    """Whether a page, text, PDF or feed may come under this type; one that tells nothing may be anything."""
    return content_type in PAGES | TEXTS | FEEDS | _UNTOLD | {PDF}


def tell_type(content_type: str, content: bytes) -> str | None:
    """Return the type, told from the first bytes where the server does not tell; None where nothing readable is."""
    if content_type not in _UNTOLD:
        return content_type
    beginning = content[:_ROOM].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith(b"%pdf-"):
        return PDF
    if beginning.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf:rdf")) and b"<html" not in beginning:
        return "application/xml"
    return "text/html" if beginning.startswith(b"<") else None
