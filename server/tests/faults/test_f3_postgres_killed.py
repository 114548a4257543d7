"""F3: all of Postgres is killed while eight phones write; what was acknowledged is there, once, and it comes back."""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict

from tests.faults.oracle import ask_the_oracle
from tests.faults.phones import NoAnswer
from truckroll.host import postgres
from truckroll.host.processes import processes_in, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WRITERS, EACH = 8, 12


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the account which runs Postgres may pass."""
    folder = Path(tempfile.mkdtemp(prefix="truckroll-f3-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(
    home: Path, django_db_blocker: Any, django_db_setup: None, load_schema: Callable[[str], None]
) -> Iterator[list[postgres.LocalPostgres]]:
    """A durable Postgres of the test's own; the list holds the one that runs now."""
    running = [postgres.start(home)]
    load_schema(running[0].url)
    settings = connection.settings_dict
    before = dict(settings)
    with django_db_blocker.unblock():
        connection.close()
        settings["NAME"], settings["HOST"] = "truckroll", conninfo_to_dict(running[0].url)["host"]
        try:
            yield running
        finally:
            connections.close_all()
            settings.update(before)
            running[-1].stop()


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [3, pytest.param(12, marks=pytest.mark.long)])
def test_f3_p1_p2_p30_postgres_killed_under_eight_writers(
    rounds: int,
    home: Path,
    cluster: list[postgres.LocalPostgres],
    fork_web: Callable[[], Any],
    field_day: Callable[[int], Any],
    record_property: Callable[[str, object], None],
) -> None:
    day, server = field_day(WRITERS), fork_web()
    for phone in day.phones:
        phone.port = server.port
        phone.register()
    kills_done = threading.Event()

    def write(phone: Any) -> None:
        n = 0
        while not (kills_done.is_set() and n >= EACH):
            phone.note(f"{phone.visit_id}/{n}")
            phone.flush(batch=3)
            n += 1
            time.sleep(0.01)

    threads = [threading.Thread(target=write, args=(phone,)) for phone in day.phones]
    for thread in threads:
        thread.start()
    back_after = []
    for _ in range(rounds):
        time.sleep(0.5)
        started = time.monotonic()
        send(processes_in(postgres.data_folder(home)), signal.SIGKILL)
        cluster[-1].stop()
        cluster.append(postgres.start(home))
        while not _writes(day.phones[0]):
            assert time.monotonic() - started < 30, "P30: Postgres is back within 30 s"
            time.sleep(0.05)
        back_after.append(round(time.monotonic() - started, 2))
    # This process had a connection to the server that was killed.
    connection.close()
    kills_done.set()
    for thread in threads:
        thread.join(60)
    record_property("back_after_s", back_after)
    written, acknowledged = day.notes(), sum(len(phone.answers) for phone in day.phones)
    record_property("acknowledged", acknowledged)
    assert len(written) == len(set(written)) == acknowledged
    ask_the_oracle(*day.phones)


def _writes(phone: Any) -> bool:
    try:
        return bool(phone.call("GET", "/me")[0] == 200)
    except NoAnswer:
        return False
