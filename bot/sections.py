"""The sections of the settings, each key with its type, its limits and its default."""

from __future__ import annotations

import json
import os
import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

CORPUS_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,31}$")


def _corpus_name(name: str) -> str:
    if not CORPUS_NAME.fullmatch(name):
        raise PydanticCustomError("corpus_name", "a name has up to 32 small letters, digits and hyphens")
    return name


def _rule(rule: str) -> str:
    """A line of crontab is checked only where there is one: its library takes time to import."""
    if rule:
        from apscheduler.triggers.cron import CronTrigger

        try:
            CronTrigger.from_crontab(rule)
        except ValueError:
            raise PydanticCustomError("schedule", "it must be five fields as in crontab, or empty") from None
    return rule


CorpusName = Annotated[str, AfterValidator(_corpus_name)]


def _split_paths(value: object) -> object:
    """Take paths from an environment variable as the system writes several, or as JSON."""
    if not isinstance(value, str):
        return value
    return json.loads(value) if value.startswith("[") else value.split(os.pathsep)


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CorpusSettings(_Section):
    """What is read where no path is given, and how many snapshots stay."""

    paths: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_split_paths)] = (Path("seeds"),)
    keep: int = Field(3, ge=1, le=1000)
    schedule: Annotated[str, AfterValidator(_rule)] = ""
    jitter_seconds: int = Field(60, ge=0, le=86400)


class ModelSettings(_Section):
    """The embedding model and what runs it."""

    name: str = Field("all-MiniLM-L6-v2", min_length=1)
    encoder: Literal["auto", "openvino-bf16", "onnxruntime-fp32", "torch-fp32"] = "auto"
    reranker: str = ""


class AnswerSettings(_Section):
    """How much is answered, and how sure Quoth must be."""

    limit: int = Field(5, ge=1, le=100)
    threshold: float = Field(0.26, ge=0, le=1)


class StateSettings(_Section):
    """What the bot remembers, and for how long. A URL with a password comes from the environment."""

    url: SecretStr = SecretStr("")
    keep_days: int = Field(90, ge=1, le=3650)


class LogSettings(_Section):
    """How the bot's log is written."""

    format: Literal["text", "json"] = "text"


class MonitoringSettings(_Section):
    """Where the bot's health and metrics can be asked for, on this machine only; port 0: nowhere."""

    port: int = Field(9464, ge=0, le=65535)


class FetchingSettings(_Section):
    """How pages and feeds are fetched from the web."""

    contact: str = ""
    delay_seconds: float = Field(1.0, ge=0)
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = (80, 443, 8000, 8008, 8080, 8443)
    feed_minutes: float = Field(15, ge=1)
    page_hours: float = Field(12, ge=1)


class DiscordSettings(_Section):
    """The bot on Discord. The token comes from the environment only."""

    token: SecretStr | None = None
    cooldown_seconds: float = Field(3.0, ge=0)
    server_questions: int = Field(60, ge=0)
    workers: int = Field(2, ge=1, le=64)
    waiting: int = Field(100, ge=0)
    shards: Annotated[int, Field(ge=1)] | Literal["auto"] = "auto"
    shard_ids: tuple[Annotated[int, Field(ge=0)], ...] = ()
    thresholds: dict[int, Annotated[float, Field(ge=0, le=1)]] = {}
    message_content: bool = False
    api_url: str = Field("", pattern=r"^(https?://.+)?$")
    gateway_url: str = Field("", pattern=r"^(wss?://.+)?$")

    @field_validator("shard_ids")
    @classmethod
    def _are_of_the_shards(cls, ids: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        shards = info.data.get("shards")
        if ids and not isinstance(shards, int):
            raise PydanticCustomError("shard_ids", "discord.shards must be the number that they are of")
        if isinstance(shards, int) and any(each >= shards for each in ids):
            raise PydanticCustomError("shard_ids", "each must be lower than discord.shards, counted from 0")
        return ids
