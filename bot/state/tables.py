"""The tables of the bot's state, as SQLAlchemy maps them; `migrations/` makes and changes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Float, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Constraints have names, so that migrations can change them: https://alembic.sqlalchemy.org/en/latest/naming.html
MAIN = "main"  # the corpus that was the only one once
_NAMES = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; kept without its zone, which SQLite would drop."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment as it is kept."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment as it is used."""
        return value.replace(tzinfo=UTC) if value else None


class Table(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=_NAMES)


class ServerRow(Table):
    """A server's settings, as `servers.ServerSettings` writes them."""

    __tablename__ = "servers"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)


class AskedRow(Table):
    """A question and how it was answered, under the message that answers it."""

    __tablename__ = "asked"

    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    channel_id: Mapped[int] = mapped_column(BigInteger, index=True)
    guild_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    asker_id: Mapped[int] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    question: Mapped[str] = mapped_column(Text)
    exchanges: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    answered: Mapped[bool]
    refusal: Mapped[str | None] = mapped_column(String(32))
    confidence: Mapped[float] = mapped_column(Float)
    seconds: Mapped[float] = mapped_column(Float)
    snapshot: Mapped[str] = mapped_column(String(100))
    refs: Mapped[list[str]] = mapped_column(JSON)
    filter: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    copy_id: Mapped[int | None] = mapped_column(BigInteger, index=True)


class RatingRow(Table):
    """What one person thinks of one answer, with the snapshot and the refs that it was made from."""

    __tablename__ = "ratings"

    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)
    guild_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    is_good: Mapped[bool]
    fault: Mapped[str | None] = mapped_column(String(32))
    comment: Mapped[str | None] = mapped_column(Text)
    snapshot: Mapped[str] = mapped_column(String(100))
    refs: Mapped[list[str]] = mapped_column(JSON)


class CorrectionRow(Table):
    """An event of the corrections' audit trail, as `index.trail` writes it."""

    __tablename__ = "corrections"

    corpus: Mapped[str] = mapped_column(String(32), primary_key=True, server_default=MAIN)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[str] = mapped_column(Text)
