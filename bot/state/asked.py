"""What was asked and how it was answered: for follow-ups, for statistics, and for what no article answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from bot.state.database import telling
from bot.state.tables import AskedRow
from index.following import Exchange
from index.types import Filter

_ASKED_BACK = "ambiguous"  # the refusal of a question that was asked back, which an article may well answer
_OUTCOME = (AskedRow.question, AskedRow.at, AskedRow.answered, AskedRow.refusal, AskedRow.seconds)


_FILTER = TypeAdapter(Filter)
_UNRESTRICTED = Filter()


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it was answered.

    message_id: the message that answers it; guild_id: None for a direct message. question: as it was understood.
    exchanges: what was asked before it in the conversation, and itself last. refusal: why it was not answered, by kind.
    seconds: from the question to its answer, without the sending. refs: what was cited. filter: what it was
    restricted to besides its words. copy_id: the message in which a private answer was shared.
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
    filter: Filter = _UNRESTRICTED
    copy_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question without who asked it: what became of it, when, and how long that took."""

    question: str
    at: datetime
    answered: bool
    refusal: str | None
    seconds: float


class AskedQuestions:
    """The questions that were asked, for as long as they are kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, asked: Asked) -> None:
        """Keep a question. Raises StateError."""
        values = {one.name: getattr(asked, one.name) for one in fields(asked)}
        values |= {"exchanges": [asdict(one) for one in asked.exchanges], "refs": list(asked.refs)}
        values["filter"] = _FILTER.dump_python(asked.filter, mode="json", exclude_defaults=True)
        with telling(self._engine), Session(self._engine) as session, session.begin():
            session.merge(AskedRow(**values))

    def find(self, message_id: int) -> Asked | None:
        """Return what this message answers, or the one that it is a shared copy of. Raises StateError."""
        shared = select(AskedRow).where(AskedRow.copy_id == message_id)
        with telling(self._engine), Session(self._engine) as session:
            row = session.get(AskedRow, message_id) or session.scalar(shared)
            return _asked(row) if row else None

    def set_copy(self, message_id: int, copy_id: int | None) -> None:
        """Keep which message is the shared copy of the one that answers a question. Raises StateError."""
        own = update(AskedRow).where(AskedRow.message_id == message_id).values(copy_id=copy_id)
        with telling(self._engine), self._engine.begin() as connection:
            connection.execute(own)

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

    def outcomes(self, guild_id: int, moment: datetime) -> Sequence[Outcome]:
        """Return what became of a server's questions from a moment on, the oldest first. Raises StateError."""
        found = (
            select(*_OUTCOME)
            .where(AskedRow.guild_id == guild_id, AskedRow.at >= moment)
            .order_by(AskedRow.at, AskedRow.message_id)
        )
        with telling(self._engine), self._engine.connect() as connection:
            return [Outcome(**row) for row in connection.execute(found).mappings()]

    def cited(self) -> list[tuple[str, ...]]:
        """Return the references that each answer cites that is kept. Raises StateError."""
        found = select(AskedRow.refs).where(AskedRow.answered)
        with telling(self._engine), self._engine.connect() as connection:
            return [tuple(refs) for refs in connection.scalars(found)]

    def unanswered(self, guild_id: int, limit: int) -> Sequence[Outcome]:
        """Return a server's questions that no article answers, the newest first. Raises StateError."""
        is_other = AskedRow.refusal.is_distinct_from(_ASKED_BACK)
        found = select(*_OUTCOME).where(AskedRow.guild_id == guild_id, AskedRow.answered.is_(False), is_other)
        found = found.order_by(AskedRow.at.desc(), AskedRow.message_id.desc()).limit(limit)
        with telling(self._engine), self._engine.connect() as connection:
            return [Outcome(**row) for row in connection.execute(found).mappings()]

    def count(self, user_id: int) -> int:
        """Return how many questions of a person are kept. Raises StateError."""
        own = select(func.count()).select_from(AskedRow).where(AskedRow.asker_id == user_id)
        with telling(self._engine), self._engine.connect() as connection:
            return connection.scalar(own) or 0

    def prune(self, days: int) -> int:
        """Forget what was asked more than so many days ago, and return how many questions that were."""
        old = delete(AskedRow).where(AskedRow.at < now() - timedelta(days=days))
        with telling(self._engine), self._engine.begin() as connection:
            return connection.execute(old).rowcount

    def forget(self, user_id: int) -> int:
        """Forget what a person asked, in others' conversations too; return how many questions that were."""
        own = select(AskedRow).where(AskedRow.asker_id == user_id)
        with telling(self._engine), Session(self._engine) as session, session.begin():
            rows = list(session.scalars(own))
            for channel_id in {row.channel_id for row in rows}:
                said = [row.exchanges[-1] for row in rows if row.channel_id == channel_id and row.exchanges]
                others = select(AskedRow).where(AskedRow.channel_id == channel_id, AskedRow.asker_id != user_id)
                for row in session.scalars(others):
                    row.exchanges = [one for one in row.exchanges[:-1] if one not in said] + row.exchanges[-1:]
            for row in rows:
                session.delete(row)
        return len(rows)


def _asked(row: AskedRow) -> Asked:
    values = {one.name: getattr(row, one.name) for one in fields(Asked)}
    exchanges = tuple(
        Exchange(one["question"], tuple(one["speakers"]), one["words"]) for one in values.pop("exchanges")
    )
    restored = {"exchanges": exchanges, "refs": tuple(row.refs), "filter": _FILTER.validate_python(row.filter)}
    return Asked(**{**values, **restored})
