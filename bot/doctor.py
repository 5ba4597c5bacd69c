"""`quoth doctor`: is everything set up, and if not, what is to be done?"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.render import count
from index.errors import DamagedIndexError, NoIndexError, QuothError

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.manifest import Manifest
    from index.store import SnapshotStore

_SCARCE = 500_000_000  # bytes free; an index of 10,000 articles and its successor need less
_MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do about it."""

    check: str
    state: Literal["ok", "warn", "fail"]
    message: str


def examine(config: Path | None = None, data_dir: Path | None = None) -> list[Finding]:
    """Check everything that Quoth needs; of a configuration that cannot be used, only that is said."""
    from bot.settings import find_file, load_settings

    try:
        settings = load_settings(config, data_dir)
    except QuothError as error:
        return [Finding("configuration", "fail", str(error))]
    found = Finding("configuration", "ok", f"read from {find_file(config) or 'the defaults'}")
    return [
        found,
        *_check_disk(settings.data_path),
        *_check_articles(settings),
        *_check_engine(settings),
        *_collections(settings),
        _check_state(settings),
        *_online(settings),
    ]


def findings_text(findings: Sequence[Finding]) -> str:
    """Return the findings for people, a line each."""
    return "\n".join(f"{_MARKS[finding.state]}  {finding.check}: {finding.message}" for finding in findings)


def findings_json(findings: Sequence[Finding]) -> str:
    """Return the findings as JSON: {"ok": bool, "findings": [{"check", "state", "message"}]}."""
    ok = not any(finding.state == "fail" for finding in findings)
    return json.dumps({"ok": ok, "findings": [asdict(finding) for finding in findings]}, ensure_ascii=False)


def _check_disk(folder: Path) -> Iterator[Finding]:
    from bot.settings import find_blocking_file

    if file := find_blocking_file(folder):
        yield Finding("data directory", "fail", f"{file} is a file; set QUOTH_DATA_DIR to a folder")
        return
    existing = next(path for path in (folder, *folder.parents) if _exists(path))
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield Finding("data directory", "fail", f"{folder} cannot be written; allow it, or set QUOTH_DATA_DIR")
        return
    free = shutil.disk_usage(existing).free
    amount = f"{folder}, {free / 1e9:.1f} GB free"
    if free < _SCARCE:
        yield Finding(
            "data directory", "warn", f"{amount}; make room, or set QUOTH_DATA_DIR to a folder on another disk"
        )
    else:
        yield Finding("data directory", "ok", amount)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # nobody may look into the folder that holds it
        return False


def _check_articles(settings: Settings) -> Iterator[Finding]:
    missing = [str(path) for path in settings.chosen.paths if not _exists(path)]
    if missing:
        yield Finding(
            "articles", "warn", f"there is no {', '.join(missing)}; set corpus.paths, or name paths to reindex"
        )
    else:
        yield Finding("articles", "ok", ", ".join(map(str, settings.chosen.paths)))


def _check_engine(settings: Settings) -> Iterator[Finding]:
    yield _check_model(settings)
    if settings.model.reranker:
        yield _check_reranker(settings)
    yield _check_index(settings)


def _check_state(settings: Settings) -> Finding:
    from bot.state.database import describe_database

    try:
        told = describe_database(settings.state.url.get_secret_value(), settings.data_path)
    except QuothError as error:
        return Finding("database", "fail", str(error))
    return Finding("database", "ok", told)


def _check_model(settings: Settings) -> Finding:
    from index.embedding import describe_embedder

    try:
        model = describe_embedder(settings.model.name, settings.data_path / "models")
    except (QuothError, OSError) as error:
        return Finding("model", "fail", str(error))
    name = f"{model.name} (sha256 {model.digest[:16]}…)"
    if model.encoder is None:
        return Finding("model", "ok", f"{name}; it is prepared at the first reindex")
    return Finding(
        "model", "ok", f"{name}, run by {model.encoder}{f', because {model.reason}' if model.reason else ''}"
    )


def _check_reranker(settings: Settings) -> Finding:
    from index.embedding.models import find_model

    name = settings.model.reranker
    try:
        model = find_model(name, settings.data_path / "models")
    except (QuothError, OSError) as error:
        return Finding("reranker", "warn", f"{error} (The first question fetches it.)")
    return Finding("reranker", "ok", f"{name} (sha256 {model.digest[:16]}…)")


def _check_index(settings: Settings) -> Finding:
    from index.store import SnapshotStore

    store = SnapshotStore(settings.corpus_path)
    try:
        snapshot = store.open_current()
        snapshot.verify()
    except NoIndexError:
        return Finding("index", "warn", "there is none yet; the first question builds it, or run quoth reindex")
    except DamagedIndexError as error:
        return Finding("index", "fail", _say_what_answers(store, str(error), settings))
    except QuothError as error:
        return Finding("index", "fail", str(error))
    try:
        return _describe_index(snapshot.manifest, settings)
    finally:
        snapshot.close()


def _say_what_answers(store: SnapshotStore, damage: str, settings: Settings) -> str:
    """What is damaged, and which snapshot answers meanwhile, or why none does."""
    from bot.app import make_trail
    from index.fallback import open_answering

    try:
        answering = open_answering(store, make_trail(settings), settings.model.name, damage)
    except QuothError as error:
        return str(error)
    answering.snapshot.close()
    return answering.warning or damage


def _describe_index(manifest: Manifest, settings: Settings) -> Finding:
    counts = manifest.counts
    parts = [(counts.articles, "article"), (counts.passages, "passage"), (counts.quotes, "quotation")]
    age = _age(datetime.now(UTC) - manifest.created_at)
    held = f"{', '.join(count(number, noun) for number, noun in parts)}; made {age}"
    if manifest.model != settings.model.name:
        return Finding(
            "index", "fail", f"made with the model {manifest.model}; run quoth reindex, or set model.name back"
        )
    if settings.model.encoder not in ("auto", manifest.encoder):
        wanted = f"model.encoder is {settings.model.encoder}; run quoth reindex to make it anew"
        return Finding("index", "warn", f"{held}, with the encoder {manifest.encoder}, but {wanted}")
    return Finding("index", "ok" if counts.articles else "warn", held)


def _age(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{age.days} days ago" if hours >= 48 else f"{hours:.0f} hours ago" if hours >= 2 else "just now"


def _collections(settings: Settings) -> Iterator[Finding]:
    from bot.doctor_collections import check_collections

    return check_collections(settings)


def _online(settings: Settings) -> list[Finding]:
    from bot.doctor_online import check_discord

    return check_discord(settings.discord)
