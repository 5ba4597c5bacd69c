"""Why a page cannot be fetched, as sentences that name it: for good (`permanent`), or for now (`passing`)."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import httpx

from index.errors import FetchError

_LONGEST = 200  # characters of an address that a message shows
_CREDENTIALS = re.compile(r"(?<=//)[^/?#]*@")
_WORTH_ANOTHER_TRY = {408, 421, 425, 429}  # of the answers that otherwise tell of a wrong request
_ANSWERS = {
    401: "its server wants a login",
    403: "its server does not let Quoth read it",
    404: "its server knows no such page",
    410: "it was removed",
    429: "its server wants fewer requests",
    451: "it is withheld for legal reasons",
    503: "its server is not available just now",
}


def permanent(url: str, reason: str) -> FetchError:
    """Return the error of a page that asking again will not bring."""
    return FetchError(f"{shown(url)} cannot be fetched: {reason}.", is_permanent=True)


def passing(url: str, reason: str, retry_after: float | None = None) -> FetchError:
    """Return the error of a page that may be had later; `retry_after`: seconds for which to leave it alone."""
    when = "later" if retry_after is None else f"in {max(1, round(retry_after))} s"
    return FetchError(f"{shown(url)} cannot be fetched: {reason}; try again {when}.", retry_after=retry_after)


def answered(url: str, status: int, retry_after: float | None) -> FetchError:
    """Return the error of a page whose server answers with anything but a page."""
    told = f"{_ANSWERS.get(status, 'its server answers with an error')} ({status}{_phrase(status)})"
    if 400 <= status < 500 and status not in _WORTH_ANOTHER_TRY:
        return permanent(url, told)
    return passing(url, told, retry_after)


def shown(url: str) -> str:
    """Return a URL as a message may show it: without a password, and not too long."""
    bare = _CREDENTIALS.sub("", "".join(filter(str.isprintable, url)))
    return bare if len(bare) <= _LONGEST else f"{bare[:_LONGEST]}…"


@contextmanager
def explaining(url: str, seconds: float) -> Iterator[None]:
    """Turn what goes wrong on the way to a page and back, within `seconds` in all, into a FetchError."""
    try:
        yield
    except (httpx.InvalidURL, UnicodeError) as error:  # the latter from names and letters that no URL can hold
        raise permanent(url, f"it is no address ({error})") from error
    except httpx.TimeoutException as error:
        raise passing(url, f"it did not come within {seconds:g} s") from error
    except httpx.HTTPError as error:
        raise passing(url, _reason(error)) from error


def _reason(error: httpx.HTTPError) -> str:
    certificate = _certificate_error(error)
    if certificate is not None:
        return f"its server's certificate cannot be trusted ({certificate.verify_message})"
    if isinstance(error, httpx.ConnectError):
        return f"its server cannot be reached ({error})"
    return f"the connection broke, or the answer is damaged ({error or type(error).__name__})"


def _certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error


def _phrase(status: int) -> str:
    return f" {HTTPStatus(status).phrase}" if status in {known.value for known in HTTPStatus} else ""
