"""PDF: the text layer, its lines joined into paragraphs where that is safe; title, author and language."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from index.errors import ArticleError
from index.loaders.details import Details
from index.loaders.languages import language_tag
from index.loaders.placeholders import real_author, real_title
from index.types import Article

_MOST_PAGES = 1000
_PATIENCE = 10  # seconds of this thread's work, whatever else the machine does; a long report takes five
_LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 20_000_000,  # bytes of one stream; a page of text has a hundredth of it
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "brotli_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 300_000,  # a page of small print has ten thousand
    "page_tree_maximum_entries": 10_000,
    "xform_maximum_invocations_per_extraction": 500,
}

_USUAL = 0.9  # so many of a page's lines are no longer than its width; the rest may be addresses in a footer
_FULL = 0.8  # of the page's width in characters: a shorter line ends its paragraph
_SENTENCE_ENDS = (".", "!", "?", ":", "”", "’", '"', "»", "…")


def load(content: bytes, name: str) -> Article:
    """Read a PDF file. Raises ArticleError if it is encrypted, damaged, too much, or has no text layer."""
    import pypdf
    from pypdf.errors import LimitReachedError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a damaged file has a hundred thousand faults to tell of
    try:
        with pypdf.apply_configuration(**_LIMITS), pypdf.PdfReader(BytesIO(content)) as reader:
            _decrypt(reader)
            text = "\n\n".join(_join_pages(map(_paragraphs, _pages(reader))))
            details = _details(reader)
    except LimitReachedError as error:
        raise ArticleError(f"unpacks to far more than an article, like a bomb ({_sentence(error)})") from None
    except PyPdfError as error:
        raise ArticleError(f"is no readable PDF file ({_sentence(error)})") from None
    if not text:
        raise ArticleError("has no text in it, only pictures; run a text recognition (OCR) over it first")
    return details.article(name, text)


def _decrypt(reader: Any) -> None:
    """Open a file that only restricts printing or copying; anything else needs a password that nobody gave."""
    from pypdf import PasswordType
    from pypdf.errors import DependencyError

    try:
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except (DependencyError, NotImplementedError):
        locked = True
    if locked:
        raise ArticleError("is encrypted; save it without a password")


def _pages(reader: Any) -> Iterator[str]:
    """Yield the text of each page. Raises ArticleError where there are too many, or they take too long."""
    if len(reader.pages) > _MOST_PAGES:
        raise ArticleError(f"has {len(reader.pages):,} pages; up to {_MOST_PAGES:,} are read: split it")
    begun = time.thread_time()

    def stop_late(*_operation: object) -> None:
        if time.thread_time() - begun > _PATIENCE:
            raise ArticleError(f"takes more than {_PATIENCE} seconds to read; split it, or print it to a new file")

    for page in reader.pages:
        stop_late()
        yield page.extract_text(visitor_operand_before=stop_late)


def _details(reader: Any) -> Details:
    """Return what the document says. When the file was made is not when the article was published: unknown."""
    information = reader.metadata
    return Details(
        title=real_title(information.title if information else None),
        author=real_author(information.author if information else None),
        language=language_tag(reader.root_object.get("/Lang")),
    )


def _sentence(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


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
