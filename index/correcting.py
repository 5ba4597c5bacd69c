"""Making the roster of a written catalogue: who is who as the articles tell it, and then as moderators correct it."""

from __future__ import annotations

import gc
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from index.catalog import Catalog
from index.catalog_schema import PEOPLE
from index.corrections import Correction, describe
from index.errors import RefError, UsageError
from index.files import writing
from index.moderation import Moderation, Outcome
from index.trail import Trail
from index.types import Failure

_CACHE = 32768  # kibibytes that SQLite may hold meanwhile
_SELDOM = 200_000  # new objects between two looks for cycles; Python's 700 cost a quarter of the time
_TABLE = re.compile(r"CREATE TABLE (\w+)")


def make_roster(path: Path, corrections: Sequence[Correction]) -> dict[int, Outcome]:
    """Write the people of a catalogue, with these corrections applied in order; say what came of each, by id.

    What an earlier call wrote is taken back first. Raises StorageError.
    """
    with (
        writing(path.parent, sqlite3.OperationalError),
        closing(sqlite3.connect(path, isolation_level=None)) as database,
    ):
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{_CACHE};")
        _restore(database)
        with _collecting_seldom():
            ledger = Moderation(database)
            outcomes = _apply(path, ledger, corrections)
            database.execute("BEGIN")
            ledger.write()
        lost = [(number, str(outcome.error)) for number, outcome in outcomes.items() if outcome.error]
        database.executemany("INSERT INTO lost_corrections VALUES (?, ?)", lost)
        database.execute("COMMIT")
    return outcomes


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Let Python look for cycles seldom: there are none in the people, who are looked through again and again."""
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def lost_corrections(trail: Trail, catalog: Catalog) -> tuple[Failure, ...]:
    """Return the corrections that do not apply to what is indexed, each with the reason."""
    lost = catalog.lost_corrections()
    in_force = {one.id: one.action for one in trail.in_force()}
    return tuple(
        Failure(f"correction {number} ({describe(in_force[number])})", reason)
        for number, reason in lost.items()
        if number in in_force
    )


def _restore(database: sqlite3.Connection) -> None:
    """Bring a catalogue back to what was found in the articles."""
    database.executescript(f"""BEGIN;
        UPDATE quotes SET (speaker, stated, inferred, role) =
            (SELECT speaker, stated, inferred, role FROM found_speakers WHERE quote = row)
            WHERE row IN (SELECT quote FROM found_speakers);
        UPDATE quotes SET hidden = 0, pinned = 0 WHERE hidden OR pinned;
        UPDATE passages SET sentences = (SELECT f.sentences FROM found_sentences f WHERE f.passage = row)
            WHERE row IN (SELECT passage FROM found_sentences);
        {"".join(f"DROP TABLE IF EXISTS {table};" for table in _TABLE.findall(PEOPLE))}
        {PEOPLE}
        COMMIT;""")


def _apply(path: Path, ledger: Moderation, corrections: Sequence[Correction]) -> dict[int, Outcome]:
    if not corrections:
        return {}
    outcomes = {}
    catalog = Catalog(path)
    with closing(catalog):
        for correction in corrections:
            try:
                outcomes[correction.id] = ledger.apply(catalog, correction.action)
            except (RefError, UsageError) as error:
                outcomes[correction.id] = Outcome(correction.before, correction.after, error)
    return outcomes
