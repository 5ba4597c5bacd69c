"""What a format says of its article besides the text; what it does not say stays unknown."""

from __future__ import annotations

from dataclasses import dataclass, fields

from index.loaders.plain import first_line
from index.types import Article


@dataclass(frozen=True, slots=True)
class Details:
    """The details of an article, each None where it is not known."""

    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published_at: str | None = None
    language: str | None = None

    def article(self, name: str, text: str) -> Article:
        """Return the article of this text; without a title, its first line is one. Raises ArticleError if blank."""
        return Article(
            source_id=name,
            title=self.title or first_line(text),
            text=text,
            url=self.url,
            source=self.source,
            author=self.author,
            published_at=self.published_at,
            language=self.language,
        )


def first_known(*found: Details) -> Details:
    """Return the details of which each is the first one known."""
    known = {field.name: [getattr(one, field.name) for one in found] for field in fields(Details)}
    return Details(**{name: next(filter(None, values), None) for name, values in known.items()})
