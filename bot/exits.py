"""Exit codes, and how an error becomes one: a sentence on stderr, and no traceback."""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable

import typer

from bot.output import tell
from index.errors import QuothError, ReindexRunningError, StorageError

NOT_ANSWERED = 1
DAMAGED = 1  # looked at, and not whole
USE = 2
SOFTWARE, CANNOT_CREATE, IO, TRY_LATER = 70, 73, 74, 75  # sysexits.h
INTERRUPTED = 130  # 128 + SIGINT

_UNCREATABLE = {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}

# pydantic's words, which typer shows, and plain ones
_PLAIN = {
    "Input should be a valid integer.*": "it must be a whole number",
    "Input should be greater than or equal to": "it must be at least",
    "Input should be less than or equal to": "it must be at most",
    "Value error, ": "",
}

_log = logging.getLogger(__name__)


def guarded(command: Callable[[], object]) -> int:
    """Run a command line and return its exit code; whatever goes wrong is told in one sentence."""
    try:
        code = command()
        sys.stdout.flush()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except typer.TyperException as error:
        return _fail(_explain(error), USE)
    except QuothError as error:
        return _fail(str(error), exit_code(error))
    except OSError as error:
        _log.debug("cannot go on", exc_info=True)
        what = f"{error.filename}: " if error.filename else ""
        return _fail(f"{what}{error.strerror or error}.", CANNOT_CREATE if error.errno in _UNCREATABLE else IO)
    except Exception as error:  # noqa: BLE001 - the front's last resort
        return _unexpected(error)
    return code if isinstance(code, int) else 0


def exit_code(error: QuothError) -> int:
    """Return the exit code of an error."""
    if isinstance(error, ReindexRunningError):
        return TRY_LATER
    if isinstance(error, StorageError):
        cause = error.__cause__
        return CANNOT_CREATE if isinstance(cause, OSError) and cause.errno in _UNCREATABLE else IO
    return USE


def _explain(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    said = error.format_message().rstrip(".")
    for phrase, plain in _PLAIN.items():
        said = re.sub(phrase, plain, said)
    return f"{said}; see {context.command_path if context else 'quoth'} --help."


def _unexpected(error: Exception) -> int:
    _log.critical("unexpected error", exc_info=error)
    return _fail(
        f"Something went wrong inside Quoth ({type(error).__name__}: {error}). "
        "Run it again with QUOTH_DEBUG=1 to see where, and please report it.",
        SOFTWARE,
    )


def _fail(sentence: str, code: int) -> int:
    tell(f"quoth: {' '.join(sentence.split())}")
    return code


def set_up_logging() -> None:
    """Log to stderr under QUOTH_DEBUG; otherwise libraries' warnings are none of the reader's business."""
    if os.environ.get("QUOTH_DEBUG"):
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
        return
    logging.lastResort = logging.NullHandler()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
