"""Looks at everything on this machine that stops truckroll from running well, and says what to do about it."""

import ctypes
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from truckroll.host import frontend, postgres
from truckroll.host.binaries import OLDEST_MAJOR
from truckroll.host.errors import HostError
from truckroll.host.home import SECRET_KEY, find_supervisor, refuse_unwritable
from truckroll.host.supervisor import DEFAULT_PORT, boottime_s, refuse_taken_port

LEAST_FREE_BYTES = 1_000_000_000
LARGEST_CLOCK_ERROR_S = 2.0
LONGEST_WITHOUT_BACKUP_S = 48 * 3600
_STA_UNSYNC = 0x40
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Finding:
    """What one check found. `code` is stable: monitoring may hang on it."""

    check: str
    ok: bool
    detail: str
    code: str = ""
    what_to_do: str = ""

    def as_json(self) -> dict[str, str | bool]:
        return asdict(self)


def examine(home: Path, *, host: str, port: int | None) -> Iterator[Finding]:
    """Run every check that can be run, in order, and give its findings as they come; nothing is made."""
    yield check_home(home)
    yield check_port(home, host=host, port=port)
    yield check_disk(home)
    if _may_enter(home) or os.environ.get("DATABASE_URL"):
        yield from _examine_database(home)
    if _may_enter(home):
        yield check_secrets(home)
    yield check_front_end(frontend.find_checkout(), frontend.find_built())


def _examine_database(home: Path) -> Iterator[Finding]:
    if not os.environ.get("DATABASE_URL") and not postgres.data_folder(home).is_dir():
        yield Finding(
            "postgres",
            False,
            f"no database was made in {home} yet",
            "database_missing",
            "truckroll up makes it, or set DATABASE_URL to one that is there.",
        )
        return
    try:
        with postgres.database(home) as url:
            server = check_postgres(url)
            yield server
            if server.ok:
                if _may_enter(home) and (home / SECRET_KEY).is_file():  # a home without it would be made by asking
                    yield check_migrations(url, home)
                yield check_clock(home, lambda: _postgres_now(url))
                yield check_backup(url)
    except HostError as trouble:
        yield Finding("postgres", False, trouble.detail, trouble.code, trouble.what_to_do)


def check_home(home: Path) -> Finding:
    """Find out whether the home is there and can be written."""
    try:
        refuse_unwritable(_existing(home), home=home)
    except HostError as trouble:
        return Finding("home", False, trouble.detail, trouble.code, trouble.what_to_do)
    if not (home / SECRET_KEY).is_file():
        return Finding(
            "home",
            False,
            f"{home} is not the home of an installation",
            "home_missing",
            "Name the one you mean: --home DIR, or TRUCKROLL_HOME. For a new one: truckroll up",
        )
    return Finding("home", True, f"{home} can be written")


def check_port(home: Path, *, host: str, port: int | None) -> Finding:
    """Find out whether the web server may listen on the port, or does; asked for none, on that of the one that runs."""
    supervisor = find_supervisor(home)
    if supervisor is not None and port in {None, supervisor.port}:
        return Finding("port", True, f"truckroll itself listens on port {supervisor.port}")
    port = DEFAULT_PORT if port is None else port
    try:
        refuse_taken_port(host, port)
    except HostError as trouble:
        return Finding("port", False, trouble.detail, trouble.code, trouble.what_to_do)
    return Finding("port", True, f"port {port} is free")


def check_disk(home: Path) -> Finding:
    """Find out whether the disks that hold the home and its database have room."""
    folders = {home, postgres.data_folder(home)} if _may_enter(home) else {home}
    free_bytes, tightest = min((shutil.disk_usage(_existing(folder)).free, str(folder)) for folder in folders)
    free = f"{free_bytes / 1e9:.1f} GB free for {tightest}"
    if free_bytes < LEAST_FREE_BYTES:
        return Finding(
            "disk",
            False,
            f"only {free}",
            "disk_low",
            "Free some: old backups and logs first. Below 0.1 GB Postgres may refuse to write.",
        )
    return Finding("disk", True, free)


def check_postgres(url: str) -> Finding:
    """Find out whether Postgres answers and is new enough."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.Error as trouble:  # not only what the network says: the address itself may be malformed
        return Finding(
            "postgres",
            False,
            f"Postgres cannot be reached: {str(trouble).strip()}",
            "postgres_unreachable",
            "Check that it runs and that DATABASE_URL names its host, port, user and password.",
        )
    major, minor = divmod(version, 10000)
    if major < OLDEST_MAJOR:
        return Finding(
            "postgres",
            False,
            f"Postgres is version {major}.{minor}; truckroll needs {OLDEST_MAJOR} or newer",
            "postgres_too_old",
            "Dump the database with pg_dump, load it into a newer Postgres, and point DATABASE_URL at that.",
        )
    return Finding("postgres", True, f"Postgres {major}.{minor} answers")


def check_migrations(url: str, home: Path) -> Finding:
    """Find out whether the tables are those of this version."""
    asked = subprocess.run(
        [sys.executable, "-m", "truckroll", "migrate", "--check"],
        env={**os.environ, "DATABASE_URL": url, "TRUCKROLL_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0:
        return Finding("migrations", True, "the tables are those of this version")
    missing = asked.stdout.split()
    detail = f"{len(missing)} migrations are missing, the first is {missing[0]}" if missing else asked.stderr[-400:]
    return Finding("migrations", False, detail, "migrations_missing", "Make a backup, then: truckroll migrate")


def check_clock(home: Path, other_now: Callable[[], datetime]) -> Finding:
    """Find out whether the clock is right: against Postgres's, and against itself since the supervisor started."""
    before = time.time()
    theirs = other_now().timestamp()
    mine = (before + time.time()) / 2
    off_s = mine - theirs
    where = "the database server's clock"
    supervisor = find_supervisor(home)
    if supervisor is not None:
        # Both grew by the same amount, unless somebody set the clock in between.
        jump_s = (time.time() - supervisor.started_wall_s) - (boottime_s() - supervisor.started_boottime_s)
        if abs(jump_s) > abs(off_s):
            off_s, where = jump_s, "what it was when truckroll started"
    if abs(off_s) > LARGEST_CLOCK_ERROR_S:
        return Finding(
            "clock",
            False,
            f"this machine's clock is {off_s:+.1f} s off {where}",
            "clock_off",
            "Set it by the network (Debian: apt-get install systemd-timesyncd; timedatectl set-ntp true), on the "
            "database server too, then restart truckroll.",
        )
    said = "" if _kernel_is_synchronized() else "; nothing on this machine says that it follows the network's time"
    return Finding("clock", True, f"{off_s:+.3f} s off {where}{said}")


def _kernel_is_synchronized() -> bool:
    """Whether a time daemon has told the kernel that its clock is right (adjtimex(2), STA_UNSYNC)."""
    timex = ctypes.create_string_buffer(256)
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.adjtimex(timex) >= 0 and not int.from_bytes(timex.raw[40:44], sys.byteorder) & _STA_UNSYNC


def check_backup(url: str) -> Finding:
    """Find out whether the last backup is younger than 48 hours; a new installation has as long for its first."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT extract(epoch FROM clock_timestamp() - coalesce((SELECT max(taken_at) FROM upkeep_backup), "
                "(SELECT min(applied) FROM django_migrations)))::bigint, EXISTS (SELECT 1 FROM upkeep_backup)"
            ).fetchone()
    except psycopg.errors.UndefinedTable:
        return Finding("backup", True, "the tables are not those of this version yet")
    age_s, has_any = row or (0, False)
    age = f"the last backup is {age_s // 3600} h old" if has_any else "there is no backup yet"
    if age_s > LONGEST_WITHOUT_BACKUP_S:
        return Finding("backup", False, age, "backup_overdue", "truckroll backup DIR, every night: see ops/README.md")
    return Finding("backup", True, age)


def check_secrets(home: Path) -> Finding:
    """Find out whether anybody but their owner may read the secrets of the home."""
    secrets = [home / SECRET_KEY, home / "env", *sorted((home / "secrets").glob("**/*"))]
    open_ones = [path for path in secrets if path.is_file() and path.stat().st_mode & _OTHERS]
    if open_ones:
        names = " ".join(f"'{path}'" for path in open_ones)
        return Finding(
            "secrets",
            False,
            f"others may read {names}",
            "secrets_readable",
            f"chmod 600 {names}.",
        )
    return Finding("secrets", True, "only their owner may read the secrets")


def check_front_end(checkout: Path | None, built: Path) -> Finding:
    """Find out whether the web client is there and belongs to this version."""
    if not (built / "office.html").is_file():
        return Finding(
            "front end",
            False,
            f"the web client is not in {built}",
            "front_end_missing",
            "In a checkout: ./run web. From a package: install it again. Elsewhere: set TRUCKROLL_WEB_DIST.",
        )
    if checkout is not None and built.resolve() != (checkout / "dist").resolve():
        return Finding("front end", True, f"the web client is in {built}, as TRUCKROLL_WEB_DIST says")
    if checkout is not None and not frontend.is_fresh(checkout):
        return Finding(
            "front end",
            False,
            "the web client was built from other sources than those in web/",
            "front_end_stale",
            "./run web",
        )
    return Finding("front end", True, "the web client belongs to this version")


def _postgres_now(url: str) -> datetime:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    moment = row[0] if row else None
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)


def _may_enter(folder: Path) -> bool:
    return os.access(f"{folder}/", os.X_OK)  # with the slash it must be a folder


def _existing(folder: Path) -> Path:
    while not os.access(folder, os.F_OK):  # unlike exists() it does not mind what it may not look into
        folder = folder.parent
    return folder
