"""What a server's moderators set: where the bot answers, how, and who may keep the collection."""

from __future__ import annotations

import threading
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.state.database import telling
from bot.state.tables import ServerRow

ChannelMode = Literal["mentions", "every"]


class ServerSettings(BaseModel):
    """The settings of one server; the defaults let an invited bot answer mentions everywhere at once.

    channels: where the bot answers, mentions only or every message; none: mentions everywhere. threads: answer in a
    thread of the question. private: `/ask` answers its asker only, unless asked otherwise. threshold (0..1),
    cooldown_seconds: else the configured ones. Roles and channels are given by their ids. corpus: the name of the
    collection that is answered from; else the usual one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    channels: dict[int, ChannelMode] = {}
    threads: bool = False
    moderator_roles: tuple[int, ...] = ()
    private: bool = False
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    cooldown_seconds: Annotated[float, Field(ge=0, le=3600)] | None = None
    log_channel: int | None = None
    corpus: str | None = None


_DEFAULTS = ServerSettings()


class Servers:
    """The settings of every server; read from the database once, then from memory, since each message asks for them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._known: dict[int, ServerSettings] = {}
        with telling(engine), Session(engine) as session:
            for row in session.query(ServerRow):
                self._known[row.guild_id] = ServerSettings.model_validate(row.settings)

    def settings(self, guild_id: int | None) -> ServerSettings:
        """Return a server's settings, the defaults for one that set nothing and for direct messages; never waits."""
        return self._known.get(guild_id or 0, _DEFAULTS)

    def corpora(self) -> list[str]:
        """Return the collections that some server chose; never waits."""
        return sorted({one.corpus for one in self._known.values() if one.corpus})

    def change(self, guild_id: int, settings: ServerSettings) -> ServerSettings:
        """Keep a server's settings, and return those that it had. Raises StateError."""
        with self._lock:
            before = self.settings(guild_id)
            with telling(self._engine), Session(self._engine) as session, session.begin():
                session.merge(ServerRow(guild_id=guild_id, settings=settings.model_dump(mode="json")))
            self._known[guild_id] = settings
        return before
