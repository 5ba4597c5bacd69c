"""Markdown: what the front matter says, and the body as written, but for block quotes, set in as in all formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from index.loaders.front_matter import split_front_matter
from index.loaders.plain import block_quote, decode, first_line, shorten
from index.types import Article

_LARGEST = 1_000_000  # characters; what is longer is no article, and its block quotes stay as they are written
_QUOTE = re.compile(r"^ {0,3}>", re.MULTILINE)
_HARD_BREAK = re.compile(r"(?:(?<! ) {2,}|\\)\n")
_WRAP = re.compile(r"(?<! ) ?\n")


def load(content: bytes, name: str) -> Article:
    """Read a Markdown file. Raises ArticleError if it is not UTF-8, blank, or its front matter is not YAML."""
    details, body = split_front_matter(decode(content))
    text = _set_quotes_in(body)
    return replace(details, title=details.title or _heading(text)).article(name, text)


def _heading(text: str) -> str | None:
    line = first_line(text)
    return shorten(line.lstrip("#").strip()) or line


def _set_quotes_in(body: str) -> str:
    """Return the body with every block quote as paragraphs that are set in, without the marks ">" before its lines."""
    if len(body) > _LARGEST or not _QUOTE.search(body):
        return body
    lines, pieces, done = body.split("\n"), [], 0
    for first, last, paragraphs in _find_quotes(body):
        quoted = "\n\n".join(map(block_quote, paragraphs))
        pieces += [*lines[done:first], *_gap(lines, first - 1), quoted, *_gap(lines, last)]
        done = last
    return "\n".join([*pieces, *lines[done:]])


def _gap(lines: Sequence[str], neighbour: int) -> list[str]:
    """Return the blank line that a block quote needs beside a line of other text."""
    return [""] if 0 <= neighbour < len(lines) and lines[neighbour].strip() else []


def _find_quotes(body: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Yield the outermost block quotes: their lines, from the first up to the last, and the paragraphs in them."""
    from markdown_it import MarkdownIt

    opened: Any = None
    paragraphs: list[str] = []
    for token in MarkdownIt("commonmark").disable(["inline"]).parse(body):
        if token.type == "blockquote_open" and token.level == 0:
            opened, paragraphs = token, []
        elif token.type == "blockquote_close" and token.level == 0:
            if paragraphs:  # none are found in quotes within quotes deeper than the parser goes
                yield opened.map[0], opened.map[1], paragraphs
            opened = None
        elif opened and (paragraph := _paragraph(token)):
            paragraphs.append(paragraph)


def _paragraph(token: Any) -> str:
    """Return a paragraph of a block quote: lines that were only broken to fit are one, those with a hard break not."""
    if token.type == "inline":
        return _WRAP.sub(" ", _HARD_BREAK.sub("\r", token.content)).replace("\r", "\n").strip()
    return str(token.content).strip() if token.type in {"fence", "code_block", "html_block"} else ""
