"""What people are shown: an answer as drafts that fit Discord's limits. Pure; nothing is sent here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.discord_bot import limits
from bot.discord_bot.captions import TITLE, below, dated, who
from bot.discord_bot.drafts import PLAIN, RICH, Attachment, Draft, Reply, Shape, asked_back
from bot.discord_bot.frames import Frame, different, fitting
from bot.discord_bot.markdown import clip, escape, escape_told, link, page_url, unescape
from bot.render import plain_text
from index.results import Answer, Citation, Source

NEAREST = 3  # passages shown where nothing answers
_GLANCE = 400  # characters of a passage that only might help
_QUESTION = 500
_QUESTION_LINE = re.compile(r"\*\*(.+)\*\*$", re.MULTILINE)


def answer_reply(answer: Answer, nearest: Sequence[Source] = (), *, with_question: bool = False) -> Reply:
    """Return the reply to a question; `nearest` are the sources of the nearest passages where nothing answers."""
    has_question = with_question or answer.clarify or answer.is_completed
    head = _question_line(answer.question) if has_question else ""
    if answer.answered:
        head = "\n".join(filter(None, (head, escape_told(answer.note or ""))))
        frames = [_citation_frame(number, citation) for number, citation in enumerate(answer.citations, 1)]
        every = Attachment("quotations.txt", _file_data(_quotations(answer)))
        more = answer.omitted
        return Reply(_draft(head, frames, RICH, every, more), _draft(head, frames, PLAIN, every, more), answer)
    head = "\n".join(filter(None, (head, escape_told(answer.reason or "No article answers this."))))
    if answer.clarify:
        is_whole = len(answer.question) <= _QUESTION  # else a button could not read again what was asked
        return replace(asked_back(head, answer.clarify, has_buttons=is_whole), answer=answer)
    head = f"{head}\nNearest in the articles:" if nearest else head
    frames = [_passage_frame(number, source) for number, source in enumerate(nearest, 1)]
    return Reply(_draft(head, frames, RICH), _draft(head, frames, PLAIN), answer)


def question_in(head: str) -> str | None:
    """Return the question in the first line of a message's head, or None where there is none."""
    match = _QUESTION_LINE.match(head)
    return unescape(match[1]) if match else None


def _question_line(question: str) -> str:
    return f"**{escape(clip(question, _QUESTION))}**"


def _draft(head: str, frames: Sequence[Frame], shape: Shape, every: Attachment | None = None, more: int = 0) -> Draft:
    """As many frames as fit a message, and where not all do, the file with `every` one.

    more: how many the engine left out already.
    """
    frames = different(frames)
    entries = fitting(head, frames, shape)
    left = len(frames) - len(entries)
    if not left or every is None:
        return Draft(head, entries, _rest(left + more))
    foot = "\n".join(filter(None, (f"-# {_more(left)} in the file, with all the others.", _rest(more))))
    return Draft(head, entries, foot, attachment=every, bare_foot=_rest(left + more))


def _rest(left: int) -> str:
    if not left:
        return ""
    what = "quotation fits" if left == 1 else "quotations fit"
    return f"-# {left} more {what} the question: ask for one speaker, topic or date to see more."


def _more(left: int) -> str:
    return "1 more quotation is" if left == 1 else f"{left} more quotations are"


def _quotations(answer: Answer) -> str:
    return f"{answer.question}\n\n{plain_text(replace(answer, omitted=0))}\n"


def _file_data(text: str) -> bytes:
    return text.encode("utf-8", "replace")[: limits.FILE_BYTES]


def _citation_frame(number: int, citation: Citation) -> Frame:
    return Frame(f"**{number}.** {who(citation)}", citation.text, below(citation), citation.ref, citation.speaker)


def _passage_frame(number: int, source: Source) -> Frame:
    article = source.article
    title = link(clip(article.title, TITLE), page_url(article.url, source.text))
    return Frame(f"**{number}.**", source.text, f"-# {title}{dated(article.published_at)}", source.ref, most=_GLANCE)
