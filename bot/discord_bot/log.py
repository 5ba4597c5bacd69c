"""The log of `quoth serve`: lines for people or JSON, on stderr, never with a token."""

from __future__ import annotations

import logging
import re
import sys
from typing import Literal

import discord

_LEVELS = {"bot": logging.INFO, "index": logging.INFO, "discord": logging.WARNING, "alembic": logging.WARNING}
# The token of an interaction, in the URL of an answer to it
_SECRETS = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.%-]+")
_HIDDEN = "…"
_RECONNECTING = ("Attempting a reconnect", "Failed to connect for shard")


def log_to_stderr(form: Literal["text", "json"] = "text", token: str = "") -> None:
    """Log what Quoth does to stderr, and of the libraries their warnings only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(_formatter(form), token))
    logging.getLogger().addHandler(handler)
    for name, level in _LEVELS.items():
        logging.getLogger(name).setLevel(level)
    for name in ("discord.client", "discord.shard"):
        logging.getLogger(name).addFilter(_brief)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def _formatter(form: Literal["text", "json"]) -> logging.Formatter:
    if form == "text":
        return logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    from pythonjsonlogger.json import JsonFormatter

    names = {"levelname": "level", "name": "logger", "exc_info": "traceback"}
    fields = ("levelname", "name", "message")
    return JsonFormatter(fields, rename_fields=names, timestamp="time", json_ensure_ascii=False)


class _Redacting(logging.Formatter):
    """Takes the bot's token, and those of interactions, out of what another formatter wrote."""

    def __init__(self, formatter: logging.Formatter, token: str) -> None:
        super().__init__()
        self._formatter, self._token = formatter, token

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text without secrets."""
        text = _SECRETS.sub(rf"\1{_HIDDEN}", self._formatter.format(record))
        return text.replace(self._token, _HIDDEN) if self._token else text


def _brief(record: logging.LogRecord) -> bool:
    """Make one line of the traceback that discord.py logs when it will connect again."""
    if record.exc_info and record.exc_info[0] and str(record.msg).startswith(_RECONNECTING):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "the gateway cannot be reached (%s), trying again", (record.exc_info[0].__name__,)
        record.exc_info = None
    return True
