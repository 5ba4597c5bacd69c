"""Answers and sources for a terminal: the text of `render` in colours; only the terminal wraps lines."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from bot.harmless import harmless
from bot.render import also_in, around, omitted, plain_text, source_head, source_reasons, understood, where, who, words
from index.results import Answer, Source

_QUOTATION, _FAINT, _NAME = "bold", "dim", "cyan"


def show_answer(answer: Answer) -> None:
    """Print an answer to stdout."""
    _print(_answer(answer) if answer.answered else Text(harmless(plain_text(answer))))


def show_source(source: Source) -> None:
    """Print cited words to stdout, standing out from their context."""
    title, _, rest = source_head(source).partition("\n")
    before, after = around(source)
    head = [(harmless(title), _QUOTATION), (f"\n{harmless(rest)}\n\n", _FAINT)]
    why = source_reasons(source)
    tail = [(f"\n\n{harmless(why)}", _FAINT)] if why else []
    _print(Text.assemble(*head, harmless(before), (harmless(source.text), "bold reverse"), harmless(after), *tail))


def _answer(answer: Answer) -> Text:
    text = Text("".join(f"{harmless(line)}\n\n" for line in (understood(answer), answer.note) if line))
    text.append(Text("\n\n").join(_citations(answer)))
    if answer.omitted:
        text.append(f"\n\n{omitted(answer)}", _FAINT)
    return text


def _citations(answer: Answer) -> Iterator[Text]:
    for number, citation in enumerate(answer.citations, start=1):
        yield Text.assemble(
            (f"{number}. ", _FAINT),
            (harmless(words(citation.text, citation.kind)), _QUOTATION),
            ("\n   — ", _FAINT),
            (harmless(who(citation)), _NAME),
            (f"\n   {harmless(where(citation))}", _FAINT),
            (f"\n   {harmless(also_in(citation))}" if citation.also_in else "", _FAINT),
        )


def _print(text: Text) -> None:
    Console(soft_wrap=True, highlight=False, emoji=False, markup=False).print(text)
