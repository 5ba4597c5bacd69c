"""The words that are to be checked: as typed, as a message's head says them again, or as quoted in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import discord

from bot.discord_bot.markdown import clip, escape, unescape
from index.marks import find_marked
from index.text import find_paragraphs

LONGEST = 1_000  # characters of the words that are checked
MOST = 3  # quotations of a message that are checked
_FEW = 3  # words from which on something in quotation marks is worth checking where there is more than one
_BEGIN = "**Checked:**"
_HEAD = re.compile(r"\*\*Checked:\*\* “(?P<words>.*)”(?: by \*\*(?P<speaker>(?:\\.|[^\\*])+)\*\*)?")
_LINE_MARKS = re.compile(r"^(?:>>> ?|> |-# |#{1,3} |[-*] )+", re.MULTILINE)
_STYLES = re.compile(r"(?<!\\)(?:\*+|_{2,}|~~|\|\||`+)|(?<![\\\w])_|(?<!\\)_(?!\w)")
_LINKS = re.compile(r"(?<!\\)\[([^\]\n]+)\]\(<?https?://[^)\s]+\)")


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that somebody is said to have said."""

    words: str
    speaker: str | None = None

    def head(self, most: int = LONGEST) -> str:
        """Return the line that says what was checked, with at most so many characters of its words."""
        by = f" by **{escape(self.speaker)}**" if self.speaker else ""
        return f"{_BEGIN} “{escape(clip(self.words, most))}”{by}"


def make_claim(words: str, speaker: str | None = None) -> Claim:
    """Return the claim that these words, on one line, were said."""
    return Claim(" ".join(words.split()), " ".join(speaker.split()) if speaker else None)


def claim_in(head: str) -> Claim | None:
    """Return the claim that a message's head says, or None where it is the head of something else."""
    match = _HEAD.fullmatch(head.split("\n", 1)[0])
    if match is None:
        return None
    return Claim(unescape(match["words"]), unescape(match["speaker"]) if match["speaker"] else None)


def claims_in(message: discord.Message) -> list[Claim]:
    """Return what a message quotes, in its order: the longest in quotation marks or block quotes, else all it says."""
    text = "\n".join(_texts(message))
    quoted = [claim for claim in _quoted(text) if claim.words]
    worthy = [claim for claim in quoted if len(claim.words.split()) >= _FEW] or quoted
    longest = sorted(dict.fromkeys(worthy), key=lambda claim: -len(claim.words))[:MOST]
    whole = make_claim(_plain(text))
    return [claim for claim in dict.fromkeys(worthy) if claim in longest] or ([whole] if whole.words else [])


def _texts(message: discord.Message) -> Iterator[str]:
    """Everything to read in a message: its content, what it forwards, its embeds and components."""
    yield message.content
    yield from (snapshot.content for snapshot in message.message_snapshots)
    yield from (embed.description for embed in message.embeds if embed.description)
    for component in message.components:
        yield from _displayed(component)


def _displayed(component: object) -> Iterator[str]:
    if isinstance(component, discord.TextDisplay):
        yield component.content
    for child in getattr(component, "children", ()):
        yield from _displayed(child)


def _quoted(text: str) -> Iterator[Claim]:
    """What stands in quotation marks, and the block quotes that have none within."""
    for is_block, block in _blocks(text):
        plain = _plain(block)
        marked = find_marked(plain, list(find_paragraphs(plain)))
        yield from (make_claim(plain[each.start : each.end]) for each in marked)
        if is_block and not marked:
            yield make_claim(plain)


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """The text in runs of lines that are, or are not, a block quote."""
    run: list[str] = []
    was_block = False
    for line in text.split("\n"):
        is_block = line.startswith(("> ", ">>> "))
        if is_block != was_block and run:
            yield was_block, "\n".join(run)
            run = []
        run.append(line)
        was_block = is_block
    yield was_block, "\n".join(run)


def _plain(markdown: str) -> str:
    """The words of a message without Discord's formatting."""
    without = _STYLES.sub("", _LINKS.sub(r"\1", _LINE_MARKS.sub("", markdown)))
    return unescape(without).strip()
