"""The supervisor with the whole demo: what is killed comes back, what is stopped ends, and nothing is lost.

How long that took is a figure told beside the test; the test itself waits until it happens.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import pytest

from tests.demo.writers import Writers, signed_in
from tests.supervised import PATIENCE_S, alive, free_port, its_database
from truckroll.host import postgres
from truckroll.host.home import find_supervisor
from truckroll.host.processes import processes_in, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.supervised import Installation

pytestmark = pytest.mark.slow


@pytest.fixture
def running(demo: Installation) -> Installation:
    """The demo with all its children; a test may leave it running for the next."""
    if not demo.is_up():
        demo.start("demo")
    assert wait_until(lambda: set(demo.children()) == {"web", "worker", "postgres", "people"}, PATIENCE_S)
    return demo


def test_a_home_has_one_supervisor(running: Installation) -> None:
    children = running.children()
    refused = running.command("up", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "already runs the Postgres" in refused.stderr
    # The one that runs is undisturbed, and still says of itself what it did.
    assert (running.answers(), running.children()) == (200, children)


def test_the_doctor_finds_nothing_wrong_with_a_running_installation(running: Installation) -> None:
    said = running.command("doctor", "--json")
    findings = {finding["check"]: finding for finding in json.loads(said.stdout)}
    assert list(findings) == [
        "home",
        "port",
        "disk",
        "postgres",
        "migrations",
        "clock",
        "backup",
        "secrets",
        "front end",
    ]
    # Whether the web client is built is the checkout's affair, not this installation's.
    assert [f["code"] for name, f in findings.items() if name != "front end"] == [""] * 8


def test_f1_f2_f3_p1_p2_p30_whoever_is_killed_under_writers_is_back_and_nothing_acknowledged_is_lost(
    running: Installation, django_db_blocker: Any, record_property: Callable[[str, object], None]
) -> None:
    writers = Writers(running.port)
    try:
        assert wait_until(lambda: writers.all_went_on([3, 3, 3]), PATIENCE_S)
        for name in ("web", "worker", "people", "postgres"):
            record_property(f"{name} killed", kill_child(running, name, writers))
        record_property("children of the killed supervisor ended after s", kill_supervisor(running))
        acknowledged, started = writers.acknowledged(), time.monotonic()
        running.start("up")
        assert wait_until(lambda: writers.all_went_on(acknowledged), PATIENCE_S)
        record_property("started again after s", round(time.monotonic() - started, 1))
    finally:
        writers.stop()
    record_property("stopped with open streams after s", stop_with_open_streams(running))
    record_property("acknowledged", sum(writers.acknowledged()))
    with its_database(running, django_db_blocker, durable=True):
        writers.check()


def kill_child(running: Installation, name: str, writers: Writers) -> str:
    """Kill a child and wait until another is in its place and everybody's work goes on; after how many seconds each."""
    killed, acknowledged, newest = running.children()[name], writers.acknowledged(), newest_fact(running)
    os.kill(killed, signal.SIGKILL)
    started, took = time.monotonic(), []
    for what, reached in {
        "another": lambda: running.children().get(name, killed) != killed,
        "ready": lambda: running.answers() == 200,
        "acknowledged": lambda: writers.all_went_on(acknowledged),
        "delivered": lambda: delivered_up_to(running) > newest,
    }.items():
        assert wait_until(reached, PATIENCE_S, every=0.1), (name, what)
        took.append(f"{what} after {time.monotonic() - started:.1f} s")
    return ", ".join(took)


def newest_fact(running: Installation) -> int:
    """The number of the newest fact of the outbox."""
    return _asked(running, "SELECT max(id) FROM foundation_outboxevent")


def delivered_up_to(running: Installation) -> int:
    """How far the worker has come with the facts: where the slowest handler stands."""
    return _asked(running, "SELECT min(event_id) FROM foundation_handlercursor")


def _asked(running: Installation, query: LiteralString) -> int:
    url = postgres.find_running(running.home)
    assert url is not None
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def kill_supervisor(running: Installation) -> float:
    """Kill the supervisor and wait until nothing is left of its children; the seconds that took."""
    children, started = running.children(), time.monotonic()
    running.kill()
    assert wait_until(lambda: not any(map(alive, children.values())), PATIENCE_S)
    assert wait_until(lambda: processes_in(postgres.data_folder(running.home)) == [], PATIENCE_S)
    return round(time.monotonic() - started, 1)


def stop_with_open_streams(running: Installation) -> float:
    """Stop it while five people watch the board, and see that nothing is left; the seconds that took."""
    token = signed_in(running.port, "dispatcher").session
    streams = [http.client.HTTPConnection("127.0.0.1", running.port, timeout=10) for _ in range(5)]
    for stream in streams:
        stream.request("GET", "/api/stream?topics=office", headers={"X-Session-Token": token})
        assert stream.getresponse().status == 200
    children, started = running.children(), time.monotonic()
    running.stop()
    took_s = time.monotonic() - started
    assert [name for name, pid in children.items() if alive(pid)] == []
    assert find_supervisor(running.home) is None
    for stream in streams:
        stream.close()
    assert took_s < 20, "ten seconds are promised; open streams must not hold it up"
    return round(took_s, 1)
