"""Makes a backup: the database as one snapshot, the files it names and the secrets, whole or not at all (P33)."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from truckroll.foundation import crash
from truckroll.foundation.ids import uuid7
from truckroll.host.errors import HostError
from truckroll.host.home import SECRET_KEY
from truckroll.host.programs import environment_for, find_program
from truckroll.host.restored import sync_folder
from truckroll.host.version import version
from truckroll.upkeep.manifest import DUMP, MANIFEST, Kept, Manifest, hash_of, read_listing

_PIECE = 1 << 20
_LOCK = ".truckroll-lock"
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Moment:
    """What the database was at the snapshot: everything a restored one is compared with."""

    taken_at: datetime
    postgres_major: int
    migrations: list[str]
    rows: dict[str, int]
    blobs: list[str]


def back_up(*, home: Path, media: Path, url: str, to: Path) -> tuple[Path, Manifest]:
    """This will leave a new backup in the folder `to`, and give its place and manifest.

    Until it is whole it lies there under another name; what a killed backup left is removed by the next one.

    Raises
    ------
    HostError
        The home is no installation, another backup is being made, or the dump fails.
    """
    if not (home / SECRET_KEY).is_file():
        raise HostError("no_installation", f"{home} is not the home of an installation.", "Name it with --home.")
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(to):
        for leftover in to.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover)
        making = to / f"{_UNFINISHED}{os.getpid()}"
        making.mkdir()
        try:
            manifest = _fill(making, home=home, media=media, url=url, to=to)
            place = _free_name(to, manifest.moment)
            making.rename(place)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        sync_folder(to)
    return place, manifest


def forget_older_than(folder: Path, *, days: int, real_now: datetime) -> list[Path]:
    """This will remove whole backups older than so many days, never the newest, and list them."""
    whole = sorted(found.parent for found in folder.glob(f"truckroll-*/{MANIFEST}"))
    old = [place for place in whole[:-1] if real_now - read_listing(place).moment > timedelta(days=days)]
    for place in old:
        # Under another name first: a half removed one must not look whole, and the next backup removes it.
        leaving = folder / f"{_UNFINISHED}{place.name}"
        place.rename(leaving)
        shutil.rmtree(leaving)
    return old


def _fill(making: Path, *, home: Path, media: Path, url: str, to: Path) -> Manifest:
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        exported = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert exported is not None, "a snapshot has a name"
        moment = _look(connection)
        _dump(url, snapshot=exported[0], to=making / DUMP)
    # The database first, the files after it: files are only ever added, so all that the snapshot names are there.
    dump = making / DUMP
    files = {DUMP: Kept(dump.stat().st_size, hash_of(dump))}
    files |= dict(_copy_home(home, making))
    crash.point("backup.mid_dump")
    missing = []
    earlier = _media_of_newest(to)
    for sha256 in moment.blobs:
        name = f"media/{sha256[:2]}/{sha256}"
        size = _keep_blob(
            media / sha256[:2] / sha256, making / name, sha256, earlier=earlier / name if earlier else None
        )
        if size is None:
            missing.append(sha256)
        else:
            files[name] = Kept(size, sha256)
        crash.point("backup.mid_media")
    manifest = Manifest(
        uuid=str(uuid7()),
        taken_at=moment.taken_at.isoformat(),
        version=version(),
        postgres_major=moment.postgres_major,
        migrations=moment.migrations,
        rows=moment.rows,
        files=files,
        missing=missing,
    )
    manifest.write(making)
    for folder in {making, *(path.parent for path in making.rglob("*"))}:
        sync_folder(folder)
    return manifest


def look_at(url: str) -> Moment:
    """This will be what a database is now, to compare a restored one with what its backup says."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return _look(connection)


def _look(connection: psycopg.Connection) -> Moment:
    now = connection.execute("SELECT transaction_timestamp()").fetchone()
    assert now is not None, "Postgres knows the time"
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
    ]
    counts = [
        sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(table), sql.Identifier("public", table))
        for table in tables
    ]
    rows: dict[str, int] = dict(connection.execute(sql.SQL(" UNION ALL ").join(counts)).fetchall()) if counts else {}
    migrations: list[str] = []
    blobs: list[str] = []
    if "django_migrations" in rows:
        migrations = [f"{app}.{name}" for app, name in connection.execute("SELECT app, name FROM django_migrations")]
    if "foundation_blob" in rows:
        blobs = [sha256 for (sha256,) in connection.execute("SELECT sha256 FROM foundation_blob ORDER BY sha256")]
    return Moment(now[0].astimezone(UTC), connection.info.server_version // 10_000, sorted(migrations), rows, blobs)


def _dump(url: str, *, snapshot: str, to: Path) -> None:
    command = [find_program("pg_dump"), "--format=custom", f"--snapshot={snapshot}", "--no-owner", f"--file={to}"]
    done = subprocess.run(command, env=environment_for(url), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise HostError(
            "dump_failed",
            f"The database could not be dumped: {done.stderr.strip()}",
            "Is the disk full? Is pg_dump older than the database's Postgres? Set TRUCKROLL_PG_BIN to newer programs.",
        )
    with to.open("rb") as file:
        os.fsync(file.fileno())


def _copy_home(home: Path, making: Path) -> Iterable[tuple[str, Kept]]:
    """Copy what a new machine could not know: the key everything was signed with, passwords of mailboxes."""
    for path in (home / SECRET_KEY, home / "env", *sorted((home / "secrets").rglob("*"))):
        if path.is_file():
            name = f"home/{path.relative_to(home).as_posix()}"
            found = _copy(path, making / name)
            assert found is not None, f"{path} was there a moment ago"
            yield name, found


def _keep_blob(source: Path, target: Path, sha256: str, *, earlier: Path | None) -> int | None:
    """Have a file in the backup, shared with an earlier backup beside it if that has it whole; its size, or None."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if earlier is not None and earlier.is_file() and hash_of(earlier) == sha256:
        os.link(earlier, target)
        return target.stat().st_size
    copied = _copy(source, target)
    if copied is None or copied.sha256 != sha256:
        target.unlink(missing_ok=True)
        return None
    return copied.size


def _copy(source: Path, target: Path) -> Kept | None:
    target.parent.mkdir(parents=True, exist_ok=True)
    found, size = hashlib.sha256(), 0
    try:
        opened = source.open("rb")
    except FileNotFoundError:
        return None
    with opened as read, target.open("wb") as written:
        while piece := read.read(_PIECE):
            found.update(piece)
            size += len(piece)
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
    return Kept(size, found.hexdigest())


def _media_of_newest(to: Path) -> Path | None:
    whole = sorted(found.parent for found in to.glob(f"truckroll-*/{MANIFEST}"))
    return whole[-1] if whole else None


def _free_name(to: Path, moment: datetime) -> Path:
    place = to / f"truckroll-{moment:%Y%m%dT%H%M%SZ}"
    number = 1
    while place.exists():
        number += 1
        place = to / f"truckroll-{moment:%Y%m%dT%H%M%SZ}-{number}"
    return place


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which whoever dies lets go of."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise HostError(
            "backup_running", f"Another backup into {folder} is under way.", "Wait until it has ended."
        ) from None
    finally:
        os.close(lock)
