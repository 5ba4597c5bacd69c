"""Messages of the local Discord as an SVG that looks as Discord does: replies, containers, sections, buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from local_discord import Message
from local_discord.components import Kind
from local_discord.errors import Payload
from local_discord.state import User

from .lines import Line, Run, measure, parse_line, wrap

_WIDTH, _LEFT, _RIGHT, _TOP = 760, 72, 16, 48
_AVATAR = 36  # the x of its middle
_TEXT, _NOTE, _LABEL, _BADGE = 16, 13, 14, 11  # font sizes
_LEADING = 1.4
_MENTION = re.compile(r"<@(\d+)>")
_STYLE = """
text { font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; fill: #dbdee1 }
.note { fill: #a6abb3 }
.bold, .label { font-weight: 600; fill: #f2f3f5 }
.link { fill: #00a8fc }
.mention { fill: #c9cdfb }
.pill { fill: #3d4270 }
.page { fill: #313338 }
.container { fill: #2b2d31; stroke: #43454c }
.button, .bar { fill: #4e5058 }
.app { fill: #5865f2 }
.initial { font-weight: 600; fill: #fff }
.line { fill: none; stroke: #4e5058; stroke-width: 2 }
.rule { stroke: #26272b }
"""
_COLORS = ("#3a8f5c", "#5865f2")  # of the avatars: people, bots


@dataclass(frozen=True, slots=True)
class Drawn:
    """Elements, drawn from the origin downwards, and how high they are together."""

    svg: str
    height: float


def draw_chat(messages: Sequence[Message]) -> str:
    """Return the picture of these messages of one channel."""
    said = stack((_draw_message(message) for message in messages), gap=20)
    height = _TOP + said.height + 24
    size = f'width="{_WIDTH}" height="{height:g}"'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {_WIDTH} {height:g}" role="img">
<title>Quoth answering in Discord</title>
<style>{_STYLE}</style>
<rect class="page" {size} rx="12"/>
{_text([Run("#")], 20, 29, 22, "note")}
{_text([Run(messages[0].channel.name, "bold")], 40, 28, _TEXT)}
<path class="rule" d="M 0 {_TOP - 4} H {_WIDTH}"/>
{_moved(said, 0, _TOP + 8)}
</svg>
"""


def stack(parts: Iterable[Drawn], gap: float = 0) -> Drawn:
    """Return the parts one below the other."""
    svg, height = [], -gap
    for part in parts:
        svg.append(_moved(part, 0, height + gap))
        height += gap + part.height
    return Drawn("\n".join(svg), height)


def draw_text(markdown: str, width: float) -> Drawn:
    """Return markdown: plain lines, `> ` block quotes and small `-# ` lines."""
    return stack(_draw_line(line, width) for line in markdown.split("\n"))


def _draw_line(markdown: str, width: float) -> Drawn:
    if markdown.startswith("> "):
        words = _paragraph(markdown.removeprefix("> "), _TEXT, width - 16)
        bar = f'<rect class="bar" y="3" width="4" height="{words.height - 4:g}" rx="2"/>'
        return Drawn(f"{bar}\n{_moved(words, 16, 1)}", words.height + 2)
    if markdown.startswith("-# "):
        words = _paragraph(markdown.removeprefix("-# "), _NOTE, width, "note")
        return Drawn(_moved(words, 0, 4), words.height + 4)
    return _paragraph(markdown, _TEXT, width)


def _paragraph(markdown: str, size: float, width: float, look: str = "plain") -> Drawn:
    leading = round(size * _LEADING)
    lines = wrap(parse_line(markdown), size, width)
    return stack(Drawn(_text(line, 0, leading - 6, size, look), leading) for line in lines)


def _draw_container(container: Payload, width: float) -> Drawn:
    inside = stack((_draw(each, width - 32) for each in container["components"]), gap=8)
    height = inside.height + 28
    border = f'<rect class="container" x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="8"/>'
    return Drawn(f"{border}\n{_moved(inside, 16, 14)}", height)


def _draw_section(section: Payload, width: float) -> Drawn:
    button = section["accessory"]
    beside = width - _button_width(button)
    words = stack(_draw(each, beside - 16) for each in section["components"])
    drawn = _draw(button, width)
    return Drawn(f"{words.svg}\n{_moved(drawn, beside, 0)}", max(words.height, drawn.height))


def _draw_button(button: Payload, _: float) -> Drawn:
    width, label = _button_width(button), escape(button["label"])
    words = f'<text class="label" x="{width / 2:g}" y="21" font-size="{_LABEL}" text-anchor="middle">{label}</text>'
    return Drawn(f'<rect class="button" width="{width}" height="32" rx="8"/>\n{words}', 32)


def _draw_row(row: Payload, width: float) -> Drawn:
    """Buttons side by side."""
    svg, x = [], 0.0
    for button in row["components"]:
        svg.append(_moved(_draw(button, width), x, 0))
        x += _button_width(button) + 8
    return Drawn("\n".join(svg), 32)


def _button_width(button: Payload) -> int:
    return round(measure([Run(button["label"], "bold")], _LABEL)) + 32


_DRAWERS: dict[Kind, Callable[[Payload, float], Drawn]] = {
    Kind.CONTAINER: _draw_container,
    Kind.SECTION: _draw_section,
    Kind.TEXT: lambda display, width: draw_text(display["content"], width),
    Kind.BUTTON: _draw_button,
    Kind.ROW: _draw_row,
}


def _draw(component: Payload, width: float) -> Drawn:
    return _DRAWERS[Kind(component["type"])](component, width)


def _draw_message(message: Message) -> Drawn:
    width = _WIDTH - _LEFT - _RIGHT
    content = [draw_text(_content(message), width)] if message.content else []
    shown = stack([*content, *(_draw(each, width) for each in message.components)], gap=8)
    body = f"{_avatar(message.author, _AVATAR, 22, 20)}\n{_name(message.author)}\n{_moved(shown, _LEFT, 25)}"
    below = Drawn(body, max(shown.height + 25, 44))
    return stack([*_draw_cause(message), below], gap=4)


def _draw_cause(message: Message) -> list[Drawn]:
    """The line above an answer: the message that it replies to, or the command that was used."""
    if message.reference is not None:
        asker = message.reference.author
        line = [Run(asker.name, "bold"), Run(" "), *parse_line(_content(message.reference))]
    elif message.interaction is not None:
        asker = message.interaction.user
        line = [Run(asker.name, "bold"), Run(" used "), Run(message.interaction.name, "mention")]
    else:
        return []
    first, *more = wrap(line, _LABEL, _WIDTH - _LEFT - _RIGHT - 40)
    words = _text([*first, *([Run("…")] if more else [])], _LEFT + 22, 16, _LABEL, "note")
    spine = f'<path class="line" d="M {_AVATAR} 25 v -8 q 0 -6 6 -6 H {_LEFT - 6}"/>'
    return [Drawn(f"{spine}\n{_avatar(asker, _LEFT + 8, 11, 8)}\n{words}", 22)]


def _name(author: User) -> str:
    name = [Run(author.name, "bold")]
    words = _text(name, _LEFT, 16, _TEXT)
    if not author.bot:
        return words
    x = _LEFT + round(measure(name, _TEXT)) + 8
    badge = f'<rect class="app" x="{x}" y="3" width="32" height="16" rx="4"/>'
    label = f'<text class="initial" x="{x + 16}" y="15" font-size="{_BADGE}" text-anchor="middle">APP</text>'
    return f"{words}\n{badge}\n{label}"


def _avatar(user: User, x: float, y: float, radius: float) -> str:
    circle = f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{_COLORS[user.bot]}"/>'
    place = f'x="{x:g}" y="{y + radius * 0.36:g}" font-size="{radius:g}" text-anchor="middle"'
    return f'{circle}\n<text class="initial" {place}>{escape(user.name[0].upper())}</text>'


def _content(message: Message) -> str:
    """The message's content with the names of those it mentions."""
    guild = message.channel.guild
    names = {member.user.id: member.user.name for member in guild.members.values()} if guild else {}
    return _MENTION.sub(lambda found: f"<@{names[int(found[1])]}>", message.content)


def _text(line: Line, x: float, y: float, size: float, look: str = "plain") -> str:
    pills = "".join(
        f"{_pill(line[:place], run, x, y, size)}\n" for place, run in enumerate(line) if run.look == "mention"
    )
    words = "".join(_span(run) for run in line)
    return f'{pills}<text class="{look}" x="{x:g}" y="{y:g}" font-size="{size:g}">{words}</text>'


def _pill(before: Line, mention: Run, x: float, y: float, size: float) -> str:
    left, width = x + measure(before, size) - 2, measure([mention], size) + 4
    return f'<rect class="pill" x="{left:.1f}" y="{y - size:g}" width="{width:.1f}" height="{size * 1.35:g}" rx="3"/>'


def _span(run: Run) -> str:
    words = escape(run.text)
    return words if run.look == "plain" else f'<tspan class="{run.look}">{words}</tspan>'


def _moved(part: Drawn, x: float, y: float) -> str:
    return f'<g transform="translate({x:g} {y:g})">\n{part.svg}\n</g>' if x or y else part.svg
