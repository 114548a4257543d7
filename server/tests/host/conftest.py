"""Homes for tests that start real processes, and what is left of them afterwards: nothing."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from truckroll.host.place import locate
from truckroll.host.processes import processes_in


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A new home that the account which runs Postgres may enter; nothing of the run's own database."""
    for name in ("DATABASE_URL", "TRUCKROLL_HOME", "TRUCKROLL_PG_BIN", "TRUCKROLL_POOL", "TRUCKROLL_WEB_DIST"):
        monkeypatch.delenv(name, raising=False)
    folder = Path(tempfile.mkdtemp(prefix="truckroll test "))  # the space is meant
    folder.chmod(0o711)
    yield folder
    place = locate(folder, create=False)
    for pid in processes_in(place.data):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(place.base, ignore_errors=True)
    shutil.rmtree(place.sockets, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
