"""What is too large to be one article, and the reading of a file up to that."""

from __future__ import annotations

from typing import BinaryIO

from index.errors import ArticleError

LARGEST = 20_000_000  # bytes of one file that is one article; the longest newspaper issue has a tenth of it


def require_size(size: int) -> None:
    """Raise ArticleError for what has no bytes, or more than one article may have."""
    if size == 0:
        raise ArticleError("is empty")
    if size > LARGEST:
        raise ArticleError(
            f"is too large for one article ({size / 1e6:.0f} MB; up to {LARGEST // 1_000_000} MB are read); "
            "split it, or give the articles as JSON Lines"
        )


def read_all(file: BinaryIO) -> bytes:
    """Return what is in a file. Raises ArticleError for an empty one, and for more than one article may have."""
    content = file.read(LARGEST + 1)
    require_size(len(content))
    return content
