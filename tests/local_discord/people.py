"""What people do in Discord: say, reply, use commands, press buttons, fill in modals."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Sequence
from typing import Any

from . import payloads, posting
from .backend import Backend
from .commands import MESSAGE_MENU, SLASH, USER_MENU
from .components import Kind
from .errors import Payload, UserActionError
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Choice, Interaction
from .messages import PLAIN, REPLY, Message
from .modals import Answers, filled_in
from .options import descend, fill, nest, visible_command
from .permissions import has, in_channel
from .picking import pick
from .posting import Origin, Upload
from .state import Channel, Role, User


class People:
    """The actions of people; each is checked as Discord's client would, and reaches the bot as an event."""

    backend: Backend

    async def say(
        self,
        user: User,
        channel: Channel,
        text: str = "",
        *,
        mentions: Sequence[User] = (),
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[Upload] = (),
    ) -> Message:
        """Send a message. Those in `mentions` whom the text does not name are named at its beginning."""
        self._can_send(user, channel)
        named = [each.mention for each in mentions if each.mention not in text]
        payload: Payload = {"content": " ".join([*named, text])}
        if reply_to is not None:
            self._can_see(user, reply_to)
            payload["allowed_mentions"] = {"parse": ["users", "roles"], "replied_user": ping}
        origin = Origin(REPLY if reply_to else PLAIN, reference=reply_to)
        uploads = {str(index): each for index, each in enumerate(files)}
        return posting.create(self.backend, channel, user, payload, uploads, origin)

    async def edit(self, user: User, message: Message, text: str) -> None:
        """Change the text of one's own message."""
        if message.author is not user or message.deleted:
            raise UserActionError(f"{user.name} cannot edit this message")
        posting.edit(self.backend, message, {"content": text}, {})

    async def delete(self, user: User, message: Message) -> None:
        """Delete one's own message, or any message with the permission to."""
        if message.author is not user and not has(user, message.channel, "manage_messages"):
            raise UserActionError(f"{user.name} may not delete this message")
        posting.delete(self.backend, message)

    async def slash(self, user: User, channel: Channel, command: str, /, **options: Any) -> Interaction:
        """Use a slash command, a sub-command as in "article add"; the options by their names."""
        name, *path = command.split()
        definition = visible_command(self.backend.world, user, channel, name, SLASH)
        filled = fill(self.backend, descend(definition, path), options)
        data = _command_data(definition) | {
            "options": nest(filled.options, definition, path),
            "resolved": filled.resolved,
        }
        return self._interact(COMMAND, user, channel, data)

    async def autocomplete(
        self, user: User, channel: Channel, command: str, option: str, typed: str, /, **others: Any
    ) -> list[Choice]:
        """The suggestions for an option while it is being typed, `others` being filled in already."""
        name, *path = command.split()
        definition = visible_command(self.backend.world, user, channel, name, SLASH)
        leaf = descend(definition, path)
        if not any(each["name"] == option and each.get("autocomplete") for each in leaf.get("options") or ()):
            raise UserActionError(f"{command!r} has no option {option!r} with autocomplete")
        filled = fill(self.backend, leaf, {**others, option: typed}, typing=option)
        data = _command_data(definition) | {
            "options": nest(filled.options, definition, path),
            "resolved": filled.resolved,
        }
        interaction = self._interact(AUTOCOMPLETE, user, channel, data)
        await interaction.response(self.backend.rules.response_seconds)
        return interaction.choices

    async def context_menu(self, user: User, channel: Channel, command: str, target: Message | User) -> Interaction:
        """Use a command from the menu of a message or of a person."""
        kind = MESSAGE_MENU if isinstance(target, Message) else USER_MENU
        definition = visible_command(self.backend.world, user, channel, command, kind)
        if isinstance(target, Message):
            self._can_see(user, target)
            resolved: Payload = {"messages": {str(target.id): payloads.message(self.backend.world, target)}}
        else:
            resolved = {"users": {str(target.id): payloads.user(target)}}
        data = _command_data(definition) | {"target_id": str(target.id), "resolved": resolved}
        return self._interact(COMMAND, user, channel, data)

    async def click(self, user: User, message: Message, which: str) -> Interaction:
        """Press the button with that custom_id or label."""
        self._can_see(user, message)
        button = message.button(which)
        if button.disabled or button.custom_id is None:
            raise UserActionError(f"the button {which!r} is disabled or a link")
        data: Payload = {"component_type": int(Kind.BUTTON), "custom_id": button.custom_id, "id": 1}
        return self._interact(COMPONENT, user, message.channel, data, source=message)

    async def select(
        self, user: User, message: Message, custom_id: str, values: Sequence[str | User | Role | Channel]
    ) -> Interaction:
        """Choose from a select menu: by the values of its options, or people, roles and channels themselves."""
        self._can_see(user, message)
        menu = next((each for each in message.selects if each["custom_id"] == custom_id), None)
        if menu is None or menu.get("disabled"):
            raise UserActionError(f"no select menu {custom_id!r} that can be used")
        picked = pick(self.backend.world, user, message.channel, menu, values)
        data: Payload = {
            "component_type": menu["type"],
            "custom_id": custom_id,
            "values": list(picked.values),
            "resolved": picked.resolved,
            "id": menu["id"],
        }
        return self._interact(COMPONENT, user, message.channel, data, source=message)

    async def submit_modal(self, user: User, opened: Interaction, answers: Answers) -> Interaction:
        """Fill in the modal with which the bot answered `opened`: the answers by custom_id."""
        if opened.modal is None or opened.user is not user:
            raise UserActionError(f"{opened.name} opened no modal for {user.name}")
        components = filled_in(opened.modal, answers)
        data: Payload = {"custom_id": opened.modal["custom_id"], "components": components}
        return self._interact(MODAL_SUBMIT, user, opened.channel, data, source=opened.source, cause=opened)

    async def react(self, user: User, message: Message, emoji: str) -> None:
        """Add a reaction."""
        self._can_see(user, message)
        message.reactions.setdefault(emoji, set()).add(user.id)
        ids = {"user_id": str(user.id), "channel_id": str(message.channel.id), "message_id": str(message.id)}
        data: Payload = ids | {"emoji": {"id": None, "name": emoji}, "burst": False, "type": 0}
        guild = message.channel.guild
        if guild is not None:
            data |= {"guild_id": str(guild.id), "member": payloads.member(guild.members[user.id])}
        self.backend.gateway.dispatch("MESSAGE_REACTION_ADD", data, message.channel)

    def messages(self, channel: Channel) -> list[Message]:
        """What is in the channel now, oldest first; ephemeral messages are only on their interaction."""
        found = self.backend.world.messages.values()
        return [each for each in found if each.channel is channel and not (each.deleted or each.ephemeral)]

    def wait_for_message(
        self, channel: Channel, timeout: float = 10.0, *, after: Message | None = None
    ) -> Awaitable[Message]:
        """The bot's first message in the channel, or its first after the given message."""
        return self.backend.world.until(lambda: self._spoken(channel, after), timeout, f"a message in {channel.name}")

    def wait_for_reply(self, message: Message, timeout: float = 10.0) -> Awaitable[Message]:
        """The bot's reply to that message."""
        return self.backend.world.until(lambda: self._reply(message), timeout, f"a reply to {message.text!r}")

    def _spoken(self, channel: Channel, after: Message | None) -> Message | None:
        least = after.id if after else 0
        own = (each for each in self.messages(channel) if each.author is self.backend.world.bot and not each.loading)
        return next((each for each in own if each.id > least), None)

    def _reply(self, message: Message) -> Message | None:
        own = (each for each in self.messages(message.channel) if each.author is self.backend.world.bot)
        return next((each for each in own if each.reference is message), None)

    def _interact(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Payload,
        *,
        source: Message | None = None,
        cause: Interaction | None = None,
    ) -> Interaction:
        world = self.backend.world
        interaction = Interaction(
            world, world.new_id(), secrets.token_urlsafe(90), kind, user, channel, data, source, cause
        )
        world.interactions[interaction.token] = interaction
        self.backend.gateway.dispatch("INTERACTION_CREATE", self._event(interaction), channel)
        return interaction

    def _event(self, interaction: Interaction) -> Payload:
        world, channel, user = self.backend.world, interaction.channel, interaction.user
        shown: Payload = {
            "id": str(interaction.id),
            "application_id": str(world.bot.id),
            "type": interaction.kind,
            "data": {
                key: value for key, value in interaction.data.items() if value or key not in ("resolved", "options")
            },
            "channel_id": str(channel.id),
            "channel": payloads.channel(channel) | {"permissions": str(in_channel(user, channel))},
            "token": interaction.token,
            "version": 1,
            "app_permissions": str(in_channel(world.bot, channel)),
            "locale": user.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(channel.guild.id) if channel.guild else "0"},
            "context": 0 if channel.guild else 1,
            "attachment_size_limit": self.backend.rules.file_bytes,
        }
        if interaction.source is not None:
            shown["message"] = payloads.message(world, interaction.source)
        if channel.guild is None:
            return shown | {"user": payloads.user(user)}
        guild = {"id": str(channel.guild.id), "locale": "en-US", "features": []}
        member = payloads.interaction_member(user, channel)
        return shown | {"guild_id": guild["id"], "guild": guild, "guild_locale": "en-US", "member": member}

    def _can_send(self, user: User, channel: Channel) -> None:
        if not has(user, channel, "send_messages_in_threads" if channel.is_thread else "send_messages"):
            raise UserActionError(f"{user.name} may not send messages in {channel.name}")

    def _can_see(self, user: User, message: Message) -> None:
        hidden = message.ephemeral and message.interaction is not None and message.interaction.user is not user
        if message.deleted or hidden or not has(user, message.channel, "view_channel"):
            raise UserActionError(f"{user.name} does not see this message (deleted, ephemeral, or no access)")


def _command_data(command: Payload) -> Payload:
    shown: Payload = {"id": command["id"], "name": command["name"], "type": command["type"]}
    return shown | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})
