"""From message to reply over a local Discord: `quoth serve` with the real engine and the seed article, and its memory.

    python -m tests.benchmarks.bot [--rounds N] [--passages N]

With --passages, about so many passages of made-up articles are indexed beside the seed article. Discord itself adds two
trips over the internet to each reply, which no bot can change.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

_HOME = Path(__file__).parents[2]
sys.path.insert(0, str(_HOME / "tests"))

from local_discord import LocalDiscord, Message  # noqa: E402

from tests.benchmarks.asking import make_collection  # noqa: E402

_QUESTIONS = (
    "what did Larijani say?",
    "what did Ri say about sanctions?",
    "who said the Americans do not meet their obligations?",
    "when did the U.S. leave the nuclear deal?",
    "what did Macron say about cheese?",
)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--passages", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = [str(_HOME / "seeds")]
        if arguments.passages:
            corpus.append(str(make_collection(Path(folder) / "articles.jsonl", arguments.passages)))
        report = json.loads(_quoth(folder, "reindex", "--json", *corpus))
        print(f"{'passages':<24}{report['passages']:8,}")
        asyncio.run(_measure(Path(folder), arguments.rounds))


async def _measure(data: Path, rounds: int) -> None:
    async with LocalDiscord(description=None) as local:
        local.rules.requests_per_second = 1_000_000
        started = time.perf_counter()
        process = await _serve(data, local)
        await local.wait_for_commands("ask", "source", timeout=60.0)
        await local.wait_for_bot(timeout=60.0)
        print(f"{'start to gateway':<24}{time.perf_counter() - started:8.2f} s")
        reader, channel = local.add_member("reader"), local.add_channel("news")

        async def mention(question: str) -> Message:
            asked = await local.say(reader, channel, question, mentions=[local.bot])
            return await local.wait_for_reply(asked)

        async def command(question: str) -> None:
            asked = await local.slash(reader, channel, "ask", question=question)
            await asked.wait_messages(1)

        async def press(_: str) -> None:
            pressed = await local.click(reader, answer, "Source")
            await pressed.wait_final()

        print(f"{'first question':<24}{1000 * await _seconds(mention, _QUESTIONS[0]):8.0f} ms")
        replies = [await mention(question) for question in _QUESTIONS]
        answer = next(reply for reply in replies if any(button.label == "Source" for button in reply.buttons))
        for name, act in (("mention to reply", mention), ("/ask to answer", command), ("button to source", press)):
            await _print_times(name, act, rounds)
        print(f"{'resident memory':<24}{_resident_megabytes(process.pid):8.0f} MB")
        process.terminate()
        print(f"{'exit code':<24}{await process.wait():8}")


async def _print_times(name: str, act: Callable[[str], Awaitable[object]], rounds: int) -> None:
    times = [1000 * await _seconds(act, question) for _ in range(rounds) for question in _QUESTIONS]
    print(f"{name:<24}{statistics.median(times):8.0f} ms median, {statistics.quantiles(times, n=20)[-1]:.0f} ms p95")


async def _seconds(act: Callable[[str], Awaitable[object]], question: str) -> float:
    before = time.perf_counter()
    await act(question)
    return time.perf_counter() - before


async def _serve(data: Path, local: LocalDiscord) -> asyncio.subprocess.Process:
    settings = {
        "QUOTH_DATA_DIR": str(data),
        "QUOTH_DISCORD__TOKEN": local.token,
        "QUOTH_DISCORD__API_URL": local.api_url,
        "QUOTH_DISCORD__GATEWAY_URL": local.gateway_url,
        "QUOTH_DISCORD__COOLDOWN_SECONDS": "0",
        "QUOTH_DISCORD__SERVER_QUESTIONS": "0",
    }
    command = (sys.executable, "-m", "bot.cli", "serve")
    return await asyncio.create_subprocess_exec(*command, cwd=_HOME, env={**os.environ, **settings})


def _quoth(data: str, *arguments: str) -> str:
    """What `quoth` prints with these arguments."""
    command = [sys.executable, "-m", "bot.cli", "--data-dir", data, *arguments]
    return subprocess.run(command, cwd=_HOME, check=True, stdout=subprocess.PIPE, text=True).stdout


def _resident_megabytes(process_id: int) -> float:
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


if __name__ == "__main__":
    main()
