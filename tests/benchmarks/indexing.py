"""How many passages a second Quoth embeds, against bare sentence-transformers on the same machine in the same minute.

    python -m tests.benchmarks.indexing [--passages FILE.txt] [--count N] [--rounds N]

Encoders take turns, and of each the best round counts: what slows one round is somebody else's work. Ratios travel to
other machines, passages a second do not. `--passages` names a file with one passage a line; without it, passages of
some 500 characters are cut from the seed article.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.embedding import prepare_embedder
from index.embedding.models import find_model
from index.embedding.openvino_encoder import why_not_openvino
from index.errors import ModelError

_SEEDS = Path(__file__).parents[2] / "seeds"
_BASELINE = "sentence-transformers"

Embed = Callable[[Sequence[str]], np.ndarray]


def main() -> None:
    """Measure and print a table."""
    arguments = _arguments()
    passages = arguments.passages.read_text().splitlines() if arguments.passages else cut_passages(arguments.count)
    print(describe_machine())
    print(f"{len(passages)} passages, {np.mean([len(each) for each in passages]):.0f} characters on average\n")
    with tempfile.TemporaryDirectory() as folder:
        contenders = open_contenders(arguments.model, Path(folder))
        print_table(passages, contenders, best_seconds(passages, contenders, arguments.rounds))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=Path, help="a file with one passage a line")
    parser.add_argument("--count", type=int, default=160, help="how many passages to cut from the seed article")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    return parser.parse_args()


def describe_machine() -> str:
    """The processor, its cores, whether it computes in bf16, and the versions that matter."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    bf16 = why_not_openvino() or "native bf16"
    return f"{model or platform.processor()}, {os.cpu_count()} cores, {bf16}, Python {platform.python_version()}"


def cut_passages(count: int) -> list[str]:
    """Slices of the seed article, of 150 to 750 characters, the same on every run."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(_SEEDS.glob("*.txt")))
    chance = random.Random(0)
    starts = [chance.randrange(len(text) - 750) for _ in range(count)]
    return [text[start : start + int(chance.triangular(150, 750, 600))] for start in starts]


def open_contenders(model: str, folder: Path) -> dict[str, Embed]:
    """sentence-transformers as its documentation uses it, and each encoder that works here."""
    from sentence_transformers import SentenceTransformer

    bare = SentenceTransformer(str(find_model(model, folder).path), device="cpu")

    def embed_bare(texts: Sequence[str]) -> np.ndarray:
        return np.asarray(bare.encode(list(texts), show_progress_bar=False))

    contenders: dict[str, Embed] = {_BASELINE: embed_bare}
    for encoder in ("torch-fp32", "onnxruntime-fp32", "openvino-bf16"):
        try:
            contenders[f"quoth, {encoder}"] = prepare_embedder(model, folder, encoder).embed_passages
        except ModelError as error:
            print(error)
    return contenders


def best_seconds(passages: Sequence[str], contenders: dict[str, Embed], rounds: int) -> dict[str, float]:
    """The quickest of `rounds` runs of each."""
    seconds = dict.fromkeys(contenders, float("inf"))
    for embed in contenders.values():
        embed(passages[:16])
    for _ in range(rounds):
        for name, embed in contenders.items():
            start = time.perf_counter()
            embed(passages)
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    return seconds


def print_table(passages: Sequence[str], contenders: dict[str, Embed], seconds: dict[str, float]) -> None:
    """Passages a second, the ratio to sentence-transformers, the smallest cosine to it and how its top ten overlap."""
    expected = _normalised(contenders[_BASELINE](passages))
    print(f"{'':28}{'passages/s':>12}{'ratio':>8}{'min cosine':>14}{'top-10':>9}")
    for name, embed in contenders.items():
        vectors = _normalised(embed(passages))
        cosine = float(np.sum(vectors * expected, axis=1).min())
        speed, ratio = len(passages) / seconds[name], seconds[_BASELINE] / seconds[name]
        print(f"{name:28}{speed:12.1f}{ratio:8.2f}{cosine:14.6f}{top_overlap(vectors, expected):9.3f}")


def top_overlap(vectors: np.ndarray, expected: np.ndarray) -> float:
    """The share of the ten nearest neighbours of each passage that both have."""
    nearest = [np.argsort(-(each @ each.T), axis=1)[:, :10] for each in (vectors, expected)]
    return float(np.mean([len(np.intersect1d(a, b)) / len(a) for a, b in zip(*nearest, strict=True)]))


def _normalised(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


if __name__ == "__main__":
    main()
