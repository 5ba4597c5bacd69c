"""What stands above and below a quotation: who said it and how that is known, the article's title and date."""

from __future__ import annotations

from bot.discord_bot.markdown import clip, escape, link, page_url
from bot.render import told
from index.types import Citation, LedgerEntry

NAME, TITLE, SENTENCE = 80, 150, 300  # characters that are shown of a name, a title and a sentence


def who(quote: Citation | LedgerEntry) -> str:
    """Return who said it, how that is known, whose words they are, and who passed them on."""
    relay = f" · via {escape(clip(quote.relay, NAME))}" if quote.relay else ""
    if quote.kind == "passage":
        return f"In the article’s words{relay}"
    if quote.speaker is None:
        return f"**Speaker not named**{relay}"
    whose = told(quote.text, quote.kind)
    role = f", {escape(clip(quote.role, NAME))}" if quote.role else ""
    name = f"**{escape(clip(quote.speaker, NAME))}**{role}"
    return f"{name}{_inference(quote)}{f' · {whose}' if whose else ''}{relay}"


def reasons(quote: Citation | LedgerEntry) -> str:
    """Return who said it and, small, the sentence from which that is known and what the source lacks."""
    cue = f"-# Who speaks: “{escape(clip(quote.context, SENTENCE))}”" if quote.context else ""
    mark = "-# A quotation mark is missing in the source." if quote.unmarked else ""
    return "\n".join(filter(None, (who(quote), cue, mark)))


def where(quote: Citation | LedgerEntry) -> str:
    """Return title, as a link to the words in the page, and date."""
    title = link(clip(quote.title, TITLE), page_url(quote.url, quote.text))
    return f"-# {title}{dated(quote.published_at)}"


def dated(published_at: str | None) -> str:
    """Return the day as the end of a line, or nothing where none is known."""
    return f" · {escape(published_at[:10])}" if published_at else ""


def _inference(quote: Citation | LedgerEntry) -> str:
    if quote.stated:
        return ""
    if not quote.speaker_mention:
        return " (inferred)"
    return f" (inferred from “{escape(clip(quote.speaker_mention, NAME))}”)"
