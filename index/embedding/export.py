"""A model exported once, so that asking needs neither torch nor its five seconds; checked before anything uses it.

An export is a folder `<digest>-<encoder>` with what its encoder opens, `tokenizer.json` and, written last,
`export.json`. It is made in a folder beside it and renamed, under a lock: it is there whole or not at all.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from index.embedding.embedder import OPENVINO, TORCH, EncoderName, ModelEmbedder, Prompts
from index.embedding.graph import ExportError, UnexportableError, longest_text, write_graph, write_tokenizer
from index.embedding.models import Model, write_atomically
from index.embedding.samples import SAMPLES
from index.embedding.torch_encoder import TorchEncoder, load_sentence_model, model_prompts
from index.errors import ModelError, StorageError

logger = logging.getLogger(__name__)

_FORMAT = 1
_MIN_COSINE = 0.9999


@dataclass(frozen=True, slots=True)
class Export:
    """What `export.json` says.

    max_seq_length: tokens of the longest text; what is beyond is not read. cosine: the smallest between a vector of
    this export and of sentence-transformers. made_with: what a compiled model is bound to. sizes: bytes of each file.
    """

    folder: Path
    model: str
    digest: str
    encoder: EncoderName
    dim: int
    max_seq_length: int | None
    prompts: Prompts
    cosine: float
    made_with: str
    sizes: dict[str, int]


def read_export(folder: Path, digest: str, encoder: EncoderName) -> Export | None:
    """The export below `folder`, or None if there is none that is whole."""
    path = _export_folder(folder, digest, encoder)
    try:
        fields = json.loads((path / "export.json").read_bytes())
        if fields.pop("format") != _FORMAT:
            return None
        fields.pop("versions")
        export = Export(folder=path, prompts=Prompts(**fields.pop("prompts")), **fields)
        whole = all((path / name).stat().st_size == size for name, size in export.sizes.items())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return export if whole and (export.digest, export.encoder) == (digest, encoder) else None


def open_export(export: Export, name: str) -> ModelEmbedder:
    """The embedder that runs `export`. Raises ImportError, OSError or RuntimeError if its encoder cannot."""
    if export.encoder == OPENVINO:
        from index.embedding.openvino_encoder import OpenVinoEncoder

        runtime: Any = OpenVinoEncoder(export.folder, export.dim, export.made_with)
    else:
        from index.embedding.onnx_encoder import OnnxEncoder

        runtime = OnnxEncoder(export.folder, export.dim)
    return ModelEmbedder(name, export.digest, export.encoder, export.dim, export.prompts, runtime)


def open_torch(model: Model, *, attention: str | None = None) -> ModelEmbedder:
    """The embedder that runs `model` by sentence-transformers, without an export."""
    sentence_model = load_sentence_model(model.path, attention=attention)
    runtime, prompts = TorchEncoder(sentence_model), model_prompts(sentence_model, model.name)
    return ModelEmbedder(model.name, model.digest, TORCH, runtime.encode_query("Words.").shape[0], prompts, runtime)


def ensure_export(model: Model, folder: Path, encoder: EncoderName, texts: Sequence[str] = ()) -> Export:
    """The export of `model` below `folder`, made if it is not there.

    texts: further texts to check it with. Raises ExportError if it cannot be made or is not exact, StorageError if it
    cannot be written.
    """
    try:
        return _read_or_make_export(model, folder, encoder, texts)
    except OSError as error:
        raise StorageError(f"The export of the embedding model cannot be written to {folder}: {error}.") from error


def _read_or_make_export(model: Model, folder: Path, encoder: EncoderName, texts: Sequence[str]) -> Export:
    from filelock import FileLock

    folder.mkdir(parents=True, exist_ok=True)
    path = _export_folder(folder, model.digest, encoder)
    with FileLock(f"{path}.lock"):
        export = read_export(folder, model.digest, encoder)
        if export is None:
            logger.info("Exporting the model %s for %s, once", model.name, encoder)
            _make_export(model, path, encoder, texts)
            export = read_export(folder, model.digest, encoder)
    if export is None:
        raise ExportError(f"{path} cannot be read back")
    return export


def _export_folder(folder: Path, digest: str, encoder: EncoderName) -> Path:
    return folder / f"{digest[:16]}-{encoder}"


def _make_export(model: Model, path: Path, encoder: EncoderName, texts: Sequence[str]) -> None:
    try:
        reference = open_torch(model, attention="eager")
    except ModelError as error:  # perhaps only in this way
        raise UnexportableError(str(error)) from error
    sentence_model = cast(TorchEncoder, reference.runtime).model
    with _beside(path) as partial:
        made_with = _write_files(sentence_model, partial, encoder)
        export = Export(
            folder=partial,
            model=model.name,
            digest=model.digest,
            encoder=encoder,
            dim=reference.dim,
            max_seq_length=longest_text(sentence_model),
            prompts=reference.prompts,
            cosine=0.0,
            made_with=made_with,
            sizes={file.name: file.stat().st_size for file in partial.iterdir()},
        )
        cosine = _check(export, reference, [*SAMPLES, *texts])
        _write_description(replace(export, cosine=cosine))
        partial.rename(path)


def _check(export: Export, reference: ModelEmbedder, texts: Sequence[str]) -> float:
    """The smallest cosine between what `export` and `reference` give, as passages and as questions."""
    try:
        embedder = open_export(export, export.model)
        passages = np.sum(embedder.embed_passages(texts) * reference.embed_passages(texts), axis=1)
        questions = [embedder.embed_query(text) @ reference.embed_query(text) for text in texts[::4]]
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise ExportError(f"the export does not run ({error})") from error
    cosine = float(min(passages.min(), *questions))
    if not cosine >= _MIN_COSINE:
        raise ExportError(f"the export is not exact enough (cosine {cosine:.6f}, wanted {_MIN_COSINE})")
    logger.info("The export for %s is exact to a cosine of %.6f", export.encoder, cosine)
    return cosine


def _write_files(sentence_model: Any, folder: Path, encoder: EncoderName) -> str:
    """Write what the encoder opens, without `export.json`; returns its `made_with`."""
    write_tokenizer(sentence_model, folder / "tokenizer.json")
    graph = folder / "graph.onnx"
    write_graph(sentence_model, graph)
    made_with = ""
    if encoder == OPENVINO:
        from index.embedding.openvino_encoder import write_openvino

        made_with = write_openvino(graph, folder)
    else:
        from index.embedding.onnx_encoder import write_onnx

        write_onnx(graph, folder)
    graph.unlink()
    return made_with


def _write_description(export: Export) -> None:
    from importlib.metadata import version

    for name in export.sizes:
        _sync(export.folder / name)
    runtime = "openvino" if export.encoder == OPENVINO else "onnxruntime"
    packages = ("torch", "transformers", "sentence-transformers", "tokenizers", runtime)
    fields = asdict(export) | {"format": _FORMAT, "versions": {package: version(package) for package in packages}}
    del fields["folder"]
    write_atomically(export.folder / "export.json", json.dumps(fields, indent=1).encode())


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A new folder beside `path`. What is left of it, and of those of processes that were killed, is removed."""
    for stale in (path, *path.parent.glob(f"{path.name}.partial-*")):  # the caller holds the lock
        shutil.rmtree(stale, ignore_errors=True)
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    partial.mkdir()
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
