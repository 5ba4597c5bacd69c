"""What people are shown: an answer as drafts that fit Discord's limits. Pure; nothing is sent here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.discord_bot.answer_buttons import Last, page_press, rating_presses
from bot.discord_bot.captions import TITLE, below, dated, who
from bot.discord_bot.drafts import PLAIN, RICH, Draft, Reply, Shape, asked_back
from bot.discord_bot.frames import Frame, different, fitting
from bot.discord_bot.markdown import clip, escape, escape_told, link, page_url, unescape
from index.results import Answer, Citation, Source

PAGE = 10  # quotations on a page of an answer, where as many fit
NEAREST = 3  # passages shown where nothing answers
_GLANCE = 400  # characters of a passage that only might help
_QUESTION = 500
_CHANGED = "-# The articles changed since this was answered first."
_QUESTION_LINE = re.compile(r"\*\*(.+)\*\*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shown:
    """How an answer is shown: which of its pages, what stands above it, and which button is the last.

    origin, snapshot: the message that the question is kept under, and from which snapshot it was answered, for a page
    or a copy of its answer.
    """

    offset: int = 0
    origin: int | None = None
    last: Last = "delete"
    note: str = ""
    snapshot: str = ""


def answer_reply(
    answer: Answer,
    nearest: Sequence[Source] = (),
    *,
    with_question: bool = False,
    shown: Shown = Shown(),
) -> Reply:
    """Return the reply to a question; `nearest` are the sources of the nearest passages where nothing answers."""
    has_question = with_question or answer.clarify or answer.is_completed
    head = _question_line(answer.question) if has_question else ""
    told = answer.note if answer.answered else answer.reason or "No article answers this."
    changed = _CHANGED if shown.snapshot not in ("", answer.snapshot) else ""
    head = "\n".join(part for part in (head, shown.note, changed, escape_told(told or "")) if part)
    if answer.clarify:
        is_whole = len(answer.question) <= _QUESTION  # else a button could not read again what was asked
        return replace(asked_back(head, answer.clarify, has_buttons=is_whole), answer=answer)
    if answer.answered:
        frames = different([_citation_frame(number, one) for number, one in enumerate(answer.citations, 1)])
        rich, plain = (_page(head, frames, shape, shown, answer.omitted) for shape in (RICH, PLAIN))
    else:
        head = f"{head}\nNearest in the articles:" if nearest else head
        frames = different([_passage_frame(number, source) for number, source in enumerate(nearest, 1)])
        rich, plain = (Draft(head, fitting(head, frames, shape)) for shape in (RICH, PLAIN))
    return Reply(rich, plain, answer).with_presses(rating_presses(shown.origin, shown.last))


def question_in(head: str) -> str | None:
    """Return the question in the first line of a message's head, or None where there is none."""
    match = _QUESTION_LINE.match(head)
    return unescape(match[1]) if match else None


def _question_line(question: str) -> str:
    return f"**{escape(clip(question, _QUESTION))}**"


def _page(head: str, frames: Sequence[Frame], shape: Shape, shown: Shown, omitted: int) -> Draft:
    """As many frames of a page as fit a message, with the buttons to the pages before and after.

    omitted: how many the engine left out already.
    """
    offset = shown.offset if shown.offset < len(frames) else 0  # a reindex may have taken the page away
    entries = fitting(head, frames[offset : offset + PAGE], shape)
    after = offset + len(entries)
    if offset == 0 and after == len(frames):
        return Draft(head, entries, _rest(omitted))
    foot = "\n".join(filter(None, (f"-# {offset + 1}–{after} of {len(frames)}", _rest(omitted))))
    back = page_press("Back", max(0, offset - PAGE), shown.origin, is_possible=offset > 0)
    more = page_press("More quotes", after, shown.origin, is_possible=after < len(frames))
    return Draft(head, entries, foot, first=offset + 1, presses=(back, more))


def _rest(left: int) -> str:
    if not left:
        return ""
    what = "quotation fits" if left == 1 else "quotations fit"
    return f"-# {left} more {what} the question: ask for one speaker, topic or date to see more."


def _citation_frame(number: int, citation: Citation) -> Frame:
    return Frame(f"**{number}.** {who(citation)}", citation.text, below(citation), citation.ref, citation.speaker)


def _passage_frame(number: int, source: Source) -> Frame:
    article = source.article
    title = link(clip(article.title, TITLE), page_url(article.url, source.text))
    return Frame(f"**{number}.**", source.text, f"-# {title}{dated(article.published_at)}", source.ref, most=_GLANCE)
