"""Passages that articles of one text have in common, of which the best-ranked stands for the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from index.agreement import find_shingles, is_same_text
from index.catalog import Catalog


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, and the row of the passage that has it."""

    row: int
    article_id: str
    text: str


def leave_out_copies(catalog: Catalog, rows: Sequence[int], wanted: Collection[int] = ()) -> dict[int, tuple[int, ...]]:
    """Return the passages that stay, in their order, each with the copies that it stands for.

    A copy is a passage of which every sentence stands, with hardly a word changed, in passages before it that belong to
    other articles of the same text (`nearduplicates`); what only one of these articles says, stays. wanted: rows that
    stay in any case.
    """
    groups = catalog.printed_alike(rows)
    sentences = _sentences(catalog, list(groups))
    said = {group: _Sayings() for group in groups.values()}
    stays: dict[int, list[int]] = {}
    for row in dict.fromkeys(rows):
        standing = said[groups[row]].find_all(sentences[row]) if row in groups else None
        if standing and row not in wanted:
            for each in standing:
                stays[each].append(row)
            continue
        stays[row] = []
        if row in groups:
            said[groups[row]].add(sentences[row])
    return {row: tuple(copies) for row, copies in stays.items()}


@dataclass(slots=True)
class _Sayings:
    """The sentences of the passages that stay, of articles of one text; found by three words in a row."""

    having: dict[tuple[str, ...], list[_Said]] = field(default_factory=lambda: defaultdict(list))

    def add(self, sentences: Sequence[_Said]) -> None:
        for one in sentences:
            for run in find_shingles(one.text):
                self.having[run].append(one)

    def find_all(self, sentences: Sequence[_Said]) -> set[int] | None:
        """The rows of other articles' passages that have these sentences; None unless they have every one."""
        rows = set()
        for one in sentences:
            row = self._find(one)
            if row is None:
                return None
            rows.add(row)
        return rows

    def _find(self, wanted: _Said) -> int | None:
        near = {id(one): one for run in find_shingles(wanted.text) for one in self.having.get(run, ())}
        others = (one for one in near.values() if one.article_id != wanted.article_id)
        return next((one.row for one in others if is_same_text(one.text, wanted.text)), None)


def _sentences(catalog: Catalog, rows: Sequence[int]) -> Mapping[int, list[_Said]]:
    passages = catalog.passages(rows)
    texts = {
        article_id: article.text
        for article_id in {passage.article_id for passage in passages}
        if (article := catalog.article(article_id))
    }
    return {
        one.row: [_Said(one.row, one.article_id, texts[one.article_id][start:end]) for start, end in one.sentences]
        for one in passages
    }
