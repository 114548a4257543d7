"""The supervisor before it starts anything; what it does with a whole installation is tried on the demo."""

import re
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.supervised import new_home
from truckroll.host import postgres
from truckroll.host.supervisor import address_of, is_ready


class _Ready(BaseHTTPRequestHandler):
    """A web server as far as the supervisor asks it."""

    names: Collection[str] = ()

    def do_GET(self) -> None:
        known = not self.names or self.headers["Host"] in self.names
        self.send_response(200 if self.path == "/readyz" and known else 400)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def listening(host: str, *, hosts: Collection[str] = ()) -> Iterator[int]:
    """A web server that is ready, on a free port of one address; with `hosts` it answers to these names only."""

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

    class Named(_Ready):
        names = hosts

    try:
        server = Server((host, 0), Named)
    except OSError as error:
        pytest.skip(f"this machine has no {host}: {error}")
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "0.0.0.0", "::1", "::"])
def test_readiness_is_asked_at_the_address_it_listens_on(host: str) -> None:
    with listening(host) as port:
        assert is_ready(host, port)
    assert not is_ready(host, port)


@pytest.mark.parametrize("named", ["dispatch.example.com,portal.example.com", ".example.com,127.0.0.1"])
def test_readiness_is_asked_under_a_name_the_server_answers_to(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening("127.0.0.1", hosts={"dispatch.example.com", "example.com"}) as port:
        assert not is_ready("127.0.0.1", port)
        monkeypatch.setenv("TRUCKROLL_HOSTS", named)
        assert is_ready("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("192.168.1.5", "http://192.168.1.5:8000"),
        ("dispatch.example.com", "http://dispatch.example.com:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("fd00::5", "http://[fd00::5]:8000"),
        ("::", "http://[::1]:8000"),
    ],
)
def test_the_address_that_is_printed_can_be_opened(host: str, address: str) -> None:
    assert address_of(host, 8000) == address


@pytest.mark.slow
def test_a_taken_port_is_refused_before_anything_starts() -> None:
    with new_home() as installation:
        with socket.socket() as squatter:
            squatter.bind(("127.0.0.1", installation.port))
            squatter.listen()
            refused = installation.command("up", "--port", str(installation.port))
        assert refused.returncode == 1
        assert refused.stdout == ""
        assert re.search(rf"Port {installation.port} .* cannot be used", refused.stderr)
        assert f"--port {installation.port + 1}" in refused.stderr
        assert postgres.find_running(installation.home) is None
