"""Starts, finds and stops the Postgres of one home folder, over a socket that only its owner may enter."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg

from truckroll.host.binaries import Binaries, copy_of, find_binaries
from truckroll.host.errors import HostError
from truckroll.host.processes import die_with_parent, processes_in, send, wait_until

DATABASE = "truckroll"
_ROLE = "truckroll"
_SHELF = Path("/var/lib/truckroll")  # where things go that the Postgres account cannot reach in a home
_POINTER = "postgres-is-in"
_LONGEST_SOCKET = 103  # bytes of a socket's path that every system accepts
_SOCKET_FILE = ".s.PGSQL.5432"
_START_S = 60.0  # recovery after a crash with much to replay takes its time
_LOG_LIMIT = 10_000_000

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_lock_waits": "on",
    "deadlock_timeout": "200ms",
    "max_wal_size": "2GB",
    "log_line_prefix": "%m [%p] ",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class _Account:
    """Who runs Postgres: ourselves, or for root somebody else, because Postgres refuses root."""

    uid: int
    gid: int
    switch: bool

    def can_enter(self, folder: Path) -> bool:
        if not self.switch:
            return os.access(folder, os.X_OK)
        return self.run(["/bin/sh", "-c", 'cd "$1" 2>/dev/null', "sh", str(folder)], cwd="/").returncode == 0

    def run(self, command: list[str], cwd: Path | str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, cwd=cwd, env=_environment(), capture_output=True, text=True, check=False, **self._switched()
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
            **self._switched(),
        )

    def own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.switch:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def _switched(self) -> dict[str, int | list[int]]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}


@dataclass(frozen=True)
class _Place:
    """Where the cluster of a home lies."""

    base: Path
    sockets: Path
    account: _Account

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{_ROLE}@/{database}?host={quote(str(self.sockets), safe='')}"


def _environment() -> dict[str, str]:
    """Give Postgres an environment in which nothing of ours can change what it does."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class LocalPostgres:
    """A running Postgres that ends with this process, at the latest."""

    def __init__(self, place: _Place, process: "subprocess.Popen[bytes]", lock: int) -> None:
        self.url = place.url()
        self.data = place.data
        self.log = place.base / "postgres.log"
        self.process = process
        self._lock = lock

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        """End it with a clean shutdown; after ten seconds without one, by force. A second call does nothing."""
        if self._lock < 0:
            return
        for sign, patience_s in ((signal.SIGINT, 8), (signal.SIGQUIT, 3), (signal.SIGKILL, 3)):
            if self.process.poll() is None:
                self.process.send_signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience_s)
                break
        os.close(self._lock)
        self._lock = -1

    def __enter__(self) -> "LocalPostgres":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(home: Path, *, durable: bool = True) -> LocalPostgres:
    """Start the Postgres of `home`, making its cluster the first time.

    Whatever an earlier owner left behind, running or dead, is ended and cleared away first. Call it from a thread that
    lives as long as the server shall. Without `durable` it forgets on a power cut: for tests.

    Raises
    ------
    HostError
        Another process runs this home's Postgres, or it does not start.
    """
    home = _home(home)
    binaries = find_binaries()
    place = _place(home, create=True)
    lock = _lock(place.base)
    try:
        binaries = _reachable(binaries, place)
        _clear_the_dead(place)
        if not place.data.is_dir():
            _make_cluster(place, binaries, durable=durable)
        _check_major(place, binaries)
        process = _launch(place, binaries, durable=durable)
    except BaseException:
        os.close(lock)
        raise
    return LocalPostgres(place, process, lock)


def find_running(home: Path) -> str | None:
    """Give the URL of the Postgres that runs for `home`, or None."""
    place = _place(_home(home), create=False)
    return place.url() if _is_ready(place) and processes_in(place.data) else None


@contextlib.contextmanager
def running(home: Path) -> Iterator[str]:
    """Give the URL of `home`'s Postgres: the one that runs, else one started for this while."""
    url = find_running(home)
    if url is not None:
        yield url
        return
    with start(home) as server:
        yield server.url


def _home(home: Path) -> Path:
    home = Path(os.path.realpath(home))
    if not home.is_dir():
        home.mkdir(parents=True)
        home.chmod(0o711)  # others may pass, to reach what is theirs, and see nothing
    return home


def _place(home: Path, *, create: bool) -> _Place:
    pointer = home / _POINTER
    base = Path(pointer.read_text().strip()) if pointer.is_file() else home / "postgres"
    account = _account(base / "data")
    if create and not pointer.is_file() and not (base / "data").is_dir() and not account.can_enter(home):
        base = _SHELF / _short_name(home)
        _open_shelf()
        base.mkdir(exist_ok=True)
        (base / "home").write_text(f"{home}\n")
        pointer.write_text(f"{base}\n")
    if create:
        account.own(base)
    return _Place(base=base, sockets=_sockets(home, base, account, create=create), account=account)


def _account(data: Path) -> _Account:
    """Choose who runs Postgres: for root the cluster's owner, else `postgres`, else `nobody`."""
    me = os.getuid()
    if me != 0:
        return _Account(me, os.getgid(), switch=False)
    with contextlib.suppress(FileNotFoundError):
        owner = data.stat()
        if owner.st_uid != 0:
            return _Account(owner.st_uid, owner.st_gid, switch=True)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return _Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise HostError(
        "no_postgres_account",
        "Postgres refuses to run as root, and this machine has neither an account `postgres` nor `nobody`.",
        "Add one (useradd --system postgres), or start truckroll as an ordinary user.",
    )


def _sockets(home: Path, base: Path, account: _Account, *, create: bool) -> Path:
    folder = base / "run"
    if len(os.fsencode(folder / _SOCKET_FILE)) > _LONGEST_SOCKET:
        top = _SHELF if account.switch else Path(tempfile.gettempdir())
        folder = top / f"run-{account.uid}-{_short_name(home)}"
        if create and account.switch:
            _open_shelf()
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


def _open_shelf() -> None:
    _SHELF.mkdir(parents=True, exist_ok=True)
    _SHELF.chmod(0o711)


def _lock(base: Path) -> int:
    """Take the home's lock for as long as its Postgres is ours; whoever dies lets go of it."""
    lock = os.open(base / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(lock, 32, 0).decode().strip()
        os.close(lock)
        raise HostError(
            "home_in_use",
            f"The truckroll process {owner} already runs the Postgres in {base}.",
            "Stop it first, or use another --home.",
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def _reachable(binaries: Binaries, place: _Place) -> Binaries:
    if place.account.can_enter(binaries.folder):
        return binaries
    _open_shelf()
    return copy_of(binaries, _SHELF)


def _clear_the_dead(place: _Place) -> None:
    """End what an earlier owner left running and remove the marks of what it left dead."""
    if not place.data.is_dir():
        return
    # An owner that was killed took its Postgres with it: that one is on its way out and needs a moment only.
    for sign in (None, signal.SIGINT, signal.SIGQUIT):
        if sign is not None:
            send(processes_in(place.data), sign)
        if wait_until(lambda: not processes_in(place.data), 5.0):
            break
    else:
        raise HostError(
            "postgres_will_not_end",
            f"Processes {processes_in(place.data)} of an earlier Postgres in {place.data} do not end.",
            "End them by hand (kill -QUIT), then start again.",
        )
    place.pid_file.unlink(missing_ok=True)
    for leftover in (_SOCKET_FILE, f"{_SOCKET_FILE}.lock"):
        (place.sockets / leftover).unlink(missing_ok=True)


def _make_cluster(place: _Place, binaries: Binaries, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there, so that a half-made one is never taken for a whole one."""
    making = place.base / "data.new"
    shutil.rmtree(making, ignore_errors=True)
    place.account.own(making)
    # Sort order must not depend on the machine; before 17 only the C library's own C order is everywhere the same.
    order = ["--locale-provider=builtin", "--locale=C.UTF-8"] if binaries.major >= 17 else ["--locale=C"]
    done = place.account.run(
        [
            *(binaries.program("initdb"), "--pgdata", str(making), "--username", _ROLE, "--auth=trust"),
            *("--encoding=UTF8", "--data-checksums", *order, *([] if durable else ["--no-sync"])),
        ],
        cwd=place.base,
    )
    if done.returncode != 0:
        raise HostError(
            "initdb_failed",
            f"Postgres could not make its data folder in {place.base}: {done.stderr.strip() or done.stdout.strip()}",
            "Check that the disk has room and that the folder can be written.",
        )
    making.rename(place.data)


def _check_major(place: _Place, binaries: Binaries) -> None:
    made_by = int((place.data / "PG_VERSION").read_text())
    if made_by != binaries.major:
        raise HostError(
            "postgres_major_changed",
            f"The data in {place.data} was made by Postgres {made_by}; the Postgres of {binaries.source} "
            f"is {binaries.major}.",
            f"Start it once with TRUCKROLL_PG_BIN set to a Postgres {made_by}, dump it with pg_dump, and load the dump "
            "into a new home.",
        )


def _launch(place: _Place, binaries: Binaries, *, durable: bool) -> "subprocess.Popen[bytes]":
    settings = {**_SETTINGS, **({} if durable else _FORGETFUL), "unix_socket_directories": _quoted(place.sockets)}
    command = [binaries.program("postgres"), "-D", str(place.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log_path = place.base / "postgres.log"
    if log_path.exists() and log_path.stat().st_size > _LOG_LIMIT:
        log_path.replace(place.base / "postgres.log.1")
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        process = place.account.spawn(command, place.base, log)
    finally:
        os.close(log)
    if not wait_until(lambda: _is_ready(place) or process.poll() is not None, _START_S) or process.poll() is not None:
        process.kill()
        process.wait()
        raise HostError(
            "postgres_did_not_start",
            f"Postgres did not start; the last lines of {log_path}:\n{_tail(log_path)}",
            "Read them; a full disk and a folder that cannot be written are the usual reasons.",
        )
    _make_database(place)
    return process


def _quoted(folder: Path) -> str:
    return '"' + str(folder).replace('"', '""') + '"'


def _is_ready(place: _Place) -> bool:
    """Tell whether the postmaster has written `ready` in its file."""
    try:
        lines = place.pid_file.read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _make_database(place: _Place) -> None:
    with psycopg.connect(place.url("postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _tail(log: Path, lines: int = 10) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return ""
