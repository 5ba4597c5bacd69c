"""Processes of their own for what `crashing` holds, forked from one that has everything imported already."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess

import pytest


def start(function: Callable[..., None], *arguments: object) -> BaseProcess:
    """Start a function of `crashing`."""
    process = context().Process(target=function, args=arguments)
    process.start()
    return process


def end(process: BaseProcess) -> int | None:
    """Wait for the end of a process, and return its exit code."""
    process.join(120)
    assert not process.is_alive()
    return process.exitcode


@cache
def context() -> ForkServerContext:
    """Return the context in which they are started, whose server runs."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crashing", "pytest"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # Python 3.11's fork server does not take over sys.path
        forkserver.ensure_running()
    return context
