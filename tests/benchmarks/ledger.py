"""What quotes and speakers cost, beside the embedding of the same articles, in one run.

    python -m tests.benchmarks.ledger [--articles FILE.jsonl] [--count N]

`--articles` names rows of {"id", "title", "text"}; without it, the seed article is taken again and again. Both use
every core: the analysis by processes (their start is counted), the embedding by streams.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from index.analysing import Reading, analyse_all
from index.analysis import analyse
from index.embedding import prepare_embedder
from index.parsing import NoParser
from index.passages import searchable_text
from index.types import Article
from tests.benchmarks.indexing import describe_machine

_SEEDS = Path(__file__).parents[2] / "seeds"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="rows of articles as JSON Lines")
    parser.add_argument("--count", type=int, default=200, help="how many articles")
    arguments = parser.parse_args()
    articles = list(_articles(arguments.articles, arguments.count))
    print(f"{describe_machine()}\n{len(articles)} articles, {sum(len(one.text) for one in articles):,} characters")
    analyses = list(analyse_all(map(Reading, articles), len(articles)))
    texts = [searchable_text(one, p) for one, a in zip(articles, analyses, strict=True) for p in a.passages]
    with tempfile.TemporaryDirectory() as folder:
        embedder = prepare_embedder("all-MiniLM-L6-v2", Path(folder), "auto")
        embedding = _seconds(lambda: embedder.embed_passages(texts))
    _print("embedding", embedding, embedding)
    _print(
        "quotes, speakers, passages",
        _seconds(lambda: list(analyse_all(map(Reading, articles), len(articles)))),
        embedding,
    )
    _print(
        "the same without the parser, one core", _seconds(lambda: [analyse(a, NoParser()) for a in articles]), embedding
    )


def _articles(file: Path | None, count: int) -> Iterator[Article]:
    lines = file.read_text("utf-8").splitlines()[:count] if file else []
    for row in map(json.loads, lines):
        yield Article(row["id"], row["title"], row["text"])
    if not file:
        text = next(_SEEDS.glob("*.txt")).read_text("utf-8")
        yield from (Article(f"{number}", f"Article {number}", text) for number in range(count))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _print(what: str, seconds: float, embedding: float) -> None:
    print(f"{what:40} {seconds:7.1f} s  {seconds / embedding:5.2f} of the embedding")


if __name__ == "__main__":
    main()
