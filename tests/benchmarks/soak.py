"""A soak of `quoth serve`: many people ask in many servers while snapshots change and Discord misbehaves.

    python -m tests.benchmarks.soak [--questions N] [--people N] [--servers N] [--pause SECONDS]

The real bot, engine and model over the local Discord, which counts its limits. Meanwhile another process publishes a
snapshot every few seconds, the gateway's socket is cut, and requests are answered with 429, 500 and 502 or dropped.
Every question must be answered once, with the right words; the bot's memory must not grow.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_HOME = Path(__file__).parents[2]
sys.path.insert(0, str(_HOME / "tests"))

from local_discord import LocalDiscord, Message  # noqa: E402

_QUESTIONS = {  # and words of the answer
    "what did Larijani say?": "do not meet any of their obligations",
    "what did Ri say about sanctions?": "we are very content with developing relations",
    "who said the Americans do not meet their obligations?": "do not meet any of their obligations",
    "when did the U.S. leave the nuclear deal?": "On May 8",
    "what did Rouhani say?": "does not meet any of its obligations",
}
_LATE = "Weather in Norvia\n\n“The rain over Norvia will stop in edition {edition},” said Kari Nordby.\n"
_PATIENCE = 60.0  # seconds after which a question counts as lost
_LOOK = 0.02  # seconds between two looks at what was answered
_FAULTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/channels/*/messages", {"status": 429, "retry_after": 0.3}),
    ("/channels/*/messages", {"status": 502}),
    ("/webhooks/*", {"status": 500}),
    ("/webhooks/*", {"status": 429, "retry_after": 0.2}),
    ("/channels/*/messages", {"drop": True}),
    ("/webhooks/*", {"drop": True}),
    ("/interactions/*", {"drop": True}),
    ("/interactions/*", {"status": 502}),
)


@dataclass
class Report:
    """What came of it; times in seconds, memory in megabytes at a quarter of the questions and at the end."""

    asked: int = 0
    right: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    memory: tuple[float, float] = (0.0, 0.0)
    limited: int = 0
    violations: list[str] = field(default_factory=list)
    trouble: Counter[str] = field(default_factory=Counter)
    exit_code: int | None = None

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield what is printed, a line each."""
        yield "questions", f"{self.asked:,}"
        yield "answered rightly", f"{self.right:,}"
        yield "lost / wrong / answered twice", f"{len(self.lost)} / {len(self.wrong)} / {len(self.twice)}"
        yield "answer, median / p95 / slowest", " / ".join(f"{1000 * each:,.0f} ms" for each in self.quantiles())
        yield "memory, at a quarter / at the end", " / ".join(f"{each:.0f} MB" for each in self.memory)
        yield "requests beyond Discord's limits", str(self.limited)
        yield "requests that Discord forbids", str(len(self.violations))
        yield "trouble", ", ".join(f"{count} {what}" for what, count in sorted(self.trouble.items()))
        yield "exit code", str(self.exit_code)

    def quantiles(self) -> tuple[float, float, float]:
        """Return median, 95th percentile and maximum of the times."""
        return statistics.median(self.seconds), statistics.quantiles(self.seconds, n=20)[-1], max(self.seconds)


def main() -> None:
    """Soak and print a table; exit with 1 where a question was lost, wrong or answered twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--servers", type=int, default=20)
    parser.add_argument("--pause", type=float, default=12.0, help="mean seconds between two questions of a person")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(soak(Path(folder), **vars(arguments)))
    for name, value in report.rows():
        print(f"{name:<36}{value}")
    for name in ("lost", "wrong", "twice", "violations"):
        for each in getattr(report, name)[:5]:
            print(f"{name}: {each}")
    sys.exit(bool(report.lost or report.wrong or report.twice))


async def soak(folder: Path, *, questions: int, people: int, servers: int, pause: float) -> Report:
    """Ask `questions` by `people` in `servers` and return what came of it; `folder` is for the bot's data."""
    corpora = _make_corpora(folder)
    await _reindex(folder / "data", corpora[0])
    report = Report()
    async with LocalDiscord() as local:
        channels = [local.add_channel("news", guild=local.add_guild(f"Server {number}")) for number in range(servers)]
        process = await _serve(folder / "data", local)
        try:
            await local.wait_for_commands("ask", "source", timeout=60.0)
            await local.wait_for_bot(timeout=60.0)
            await _ask_all(local, process.pid, channels, questions, people, pause, corpora, folder, report)
            process.terminate()
            report.exit_code = await asyncio.wait_for(process.wait(), 60.0)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        report.limited = sum(1 for each in local.refused if each.status == 429) - report.trouble["429"]
        report.violations = [*map(str, local.violations), *local.server_bugs, *local.gateway.refusals]
    return report


async def _ask_all(
    local: LocalDiscord,
    process_id: int,
    channels: list[Any],
    questions: int,
    people: int,
    pause: float,
    corpora: list[Path],
    folder: Path,
    report: Report,
) -> None:
    each = questions // people
    async with _meanwhile(
        _watch(inbox := Inbox(local)),
        _switch(folder / "data", corpora, report),
        _trouble(local, report),
        _weigh(process_id, report, questions),
    ):
        guilds = [channel.guild for channel in channels]
        members = [local.add_member(f"reader {number}", guild=guilds[number % len(guilds)]) for number in range(people)]
        persons = (
            Person(local, inbox, member, channels[number % len(channels)], random.Random(number), report)
            for number, member in enumerate(members)
        )
        await asyncio.gather(*(person.ask(each, pause) for person in persons))
        await asyncio.sleep(2.0)  # for what would come twice
        report.memory = report.memory[0], resident_megabytes(process_id)
    report.twice = [f"{count} replies to {message!r}" for message, count in inbox.counts() if count > 1]


class Inbox:
    """What the bot replied, by the message it replies to; one look serves everybody who waits."""

    def __init__(self, local: LocalDiscord) -> None:
        self._local = local
        self._looked_at = 0
        self.replies: dict[int, list[Message]] = {}

    def look(self) -> None:
        """Take in the messages that are new."""
        messages = self._local.backend.world.messages
        new = list(itertools.islice(reversed(messages.values()), len(messages) - self._looked_at))
        self._looked_at = len(messages)
        for message in new:
            if message.author is self._local.bot and message.reference is not None:
                self.replies.setdefault(message.reference.id, []).append(message)

    def counts(self) -> Iterator[tuple[int, int]]:
        """Yield for each message that was replied to how often it was."""
        self.look()
        yield from ((message_id, len(replies)) for message_id, replies in self.replies.items())


@dataclass
class Person:
    """Somebody who asks again and again: by mention, by reply, by command, by a button."""

    local: LocalDiscord
    inbox: Inbox
    user: Any
    channel: Any
    random: random.Random
    report: Report

    async def ask(self, times: int, pause: float) -> None:
        """Ask so many questions, with pauses of `pause` seconds in the mean."""
        await asyncio.sleep(self.random.uniform(0, pause))
        last: Message | None = None
        for _ in range(times):
            way = self.random.choice(("mention", "reply", "command", "private"))
            question, words = self.random.choice(list(_QUESTIONS.items()))
            begun = time.monotonic()
            self.report.asked += 1
            answer = await self._answer(way, question, last)
            if answer is None:
                self.report.lost.append(f"{way}: {question}")
            elif words not in answer.text:
                self.report.wrong.append(f"{way}: {question} → {answer.text[:200]}")
            else:
                self.report.right += 1
                self.report.seconds.append(time.monotonic() - begun)
                last = answer
            await asyncio.sleep(self.random.uniform(0.5 * pause, 1.5 * pause))

    async def _answer(self, way: str, question: str, last: Message | None) -> Message | None:
        if way in ("command", "private"):
            options = {"question": question, "private": True} if way == "private" else {"question": question}
            asked = await self.local.slash(self.user, self.channel, "ask", **options)
            return await self._until(lambda: asked.answer)
        replied_to = last if way == "reply" and last and not last.ephemeral else None
        mentions = () if replied_to else (self.local.bot,)
        said = await self.local.say(self.user, self.channel, question, mentions=mentions, reply_to=replied_to)
        return await self._until(lambda: next(iter(self.inbox.replies.get(said.id, ())), None))

    async def _until(self, look: Any) -> Message | None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if found := look():
                return found
            await asyncio.sleep(_LOOK)
        return None


async def _watch(inbox: Inbox) -> None:
    while True:
        inbox.look()
        await asyncio.sleep(_LOOK)


async def _switch(data: Path, corpora: list[Path], report: Report) -> None:
    """Publish another snapshot every few seconds."""
    for edition in itertools.count(1):
        await asyncio.sleep(3.0)
        corpus = corpora[edition % len(corpora)]
        if late := next(corpus.glob("late.txt"), None):
            late.write_text(_LATE.format(edition=edition), "utf-8")
        await _reindex(data, corpus)
        report.trouble["snapshots"] += 1


async def _trouble(local: LocalDiscord, report: Report) -> None:
    """Cut the connection and fail requests, again and again."""
    for number in itertools.count():
        await asyncio.sleep(1.5)
        path, fault = _FAULTS[number % len(_FAULTS)]
        injected = local.fail(path, **fault)
        if number % 5 == 4:
            await local.cut(None if number % 2 else 4000)
            report.trouble["cuts"] += 1
        await asyncio.sleep(1.5)
        if not injected.times:
            report.trouble[str(fault.get("status") or "dropped requests")] += 1
        injected.times = 0


async def _weigh(process_id: int, report: Report, questions: int) -> None:
    """Note the bot's memory when a quarter of the questions were asked."""
    while report.asked < questions // 4:  # noqa: ASYNC110 - the count is a plain number
        await asyncio.sleep(0.2)
    report.memory = resident_megabytes(process_id), 0.0


@asynccontextmanager
async def _meanwhile(*what: Awaitable[None]) -> AsyncIterator[None]:
    """Do something else at the same time, and end it; what failed in it is raised."""
    tasks = [asyncio.ensure_future(each) for each in what]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException) and not isinstance(error, asyncio.CancelledError):
            raise error


def _make_corpora(folder: Path) -> list[Path]:
    """The seed article alone, and with one that changes."""
    alone, more = folder / "alone", folder / "more"
    for corpus in (alone, more):
        shutil.copytree(_HOME / "seeds", corpus)
    (more / "late.txt").write_text(_LATE.format(edition=0), "utf-8")
    return [alone, more]


async def _reindex(data: Path, corpus: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "--data-dir", str(data), "reindex", str(corpus)),
        cwd=_HOME,
        env=_environment(),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise RuntimeError(said.decode())


async def _serve(data: Path, local: LocalDiscord) -> asyncio.subprocess.Process:
    settings = {
        "QUOTH_DATA_DIR": str(data),
        "QUOTH_DISCORD__TOKEN": local.token,
        "QUOTH_DISCORD__API_URL": local.api_url,
        "QUOTH_DISCORD__GATEWAY_URL": local.gateway_url,
        "QUOTH_DISCORD__SERVER_QUESTIONS": "0",
        "QUOTH_DISCORD__WAITING": "1000",
    }
    command = (sys.executable, "-m", "bot.cli", "serve")
    return await asyncio.create_subprocess_exec(
        *command, cwd=_HOME, env=_environment(**settings), stderr=asyncio.subprocess.DEVNULL
    )


def _environment(**values: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    return {**inherited, "PYTHONPATH": str(_HOME), **values}


def resident_megabytes(process_id: int) -> float:
    """Return the memory of a process that is in use, in MB."""
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


if __name__ == "__main__":
    main()
