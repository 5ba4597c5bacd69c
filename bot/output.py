"""Where words go: stdout for what is to be read, stderr for everything else."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CLOSED_PIPE = 141  # what a shell reports of a program that a closed pipe ended (128 + SIGPIPE)


def say(text: str) -> None:
    """Print to stdout."""
    with pipes_may_close():
        typer.echo(harmless(text) if is_terminal() else text)


def tell(text: str) -> None:
    """Print to stderr."""
    typer.echo(text, err=True)


def is_terminal() -> bool:
    """Say whether a person reads stdout right now."""
    return sys.stdout.isatty()


def harmless(text: str) -> str:
    """Return text without control characters, with which an article could steer the terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


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
