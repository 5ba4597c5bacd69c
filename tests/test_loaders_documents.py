"""PDF and DOCX files: what their properties say where it is real, and those that cannot or must not be opened."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from index.analysis import analyse
from index.errors import ArticleError
from index.loaders import pdf, read_articles, word
from index.loaders.placeholders import real_author, real_title
from index.types import Article

LINE = "The council of Norvia has reopened the talks on the harbour, and on its fees."


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - talks.docx", "untitled", "Untitled-1", "talks_final.indd", "Document1", "Presentation 2",
        "about:blank", "C:\\Users\\jd\\talks", "https://news.example/talks", "(unspecified)", "Slide 1", "TITLE", "  ",
    ],
)  # fmt: skip
def test_what_a_program_wrote_is_no_title(title: str) -> None:
    assert real_title(title) is None


@pytest.mark.parametrize(
    "title", ["Talks stall", "Document found in Arden", "Untitled works of a master", "1984", "No"]
)
def test_what_somebody_wrote_is_a_title(title: str) -> None:
    assert real_title(title) == title


@pytest.mark.parametrize("author", ["(anonymous)", "Administrator", "Microsoft Office User", "user", "python-docx", ""])
def test_what_a_program_wrote_is_no_author(author: str) -> None:
    assert real_author(author) is None
    assert real_author("Jane Doe") == "Jane Doe"


def pdf_of(*streams: bytes, change: Callable[[PdfWriter], None] = lambda _writer: None) -> bytes:
    """A PDF with a page for each of these content streams, packed."""
    writer = PdfWriter()
    kinds = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in kinds.items()})
    for content in streams:
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
        )
        stream = StreamObject()
        stream._data = zlib.compress(content)
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        page[NameObject("/Contents")] = writer._add_object(stream)
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


TEXT = f"BT /F 10 Tf 40 800 Td ({LINE}) Tj ET".encode()


def pdf_reason(content: bytes) -> str:
    begun = time.monotonic()
    with pytest.raises(ArticleError) as raised:
        pdf.load(content, "a.pdf")
    assert time.monotonic() - begun < 30
    return str(raised.value)


def test_a_pdf_s_properties_are_kept_where_they_are_real() -> None:
    def describe(writer: PdfWriter) -> None:
        writer.add_metadata({"/Title": "Talks stall", "/Author": "Jane Doe", "/CreationDate": "D:20200101"})
        writer.root_object[NameObject("/Lang")] = TextStringObject("en-gb")

    article = pdf.load(pdf_of(TEXT, change=describe), "a.pdf")
    assert article == Article("a.pdf", "Talks stall", LINE, author="Jane Doe", language="en-GB")


def test_a_pdf_s_placeholders_are_not_kept() -> None:
    content = pdf_of(
        TEXT, change=lambda writer: writer.add_metadata({"/Title": "Microsoft Word - a.doc", "/Author": "user"})
    )
    assert pdf.load(content, "a.pdf") == Article("a.pdf", LINE, LINE)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_with_a_password_is_refused_and_one_without_is_read(algorithm: str) -> None:
    def locked(password: str) -> bytes:
        return pdf_of(TEXT, change=lambda writer: writer.encrypt(password, owner_password="o", algorithm=algorithm))

    assert pdf.load(locked(""), "a.pdf").text == LINE
    assert pdf_reason(locked("secret")) == "is encrypted; save it without a password"


def test_a_pdf_that_holds_a_bomb_is_refused() -> None:
    assert "like a bomb" in pdf_reason(pdf_of(b" " * 70_000_000))


def test_a_pdf_of_millions_of_operations_is_refused() -> None:
    assert "like a bomb" in pdf_reason(pdf_of(b"BT /F 10 Tf " + b"0 0 Td " * 400_000 + b"ET"))


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    assert "pages; up to 1,000 are read" in pdf_reason(pdf_of(*[b""] * 1001))


def test_a_pdf_whose_pages_multiply_is_refused() -> None:
    def multiply(writer: PdfWriter) -> None:
        level = writer.root_object["/Pages"]["/Kids"][0]  # type: ignore[index]
        for _ in range(9):
            node = writer._add_object(
                DictionaryObject({NameObject("/Type"): NameObject("/Pages"), NameObject("/Kids"): _array([level] * 9)})
            )
            level = node
        writer.root_object["/Pages"][NameObject("/Kids")] = _array([level])  # type: ignore[index]

    assert "like a bomb" in pdf_reason(pdf_of(TEXT, change=multiply))


def _array(items: list[Any]) -> Any:
    from pypdf.generic import ArrayObject

    return ArrayObject(items)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9])
def test_a_pdf_that_is_cut_off_is_read_or_refused(tmp_path: Path, keep: float) -> None:
    content = pdf_of(TEXT, TEXT)
    (tmp_path / "a.pdf").write_bytes(content[: int(keep * len(content))])
    result = next(read_articles([tmp_path / "a.pdf"])).result
    assert LINE in result.text if isinstance(result, Article) else result.reason


def test_a_pdf_without_text_says_what_to_do() -> None:
    assert pdf_reason(pdf_of(b"0 0 m 100 100 l S")) == (
        "has no text in it, only pictures; run a text recognition (OCR) over it first"
    )


def docx_of(write: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    write(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def add_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """A DOCX file with parts put in or, by their names, replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name) or old.read(name))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return written.getvalue()


def docx_reason(content: bytes) -> str:
    begun = time.monotonic()
    with pytest.raises(ArticleError) as raised:
        word.load(content, "a.docx")
    assert time.monotonic() - begun < 5
    return str(raised.value)


PLAIN = docx_of(lambda document: document.add_paragraph(LINE))


def test_a_document_s_properties_are_kept_and_its_dates_are_none() -> None:
    def write(document: Any) -> None:
        document.add_paragraph(LINE)
        document.core_properties.title, document.core_properties.author = "Talks stall", "Jane Doe"
        document.core_properties.language = "en_GB"

    article = word.load(docx_of(write), "a.docx")
    assert article == Article("a.docx", "Talks stall", LINE, author="Jane Doe", language="en-GB")


def test_a_document_s_placeholders_are_not_kept() -> None:
    assert word.load(PLAIN, "a.docx") == Article("a.docx", LINE, LINE)


@pytest.mark.parametrize("style", ["Quote", "Intense Quote"])
def test_a_paragraph_in_a_quote_style_is_a_block_quote(style: str) -> None:
    def write(document: Any) -> None:
        document.add_paragraph("Talks")
        document.add_paragraph("Norvian President Hana Torres commented:")
        document.add_paragraph("We will not talk.”", style=style)

    article = word.load(docx_of(write), "a.docx")
    assert article.text.split("\n\n")[2] == "    We will not talk.”"
    assert [quote.speaker for quote in analyse(article).quotes] == ["Hana Torres"]


def test_a_paragraph_that_is_set_further_in_than_the_others_is_a_block_quote() -> None:
    def write(document: Any) -> None:
        for text, indent in [(LINE, 20), ("She commented:", 20), ("We will not talk.", 56), (LINE, 20)]:
            document.add_paragraph(text).paragraph_format.left_indent = Pt(indent)

    assert word.load(docx_of(write), "a.docx").text.split("\n\n")[1:3] == ["She commented:", "    We will not talk."]


def test_lists_and_hanging_paragraphs_are_no_block_quotes() -> None:
    def write(document: Any) -> None:
        document.add_paragraph(LINE)
        document.add_paragraph("An item.", style="List Bullet")
        hanging = document.add_paragraph("A reference.").paragraph_format
        hanging.left_indent, hanging.first_line_indent = Pt(36), Pt(-36)

    assert "    " not in word.load(docx_of(write), "a.docx").text


def test_words_that_a_tracked_change_puts_in_are_read_and_those_it_takes_out_are_not() -> None:
    def write(document: Any) -> None:
        paragraph = document.add_paragraph("We will ")
        for tag, text in (("w:ins", "not talk."), ("w:del", "talk.")):
            change = OxmlElement(tag)
            run = paragraph.add_run(text)._r
            if tag == "w:del":
                run.find(qn("w:t")).tag = qn("w:delText")
            run.addprevious(change)
            change.append(run)

    assert word.load(docx_of(write), "a.docx").text == "We will not talk."


def test_a_cell_that_spans_a_billion_columns_stands_once() -> None:
    def write(document: Any) -> None:
        row = document.add_table(rows=1, cols=2).rows[0]
        row.cells[0].text, row.cells[1].text = "One", "Two"
        row.cells[0]._tc.grid_span = 1_000_000_000

    assert word.load(docx_of(write), "a.docx").text == "One Two"


def test_text_in_a_form_is_read() -> None:
    def write(document: Any) -> None:
        form, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        paragraph = document.add_paragraph("In a form.")._p
        paragraph.addprevious(form)
        form.append(content)
        content.append(paragraph)

    assert word.load(docx_of(write), "a.docx").text == "In a form."


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&b;</w:body></w:document>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (add_parts(PLAIN, {"word/vbaProject.bin": b"x"}), "holds macros"),
        (add_parts(PLAIN, {"[Content_Types].xml": b"<Types>macroEnabled</Types>"}), "holds macros"),
        (word._OLE + bytes(100) + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        (word._OLE + bytes(100), "in Word's old format"),
        (add_parts(PLAIN, {"word/document.xml": BOMB}), "defines XML entities"),
        (add_parts(PLAIN, {"word/document.xml": BOMB.decode().encode("utf-16")}), "defines XML entities"),
        (add_parts(PLAIN, {"word/media/image.png": bytes(101_000_000)}), "unpacks to more than 100 MB"),
        (add_parts(PLAIN, {"word/document.xml": b" " * 11_000_000}), "more than 10 MB"),
        (add_parts(PLAIN, {"word/document.xml": b"<a/>" * 500_000}), "tags"),
        (b"PK\x03\x04 no container", "is no DOCX file"),
        (docx_of(lambda _document: None), "holds no text"),
    ],
    ids=["macros", "type", "encrypted", "doc", "entities", "utf-16", "unpacked", "part", "tags", "text", "blank"],
)
def test_a_document_that_is_not_to_be_opened_says_why(content: bytes, said: str) -> None:
    assert said in docx_reason(content)
