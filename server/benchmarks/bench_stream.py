"""From the commit of a change to the browsers of two hundred others, through a real web server."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from benchmarks.bench_work import _BACKEND, _at_work
from benchmarks.company import DAY, WORKER, build
from benchmarks.figures import Figure, p95
from benchmarks.listeners import listen
from truckroll.accounts.models import User
from truckroll.foundation import clock
from truckroll.work import queries
from truckroll.work.actions import field

STREAMS, CHANGES, APART_S = 200, 60, 0.25


def run() -> list[Figure]:
    """This will measure with the listeners in a process of their own, so that they do not slow the writer."""
    company = build(people=4, per_person=8)
    clock.run_from(DAY + timedelta(hours=12), rate=1.0)
    user = User.objects.create_user("dana@example.test", "a long enough phrase", name="Dana", role="dispatcher")
    browser = Client()
    browser.force_login(user, backend=_BACKEND)
    visit = _at_work(company)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    home = os.environ["TRUCKROLL_HOME"]
    command = [sys.executable, "-m", "truckroll", "web", "--port", str(port), "--home", home]
    server = subprocess.Popen(command, env=environment)
    try:
        _wait_for(lambda: _alive(port))
        ours, theirs = multiprocessing.Pipe()
        session = browser.cookies["sessionid"].value
        listening = multiprocessing.get_context("spawn").Process(
            target=listen, args=(port, session, STREAMS, CHANGES, theirs)
        )
        listening.start()
        assert ours.poll(60) and ours.recv() == "ready", "the streams are not open"
        committed = []
        for turn in range(CHANGES):
            act: Any = (field.pause_visit, field.resume_visit)[turn % 2]
            with transaction.atomic():
                act(visit=queries.get_visit(actor=WORKER, visit_id=visit), actor=WORKER, now=clock.now())
            committed.append(time.monotonic())
            time.sleep(APART_S)
        assert ours.poll(60), "not every stream got every change"
        heard: list[list[float]] = ours.recv()
        listening.join()
    finally:
        server.terminate()
        server.wait(20)
    late = [(at - since) * 1000 for times in heard for at, since in zip(times, committed, strict=True)]
    note = f"{CHANGES} changes, every one to every stream"
    return [Figure(f"commit to another browser, {STREAMS} open streams, p95", "ms", p95(late), 500, len(late), note)]


def _wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "the web server does not answer"
        time.sleep(0.1)


def _alive(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
