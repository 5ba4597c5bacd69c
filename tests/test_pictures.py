"""The README's picture shows what the bot sends, whole and within its frame."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures.chat import draw_chat, draw_text
from pictures.draw import FILE, converse
from pictures.lines import Run, measure, parse_line, wrap

from bot.discord_bot.markdown import escape
from index.engine import Engine

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """The lines of text in the committed picture."""
    root = ElementTree.parse(FILE).getroot()
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


async def test_the_picture_is_what_the_bot_would_send_now(seed_engine: Engine, tmp_path: Path) -> None:
    assert draw_chat(await converse(seed_engine, tmp_path)) == FILE.read_text("utf-8")


@pytest.mark.parametrize(
    ("question", "speaker", "words"),
    [
        (
            "@Quoth what did Larijani say?",
            "Ali Larijani",
            "The Americans speak very well during negotiations and promise a bright future, "
            "but in practice, they do not meet any of their obligations.",
        ),
        (
            "what did Ri say about sanctions?",
            "Ri Yong-ho",
            "we are very content with developing relations between Iran and North Korea, "
            "while we are both experiencing similar problems under U.S. sanctions",
        ),
    ],
)
def test_the_picture_shows_question_speaker_and_every_word_quoted(
    shown: list[str], question: str, speaker: str, words: str
) -> None:
    assert question in shown
    assert any(speaker in line for line in shown)
    assert words in " ".join(shown)


def test_each_quotation_has_its_source_button(shown: list[str]) -> None:
    assert shown.count("Source") == 2


def test_markdown_is_drawn_not_written_out() -> None:
    drawn = draw_text(
        "**Ri** · <@Quoth>\n> a \\*star\\*\n-# [A \\[small\\] title](https://example.org/1#:~:text=a)", 400
    )
    found = ElementTree.fromstring(f"<g>{drawn.svg}</g>").iter("text")
    assert ["".join(text.itertext()) for text in found] == ["Ri · @Quoth", "a *star*", "A [small] title"]


@given(st.text("abcW i…<&", min_size=1), st.integers(60, 400))
def test_no_line_is_wider_than_its_room_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrap([Run(text)], 16, width)
    assert all(measure(line, 16) <= width for line in lines)
    assert "".join(run.text for line in lines for run in line).replace(" ", "") == text.replace(" ", "")


@given(st.text("ab1 *_[]()<>@\\:.#-"))
def test_words_that_the_bot_escapes_are_drawn_as_they_were(text: str) -> None:
    assert "".join(run.text for run in parse_line(escape(text))) == text
