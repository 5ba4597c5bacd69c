"""Front matter: what YAML between two lines "---" says of the Markdown that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from index.errors import ArticleError
from index.loaders.details import Details
from index.loaders.languages import language_tag
from index.loaders.plain import known_date, one_line

_LARGEST = 100_000  # characters; YAML is read at a megabyte a second, and no article needs more


def split_front_matter(text: str) -> tuple[Details, str]:
    """Return what the front matter says, and the body. Raises ArticleError for front matter that is not YAML."""
    from frontmatter.default_handlers import YAMLHandler

    handler, stripped = YAMLHandler(), text.strip()
    if not handler.detect(stripped):
        return Details(), text
    try:
        written, body = handler.split(stripped)
    except ValueError:  # nothing ends it
        return Details(), text
    metadata = _parse(written)
    if not isinstance(metadata, dict) or not metadata:
        return Details(), text  # it stands between two rulers
    return _details({str(key).strip().lower(): value for key, value in metadata.items()}), body.strip()


def _parse(written: str) -> object:
    """Read plain YAML: without merging, by which a few lines can fill the memory."""
    import yaml  # type: ignore[import-untyped]
    from frontmatter.default_handlers import SafeLoader

    class Loader(SafeLoader):  # type: ignore[misc, valid-type]
        def flatten_mapping(self, node: Any) -> None:
            """Merge nothing."""

    if len(written) > _LARGEST:
        raise ArticleError(f"its front matter, between the lines “---”, is longer than {_LARGEST // 1000} KB")
    try:
        return yaml.load(written, Loader=Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ArticleError(f"its front matter, between the lines “---”, is not YAML: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """Return what is wrong, and in which line where PyYAML knows; it counts the "---" that its text begins after."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return f"{problem}, in line {mark.line + 1}" if mark else problem


def _details(metadata: Mapping[str, object]) -> Details:
    return Details(
        title=_line(_first(metadata, "title")),
        author=_names(_first(metadata, "author", "authors", "by", "byline")),
        source=_names(_first(metadata, "source", "outlet", "publisher", "publication")),
        url=one_line(_first(metadata, "url", "canonical", "canonical_url", "canonicalurl", "link")),
        published_at=_date(_first(metadata, "date", "published_at", "published", "pubdate")),
        language=language_tag(_first(metadata, "lang", "language", "locale")),
    )


def _first(metadata: Mapping[str, object], *keys: str) -> object:
    return next((metadata[key] for key in keys if metadata.get(key) not in (None, "")), None)


def _line(value: object) -> str | None:
    """Return a value on one line; "title: 1984" is a title, though YAML reads a number."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else one_line(value)


def _names(value: object) -> str | None:
    """Return one name or several; each may be written as a mapping with a name."""
    several: Sequence[object] = value if isinstance(value, list) else [value]
    names = [one_line(one.get("name") if isinstance(one, dict) else one) for one in several]
    return ", ".join(filter(None, names)) or None


def _date(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else known_date(value)
