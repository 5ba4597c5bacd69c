"""A collection may be larger than the memory, and what did not change costs next to nothing."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from corpora import reindex
from embedders import HashedWords

from index import contents
from index.snapshot import CATALOG
from index.store import SnapshotStore
from tests.benchmarks.recombining import Changes, Recombined

_HOME = Path(__file__).parents[1]
_BLANK = 120_000  # line ends within each text: much to hold, and nothing to analyse
_REINDEX = """
import sys
from pathlib import Path
from corpora import reindex
reindex(Path(sys.argv[1]), Path(sys.argv[2]))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _write(path: Path, numbers: range, edited: int | None = None, blank: int = 2) -> Path:
    texts = {
        n: f"Ferry {n} left the harbour of Arden.{chr(10) * blank}“It came back,” said Ana Torres." for n in numbers
    }
    if edited is not None:
        texts[edited] += " Nobody had expected it."
    rows = ({"id": str(n), "title": f"Ferry {n}", "text": text, "source": "Courier"} for n, text in texts.items())
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def _peak_kilobytes(folder: Path, count: int) -> int:
    """The most memory that a process holds which indexes so many articles."""
    folder.mkdir()
    corpus = _write(folder / "corpus.jsonl", range(count), blank=_BLANK)
    command = [sys.executable, "-c", _REINDEX, str(folder / "data"), str(corpus)]
    done = subprocess.run(command, cwd=_HOME / "tests", env=_environment(), check=True, capture_output=True, text=True)
    return int(done.stdout)


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": f"{_HOME}:{_HOME / 'tests'}", "PATH": ""}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what memory a process has held")
def test_memory_does_not_grow_with_the_articles(tmp_path: Path) -> None:
    few, many = (_peak_kilobytes(tmp_path / str(count), count) for count in (150, 750))
    texts = 600 * _BLANK // 1000
    assert many - few < texts / 3


@dataclass(frozen=True)
class Watched(HashedWords):
    """Notes what is embedded."""

    texts: list[str] = field(default_factory=list, compare=False)

    def embed_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
        self.texts.extend(texts)
        return super().embed_passages(texts, progress)


def test_an_unchanged_article_is_neither_read_again_nor_embedded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reindex(tmp_path, _write(tmp_path / "corpus.jsonl", range(60)))
    analyse_all, read, embedder = contents.analyse_all, list[str](), Watched()

    def watched(readings, count):  # type: ignore[no-untyped-def]
        return analyse_all((read.append(one.article.source_id) or one for one in readings), count)

    monkeypatch.setattr(contents, "analyse_all", watched)
    report = reindex(tmp_path, _write(tmp_path / "corpus.jsonl", range(1, 61), edited=30), embedder)
    assert (report.added, report.changed, report.removed) == (("60",), ("30",), ("0",))
    assert read == ["30", "60"]
    assert [text.count("Ferry 30 ") + text.count("Ferry 60 ") for text in embedder.texts] == [1, 1]


def test_what_is_taken_from_the_index_before_is_as_if_it_were_made_anew(tmp_path: Path) -> None:
    for numbers in (range(50), range(20, 70)):
        reindex(tmp_path / "steps", _write(tmp_path / "corpus.jsonl", numbers))
    reindex(tmp_path / "once", tmp_path / "corpus.jsonl")
    steps, once = (SnapshotStore(tmp_path / name).open_current().catalog for name in ("steps", "once"))
    assert steps.articles() == once.articles()
    assert steps.quotes() == once.quotes()
    assert steps.signatures() == once.signatures()
    assert steps.roster.ranking() == once.roster.ranking()
    assert steps.passages(range(len(steps))) == once.passages(range(len(once)))


def test_every_table_and_vector_is_as_if_it_were_made_anew(tmp_path: Path) -> None:
    recombined, first, second = Recombined(), tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    recombined.write(first, 60)
    assert recombined.write_changed(second, 60, 0.1) == Changes(edited=4, added=1, removed=1)
    for folder, corpus in (("steps", first), ("steps", second), ("once", second)):
        reindex(tmp_path / folder, corpus)
    steps, once = (SnapshotStore(tmp_path / name).open_current() for name in ("steps", "once"))
    tables = _tables(steps.folder / CATALOG)
    assert tables == _tables(once.folder / CATALOG)
    assert all(tables[name] for name in ("duplicates", "known_as", "alias_articles", "words", "family_names"))
    assert any(" " in row[-1] for row in tables["articles"])  # the keys of articles in which an outlet repeats itself
    assert np.array_equal(*(one.vectors.take(np.arange(len(one.vectors))) for one in (steps, once)))
    assert steps.lexicon.search(["harbour", "budget"], 50) == once.lexicon.search(["harbour", "budget"], 50)


def _tables(catalog: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a catalogue, but for the articles that are gone."""
    with closing(sqlite3.connect(catalog)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in names if name != "retired"}


def test_two_articles_beside_a_single_old_one_are_still_compared(tmp_path: Path) -> None:
    reindex(tmp_path, _write(tmp_path / "corpus.jsonl", range(1)))
    reindex(tmp_path, _write(tmp_path / "corpus.jsonl", range(3)))
    catalog = SnapshotStore(tmp_path).open_current().catalog
    assert [article_id for article_id, _ in catalog.signatures()] == [one.article_id for one in catalog.articles()]
