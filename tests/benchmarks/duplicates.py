"""What looking across articles costs (repetition, near-duplicates), beside the analysis of each of them.

    python -m tests.benchmarks.duplicates [--articles FILE.jsonl] [--count N]

`--articles` names rows of {"id", "title", "text", "source"?}; without it, the seed article's. Articles are made by
mixing their paragraphs; every tenth is a copy of another with one paragraph less. Times are this process's own, so that
whatever else the machine does counts little; memory is what Python and numpy hold more than before.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from index.analysis import analyse
from index.nearduplicates import NearDuplicates, sign
from index.parsing import load_parser
from index.repetition import Repetition
from index.types import Article
from tests.benchmarks.indexing import describe_machine

_SEEDS = Path(__file__).parents[2] / "seeds"
_ANALYSED = 60  # articles whose analysis is timed
_PARAGRAPHS = 22


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="rows of articles as JSON Lines")
    parser.add_argument("--count", type=int, default=30_000, help="how many articles")
    arguments = parser.parse_args()
    pool = list(_paragraphs(arguments.articles))
    print(f"{describe_machine()}\n{arguments.count} articles")
    load_parser()
    some = list(_mix(pool, _ANALYSED))
    _print("analysis", _seconds(lambda: [analyse(each) for each in some]) / _ANALYSED, 0)
    _measure_repetition(pool, arguments.count)
    _measure_near_duplicates(pool, arguments.count)


def _measure_repetition(pool: list[str], count: int) -> None:
    repetition = Repetition()
    tracemalloc.start()
    for article in _mix(pool, count):
        repetition.add(article)
    repetition.repeated_in(Article("", "", "x"))
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    once = Repetition()
    some = list(_mix(pool, min(count, 2000)))
    _print("repetition: add", _seconds(lambda: [once.add(each) for each in some]) / len(some), held / count)
    _print("repetition: ask", _seconds(lambda: [repetition.repeated_in(each) for each in some]) / len(some), 0)


def _measure_near_duplicates(pool: list[str], count: int) -> None:
    sign("up " * 50)
    some = list(_mix(pool, min(count, 2000)))
    _print("near-duplicates: sign", _seconds(lambda: [sign(each.text) for each in some]) / len(some), 0)
    texts = {each.source_id: each.text for each in _mix(pool, count)}
    signed = {name: sign(text) for name, text in texts.items()}
    found = NearDuplicates(texts.__getitem__)
    tracemalloc.start()
    for name, signature in signed.items():
        found.add(name, signature)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    seconds = _seconds(found.groups)
    _print(f"near-duplicates: {len(found.groups())} groups", seconds / count, held / count)


def _paragraphs(file: Path | None) -> Iterator[str]:
    rows = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()] if file else []
    for text in rows or [next(_SEEDS.glob("*.txt")).read_text("utf-8")]:
        yield from (line for line in text.splitlines() if len(line) > 40)


def _mix(pool: list[str], count: int) -> Iterator[Article]:
    chance = random.Random(1)
    lines: list[str] = []
    for number in range(count):
        lines = chance.sample(pool, min(_PARAGRAPHS, len(pool))) if number % 10 else lines[:-1]
        yield Article(f"{number}", f"Article {number}", "\n\n".join(lines), source=f"Outlet {number % 7}")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _print(what: str, seconds: float, held: float) -> None:
    memory = f"{held:8.0f} bytes an article" if held else ""
    print(f"{what:32} {1000 * seconds:8.2f} ms an article {1 / max(seconds, 1e-9):10.0f} a second {memory}")


if __name__ == "__main__":
    main()
