"""The Discord front: questions, sources and reindexing in chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def run(settings: Settings) -> int:
    """Serve Discord until a signal ends it, and return the exit code."""
    from bot.discord_bot.serving import serve

    return serve(settings)
