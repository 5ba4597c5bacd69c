"""Opening an embedder: prepared while indexing, loaded while asking, described for `quoth doctor`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from index.embedding.embedder import ONNXRUNTIME, OPENVINO, TORCH, Embedder, EncoderName, ModelEmbedder
from index.embedding.export import ensure_export, open_export, open_torch, read_export
from index.embedding.graph import ExportError, UnexportableError
from index.embedding.models import Model, find_model, read_record, record_preparation
from index.errors import ModelError

logger = logging.getLogger(__name__)

AUTO = "auto"
_CANNOT = (ExportError, ImportError, RuntimeError)  # what an encoder raises that cannot run a model


@dataclass(frozen=True, slots=True)
class EmbedderDescription:
    """What there is of a model. encoder, dim: None until it was prepared; reason: why not by a faster encoder."""

    name: str
    digest: str
    dim: int | None
    encoder: str | None
    export: Path | None
    reason: str | None


def prepare_embedder(model: str, folder: Path, encoder: str = AUTO, texts: Sequence[str] = ()) -> Embedder:
    """The embedder to index with: the fastest that this machine has and that agrees with sentence-transformers.

    model: "all-MiniLM-L6-v2", a folder, or a name of the hub. folder: where exports are kept; the first time takes
    seconds. encoder: "auto", or the one that it must be. texts: more texts to check a new export with.
    Raises ModelError if there is no such model or the encoder that it must be cannot run it, StorageError if the
    export cannot be written.
    """
    found = find_model(model, folder, download=True)
    reason = None
    if encoder == AUTO:
        embedder, reason = _fastest(found, folder, texts)
    else:
        embedder = _exactly(found, folder, _known(encoder), texts)
    record_preparation(found, folder, encoder=embedder.encoder, dim=embedder.dim, reason=reason)
    return embedder


def load_embedder(model: str, folder: Path, *, digest: str, encoder: str) -> Embedder:
    """The embedder to ask with: the one that an index was made with, opened without torch.

    digest, encoder: as the manifest of the index names them. An export that is gone is made again, which takes seconds.
    Raises ModelError if the model is gone or another one, or its encoder does not work here.
    """
    found = find_model(model, folder)
    if found.digest != digest:
        raise ModelError(
            f"The model {model} in {found.path} was replaced since the index was made with it (its digest is "
            f"{found.digest[:16]}…, not {digest[:16]}…); put the former one back or run: quoth reindex"
        )
    return _exactly(found, folder, _known(encoder), ())


def describe_embedder(model: str, folder: Path) -> EmbedderDescription:
    """What is known of `model` without opening it. Raises ModelError if it is not there or was tampered with."""
    found = find_model(model, folder)
    record = read_record(model, folder)
    if record is None or record.encoder is None:
        return EmbedderDescription(model, found.digest, None, None, None, None)
    export = None if record.encoder == TORCH else read_export(folder, found.digest, _known(record.encoder))
    path = export.folder if export else None
    return EmbedderDescription(model, found.digest, record.dim, record.encoder, path, record.reason)


def _fastest(found: Model, folder: Path, texts: Sequence[str]) -> tuple[ModelEmbedder, str | None]:
    """The fastest embedder that works, and why none that is faster does."""
    from index.embedding.openvino_encoder import why_not_openvino

    reasons: list[str] = []
    candidates = [OPENVINO, ONNXRUNTIME]
    if why_not := why_not_openvino():
        reasons.append(why_not)
        candidates.remove(OPENVINO)
    for candidate in candidates:
        try:
            return _open(found, folder, candidate, texts), "; ".join(reasons) or None
        except _CANNOT as error:
            reasons.append(f"{candidate}: {error}")
            logger.warning("The model %s cannot be run by %s: %s", found.name, candidate, error)
            if isinstance(error, UnexportableError):
                break
    return _open(found, folder, TORCH, texts), "; ".join(reasons)


def _exactly(found: Model, folder: Path, encoder: EncoderName, texts: Sequence[str]) -> ModelEmbedder:
    try:
        return _open(found, folder, encoder, texts)
    except _CANNOT as error:
        raise ModelError(
            f"The model {found.name} cannot be run by {encoder} here: {error}. "
            'Set model.encoder to "auto" and run: quoth reindex'
        ) from error


def _open(found: Model, folder: Path, encoder: EncoderName, texts: Sequence[str]) -> ModelEmbedder:
    if encoder == TORCH:
        return open_torch(found)
    export = read_export(folder, found.digest, encoder) or ensure_export(found, folder, encoder, texts)
    return open_export(export, found.name)


def _known(encoder: str) -> EncoderName:
    for name in get_args(EncoderName):
        if encoder == name:
            return cast(EncoderName, name)
    raise ModelError(f'There is no encoder "{encoder}"; model.encoder is {AUTO} or one of {get_args(EncoderName)}.')
