"""`quoth serve` as a process: the seed article, the real engine, a local Discord."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from discord_stage import until
from local_discord import LocalDiscord, Message

HOME = Path(__file__).resolve().parent.parent
LARIJANI = (
    "The Americans speak very well during negotiations and promise a bright future, "
    "but in practice, they do not meet any of their obligations."
)


@dataclass
class Served:
    """A `quoth serve` process, and what it said on stderr so far."""

    process: asyncio.subprocess.Process
    said: list[str]

    @property
    def stderr(self) -> str:
        return "".join(self.said)

    async def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 20.0)


def environment(data: Path, **values: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    return {**inherited, "PYTHONPATH": str(HOME), "QUOTH_DATA_DIR": str(data), **values}


@asynccontextmanager
async def served(data: Path, local: LocalDiscord, token: str | None = None, **values: str) -> AsyncIterator[Served]:
    settings = {
        "QUOTH_DISCORD__TOKEN": token or local.token,
        "QUOTH_DISCORD__API_URL": local.api_url,
        "QUOTH_DISCORD__GATEWAY_URL": local.gateway_url,
        "QUOTH_DISCORD__COOLDOWN_SECONDS": "0",
        "QUOTH_MONITORING__PORT": "0",
        **values,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "serve"),
        env=environment(data, **settings),
        cwd=data,
        stderr=asyncio.subprocess.PIPE,
    )
    said: list[str] = []
    listening = asyncio.create_task(_listen(process, said))
    try:
        yield Served(process, said)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening


async def _listen(process: asyncio.subprocess.Process, said: list[str]) -> None:
    assert process.stderr is not None
    while line := await process.stderr.readline():
        said.append(line.decode())


async def asked(local: LocalDiscord, text: str) -> Message:
    """The bot's reply to a mention by a new reader."""
    question = await local.say(local.add_member("reader"), local.guild.channels[0], text, mentions=[local.bot])
    return await local.wait_for_reply(question, timeout=20.0)


@pytest.fixture(scope="module")
def data(seed_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the seed article, which these tests may index anew."""
    return shutil.copytree(seed_data, tmp_path_factory.mktemp("serving") / "data")


async def test_the_seed_article_is_asked_shown_and_asked_again_after_a_restart(data: Path) -> None:
    async with LocalDiscord() as local:
        local.add_channel("news")
        async with served(data, local) as bot:
            await local.wait_for_commands("ask", "source", "reindex", timeout=30.0)
            await local.wait_for_bot()
            answer = await asked(local, "what did Larijani say?")
            about = await asked(local, "what did Ri say about sanctions?")
            who = await asked(local, "who said the Americans do not meet their obligations?")
            when = await asked(local, "when did the U.S. leave the nuclear deal?")
            assert await bot.stop() == 0
        async with served(data, local) as bot:
            await local.wait_for_bot(timeout=30.0)
            reader = local.add_member("another reader")
            pressed = await local.click(reader, answer, "Source")
            source = await pressed.wait_final(timeout=20.0)
            assert await bot.stop() == 0
        local.assert_clean()
    assert f"> {LARIJANI}" in answer.text
    assert "**Ali Larijani**" in answer.text
    assert "**Ri Yong-ho**" in about.text
    assert "> we are very content with developing relations" in about.text
    assert "**Ali Larijani**" in who.text
    assert "On May 8" in when.text
    assert f"**{LARIJANI}**" in source.text
    assert not local.refused


async def test_a_reindex_by_the_command_line_is_picked_up(data: Path, tmp_path: Path) -> None:
    article = tmp_path / "oil.txt"
    article.write_text("Oil in Norway\n\n“The price of oil will fall by June,” said Kari Nordmann.\n", "utf-8")
    command = [sys.executable, "-m", "bot.cli", "reindex", str(HOME / "seeds")]
    async with LocalDiscord() as local:
        local.add_channel("news")
        async with served(data, local) as bot:
            await local.wait_for_bot(timeout=30.0)
            before = await asked(local, "what did Kari Nordmann say?")
            for paths in ([str(article)], []):
                process = await asyncio.create_subprocess_exec(
                    *command, *paths, env=environment(data), cwd=data, stdout=subprocess.DEVNULL
                )
                assert await process.wait() == 0
                answer = await asked(local, "what did Kari Nordmann say?")
                assert ("The price of oil will fall by June" in answer.text) is bool(paths)
            assert await bot.stop() == 0
    assert "The price of oil" not in before.text


async def test_a_reindex_in_chat_is_followed_to_its_report(data: Path) -> None:
    async with LocalDiscord() as local:
        channel = local.add_channel("news")
        moderator = local.add_member("mod", permissions=["manage_guild"])
        async with served(data, local) as bot:
            await local.wait_for_commands("reindex", timeout=30.0)
            await local.wait_for_bot()
            started = await local.slash(moderator, channel, "reindex run")
            await started.wait_final()
            assert started.original is not None
            for _ in range(300):
                if "Reindexed" in started.original.text:
                    break
                assert LARIJANI in (await asked(local, "what did Larijani say?")).text
                await asyncio.sleep(0.2)
            assert await bot.stop() == 0
    assert started.original.text.startswith("**Reindexed** in ")


async def test_a_bot_that_never_reached_discord_stops_cleanly(data: Path) -> None:
    async with LocalDiscord() as local:
        local.fail("/users/@me", status=503, times=1000)
        async with served(data, local) as bot:
            await until(lambda: "cannot be reached" in bot.stderr, 30.0)
            assert await bot.stop(signal.SIGINT) == 0


async def test_a_gateway_that_refuses_at_first_is_one_line_in_the_log(data: Path) -> None:
    async with LocalDiscord() as local:
        local.refuse_gateway()
        async with served(data, local) as bot:
            await local.wait_for_bot(timeout=30.0)
            assert await bot.stop() == 0
    (line,) = (line for line in bot.said if " INFO " not in line)
    assert " WARNING " in line
    assert "cannot be reached" in line


async def test_a_signal_lets_a_running_question_be_answered_and_says_good_bye(data: Path) -> None:
    async with LocalDiscord() as local:
        channel = local.add_channel("news")
        async with served(data, local) as bot:
            await local.wait_for_bot(timeout=30.0)
            local.fail("/channels/*/messages", method="POST", delay=2.0)
            reader = local.add_member("reader")
            question = await local.say(reader, channel, "what did Larijani say?", mentions=[local.bot])
            await until(lambda: local.requests_to("/channels/*/messages", "POST"), 20.0)
            assert await bot.stop() == 0
            assert LARIJANI in (await local.wait_for_reply(question)).text
            assert not local.gateway.sessions  # closed with 1000: Discord shows the bot as gone at once


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_while_the_gateway_cannot_be_reached_ends_the_bot(data: Path, number: int) -> None:
    async with LocalDiscord() as local:
        local.refuse_gateway(times=1000)
        async with served(data, local) as bot:
            await until(lambda: "the gateway cannot be reached" in bot.stderr, 30.0)
            assert await bot.stop(number) == 0
    assert "Traceback" not in bot.stderr


async def test_intents_that_are_refused_when_it_starts_are_one_clear_line(data: Path) -> None:
    async with LocalDiscord() as local:
        local.gateway.refuse_with = 4014
        async with served(data, local) as bot:
            assert await asyncio.wait_for(bot.process.wait(), 30.0) == 77
            await asyncio.sleep(0.1)
    (line,) = (line for line in bot.said if " INFO " not in line)
    assert line.startswith("quoth: Discord refuses the intents")


async def test_health_and_metrics_can_be_asked_for_while_it_serves(data: Path, unused_port: int) -> None:
    url = f"http://127.0.0.1:{unused_port}"
    async with LocalDiscord() as local:
        local.add_channel("news")
        async with served(data, local, QUOTH_MONITORING__PORT=str(unused_port), QUOTH_LOG__FORMAT="json") as bot:
            await local.wait_for_bot(timeout=30.0)
            await asked(local, "what did Ri say about sanctions?")
            await asked(local, "what did Macron say about cheese?")
            await asyncio.to_thread(_wait_until_well, url)
            _, health = await asyncio.to_thread(get, f"{url}/health")
            _, metrics = await asyncio.to_thread(get, f"{url}/metrics")
            assert await bot.stop() == 0
    told, logged = json.loads(health), [json.loads(line) for line in bot.said]
    assert told["status"] == "ok"
    assert told["index"]["age_seconds"] > 0
    for step in ("waiting", "embedding", "searching", "ledger"):
        assert f'quoth_step_seconds_count{{step="{step}"}}' in metrics
    assert 'quoth_answers_total{outcome="answered"} 1.0' in metrics
    assert 'quoth_answers_total{outcome="not_named"} 1.0' in metrics
    assert all({"time", "level", "logger", "message"} <= set(record) for record in logged)
    for secret in (local.token, "sanctions", "Macron"):
        assert secret not in bot.stderr + metrics + health


def _wait_until_well(url: str) -> None:
    end = time.monotonic() + 20.0
    while get(f"{url}/health")[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.1)


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5.0) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


async def test_a_second_signal_ends_at_once(data: Path) -> None:
    async with LocalDiscord() as local:
        channel = local.add_channel("news")
        async with served(data, local) as bot:
            await local.wait_for_bot(timeout=30.0)
            local.fail("/channels/*/messages", method="POST", delay=8.0)
            await local.say(local.add_member("reader"), channel, "what did Larijani say?", mentions=[local.bot])
            await asyncio.sleep(0.5)
            bot.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.5)
            assert bot.process.returncode is None
            assert await asyncio.wait_for(bot.stop(), 2.0) == 128 + signal.SIGTERM


async def test_a_wrong_token_is_one_clear_line_and_an_exit_code_of_its_own(data: Path) -> None:
    async with LocalDiscord() as local, served(data, local, token="wrong-token") as bot:
        assert await asyncio.wait_for(bot.process.wait(), 30.0) == 78
        await asyncio.sleep(0.1)
    lines = [line for line in bot.said if " INFO " not in line]
    assert lines == ["quoth: Discord refuses the bot token: check QUOTH_DISCORD__TOKEN.\n"]
    assert "wrong-token" not in bot.stderr


@pytest.mark.parametrize(("close_code", "exit_code"), [(4004, 78), (4014, 77), (4013, 77), (4011, 76)])
async def test_a_connection_that_is_closed_for_good_is_one_clear_line(
    data: Path, close_code: int, exit_code: int
) -> None:
    async with LocalDiscord() as local, served(data, local) as bot:
        await local.wait_for_bot(timeout=30.0)
        await local.cut(close_code)
        assert await asyncio.wait_for(bot.process.wait(), 30.0) == exit_code
        await asyncio.sleep(0.1)
    lines = [line for line in bot.said if " INFO " not in line]
    assert len(lines) == 1
    assert lines[0].startswith("quoth: Discord ")


def test_without_a_token_the_variable_is_named(data: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "serve"]
    ended = subprocess.run(command, env=environment(data), cwd=data, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 78
    assert ended.stderr.count("\n") == 1
    assert "QUOTH_DISCORD__TOKEN" in ended.stderr


async def test_nothing_heavy_is_imported_and_the_memory_stays_small(data: Path) -> None:
    async with LocalDiscord() as local:
        local.add_channel("news")
        async with served(data, local) as bot:
            await local.wait_for_bot(timeout=30.0)
            await asked(local, "what did Ri say about sanctions?")
            kilobytes = _resident(bot.process.pid)
            mapped = _mapped(bot.process.pid)
            assert await bot.stop() == 0
    assert kilobytes < 320_000
    assert "libtorch" not in mapped


def _resident(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/status")
    if not status.exists():
        pytest.skip("this system does not tell the memory of a process")
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))


def _mapped(process_id: int) -> str:
    return Path(f"/proc/{process_id}/maps").read_text()
