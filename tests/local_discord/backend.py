"""What all parts of the local Discord share: the world, the gateway, the rules that tests may tighten."""

from __future__ import annotations

from dataclasses import dataclass, field

from .gateway import Gateway
from .limits import FILE_BYTES, REQUEST_BYTES
from .messages import Attachment
from .state import World


@dataclass(slots=True)
class Rules:
    """The limits that tests may shrink so that they need not wait; the defaults are Discord's."""

    response_seconds: float = 3.0  # a first response later than this: 10062
    token_seconds: float = 900.0  # an interaction's token used later than this: 50027
    file_bytes: int = FILE_BYTES
    request_bytes: int = REQUEST_BYTES
    requests_per_second: int = 50
    privileged_intents: bool = False  # whether members, presences and message content are switched on
    interactions_url: str | None = None  # where commands are posted to, instead of coming over the gateway


@dataclass(slots=True)
class Backend:
    """The world, the gateway, the rules, and the files that the server hands out at `url`."""

    world: World
    gateway: Gateway
    rules: Rules
    token: str
    url: str = ""
    files: dict[int, Attachment] = field(default_factory=dict)

    def keep_file(self, channel_id: int, filename: str, data: bytes, description: str | None = None) -> Attachment:
        """A file as Discord stores it: spaces in its name become underscores, and it gets a URL."""
        file_id, name = self.world.new_id(), filename.replace(" ", "_")
        stored = Attachment(file_id, name, data, f"{self.url}/attachments/{channel_id}/{file_id}/{name}", description)
        self.files[file_id] = stored
        return stored
