"""What people think of the answers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from bot.state.asked import now
from bot.state.database import telling
from bot.state.tables import AskedRow, RatingRow

Fault = Literal["wrong speaker", "not what was asked", "cut out of context", "other"]


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's rating of one answer; fault and comment say what is wrong with it, if they were given."""

    message_id: int
    user_id: int
    guild_id: int | None
    is_good: bool
    snapshot: str
    refs: tuple[str, ...]
    fault: Fault | None = None
    comment: str | None = None
    at: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote of an answer, without who it was; question: of that answer, None where it is not kept."""

    fault: Fault | None
    comment: str
    question: str | None


class Ratings:
    """The ratings; a person has one for each answer, the last one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_by_one = threading.Lock()  # a form may come while the press that opened it is being kept

    def rate(self, rating: Rating) -> None:
        """Keep a rating in the place of that person's earlier one; a fault that was told stays until it is good.

        Raises StateError.
        """
        values = {one.name: getattr(rating, one.name) for one in fields(rating)} | {"refs": list(rating.refs)}
        with self._one_by_one, telling(self._engine), Session(self._engine) as session, session.begin():
            earlier = session.get(RatingRow, (rating.message_id, rating.user_id))
            if earlier and not (earlier.is_good or rating.is_good or rating.fault):
                return
            session.merge(RatingRow(**values))

    def since(self, guild_id: int | None, moment: datetime) -> Sequence[Rating]:
        """Return a server's ratings (None: those of direct messages) from a moment on, the oldest first."""
        found = select(RatingRow).where(RatingRow.guild_id == guild_id, RatingRow.at >= moment).order_by(RatingRow.at)
        with telling(self._engine), Session(self._engine) as session:
            return [_rating(row) for row in session.scalars(found)]

    def remarks(self, guild_id: int, moment: datetime, limit: int) -> Sequence[Remark]:
        """Return what was written of a server's answers from a moment on, the newest first. Raises StateError."""
        found = select(RatingRow.fault, RatingRow.comment, AskedRow.question)
        found = found.outerjoin(AskedRow, AskedRow.message_id == RatingRow.message_id)
        found = found.where(RatingRow.guild_id == guild_id, RatingRow.at >= moment, RatingRow.comment.is_not(None))
        found = found.order_by(RatingRow.at.desc()).limit(limit)
        with telling(self._engine), self._engine.connect() as connection:
            return [Remark(**row) for row in connection.execute(found).mappings()]

    def count(self, user_id: int) -> int:
        """Return how many ratings of a person are kept. Raises StateError."""
        own = select(func.count()).select_from(RatingRow).where(RatingRow.user_id == user_id)
        with telling(self._engine), self._engine.connect() as connection:
            return connection.scalar(own) or 0

    def prune(self, days: int) -> int:
        """Forget ratings that are older than so many days, and return how many they were. Raises StateError."""
        old = delete(RatingRow).where(RatingRow.at < now() - timedelta(days=days))
        with telling(self._engine), self._engine.begin() as connection:
            return connection.execute(old).rowcount

    def forget(self, user_id: int) -> int:
        """Forget a person's ratings, and return how many they were. Raises StateError."""
        with telling(self._engine), self._engine.begin() as connection:
            return connection.execute(delete(RatingRow).where(RatingRow.user_id == user_id)).rowcount


def _rating(row: RatingRow) -> Rating:
    values = {one.name: getattr(row, one.name) for one in fields(Rating)}
    return Rating(**{**values, "refs": tuple(row.refs)})
