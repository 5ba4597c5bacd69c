"""How much of what people marked as boilerplate is found, and how much else is marked.

    python -m tests.benchmarks.boilerplate --gold FILE.jsonl [--half a|b] [--errors]

Rows are {"id", "title", "text", "publisher", "boilerplate": [[start, end], …]}. Repetition is counted over all articles
of the file, by publisher; an article's own paragraphs do not count for it (leave one out).

The unit is the character, white space left aside: spans are whole lists as well as single letters, parts of paragraphs
as well as ten of them, and what harms an answer is text. Counted four ways, since people mark unevenly:

- marked: the spans as they are, tags included;
- words: the same without tags, which are a corpus' own notation, and marked in one article and left in the next;
- alike: as "words"; and a paragraph that is marked in one article counts as marked in all;
- short: as "alike", without spans of more than 2,000 characters, of which two outweigh a hundred others.

Half "a" of the articles is for tuning, half "b" for looking at the end; the articles' ids decide which is which.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.boilerplate import find_boilerplate
from index.repetition import Repetition, paragraph_digest
from index.text import find_paragraphs
from index.types import Article, Span

_LONG = 2000  # characters
_WAYS = ("marked", "words", "alike", "short")
_TAG = re.compile(r"<[^<>\n]*>")


@dataclass(frozen=True)
class Annotated:
    """An article with the spans that people marked."""

    article: Article
    gold: tuple[Span, ...]

    @property
    def half(self) -> str:
        """Which half of the articles it belongs to."""
        return "ab"[hashlib.sha256(self.article.source_id.encode()).digest()[-1] % 2]


@dataclass(frozen=True)
class Score:
    """Characters that are marked by both, by the product only, by people only."""

    both: int
    product: int
    people: int

    def __str__(self) -> str:
        precision = self.both / max(1, self.both + self.product)
        recall = self.both / max(1, self.both + self.people)
        return f"{precision:.3f} {recall:.3f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--half", choices=["a", "b"], help="print only this half")
    parser.add_argument("--errors", action="store_true", help="print what only one of the two marks")
    arguments = parser.parse_args()
    rows = list(_read(arguments.gold))
    repetition = Repetition()
    for row in rows:
        repetition.add(row.article)
    alike = {paragraph_digest(row.article.text[slice(*span)]) for row in rows for span in _marked_paragraphs(row)} - {0}
    chosen = [row for row in rows if arguments.half in (None, row.half)]
    both = {row.article.id: _found(row, repetition.repeated_in(row.article)) for row in chosen}
    alone = {row.article.id: _found(row, frozenset()) for row in chosen}
    print(f"{'precision and recall':32}" + "".join(f"{way:>13}" for way in _WAYS) + f"{'characters':>12}")
    for name, part in _parts(chosen):
        _print(f"{name}, rules alone", part, alone, alike)
        _print(f"{name}, with repetition", part, both, alike)
    if arguments.errors:
        for row in chosen:
            _print_errors(row, both[row.article.id])


def _read(file: Path) -> Iterator[Annotated]:
    for row in map(json.loads, file.read_text("utf-8").splitlines()):
        article = Article(row["id"], row["title"], row["text"], source=row["publisher"])
        yield Annotated(article, tuple((start, end) for start, end in row["boilerplate"] if start < end))


def _parts(rows: Sequence[Annotated]) -> Iterator[tuple[str, list[Annotated]]]:
    yield "all", list(rows)
    for half in sorted({row.half for row in rows}):
        yield f"half {half}", [row for row in rows if row.half == half]
    for outlet in sorted({row.article.source or "" for row in rows}):
        yield outlet, [row for row in rows if row.article.source == outlet]


def _found(row: Annotated, repeated: Collection[int]) -> list[Span]:
    return find_boilerplate(row.article.text, list(find_paragraphs(row.article.text)), repeated)


def _marked_paragraphs(row: Annotated) -> Iterator[Span]:
    for start, end in find_paragraphs(row.article.text):
        if any(first <= start + 2 and end - 2 <= last for first, last in row.gold):
            yield start, end


def _print(name: str, rows: Iterable[Annotated], found: dict[str, list[Span]], alike: Collection[int]) -> None:
    rows = list(rows)
    scores = [_score(rows, found, way, alike) for way in _WAYS]
    print(f"{name:32}" + "".join(f"{score!s:>13}" for score in scores) + f"{scores[0].both + scores[0].people:12}")


def _score(rows: Iterable[Annotated], found: dict[str, list[Span]], way: str, alike: Collection[int]) -> Score:
    counts = Counter[tuple[bool, bool]]()
    for row in rows:
        text = row.article.text
        gold = _characters(row.gold)
        if way in ("alike", "short"):
            gold |= _characters(s for s in find_paragraphs(text) if paragraph_digest(text[slice(*s)]) in alike)
        aside = _characters(tag.span() for tag in _TAG.finditer(text)) if way != "marked" else set()
        if way == "short":
            aside |= _characters((start, end) for start, end in row.gold if end - start > _LONG)
        product = _characters(found[row.article.id])
        for at in (gold | product) - aside:
            counts[at in gold, at in product] += not text[at].isspace()
    return Score(counts[True, True], counts[False, True], counts[True, False])


def _characters(spans: Iterable[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _print_errors(row: Annotated, found: Sequence[Span]) -> None:
    gold, product = _characters(row.gold), _characters(found)
    for start, end in find_paragraphs(row.article.text):
        whole = set(range(start, end))
        only = {"+": whole & product - gold, "-": whole & gold - product}
        for sign, part in only.items():
            if len(part) > 2:
                print(f"{sign} {row.article.source} {row.article.text[min(part) : max(part) + 1][:160]}")


if __name__ == "__main__":
    main()
