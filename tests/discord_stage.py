"""A Quoth client on a local Discord, with answers from one small article: real spans, real references, no model."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from local_discord import LocalDiscord

from bot.discord_bot.client import QuothClient
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.serving import stay_connected
from bot.state.state import State
from index.corrections import Action, Correction
from index.errors import UnknownRefError
from index.following import Exchange
from index.refs import make_ref, parse_ref
from index.results import Answer, Citation, CitedPassage, QuoteList, Source
from index.types import Article, ArticleSummary, Filter

WORDS = (
    "The Americans speak very well during negotiations and promise a bright future, "
    "but they do not meet their obligations,"
)
TEXT = f"""The minister travelled to Tehran on Tuesday.

“{WORDS}” Ali Larijani said.

The visit ended on Thursday.
"""
URL = "https://example.org/visit?day=2"
ARTICLE = Article("visit.txt", "A Visit to Tehran", TEXT, url=URL, published_at="2018-08-09")


@dataclass
class OneArticle:
    """Answers every question with the same words of one article; what tests need to happen can be put in `before`."""

    article: Article = ARTICLE
    words: Sequence[str] = (WORDS,)
    answered: bool = True
    clarify: tuple[str, ...] = ()
    snapshot: str | None = "s1"
    before: Callable[[str], None] = lambda _: None
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    after: list[tuple[str, ...]] = field(default_factory=list)
    thresholds: list[float | None] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    warmed: list[str | None] = field(default_factory=list)

    def has_index(self) -> bool:
        return self.snapshot is not None

    def snapshot_id(self) -> str | None:
        return self.snapshot

    def warm(self) -> None:
        self.warmed.append(self.snapshot)

    def ask(
        self,
        question: str,
        *,
        filter: Filter = Filter(),  # noqa: B008
        limit: int | None = None,
        threshold: float | None = None,
        after: Sequence[Exchange] = (),
    ) -> Answer:
        self.asked.append((question, filter.speaker))
        self.filters.append(filter)
        self.thresholds.append(threshold)
        self.after.append(tuple(exchange.question for exchange in after))
        self.threads.add(threading.current_thread().name)
        self.before(question)
        found = tuple(self.cite(words) for words in self.words) if self.answered else ()
        citations = found[: limit or 5]
        passages = tuple(self.passage(words) for words in self.words)
        reason = None if self.answered else "Nobody is quoted on that."
        names = () if filter.speaker else self.clarify
        return Answer(
            question, 0.9, reason, citations, passages, names, self.snapshot or "", len(found) - len(citations)
        )

    def quotes(self, **_: Any) -> QuoteList:
        return QuoteList((), 0)

    def check(self, words: str, *, speaker: str | None = None) -> Any:
        raise NotImplementedError

    def verify(self, ref: str, remembered: Sequence[str] = ()) -> Any:
        raise NotImplementedError

    def group(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        return [(number,) for number in range(len(texts))]

    def suggest_speakers(self, typed: str, limit: int = 25) -> list[str]:  # noqa: ARG002
        return ["Ali Larijani"][:limit]

    def suggest_articles(self, typed: str, limit: int = 25) -> list[ArticleSummary]:  # noqa: ARG002
        return [self.summary()][:limit]

    def source(self, ref: str, *, context: int = 400) -> Source:
        found, text = parse_ref(ref), self.article.text
        if found.article_id != self.article.id:
            raise UnknownRefError(f"No article of the collection belongs to {ref}.")
        before, after = text[max(0, found.start - context) : found.start], text[found.end : found.end + context]
        words = text[found.start : found.end]
        return Source(ref, self.summary(), found.start, found.end, before, words, after, 2, 3, moved=False)

    def correct(self, action: Action, by: str) -> Correction:
        raise NotImplementedError

    def undo(self, correction_id: int, by: str) -> Correction:
        raise NotImplementedError

    def corrections(self) -> list[Correction]:
        return []

    def summary(self) -> ArticleSummary:
        one = self.article
        characters = len(one.text)
        return ArticleSummary(one.id, one.source_id, one.title, one.url, None, None, one.published_at, characters, 1, 1)

    def cite(self, words: str) -> Citation:
        one, start = self.article, self.article.text.index(words)
        end = start + len(words)
        return Citation(
            make_ref(one.id, start, end, words),
            one.id,
            one.source_id,
            one.title,
            one.url,
            one.published_at,
            start,
            end,
            words,
            "Ali Larijani",
            "Ali Larijani",
            stated=True,
            cue="said",
            relay=None,
            kind="direct",
            score=0.9,
        )

    def passage(self, words: str) -> CitedPassage:
        start = self.article.text.index(words)
        return CitedPassage(self.article.id, self.article.source_id, start, start + len(words), words, 0.4)


@dataclass
class Stage:
    """A local Discord with a connected bot, a channel, a reader and a moderator."""

    discord: LocalDiscord
    client: QuothClient
    answers: OneArticle
    connection: asyncio.Task[None]
    channel: Any
    reader: Any
    moderator: Any


@asynccontextmanager
async def staged(
    state: Path,
    answers: OneArticle | None = None,
    *,
    reindexer: Reindexer | None = None,
    cooldown_seconds: float = 0.0,
    workers: int = 2,
    threshold: float | None = None,
    message_content: bool = False,
    **options: Any,
) -> AsyncIterator[Stage]:
    """A bot that is ready on a local Discord; at the end it is closed, and every request must have been a clean one."""
    async with LocalDiscord(privileged_intents=message_content) as discord:
        channel = discord.add_channel("news")
        reader, moderator = discord.add_member("reader"), discord.add_member("mod", permissions=["manage_guild"])
        with discord.redirected():
            shown = answers or OneArticle()
            assert channel.guild is not None
            chosen = {channel.guild.id: threshold} if threshold is not None else {}
            options |= {"message_content": message_content}
            usual = (reindexer, cooldown_seconds, workers, chosen)
            async with connected(discord, state, shown, *usual, **options) as (client, connection):
                yield Stage(discord, client, shown, connection, channel, reader, moderator)
        discord.assert_clean()


@asynccontextmanager
async def connected(
    discord: LocalDiscord,
    state: Path,
    answers: OneArticle,
    reindexer: Reindexer | None = None,
    cooldown_seconds: float = 0.0,
    workers: int = 2,
    thresholds: Mapping[int, float] = MappingProxyType({}),
    database: str = "",
    **options: Any,
) -> AsyncIterator[tuple[QuothClient, asyncio.Task[None]]]:
    """A bot that is connected to this local Discord, and closed at the end."""
    child = reindexer or Reindexer(["false"], {})
    options |= {"workers": workers, "cooldown_seconds": cooldown_seconds, "thresholds": thresholds}
    client = QuothClient(answers, child, state=State(database, state), folder=state, **options)
    connection = asyncio.create_task(stay_connected(client, discord.token))
    try:
        await discord.wait_for_commands("ask", "source", "reindex")
        await discord.wait_for_bot()
        yield client, connection
    finally:
        await client.finish(seconds=1.0)
        await asyncio.wait({connection}, timeout=2.0)


async def until(wanted: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < end, "it did not become so in time"
        await asyncio.sleep(0.01)
