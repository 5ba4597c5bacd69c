"""Lists of quotations as plain text: pages, newest first, and the timeline of one speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.render import count, facts, quote_text, who, words
from index.fullnames import as_typed
from index.results import LedgerEntry, QuoteList

PAGE = 20  # quotations on a page


def list_text(found: QuoteList, page: int, size: int) -> str:
    """Return one page of quotations and where it stands among the others; or the speakers to choose from."""
    if found.clarify:
        return clarify_text(found)
    if found.is_unknown:
        return "Nobody is called so."
    if not found.entries:
        last = -(-found.total // size)
        return f"There is no page {page}; the last is {last}." if last else "No quotation fits."
    return "\n\n".join([*map(quote_text, found.entries), _place(found, page, size)])


def timeline_text(found: QuoteList, page: int, size: int) -> str:
    """Return the quotations under the days on which they were published, oldest first."""
    if found.clarify or not found.entries:
        return list_text(found, page, size)
    return "\n\n".join([*_days(found.entries), _place(found, page, size)])


def clarify_text(found: QuoteList) -> str:
    """Return whom the speaker's name may mean, a line each."""
    return "\n".join(["Whom do you mean?", *(f"  - {name}" for name in as_typed(found.clarify))])


def _days(entries: Sequence[LedgerEntry]) -> Iterator[str]:
    for day, said in groupby(entries, key=lambda entry: (entry.published_at or "")[:10]):
        lines = [f"   {words(entry.text, entry.kind)}\n   — {who(entry)} · {facts(entry)}" for entry in said]
        yield "\n".join([day or "no date", *lines])


def _place(found: QuoteList, page: int, size: int) -> str:
    pages = -(-found.total // size)
    if pages < 2:
        return f"{count(found.total, 'quotation')}."
    following = f"; --page {page + 1} shows the next" if page < pages else ""
    return f"Page {page} of {pages}, {count(found.total, 'quotation')}{following}."
