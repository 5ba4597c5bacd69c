"""One reindex as a process of its own, as the bot runs it, and what it takes: seconds by phase, and memory.

    python -m tests.benchmarks.reindexing DATA_DIR ARTICLES.jsonl MODEL [--profile FILE]

MODEL is an embedding model's name, or "hashed" for one that costs next to nothing (and no parser either). What was
measured is printed as JSON.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path

_HOME = Path(__file__).parents[2]
sys.path.insert(0, str(_HOME / "tests"))

from embedders import HashedWords  # noqa: E402

from index import parsing  # noqa: E402
from index.embedding import Embedder, prepare_embedder  # noqa: E402
from index.indexer import Indexer  # noqa: E402
from index.store import SnapshotStore  # noqa: E402
from index.types import Progress  # noqa: E402

HASHED = "hashed"
_NICENESS = 10  # as `quoth serve` runs it
_BETWEEN = {  # what is done between two phases, which no progress is told of
    "": "starting",
    "reading": "comparing",
    "model": "repeated lines",
    "analysing": "people and lexicon",
    "embedding": "pruning the cache",
    "publishing": "pruning snapshots",
}


@dataclass(slots=True)
class Cost:
    """What a reindex took: seconds in all and by phase, passages it has and embedded, and its memory in megabytes.

    processor: seconds of all its processes together, of which other work on the machine takes none away.
    resident: of the process and its children together, at the most, files mapped into memory included; own: without
    these, which the system takes back when it needs to.
    """

    seconds: float = 0.0
    processor: float = 0.0
    phases: dict[str, float] = field(default_factory=dict)
    passages: int = 0
    embedded: int = 0
    analysed: int = 0
    resident: float = 0.0
    own: float = 0.0


def hashed_words() -> HashedWords:
    """The embedder that costs next to nothing, with vectors as long as the usual model's."""
    return HashedWords(dim=384)


def run(data: Path, articles: Path, model: str, while_it_runs: Callable[[], object], profile: Path | None) -> Cost:
    """Reindex in a niced child process; `while_it_runs` is called again and again meanwhile."""
    command = [sys.executable, "-m", __spec__.name, str(data), str(articles), model]
    process = subprocess.Popen(
        [*command, *(("--profile", str(profile)) if profile else ())], cwd=_HOME, stdout=subprocess.PIPE, text=True
    )
    os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    resident = own = 0.0
    while process.poll() is None:
        while_it_runs()
        used = [memory(one) for one in {process.pid, *_children(process.pid)}]
        resident, own = max(resident, sum(one for one, _ in used)), max(own, sum(one for _, one in used))
        time.sleep(0.05)
    assert process.stdout is not None
    printed = process.stdout.read()
    if process.returncode:
        sys.exit(f"the reindex ended with {process.returncode}")
    return Cost(**{**json.loads(printed), "resident": resident, "own": own})


def memory(process: int) -> tuple[float, float]:
    """Return a process's resident memory in megabytes: in all, and without mapped files."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    kilobytes = {line.split()[0]: int(line.split()[1]) for line in lines if line.startswith(("VmRSS", "RssAnon"))}
    return kilobytes.get("VmRSS:", 0) / 1000, kilobytes.get("RssAnon:", 0) / 1000


def _children(process: int) -> Collection[int]:
    """All processes that a process started, and those that they started."""
    found: set[int] = set()
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found.update(map(int, listed.read_text().split()))
        except OSError:
            continue
    return found.union(*map(_children, found))


def main() -> None:
    """Reindex and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("model")
    parser.add_argument("--profile", type=Path, help="where to write what cProfile finds")
    arguments = parser.parse_args()
    profiler = cProfile.Profile()
    if arguments.profile:
        profiler.enable()
    cost = _reindex(arguments.data, arguments.articles, arguments.model)
    if arguments.profile:
        profiler.disable()
        profiler.dump_stats(arguments.profile)
    print(json.dumps(asdict(cost)))


def _reindex(data: Path, articles: Path, model: str) -> Cost:
    cost = Cost()
    started = last = time.perf_counter()
    before = ""

    def note(progress: Progress) -> None:
        nonlocal before, last
        now = time.perf_counter()
        phase = progress.phase if progress.phase == before else _BETWEEN.get(before, before)
        cost.phases[phase] = cost.phases.get(phase, 0.0) + now - last
        before, last = progress.phase, now

    def open_embedder() -> Embedder:
        return hashed_words() if model == HASHED else prepare_embedder(model, data / "models")

    indexer = Indexer(SnapshotStore(data), model=model, embedder=open_embedder)
    report = indexer.reindex([articles], note)
    note(Progress("", 0, 0))
    cost.seconds, cost.passages, cost.embedded = last - started, report.passages, report.embedded
    cost.processor = sum(os.times()[:4])
    cost.analysed = len(report.added) + len(report.changed)
    return cost


if __name__ in ("__main__", "__mp_main__") and HASHED in sys.argv:  # in the processes that analyse as well
    parsing.find_spec = lambda _name: None  # type: ignore[assignment]

if __name__ == "__main__":
    main()
