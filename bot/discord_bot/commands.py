"""The commands that this version of the bot has, without connecting it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.discord_bot.client import QuothClient
from bot.discord_bot.reindexer import Reindexer
from bot.settings import Settings
from bot.state.state import State


def own_commands() -> list[dict[str, Any]]:
    """Return the commands as Discord takes them."""
    from bot.app import make_engine

    with TemporaryDirectory() as folder:  # a client wants to remember things, though none comes of it here
        settings = Settings(data_dir=folder)
        state = State("", Path(folder))
        try:
            client = QuothClient(make_engine(settings), Reindexer([], {}), state=state, folder=Path(folder))
            return [command.to_dict(client.tree) for command in client.tree.get_commands()]
        finally:
            state.close()
