"""What was asked and how it was answered: for follow-ups, for statistics, and for what no article answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from bot.state.database import telling
from bot.state.tables import AskedRow
from index.following import Exchange


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it was answered.

    message_id: the message that answers it; guild_id: None for a direct message. question: as it was understood.
    exchanges: what was asked before it in the conversation, and itself last. refusal: why it was not answered, by kind.
    seconds: from the question to its answer, without the sending. refs: what was cited.
    """

    message_id: int
    channel_id: int
    guild_id: int | None
    asker_id: int
    question: str
    exchanges: tuple[Exchange, ...]
    answered: bool
    refusal: str | None
    confidence: float
    seconds: float
    snapshot: str
    refs: tuple[str, ...]
    at: datetime = field(default_factory=now)


class AskedQuestions:
    """The questions that were asked, for as long as they are kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, asked: Asked) -> None:
        """Keep a question. Raises StateError."""
        values = {one.name: getattr(asked, one.name) for one in fields(asked)}
        values |= {"exchanges": [asdict(one) for one in asked.exchanges], "refs": list(asked.refs)}
        with telling(self._engine), Session(self._engine) as session, session.begin():
            session.merge(AskedRow(**values))

    def find(self, message_id: int) -> Asked | None:
        """Return what this message answers. Raises StateError."""
        with telling(self._engine), Session(self._engine) as session:
            row = session.get(AskedRow, message_id)
            return _asked(row) if row else None

    def last_in(self, channel_id: int) -> Asked | None:
        """Return the question that was answered last in a channel. Raises StateError."""
        last = select(AskedRow).where(AskedRow.channel_id == channel_id)
        last = last.order_by(AskedRow.at.desc(), AskedRow.message_id.desc()).limit(1)
        with telling(self._engine), Session(self._engine) as session:
            row = session.scalar(last)
            return _asked(row) if row else None

    def since(self, guild_id: int, moment: datetime) -> Sequence[Asked]:
        """Return what was asked in a server from a moment on, the oldest first. Raises StateError."""
        found = select(AskedRow).where(AskedRow.guild_id == guild_id, AskedRow.at >= moment)
        found = found.order_by(AskedRow.at, AskedRow.message_id)
        with telling(self._engine), Session(self._engine) as session:
            return [_asked(row) for row in session.scalars(found)]

    def prune(self, days: int) -> int:
        """Forget what was asked more than so many days ago, and return how many questions that were."""
        old = delete(AskedRow).where(AskedRow.at < now() - timedelta(days=days))
        with telling(self._engine), self._engine.begin() as connection:
            return connection.execute(old).rowcount

    def forget(self, user_id: int) -> int:
        """Forget what a person asked, and return how many questions that were. Raises StateError."""
        own = delete(AskedRow).where(AskedRow.asker_id == user_id)
        with telling(self._engine), self._engine.begin() as connection:
            return connection.execute(own).rowcount


def _asked(row: AskedRow) -> Asked:
    values = {one.name: getattr(row, one.name) for one in fields(Asked)}
    exchanges = tuple(
        Exchange(one["question"], tuple(one["speakers"]), one["words"]) for one in values.pop("exchanges")
    )
    return Asked(**{**values, "exchanges": exchanges, "refs": tuple(row.refs)})
