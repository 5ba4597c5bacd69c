"""The reindex that moderators wait for, noted on disk, so that it goes on after a restart of the bot."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index.files import replace_text

_FILE = "reindex-wanted.json"


class Wanted(BaseModel):
    """Where a reindex was asked for; nothing of who asked."""

    model_config = ConfigDict(frozen=True)

    guild_id: int
    channel_id: int


class Pending:
    """Notes in a data directory that a reindex is wanted; what cannot be written does not outlive a restart."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def note(self, guild_id: int | None, channel_id: int | None) -> None:
        """Note that a reindex is wanted."""
        if guild_id and channel_id:
            with suppress(OSError):
                replace_text(self._path, Wanted(guild_id=guild_id, channel_id=channel_id).model_dump_json())

    def clear(self) -> None:
        """Note that none is wanted any more."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def read(self) -> Wanted | None:
        """Return the reindex that is wanted."""
        try:
            return Wanted.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return None
