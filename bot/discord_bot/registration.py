"""Registering the commands with Discord, which is due only when they changed."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.http import Route

_log = logging.getLogger(__name__)


async def register(tree: app_commands.CommandTree[Any], file: Path) -> bool:
    """Register the tree's commands unless `file` says that this application has these very ones.

    Returns False where Discord failed, so that another try may help.
    """
    digest, known = _digest(tree), _read(file)
    place = f"{tree.client.application_id} at {Route.BASE}"
    if known.get(place) == digest:
        return True
    try:
        await tree.sync()
    except discord.HTTPException as error:
        _log.error("the commands could not be registered, Discord answered %s (%s)", error.status, error.code)
        return error.status < 500
    except (aiohttp.ClientError, OSError) as error:
        _log.error("the commands could not be registered (%s)", type(error).__name__)
        return False
    _write(file, {**known, place: digest})
    _log.info("registered the commands")
    return True


def _digest(tree: app_commands.CommandTree[Any]) -> str:
    commands = [command.to_dict(tree) for command in tree.get_commands()]
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()


def _read(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, known: dict[str, str]) -> None:
    beside = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(known, indent=1), "utf-8")
        beside.replace(file)
    except OSError as error:
        _log.warning("cannot remember which commands are registered: %s", error.strerror)
