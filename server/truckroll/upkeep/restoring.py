"""Brings a backup back: into a scratch database first, and into place by one exchange of names, or not at all (P33).

Until that exchange nothing that was there is touched; after it only the secrets wait to be put in place, which the
next start does if this one dies.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from truckroll.foundation import crash
from truckroll.host import restored
from truckroll.host.errors import HostError
from truckroll.host.processes import wait_until
from truckroll.host.programs import environment_for, find_program
from truckroll.upkeep.backing_up import look_at
from truckroll.upkeep.manifest import DUMP, Manifest, hash_of

# Who has just let go of a database is still seen in it for a moment.
_LEAVING_S = 3.0


def database_of(url: str) -> str:
    """This will be the name of the database a URL leads to."""
    return str(conninfo_to_dict(url).get("dbname") or "truckroll")


def beside(url: str, database: str) -> str:
    """This will be the URL of another database on the same server."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{database}", parts.query, parts.fragment))


def _scratch_of(url: str, *, is_drill: bool = False) -> str:
    return f"{database_of(url)}_{'drill' if is_drill else 'restoring'}"


@contextmanager
def scratch(url: str, manifest: Manifest, *, is_drill: bool = False) -> Iterator[str]:
    """This will give the URL of an empty database beside the real one, and remove it again if it is still there.

    Raises
    ------
    HostError
        Somebody works with the real one, another restore is under way, or the server is older than the backup's.
    """
    name = _scratch_of(url, is_drill=is_drill)
    with _administrate(url) as admin:
        taken = admin.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"truckroll restore {name}"]).fetchone()
        if taken != (True,):
            raise HostError("restore_running", "Another restore is under way.", "Wait until it has ended.")
        major = admin.info.server_version // 10_000
        if major < manifest.postgres_major:
            raise HostError(
                "postgres_older_than_backup",
                f"The backup was made from Postgres {manifest.postgres_major}; this one is {major}. "
                "Nothing was changed.",
                f"Restore into a Postgres {manifest.postgres_major} or newer.",
            )
        if not is_drill:
            refuse_if_used(admin, database_of(url))
        _drop(admin, name)  # what a killed restore left
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield beside(url, name)
        finally:
            _drop(admin, name)


def load(folder: Path, manifest: Manifest, *, url: str) -> None:
    """This will load the backup's database and see that every table has as many rows as it had.

    Raises
    ------
    HostError
        The dump cannot be loaded, or what came of it is something else.
    """
    command = [find_program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error"]
    done = subprocess.run(
        [*command, f"--dbname={database_of(url)}", str(folder / DUMP)],
        env=environment_for(url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise HostError(
            "load_failed",
            f"The database of the backup could not be loaded: {done.stderr.strip()[-600:]} Nothing was changed.",
            "Is the disk full? Is pg_restore older than the pg_dump that made it? TRUCKROLL_PG_BIN names newer ones.",
        )
    crash.point("restore.mid_load")
    found = look_at(url).rows
    other = sorted(table for table, rows in manifest.rows.items() if found.get(table) != rows)
    if other:
        raise HostError(
            "load_differs",
            f"{len(other)} tables have other numbers of rows than the backup says, the first is {other[0]}. "
            "Nothing was changed.",
            "Take another backup.",
        )


def bring_files(folder: Path, manifest: Manifest, *, media: Path) -> None:
    """This will copy the backup's files to where their names say; what lies there whole already stays.

    They lie under their own hashes, so those of the installation that was here before are not disturbed.
    """
    for name, file in manifest.files.items():
        if not name.startswith("media/"):
            continue
        target = media / name.removeprefix("media/")
        if not target.is_file() or hash_of(target) != file.sha256:
            restored.copy_whole(folder / name, target)
        crash.point("restore.mid_media")


def stage_secrets(folder: Path, manifest: Manifest, *, home: Path, life: str) -> None:
    """This will lay the backup's secrets ready for the database of this life."""
    names = [name for name in manifest.files if name.startswith("home/")]
    restored.stage(home, {name.removeprefix("home/"): folder / name for name in names}, life=life)


def exchange(url: str) -> str | None:
    """This will put the scratch database in the place of the real one, in one step; the name the latter has now.

    An empty one is not kept, nor what an earlier restore had put aside.

    Raises
    ------
    HostError
        Somebody works with the real one. Nothing was changed.
    """
    name = database_of(url)
    with _administrate(url) as admin:
        names = [n for (n,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"])]
        stamp = admin.execute("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD\"t\"HH24MISS')").fetchone()
        assert stamp is not None, "Postgres knows the time"
        aside = f"{name}_before_{stamp[0]}" if name in names else None
        crash.point("restore.before_exchange")
        try:
            with admin.transaction():
                if aside is not None:
                    _rename(admin, name, aside)
                _rename(admin, _scratch_of(url), name)
        except psycopg.errors.ObjectInUse:
            refuse_if_used(admin, name)
            raise
        crash.point("restore.after_exchange")
        for old in (n for n in names if n.startswith(f"{name}_before_")):
            _drop(admin, old)
        if aside is not None and not look_at(beside(url, aside)).rows:
            _drop(admin, aside)
            aside = None
    return aside


def refuse_if_used(admin: psycopg.Connection, database: str) -> None:
    """This will make sure that nobody works with a database.

    Raises
    ------
    HostError
        Somebody does.
    """
    if not wait_until(lambda: _connections(admin, database) == 0, _LEAVING_S, every=0.1):
        raise HostError(
            "database_in_use",
            f"{_connections(admin, database)} connections work with the database that would be replaced. "
            "Nothing was changed.",
            "Stop truckroll first (systemctl stop truckroll, or Ctrl-C where it runs), then restore.",
        )


def _connections(admin: psycopg.Connection, database: str) -> int:
    found = admin.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'", [database]
    ).fetchone()
    return int(found[0]) if found else 0


@contextmanager
def _administrate(url: str) -> Iterator[psycopg.Connection]:
    # From another database: one that is being renamed may have no connection.
    with psycopg.connect(beside(url, "postgres"), autocommit=True) as admin:
        yield admin


def _rename(admin: psycopg.Connection, was: str, becomes: str) -> None:
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(was), sql.Identifier(becomes)))


def _drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
