"""What several test files share: the engine over the seed article, with the real model, made once a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from index.engine import Engine, EngineConfig

if TYPE_CHECKING:
    from discord_collection import Collection

SEEDS = Path(__file__).parents[1] / "seeds"

# CI runs on shared machines: a slow example is no failure, and the examples are the same in every run.
settings.register_profile("quoth", deadline=None, derandomize=True)
settings.load_profile("quoth")


@pytest.fixture(scope="session")
def seed_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine whose index holds the seed article, embedded with the default model."""
    data_dir = tmp_path_factory.mktemp("seed-data")
    engine = Engine(EngineConfig(data_dir, (SEEDS,), "all-MiniLM-L6-v2", "auto", limit=5, threshold=0.5))
    engine.reindex()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """The engine of the small collection that the bot's tests only read."""
    from discord_collection import make_collection

    engine = make_collection(tmp_path_factory.mktemp("collection"))
    yield engine
    engine.close()
