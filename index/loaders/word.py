"""Word documents (DOCX): paragraphs, block quotes and table rows in their order; title, author and language."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from index.errors import ArticleError
from index.loaders.details import Details
from index.loaders.indents import find_block_quotes
from index.loaders.languages import language_tag
from index.loaders.placeholders import real_author, real_title
from index.loaders.plain import block_quote
from index.loaders.zipped import is_locked, open_zip
from index.types import Article

MACROS = "holds macros; open it in Word and save it as DOCX, without them"
_LARGEST_UNPACKED = 100_000_000  # bytes, pictures included; more in a file of at most 20 MB is a zip bomb, no article
_LARGEST_XML = 10_000_000  # bytes of one part of it; a novel has five
_MOST_TAGS = 250_000  # of all parts together; a novel has half of it
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins Word's old files, and what Word encrypts
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml")  # what stands in these is text as any other


def load(content: bytes, name: str) -> Article:
    """Read a DOCX file. Raises ArticleError if it is encrypted, damaged, has macros, or holds no text."""
    import docx

    _check(content)
    document = docx.Document(BytesIO(content))
    text = "\n\n".join(_paragraphs(document))
    if not text:
        raise ArticleError("holds no text")
    return _details(document.core_properties).article(name, text)


def _details(properties: Any) -> Details:
    """Return what the properties say. When a document was made is not when the article was published: unknown."""
    return Details(
        title=real_title(properties.title),
        author=real_author(properties.author),
        language=language_tag(properties.language),
    )


def _check(content: bytes) -> None:
    """Raise ArticleError for a file that is no DOCX, or one that is not to be opened."""
    if content.startswith(_OLE):
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise ArticleError(
            "is encrypted; open it in Word and save it without a password"
            if is_encrypted
            else "is in Word's old format; open it in Word and save it as DOCX"
        )
    try:
        archive = open_zip(BytesIO(content))
    except ArticleError as error:
        raise ArticleError(f"is no DOCX file: it {error}") from None
    members = archive.infolist()
    if any(map(is_locked, members)):
        raise ArticleError("is encrypted; open it in Word and save it without a password")
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise ArticleError(MACROS)
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED:
        raise ArticleError(f"unpacks to more than {_LARGEST_UNPACKED // 1_000_000} MB, like a bomb")
    _check_parts(archive)


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Raise ArticleError for XML that is too much, or defines entities of its own, with which bombs are built."""
    tags = 0
    for member in archive.infolist():
        if member.filename.lower().endswith((".xml", ".rels")):
            if member.file_size > _LARGEST_XML:
                raise ArticleError(f"has a part of more than {_LARGEST_XML // 1_000_000} MB; split it")
            part = archive.read(member)
            tags += part.count(b"<")
            if tags > _MOST_TAGS:
                raise ArticleError(f"has more than {_MOST_TAGS:,} tags, far more than an article; split it")
            if b"macroEnabled" in part and member.filename == "[Content_Types].xml":
                raise ArticleError(MACROS)
            _refuse_definitions(part)


def _refuse_definitions(part: bytes) -> None:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        next(iter(iterparse(BytesIO(part), events=("start",), forbid_dtd=True)), None)
    except DefusedXmlException:
        raise ArticleError("defines XML entities, which no Word document does and bombs do") from None


def _paragraphs(document: Any) -> Iterator[str]:
    from docx.table import Table

    _unwrap(document.element.body)
    blocks = list(document.iter_inner_content())
    paragraphs = [block for block in blocks if not isinstance(block, Table)]
    is_quote = iter(find_block_quotes(document, paragraphs))
    for block in blocks:
        if isinstance(block, Table):
            yield from filter(None, map(_row, block.rows))
            continue
        text, is_set_in = block.text.strip(), next(is_quote)
        if text:
            yield block_quote(text) if is_set_in else text


def _unwrap(body: Any) -> None:
    """Put what stands in tracked insertions and in forms where other text stands; python-docx passes it over."""
    from lxml import etree

    etree.strip_elements(body, *(f"{_WORD}{tag}" for tag in ("sdtPr", "sdtEndPr", "del", "moveFrom")), with_tail=False)
    etree.strip_tags(body, *(f"{_WORD}{tag}" for tag in _WRAPPERS))


def _row(row: Any) -> str:
    """Return a table row as one paragraph, each cell once: python-docx repeats one for all the columns it spans."""
    return " ".join(filter(None, (_cell(cell) for cell in row._tr.tc_lst)))


def _cell(cell: Any) -> str:
    return "\n".join(paragraph.text for paragraph in cell.p_lst).strip()
