"""What a backup says of itself, and whether it is what it says: the hash of every file, and of the list of hashes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from truckroll.host.errors import HostError

# Grows when an older program could not read a backup that a newer one made.
FORMAT = 1
DUMP = "database.dump"
MANIFEST, MANIFEST_SUM = "manifest.json", "manifest.sha256"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of everything in a backup. It names no secret, only that there are files for them."""

    uuid: str
    taken_at: str
    version: str
    postgres_major: int
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, Kept]
    missing: list[str]
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        """The moment whose data the backup holds."""
        return datetime.fromisoformat(self.taken_at)

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(file.size for file in self.files.values())

    def write(self, folder: Path) -> None:
        """This will put the manifest and its hash into the folder; `sha256sum -c` reads the latter."""
        content = json.dumps(asdict(self), indent=1, sort_keys=True).encode() + b"\n"
        write_whole(folder / MANIFEST, content)
        write_whole(folder / MANIFEST_SUM, f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode())


def write_whole(path: Path, content: bytes) -> None:
    """This will write a file to the disk itself, not only to the machine's memory."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def hash_of(file: Path) -> str:
    """This will be the SHA-256 of a file's content."""
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def find_newest(folder: Path) -> Path:
    """This will be the backup itself when the folder is one, else the newest of those in it.

    Raises
    ------
    HostError
        It is neither.
    """
    if (folder / MANIFEST).is_file():
        return folder
    whole = sorted(found.parent for found in folder.glob(f"truckroll-*/{MANIFEST}"))
    if whole:
        return whole[-1]
    if (folder / DUMP).is_file():
        raise HostError(
            "backup_unfinished",
            f"{folder} has no {MANIFEST}: this backup was not finished, or was not copied to the end.",
            "Copy it again, or take another one.",
        )
    raise HostError(
        "backup_not_found",
        f"There is no backup in {folder}.",
        "Name the folder `truckroll backup` printed, or its parent.",
    )


def read_manifest(folder: Path, *, known_migrations: Collection[str]) -> Manifest:
    """This will be what a backup says of itself, once everything in it has been read and is what was written.

    Raises
    ------
    HostError
        Something is missing, cut or altered, or a newer version made it. Nothing was changed.
    """
    manifest = read_listing(folder)
    unknown = sorted(set(manifest.migrations) - set(known_migrations))
    if unknown:
        raise _newer(folder, manifest.version, f"its tables are {len(unknown)} steps ahead, the first is {unknown[0]}")
    for name, file in manifest.files.items():
        _check(folder, name, file)
    return manifest


def read_listing(folder: Path) -> Manifest:
    """This will be what a backup says of itself, without looking at its files.

    Raises
    ------
    HostError
        The list itself is missing, altered or of a newer form.
    """
    content = _whole(folder / MANIFEST)
    said = _whole(folder / MANIFEST_SUM).decode(errors="replace").split()
    if not said or said[0] != hashlib.sha256(content).hexdigest():
        raise _altered(folder, MANIFEST)
    given = json.loads(content)
    if given["format"] > FORMAT:
        raise _newer(folder, given["version"], f"it has the form {given['format']}, and this version reads {FORMAT}")
    return Manifest(**{**given, "files": {name: Kept(**file) for name, file in given["files"].items()}})


def _check(folder: Path, name: str, file: Kept) -> None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _altered(folder, name)
    if not path.is_file() or path.stat().st_size < file.size:
        raise _cut(folder, name)
    if path.stat().st_size > file.size or hash_of(path) != file.sha256:
        raise _altered(folder, name)


def _whole(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _cut(path.parent, path.name) from None


def _cut(folder: Path, name: str) -> HostError:
    return HostError(
        "backup_cut",
        f"The backup in {folder} is cut: {name} is missing or too short. Nothing was changed.",
        "Copy it again from where it was made, or take another backup.",
    )


def _altered(folder: Path, name: str) -> HostError:
    return HostError(
        "backup_altered",
        f"The backup in {folder} is not as it was made: {name} has another content. Nothing was changed.",
        "Copy it again from where it was made, or take another backup.",
    )


def _newer(folder: Path, version: str, why: str) -> HostError:
    return HostError(
        "backup_newer",
        f"The backup in {folder} was made by truckroll {version}, which is newer than this one: {why}. "
        "Nothing was changed.",
        f"Install truckroll {version} or newer, and restore with that.",
    )
