"""A small collection behind the real engine, without a model: what the bot's tests list, check and correct."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from corpora import reindex, write_corpus
from embedders import HashedWords

from index.engine import Engine, EngineConfig
from index.manifest import Manifest

FERRY = """The ferry to Arden

“The ferry will sail again before the summer,” Mayor Ana Torres said on Monday.

She added: “We do not meet any of our obligations to the islands.”

“No ship of ours is safe at present,” said Carl Whitfield, who owns the ferry.
"""
BUDGET = """A budget for Arden

“There is no money for the ferry in this budget,” Ana Torres said.

“The islands have waited long enough for a budget,” said Carl Whitfield.

“I voted against the budget *twice*,” Rosa Lee told the Arden Courier.
"""
HARBOUR = """The harbour opens

“The harbour is open to everybody who has a ship,” said Rosa Lee.

“The harbour was closed for far too long,” said Oskar Lee, her brother.
"""
SPEECH = "The mayor's speech\n\n" + "\n\n".join(
    f"“Promise number {number} is kept in full and on time,” Ana Torres said." for number in range(1, 13)
)
ARTICLES: dict[str, str | dict[str, str]] = {
    "ferry": {"text": FERRY, "url": "https://courier.example/ferry", "published_at": "2021-03-01"},
    "budget": {"text": BUDGET, "url": "https://courier.example/budget", "published_at": "2021-05-04"},
    "harbour": {"text": HARBOUR, "published_at": "2022-01-09"},
    "speech": {"text": SPEECH, "published_at": "2020-02-02"},
}


class Collection(Engine):
    """The engine with the embedder that needs no model."""

    def __init__(self, config: EngineConfig, warn: Callable[[str], None] = print) -> None:
        super().__init__(config, warn=warn)
        self.config = config

    def load(self, manifest: Manifest) -> HashedWords:  # noqa: ARG002
        return HashedWords()


def make_collection(data_dir: Path, articles: Mapping[str, str | dict[str, str]] = ARTICLES) -> Collection:
    """Index articles and return their engine."""
    data_dir.mkdir(exist_ok=True)
    corpus = write_corpus(data_dir / "corpus.jsonl", articles)
    reindex(data_dir, corpus)
    return Collection(EngineConfig(data_dir, (corpus,), "hashed-words", "python", limit=5, threshold=0.26))
