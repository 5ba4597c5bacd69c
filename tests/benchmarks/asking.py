"""How long an answer takes: from process start, and warm in a collection of 10,000 passages.

    python -m tests.benchmarks.asking [--articles FILE.jsonl] [--questions FILE.jsonl] [--passages N] [--rounds N]

Times are set against bare sentence-transformers in the same run: its start to its first vector, and its encoding of the
same question. Ratios travel to other machines, milliseconds do not. The last table gives the share of each step in a
question of fact. --questions takes rows with a "question". Without --articles, a collection of --passages passages is
made up from words of the seed article and invented names.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from index import answering, reader, retriever
from index import engine as engine_module
from index.embedding.models import find_model
from index.engine import Engine, EngineConfig
from index.lexicon import Lexicon
from index.vectors import Vectors
from tests.benchmarks.indexing import describe_machine

_HOME = Path(__file__).parents[2]
_MODEL = "all-MiniLM-L6-v2"
_STEPPED = 200  # questions that are taken to pieces
_STEPS: dict[str, tuple[Any, str]] = {  # none calls another one
    "what the question asks": (engine_module, "parse_question"),
    "what its words restrict it to": (answering, "restrict"),
    "its embedding": (retriever, "_embed"),
    "dense search, FAISS": (Vectors, "search"),
    "lexical search, tantivy": (Lexicon, "search"),
    "passages of the fused ranking": (retriever, "_found"),
    "sentences and what speaks for each": (reader, "_find"),
    "copies and votes": (reader, "_join_twins"),
    "embedding of the six best sentences": (reader, "_meanings"),
    "citations": (answering, "_cite_sentence"),
}
_SYLLABLES = ("ba", "den", "kor", "li", "mar", "no", "per", "ris", "sto", "tal", "ulm", "vey")
_BARE = """
from sentence_transformers import SentenceTransformer
SentenceTransformer({model!r}, device="cpu").encode("what did Larijani say?")
"""


def main() -> None:
    """Measure and print four tables."""
    arguments = _arguments()
    print(describe_machine(), end="\n\n")
    with tempfile.TemporaryDirectory() as folder:
        measure_start(Path(folder), arguments.rounds)
        measure_warm(Path(folder), arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="JSON Lines of articles, instead of made-up ones")
    parser.add_argument("--questions", type=Path, help="JSON Lines of questions of fact, for the steps")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def measure_start(folder: Path, rounds: int) -> None:
    """Print the processor time of `quoth --help`, and the time from process start to an answer."""
    environment = {**os.environ, "QUOTH_DATA_DIR": str(folder / "seed"), "HF_HUB_OFFLINE": "1"}
    quoth = [sys.executable, "-m", "bot.cli"]
    ask = [*quoth, "ask", "What did Larijani say?"]
    subprocess.run([*quoth, "reindex", str(_HOME / "seeds")], env=environment, check=True, capture_output=True)
    bare = [sys.executable, "-c", _BARE.format(model=str(find_model(_MODEL, folder).path))]
    runs: dict[str, list[tuple[float, float]]] = {
        "quoth --help": [],
        "quoth ask, cold": [],
        "sentence-transformers": [],
    }
    for _ in range(rounds):
        for (_, seconds), command in zip(runs.items(), ([*quoth, "--help"], ask, bare), strict=True):
            seconds.append(_run(command, environment))
    print(f"{'median of ' + str(rounds) + ' processes':34}{'processor s':>12}{'wall s':>9}")
    for name, seconds in runs.items():
        print(
            f"{name:34}{statistics.median(s[0] for s in seconds):12.2f}{statistics.median(s[1] for s in seconds):9.2f}"
        )
    ratio = _median_wall(runs["sentence-transformers"]) / _median_wall(runs["quoth ask, cold"])
    print(f"a whole cold answer is {ratio:.1f} times as fast as sentence-transformers' first vector\n")


def _run(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a process; return its processor time and its wall time in seconds."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=_HOME)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, wall


def _median_wall(runs: Sequence[tuple[float, float]]) -> float:
    return statistics.median(run[1] for run in runs)


def measure_warm(folder: Path, arguments: argparse.Namespace) -> None:
    """Print the times of warm questions by kind, retrieval and reading included."""
    articles = arguments.articles or make_collection(folder / "articles.jsonl", arguments.passages)
    engine = Engine(EngineConfig(folder / "large", (articles,), _MODEL, "auto", limit=5, threshold=0.26))
    report = engine.reindex()
    people = sorted({str(quote.speaker) for quote in engine.quotes().entries if quote.speaker and " " in quote.speaker})
    chosen = random.Random(0).sample(people, min(40, len(people)))
    questions = {
        "what did X say?": [f"what did {name} say?" for name in chosen],
        "what did X say about T?": [f"what did {name} say about sanctions?" for name in chosen],
        "when, where, who …?": [f"when did {name} meet the foreign minister in Singapore?" for name in chosen],
    }
    print(f"{report.passages} passages, {report.quotes} quotations, warm; milliseconds")
    print(f"{'':34}{'median':>9}{'p90':>9}")
    print_times("all kinds", [time_of(engine.ask, question) for each in questions.values() for question in each])
    for kind, asked in questions.items():
        print_times(f"  {kind}", [time_of(engine.ask, question) for question in asked])
    print_bare(folder, [question for each in questions.values() for question in each])
    facts = questions["when, where, who …?"]
    if arguments.questions:
        rows = map(json.loads, arguments.questions.read_text(encoding="utf-8").splitlines())
        facts = [row["question"] for row in rows][:_STEPPED]
    print_steps(engine, facts)


def print_steps(engine: Engine, questions: Sequence[str]) -> None:
    """Print what each step of a question takes, in milliseconds at the mean, and its share."""
    spent: dict[str, float] = dict.fromkeys(_STEPS, 0.0)
    with ExitStack() as patched:
        for step, (owner, name) in _STEPS.items():
            patched.enter_context(patch.object(owner, name, _timed(getattr(owner, name), step, spent)))
        whole = sum(time_of(engine.ask, question) for question in questions) / len(questions)
    each = {step: 1000 * seconds / (2 * len(questions)) for step, seconds in spent.items()}  # time_of asks twice
    each["the rest"] = whole - sum(each.values())
    print(f"\n{'a step of ' + str(len(questions)) + ' questions of fact':42}{'mean ms':>9}{'share':>8}")
    for step, milliseconds in each.items():
        print(f"{step:42}{milliseconds:9.2f}{milliseconds / whole:8.0%}")
    print(f"{'whole':42}{whole:9.2f}")


def _timed(function: Callable[..., Any], step: str, spent: dict[str, float]) -> Callable[..., Any]:
    @wraps(function)
    def timed(*arguments: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            spent[step] += time.perf_counter() - started

    return timed


def print_bare(folder: Path, questions: Sequence[str]) -> None:
    """Print how long sentence-transformers takes for the vector alone."""
    from sentence_transformers import SentenceTransformer

    bare = SentenceTransformer(str(find_model(_MODEL, folder).path), device="cpu")
    bare.encode("warm")
    print_times("sentence-transformers, encode only", [time_of(bare.encode, question) for question in questions])


def time_of(act: Callable[[str], object], question: str) -> float:
    """Run once to warm what is warm in a running bot, then return the milliseconds of a second run."""
    act(question)
    started = time.perf_counter()
    act(question)
    return 1000 * (time.perf_counter() - started)


def print_times(name: str, milliseconds: Sequence[float]) -> None:
    """Print a row with the median and the 90th percentile."""
    ordered = sorted(milliseconds)
    print(f"{name:34}{statistics.median(ordered):9.1f}{ordered[int(0.9 * len(ordered))]:9.1f}")


def make_collection(path: Path, passages: int) -> Path:
    """Write made-up articles of about ten passages each, with quotations of invented people."""
    (seed,) = (_HOME / "seeds").glob("*.txt")
    words = seed.read_text(encoding="utf-8").split()
    chance = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for number in range(passages // 10):
            row = {"id": str(number), "title": f"Article {number}", "text": _make_article(chance, words)}
            file.write(json.dumps(row) + "\n")
    return path


def _make_article(chance: random.Random, words: Sequence[str]) -> str:
    people = [f"{_make_name(chance)} {_make_name(chance)}" for _ in range(3)]
    paragraphs = [f"Minister {person} spoke on Monday." for person in people]
    for _ in range(10):
        first, second = (_make_sentence(chance, words) for _ in range(2))
        paragraphs.append(f"{first} “{second}” {chance.choice(people).split()[1]} said.")
    return "\n\n".join(paragraphs)


def _make_sentence(chance: random.Random, words: Sequence[str]) -> str:
    plain = [word.strip('“”"’,.:()') for word in chance.sample(list(words), 30)]
    return " ".join(word for word in plain if word).capitalize() + "."


def _make_name(chance: random.Random) -> str:
    return "".join(chance.sample(_SYLLABLES, 3)).capitalize()


if __name__ == "__main__":
    main()
