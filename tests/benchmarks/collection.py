"""What a large collection costs: to index, to index again with one article in a hundred changed, and to ask meanwhile.

    python -m tests.benchmarks.collection [--articles FILE.jsonl] [--count N] [--embedder model|hashed]

The collection is made by recombining the sentences of FILE's articles, else of the seed article and of invented ones.
The reindex runs as the bot runs it, as a niced process of its own, while this process asks question after question.
With `--embedder hashed`, embedding and parsing cost next to nothing: what is left is the machinery's own. Ratios travel
to other machines, seconds do not.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

from index import embedding
from index.engine import Engine, EngineConfig
from index.store import SnapshotStore
from tests.benchmarks.indexing import describe_machine
from tests.benchmarks.recombining import Recombined
from tests.benchmarks.reindexing import HASHED, Cost, hashed_words, memory, run

_MODEL = "all-MiniLM-L6-v2"
_ASKED = 400  # questions before a reindex
_SHARES = {"1 % changed": 0.01, "10 % changed": 0.1}


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    print(f"{describe_machine()}, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder, ExitStack() as patched:
        if arguments.embedder == HASHED:
            patched.enter_context(patch.object(embedding, "load_embedder", lambda *_, **__: hashed_words()))
        measure(Path(folder), arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="JSON Lines of articles whose sentences are recombined")
    parser.add_argument("--count", type=int, default=30_000, help="how many articles to make")
    parser.add_argument("--embedder", choices=("model", HASHED), default="model")
    parser.add_argument("--folder", type=Path, help="where to work; else where the system keeps temporary files")
    parser.add_argument("--profiles", type=Path, help="a folder for what cProfile finds in each reindex")
    return parser.parse_args()


def measure(folder: Path, arguments: argparse.Namespace) -> None:
    """Index a collection, change it, index it again while asking, and print what each took."""
    data, files, model = folder / "data", _make(folder, arguments), _MODEL if arguments.embedder == "model" else HASHED
    profile = (lambda name: arguments.profiles / f"{name}.prof") if arguments.profiles else lambda _name: None
    first = run(data, files[0], model, lambda: None, profile("first"))
    print_cost(f"the first reindex, of {arguments.count:,} articles", first)
    questions = _questions(data)
    engine = Engine(EngineConfig(data, (files[0],), _name(data), "auto", limit=5, threshold=0.26))
    for question in questions:
        engine.ask(question)
    before = Latency("asking, nothing else running")
    for question in questions:
        before.time(engine, question)
    for name, file in zip(_SHARES, files[1:], strict=True):
        meanwhile, asked = Latency(f"asking meanwhile, {name}"), cycle(questions)
        cost = run(data, file, model, lambda: meanwhile.time(engine, next(asked)), profile(name.split()[0]))  # noqa: B023
        shares = f"{cost.processor / first.processor:.1%} of the first in processor seconds, "
        print_cost(f"a reindex with {name}: {shares}{cost.seconds / first.seconds:.1%} by the clock", cost)
        meanwhile.print(before)
    before.print(before)
    print(f"\nthe asking process: {memory(os.getpid())[0]:.0f} MB resident, {memory(os.getpid())[1]:.0f} MB its own")
    print_disk(data)


def _make(folder: Path, arguments: argparse.Namespace) -> list[Path]:
    """Write the collection and its changed versions, in a process of its own: this one's memory is measured."""
    files = [folder / f"articles-{number}.jsonl" for number in range(1 + len(_SHARES))]
    process = get_context("spawn").Process(target=_write, args=(arguments.articles, arguments.count, files))
    process.start()
    process.join()
    return files


def _write(articles: Path | None, count: int, files: Sequence[Path]) -> None:
    recombined = Recombined(articles)
    recombined.write(files[0], count)
    for share, file in zip(_SHARES.values(), files[1:], strict=True):
        changes = recombined.write_changed(file, count, share)
        print(f"{share:.0%} changed: {changes.edited} edited, {changes.added} added, {changes.removed} removed")


def _name(data: Path) -> str:
    return SnapshotStore(data).open_current().manifest.model


def _questions(data: Path) -> list[str]:
    """Questions of each kind about people who are quoted, some often and some seldom."""
    chance, catalog = random.Random(0), SnapshotStore(data).open_current().catalog
    people = [name for _, name, _ in catalog.roster.ranking(1000) if " " in name]
    titles = [one.title for one in chance.sample(catalog.articles(), 100)]
    kinds = ("what did {} say?", "what did {} say about the budget?", "when did {} meet the minister?", "who said {}?")
    questions = [kind.format(name) for name in chance.sample(people, min(100, len(people))) for kind in kinds[:3]]
    questions += [kinds[3].format(title) for title in titles]
    return chance.sample(questions, min(_ASKED, len(questions)))


@dataclass(slots=True)
class Latency:
    """How long questions took, in milliseconds."""

    name: str
    times: list[float] = field(default_factory=list)

    def time(self, engine: Engine, question: str) -> None:
        """Ask, and note how long it took."""
        started = time.perf_counter()
        engine.ask(question)
        self.times.append(1000 * (time.perf_counter() - started))

    def print(self, before: Latency) -> None:
        """Print the median, the 95th percentile and the slowest, and the factors to those of another time."""
        values, others = self._values(), before._values()
        factors = "  ".join(
            f"{value:7.1f} ms ({value / other:.2f}×)" for value, other in zip(values, others, strict=True)
        )
        print(f"{self.name:34}{len(self.times):6} questions; median, p95, slowest {factors}")

    def _values(self) -> tuple[float, float, float]:
        return statistics.median(self.times), statistics.quantiles(self.times, n=20)[-1], max(self.times)


def print_cost(name: str, cost: Cost) -> None:
    """Print what a reindex took."""
    print(f"\n{name}")
    print(f"  {cost.seconds:.1f} s, {cost.processor:.1f} processor seconds; ", end="")
    print(f"{cost.resident:.0f} MB resident at the most, {cost.own:.0f} MB its own")
    print(f"  {cost.passages:,} passages, {cost.embedded:,} embedded; {cost.analysed:,} articles new or changed")
    for phase, seconds in cost.phases.items():
        rate = f"{cost.passages / seconds:10.0f} passages/s" if seconds > 0.01 else ""
        print(f"  {phase:24}{seconds:9.2f} s {seconds / cost.seconds:6.1%}{rate}")


def print_disk(data: Path) -> None:
    """Print what the data directory and the snapshot that answers take, file by file."""
    store = SnapshotStore(data)
    files = store.open_current().manifest.files
    kinds = {"catalog": 0, "vectors": 0, "lexicon": 0}
    for path, file in files.items():
        kinds[path.replace("/", ".").split(".")[0]] += file.size
    parts = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in kinds.items())
    manifest = (store.folder(str(store.current_id())) / "manifest.json").stat().st_size
    print(f"on disk, MB: a snapshot {sum(kinds.values()) / 1e6:.0f} ({parts}, manifest {manifest / 1e6:.1f})", end="; ")
    every = {path.stat().st_ino: path.stat().st_size for path in data.rglob("*") if path.is_file()}
    cache = (data / "embeddings.sqlite").stat().st_size
    whole = f"everything, with {len(store.list())} snapshots, {sum(every.values()) / 1e6:.0f}"
    print(f"embeddings kept {cache / 1e6:.0f}; {whole}")


if __name__ == "__main__":
    main()
