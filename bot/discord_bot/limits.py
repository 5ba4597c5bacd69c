"""Discord's limits, as far as the bot meets them, and the length they count.

https://discord.com/developers/docs/reference
"""

from __future__ import annotations

CONTENT = 2_000  # characters of a plain message
COMPONENT_TEXT = 4_000  # characters over all components of a components-v2 message
COMPONENTS = 40  # components of a components-v2 message, nested ones counted
BUTTONS = 25  # five rows of five
BUTTON_URL = 512
LABEL = 80
ROW = 5  # buttons side by side
THREAD_NAME = 100  # characters
COMMENT = 1_000  # characters of a comment on an answer, a limit of the bot's own
CHOICES = 25  # of an autocomplete
CHOICE = 100  # characters of a choice's name
FILE_BYTES = 10 * 1024 * 1024
TOKEN_SECONDS = 14 * 60.0  # an interaction's token lives 15 minutes; the last one is left for the end
PROGRESS_SECONDS = 1.5  # between two edits of one message


def length(text: str) -> int:
    """Return the length in UTF-16 units: never less than what Discord counts, whichever way it does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
