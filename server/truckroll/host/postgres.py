"""Starts, finds and stops the Postgres of one home folder, over a socket that only its owner may enter."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import psycopg

from truckroll.host.binaries import Binaries, copy_of, find_binaries
from truckroll.host.errors import HostError
from truckroll.host.home import prepare, unusable
from truckroll.host.place import DATABASE, ROLE, SHELF, SOCKET_FILE, Place, locate, open_shelf
from truckroll.host.processes import processes_in, send, wait_until

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
_FORGETFUL = {"fsync": "off", "full_page_writes": "off"}  # a killed process loses nothing, only a power cut does


class LocalPostgres:
    """A running Postgres that ends with this process, at the latest."""

    def __init__(self, place: Place, process: "subprocess.Popen[bytes]", lock: int) -> None:
        self.url = place.url()
        self.data = place.data
        self.log = place.log
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
        Another process runs this home's Postgres, it does not start, or the home cannot be written.
    """
    home = prepare(home)
    binaries = find_binaries()
    try:
        place = locate(home, create=True)
        lock = _lock(place.base)
    except OSError as trouble:
        raise unusable(home, trouble) from trouble
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
    server = LocalPostgres(place, process, lock)
    try:
        _make_database(place)
    except BaseException:
        server.stop()
        raise
    return server


def find_running(home: Path) -> str | None:
    """Give the URL of the Postgres that runs for `home`, or None."""
    place = locate(Path(os.path.realpath(home)), create=False)
    return place.url() if _is_ready(place) and processes_in(place.data) else None


@contextlib.contextmanager
def running(home: Path) -> Iterator[str]:
    """Give the URL of `home`'s Postgres: the one that runs, else one started for this while."""
    home = prepare(home)
    url = find_running(home)
    if url is not None:
        yield url
        return
    with start(home) as server:
        yield server.url


@contextlib.contextmanager
def database(home: Path) -> Iterator[str]:
    """Give the URL of the database to work with: `DATABASE_URL` when it is set, else `home`'s own."""
    named = os.environ.get("DATABASE_URL")
    if named:
        yield named
        return
    with running(home) as url:
        yield url


def data_folder(home: Path) -> Path:
    """Give the folder that holds, or would hold, the data of `home`'s Postgres."""
    return locate(Path(os.path.realpath(home)), create=False).data


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


def _reachable(binaries: Binaries, place: Place) -> Binaries:
    if place.account.can_enter(binaries.folder):
        return binaries
    open_shelf()
    return copy_of(binaries, SHELF)


def _clear_the_dead(place: Place) -> None:
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
    for leftover in (SOCKET_FILE, f"{SOCKET_FILE}.lock"):
        (place.sockets / leftover).unlink(missing_ok=True)


def _make_cluster(place: Place, binaries: Binaries, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there, so that a half-made one is never taken for a whole one."""
    making = place.base / "data.new"
    shutil.rmtree(making, ignore_errors=True)
    place.account.own(making)
    # Sort order must not depend on the machine; before 17 only the C library's own C order is everywhere the same.
    order = ["--locale-provider=builtin", "--locale=C.UTF-8"] if binaries.major >= 17 else ["--locale=C"]
    done = place.account.run(
        [
            *(binaries.program("initdb"), "--pgdata", str(making), "--username", ROLE, "--auth=trust"),
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


def _check_major(place: Place, binaries: Binaries) -> None:
    made_by = int((place.data / "PG_VERSION").read_text())
    if made_by != binaries.major:
        raise HostError(
            "postgres_major_changed",
            f"The data in {place.data} was made by Postgres {made_by}; the Postgres of {binaries.source} "
            f"is {binaries.major}.",
            f"Start it once with TRUCKROLL_PG_BIN set to a Postgres {made_by}, dump it with pg_dump, and load the dump "
            "into a new home.",
        )


def _launch(place: Place, binaries: Binaries, *, durable: bool) -> "subprocess.Popen[bytes]":
    settings = {**_SETTINGS, **({} if durable else _FORGETFUL), "unix_socket_directories": _quoted(place.sockets)}
    command = [binaries.program("postgres"), "-D", str(place.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    if place.log.exists() and place.log.stat().st_size > _LOG_LIMIT:
        place.log.replace(place.base / "postgres.log.1")
    log = os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        process = place.account.spawn(command, place.base, log)
    finally:
        os.close(log)
    if not wait_until(lambda: _is_ready(place) or process.poll() is not None, _START_S) or process.poll() is not None:
        process.kill()
        process.wait()
        raise HostError(
            "postgres_did_not_start",
            f"Postgres did not start; the last lines of {place.log}:\n{_tail(place.log)}",
            "Read them; a full disk and a folder that cannot be written are the usual reasons.",
        )
    return process


def _quoted(folder: Path) -> str:
    return '"' + str(folder).replace('"', '""') + '"'


def _is_ready(place: Place) -> bool:
    """Tell whether the postmaster has written `ready` in its file."""
    try:
        lines = place.pid_file.read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _make_database(place: Place) -> None:
    with psycopg.connect(place.url("postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _tail(log: Path, lines: int = 10) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return ""
