"""One home and the supervisor that runs it for a while: real programs, started and stopped as on a server."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg.conninfo import conninfo_to_dict

from truckroll.host import postgres
from truckroll.host.home import find_supervisor
from truckroll.host.place import locate
from truckroll.host.processes import processes_in, send, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

# Whoever waits longer than this waits for something that does not come; how long it took is told beside the test.
PATIENCE_S = 240


class Installation:
    """One home, and the supervisor that runs it for a while."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        hidden = {"DATABASE_URL", "TRUCKROLL_POOL", "TRUCKROLL_WEB_DIST"}
        return {k: v for k, v in os.environ.items() if k not in hidden} | {"TRUCKROLL_HOME": str(self.home)}

    def command(self, *arguments: str, words: str = "") -> subprocess.CompletedProcess[str]:
        """Run `truckroll …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "truckroll", *arguments],
            env=self.environment(), input=words, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def start(self, *arguments: str) -> None:
        """Start `truckroll up` or `truckroll demo`, and wait until it answers."""
        with (self.home / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "truckroll", *arguments, "--port", str(self.port)],
                env=self.environment(), stdout=log, stderr=log,
            )  # fmt: skip
        assert wait_until(lambda: self.answers() == 200, PATIENCE_S), (self.home / "up.log").read_text()

    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def answers(self) -> int:
        """The status it gives when asked whether it is ready; 0 for no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def children(self) -> dict[str, int]:
        """The process id of each child, as the supervisor last said."""
        state = find_supervisor(self.home)
        return state.children if state else {}

    def stop(self) -> None:
        """Stop it as systemd would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE_S) == 0

    def kill(self) -> None:
        """Kill the supervisor, which can do nothing about it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def remove(self) -> None:
        """End what is left, and leave nothing behind."""
        self.kill()
        place = locate(self.home, create=False)
        wait_until(lambda: processes_in(place.data) == [], 10)
        send(processes_in(place.data), signal.SIGKILL)
        for folder in (place.base, place.sockets, self.home):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_home() -> Iterator[Installation]:
    """An installation in which nothing was started yet."""
    home = Path(tempfile.mkdtemp(prefix="truckroll-up-"))
    home.chmod(0o711)  # so that the account which runs Postgres may pass
    installation = Installation(home)
    try:
        yield installation
    finally:
        installation.remove()


@contextmanager
def its_database(installation: Installation, blocker: Any, *, durable: bool) -> Iterator[str]:
    """Run the Postgres of a stopped installation, and have this process use it instead of its own."""
    from django.db import connection, connections
    from django.test import override_settings

    from truckroll.foundation import clock

    files = override_settings(MEDIA_ROOT=installation.home / "media")
    with postgres.start(installation.home, durable=durable) as server, blocker.unblock(), files:
        connection.close()
        settings = connection.settings_dict
        before = dict(settings)
        settings["NAME"], settings["HOST"] = "truckroll", conninfo_to_dict(server.url)["host"]
        clock.forget()
        try:
            yield server.url
        finally:
            connections.close_all()
            settings.update(before)
            clock.forget()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def alive(pid: int) -> bool:
    """Tell whether a process does anything: where nobody reaps, the dead keep their number."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
