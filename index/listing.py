"""The ledger as a list: quotations of a speaker, on a topic, from some articles or days, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from index.embedding import Embedder
from index.ledger import on_topic, quotes_of
from index.people import Person, find_people
from index.results import QuoteList
from index.retriever import find_scope
from index.snapshot import Snapshot
from index.types import Filter, ListOrder, StoredQuote


def list_quotes(
    snapshot: Snapshot,
    embedder: Embedder,
    filter: Filter,
    *,
    about: str | None = None,
    order: ListOrder | None = None,
    everything: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> QuoteList:
    """Return one page of the quotes that fit, or the names to choose from where the speaker is ambiguous.

    order: by the articles' dates, undated ones last, and within an article as they stand; without one, newest first,
    or on a topic the best first; a speaker's pinned ones before the others.
    everything: also what is no speech (terms, titles) and what moderators hid.
    """
    scope = find_scope(snapshot, filter)
    people = find_people(snapshot, filter.speaker, scope.article_ids) if filter.speaker else []
    people = [person for person in people if person.quotes] or people[:1]
    if len(people) > 1:
        return QuoteList((), 0, clarify=tuple(person.name for person in people))
    quotes = _quotes(snapshot, filter, people, scope.article_ids, everything)
    if about is not None:
        quotes = [rated.stored for rated in on_topic(snapshot, quotes, about, embedder)]
    if order or about is None:
        quotes = _by_date(snapshot, quotes, order or "newest")
    if people and order is None:
        quotes = sorted(quotes, key=lambda stored: not stored.pinned)
    page = quotes[offset : None if limit is None else offset + limit]
    name = people[0].name if people else None
    is_unknown = filter.speaker is not None and not people and not find_people(snapshot, filter.speaker)
    entries = tuple(snapshot.entry(quote) for quote in page)
    return QuoteList(entries, len(quotes), speaker=name, is_unknown=is_unknown)


def _quotes(
    snapshot: Snapshot,
    filter: Filter,
    people: Sequence[Person],
    article_ids: Sequence[str] | None,
    everything: bool,
) -> list[StoredQuote]:
    if filter.speaker is not None:
        found = quotes_of(snapshot, people, with_hidden=everything)
    else:
        found = snapshot.catalog.quotes(article_ids=article_ids, with_hidden=everything)
    return [stored for stored in found if everything or stored.quote.is_speech]


def _by_date(snapshot: Snapshot, quotes: Sequence[StoredQuote], order: ListOrder) -> list[StoredQuote]:
    days = snapshot.catalog.days({quote.article_id for quote in quotes})
    dated = [quote for quote in quotes if days.get(quote.article_id)]
    undated = [quote for quote in quotes if not days.get(quote.article_id)]
    return sorted(dated, key=lambda quote: days[quote.article_id] or "", reverse=order == "newest") + undated
