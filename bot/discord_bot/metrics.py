"""What Quoth counts while it serves, for Prometheus: how long things take and how they end, never who asked what."""

from __future__ import annotations

import logging

from prometheus_client import CollectorRegistry, Counter, Histogram

from index.results import Answer

_STEP_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_REPLY_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The counters of one bot, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._steps = Histogram(
            "quoth_step_seconds",
            "How long each step of the work on a question takes",
            ["step"],
            buckets=_STEP_SECONDS,
            registry=self.registry,
        )
        self._replies = Histogram(
            "quoth_reply_seconds",
            "From an event to the end of the reply to it",
            ["asked_by"],
            buckets=_REPLY_SECONDS,
            registry=self.registry,
        )
        self._answers = Counter(
            "quoth_answers",
            "Questions by what came of them: answered, or the kind of refusal",
            ["outcome"],
            registry=self.registry,
        )
        self._turned_away = Counter(
            "quoth_turned_away", "Questions that were put off, by the reason", ["reason"], registry=self.registry
        )
        self._failures = Counter(
            "quoth_failures", "Questions that failed, by the kind of error", ["error"], registry=self.registry
        )
        self._reindexes = Counter(
            "quoth_reindexes", "Reindexes that this bot ran, by their end", ["outcome"], registry=self.registry
        )
        self._records = Counter(
            "quoth_log_records", "Records in the log that are warnings or worse", ["level"], registry=self.registry
        )
        for level in ("warning", "error", "critical"):
            self._records.labels(level)
        for outcome in ("done", "failed", "stopped"):
            self._reindexes.labels(outcome)

    def count_step(self, step: str, seconds: float) -> None:
        """Count a step of the work; safe from any thread."""
        self._steps.labels(step).observe(seconds)

    def count_reply(self, asked_by: str, seconds: float) -> None:
        """Count a reply to a "message", "command" or "button", whatever it said."""
        self._replies.labels(asked_by).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Count what came of a question."""
        self._answers.labels("answered" if answer.answered else answer.refusal or "unanswered").inc()

    def count_turned_away(self, reason: str) -> None:
        """Count a question that was put off: by the "person", the "server" or the "line"."""
        self._turned_away.labels(reason).inc()

    def count_failure(self, error: BaseException) -> None:
        """Count a question that failed."""
        self._failures.labels(type(error).__name__).inc()

    def count_reindex(self, outcome: str) -> None:
        """Count a reindex that was "done", "failed" or "stopped"."""
        self._reindexes.labels(outcome).inc()

    def log_counter(self) -> logging.Handler:
        """Return a handler that counts the log's warnings and errors."""
        return _Counting(self._records)


class _Counting(logging.Handler):
    def __init__(self, records: Counter) -> None:
        super().__init__(logging.WARNING)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.labels(record.levelname.lower()).inc()
