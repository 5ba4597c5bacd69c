"""ZIP archives: each member is an article or has its own reason, and nothing is ever unpacked beside them."""

from __future__ import annotations

import stat
import struct
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from index.loaders import read_articles
from index.types import Article, Failure


def pack(path: Path, members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def read(*paths: Path) -> tuple[dict[str, Article], dict[str, str]]:
    """The articles by source id, and the failures' reasons by name."""
    results = [read.result for read in read_articles(paths)]
    articles = {result.source_id: result for result in results if isinstance(result, Article)}
    return articles, {result.name: result.reason for result in results if isinstance(result, Failure)}


def patch(path: Path, change: Callable[[bytes], bytes]) -> Path:
    path.write_bytes(change(path.read_bytes()))
    return path


def test_every_member_is_an_article_under_its_path(tmp_path: Path) -> None:
    members = {"a.txt": "One.", "sub\\b.md": "---\ntitle: Two\n---\nWords.", "c.html": "<p>Three words here.</p>"}
    articles, failures = read(pack(tmp_path / "news.zip", members))
    assert sorted(articles) == ["news.zip/a.txt", "news.zip/c.html", "news.zip/sub/b.md"]
    assert articles["news.zip/sub/b.md"].title == "Two"
    assert not failures


def test_rows_in_an_archive_keep_their_ids_and_bad_ones_are_named_by_line(tmp_path: Path) -> None:
    rows = '{"id": "x", "text": "One."}\n{\n{"text": "Three."}\n'
    articles, failures = read(pack(tmp_path / "news.zip", {"rows.jsonl": rows}))
    assert sorted(articles) == ["news.zip/rows.jsonl#3", "x"]
    assert list(failures) == ["news.zip/rows.jsonl, line 2"]


def test_archives_of_the_same_name_in_two_folders_both_go_in(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        pack(tmp_path / name / "news.zip", {"a.txt": f"Text of {name}"})
    assert sorted(read(tmp_path / "one", tmp_path / "two")[0]) == ["news.zip/a.txt", "two/news.zip/a.txt"]


def test_hidden_members_are_passed_over_as_in_folders(tmp_path: Path) -> None:
    members = {"a.txt": "One.", ".hidden.txt": "x", "__MACOSX/._a.txt": "x", "sub/~$b.docx": "x", ".git/c.txt": "x"}
    articles, failures = read(pack(tmp_path / "news.zip", members))
    assert (list(articles), failures) == (["news.zip/a.txt"], {})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("../up.txt", "x", "leads out of the archive"),
        ("sub/../../up.txt", "x", "leads out of the archive"),
        ("/etc/up.txt", "x", "leads out of the archive"),
        ("C:\\up.txt", "x", "leads out of the archive"),
        ("..\\up.txt", "x", "leads out of the archive"),
        ("inner.zip", "x", "archive within an archive"),
        ("a.exe", "x", "not a format that Quoth reads"),
        ("a.docm", "x", "holds macros"),
        ("empty.txt", "", "is empty"),
        ("blank.txt", " \n", "holds no text"),
        ("bad.txt", b"\xff", "not UTF-8 text"),
        ("a.pdf", "no such thing", "PDF"),
        ("zeros.txt", bytes(5_000_000), "like a bomb"),
        ("rows.jsonl", b" " * 50_000_000, "like a bomb"),
        ("large.txt", bytes(20_000_001), "too large for one article"),
    ],
)
def test_a_bad_member_has_its_own_reason_and_stops_no_other(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    path = pack(tmp_path / "news.zip", {"a.txt": "One.", name: content, "z.txt": "Two."})
    articles, failures = read(path)
    assert list(articles) == ["news.zip/a.txt", "news.zip/z.txt"]
    ((place, reason),) = failures.items()
    assert place.startswith("news.zip/")
    assert said in reason
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("mode", "said"), [(stat.S_IFLNK, "is a link"), (stat.S_IFIFO, "no regular file")], ids=["link", "pipe"]
)
def test_a_member_that_is_no_file_is_left_out(tmp_path: Path, mode: int, said: str) -> None:
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        member = zipfile.ZipInfo("a.txt")
        member.external_attr = (mode | 0o644) << 16
        archive.writestr(member, "/etc/hostname")
    assert said in read(tmp_path / "news.zip")[1]["news.zip/a.txt"]


def test_of_two_members_of_one_name_the_first_is_read(tmp_path: Path) -> None:
    path = pack(tmp_path / "news.zip", {"a.txt": "One.", "b.txt": "Two."})
    articles, failures = read(patch(path, lambda content: content.replace(b"b.txt", b"a.txt")))
    assert articles["news.zip/a.txt"].text == "One."
    assert "twice" in failures["news.zip/a.txt"]


def test_an_encrypted_member_is_left_out(tmp_path: Path) -> None:
    def lock(content: bytes) -> bytes:
        table = content.index(b"PK\x01\x02")
        return content[: table + 8] + b"\x01\0" + content[table + 10 :]

    path = patch(pack(tmp_path / "news.zip", {"a.txt": "One.", "b.txt": "Two."}), lock)
    articles, failures = read(path)
    assert list(articles) == ["news.zip/b.txt"]
    assert "encrypted" in failures["news.zip/a.txt"]


def test_a_name_that_is_not_utf8_is_left_out_and_one_that_does_not_say_so_is_read(tmp_path: Path) -> None:
    path = pack(tmp_path / "news.zip", {"aXX.txt": "One.", "bYY.txt": "Two."})
    patch(path, lambda content: content.replace(b"aXX", b"a\xff\xfe").replace(b"bYY", "b\xe4".encode()))
    articles, failures = read(path)
    assert list(articles) == ["news.zip/bä.txt"]
    (reason,) = failures.values()
    assert "not UTF-8" in reason


def test_a_damaged_member_stops_no_other(tmp_path: Path) -> None:
    path = pack(tmp_path / "news.zip", {"a.txt": "One word.", "b.txt": "Two."}, zipfile.ZIP_STORED)
    articles, failures = read(patch(path, lambda content: content.replace(b"One word.", b"One wurd.")))
    assert list(articles) == ["news.zip/b.txt"]
    assert list(failures) == ["news.zip/a.txt"]


def test_a_method_that_nobody_unpacks_is_told(tmp_path: Path) -> None:
    path = pack(tmp_path / "news.zip", {"a.txt": "One."}, zipfile.ZIP_STORED)
    patch(path, lambda content: content.replace(b"\x14\0\0\0\0\0", b"\x14\0\0\0\x63\0"))
    assert "packed by a method" in read(path)[1]["news.zip/a.txt"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no archive", "no ZIP archive"),
        (b"PK\x05\x06" + bytes(18), "holds no files"),
        (b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 9, 9, 11_000_000, 0, 0), "too many members"),
        (b"", "is empty"),
    ],
    ids=["text", "empty-archive", "table", "empty"],
)
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    assert said in read(tmp_path / "a.zip")[1]["a.zip"]


def test_an_archive_of_an_archive_s_worth_of_zeros_takes_no_time(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip", {f"{number}.jsonl": bytes(5_000_000) for number in range(40)})
    begun = time.monotonic()
    articles, failures = read(tmp_path / "a.zip")
    assert (len(articles), len(failures)) == (0, 40)
    assert time.monotonic() - begun < 2


def test_an_archive_that_unpacks_to_gigabytes_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.jsonl": "x", "b.txt": "Two."})

    def inflate(content: bytes) -> bytes:
        table = content.index(b"PK\x01\x02")
        return content[: table + 20] + struct.pack("<2L", 100_000_000, 2_100_000_000) + content[table + 28 :]

    assert "more than 2 GB" in read(patch(path, inflate))[1]["a.zip"]


@pytest.mark.parametrize("cut", [1, 30, 60, 100, 150])
def test_an_archive_that_is_cut_off_is_a_failure(tmp_path: Path, cut: int) -> None:
    path = pack(tmp_path / "a.zip", {"a.txt": "One.", "b.txt": "Two."})
    articles, failures = read(patch(path, lambda content: content[:-cut]))
    assert (articles, list(failures)) == ({}, ["a.zip"])


def test_thousands_of_members_are_read_one_after_the_other(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {f"{number}.txt": f"Article {number}." for number in range(3000)})
    results = (read.result for read in read_articles([path]))
    assert isinstance(next(iter(results)), Article)
    assert sum(isinstance(result, Article) for result in results) == 2999
