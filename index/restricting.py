"""What a question's own words restrict it to: days, outlets, one article; and how that is told with the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from index.dates import Period
from index.outlets import Named
from index.pieces import Piece, find_pieces
from index.questions import Question, parse_question
from index.snapshot import Snapshot
from index.types import Filter

_IN = r",?\s*\b(?:in|from|by|per|according to|(?:as )?(?:reported|published|written|quoted) (?:by|in|on))\s+"
_PIECE = r"(?:articles?|stor(?:y|ies)|pieces?|reports?|coverage|interviews?|columns?)"
_TITLED = re.compile(
    rf"{_IN}(?:the\s+)?(?:{_PIECE}\s+)?(?:called\s+|titled\s+)?[“\"‘'](?P<title>.+?)[”\"’'](?!\w)", re.I
)
_HERE = re.compile(
    rf"{_IN}(?:the|this|that|these|those)\s+(?:{_PIECE}|collection|corpus|news)(?=\s*(?:[?.!]|$|about\b|on\b))", re.I
)


@dataclass(frozen=True, slots=True)
class Restricted:
    """A question without the words that only restrict it, the filter that they make, and that in a sentence.

    each: the pieces that a question of fact wants evidence from, where it names several.
    """

    question: Question
    filter: Filter
    each: tuple[Piece, ...] = ()
    told: str = ""


def restrict(snapshot: Snapshot, question: Question, filter: Filter) -> Restricted:
    """Read from a question's words what it is restricted to, within what the filter lets through already.

    Whether somebody said some words is checked in all articles; what stands in these words restricts nothing.
    """
    if question.asks == "check":
        return Restricted(question, filter)
    found = _within_article(snapshot, _without_here(Restricted(question, filter)))
    found = _within_outlets(snapshot, found)
    return _within_days(snapshot, found)


def _without_here(found: Restricted) -> Restricted:
    """ "In the article" restricts nothing, and is no topic."""
    is_told = found.question.asks in ("words", "stance")
    return _shortened(found, _HERE.sub("", found.question.text)) if is_told else found


def _within_article(snapshot: Snapshot, found: Restricted) -> Restricted:
    for match in _TITLED.finditer(found.question.text):
        if _is_quoted(found.question, match.start("title")):
            continue
        ids = snapshot.catalog.find_title(match["title"])
        if len(ids) == 1 and found.filter.article is None:
            told = f"(“{match['title']}”: only this article.)"
            within = replace(found, filter=replace(found.filter, article=ids[0]), told=told)
            return _shortened(within, found.question.text.replace(match.group(), ""))
        if not ids and found.question.asks == "words":
            told = f"(No article here is called “{match['title']}”; all are searched.)"
            return _shortened(replace(found, told=told), found.question.text.replace(match.group(), ""))
    return found


def _within_outlets(snapshot: Snapshot, found: Restricted) -> Restricted:
    question = found.question
    mentions = snapshot.catalog.outlets.find_mentions(question.text)
    mentions = [one for one in mentions if not _is_quoted(question, one.span[0])]
    named = list({one.sources: one for one in reversed(mentions)}.values())[::-1]
    if question.asks == "fact":
        named = named if any(outlet.is_source or _stands_in(question.text, outlet) for outlet in named) else []
    else:
        named = [outlet for outlet in named if _stands_in(question.text, outlet)]
    if not named:
        return found
    pieces = find_pieces(question.text, mentions) if question.asks == "fact" else ()
    found = replace(found, each=pieces if len(pieces) > 1 else ())
    if found.each and len(named) > 1:
        return found
    names = " and ".join(f"“{outlet.name}”" for outlet in named)
    told = f"({names}: only articles of {'this outlet' if len(named) == 1 else 'these'}.)"
    sources = tuple(source for outlet in named for source in outlet.sources)
    within = replace(found, filter=replace(found.filter, sources=sources), told=f"{found.told} {told}".strip())
    text = question.text
    for outlet in reversed(named):
        text = _without(text, outlet)
    return _shortened(within, text)


def _is_quoted(question: Question, at: int) -> bool:
    """Whether a place in the question is in the words whose speaker it asks for."""
    start = question.text.find(question.words) if question.words else -1
    return start >= 0 and start <= at < start + len(question.words or "")


def _stands_in(text: str, outlet: Named) -> bool:
    return _without(text, outlet) != text


def _without(text: str, outlet: Named) -> str:
    """The text without "in the Courier piece"; as it is where the outlet is not what something stands in."""
    before = re.search(rf"(?:{_IN}|\band\s+)(?:(?:the|both)\s+)*[“\"‘']?$", text[: outlet.span[0]], re.I)
    if before is None:
        return text
    after = re.match(rf"[”\"’']?(?:[’']s)?(?:\s+(?:\w+\s+)?{_PIECE}\b)?", text[outlet.span[1] :])
    return text[: before.start()] + text[outlet.span[1] + (after.end() if after else 0) :]


def _shortened(found: Restricted, text: str) -> Restricted:
    """The same question of fewer words; as it was if that would ask something else."""
    question = found.question
    text = text.strip(" ,")
    if text == question.text or not any(map(str.isalnum, text)):
        return found
    again = parse_question(text)
    if question.asks not in ("fact", again.asks) or (question.who is not None and again.who is None):
        return found
    return replace(found, question=replace(again, period=again.period or question.period))


def _within_days(snapshot: Snapshot, found: Restricted) -> Restricted:
    period = found.question.period
    if period is None:
        return found
    within = within_days(found.filter, period)
    has_articles = bool(snapshot.catalog.article_ids(within.since, within.until))
    has_days = not period.is_relative and bool(snapshot.catalog.article_ids(date.min, None))
    if found.question.asks != "fact" or has_articles or has_days:
        told = f"(“{period.text}”: only articles {_span(period)}.)"
    else:
        within, told = found.filter, f"(“{period.text}”: no article is known to be {_span(period)}; all are searched.)"
    return replace(found, filter=within, told=f"{told} {found.told}".strip())


def within_days(filter: Filter, period: Period) -> Filter:
    """Return the filter with these days as well."""
    return replace(filter, since=_last(filter.since, period.since), until=_first(filter.until, period.until))


def _span(period: Period) -> str:
    since, until = (f"{day:%-d %B %Y}" if day else "" for day in (period.since, period.until))
    return f"from {since} to {until}" if since and until else f"from {since} on" if since else f"up to {until}"


def _last(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day), default=None)


def _first(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
