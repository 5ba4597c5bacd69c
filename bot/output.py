"""Where words go: stdout for what is to be read, stderr for everything else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.harmless import harmless, harmless_line

_CLOSED_PIPE = 141  # what a shell reports of a program that a closed pipe ended (128 + SIGPIPE)


def say(text: str) -> None:
    """Print to stdout."""
    with pipes_may_close():
        typer.echo(harmless(text) if is_terminal() else text)


def tell(text: str) -> None:
    """Print a line to stderr."""
    typer.echo(harmless_line(text), err=True)


def is_terminal() -> bool:
    """Say whether a person reads stdout right now."""
    return sys.stdout.isatty()


@contextmanager
def pipes_may_close() -> Iterator[None]:
    """End quietly when nobody reads what is printed: `quoth quotes | head`."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer goes nowhere
        raise typer.Exit(_CLOSED_PIPE) from None


def write_utf8() -> None:
    """Print UTF-8, whatever the locale says: curly quotation marks do not fit into less."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
