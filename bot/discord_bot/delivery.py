"""Sending: in components v2 where Discord takes them, else plain; in place where the bot may write, else privately."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import aiohttp
import discord
from discord.utils import MISSING

from bot.discord_bot.drafts import Draft, Reply
from bot.discord_bot.failures import explain
from bot.discord_bot.line import Line, OnWait
from bot.discord_bot.views import Interaction, file_of, layout, plain_buttons, plain_text

_log = logging.getLogger(__name__)
_NO_HISTORY = 160002  # Discord's code: cannot reply without permission to read message history
_NO_FILE = (403, 413)  # files are not allowed there, or are too large there
_TYPING_AFTER = 0.3  # seconds; Discord would show typing for some time after a quicker answer
_TYPING_SECONDS = 8.0  # Discord shows typing for ten
_PAUSES = (0.5, 1.0, 2.0)  # seconds before each further try
UNREACHED = (aiohttp.ClientError, OSError)  # the connection broke, which discord.py does not try again
UNDELIVERED = (discord.HTTPException, *UNREACHED)


async def follow_up(interaction: Interaction, reply: Reply, *, ephemeral: bool) -> discord.Message:
    """Answer a deferred interaction: without files or without components where these are refused."""
    is_rich = True
    while True:
        try:
            return await _sent_once(interaction, partial(_send_follow_up, interaction, reply, is_rich, ephemeral))
        except discord.HTTPException as error:
            if error.status in _NO_FILE and reply.has_file:
                reply = reply.bare()
            elif error.status == 400 and is_rich:
                _log.warning("Discord refused components v2 (%s), answering in plain text", error.code)
                is_rich = False
            else:
                raise


async def defer(interaction: Interaction, *, ephemeral: bool) -> None:
    """Say that the answer comes, to one person only or to all; a connection that broke is tried once more."""
    interaction.extras["ephemeral"] = ephemeral
    try:
        await interaction.response.defer(ephemeral=ephemeral, thinking=True)
    except UNREACHED:
        with suppress(discord.HTTPException):  # Discord took the first one
            await interaction.response.defer(ephemeral=ephemeral, thinking=True)


async def note_waiting(interaction: Interaction, before: int) -> None:
    """Tell in the place of the answer to a deferred interaction how many questions come first."""
    with suppress(*UNDELIVERED):
        await interaction.edit_original_response(view=_finished(layout(_waiting(before))))
        interaction.extras["noted"] = True


@asynccontextmanager
async def waiting_noted(message: discord.Message) -> AsyncIterator[OnWait]:
    """Give what tells, in reply to a message, how many questions come first; the note goes before the answer comes."""
    sent: list[discord.Message] = []

    async def tell_waiting(before: int) -> None:
        with suppress(*UNDELIVERED):
            reference = message.to_reference(fail_if_not_exists=False)
            sent.append(await message.channel.send(_waiting(before).head, reference=reference))

    try:
        yield tell_waiting
    finally:
        for note in sent:
            with suppress(*UNDELIVERED):
                await note.delete()


async def edit_in_place(interaction: Interaction, reply: Reply) -> None:
    """Put a reply into the message whose button was pressed, which keeps its kind."""
    if interaction.message is None or interaction.message.flags.components_v2:
        await interaction.edit_original_response(view=_finished(layout(reply.rich)))
        return
    buttons = _finished(plain_buttons(reply.plain))
    await interaction.edit_original_response(content=plain_text(reply.plain), view=buttons)


async def tell(interaction: Interaction, text: str) -> None:
    """Say something to the person who acted, and to nobody else, wherever the interaction stands."""
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(text, ephemeral=True, suppress_embeds=True)
            return
        is_private = interaction.extras.get("ephemeral") or interaction.extras.get("in_place")
        if interaction.extras.get("noted") or not is_private:
            await interaction.delete_original_response()  # the defer was for everybody, and so would its answer be
        await interaction.followup.send(text, ephemeral=True, suppress_embeds=True)
    except UNDELIVERED as error:
        _log.warning("could not tell somebody of a failure (%s)", type(error).__name__)


async def tell_failure(interaction: Interaction, error: BaseException) -> None:
    """Tell the person who acted, and nobody else, what went wrong."""
    await tell(interaction, explain(error))


@asynccontextmanager
async def attended(interaction: Interaction, line: Line) -> AsyncIterator[None]:
    """Hold a place in the line for this interaction, and tell the person who acted what goes wrong."""
    is_button = interaction.type is discord.InteractionType.component
    async with line.place("button" if is_button else "command"):
        try:
            yield
        except Exception as error:  # noqa: BLE001 - a front: told and logged
            await tell_failure(interaction, error)


async def reply_to(
    message: discord.Message, reply: Reply, thread: discord.Thread | None = None
) -> discord.Message | None:
    """Reply in place, or in a thread of the message.

    It is done without components or reference, or privately, where nothing better is allowed.

    Returns the message that was sent, or None where none could be sent at all.
    """
    where: discord.abc.Messageable = thread or message.channel
    reference = None if thread else message.to_reference(fail_if_not_exists=False)
    is_rich = True
    while True:
        try:
            return await _persistently(partial(_send, where, reply, is_rich, reference, message.id))
        except discord.HTTPException as error:
            if error.status == 403:
                return await _reply_privately(message, reply)
            if error.status != 400 or not (is_rich or reference):
                raise
            if error.code == _NO_HISTORY or not is_rich:
                reference = None
            else:
                is_rich = False


@asynccontextmanager
async def typing_in(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that the bot is typing when the work takes a moment, and no longer than it takes."""
    task = asyncio.create_task(_keep_typing(channel))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _keep_typing(channel: discord.abc.Messageable) -> None:
    await asyncio.sleep(_TYPING_AFTER)
    with suppress(*UNDELIVERED):
        while True:
            await channel.typing()
            await asyncio.sleep(_TYPING_SECONDS)


async def _persistently(send: Callable[[], Awaitable[discord.Message]]) -> discord.Message:
    """Send, again where the connection broke; the message's nonce keeps it from being sent twice."""
    for pause in _PAUSES:
        try:
            return await send()
        except UNREACHED as error:
            _log.warning("the connection broke while sending (%s), trying again", type(error).__name__)
            await asyncio.sleep(pause)
    return await send()


async def _sent_once(interaction: Interaction, send: Callable[[], Awaitable[discord.Message]]) -> discord.Message:
    """Send the answer to a deferred interaction; where the connection broke, again unless it arrived.

    Beside a message that stays in its place nothing tells whether it arrived: that is left to who pressed.
    """
    try:
        return await send()
    except UNREACHED as error:
        if interaction.extras.get("in_place"):
            raise
        _log.warning("the connection broke while answering (%s), trying again", type(error).__name__)
        await asyncio.sleep(_PAUSES[0])
        original = await interaction.original_response()
        return await send() if original.flags.loading or interaction.extras.get("noted") else original


async def _send(
    where: discord.abc.Messageable,
    reply: Reply,
    is_rich: bool,
    reference: discord.MessageReference | None = None,
    nonce: int = MISSING,
) -> discord.Message:
    """Send once, no files: the nonce keeps a retry after a lost answer from being a second message."""
    answered: Any = reference  # discord.py takes None, though its overloads do not say so
    if is_rich:
        view = _finished(layout(reply.rich))
        return await where.send(view=view, reference=answered, nonce=nonce, suppress_embeds=True)
    text, buttons = plain_text(reply.plain), _finished(plain_buttons(reply.plain))
    return await where.send(text, view=buttons, reference=answered, nonce=nonce, suppress_embeds=True)


async def _send_follow_up(interaction: Interaction, reply: Reply, is_rich: bool, ephemeral: bool) -> discord.Message:
    if interaction.extras.get("noted"):
        if is_rich:
            view, files = _finished(layout(reply.rich)), _files(reply.rich)
            return await interaction.edit_original_response(view=view, attachments=files)
        del interaction.extras["noted"]  # what is in components v2 stays so
        await interaction.delete_original_response()
    if is_rich:
        view, files = _finished(layout(reply.rich)), _files(reply.rich)
        return await interaction.followup.send(
            view=view, files=files, ephemeral=ephemeral, suppress_embeds=True, wait=True
        )
    text, buttons, files = plain_text(reply.plain), _finished(plain_buttons(reply.plain)), _files(reply.plain)
    return await interaction.followup.send(
        text, view=buttons or MISSING, files=files, ephemeral=ephemeral, suppress_embeds=True, wait=True
    )


async def _reply_privately(message: discord.Message, reply: Reply) -> discord.Message | None:
    missing = missing_permissions(message)
    what = f"I lack the permission **{', '.join(missing)}** there" if missing else "Discord does not let me"
    try:
        await message.author.send(f"I may not answer {message.jump_url}: {what}. So here it is:", suppress_embeds=True)
        return await _send(message.author, reply, is_rich=True)
    except discord.Forbidden:
        _log.warning("may neither answer in channel %s nor privately (missing: %s)", message.channel.id, missing)
        return None


def missing_permissions(message: discord.Message) -> list[str]:
    """Return the names of the permissions that the bot lacks to reply to this message."""
    channel, guild = message.channel, message.guild
    if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return []
    have = channel.permissions_for(guild.me)
    sending = "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"
    wanted = ("view_channel", sending, "read_message_history")
    return [name.replace("_", " ").title() for name in wanted if not getattr(have, name)]


def _waiting(before: int) -> Draft:
    number = "1 question is" if before == 1 else f"{before} questions are"
    return Draft(f"-# Many ask at once: {number} before yours.")


def _files(draft: Draft) -> list[discord.File]:
    return [file_of(draft.attachment)] if draft.attachment else []


def _finished(view: discord.ui.LayoutView | discord.ui.View | None) -> Any:
    """The view, not to be kept by discord.py: its buttons need no memory."""
    if view is not None:
        view.stop()
    return view
