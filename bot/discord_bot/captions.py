"""What stands above and below a quotation: who said it and how that is known, the article's title and date."""

from __future__ import annotations

from bot import render
from bot.discord_bot.markdown import clip, escape, escape_told, link, page_url
from index.results import Citation, LedgerEntry

NAME, TITLE, REASON, ALSO = 80, 150, 200, 300  # characters that are shown of a name, a title, a reason, other places


def who(quote: Citation | LedgerEntry) -> str:
    """Return who said it, how that is known, whose words they are, and who passed them on."""
    relay = f" · via {escape(clip(quote.relay, NAME))}" if quote.relay else ""
    if quote.kind == "passage":
        return f"In the article’s words{relay}"
    if quote.speaker is None:
        return f"**Speaker not named**{relay}"
    whose = render.told(quote.text, quote.kind)
    role = f", {escape(clip(quote.role, NAME))}" if quote.role else ""
    name = f"**{escape(clip(quote.speaker, NAME))}**{role}"
    return f"{name}{_inference(quote)}{f' · {whose}' if whose else ''}{relay}"


def reasons(quote: Citation | LedgerEntry) -> str:
    """Return, small, the sentence from which the speaker is known and what the source lacks; or nothing."""
    return "\n".join(
        f"-# {escape_told(clip(reason[:1].upper() + reason[1:], REASON))}" for reason in render.reasons(quote)
    )


def below(quote: Citation | LedgerEntry) -> str:
    """Return title and date, and before these the reasons for a speaker whom the sentence does not name."""
    doubtful = quote.speaker is not None and (quote.unmarked or not quote.stated)
    return "\n".join(filter(None, (reasons(quote) if doubtful else "", where(quote))))


def where(quote: Citation | LedgerEntry) -> str:
    """Return title, as a link to the words in the page, outlet and date, and where else the words stand."""
    title = link(clip(quote.title, TITLE), page_url(quote.url, quote.text))
    if not isinstance(quote, Citation):
        return f"-# {title}{dated(quote.published_at)}"
    outlet = f" · {escape(clip(quote.source, NAME))}" if quote.source else ""
    line, also = f"-# {title}{outlet}{dated(quote.published_at)}", _also(quote)
    return f"{line}\n-# {escape_told(clip(also, ALSO))}" if also else line


def dated(published_at: str | None) -> str:
    """Return the day as the end of a line, or nothing where none is known."""
    return f" · {escape(published_at[:10])}" if published_at else ""


def _also(citation: Citation) -> str:
    also = render.also_in(citation)
    return also[:1].upper() + also[1:]


def _inference(quote: Citation | LedgerEntry) -> str:
    inferred = render.inference(quote)
    return f" ({escape_told(clip(inferred, REASON))})" if inferred else ""
