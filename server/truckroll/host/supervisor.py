"""Keeps the processes of one home alive: Postgres, the web server, the worker and whoever else is asked for."""

import contextlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from truckroll.host import frontend, postgres, restored
from truckroll.host.errors import HostError
from truckroll.host.home import SupervisorState, forget_supervisor, prepare, refuse_unwritable
from truckroll.host.processes import die_with_parent

DEFAULT_PORT = 8000
LAST_PORT = 65535
_TICK_S = 0.1
_STOP_S = 7.0  # the children's share of the ten seconds a stop may take
_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 5.0
_STEADY_S = 30.0  # a child that lived this long starts again without a wait


@dataclass(frozen=True)
class Child:
    """A program to keep alive: arguments of the `truckroll` command."""

    name: str
    arguments: Sequence[str]


class _Kept:
    """A child, the process it is now, and when it may start again."""

    def __init__(self, child: Child, environment: dict[str, str], log_folder: Path | None) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self._environment = environment
        self._log = log_folder / f"{child.name}.log" if log_folder else None
        self._wait_s = _FIRST_WAIT_S
        self._started_at = 0.0
        self._next_start_at = 0.0

    def tend(self) -> bool:
        """Start it when it is not running and its wait is over; tell whether anything changed."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return False
            say(f"{self.child.name} ended with {self.process.returncode}; it starts again in {self._wait_s:.1f} s")
            self.process = None
            if now - self._started_at > _STEADY_S:
                self._wait_s = _FIRST_WAIT_S
            self._next_start_at = now + self._wait_s
            self._wait_s = min(2 * self._wait_s, _LONGEST_WAIT_S)
            return True
        if now < self._next_start_at:
            return False
        self._started_at = now
        self.process = self._spawn()
        return True

    def _spawn(self) -> "subprocess.Popen[bytes]":
        with contextlib.ExitStack() as stack:
            log = stack.enter_context(self._log.open("ab")) if self._log else None
            return subprocess.Popen(
                [sys.executable, "-m", "truckroll", *self.child.arguments],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log or sys.stderr,
                stderr=log or sys.stderr,
                start_new_session=True,  # Ctrl-C is for the supervisor
                # Not a polite signal: nobody is left to insist. What the child was doing is rolled back or retried.
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - one system call, its library loaded before
            )


class Supervisor:
    """The parent of all processes of one home."""

    def __init__(
        self,
        home: Path,
        *,
        host: str,
        port: int,
        first: Sequence[Sequence[str]] = (("migrate", "--quiet"),),
        extra: Sequence[Child] = (),
        log_folder: Path | None = None,
    ) -> None:
        """`first` are `truckroll` commands to run once before the children; they leave the tables up to date.

        Raises
        ------
        HostError
            The home cannot be made or written.
        """
        self.home = prepare(home)
        refuse_unwritable(self.home, home=self.home)
        self.address = address_of(host, port)
        self._host = host
        self._port = port
        self._first = first
        self._extra = list(extra)
        self._log_folder = log_folder
        self._postgres: postgres.LocalPostgres | None = None
        self._postgres_again_at = 0.0
        self._kept: list[_Kept] = []
        self._stopping = False
        self._ready = False
        self._started = (time.time(), boottime_s())

    def run(self, on_ready: Sequence[str] = ()) -> int:
        """Start everything, keep it alive until SIGTERM or SIGINT, stop everything; call it from the main thread.

        Raises
        ------
        HostError
            The port is taken, Postgres does not start, or the database cannot be migrated.
        """
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, self._stop)
        refuse_taken_port(self._host, self._port)
        try:
            environment = self._environment()
            for command in self._first:
                self._run_once(command, environment)
            web = Child("web", ["web", "--host", self._host, "--port", str(self._port)])
            if self._log_folder:
                self._log_folder.mkdir(mode=0o700, exist_ok=True)
            self._kept = [_Kept(child, environment, self._log_folder) for child in (web, Child("worker", ["worker"]))]
            while not self._stopping:
                was_ready = self._ready
                self._tick(on_ready)
                if self._ready and not was_ready:
                    # They need the web server, and starting together they would only hold it up.
                    self._kept += [_Kept(child, environment, self._log_folder) for child in self._extra]
                time.sleep(_TICK_S)
        finally:
            self._end()
        return 0

    def _tick(self, on_ready: Sequence[str]) -> None:
        changed = [kept.tend() for kept in self._kept]
        if self._postgres is not None and self._postgres.process.poll() is not None:
            changed.append(self._restart_postgres(self._postgres))
        if any(changed):
            self._write_state()
        if not self._ready and is_ready(self._host, self._port):
            self._ready = True
            notify_systemd("READY=1")
            say(f"truckroll is ready at {self.address}")
            for line in on_ready:
                say(line)
        notify_systemd("WATCHDOG=1")

    def _restart_postgres(self, dead: postgres.LocalPostgres) -> bool:
        if time.monotonic() < self._postgres_again_at:
            return False
        say("postgres ended; it starts again")
        dead.stop()  # lets go of the home's lock
        try:
            self._postgres = postgres.start(self.home)
        except HostError as trouble:
            say(str(trouble))
            self._postgres_again_at = time.monotonic() + _LONGEST_WAIT_S
            return False
        return True

    def _environment(self) -> dict[str, str]:
        environment = {
            **os.environ, "TRUCKROLL_HOME": str(self.home), "TRUCKROLL_WEB_DIST": str(frontend.find_built()),
        }  # fmt: skip
        if "DATABASE_URL" not in environment:
            self._postgres = postgres.start(self.home)
            environment["DATABASE_URL"] = self._postgres.url
        restored.settle(self.home, environment["DATABASE_URL"])
        return environment

    def _run_once(self, command: Sequence[str], environment: dict[str, str]) -> None:
        done = subprocess.run([sys.executable, "-m", "truckroll", *command], env=environment, check=False, stdout=2)
        if done.returncode != 0 and not self._stopping:
            raise HostError(
                f"{command[0]}_failed",
                f"`truckroll {' '.join(command)}` did not work.",
                "Read the lines above. Nothing was started; the data is as that command left it.",
            )

    def _write_state(self) -> None:
        children = {kept.child.name: kept.process.pid for kept in self._kept if kept.process}
        if self._postgres is not None:
            children["postgres"] = self._postgres.pid
        wall_s, boot_s = self._started
        SupervisorState(os.getpid(), self._port, wall_s, boot_s, children).write(self.home)

    def _stop(self, sign: int, frame: object) -> None:
        self._stopping = True

    def _end(self) -> None:
        """End the children, all at once and politely, the slow ones by force, and Postgres after them."""
        notify_systemd("STOPPING=1")
        running = [kept.process for kept in self._kept if kept.process is not None]
        for process in running:
            process.terminate()
        give_up = time.monotonic() + _STOP_S
        for process in running:
            try:
                process.wait(max(0.0, give_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._postgres is not None:
            self._postgres.stop()
        forget_supervisor(self.home)


def address_of(host: str, port: int) -> str:
    """Give the URL at which this machine reaches what listens on `host`."""
    reached = _reached(host)
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{port}"


def is_ready(host: str, port: int) -> bool:
    """Tell whether the web server that listens there says it can do its work."""
    # The server refuses every name but those it was given; which of them makes no difference here.
    named = os.environ.get("TRUCKROLL_HOSTS", "*").split(",")[0].removeprefix(".")
    connection = HTTPConnection(_reached(host), port, timeout=1)
    try:
        connection.request("GET", "/readyz", headers={} if named in {"", "*"} else {"Host": named})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _reached(host: str) -> str:
    """Give the address to ask: who listens on every address of a kind is asked at the loopback of that kind."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host  # a name
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"


def refuse_taken_port(host: str, port: int) -> None:
    """Make sure that nobody listens on the port.

    Raises
    ------
    HostError
        Somebody does, or this account may not listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as trouble:
            raise HostError(
                "port_taken",
                f"Port {port} on {host} cannot be used: {trouble.strerror}.",
                f"Stop what listens there (`ss -ltnp` names it), or choose another: "
                f"--port {port + 1 if port < LAST_PORT else port - 1}",
            ) from trouble


def boottime_s() -> float:
    """Give seconds since the machine started, sleep included: a clock that nobody sets."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def notify_systemd(message: str) -> None:
    """Tell systemd, when it started us and wants to know."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, contextlib.suppress(OSError):
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.send(message.encode())


def say(line: str) -> None:
    """Tell the person or the journal; stdout is not ours."""
    print(line, file=sys.stderr, flush=True)
