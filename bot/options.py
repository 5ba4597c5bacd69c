"""What the commands have in common: options of the same meaning, and the way from them to settings and engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from index.errors import UsageError

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.engine import Engine

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
JsonLines = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Live = Annotated[Literal["bar", "json"], typer.Option("--progress", hidden=True)]
Article = Annotated[
    str | None, typer.Option("--article", metavar="ID", help="Only this article, by its id or source id.")
]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only articles from this day on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only articles up to this day.")]


CommandFunction = TypeVar("CommandFunction", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Where:
    """Which installation a command is for: configuration file, data folder, corpus; None where nothing is said."""

    config: str | None = None
    data_dir: str | None = None
    corpus: str | None = None


class Commands(typer.Typer):
    """Commands of which each also takes --config, --data-dir and --corpus, before its name or after."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(rich_markup_mode=None, **settings)  # rich costs as much time as all else that --help needs

    def command(self, name: str | None = None, **settings: Any) -> Callable[[CommandFunction], CommandFunction]:
        """Register a command."""
        return super().command(name, cls=_Command, **settings)


class Group(TyperGroup):
    """The group of all commands, which takes the same options."""

    def __init__(self, *, params: Sequence[Any] | None = None, **settings: Any) -> None:
        super().__init__(params=[*(params or ()), *_options()], **settings)


class _Command(TyperCommand):
    def __init__(self, name: str | None, *, params: Sequence[Any] | None = None, **settings: Any) -> None:
        super().__init__(name, params=[*(params or ()), *_options()], **settings)


def _remember(context: typer.Context, parameter: Any, value: str | None) -> None:
    """Take up what is said after a command's name; it comes before what is said in front."""
    if value:
        root = context.find_root()
        root.obj = replace(root.obj or Where(), **{parameter.name: value})


def _everywhere(
    config: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The configuration file; else QUOTH_CONFIG.", callback=_remember),
    ] = None,
    data_dir: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Where the index is kept; else QUOTH_DATA_DIR.", callback=_remember),
    ] = None,
    corpus: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which collection; else corpus_name of the settings.", callback=_remember),
    ] = None,
) -> None:
    """Only its options are of use."""


def _options() -> list[Any]:
    """The options of `_everywhere`, which no command's function is given."""
    holder = typer.Typer(add_completion=False)
    holder.command()(_everywhere)
    options = get_command(holder).params
    for option in options:
        option.expose_value = False
    return list(options)


def find_paths(context: typer.Context) -> tuple[Path | None, Path | None]:
    """Return where configuration and data are."""
    where: Where = context.find_root().obj
    return Path(where.config) if where.config else None, Path(where.data_dir) if where.data_dir else None


def find_settings(context: typer.Context, *, may_be_new: bool = False) -> Settings:
    """Return the settings that the options lead to; may_be_new: the collection that is named need not be there yet."""
    from bot.settings import load_settings

    settings, where = load_settings(*find_paths(context)), context.find_root().obj
    return settings.of_corpus(where.corpus or settings.corpus_name, may_be_new=may_be_new)


def find_engine(context: typer.Context) -> Engine:
    """Return the engine that the options lead to, with nothing opened yet."""
    from bot.app import make_engine
    from bot.output import tell

    return make_engine(find_settings(context), warn=tell)


def require_given(options: Mapping[str, str | None]) -> None:
    """Raise UsageError for an option whose value is empty: it would mean everybody, or the current folder."""
    for option, value in options.items():
        if value is not None and not value.strip():
            raise UsageError(f"{option} is empty; give it a value or leave it out.")
