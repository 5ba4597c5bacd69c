"""The database of the bot's state: SQLite in the data directory, or any that SQLAlchemy reaches by a URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from index.errors import QuothError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0005"  # the last of the migrations: a database that has it needs no Alembic, which takes long to import
_FILE = "state.sqlite"
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 10.0  # that one process waits for another's change


class StateError(QuothError):
    """The bot's state cannot be used: its database is missing, damaged, full, or newer than this Quoth."""


def open_database(url: str, data_dir: Path) -> Engine:
    """Return the database at this URL, or the one in the data directory, brought up to date. Raises StateError."""
    with _telling():
        engine = create_engine(url or _in_folder(data_dir), pool_pre_ping=bool(url))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up)
        data_dir.mkdir(parents=True, exist_ok=True)
        with state_lock(data_dir):
            _migrate(engine)
    return engine


def describe_database(url: str, data_dir: Path) -> str:
    """Return where the state is kept and how it stands; makes and changes nothing. Raises StateError."""
    if not url and not (data_dir / _FILE).exists():
        return f"SQLite in {data_dir / _FILE}; it is made at the first start"
    with _telling():
        engine = create_engine(url or _in_folder(data_dir))
    where = engine.url.render_as_string(hide_password=True)
    try:
        with _telling(where):
            revision = _revision(engine)
    finally:
        engine.dispose()
    if revision is not None and revision > HEAD:
        raise StateError(f"{where} was made by a newer Quoth: upgrade Quoth, or bring back a copy of it.")
    return where if revision == HEAD else f"{where}; it is brought up to date at the next start"


def state_lock(data_dir: Path) -> FileLock:
    """Return the lock under which one process at a time brings the state up to date."""
    return FileLock(data_dir / f"{_FILE}.lock")


def tidy(engine: Engine) -> None:
    """Leave nothing of what was deleted in the log that SQLite writes beside its file."""
    if engine.dialect.name == "sqlite":
        with telling(engine), engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def telling(engine: Engine) -> Iterator[None]:
    """Raise a StateError that names the database in place of the library's errors."""
    with _telling(engine.url.render_as_string(hide_password=True)):
        yield


@contextmanager
def _telling(where: str = "the bot's database") -> Iterator[None]:
    try:
        yield
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StateError(f"The setting state.url names no database that can be used: {error}.") from error
    except (SQLAlchemyError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StateError(f"The bot's state cannot be kept in {where}: {cause}.") from error


def migrations(engine: Engine) -> Config:
    """Return Alembic's configuration for a database."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def _in_folder(data_dir: Path) -> str:
    return f"sqlite:///{data_dir / _FILE}"


def _migrate(engine: Engine) -> None:
    revision = _revision(engine)
    if revision == HEAD:
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(migrations(engine), "head")
    except CommandError as error:
        where = engine.url.render_as_string(hide_password=True)
        message = f"{where} was made by a newer Quoth ({error}): upgrade Quoth, or bring back a copy of it."
        raise StateError(message) from error


def _revision(engine: Engine) -> str | None:
    """The last migration that a database went through."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a correction that was told of is kept when the power fails
    connection.execute("PRAGMA secure_delete = ON")  # what somebody wants forgotten is not left in the file
    connection.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")
