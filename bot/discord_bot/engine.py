"""What the Discord front needs of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from index.corrections import Action, Correction
from index.following import Exchange
from index.manifest import Changes
from index.results import Answer, QuoteList, Receipt, Source, Verdict
from index.types import Article, ArticleSummary, Filter, ListOrder

if TYPE_CHECKING:
    from index.history import SnapshotSummary
    from index.versions import ArticleInfo


class Answers(Protocol):
    """Answers questions and shows sources; every method is safe to call from several threads.

    All raise errors of `index.errors`. A newly published snapshot is noticed by `ask` and `warm`.
    """

    def has_index(self) -> bool: ...

    def warm(self) -> None: ...

    def snapshot_id(self) -> str | None: ...

    def ask(
        self,
        question: str,
        *,
        filter: Filter = Filter(),  # noqa: B008
        limit: int | None = None,
        threshold: float | None = None,
        after: Sequence[Exchange] = (),
    ) -> Answer: ...

    def quotes(
        self,
        *,
        speaker: str | None = None,
        about: str | None = None,
        article: str | None = None,
        since: date | None = None,
        until: date | None = None,
        order: ListOrder | None = None,
        everything: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> QuoteList: ...

    def check(self, words: str, *, speaker: str | None = None) -> Verdict: ...

    def group(self, texts: Sequence[str]) -> list[tuple[int, ...]]: ...

    def suggest_speakers(self, typed: str, limit: int = 25) -> list[str]: ...

    def suggest_articles(self, typed: str, limit: int = 25) -> list[ArticleSummary]: ...

    def correct(self, action: Action, by: str) -> Correction: ...

    def undo(self, correction_id: int, by: str) -> Correction: ...

    def corrections(self) -> list[Correction]: ...

    def source(self, ref: str, *, context: int = 400) -> Source: ...

    def article(self, article_id: str) -> Article: ...

    def snapshots(self) -> list[SnapshotSummary]: ...

    def find_snapshot(self, written: str) -> str: ...

    def snapshot_changes(self, snapshot_id: str, since: str | None = None) -> Changes: ...

    def roll_back(self, snapshot_id: str) -> SnapshotSummary: ...

    def pin_snapshot(self, snapshot_id: str) -> SnapshotSummary: ...

    def unpin_snapshot(self, snapshot_id: str) -> SnapshotSummary: ...

    def article_info(self, key: str) -> ArticleInfo: ...

    def verify(self, ref: str, remembered: Sequence[str] = ()) -> Receipt: ...
