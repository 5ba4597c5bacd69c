"""PDF: the text layer, with lines joined into paragraphs where that is safe; title and author from the document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.loaders.plain import first_line, one_line
from index.types import Article

_USUAL = 0.9  # so many of a page's lines are no longer than its width; the rest may be addresses in a footer
_FULL = 0.8  # of the page's width in characters: a shorter line ends its paragraph
_SENTENCE_ENDS = (".", "!", "?", ":", "”", "’", '"', "»", "…")


def load(path: Path) -> Article:
    """Read a PDF file. Raises ArticleError if it is encrypted, damaged, or has no text layer."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        with pypdf.PdfReader(path) as reader:
            _decrypt(reader)
            pages = [page.extract_text() for page in reader.pages]
            details = reader.metadata
    except PyPdfError as error:
        raise ArticleError(f"is no readable PDF file ({error})") from None
    text = "\n\n".join(_join_pages(_paragraphs(page) for page in pages))
    if not text:
        raise ArticleError("has no text in it, only pictures; run a text recognition (OCR) over it first")
    return Article(
        source_id=path.name,
        title=one_line(details.title if details else None) or first_line(text),
        text=text,
        author=one_line(details.author if details else None),
    )


def _decrypt(reader: Any) -> None:
    """Open a file that only restricts printing or copying; anything else needs a password that nobody gave."""
    from pypdf import PasswordType
    from pypdf.errors import DependencyError

    try:
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except DependencyError:
        locked = True
    if locked:
        raise ArticleError("is encrypted; save it without a password")


def _paragraphs(page: str) -> list[str]:
    """Join the lines of a page: a blank line, or one much shorter than the others, ends a paragraph."""
    lines = [" ".join(_storable(line).split()) for line in page.splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[int(_USUAL * len(lengths))] if lengths else 0
    paragraphs: list[str] = []
    previous = ""
    for line in lines:
        if line and previous and (len(previous) >= _FULL * width or _goes_on(previous, line)):
            paragraphs[-1] = _join(paragraphs[-1], line)
        elif line:
            paragraphs.append(line)
        previous = line
    return paragraphs


def _storable(line: str) -> str:
    """Return a line without the lone surrogates that broken fonts yield."""
    return line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _join_pages(pages: Iterable[list[str]]) -> list[str]:
    """Return the paragraphs of all pages, those that a page break cuts in one piece."""
    joined: list[str] = []
    for page in pages:
        for number, paragraph in enumerate(page):
            if number == 0 and joined and _goes_on(joined[-1], paragraph):
                joined[-1] = _join(joined[-1], paragraph)
            else:
                joined.append(paragraph)
    return joined


def _goes_on(first: str, second: str) -> bool:
    """Say whether a sentence runs from one line to the next for certain."""
    return second[0].islower() and not first.endswith(_SENTENCE_ENDS)


def _join(first: str, second: str) -> str:
    """Join two lines. A hyphen at the end stays, for nobody can tell "long-term" from a broken word."""
    broken = first.endswith("-") and first[-2:-1].isalpha() and second[0].islower()
    return f"{first}{second}" if broken else f"{first} {second}"
