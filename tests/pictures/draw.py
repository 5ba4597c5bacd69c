"""The README's picture: a reader asks the real bot, with the real engine on the seed article, in a local Discord.

    python -m tests.pictures.draw

What the bot sends is drawn as it stands, and `tests/test_pictures.py` holds the committed picture to it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

_HOME = Path(__file__).parents[2]
sys.path.insert(0, str(_HOME / "tests"))

from discord_stage import connected  # noqa: E402
from local_discord import LocalDiscord, Message  # noqa: E402

from bot.app import make_engine  # noqa: E402
from bot.discord_bot.engine import Answers  # noqa: E402
from bot.sections import CorpusSettings  # noqa: E402
from bot.settings import Settings  # noqa: E402
from pictures.chat import draw_chat  # noqa: E402

FILE = Path(__file__).with_name("answer.svg")
_BY_MENTION = "what did Larijani say?"
_BY_COMMAND = "what did Ri say about sanctions?"


def main() -> None:
    """Index the seed article, ask, and write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(Settings(data_dir=folder, corpus=CorpusSettings(paths=(_HOME / "seeds",))))
        try:
            engine.reindex()
            messages = asyncio.run(converse(engine, Path(folder)))
        finally:
            engine.close()
    FILE.write_text(draw_chat(messages), "utf-8")


async def converse(answers: Answers, state: Path) -> list[Message]:
    """Return the messages of a channel in which a reader asks by a mention and by a command, and the bot answers."""
    async with LocalDiscord() as discord:
        channel, reader = discord.add_channel("news"), discord.add_member("reader")
        with discord.redirected():
            async with connected(discord, state, answers):
                asked = await discord.say(reader, channel, _BY_MENTION, mentions=[discord.bot])
                await discord.wait_for_reply(asked)
                used = await discord.slash(reader, channel, "ask", question=_BY_COMMAND)
                await used.wait_final()
        discord.assert_clean()
        return discord.messages(channel)


if __name__ == "__main__":
    main()
