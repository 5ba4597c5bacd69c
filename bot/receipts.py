"""What became of cited words, as plain text and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.verdicts import differences
from index.results import Receipt, ReceiptState

HEADS = {"unchanged": "Unchanged.", "edited": "Edited.", "removed": "Removed."}


class ReceiptRecord(BaseModel):
    """A receipt: the state, in a sentence `text`, the words as cited and as they are, and the runs of both."""

    model_config = ConfigDict(frozen=True)

    ref: str
    state: ReceiptState
    text: str
    was: str | None
    now: str | None
    now_ref: str | None
    differences: list[dict[str, Any]]


def receipt_record(receipt: Receipt) -> ReceiptRecord:
    """Return a receipt as it is printed with --json."""
    return ReceiptRecord(
        ref=receipt.ref,
        state=receipt.state,
        text=receipt.reason,
        was=receipt.was,
        now=receipt.now,
        now_ref=receipt.now_ref,
        differences=[asdict(piece) for piece in receipt.pieces],
    )


def receipt_text(receipt: Receipt) -> str:
    """Return a receipt: one line that decides, the words as they were cited, and what became of them."""
    lines = [f"{HEADS[receipt.state]} {receipt.reason}"]
    if receipt.was is not None:
        lines += ["", f"cited: {receipt.was}"]
    if receipt.state == "edited" and receipt.now is not None:
        lines += [
            f"now: {receipt.now}",
            f"cited → now: {differences(receipt.pieces)}",
            f"now cited as {receipt.now_ref}",
        ]
    return "\n".join(lines)
