"""What goes wrong, as a short sentence for a person. Paths and tracebacks go to the log only, under a reference."""

from __future__ import annotations

import logging
import re
import secrets
import traceback

import discord
from discord import app_commands

from bot.discord_bot.cooldowns import LaterError
from bot.discord_bot.markdown import escape_told
from bot.state.database import StateError
from index.errors import NoIndexError, QuothError, RefError, UsageError

_log = logging.getLogger(__name__)
_PATH = re.compile(r"(?:^|[\s\"'“‘(=])(?:~?/[^\s/]|[A-Za-z]:\\|\.{1,2}/)")
_TYPED = (UsageError, RefError)  # their sentences hold what somebody typed: for that person, never for the log
_NO_INDEX = "There are no articles to answer from yet; a moderator can read them in with /reindex."


def explain(error: BaseException) -> str:
    """Return the sentence that a person is shown for this error; whatever it must not tell is logged."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, NoIndexError):
        return _NO_INDEX
    if isinstance(error, StateError):
        return f"I cannot get at what I keep. Please tell a moderator this reference: `{log_failure(error)}`"
    if isinstance(error, _TYPED) or (isinstance(error, QuothError) and not _PATH.search(str(error))):
        return str(error) if isinstance(error, LaterError) else escape_told(str(error))  # the one holds a timestamp
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return "This command has changed since: please reload Discord and try again."
    if isinstance(error, app_commands.NoPrivateMessage):
        return "This works in a server only."
    return f"Something went wrong on my side. If it stays so, tell a moderator this reference: `{log_failure(error)}`"


def log_failure(error: BaseException) -> str:
    """Log an error that nobody expected, and return the reference under which it stands in the log."""
    reference = secrets.token_hex(4)
    _log.error("failure %s\n%s", reference, "\n".join(_told(error)))
    return reference


def _told(error: BaseException | None) -> list[str]:
    """The traceback without the messages of errors that may repeat what somebody typed."""
    if error is None:
        return []
    told = isinstance(error, QuothError | discord.DiscordException | OSError)
    told = told and not isinstance(error, (*_TYPED, app_commands.AppCommandError))
    name = f"{type(error).__module__}.{type(error).__qualname__}" + (f": {error}" if told else "")
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*_told(cause), "".join(traceback.format_tb(error.__traceback__)).rstrip(), name]
