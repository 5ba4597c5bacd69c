"""A page of a listing as drafts: its quotations, newest first or along a timeline, and the buttons to other pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.discord_bot.captions import below, who
from bot.discord_bot.drafts import PLAIN, RICH, Draft, Reply, Shape, Turn, asked_back
from bot.discord_bot.frames import Frame, different, fitting
from bot.discord_bot.listings import Listing
from bot.discord_bot.markdown import escape
from index.fullnames import exact_name
from index.results import LedgerEntry, QuoteList

PAGE = 5  # quotations on a page


def page_reply(listing: Listing, found: QuoteList, offset: int) -> Reply:
    """Return the page of a listing that begins after `offset` quotations."""
    if found.clarify:
        return asked_back(f"{listing.head()}\nSeveral people have that name:", found.clarify)
    is_exact = listing.speaker is not None and exact_name(listing.speaker) is not None
    shown = listing if is_exact else replace(listing, speaker=found.speaker or listing.speaker)
    if not found.entries:
        draft = Draft(f"{shown.head()}\n{'Nobody is called so.' if found.is_unknown else 'No quotation fits.'}")
        return Reply(draft, draft)
    return Reply(_draft(shown, found, offset, RICH), _draft(shown, found, offset, PLAIN))


def _draft(listing: Listing, found: QuoteList, offset: int, shape: Shape) -> Draft:
    title = found.entries[0].title if listing.article else None
    listing = replace(listing, article=found.entries[0].article_id) if listing.article else listing
    head = listing.head(title)
    frames = different(list(_frames(listing, found.entries, offset)))
    entries = fitting(head, frames, shape)
    after = offset + (len(entries) if len(entries) < len(frames) else len(found.entries))
    foot = "" if found.total == 1 else f"-# {offset + 1}–{after} of {found.total}"
    return Draft(head, entries, foot, turns=_turns(listing, offset, after, found.total), first=offset + 1)


def _frames(listing: Listing, entries: Sequence[LedgerEntry], offset: int) -> Iterator[Frame]:
    day = None
    for number, entry in enumerate(entries, offset + 1):
        heading = ""
        if listing.order == "timeline" and (number == offset + 1 or entry.published_at != day):
            heading = f"**{escape((entry.published_at or 'Undated')[:10])}**\n"
        day = entry.published_at
        caption = f"{heading}**{number}.** {who(entry)}{' · pinned' if entry.pinned else ''}"
        yield Frame(caption, entry.text, below(entry), entry.ref, entry.speaker)


def _turns(listing: Listing, offset: int, after: int, total: int) -> tuple[Turn, ...]:
    if total == 1:
        return ()
    other = Turn("Newest first", "newest", 0) if listing.order == "timeline" else Turn("Timeline", "timeline", 0)
    if offset == 0 and after >= total:
        return (other,)
    back = Turn("Back", listing.order, max(0, offset - PAGE), offset > 0)
    return (back, Turn("More", listing.order, after, after < total), other)
