"""Files that are made to exhaust whoever reads them: each has a reason, in little time and memory."""

from __future__ import annotations

import io
import multiprocessing
import random
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_loaders_documents import PLAIN, TEXT, pdf_of
from test_loaders_page_details import METAS, NEWS, script
from test_loaders_webpage import page_of

from index.errors import ArticleError
from index.loaders import read_articles
from index.loaders.webpage import load_page
from index.types import Article, Failure

SENTENCE = "<p>The council of Norvia has reopened the talks on the harbour, and on its fees, after a long summer.</p>"
PAGES = {  # beginning, repeated so often
    "deep divs": ("<div>", 3_000_000),
    "deep quotes": ("<blockquote>", 1_000_000),
    "deep lists": ("<ul><li>", 1_000_000),
    "a deep page": ("<div>", 5000),
    "one tag": ("<br>", 4_900_000),
    "unclosed": ("<b><i>", 3_000_000),
    "flat": ("<div>x</div>", 1_500_000),
    "links of one paragraph": ("<a href=x>word</a>", 20_000),
    "metas": ('<meta name="author" content="a">', 600_000),
    "times": ("<time datetime='2018-08-09'></time>", 500_000),
    "scripts": ('<script type="application/ld+json">[[[[</script>', 400_000),
    "signs": ("<", 19_000_000),
    "one word": ("a", 19_000_000),
    "spaces": (" ", 19_000_000),
    "entities": ("&lol;", 3_900_000),
    "attributes": ("<p a='<p' b=>", 1_000_000),
    "too large": ("word ", 4_100_000),
}
LIMITS = {  # the most of what is still read
    "blocks": ("<div>x</div>", 24_000),
    "spans": ("<div><span>word</span></div>", 12_000),
    "links": ("<a href=x>word</a> ", 4900),
    "quotes": ("<blockquote>word</blockquote>", 12_000),
    "times": ("<div><time datetime=2018-08-09>x</time></div>", 12_000),
    "text": ("word ", 1_800_000),
}


def page(kind: tuple[str, int]) -> bytes:
    return f"<html><body><article>{SENTENCE}<p>{kind[0] * kind[1]}".encode()


@pytest.mark.parametrize("kind", PAGES.values(), ids=PAGES.keys())
def test_a_page_that_is_a_bomb_is_refused_at_once(kind: tuple[str, int]) -> None:
    content = page(kind)
    begun = time.monotonic()
    with pytest.raises(ArticleError):
        load_page(content, name="a.html")
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("kind", LIMITS.values(), ids=LIMITS.keys())
def test_the_largest_page_that_is_read_takes_some_seconds(kind: tuple[str, int]) -> None:
    content = page(kind)
    begun = time.monotonic()
    assert "word" in load_page(content, name="a.html").text or kind[0].count("x")
    assert time.monotonic() - begun < 20


def test_an_element_of_a_million_attributes_is_refused_at_once() -> None:
    attributes = " ".join(f"a{number}=b" for number in range(1_000_000))
    begun = time.monotonic()
    with pytest.raises(ArticleError, match="tags"):
        load_page(f"<html><p {attributes}>Words.".encode(), name="a.html")
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize("nodes", ["{}," * 300_000 + "{}", "[" * 900_000, "[" * 400 + "]" * 400])
def test_linked_data_that_is_a_bomb_is_passed_over(nodes: str) -> None:
    block = f'<script type="application/ld+json">[{nodes}]</script>'
    begun = time.monotonic()
    assert load_page(f"<html><head>{block}</head>{SENTENCE}".encode(), name="a.html").author is None
    assert time.monotonic() - begun < 5


def write_bad_files(folder: Path) -> list[Path]:
    """Files of every format that want too much, each at the limit of what is opened at all."""
    for number, kind in enumerate(PAGES.values()):
        (folder / f"{number:02}.html").write_bytes(page(kind))
    (folder / "a.txt").write_bytes(b"a" * 19_000_000)
    (folder / "lines.txt").write_bytes(b"a\n" * 9_000_000)
    (folder / "a.md").write_bytes(b"> a\n\n" * 3_000_000)
    (folder / "front.md").write_bytes(b"---\n" + b"a: [" * 4_000_000)
    (folder / "rows.jsonl").write_bytes(b"[" * 50_000_000 + b'\n{"text": "Words."}\n')
    (folder / "a.pdf").write_bytes(b"%PDF-1.4\n" + b"1 0 obj\n<<" * 1_500_000)
    with zipfile.ZipFile(folder / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" * 30_000_000)
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", b" " * 300_000_000)
        archive.writestr("b.txt", "Words.")
    return sorted(folder.iterdir())


def _peak_memory(paths: list[Path], results: multiprocessing.Queue[tuple[int, int]]) -> None:
    failures = sum(isinstance(read.result, Failure) for read in read_articles(paths))
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    results.put((failures, int(peak.split()[1]) // 1024))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted elsewhere there")
def test_a_folder_of_bombs_is_read_in_some_hundred_megabytes(tmp_path: Path) -> None:
    paths = write_bad_files(tmp_path)
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[tuple[int, int]] = context.Queue()
    process = context.Process(target=_peak_memory, args=(paths, results))
    process.start()
    failures, megabytes = results.get(timeout=120)
    process.join()
    assert failures == len(PAGES) + 4
    assert megabytes < 500


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["a.html", "a.md", "a.pdf", "a.docx", "a.zip", "a.jsonl", "a.txt"]),
    st.integers(0, 2**32),
    st.integers(1, 40),
)
def test_no_flipped_bit_raises(tmp_path_factory: pytest.TempPathFactory, name: str, seed: int, flips: int) -> None:
    path = tmp_path_factory.mktemp("flipped") / name
    content = bytearray(whole_file(name))
    chance = random.Random(seed)
    for _ in range(flips):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    for result in (read.result for read in read_articles([path])):
        assert isinstance(result, Article) or result.reason


def whole_file(name: str) -> bytes:
    """A file of this format without fault."""
    if name == "a.zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(5):
                archive.writestr(f"{number}.txt", f"Article {number}.")
        return packed.getvalue()
    return {
        "a.html": page_of("<blockquote>Words.</blockquote>", METAS + script(NEWS)),
        "a.md": b"---\ntitle: One\nauthors: [A, B]\ndate: 2018-08-09\n---\n# Two\n\n> Words\n> more.\n\nLast.",
        "a.pdf": pdf_of(TEXT, TEXT),
        "a.docx": PLAIN,
        "a.jsonl": b'{"id": "x", "text": "One.", "published_at": "2018-08-09"}\n' * 5,
        "a.txt": "Größe ist nicht alles.\n\nVia The Norvian\n".encode(),
    }[name]
