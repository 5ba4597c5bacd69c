"""All about one article, as plain text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from bot.harmless import harmless, harmless_line
from bot.records import ArticleRecord, article_record
from bot.render import article_text, count
from index.arrivals import Arrival

if TYPE_CHECKING:
    from index.versions import ArticleInfo, Version

_HOW = {"file": "given as a file", "url": "added by its address", "feed": "brought by a feed"}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ArrivalRecord(_Record):
    """How an article came that no folder holds: "file", "url" or "feed", when, and when it was looked at last."""

    how: str
    added_at: datetime
    checked_at: datetime
    url: str | None
    feed: str | None


class DifferenceRecord(_Record):
    """A paragraph that stands in one of two versions only: in the later one if is_added."""

    text: str
    is_added: bool


class VersionRecord(_Record):
    """How an article read before, and the differences from there to the next later version."""

    article_id: str
    title: str
    since: datetime | None
    until: datetime | None
    differences: list[DifferenceRecord]


class ArticleInfoRecord(ArticleRecord):
    """An article, the texts in it that are never cited, how it came (null: from a folder), and earlier versions.

    duplicates: source ids of the other articles that print the same text, or nearly.
    """

    boilerplate: list[str]
    duplicates: list[str]
    arrival: ArrivalRecord | None
    versions: list[VersionRecord]


def info_record(info: ArticleInfo) -> ArticleInfoRecord:
    """Return all about an article as it is printed."""
    return ArticleInfoRecord(
        **article_record(info.summary).model_dump(),
        boilerplate=list(info.boilerplate),
        duplicates=[article.source_id for article in info.duplicates],
        arrival=ArrivalRecord.model_validate(info.arrival) if info.arrival else None,
        versions=[VersionRecord.model_validate(version) for version in info.versions],
    )


def info_text(info: ArticleInfo) -> str:
    """Return all about an article."""
    return "\n".join(
        [article_text(info.summary), *_address(info), _came(info.arrival), *_boilerplate(info), *_before(info)]
    )


def _address(info: ArticleInfo) -> Iterator[str]:
    if info.summary.url:
        yield f"   {harmless_line(info.summary.url)}"


def _came(arrival: Arrival | None) -> str:
    if arrival is None:
        return "   read from a folder"
    feed = f" ({harmless_line(arrival.feed)})" if arrival.feed else ""
    looked = f", looked at {arrival.checked_at:%Y-%m-%d %H:%M} UTC" if arrival.how != "file" else ""
    return f"   {_HOW.get(arrival.how, arrival.how)}{feed}, {arrival.added_at:%Y-%m-%d %H:%M} UTC{looked}"


def _elsewhere(info: ArticleInfo) -> Iterator[str]:
    if info.duplicates:
        yield f"   the same text: {harmless_line(', '.join(one.source_id for one in info.duplicates))}"


def _boilerplate(info: ArticleInfo) -> Iterator[str]:
    if info.boilerplate:
        yield f"Never cited, {count(len(info.boilerplate), 'passage')}:"
    yield from (f"   {harmless_line(text)}" for text in info.boilerplate)


def _before(info: ArticleInfo) -> Iterator[str]:
    for version in info.versions:
        yield f"Before, {_while(version)} ({version.article_id}):"
        for one in version.differences:
            yield f"   {'+' if one.is_added else '-'} {harmless(one.text)}"


def _while(version: Version) -> str:
    since, until = (f"{moment:%Y-%m-%d %H:%M}" if moment else "?" for moment in (version.since, version.until))
    return f"{since} UTC" if since == until else f"{since} to {until} UTC"
