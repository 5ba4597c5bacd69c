"""Markdown: title, author, source, date and URL come from YAML front matter, the stored text is the body as written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from index.errors import ArticleError
from index.loaders.plain import decode, first_line, known_date, one_line, shorten
from index.types import Article


def load(path: Path) -> Article:
    """Read a Markdown file. Raises ArticleError if it is not UTF-8, blank, or its front matter is not YAML."""
    metadata, body = _split(decode(path.read_bytes()))
    line = first_line(body)
    return Article(
        source_id=path.name,
        title=one_line(metadata.get("title")) or shorten(line.lstrip("#").strip()) or line,
        text=body,
        url=one_line(metadata.get("url")),
        source=one_line(metadata.get("source")),
        author=_names(metadata.get("author")),
        published_at=_date(metadata.get("date", metadata.get("published_at"))),
    )


def _split(text: str) -> tuple[Mapping[str, object], str]:
    import frontmatter
    import yaml  # type: ignore[import-untyped]

    try:
        metadata, body = frontmatter.parse(text, handler=frontmatter.default_handlers.YAMLHandler())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ArticleError(f"its front matter, between the lines “---”, is not YAML: {_reason(error)}") from None
    return (metadata, body) if metadata else ({}, text)  # a text between two rulers is no front matter


def _reason(error: Exception) -> str:
    """Return what is wrong, and in which line where PyYAML knows; it counts the "---" that its text begins after."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return f"{problem}, in line {mark.line + 1}" if mark else problem


def _names(value: object) -> str | None:
    names = value if isinstance(value, list) else [value]
    return ", ".join(name for name in map(one_line, names) if name) or None


def _date(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else known_date(value)
