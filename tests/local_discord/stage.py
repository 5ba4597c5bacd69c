"""Setting the stage: guilds, channels, members, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable

from . import payloads
from .backend import Backend
from .permissions import USUAL, bits
from .state import PUBLIC_THREAD, Channel, Guild, Member, Overwrite, Role, User, direct_message


class Stage:
    """What a test puts into the world; the bot learns of it at once if it is connected."""

    backend: Backend

    @property
    def bot(self) -> User:
        """The bot's user."""
        return self.backend.world.bot

    @property
    def guild(self) -> Guild:
        """The first guild; made when there is none yet."""
        guilds = self.backend.world.guilds
        return next(iter(guilds.values())) if guilds else self.add_guild("Newsroom")

    def add_guild(self, name: str, *, bot_permissions: Iterable[str] = USUAL) -> Guild:
        """A guild with the bot in it; everybody has the usual permissions, the bot those given."""
        world = self.backend.world
        guild_id = world.new_id()
        guild = Guild(guild_id, name, world.add_user("owner"), Role(guild_id, "@everyone", bits(USUAL)))
        guild.everyone.permissions = bits(USUAL)
        own = Role(world.new_id(), world.bot.name, bits(bot_permissions), bot_id=world.bot.id)
        guild.roles.append(own)
        guild.members[guild.owner.id] = Member(guild.owner)
        guild.members[world.bot.id] = Member(world.bot, [own])
        world.guilds[guild.id] = guild
        self.backend.gateway.announce_guild(guild)
        return guild

    def add_channel(
        self, name: str, *, guild: Guild | None = None, deny: Iterable[str] = (), nsfw: bool = False
    ) -> Channel:
        """A text channel; `deny` names the permissions that the bot does not have there."""
        home, world = guild or self.guild, self.backend.world
        channel = Channel(world.new_id(), name, guild=home, nsfw=nsfw)
        channel.overwrites[world.bot.id] = Overwrite(is_role=False, deny=bits(deny))
        home.channels.append(channel)
        world.channels[channel.id] = channel
        self.backend.gateway.dispatch("CHANNEL_CREATE", payloads.channel(channel), channel)
        return channel

    def add_thread(self, channel: Channel, name: str, *, owner: User | None = None) -> Channel:
        """A public thread of the channel, begun by `owner` (default: the guild's)."""
        guild, world = channel.guild or self.guild, self.backend.world
        thread = Channel(world.new_id(), name, PUBLIC_THREAD, guild, channel, owner=owner or guild.owner)
        guild.channels.append(thread)
        world.channels[thread.id] = thread
        self.backend.gateway.dispatch("THREAD_CREATE", payloads.channel(thread), thread)
        return thread

    def add_role(self, name: str, *, permissions: Iterable[str] = (), guild: Guild | None = None) -> Role:
        home = guild or self.guild
        role = Role(self.backend.world.new_id(), name, bits(permissions), mentionable=True)
        home.roles.append(role)
        self.backend.gateway.announce_role(home, role)
        return role

    def give_command(self, command: str, role: Role, *, guild: Guild | None = None) -> None:
        """Show a command to everybody with this role, as Server Settings → Integrations can."""
        (guild or self.guild).command_roles.setdefault(command, set()).add(role.id)

    def add_member(
        self, name: str, *, permissions: Iterable[str] = (), guild: Guild | None = None, bot: bool = False
    ) -> User:
        """A person in the guild, with the permissions named besides those that everybody has."""
        home, user = guild or self.guild, self.backend.world.add_user(name, bot=bot)
        role = self.add_role(f"role of {name}", permissions=permissions, guild=home)
        home.members[user.id] = Member(user, [role])
        return user

    def set_permissions(
        self, channel: Channel, target: User | Role, *, allow: Iterable[str] = (), deny: Iterable[str] = ()
    ) -> None:
        """What that person or role is allowed and denied in the channel, from now on."""
        channel.overwrites[target.id] = Overwrite(isinstance(target, Role), bits(allow), bits(deny))
        self.backend.gateway.dispatch("CHANNEL_UPDATE", payloads.channel(channel), channel)

    def dm(self, user: User) -> Channel:
        """The direct messages between that person and the bot."""
        return direct_message(self.backend.world, user)
