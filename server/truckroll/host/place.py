"""Decides where the Postgres of a home lies and which account runs it."""

import contextlib
import hashlib
import os
import pwd
import signal
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from truckroll.host.errors import HostError
from truckroll.host.processes import die_with_parent

DATABASE = "truckroll"
ROLE = "truckroll"
SOCKET_FILE = ".s.PGSQL.5432"
SHELF = Path("/var/lib/truckroll")  # where things go that the Postgres account cannot reach in a home
_POINTER = "postgres-is-in"
_LONGEST_SOCKET = 103  # bytes of a socket's path that every system accepts


@dataclass(frozen=True)
class Account:
    """Who runs Postgres: ourselves, or for root somebody else, because Postgres refuses root."""

    uid: int
    gid: int
    switch: bool

    def can_enter(self, folder: Path) -> bool:
        if not self.switch:
            return os.access(folder, os.X_OK)
        return self.run(["/bin/sh", "-c", 'cd "$1" 2>/dev/null', "sh", str(folder)], cwd=Path("/")).returncode == 0

    def run(self, command: list[str], cwd: Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            cwd=cwd,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def spawn(self, command: list[str], cwd: Path, log: int) -> "subprocess.Popen[bytes]":
        # A file for its words, never a pipe: whoever reads a pipe would wait for as long as Postgres lives.
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops Postgres last
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one system call, its library loaded before
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.switch:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def _environment() -> dict[str, str]:
    """Give Postgres an environment in which nothing of ours can change what it does."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Place:
    """Where the cluster of a home lies."""

    base: Path
    sockets: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def log(self) -> Path:
        return self.base / "postgres.log"

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets), safe='')}"


def locate(home: Path, *, create: bool) -> Place:
    """Give the place of `home`'s cluster; with `create` its folders are made too."""
    pointer = home / _POINTER
    base = Path(pointer.read_text().strip()) if pointer.is_file() else home / "postgres"
    account = _account(base / "data")
    if create and not pointer.is_file() and not (base / "data").is_dir() and not account.can_enter(home):
        base = SHELF / _short_name(home)
        open_shelf()
        base.mkdir(exist_ok=True)
        (base / "home").write_text(f"{home}\n")
        pointer.write_text(f"{base}\n")
    if create:
        account.own(base)
    return Place(base=base, sockets=_sockets(home, base, account, create=create), account=account)


def _account(data: Path) -> Account:
    """Choose who runs Postgres: for root the cluster's owner, else `postgres`, else `nobody`."""
    me = os.getuid()
    if me != 0:
        return Account(me, os.getgid(), switch=False)
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        owner = data.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid, switch=True)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise HostError(
        "no_postgres_account",
        "Postgres refuses to run as root, and this machine has neither an account `postgres` nor `nobody`.",
        "Add one (useradd --system postgres), or start truckroll as an ordinary user.",
    )


def _sockets(home: Path, base: Path, account: Account, *, create: bool) -> Path:
    folder = base / "run"
    if len(os.fsencode(folder / SOCKET_FILE)) > _LONGEST_SOCKET:
        top = SHELF if account.switch else Path(tempfile.gettempdir())
        folder = top / f"run-{account.uid}-{_short_name(home)}"
        if create and account.switch:
            open_shelf()
    if create:
        account.own(folder)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
            raise HostError(
                "socket_folder_taken",
                f"{folder} belongs to somebody else.",
                "Remove it, or use a shorter path for the home folder.",
            )
    return folder


def _short_name(home: Path) -> str:
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:16]


def open_shelf() -> None:
    """Make the shelf, which everybody may pass through and nobody may list."""
    SHELF.mkdir(parents=True, exist_ok=True)
    SHELF.chmod(0o711)
