"""The doctor: what it finds, and what it says is to be done."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from corpora import TALKS, reindex, write_corpus
from discord_stage import OneArticle, connected, until
from embedders import HashedWords
from local_discord import LocalDiscord

from bot.doctor import Finding, examine, findings_json, findings_text
from bot.doctor_online import ask_discord
from bot.state.state import State
from index.arrivals import Arrivals, Feed


@pytest.fixture(autouse=True)
def _only_this_test_sets_anything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("QUOTH_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QUOTH_DATA_DIR", str(tmp_path / "data"))


def states(findings: list[Finding]) -> dict[str, str]:
    return {finding.check: finding.state for finding in findings}


def message(findings: list[Finding], check: str) -> str:
    return next(finding.message for finding in findings if finding.check == check)


def test_a_fresh_machine_lacks_an_index_and_a_token() -> None:
    found = examine()
    assert states(found) == {
        "configuration": "ok",
        "data directory": "ok",
        "articles": "ok",
        "model": "ok",
        "index": "warn",
        "database": "ok",
        "token": "fail",
    }
    assert "quoth reindex" in message(found, "index")
    assert "QUOTH_DISCORD__TOKEN" in message(found, "token")


def test_a_wrong_configuration_is_all_there_is_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_ANSWERS__LIMIT", "many")
    found = examine()
    assert states(found) == {"configuration": "fail"}
    assert "QUOTH_ANSWERS__LIMIT" in found[0].message


def test_a_model_that_is_not_there_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUOTH_MODEL__NAME", str(tmp_path / "nothing"))
    assert states(examine())["model"] == "fail"


def test_articles_that_are_not_there_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_CORPUS__PATHS", "/nowhere")
    assert states(examine())["articles"] == "warn"


def test_a_data_directory_that_is_a_file_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("QUOTH_DATA_DIR", str(tmp_path / "file" / "data"))
    found = examine()
    assert states(found)["data directory"] == "fail"
    assert message(found, "data directory").startswith(f"{tmp_path / 'file'} is a file; set QUOTH_DATA_DIR to a folder")


def test_the_other_collections_are_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "corpora" / "sports"
    folder.mkdir(parents=True)
    assert states(examine())["index of sports"] == "warn"
    reindex(folder, write_corpus(tmp_path / "corpus.jsonl", {"talks": TALKS}))
    assert message(examine(), "index of sports") == "1 article"
    (folder / "CURRENT").write_text("nonsense", "utf-8")
    assert states(examine())["index of sports"] == "fail"


def test_feeds_that_fail_again_and_again_are_a_warning(tmp_path: Path) -> None:
    now, arrivals = datetime.now(UTC), Arrivals(tmp_path / "data")
    feed = Feed("https://arden.example/feed", "Arden", now, now)
    arrivals.put_feed(feed)
    assert message(examine(), "feeds of main") == "1 feed, looked at when quoth refresh is run"
    arrivals.put_feed(replace(feed, failures=3, failure="it is out of order"))
    assert states(examine())["feeds of main"] == "warn"
    assert "https://arden.example/feed: it is out of order" in message(examine(), "feeds of main")


def test_a_foreign_index_fails(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "CURRENT").write_text("../../etc")
    assert states(examine())["index"] == "fail"


def test_a_database_that_cannot_be_used_fails_and_its_password_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_STATE__URL", "postgresql+psycopg://quoth:hunter2@127.0.0.1:1/quoth")
    found = examine()
    assert states(found)["database"] == "fail"
    assert "127.0.0.1" in message(found, "database")
    assert "hunter2" not in findings_text(found)


def test_the_bots_own_database_is_looked_at_and_not_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert "made at the first start" in message(examine(), "database")
    assert not (data / "state.sqlite").exists()
    State("", data).close()
    assert message(examine(), "database") == f"sqlite:///{data / 'state.sqlite'}"
    with sqlite3.connect(data / "state.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer Quoth" in message(examine(), "database")


@pytest.mark.parametrize(("encoder", "state"), [("auto", "ok"), ("onnxruntime-fp32", "ok"), ("torch-fp32", "warn")])
def test_an_index_made_by_another_encoder_than_the_configured_one_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: str, state: str
) -> None:
    made = replace(HashedWords(), name="all-MiniLM-L6-v2", encoder="onnxruntime-fp32")
    reindex(tmp_path / "data", write_corpus(tmp_path / "a.jsonl", {"talks": TALKS}), made)
    monkeypatch.setenv("QUOTH_MODEL__ENCODER", encoder)
    found = examine()
    assert states(found)["index"] == state
    assert state == "ok" or "onnxruntime-fp32, but model.encoder is torch-fp32; run quoth" in message(found, "index")


def test_a_misspelt_token_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_DISCORD_TOKEN", "very-secret")
    found = examine()
    assert states(found) == {"configuration": "fail"}
    assert "did you mean QUOTH_DISCORD__TOKEN" in found[0].message


def test_findings_are_a_line_each() -> None:
    found = [Finding("disk", "ok", "9 GB free"), Finding("token", "fail", "none")]
    assert findings_text(found) == "ok    disk: 9 GB free\nFAIL  token: none"
    assert json.loads(findings_json(found)) == {
        "ok": False,
        "findings": [
            {"check": "disk", "state": "ok", "message": "9 GB free"},
            {"check": "token", "state": "fail", "message": "none"},
        ],
    }


async def test_a_good_token_is_found_good() -> None:
    async with LocalDiscord() as discord:
        with discord.redirected():
            found = await ask_discord(discord.token, discord.api_url)
    assert states(found)["token"] == "ok"
    assert states(found)["intents"] == "ok"
    assert discord.token not in findings_text(found)
    discord.assert_clean()


@pytest.mark.parametrize(("is_on", "state"), [(True, "ok"), (False, "fail")])
async def test_an_intent_that_the_settings_need_must_be_switched_on(is_on: bool, state: str) -> None:
    async with LocalDiscord(privileged_intents=is_on) as local:
        with local.redirected():
            found = await ask_discord(local.token, local.api_url, wants_content=True)
    assert states(found)["intents"] == state
    assert ("switch message content on" in message(found, "intents")) is not is_on


async def test_a_bot_that_is_nowhere_gets_its_invitation() -> None:
    async with LocalDiscord() as discord:
        with discord.redirected():
            found = await ask_discord(discord.token, discord.api_url)
    assert states(found)["servers"] == "warn"
    assert message(found, "servers").startswith("the bot is in none; invite it with https://discord.com/oauth2")


async def test_commands_that_go_elsewhere_than_to_the_bot_are_a_failure() -> None:
    async with LocalDiscord() as local:
        local.rules.interactions_url = "https://example.org/interactions"
        found = await asked(local)
    assert states(found)["application"] == "fail"
    assert "Interactions Endpoint URL" in message(found, "application")


async def test_a_wrong_token_is_told_without_repeating_it() -> None:
    async with LocalDiscord() as discord:
        with discord.redirected():
            found = await ask_discord("wrong-token", discord.api_url)
    assert states(found) == {"token": "fail"}
    assert "wrong-token" not in found[0].message


async def test_a_discord_that_cannot_be_reached_is_no_wrong_token() -> None:
    async with LocalDiscord() as discord:
        with discord.redirected():
            found = await ask_discord(discord.token, "http://127.0.0.1:9")
    assert "cannot be asked" in found[0].message


async def test_a_discord_that_fails_is_told_with_its_status() -> None:
    async with LocalDiscord() as local:
        local.fail("/users/@me", status=503, times=9)
        found = await asked(local)
    assert "answers with the status 503; try again later" in message(found, "token")


async def test_a_gateway_that_says_nothing_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor_online._READY_SECONDS", 0.5)
    async with LocalDiscord() as local:
        local.gateway.identify_seconds = 60.0
        local.gateway._identified[0] = time.monotonic()  # so that the doctor comes too soon
        found = await asked(local)
    assert states(found)["gateway"] == "fail"
    assert "it says nothing" in message(found, "gateway")


async def asked(local: LocalDiscord) -> list[Finding]:
    with local.redirected():
        return await ask_discord(local.token, local.api_url, local.gateway_url)


async def test_the_application_the_gateway_and_the_permissions_of_each_server_are_looked_at() -> None:
    async with LocalDiscord() as local:
        local.add_channel("news")
        lacking = local.add_guild("Elsewhere", bot_permissions=("view_channel", "send_messages"))
        lacking.everyone.permissions = 0
        found = await asked(local)
        local.assert_clean()
        await until(lambda: not local.gateway.connected)
    assert states(found)["application"] == states(found)["gateway"] == "ok"
    assert states(found)["permissions in Newsroom"] == "ok"
    assert states(found)["permissions in Elsewhere"] == "warn"
    told = message(found, "permissions in Elsewhere")
    assert "Read Message History" in told
    assert "Create Public Threads" in told
    assert "View Channel" not in told.partition(" missing")[0]
    assert "https://discord.com/oauth2/authorize" in told


async def test_a_channel_in_which_something_is_missing_is_named() -> None:
    async with LocalDiscord() as local:
        local.add_channel("news")
        local.add_channel("quiet", deny=["send_messages"])
        local.add_channel("hidden", deny=["view_channel"])
        found = await asked(local)
    told = message(found, "permissions in Newsroom")
    assert states(found)["permissions in Newsroom"] == "warn"
    assert "#quiet lacks" in told
    assert "Send Messages" in told
    assert "#news" not in told
    assert "#hidden" not in told


async def test_a_bot_that_sees_no_channel_is_told_so() -> None:
    async with LocalDiscord() as local:
        local.add_channel("hidden", deny=["view_channel"])
        found = await asked(local)
    assert "sees no channel" in message(found, "permissions in Newsroom")


async def test_commands_that_discord_lacks_or_that_are_others_are_told(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        local.add_channel("news")
        before = await asked(local)
        with local.redirected():
            async with connected(local, tmp_path, OneArticle()):
                served = await ask_discord(local.token, local.api_url, local.gateway_url)
        local.commands[0]["description"] = "Something else"
        local.commands[1]["name"] = "strange"
        after = await asked(local)
    assert states(before)["commands"] == "warn"
    assert "not registered: /" in message(before, "commands")
    assert "/ask" in message(before, "commands")
    assert states(served)["commands"] == "ok"
    assert states(after)["commands"] == "warn"
    assert "registered otherwise: " in message(after, "commands")
    assert "not of this version: /strange" in message(after, "commands")


async def test_a_gateway_that_refuses_is_told_apart_from_a_wrong_token() -> None:
    async with LocalDiscord() as local:
        local.add_channel("news")
        local.refuse_gateway()
        found = await asked(local)
    assert states(found)["token"] == "ok"
    assert states(found)["gateway"] == "fail"


async def test_a_gateway_that_takes_shards_only_is_no_failure() -> None:
    async with LocalDiscord() as local:
        local.add_channel("news")
        local.gateway.refuse_with = 4011
        found = await asked(local)
    assert states(found)["gateway"] == "warn"
    assert "takes shards only" in message(found, "gateway")


@pytest.mark.parametrize(("code", "said"), [(4013, "refuses them"), (4014, "refuses them"), (4010, "the code 4010")])
async def test_a_gateway_that_closes_is_told_with_the_reason(code: int, said: str) -> None:
    async with LocalDiscord() as local:
        local.gateway.refuse_with = code
        found = await asked(local)
    assert states(found)["gateway"] == "fail"
    assert said in message(found, "gateway")


def test_the_invitation_asks_for_exactly_what_the_bot_needs() -> None:
    from bot.discord_bot.client import PERMISSIONS, invitation

    link = parse_qs(urlsplit(invitation(123)).query)
    assert link["client_id"] == ["123"]
    assert set(link["scope"][0].split()) == {"bot", "applications.commands"}
    assert link["permissions"] == [str(PERMISSIONS.value)]
    assert {name for name, is_set in PERMISSIONS if is_set} == {
        "read_messages",  # discord.py's name of View Channel
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "read_message_history",
        "attach_files",
        "embed_links",
    }
