"""Health and metrics of a running bot, asked for over HTTP; and what must not stand in a log."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from discord_stage import OneArticle, staged, until

from bot.discord_bot.endpoint import Endpoint, open_endpoint
from bot.discord_bot.log import log_to_stderr
from bot.discord_bot.metrics import Metrics
from bot.discord_bot.reindexer import Reindexer
from bot.discord_bot.serving import _monitored
from bot.discord_bot.standing import IndexStanding, ShardStanding, Standing, health, look_at, stand
from index.errors import DamagedIndexError

QUESTION = "What did Larijani say of the very secret thing?"
WELL = Standing(is_ready=True, shards=(ShardStanding(0, True, 0.02),), index=IndexStanding("s1"))


@contextmanager
def listening(metrics: Metrics, standing: Standing = WELL) -> Iterator[str]:
    endpoint = Endpoint(0, lambda: health(replace(standing, at=time.monotonic())), metrics.registry)
    try:
        yield f"http://127.0.0.1:{endpoint.port}"
    finally:
        endpoint.close()


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5.0) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def samples(text: str) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


async def test_what_came_of_questions_is_counted_but_not_who_asked_what(tmp_path: Path) -> None:
    metrics = Metrics()
    answers = OneArticle()
    async with staged(tmp_path, answers, metrics=metrics, cooldown_seconds=30.0) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await asked.wait_final()
        again = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await again.wait_final()
        answers.answered = False
        question = await stage.discord.say(stage.moderator, stage.channel, QUESTION, mentions=[stage.discord.bot])
        await stage.discord.wait_for_reply(question)
        await until(lambda: 'asked_by="message"' in metrics_text(metrics))
    text = metrics_text(metrics)
    found = samples(text)
    assert found['quoth_answers_total{outcome="answered"}'] == 1
    assert found['quoth_answers_total{outcome="unanswered"}'] == 1
    assert found['quoth_turned_away_total{reason="person"}'] == 1
    assert found['quoth_reply_seconds_count{asked_by="command"}'] == 2
    assert found['quoth_reply_seconds_count{asked_by="message"}'] == 1
    assert found['quoth_step_seconds_count{step="waiting"}'] == 2
    assert "secret" not in text
    assert str(stage.reader.id) not in text


def metrics_text(metrics: Metrics) -> str:
    with listening(metrics) as url:
        return get(f"{url}/metrics")[1]


async def test_a_question_that_fails_is_counted_by_the_kind_of_error(tmp_path: Path) -> None:
    metrics = Metrics()

    def fail(_: str) -> None:
        raise ZeroDivisionError

    async with staged(tmp_path, OneArticle(before=fail), metrics=metrics) as stage:
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question=QUESTION)
        await asked.wait_messages(1)
    assert samples(metrics_text(metrics))['quoth_failures_total{error="ZeroDivisionError"}'] == 1


async def test_a_bot_that_is_connected_and_has_an_index_is_well_and_one_that_is_cut_off_is_not(tmp_path: Path) -> None:
    async with staged(tmp_path, OneArticle(snapshot="20260301T120000000000-abcdef")) as stage:
        await until(lambda: health(look_at(stage.client))[0])
        is_well, told = health(look_at(stage.client))
        stage.discord.refuse_gateway(times=100)
        await stage.discord.cut()
        await until(lambda: not health(look_at(stage.client))[0])
        cut_off = health(look_at(stage.client))[1]
    assert is_well
    assert told["status"] == "ok"
    assert told["gateway"]["servers"] == 1
    assert [shard["connected"] for shard in told["gateway"]["shards"]] == [True]
    assert told["index"]["snapshot"] == "20260301T120000000000-abcdef"
    assert told["index"]["age_seconds"] > 0
    assert cut_off["status"] == "failing"
    assert not cut_off["gateway"]["ok"]
    assert cut_off["index"]["ok"]


async def test_a_bot_whose_index_is_damaged_or_missing_is_not_well(tmp_path: Path) -> None:
    class Damaged(OneArticle):
        def warm(self) -> None:
            raise DamagedIndexError("/srv/quoth/x is damaged.")

    async with staged(tmp_path, Damaged()) as stage:
        await until(lambda: stage.client.is_ready() and stage.client.index.problem)
        is_well, told = health(look_at(stage.client))
    assert not is_well
    assert "/srv" not in json.dumps(told)
    async with staged(tmp_path / "b", OneArticle(snapshot=None)) as stage:
        await until(lambda: stage.client.is_ready())
        is_well, told = health(look_at(stage.client))
    assert not is_well
    assert told["index"]["problem"] == "there is no index yet"


def test_health_is_200_or_503_with_the_reasons_in_json() -> None:
    for standing, status in ((WELL, 200), (Standing(), 503)):
        with listening(Metrics(), standing) as url:
            code, body = get(f"{url}/health")
        assert code == status
        assert json.loads(body)["gateway"]["ok"] is (status == 200)


def test_nobody_but_this_machine_can_ask() -> None:
    with listening(Metrics()) as url, pytest.raises(urllib.error.URLError):
        get(url.replace("127.0.0.1", "127.0.0.2"))


def test_an_event_loop_that_is_stuck_is_not_well() -> None:
    stuck = Standing(time.monotonic() - 60.0, True, WELL.shards, 1, WELL.index)
    is_well, told = health(stuck)
    assert not is_well
    assert told["gateway"]["ok"]
    assert not told["event_loop"]["ok"]


def test_a_bot_that_is_being_stopped_takes_no_more() -> None:
    is_well, told = health(Standing(is_ready=True, shards=WELL.shards, index=WELL.index, is_stopping=True))
    assert (is_well, told["status"]) == (False, "stopping")


def test_anything_else_is_not_found() -> None:
    with listening(Metrics()) as url:
        assert get(f"{url}/")[0] == 404


async def test_the_endpoint_answers_while_the_event_loop_is_blocked() -> None:
    with listening(Metrics()) as url:
        answered: list[int] = []
        asking = threading.Thread(target=lambda: answered.append(get(f"{url}/health")[0]))
        asking.start()
        asking.join(5.0)  # blocks the loop, and with it whatever would run on it
    assert answered == [200]


def test_a_port_that_is_taken_is_a_warning_and_no_reason_not_to_serve(caplog: pytest.LogCaptureFixture) -> None:
    with listening(Metrics()) as url:
        taken = open_endpoint(int(url.rpartition(":")[2]), lambda: health(WELL), Metrics().registry)
    assert taken is None
    assert "monitoring.port" in caplog.text


async def test_the_standing_of_the_bot_is_among_the_metrics(tmp_path: Path, unused_port: int) -> None:
    metrics = Metrics()
    shown = OneArticle(snapshot="20260301T120000000000-abcdef")
    async with staged(tmp_path, shown, metrics=metrics) as stage:
        await until(lambda: stage.client.is_ready() and stage.client.index.snapshot)
        with _monitored(stage.client, metrics, unused_port):
            await asyncio.sleep(0.05)
            logging.getLogger("bot").warning("something")
            text = (await asyncio.to_thread(get, f"http://127.0.0.1:{unused_port}/metrics"))[1]
    found = samples(text)
    assert found["quoth_gateway_ready"] == 1
    assert found['quoth_shard_connected{shard="0"}'] == 1
    assert found["quoth_servers"] == 1
    assert found["quoth_line_waiting"] == found["quoth_line_working"] == 0
    assert found["quoth_snapshot_age_seconds"] > 0
    assert found['quoth_log_records_total{level="warning"}'] == 1


async def test_reindexes_are_counted_by_their_end() -> None:
    metrics = Metrics()
    reindexer = Reindexer(["false"], {}, metrics)
    await asyncio.wait({reindexer.start()})
    sleeping = Reindexer(["sh", "-c", "exec sleep 60"], {}, metrics)
    sleeping.start()
    await asyncio.sleep(0.1)
    await sleeping.stop()
    found = samples(metrics_text(metrics))
    ends = {end: found[f'quoth_reindexes_total{{outcome="{end}"}}'] for end in ("done", "failed", "stopped")}
    assert ends == {"done": 0, "failed": 1, "stopped": 1}


def test_two_bots_in_one_process_count_for_themselves() -> None:
    one, other = Metrics(), Metrics()
    one.count_turned_away("line")
    assert "quoth_turned_away_total{" in metrics_text(one)
    assert "quoth_turned_away_total{" not in metrics_text(other)


def test_a_snapshots_age_is_known_from_its_id() -> None:
    made = stand("20260301T120000000000-abcdef").made
    assert made is not None
    assert made.isoformat() == "2026-03-01T12:00:00+00:00"
    assert stand("something else").made is None


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What was logged to stderr; in the end the loggers are as they were."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    names = ("bot", "index", "discord", "alembic", "discord.client", "discord.shard")
    before = {name: (logging.getLogger(name).level, list(logging.getLogger(name).filters)) for name in names}
    yield lambda: capsys.readouterr().err
    root.handlers[:] = handlers
    for name, (level, filters) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).filters[:] = filters


def test_the_log_is_an_object_a_line_where_json_is_wanted(logged: Callable[[], str]) -> None:
    log_to_stderr("json")
    logging.getLogger("bot.x").info("ready in %d servers", 2)
    try:
        raise OSError("the disk\nis full")
    except OSError:
        logging.getLogger("bot.x").exception("a failure")
    first, second = map(json.loads, logged().splitlines())
    assert first.pop("time").startswith("20")
    assert first == {"level": "INFO", "logger": "bot.x", "message": "ready in 2 servers"}
    assert "the disk" in second["traceback"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_token_stands_in_the_log(logged: Callable[[], str], form: Any) -> None:
    log_to_stderr(form, "secret.token")
    told = "https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb24.x-y_z/messages/@original"
    logging.getLogger("discord.http").warning("We are rate limited. PATCH %s, Bot secret.token", told)
    text = logged()
    assert "/webhooks/123/…/messages/@original" in text
    assert "secret.token" not in text
    assert "aW50" not in text


def test_what_the_libraries_do_is_in_the_log_only_where_it_goes_wrong(logged: Callable[[], str]) -> None:
    log_to_stderr()
    logging.getLogger("discord.gateway").info("Shard ID 0 has connected.")
    logging.getLogger("bot.x").info("ready")
    (line,) = logged().splitlines()
    assert line.endswith("INFO bot.x: ready")
