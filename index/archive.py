"""An archive: a whole corpus as one ZIP file, which tells what is in it and the SHA-256 of each part.

quoth.json          the header, first
corrections.jsonl   the trail of corrections
arrivals.sqlite     what was added besides folders, and the feeds, if there are any
snapshot/…          the files of the snapshot, the manifest among them

The same snapshot and trail give the same bytes. It is checked in full before anything in it is used.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from index.arrivals import FILE as ARRIVALS
from index.arrivals import Arrivals
from index.errors import ArchiveError, UsageError
from index.files import SPOOLED, writing
from index.manifest import FORMAT as SNAPSHOT_FORMAT
from index.manifest import NAME, Counts, ManifestFile
from index.trail import FILE as TRAIL

FORMAT = 1  # raise it when an archive changes its meaning; an older Quoth then refuses it
HEADER = "quoth.json"
FOLDER = "snapshot/"
MANIFEST = f"{FOLDER}{NAME}"
_FILE = re.compile(r"(manifest\.json|catalog\.sqlite|vectors\.faiss|lexicon/(?!\.+$)[\w.-]{1,100})", re.ASCII)
_MOST_MEMBERS = 10_000
_MOST_HEADER = 10_000_000  # bytes of the header
_MOST_IN_MEMORY = 1_000_000_000  # bytes of manifest or trail: some millions of articles or corrections
_MOST_DEFLATED = 100  # times that a large part may grow when unpacked; a catalogue grows four times
_SMALL = 10_000_000  # bytes that may grow as they like
_CHUNK = 1 << 20
_TIMELESS = (1980, 1, 1, 0, 0, 0)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Kind(BaseModel):
    """What tells an archive from any other ZIP file, and whether this Quoth reads it."""

    product: Literal["quoth"]
    format: int
    version: str


class Header(_Value):
    """What an archive holds. `version` is the Quoth that wrote it; `members` are all other parts, by name."""

    product: Literal["quoth"] = "quoth"
    format: int = FORMAT
    version: str
    snapshot: str
    snapshot_format: int = SNAPSHOT_FORMAT
    counts: Counts
    corrections: int
    members: dict[str, ManifestFile]


class ArchiveWriter:
    """Writes the parts of an archive into an open file, in the order they are given."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, source: BinaryIO, size: int, on_bytes: Callable[[int], None]) -> str:
        """Write a part, and return its SHA-256. Vectors are kept as they are: deflating saves a tenth of them."""
        part = zipfile.ZipInfo(name, _TIMELESS)
        part.create_system, part.external_attr = 3, 0o644 << 16  # Unix, on every system
        part.compress_type = zipfile.ZIP_STORED if name.endswith(".faiss") else zipfile.ZIP_DEFLATED
        part.file_size = size  # from which follows whether it needs ZIP64
        digest = hashlib.sha256()
        with self._zip.open(part, "w") as target:
            while chunk := source.read(_CHUNK):
                target.write(chunk)
                digest.update(chunk)
                on_bytes(len(chunk))
        return digest.hexdigest()


class Archive:
    """An archive that is open for reading: header, names and sizes are checked.

    Opening raises UsageError where there is no such file, and ArchiveError for what is no archive of this format.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            message = f"{path} cannot be read ({error.strerror}); name the file that quoth export made."
            raise UsageError(message) from error
        except _UNREADABLE as error:
            raise self._refused(f"it is no archive of Quoth, or not whole ({error})") from error
        try:
            self.header: Header = self._read_header()
            self._check_members()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def size(self) -> int:
        """How many bytes there are when it is unpacked."""
        return sum(member.size for member in self.header.members.values())

    def read(self, name: str) -> bytes:
        """Return a small part. Raises ArchiveError."""
        if self.header.members[name].size > _MOST_IN_MEMORY:
            raise self._refused(f"its {name} is larger than any that Quoth writes")
        return b"".join(self._chunks(name))

    def unpack(self, folder: Path, on_bytes: Callable[[int], None]) -> None:
        """Write the snapshot's files below `folder`. Raises ArchiveError, StorageError."""
        for name in self.header.members:
            if name.startswith(FOLDER):
                self._unpack(name, folder / name.removeprefix(FOLDER), on_bytes)

    def unpack_arrivals(self, folder: Path) -> Path | None:
        """Write the arrivals into a new file in `folder`, and return its path; None where there are none.

        Raises ArchiveError, StorageError.
        """
        if ARRIVALS not in self.header.members:
            return None
        target = folder / f"{SPOOLED}{self.header.snapshot}"
        target.unlink(missing_ok=True)
        self._unpack(ARRIVALS, target, lambda _: None)
        if faults := Arrivals(folder, target.name).faults():
            raise self._refused(f"its {ARRIVALS} is damaged ({'; '.join(faults[:3])})")
        return target

    def _unpack(self, name: str, target: Path, on_bytes: Callable[[int], None]) -> None:
        with writing(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                for chunk in self._chunks(name):
                    file.write(chunk)
                    on_bytes(len(chunk))

    def _chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, which are what the header says, or ArchiveError is raised in the end."""
        member, digest = self.header.members[name], hashlib.sha256()
        with self._reading(), self._zip.open(name) as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                yield chunk
        if digest.hexdigest() != member.sha256:
            raise self._refused(f"its {name} was changed or damaged")

    def _read_header(self) -> Header:
        with self._reading():
            try:
                part = self._zip.getinfo(HEADER)
            except KeyError:
                raise self._refused("it is no archive of Quoth") from None
            if part.file_size > _MOST_HEADER:
                raise self._refused("it is no archive of Quoth")
            content = self._zip.read(part)
        try:
            kind = _Kind.model_validate_json(content)
            if kind.format > FORMAT:
                raise self._refused(f"Quoth {kind.version} wrote it, which is newer than this one; upgrade Quoth")
            return Header.model_validate_json(content)
        except ValidationError as error:
            raise self._refused(f"its {HEADER} is damaged") from error

    def _check_members(self) -> None:
        """Hold the ZIP file's directory against the header: no part too many, too few, or of another size."""
        if self.header.snapshot_format != SNAPSHOT_FORMAT:
            version = self.header.version
            raise self._refused(f"Quoth {version} wrote it, which keeps snapshots otherwise; import it with that one")
        parts = [part for part in self._zip.infolist() if part.filename != HEADER]
        names = [part.filename for part in parts]
        members = self.header.members
        if len(members) > _MOST_MEMBERS or sorted(names) != sorted(members):
            raise self._refused("it has other parts than it says")
        if foreign := next((name for name in names if not _is_expected(name)), None):
            raise self._refused(f"it holds {foreign!r}, which no snapshot has")
        if not {TRAIL, MANIFEST} <= members.keys():
            raise self._refused("it holds no whole snapshot")
        for part in parts:
            if part.file_size != members[part.filename].size:
                raise self._refused(f"its {part.filename} has another size than it says")
            if part.file_size > max(_SMALL, _MOST_DEFLATED * part.compress_size):
                raise self._refused(f"its {part.filename} would grow more than {_MOST_DEFLATED} times when unpacked")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except _UNREADABLE as error:
            raise self._refused(f"it is damaged ({error})") from error
        except OSError as error:
            raise self._refused(f"it cannot be read ({error})") from error

    def _refused(self, why: str) -> ArchiveError:
        return refusal(self._path, why)


def refusal(path: Path, why: str) -> ArchiveError:
    """Return the error that says why an archive cannot be imported."""
    return ArchiveError(f"{path} cannot be imported: {why}. Nothing was changed.")


def _is_expected(name: str) -> bool:
    return name in (TRAIL, ARRIVALS) or (name.startswith(FOLDER) and bool(_FILE.fullmatch(name.removeprefix(FOLDER))))
