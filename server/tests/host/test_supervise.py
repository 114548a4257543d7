"""The supervisor with real children: what is killed comes back, what is stopped ends, and in time."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from truckroll.host import postgres
from truckroll.host.home import find_supervisor
from truckroll.host.place import locate
from truckroll.host.processes import processes_in, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("supervisor")]

PASSWORD = "a long enough phrase"


class Installation:
    """One home, and the supervisor that runs it for a while."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        hidden = {"DATABASE_URL", "TRUCKROLL_POOL", "TRUCKROLL_WEB_DIST"}
        return {k: v for k, v in os.environ.items() if k not in hidden} | {"TRUCKROLL_HOME": str(self.home)}

    def command(self, *arguments: str, words: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "truckroll", *arguments],
            env=self.environment(),
            input=words,
            capture_output=True,
            text=True,
            check=False,
        )

    def up(self) -> None:
        with (self.home / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "truckroll", "up", "--port", str(self.port)],
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        assert wait_until(lambda: self.answers() == 200, 180), (self.home / "up.log").read_text()

    def answers(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def children(self) -> dict[str, int]:
        state = find_supervisor(self.home)
        return state.children if state else {}

    def down(self) -> float:
        """Stop it as systemd would; give how long it took."""
        assert self.process is not None
        before = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0
        return time.monotonic() - before

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
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


@pytest.fixture(scope="module")
def migrated() -> Iterator[Installation]:
    """An installation whose tables are made once for all tests here; each leaves it stopped."""
    home = Path(tempfile.mkdtemp(prefix="truckroll-up-"))
    home.chmod(0o711)
    installation = Installation(home)
    made = installation.command("create-admin", "ada@example.test", "--password-stdin", words=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    yield installation
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def installation(migrated: Installation) -> Iterator[Installation]:
    yield migrated
    migrated.kill()
    assert wait_until(lambda: processes_in(locate(migrated.home, create=False).data) == [], 10)


def sign_in(installation: Installation) -> str:
    """Sign in as a phone does; give the session's token."""
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=10)
    body = json.dumps({"email": "ada@example.test", "password": PASSWORD})
    connection.request("POST", "/_allauth/app/v1/auth/login", body, {"Content-Type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    token = answer["meta"]["session_token"]
    assert isinstance(token, str)
    return token


def test_whatever_child_is_killed_is_back_within_fifteen_seconds(installation: Installation) -> None:
    installation.up()
    url = postgres.find_running(installation.home)
    assert url is not None
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('acknowledged')")
    for name in ("web", "worker", "postgres"):
        killed = installation.children()[name]
        os.kill(killed, signal.SIGKILL)
        before = time.monotonic()
        assert wait_until(lambda name=name, killed=killed: installation.children().get(name, killed) != killed, 15), (
            name
        )
        assert wait_until(lambda: installation.answers() == 200, 15 - (time.monotonic() - before)), name
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("acknowledged",)]
    installation.down()


def test_a_stop_ends_everything_within_ten_seconds_even_with_open_streams(installation: Installation) -> None:
    installation.up()
    token = sign_in(installation)
    streams = []
    for _ in range(5):
        stream = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=10)
        stream.request("GET", "/api/stream?topics=office", headers={"X-Session-Token": token})
        assert stream.getresponse().status == 200
        streams.append(stream)
    children = installation.children()
    assert set(children) == {"web", "worker", "postgres"}
    assert installation.down() < 10
    assert [name for name, pid in children.items() if alive(pid)] == []
    assert find_supervisor(installation.home) is None
    for stream in streams:
        stream.close()


def test_a_killed_supervisor_takes_its_children_along_and_the_next_start_recovers(installation: Installation) -> None:
    installation.up()
    children = installation.children()
    assert len(children) == 3
    installation.kill()
    assert wait_until(lambda: not any(map(alive, children.values())), 5)
    installation.up()
    assert installation.answers() == 200
    installation.down()


def test_a_taken_port_is_refused_before_anything_starts(installation: Installation) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", installation.port))
        squatter.listen()
        refused = installation.command("up", "--port", str(installation.port))
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert re.search(rf"Port {installation.port} .* cannot be used", refused.stderr)
    assert f"--port {installation.port + 1}" in refused.stderr
    assert postgres.find_running(installation.home) is None


def test_a_home_has_one_supervisor(installation: Installation) -> None:
    installation.up()
    refused = installation.command("up", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "already runs the Postgres" in refused.stderr
    assert installation.answers() == 200
    installation.down()


def test_the_doctor_finds_nothing_wrong_with_a_running_installation(installation: Installation) -> None:
    installation.up()
    said = installation.command("doctor", "--json", "--port", str(installation.port))
    findings = {finding["check"]: finding for finding in json.loads(said.stdout)}
    assert list(findings) == ["port", "disk", "postgres", "migrations", "clock", "secrets", "front end"]
    # Whether the web client is built is the checkout's affair, not this installation's.
    assert [f["code"] for name, f in findings.items() if name != "front end"] == [""] * 6
    installation.down()
