"""Copying what was found in an article from one catalogue into another that is being written, without reading it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedIndexError

# As it was found: what moderators corrected is left behind, and is corrected anew.
_SPEAKERS = ("speaker", "stated", "role", "inferred")
_FOUND = {name: f"CASE WHEN f.quote IS NULL THEN q.{name} ELSE f.{name} END" for name in _SPEAKERS}
_COPIES = (
    "INSERT INTO signatures SELECT :article, signature FROM before.signatures WHERE article = :before",
    """INSERT INTO passages SELECT p.row + :shift, :article, p.start, p.end, ifnull(f.sentences, p.sentences)
        FROM before.passages p LEFT JOIN before.found_sentences f ON f.passage = p.row
        WHERE p.row BETWEEN :first AND :last""",
    f"""INSERT INTO quotes SELECT NULL, :article, iif(q.passage < 0, q.passage, q.passage + :shift), q.start, q.end,
            q.kind, {_FOUND["speaker"]}, q.speaker_mention, {_FOUND["stated"]}, q.cue, q.relay, q.unmarked, q."group",
            q.context_start, q.context_end, q.mention_start, q.mention_end, q.cue_start, q.cue_end, {_FOUND["role"]},
            {_FOUND["inferred"]}, q.is_speech, 0, 0
        FROM before.quotes q LEFT JOIN before.found_speakers f ON f.quote = q.row
        WHERE q.article = :before ORDER BY q.row""",
    """INSERT INTO speakers SELECT NULL, :article, name, aliases, quotes FROM before.speakers
        WHERE article = :before ORDER BY row""",
)


@dataclass(frozen=True, slots=True)
class Copied:
    """What an article's own row tells of what was found in it; boilerplate is packed."""

    passages: int
    quotes: int
    boilerplate: bytes


class CatalogCopier:
    """Copies from the catalogue at `before`, of the same format, into an open one."""

    def __init__(self, database: sqlite3.Connection, before: Path) -> None:
        self._database, self._before = database, before
        database.execute("ATTACH ? AS before", (f"{before.absolute().as_uri()}?mode=ro&immutable=1",))

    def copy(self, article_id: str, article: int, first_passage: int) -> Copied:
        """Copy all that was found in an article, to be the article and to have the passages of these rows.

        Raises KeyError for an unknown id, DamagedIndexError, and sqlite3.OperationalError where it cannot be written.
        """
        sql = "SELECT row, first_passage, passages, quotes, boilerplate FROM before.articles WHERE id = ?"
        try:
            found = self._database.execute(sql, (article_id,)).fetchone()
            if found is None:
                raise KeyError(article_id)
            row, first, passages, quotes, boilerplate = found
            places = {"article": article, "before": row, "shift": first_passage - first}
            for statement in _COPIES:
                self._database.execute(statement, {**places, "first": first, "last": first + passages - 1})
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise DamagedIndexError(f"{self._before} cannot be read ({error}); run quoth reindex.") from error
        return Copied(passages, quotes, boilerplate)
