"""The supervisor before it starts anything; what it does with a whole installation is tried on the demo."""

import re
import socket

import pytest

from tests.supervised import new_home
from truckroll.host import postgres


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
