"""The steps of a question and how long each takes, told to whoever asked with `observed`, and otherwise to nobody."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

OnStep = Callable[[str, float], None]


class _Watch:
    """The time of the innermost step that runs: a step within a step is not counted twice."""

    def __init__(self, on_step: OnStep) -> None:
        self.on_step = on_step
        self.inner = 0.0  # seconds that steps within the present one took


_watch: ContextVar[_Watch | None] = ContextVar("watch", default=None)


@contextmanager
def observed(on_step: OnStep) -> Iterator[None]:
    """Tell the name and seconds of each step taken in this thread, its inner steps excluded, as it ends."""
    token = _watch.set(_Watch(on_step))
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Mark what runs within, or the decorated function, as a step."""
    watch = _watch.get()
    if watch is None:
        yield
        return
    before, watch.inner = watch.inner, 0.0
    begun = time.perf_counter()
    try:
        yield
    finally:
        whole = time.perf_counter() - begun
        watch.on_step(name, whole - watch.inner)
        watch.inner = before + whole
