"""Why a file is left out, in words that its owner can act on."""

from __future__ import annotations

import errno

from index.types import Article, Failure

Placed = tuple[str, Article | Failure]  # a place, by file and line, and what is there

_REASONS = {
    errno.EACCES: "may not be read: its permissions forbid it",
    errno.EPERM: "may not be read: its permissions forbid it",
    errno.ELOOP: "is a link that leads back to itself",
    errno.ENOENT: "is a link to nothing, or was removed just now",
    errno.ENAMETOOLONG: "has a path that is too long for this system",
}


def failed(name: str, reason: str) -> Placed:
    """Return the failure of a file, at its place."""
    shown = printable(name)
    return shown, Failure(shown, reason)


def explain(error: OSError | ValueError) -> str:
    """Return why the system does not open a file."""
    code = error.errno if isinstance(error, OSError) else None
    return _REASONS.get(code or 0, f"cannot be opened ({getattr(error, 'strerror', None) or error})")


def printable(name: str) -> str:
    """Return a file's name without the lone surrogates that stand for bytes that are not UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
