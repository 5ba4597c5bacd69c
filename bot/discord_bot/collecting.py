"""The collecting line: moderators add files, pages and feeds, take them out again, and see them answer at once."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import discord

from bot.collected import AddedRecord, RefreshRecord
from bot.discord_bot.delivery import attended
from bot.discord_bot.journal import Journal
from bot.discord_bot.line import Line
from bot.discord_bot.markdown import clip, escape, escape_told
from bot.discord_bot.moderators import require_moderator
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.reports import added_text, fitting, refresh_text
from bot.discord_bot.views import Interaction
from bot.discord_bot.watching import Job, Outcome, Watcher, edit
from bot.render import count
from index.arrivals import Arrivals, Feed
from index.errors import UsageError

LARGEST = 50_000_000  # bytes of one attachment; an archive of some ten thousand articles
_log = logging.getLogger(__name__)
_ADDRESSES = ("http://", "https://")
_NAME = 200


class Collecting:
    """Takes articles in and out for moderators; the work is done by child processes, like every reindex."""

    def __init__(
        self, reindexer: Reindexer, watcher: Watcher, line: Line, journal: Journal, arrivals: Arrivals
    ) -> None:
        self._reindexer, self._watcher, self._line, self._journal = reindexer, watcher, line, journal
        self._arrivals = arrivals

    async def add_files(self, interaction: Interaction, files: Sequence[discord.Attachment]) -> None:
        """Take in the files that somebody attached."""
        named = ", ".join(escape(clip(file.filename, _NAME)) for file in files)
        with tempfile.TemporaryDirectory(prefix="quoth-") as folder:

            async def start() -> Job:
                paths = await _saved(files, Path(folder))
                return self._reindexer.run(AddedRecord, "add", given=[str(path) for path in paths])

            await self._run(interaction, start, _added, f"**Added** {named} with `/articles add file`")

    async def add_url(self, interaction: Interaction, url: str) -> None:
        """Take in the page at an address."""

        async def start() -> Job:
            return self._reindexer.run(AddedRecord, "add", given=[_address(url)])

        await self._run(interaction, start, _added, f"**Added** <{escape(url)}> with `/articles add url`")

    async def remove(self, interaction: Interaction, what: str) -> None:
        """Take out what was added, by its id or address."""

        async def start() -> Job:
            return self._reindexer.run(AddedRecord, "remove", given=[what])

        await self._run(interaction, start, _taken_out, f"**Removed** {escape(what)} with `/articles remove`")

    async def follow(self, interaction: Interaction, url: str) -> None:
        """Follow a feed, and take in what it names."""

        async def start() -> Job:
            return self._reindexer.run(RefreshRecord, "feeds", "add", given=[_address(url)])

        await self._run(interaction, start, _refreshed, f"**Followed** the feed <{escape(url)}> with `/feeds add`")

    async def refresh(self, interaction: Interaction) -> None:
        """Look at all feeds, added pages and folders now."""

        async def start() -> Job:
            return self._reindexer.run(RefreshRecord, "refresh", "--all")

        await self._run(interaction, start, _refreshed, "**Refreshed** with `/feeds refresh`")

    async def let_go(self, interaction: Interaction, url: str) -> None:
        """Follow a feed no more."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "choose feeds")
            await self._watcher.begin(interaction)
            feed = await asyncio.to_thread(self._arrivals.find_feed, url)
            await asyncio.to_thread(self._arrivals.remove_feed, feed.url)
            name = escape(clip(feed.title, _NAME))
            said = f"{name} is followed no more. Its articles stay; `/articles remove` takes them out."
            await edit(interaction, Outcome(said))
            await self._journal.tell(interaction, f"**Feed removed** with `/feeds remove`: {name} <{escape(feed.url)}>")

    async def list_feeds(self, interaction: Interaction) -> None:
        """Show the feeds that are followed, and how they stand."""
        async with attended(interaction, self._line):
            require_moderator(interaction, "see the feeds")
            await self._watcher.begin(interaction)
            feeds = await asyncio.to_thread(self._arrivals.feeds)
            whole = "\n".join(map(_feed, feeds)) or "No feed is followed. `/feeds add` follows one."
            await edit(interaction, Outcome(*fitting("\n".join(map(_feed, feeds[:20])) or whole, whole)))

    async def feeds(self, typed: str) -> list[Feed]:
        """Return the feeds whose name or address has what was typed."""
        wanted = typed.strip().casefold()
        found = await asyncio.to_thread(self._arrivals.feeds)
        return [feed for feed in found if wanted in f"{feed.title} {feed.url}".casefold()]

    async def _run(
        self, interaction: Interaction, start: Callable[[], Awaitable[Job]], told: Callable[[Any], Outcome], what: str
    ) -> None:
        async with attended(interaction, self._line):
            require_moderator(interaction, "change the collection")
            until = await self._watcher.begin(interaction)
            outcome = await self._watcher.follow(interaction, await start(), until, told)
            await self._watcher.deliver(interaction, outcome, until)
            if outcome.is_done:
                await self._journal.tell(interaction, f"{what}:\n{outcome.text}")


async def _saved(files: Sequence[discord.Attachment], folder: Path) -> list[Path]:
    """Save attachments, each under its name. Raises UsageError for one that is too large."""
    paths = []
    for number, file in enumerate(files):
        if file.size > LARGEST:
            raise UsageError(
                f"{file.filename} is larger than {LARGEST // 1_000_000} MB: split it, or pack it as a ZIP."
            )
        path = folder / str(number) / (Path(file.filename).name or "file")
        path.parent.mkdir()
        await file.save(path)
        paths.append(path)
    return paths


def _address(url: str) -> str:
    if not url.strip().startswith(_ADDRESSES):
        raise UsageError("Give an address that begins with https:// or http://.")
    return url.strip()


def _added(done: AddedRecord) -> Outcome:
    return Outcome(*fitting(added_text("Added", done), added_text("Added", done, None)))


def _taken_out(done: AddedRecord) -> Outcome:
    return Outcome(*fitting(added_text("Taken out", done), added_text("Taken out", done, None)))


def _refreshed(done: RefreshRecord) -> Outcome:
    return Outcome(*fitting(refresh_text(done), refresh_text(done, None)))


def _feed(feed: Feed) -> str:
    stands = f"looked at <t:{feed.checked_at.timestamp():.0f}:R>" if feed.checked_at else "not looked at yet"
    if feed.failures:
        stands = f"failed {count(feed.failures, 'time')} in a row: {escape_told(clip(feed.failure or '', _NAME))}"
    return f"- **{escape(clip(feed.title, _NAME))}** · <{feed.url}>\n  -# {stands}"
