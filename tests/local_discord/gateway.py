"""The gateway: websocket sessions that identify, beat, resume and receive events.

https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from . import payloads, permissions
from .connection import CloseError, Connection
from .errors import Payload
from .state import Channel, Guild, Role, World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0,
    1,
    2,
    3,
    4,
    6,
    7,
    8,
    9,
    10,
    11,
)
_MEMBERS_INTENT, _CONTENT_INTENT = 1 << 1, 1 << 15
_PRIVILEGED = _MEMBERS_INTENT | 1 << 8 | _CONTENT_INTENT
_FOR_GOOD = (4004, 4010, 4011, 4012, 4013, 4014)  # Discord takes no new connection that is like the old one
_ALL_INTENTS = 0x3BFFFF | 1 << 24 | 1 << 25
# The intent that an event needs: in a guild, in a direct message. INTERACTION_CREATE needs none.
_INTENTS = {
    "MESSAGE": (1 << 9, 1 << 12),
    "MESSAGE_REACTION": (1 << 10, 1 << 13),
    "TYPING": (1 << 11, 1 << 14),
    "CHANNEL": (1, 0),
    "THREAD": (1, 0),
}


@dataclass(slots=True, eq=False)
class Session:
    """A session outlives its connection, so that missed events can be replayed."""

    id: str
    intents: int
    shard: tuple[int, int]
    connection: Connection | None = None
    sequence: int = 0
    events: list[Payload] = field(default_factory=list)

    def send(self, event: str, data: Payload) -> None:
        """Record an event and, if there is a connection, send it."""
        self.sequence += 1
        payload = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self.events.append(payload)
        if self.connection is not None:
            self.connection.send(payload)


class Gateway:
    """All sessions. Tests may cut the connection, refuse new ones, and look at what came in.

    `refusals` holds the close codes given, `heartbeats` the moments of all heartbeats; `heartbeat_interval` (seconds)
    counts for the next connection. `shards` is how many the bot is recommended to have, `max_concurrency` how many of
    them may identify within `identify_seconds`: Discord's 5, and 0 here so that a test may restart a bot at once.
    """

    def __init__(self, world: World, token: str, *, privileged: bool) -> None:
        self._world, self._token, self._privileged = world, token, privileged
        self.sessions: dict[str, Session] = {}
        self.received: list[Payload] = []
        self.refusals: list[str] = []
        self.identifies = self.resumes = self.refuse_next = self.too_soon = 0
        self.shards = self.max_concurrency = 1
        self.identify_seconds = 0.0
        self._identified: dict[int, float] = {}  # when a shard of that rest did so last
        self.refuse_with: int | None = None  # the close code for whoever identifies or resumes
        self.heartbeat_interval = 41.25
        self.heartbeats: list[float] = []
        self.url = ""

    @property
    def connected(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.connection is not None]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection from HELLO to its end."""
        if self.refuse_next:
            self.refuse_next -= 1
            raise web.HTTPServiceUnavailable
        connection = await Connection.accept(request)
        connection.send({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
        try:
            await self._listen(connection)
        except CloseError as error:
            self.refusals.append(f"{error.code}: {error}")
            await connection.close(error.code, str(error))
        finally:
            await self._leave(connection)
        return connection.socket

    def dispatch(self, event: str, data: Payload, channel: Channel) -> None:
        """Send an event about a channel to the session it belongs to, if that has the intent and may see it."""
        for session in self.sessions.values():
            if self._wants(session, event, channel):
                session.send(event, self._as_seen(session, event, data))

    def announce_guild(self, guild: Guild) -> None:
        for session in self.sessions.values():
            if _belongs(session, guild):
                session.send("GUILD_CREATE", self._guild(session, guild))

    def announce_role(self, guild: Guild, role: Role) -> None:
        data = {"guild_id": str(guild.id), "role": payloads.role(role, 1 + guild.roles.index(role))}
        for session in self.sessions.values():
            if _belongs(session, guild) and session.intents & 1:
                session.send("GUILD_ROLE_CREATE", data)

    async def cut(self, code: int | None = None) -> None:
        """End every connection: with a close code, for good if it is such a one, or as if the cable were pulled."""
        if code in _FOR_GOOD:
            self.refuse_with = code
        for session in self.connected:
            connection, session.connection = session.connection, None
            if connection is not None:
                await connection.close(code) if code else connection.abort()

    def ask_to_reconnect(self) -> None:
        """Send RECONNECT (opcode 7), as Discord does before it restarts a gateway."""
        self._to_all({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Send INVALID SESSION (opcode 9); when not resumable, the sessions are forgotten."""
        self._to_all({"op": INVALID, "d": resumable})
        if not resumable:
            self.sessions.clear()

    def _to_all(self, payload: Payload) -> None:
        for session in self.connected:
            if session.connection is not None:
                session.connection.send(payload)

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                payload = connection.read(message.data)
                self.received.append(payload)
                try:
                    self._take(connection, payload)
                except (KeyError, TypeError, ValueError, AttributeError) as error:
                    raise CloseError(4002, f"Error while decoding payload: {error!r}") from error
                self._world.changed()

    def _take(self, connection: Connection, payload: Payload) -> None:
        op, data = payload.get("op"), payload.get("d")
        if op == HEARTBEAT:
            self.heartbeats.append(time.monotonic())
            connection.send({"op": ACK})
        elif op in (IDENTIFY, RESUME) and self.refuse_with is not None:
            raise CloseError(self.refuse_with, "Refused.")
        elif op == IDENTIFY and isinstance(data, dict):
            self._identify(connection, data)
        elif op == RESUME and isinstance(data, dict):
            self._resume(connection, data)
        elif op not in (PRESENCE, VOICE, MEMBERS):
            raise CloseError(4001, "Unknown opcode.")
        elif (session := self._session_of(connection)) is None:
            raise CloseError(4003, "Not authenticated.")
        elif op == MEMBERS and isinstance(data, dict):
            self._send_members(session, data)

    def _identify(self, connection: Connection, data: Payload) -> None:
        if self._session_of(connection) is not None:
            raise CloseError(4005, "Already authenticated.")
        if data["token"] != self._token:
            raise CloseError(4004, "Authentication failed.")
        intents, shard = data["intents"], tuple(data.get("shard") or (0, 1))
        if intents & ~_ALL_INTENTS:
            raise CloseError(4013, "Invalid intent(s).")
        if intents & _PRIVILEGED and not self._privileged:
            raise CloseError(4014, "Disallowed intent(s).")
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            raise CloseError(4010, "Invalid shard.")
        if self._is_too_soon(shard[0]):
            self.too_soon += 1
            connection.send({"op": INVALID, "d": False})
            return
        self.identifies += 1
        session = Session(secrets.token_hex(16), intents, (shard[0], shard[1]), connection)
        self.sessions[session.id] = session
        self._welcome(session)

    def _is_too_soon(self, shard_id: int) -> bool:
        """Whether a shard of the same rest identified itself just now."""
        rest, now = shard_id % self.max_concurrency, time.monotonic()
        before, self._identified[rest] = self._identified.get(rest), now
        return before is not None and now < before + self.identify_seconds

    def _welcome(self, session: Session) -> None:
        mine = [guild for guild in self._world.guilds.values() if _belongs(session, guild)]
        ready: Payload = {
            "v": 10,
            "user": payloads.own_user(self._world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "resume_gateway_url": f"{self.url}/resume",
            "shard": list(session.shard),
            "application": {"id": str(self._world.bot.id), "flags": payloads.application_flags(self._privileged)},
            "private_channels": [],
        }
        session.send("READY", ready)
        for guild in mine:
            session.send("GUILD_CREATE", self._guild(session, guild))

    def _resume(self, connection: Connection, data: Payload) -> None:
        session = self.sessions.get(data["session_id"])
        if data["token"] != self._token:
            raise CloseError(4004, "Authentication failed.")
        if session is None:
            connection.send({"op": INVALID, "d": False})
            return
        if data["seq"] > session.sequence:
            raise CloseError(4007, "Invalid seq.")
        self.resumes += 1
        session.connection = connection
        for payload in session.events[data["seq"] :]:
            connection.send(payload)
        session.send("RESUMED", {})

    def _guild(self, session: Session, guild: Guild) -> Payload:
        everybody = session.intents & _MEMBERS_INTENT
        seen = [each for each in guild.members.values() if everybody or each.user is self._world.bot]
        return payloads.guild_create(guild, seen)

    def _send_members(self, session: Session, data: Payload) -> None:
        guild = self._world.guilds[int(data["guild_id"])]
        wanted = {int(each) for each in data.get("user_ids") or ()}
        start = (data.get("query") or "").casefold()
        found = [each for each in guild.members.values() if not wanted or each.user.id in wanted]
        matching = [payloads.member(each) for each in found if each.user.name.casefold().startswith(start)]
        chunk: Payload = {
            "guild_id": str(guild.id),
            "members": matching,
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        session.send("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if data.get("nonce") else {}))

    def _wants(self, session: Session, event: str, channel: Channel) -> bool:
        if session.shard[0] != (channel.guild.id >> 22) % session.shard[1] if channel.guild else session.shard[0] != 0:
            return False
        if event == "INTERACTION_CREATE":
            return True
        in_guild, in_dm = _INTENTS[event.rpartition("_")[0]] if event != "TYPING_START" else _INTENTS["TYPING"]
        needed = in_guild if channel.guild else in_dm
        is_seen = event.startswith("CHANNEL_") or permissions.has(self._world.bot, channel, "view_channel")
        return bool(session.intents & needed) and is_seen  # a bot is told of channels that it may not look into

    def _as_seen(self, session: Session, event: str, data: Payload) -> Payload:
        if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or session.intents & _CONTENT_INTENT:
            return data
        return _without_content(data, str(self._world.bot.id), in_dm="guild_id" not in data)

    def _session_of(self, connection: Connection) -> Session | None:
        return next((session for session in self.connected if session.connection is connection), None)

    async def _leave(self, connection: Connection) -> None:
        await connection.finish()
        for session in list(self.sessions.values()):
            if session.connection is connection:
                session.connection = None
                if connection.socket.close_code in (1000, 1001):  # the client said good-bye: nothing to resume
                    del self.sessions[session.id]
        self._world.changed()


def _belongs(session: Session, guild: Guild) -> bool:
    return (guild.id >> 22) % session.shard[1] == session.shard[0]


def _without_content(data: Payload, bot_id: str, *, in_dm: bool) -> Payload:
    """The message without what a bot lacking the intent cannot read, unless it wrote it or is mentioned in it."""
    shown = dict(data)
    if shown.get("referenced_message"):
        shown["referenced_message"] = _without_content(shown["referenced_message"], bot_id, in_dm=in_dm)
    mine = shown["author"]["id"] == bot_id or any(each["id"] == bot_id for each in shown["mentions"])
    return shown if mine or in_dm else shown | {"content": "", "embeds": [], "attachments": [], "components": []}
