"""The engine: one object that asks, reindexes and shows sources. Every front calls it, and nothing else.

It is safe to use from several threads. What changes is one reference, to the immutable open snapshot; every question
looks whether another process published a new one, and goes on with the old one until the new one is open. Where what
it reads turns out to be damaged, it goes on with what may answer in its place (see `fallback`).
"""

from __future__ import annotations

import logging
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from index.corrections import MAX_NAME
from index.errors import DamagedIndexError, ModelMismatchError, SnapshotError
from index.following import Exchange, complete, is_pronoun
from index.keeper import EngineConfig, Keeper
from index.manifest import Manifest
from index.questions import Question, parse_question
from index.results import Answer, QuoteList, Receipt, Source, Verdict
from index.snapshot import Snapshot
from index.steps import step
from index.types import Article, ArticleSummary, Filter, ListOrder

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.embedding import Embedder
    from index.profiles import Profile
    from index.reranking import Reranker
    from index.trail import TrailStore
    from index.versions import ArticleInfo

__all__ = ["Engine", "EngineConfig"]

_log = logging.getLogger(__name__)
# what reading something damaged raises, besides what says so
_RAISED = (DamagedIndexError, LookupError, ValueError, TypeError, RuntimeError, struct.error)
_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Open:
    """An open snapshot, the encoder it was made with, and the reranker if there is one.

    named: the id of the snapshot that should answer; this one may stand in for it.
    """

    named: str
    snapshot: Snapshot
    embedder: Embedder
    reranker: Reranker | None


def _despite_damage(
    read: Callable[Concatenate[Engine, _P], _T],
) -> Callable[Concatenate[Engine, _P], _T]:
    """Let a method that comes upon damage begin again, with the snapshot that may answer in the damaged one's place."""

    @wraps(read)
    def reading(engine: Engine, /, *arguments: _P.args, **options: _P.kwargs) -> _T:
        try:
            return read(engine, *arguments, **options)
        except _RAISED:
            if not engine._is_damaged():
                raise
            return read(engine, *arguments, **options)

    return reading


class Engine(Keeper):
    """Answers from the current snapshot of one data directory, and keeps its collection. Creating one opens nothing.

    warn: is told in a sentence when an older snapshot answers, because the current one is damaged; else a log is.
    """

    def __init__(
        self, config: EngineConfig, trail: TrailStore | None = None, warn: Callable[[str], None] = _log.warning
    ) -> None:
        super().__init__(config, trail)
        self._warn = warn
        self._damaged: dict[str, str] = {}
        self._lock = threading.Lock()
        self._opened: _Open | None = None

    def has_index(self) -> bool:
        """Whether there is anything to answer from, damaged or not."""
        return bool(self._store.list()) or self._store.current_id() is not None

    def snapshot_id(self) -> str | None:
        return self._store.current_id()

    @_despite_damage
    def manifest(self) -> Manifest:
        """Return what the current snapshot was made from. Raises NoIndexError or DamagedIndexError."""
        return self._open().snapshot.manifest

    def warm(self) -> None:
        """Open the current snapshot and its encoder, so that the next question need not."""
        self._open().embedder.embed_query("warm")

    def close(self) -> None:
        """Let go of the open snapshot; the next question opens it again."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.snapshot.close()

    @_despite_damage
    def ask(
        self,
        question: str,
        *,
        filter: Filter = Filter(),  # noqa: B008
        limit: int | None = None,
        threshold: float | None = None,
        after: Sequence[Exchange] = (),
    ) -> Answer:
        """Answer a question with quotations, or say why no article does; limit, threshold: else the configured ones.

        after: what was asked before, the latest last, from which a follow-up ("and when was that?") is completed.
        Raises UsageError for a question or filter that cannot be, NoIndexError, DamagedIndexError, ModelError.
        """
        from index.answering import answer, is_quoted

        parsed = parse_question(question)
        opened = self._open()
        with step("understanding"):
            completed = complete(question, after, lambda name: is_quoted(opened.snapshot, name))
        if completed.choices and filter.speaker is None:
            return _ask_back(question, completed.choices, opened.snapshot.id)
        if completed.text != question:
            parsed = parse_question(completed.text)
        least = self._config.threshold if threshold is None else threshold
        addressed = _addressed(parsed, filter)
        most = limit or self._config.limit
        found = answer(opened.snapshot, opened.embedder, addressed, filter, most, least, opened.reranker)
        return replace(found, is_completed=completed.text != question)

    @_despite_damage
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
    ) -> QuoteList:
        """Return a page of the ledger: newest first, on a topic best first, or in the order asked for.

        everything: also what is no speech, and what moderators hid. An ambiguous speaker gives the names to choose
        from. Raises UsageError for an unknown article, NoIndexError, DamagedIndexError, ModelError.
        """
        from index.listing import list_quotes

        opened = self._open()
        return list_quotes(
            opened.snapshot,
            opened.embedder,
            Filter(article=article, speaker=speaker, since=since, until=until),
            about=about,
            order=order,
            everything=everything,
            limit=limit,
            offset=offset,
        )

    @_despite_damage
    def check(self, words: str, *, speaker: str | None = None) -> Verdict:
        """Say whether anybody, or this speaker, is quoted with these words. Raises UsageError for too few of them."""
        from index.checking import check

        opened = self._open()
        return check(opened.snapshot, opened.embedder, words, speaker)

    @_despite_damage
    def group(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """Return which texts mean about the same, by their numbers: the largest group first, each in the order given.

        What the model cannot read is grouped by its words. Raises NoIndexError, DamagedIndexError, ModelError.
        """
        from index.grouping import group
        from index.text import fold_words

        same: dict[tuple[str, ...], list[int]] = {}
        for number, text in enumerate(texts):
            same.setdefault(fold_words(text), []).append(number)
        embedder = self._open().embedder
        alike = [numbers for numbers in same.values() if embedder.reads(texts[numbers[0]])]
        vectors = embedder.embed_passages([texts[numbers[0]] for numbers in alike])
        groups = [sorted(number for row in rows for number in alike[row]) for rows in group(vectors)]
        groups += [numbers for numbers in same.values() if not embedder.reads(texts[numbers[0]])]
        return sorted(map(tuple, groups), key=lambda numbers: (-len(numbers), numbers))

    @_despite_damage
    def articles(self) -> list[ArticleSummary]:
        return self._open().snapshot.catalog.articles()

    @_despite_damage
    def article_info(self, key: str) -> ArticleInfo:
        """Return all about the article with this id or source id. Raises UsageError for an unknown one."""
        from index.versions import describe

        return describe(self._store, self._open().snapshot, key)

    @_despite_damage
    def speakers(self, name: str | None = None) -> list[Profile]:
        """Return who is quoted, how often and as what, most quoted first; or whom a name or description means."""
        from index.profiles import list_profiles

        return list_profiles(self._open().snapshot, name)

    @_despite_damage
    def suggest_speakers(self, typed: str, limit: int = 25) -> list[str]:
        """Return who is quoted and has a name or alias with words that begin as typed, most quoted first."""
        return self._open().snapshot.catalog.roster.suggest(typed, limit, MAX_NAME)

    @_despite_damage
    def suggest_articles(self, typed: str, limit: int = 25) -> list[ArticleSummary]:
        """Return articles with words in the title (or an id) that begin as typed, newest first."""
        return self._open().snapshot.catalog.suggest_articles(typed, limit)

    @_despite_damage
    def source(self, ref: str, *, context: int = 400) -> Source:
        """Return a citation's words in their context. Raises RefError if the ref no longer fits, saying why."""
        return self._open().snapshot.source(ref, context)

    @_despite_damage
    def article(self, article_id: str) -> Article:
        """Return an article with its text, as it is now. Raises RefError if it is gone, saying why."""
        from index.sources import article_now

        return article_now(self._open().snapshot.catalog, article_id)

    @_despite_damage
    def verify(self, ref: str, remembered: Sequence[str] = ()) -> Receipt:
        """Say whether the words of a reference are unchanged, edited (and how) or removed.

        remembered: what somebody was shown, of which the words may be. Raises RefError for what is no reference.
        """
        from index.receipts import verify

        return verify(self._open().snapshot.catalog, ref, remembered, self._earlier())

    def _earlier(self) -> Iterator[Catalog]:
        """The catalogues of the other snapshots that are still kept, the newest first."""
        for snapshot_id in self._store.list():
            try:
                snapshot = self._store.open(snapshot_id)
            except SnapshotError:
                continue  # pruned in between, or of another version
            with closing(snapshot):
                yield snapshot.catalog

    @step("opening")
    def _open(self) -> _Open:
        """Return the current snapshot, opened if it is new. Raises NoIndexError, DamagedIndexError, ModelError."""
        opened, named = self._opened, self._store.named_id() or ""
        if opened is not None and opened.named == named:
            return opened
        with self._lock:
            if self._opened is None or self._opened.named != named:
                self._opened = self._open_anew(self._opened, named)
            return self._opened

    def _is_damaged(self) -> bool:
        """Whether the open snapshot is damaged, by its checksums; then it is let go of, and not opened again."""
        opened = self._opened
        if opened is None:
            return False
        try:
            opened.snapshot.verify()
        except (DamagedIndexError, OSError) as error:
            self._damaged[opened.snapshot.id] = str(error)
            with self._lock:
                if self._opened is opened:
                    self._opened = None
            return True
        return False

    def _open_anew(self, old: _Open | None, named: str) -> _Open:
        from index.fallback import open_answering

        answering = open_answering(self._store, self._kept_trail(), self._config.model, self._damaged.get(named))
        if answering.warning:
            self._warn(answering.warning)
        snapshot = answering.snapshot
        manifest = snapshot.manifest
        if manifest.model != self._config.model:
            raise ModelMismatchError(
                f"The index was made with the model {manifest.model!r}, but {self._config.model!r} is configured. "
                "Run `quoth reindex` to make it anew, or set model.name back."
            )
        same = old and (old.embedder.digest, old.embedder.encoder) == (manifest.model_digest, manifest.encoder)
        embedder = old.embedder if old and same else self.load(manifest)
        _log.info("opened snapshot %s", snapshot.id)
        return _Open(
            named if answering.warning else snapshot.id,
            snapshot,
            embedder,
            old.reranker if old else self._load_reranker(),
        )

    def _load_reranker(self) -> Reranker | None:
        if not self._config.reranker:
            return None
        from index.reranking import open_reranker

        return open_reranker(self._config.reranker, self._config.models)


def _ask_back(question: str, names: Sequence[str], snapshot: str) -> Answer:
    """Whom "he" or "she" means, where the answer before quoted several."""
    *others, last = names
    reason = f"Whom do you mean: {', '.join(others)} or {last}?"
    return Answer(question, 0.0, reason, (), (), tuple(names), snapshot, refusal="ambiguous")


def _addressed(question: Question, filter: Filter) -> Question:
    """A question of fact that is restricted to a speaker asks for that speaker's words on it."""
    if filter.speaker is None or question.asks == "speaker":
        return question
    if question.asks == "words":
        is_replaced = filter.is_chosen or is_pronoun(question.who or "")
        return replace(question, who=filter.speaker) if is_replaced else question
    return replace(question, asks="words", who=filter.speaker, topic=question.text)
