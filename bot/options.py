"""What the commands have in common: options of the same meaning, and the way from them to settings and engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import UsageError

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.engine import Engine

DataDir = Annotated[
    str | None, typer.Option("--data-dir", metavar="FOLDER", help="Where the index is kept; else QUOTH_DATA_DIR.")
]
Config = Annotated[
    str | None, typer.Option("--config", metavar="FILE", help="The configuration file; else QUOTH_CONFIG.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
JsonLines = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Article = Annotated[
    str | None, typer.Option("--article", metavar="ID", help="Only this article, by its id or source id.")
]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only articles from this day on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only articles up to this day.")]


@dataclass(frozen=True, slots=True)
class Before:
    """The options that were given before the command's name."""

    config: str | None
    data_dir: str | None


def find_paths(context: typer.Context, config: str | None, data_dir: str | None) -> tuple[Path | None, Path | None]:
    """Return where configuration and data are, said after the command's name or before; empty says nothing."""
    before: Before = context.find_root().obj
    paths = [Path(value) if value else None for value in (config or before.config, data_dir or before.data_dir)]
    return paths[0], paths[1]


def find_settings(context: typer.Context, config: str | None, data_dir: str | None) -> Settings:
    """Return the settings that the options lead to."""
    from bot.settings import load_settings

    return load_settings(*find_paths(context, config, data_dir))


def find_engine(context: typer.Context, config: str | None, data_dir: str | None) -> Engine:
    """Return the engine that the options lead to, with nothing opened yet."""
    from bot.app import make_engine

    return make_engine(find_settings(context, config, data_dir))


def require_given(options: Mapping[str, str | None]) -> None:
    """Raise UsageError for an option whose value is empty: it would mean everybody, or the current folder."""
    for option, value in options.items():
        if value is not None and not value.strip():
            raise UsageError(f"{option} is empty; give it a value or leave it out.")
