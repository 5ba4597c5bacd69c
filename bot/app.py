"""The wiring: settings to an engine, and to the command that reindexes in a process of its own."""

from __future__ import annotations

import logging
import os
import sys
import sysconfig
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING

from bot.settings import HOME, Settings, find_blocking_file
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.state.state import State
    from index.collecting import Collector
    from index.engine import Engine
    from index.fetching import Fetcher
    from index.refreshing import Following
    from index.trail import TrailStore

_log = logging.getLogger(__name__)


def make_engine(
    settings: Settings, trail: TrailStore | None = None, warn: Callable[[str], None] = _log.warning
) -> Engine:
    """Return the engine for these settings, with nothing opened yet. Raises UsageError where a file is in its way.

    trail: where corrections are kept, for who has the state open; else the state is opened when a correction needs it.
    warn: is told when an older snapshot answers, because the current one is damaged.
    """
    from index.engine import Engine, EngineConfig

    if file := find_blocking_file(settings.corpus_path):
        raise UsageError(f"{file} is a file; choose a folder with --data-dir or QUOTH_DATA_DIR.")
    return Engine(
        EngineConfig(
            data_dir=settings.corpus_path,
            corpus_paths=settings.chosen.paths,
            model=settings.model.name,
            encoder=settings.model.encoder,
            limit=settings.answers.limit,
            threshold=settings.answers.threshold,
            reranker=settings.model.reranker,
            keep=settings.chosen.keep,
            models_dir=settings.data_path / "models",
        ),
        trail or make_trail(settings),
        warn,
    )


def make_trail(settings: Settings) -> TrailStore:
    """Return where the corrections of the chosen corpus are kept; the state is opened when one needs it."""
    from bot.trail import StateTrail

    return StateTrail(settings.state.url.get_secret_value(), settings.data_path, settings.corpus_name)


def cited_in_answers(settings: Settings) -> list[tuple[str, ...]]:
    """Return the references that each remembered answer cites; where nothing is remembered, none. Raises StateError."""
    from bot.trail import has_state

    if not has_state(settings.state.url.get_secret_value(), settings.data_path):
        return []
    with closing(open_state(settings)) as state:
        return state.questions.cited()


def make_collector(settings: Settings) -> Collector:
    """Return what takes files and pages into the chosen corpus; nothing is opened or fetched yet."""
    from index.collecting import Collector

    return Collector(settings.corpus_path, partial(_make_fetcher, settings))


def make_following(settings: Settings) -> Following:
    """Return what follows the chosen corpus's feeds; nothing is opened or fetched yet."""
    from index.refreshing import Following, Pauses

    chosen = settings.fetching
    pauses = Pauses(feed=timedelta(minutes=chosen.feed_minutes), page=timedelta(hours=chosen.page_hours))
    return Following(settings.corpus_path, make_collector(settings), pauses)


def _make_fetcher(settings: Settings) -> Fetcher:
    from index.fetching import Fetcher, Limits

    chosen = settings.fetching
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every address at INFO
    limits = Limits(delay=chosen.delay_seconds, ports=frozenset(chosen.ports))
    return Fetcher(chosen.contact or None, limits, networks=chosen.networks)


def open_state(settings: Settings) -> State:
    """Open what the bot remembers, with its tables brought up to date. Raises StateError."""
    from bot.state.state import State

    return State(settings.state.url.get_secret_value(), settings.data_path)


def version() -> str:
    """Return the version of what runs; a checkout that was never installed has none."""
    try:
        return metadata.version("quoth")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def child_command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """Return command line and environment of `quoth` with these settings, as a child process without the token."""
    command = [sys.executable, "-P", "-m", "bot.cli"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_DISCORD")}
    if HOME.as_posix() not in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib")):
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HOME), environment.get("PYTHONPATH"))))
    return command, {**environment, **settings.environment()}
