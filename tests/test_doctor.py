"""The doctor: what it finds, and what it says is to be done."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from corpora import TALKS, reindex, write_corpus
from embedders import HashedWords
from local_discord import LocalDiscord

from bot.doctor import Finding, examine, findings_json, findings_text
from bot.doctor_online import ask_discord


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


def test_a_foreign_index_fails(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "CURRENT").write_text("../../etc")
    assert states(examine())["index"] == "fail"


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


async def test_a_bot_that_is_nowhere_gets_its_invitation() -> None:
    async with LocalDiscord() as discord:
        with discord.redirected():
            found = await ask_discord(discord.token, discord.api_url)
        assert "permissions=" in message(found, "servers")


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
