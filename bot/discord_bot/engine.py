"""What the Discord front needs of the engine."""

from __future__ import annotations

from typing import Protocol

from index.types import Answer, Filter, Source


class Answers(Protocol):
    """Answers questions and shows sources; every method is safe to call from several threads.

    All raise errors of `index.errors`. A newly published snapshot is noticed by `ask` and `warm`.
    """

    def has_index(self) -> bool: ...

    def warm(self) -> None: ...

    def snapshot_id(self) -> str | None: ...

    def ask(self, question: str, *, filter: Filter = Filter(), limit: int | None = None) -> Answer: ...  # noqa: B008

    def source(self, ref: str, *, context: int = 400) -> Source: ...
