"""Reading articles: every format, what each keeps, and every file that cannot be read."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import CorpusError
from index.loaders import limits, read_articles
from index.loaders.plain import known_date, one_line, shorten
from index.types import Article, Failure

LINES = [
    "Iran welcomed the Foreign Minister of the DPRK to Tehran one day after the U.S.",
    "reimposed sanctions on Iran. The visit came in the midst of faltering talks.",
    "Ri met with Rouhani on Wednesday.",
]


def read(*paths: Path) -> tuple[list[Article], list[Failure]]:
    results = [read.result for read in read_articles(paths)]
    articles = [result for result in results if isinstance(result, Article)]
    return articles, [result for result in results if isinstance(result, Failure)]


def read_one(path: Path) -> Article:
    articles, failures = read(path)
    assert not failures
    return articles[0]


def reason(path: Path) -> str:
    articles, failures = read(path)
    assert not articles
    assert failures[0].name.startswith(path.name)
    return failures[0].reason


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def write_pdf(path: Path, lines: list[str], title: str = "") -> Path:
    """A PDF by hand: one page, one line of text under the other."""
    content = "BT /F1 10 Tf 40 800 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< /Title ({title}) /Author (Jane Doe) >>" if title else "<< >>",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return write(path, f"{body}xref\n0 6\n0000000000 65535 f \n{table}{trailer}")


def write_rows(path: Path, *rows: object) -> Path:
    return write(path, "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))


def test_the_first_line_of_a_text_is_its_title_and_the_whole_file_its_text(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "a.txt", "\ufeff\r\n  The headline \r\n\r\nThe body.\rThe end."))
    assert article == Article("a.txt", "The headline", "\n  The headline \n\nThe body.\nThe end.")


def test_a_first_line_that_is_a_paragraph_is_shortened_to_a_title(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "a.txt", "word " * 100))
    assert len(article.title) <= 150
    assert article.title.endswith("word…")


@given(st.text(min_size=1, max_size=400))
def test_a_shortened_line_is_never_longer_and_never_empty(line: str) -> None:
    assert 0 < len(shorten(line)) <= max(150, min(len(line), 150))


def test_a_blank_value_is_not_known() -> None:
    assert one_line("  \n ") is None
    assert one_line(12) is None


def test_front_matter_is_not_part_of_the_text(tmp_path: Path) -> None:
    front = (
        "title: 'Talks: stall'\nauthor: [A. One, B. Two]\ndate: 2018-08-09\nurl: https://n.example/1\nsource: The News"
    )
    article = read_one(write(tmp_path / "a.md", f"---\n{front}\n---\n\n# Heading\n\n> “Quoted *words*.”\n"))
    assert article.text == "# Heading\n\n    “Quoted *words*.”"
    assert (article.title, article.author, article.published_at) == ("Talks: stall", "A. One, B. Two", "2018-08-09")
    assert (article.url, article.source) == ("https://n.example/1", "The News")


def test_markdown_without_front_matter_takes_its_title_from_the_heading(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "a.md", "# Heading\n\nWords.\n"))
    assert (article.title, article.author, article.published_at) == ("Heading", None, None)


def test_a_text_between_two_rulers_is_no_front_matter(tmp_path: Path) -> None:
    assert "Words" in read_one(write(tmp_path / "a.md", "---\n\nWords.\n\n---\n\nMore.\n")).text


@pytest.mark.parametrize("front", ["a: [", "date: 2018-99-99", "\tx"], ids=["bracket", "date", "tab"])
def test_front_matter_that_is_no_yaml_is_a_failure(tmp_path: Path, front: str) -> None:
    assert "front matter" in reason(write(tmp_path / "a.md", f"---\n{front}\n---\nWords."))


@given(st.text() | st.from_regex(r"(Mon, )?\d{1,3} Aug \d{1,12} \d+:\d+(:\d+)? [+-]?\w{0,12}"))
@example("9 Aug 99999999999999999999 10:00:00 GMT")
def test_no_date_whatever_it_is_raises(written: str) -> None:
    known = known_date(written)
    assert known is None or date.fromisoformat(known[:10])


def test_what_is_wrong_in_front_matter_is_told_by_its_line(tmp_path: Path) -> None:
    said = reason(write(tmp_path / "a.md", "---\ntitle: One\nauthor: [\n---\nWords."))
    assert "in line 4" in said
    assert "unicode string" not in said


PAGE = """<html><head><title>Talks stall | The News</title><meta property="og:site_name" content="The News">
<meta name="author" content="Jane Doe"><link rel="canonical" href="https://news.example/a">
<meta property="article:published_time" content="2018-08-08"></head><body><nav>Home</nav><article><h1>Talks stall</h1>
<p>Iran welcomed the <b>Foreign</b> Minister of the DPRK to Tehran one day after the U.S. reimposed
sanctions on Iran.<br>A new line.</p>
<blockquote><p>The first quoted paragraph, long enough to keep.</p><p>The second quoted paragraph.</p></blockquote>
<p>He called them <q>inline words</q> in the midst of faltering talks over the goal of denuclearizing.</p>
</article><footer>Imprint</footer></body></html>"""


def test_a_page_keeps_paragraphs_and_block_quotes_apart(tmp_path: Path) -> None:
    paragraphs = read_one(write(tmp_path / "a.html", PAGE)).text.split("\n\n")
    assert paragraphs[1:] == [
        "Iran welcomed the Foreign Minister of the DPRK to Tehran one day after the U.S. reimposed sanctions on Iran.\n"
        "A new line.",
        "    The first quoted paragraph, long enough to keep.",
        "    The second quoted paragraph.",
        "He called them “inline words” in the midst of faltering talks over the goal of denuclearizing.",
    ]


def test_a_page_gives_its_title_author_site_date_and_url(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "a.HTML", PAGE))
    assert (article.title, article.author, article.source) == ("Talks stall", "Jane Doe", "The News")
    assert (article.published_at, article.url) == ("2018-08-08", "https://news.example/a")


@pytest.mark.parametrize("page", [b"<html><body></body></html>", b"\x00\x01\x02", b"<"], ids=["blank", "binary", "tag"])
def test_a_page_without_an_article_is_a_failure(tmp_path: Path, page: bytes) -> None:
    assert "no article text" in reason(write(tmp_path / "a.html", page))


def test_lines_of_a_pdf_are_joined_into_paragraphs(tmp_path: Path) -> None:
    article = read_one(write_pdf(tmp_path / "a.pdf", LINES, title="Talks stall"))
    assert article.text == " ".join(LINES)
    assert (article.title, article.author) == ("Talks stall", "Jane Doe")


def test_a_short_line_of_a_pdf_ends_its_paragraph(tmp_path: Path) -> None:
    article = read_one(write_pdf(tmp_path / "a.pdf", ["Talks stall", *LINES]))
    assert article.text == "Talks stall\n\n" + " ".join(LINES)
    assert (article.title, article.author) == ("Talks stall", None)


def test_a_short_line_that_goes_on_in_lower_case_ends_nothing(tmp_path: Path) -> None:
    article = read_one(write_pdf(tmp_path / "a.pdf", ["Talks between Iran", "and others stall.", *LINES]))
    assert article.text.startswith("Talks between Iran and others stall.\n\nIran welcomed")


def test_one_long_line_does_not_part_the_others(tmp_path: Path) -> None:
    lines = [*LINES[:2]] * 6 + ["x" * 300]
    assert read_one(write_pdf(tmp_path / "a.pdf", lines)).text.count("\n\n") == 0


def test_an_encrypted_pdf_is_a_failure_that_says_so(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=write_pdf(tmp_path / "plain.pdf", LINES))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert "encrypted" in reason(tmp_path / "a.pdf")


def test_a_pdf_that_only_restricts_printing_is_read(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=write_pdf(tmp_path / "plain.pdf", LINES))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert read_one(tmp_path / "a.pdf").text == " ".join(LINES)


def test_a_pdf_of_pictures_is_a_failure_that_says_so(tmp_path: Path) -> None:
    assert "OCR" in reason(write_pdf(tmp_path / "a.pdf", []))


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_file_that_is_not_what_its_name_says_is_a_failure(tmp_path: Path, name: str) -> None:
    assert reason(write(tmp_path / name, "no such thing"))


def test_a_docx_keeps_paragraphs_and_table_rows_in_order(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.core_properties.title = "Talks stall"
    document.core_properties.author = "Jane Doe"
    document.add_paragraph("First.")
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = "Cell"
    document.add_paragraph("Last.")
    document.save(str(tmp_path / "a.docx"))
    article = read_one(tmp_path / "a.docx")
    assert (article.title, article.author, article.text) == ("Talks stall", "Jane Doe", "First.\n\nCell\n\nLast.")


def test_a_row_is_stored_exactly_as_given(tmp_path: Path) -> None:
    row = {"id": "x/1", "title": "T", "text": " \r\n spaced\u2028\n", "url": "u", "source": "s", "author": "a"}
    article = read_one(write_rows(tmp_path / "a.jsonl", {**row, "published_at": "2018-08-09 10:00Z", "label": 3}))
    assert article == Article("x/1", "T", " \r\n spaced\u2028\n", "u", "s", "a", "2018-08-09 10:00Z")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_every_text_of_a_row_comes_back_unchanged(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("rows", numbered=True)
    for escaped in (True, False):
        line = json.dumps({"id": "1", "text": text}, ensure_ascii=escaped)
        assert read_one(write(folder / "a.jsonl", f"{line}\n")).text == text


def test_what_a_row_does_not_say_is_not_known(tmp_path: Path) -> None:
    article = read_one(write_rows(tmp_path / "a.jsonl", {"id": 7, "text": "First line.\nSecond."}))
    assert article == Article("7", "First line.", "First line.\nSecond.")


def test_a_row_without_an_id_is_named_by_file_and_line(tmp_path: Path) -> None:
    assert read_one(write_rows(tmp_path / "a.jsonl", "", {"text": "Words."})).source_id == "a.jsonl#2"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "no JSON object"),
        ('{"id": "1"}', "no “text”"),
        ('{"id": "1", "text": "  "}', "no “text”"),
        ('{"id": "1", "text": 5}', "no “text”"),
        ('{"id": "1", "text": "a\\ud800b"}', "lone surrogate"),
        ("[" * 100_000, "not JSON"),
    ],
    ids=["cut", "array", "no-text", "blank-text", "number", "surrogate", "deep"],
)
def test_a_bad_row_is_named_by_file_and_line_and_the_others_go_in(tmp_path: Path, line: str, said: str) -> None:
    path = write_rows(tmp_path / "a.jsonl", {"id": 1, "text": "One."}, line, {"id": 3, "text": "Three."})
    articles, failures = read(path)
    assert [article.source_id for article in articles] == ["1", "3"]
    assert failures[0].name == "a.jsonl, line 2"
    assert said in failures[0].reason


def test_rows_with_the_same_id_are_told_apart(tmp_path: Path) -> None:
    articles, failures = read(write_rows(tmp_path / "a.jsonl", {"id": 1, "text": "One."}, {"id": 1, "text": "Two."}))
    assert len(articles) == 1
    assert failures == [Failure("a.jsonl, line 2", "its id “1” is that of a.jsonl, line 1; ids must differ")]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2018-08-09", "2018-08-09"),
        ("2018-08-09T10:00:00Z", "2018-08-09T10:00:00Z"),
        ("20180809", "2018-08-09T00:00:00"),
        ("Thu, 09 Aug 2018 10:00:00 GMT", "2018-08-09T10:00:00+00:00"),
        (" 9 Aug 2018", "2018-08-09"),
        ("August 9, 2018", "2018-08-09"),
        ("yesterday", None),
        ("2018-13-01", None),
        ("", None),
        (2018, None),
    ],
)
def test_a_date_that_is_none_is_not_known_and_the_article_goes_in(
    tmp_path: Path, written: object, known: str | None
) -> None:
    row = {"id": 1, "text": "One.", "published_at": written}
    assert read_one(write_rows(tmp_path / "a.jsonl", row)).published_at == known
    front = f"---\ndate: {json.dumps(written)}\n---\nOne."
    assert read_one(write(tmp_path / "a.md", front)).published_at == known


def test_a_folder_is_walked_in_order_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt", "~$a.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, f"Text of {name}")
    articles, failures = read(tmp_path)
    assert [article.source_id for article in articles] == ["a.txt", "b.txt", "sub/c.txt"]
    assert not failures


def test_files_of_the_same_name_in_two_folders_both_go_in(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "a.txt", f"Text of {name}")
    articles, _ = read(tmp_path / "one", tmp_path / "two")
    assert [article.source_id for article in articles] == ["a.txt", "two/a.txt"]


def test_a_file_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    assert len(read(tmp_path, write(tmp_path / "a.txt", "Words"))[0]) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n ", "no text"),
        ("a.txt", b"abc\0def", "NUL at byte 3"),
        ("a.txt", b"abc\xff", "byte 3"),
        ("a.md", "Words".encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
        ("a.txt", b"\xfe\xff\0W", "is UTF-16 text; save it as UTF-8"),
        ("a.jsonl", '{"id": 1, "text": "Words"}\n'.encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
        ("a.xyz", b"abc", "not a format that Quoth reads"),
        ("noname", b"abc", "not a format that Quoth reads"),
        ("a.pdf", b"%PDF-1.4\ngarbage", "PDF"),
        ("a.docx", b"PK\x03\x04", "DOCX"),
    ],
)
def test_an_unreadable_file_is_a_failure_with_its_reason(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    assert said in reason(write(tmp_path / name, content))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([".txt", ".md", ".html", ".pdf", ".docx", ".jsonl"]),
    st.sampled_from([b"", b"%PDF-1.4\n1 0 obj\n<<", b"PK\x03\x04", b"---\n", b"<html><p>", b'{"text": "']),
    st.binary(max_size=400),
)
def test_no_file_whatever_it_holds_raises(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, beginning: bytes, rest: bytes
) -> None:
    path = write(tmp_path_factory.mktemp("any") / f"any{suffix}", beginning + rest)
    for result in (read.result for read in read_articles([path])):
        assert isinstance(result, Article) or result.reason


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(limits.LARGEST + 1)
    assert "too large" in reason(tmp_path / "a.txt")


def test_one_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", b"\xff")
    write(tmp_path / "b.txt", "Words")
    articles, failures = read(tmp_path)
    assert [article.source_id for article in articles] == ["b.txt"]
    assert [failure.name for failure in failures] == ["a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege there")
def test_links_to_nothing_and_in_circles_are_failures(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder / "z.txt", "Words")
    (folder / "broken.txt").symlink_to(tmp_path / "nothing")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    articles, failures = read(folder)
    assert [article.source_id for article in articles] == ["z.txt"]
    assert {failure.name for failure in failures} == {"broken.txt", "circle.txt", "loop"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes there")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "regular file" in reason(tmp_path / "a.txt")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_forbidden_file_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Words").chmod(0)
    assert "permissions" in reason(tmp_path / "a.txt")


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode there")
def test_a_name_that_is_not_utf8_is_a_failure(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    try:
        write(folder / os.fsdecode(b"\xff.txt"), "Words")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert read(folder)[1] == [Failure("\ufffd.txt", "has a name that is not UTF-8; rename it")]


def test_a_path_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nothing here\.txt"):
        read_articles([tmp_path, tmp_path / "nothing here.txt"])


def test_progress_counts_up_to_the_number_of_files(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        write(tmp_path / name, "Words")
    told: list[tuple[int, int | None]] = []
    list(read_articles([tmp_path], lambda done, total: told.append((done, total))))
    assert told == [(1, 2), (2, 2)]


def test_large_files_of_rows_are_streamed(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", *({"id": n, "text": "Words."} for n in range(2000)))
    results = (read.result for read in read_articles([path]))
    assert isinstance(next(results), Article)
    assert sum(1 for _ in results) == 1999
