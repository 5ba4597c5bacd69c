"""The body of an answer, unpacked piece by piece, so that a small answer cannot become a huge one unseen."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import httpx

_PIECE = 65_536  # bytes that are unpacked at a time
_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"
PACKING = "gzip"
"""What to accept: what unpacks piece by piece with the standard library."""


def unpack(response: httpx.Response) -> Iterator[bytes]:
    """Yield the body of a streamed response. Raises httpx.DecodingError where it is damaged or packed otherwise."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing in {"identity", ""}:
        return response.iter_raw(_PIECE)
    if packing in {"gzip", "x-gzip"}:
        return _unzip(response.iter_raw(_PIECE), response.request)
    raise httpx.DecodingError(f"it is packed with {packing}, which was not asked for", request=response.request)


def _unzip(pieces: Iterable[bytes], request: httpx.Request) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        for piece in pieces:
            while piece:
                yield unpacking.decompress(piece, _PIECE)
                piece = unpacking.unconsumed_tail
                if unpacking.eof:
                    piece = unpacking.unused_data
                    if not piece.startswith(_MAGIC):
                        return  # servers pad with zeros, and browsers do not mind
                    unpacking = zlib.decompressobj(_GZIP)
        yield unpacking.flush()
    except zlib.error as error:
        raise httpx.DecodingError(str(error), request=request) from error
    if not unpacking.eof:
        raise httpx.DecodingError("it ends too early", request=request)
