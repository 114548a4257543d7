"""Puts the secrets of a restored backup in place, for the database that came with them and no other.

The database changes in one step and files cannot change with it. So they lie ready under the name of the database's
new life; whoever starts with the home next puts them in place, or removes them when that life never began.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import psycopg

_STAGED = ".restored-"


def stage(home: Path, files: Mapping[str, Path], *, life: str) -> None:
    """Lay files ready, by their names in the home, until the database of this life is in place."""
    _forget(home)
    making = home / f"{_STAGED}making"
    for name, source in files.items():
        copy_whole(source, making / name, mode=0o600)
    if making.is_dir():
        making.rename(home / f"{_STAGED}{life}")


def settle(home: Path, url: str) -> None:
    """Put in place what was staged for the life the database has, and remove what was staged for another."""
    if not any(home.glob(f"{_STAGED}*")):
        return
    ready = home / f"{_STAGED}{_life_of(url)}"
    if ready.is_dir():
        for path in sorted(ready.rglob("*")):
            if path.is_file():  # copied, not moved, so that this may be done again from the start
                copy_whole(path, home / path.relative_to(ready), mode=0o600)
    _forget(home)


def copy_whole(source: Path, target: Path, *, mode: int = 0o640) -> None:
    """Copy a file to the disk itself, its name never standing for half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f".{target.name}.{os.getpid()}")
    handle = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as written, source.open("rb") as read:
        shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        os.fsync(written.fileno())
    making.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder lie on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _life_of(url: str) -> str:
    try:
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT uuid::text FROM foundation_epoch").fetchone()
    except psycopg.errors.UndefinedTable:  # a database that was never used
        return ""
    return str(found[0]) if found else ""


def _forget(home: Path) -> None:
    for leftover in home.glob(f"{_STAGED}*"):
        shutil.rmtree(leftover)
