"""A Discord on this machine: an HTTP and websocket server that speaks Discord's protocol and refuses what it refuses.

discord.py runs against it unmodified, so that a bug of the bot becomes a failing test.

    async with LocalDiscord() as discord:
        channel = discord.add_channel("news")
        reader = discord.add_member("reader")
        with discord.redirected():  # discord.py now talks to this server
            ...start the bot with discord.token...
            asked = await discord.slash(reader, channel, "ask", question="What did Larijani say?")
            answer = await asked.wait_final()
            assert "do not meet any of their obligations" in answer.text
            assert not answer.pinged
    discord.assert_clean()
"""

from .errors import DiscordError, LocalDiscordError, NotAnsweredError, ServerBugError, UserActionError
from .interactions import Interaction
from .messages import Button, Message
from .posting import Upload
from .server import LocalDiscord

__all__ = [
    "Button",
    "DiscordError",
    "Interaction",
    "LocalDiscord",
    "LocalDiscordError",
    "Message",
    "NotAnsweredError",
    "ServerBugError",
    "Upload",
    "UserActionError",
]
