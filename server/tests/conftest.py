"""One real Postgres for each test process, migrated once, and the cast every room's tests play with."""

from __future__ import annotations

import atexit
import fcntl
import gc
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from truckroll.host import binaries, postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


REPOSITORY = Path(__file__).parents[2]
TEMPLATE = "truckroll_template"


def _schema() -> Path:
    """Where the dump of a database of these migrations is kept."""
    sources = sorted((REPOSITORY / "server" / "truckroll").glob("*/models*.py"))
    sources += sorted((REPOSITORY / "server" / "truckroll").glob("*/models/*.py"))
    sources += sorted((REPOSITORY / "server" / "truckroll").glob("*/migrations/*.py"))
    sources += [REPOSITORY / "server/truckroll/config/settings.py", REPOSITORY / "requirements/base.lock"]
    known = hashlib.sha256(b"".join(p.read_bytes() for p in sources)).hexdigest()[:16]
    return REPOSITORY / ".home-test" / f"schema-{known}.sql"


def _migrated(url: str) -> None:
    """Make the template database: from the dump of an earlier run of the same migrations, else by migrating."""
    dump = _schema()
    template = url.replace("/truckroll?", f"/{TEMPLATE}?")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    dump.parent.mkdir(exist_ok=True)
    with (dump.parent / "lock").open("w") as lock:
        # Test processes start together: one migrates, the others wait for its dump.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not dump.is_file():
            migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
            environment = os.environ | {"DATABASE_URL": template, "PYTHONPATH": os.pathsep.join(sys.path)}
            subprocess.run(migrate, check=True, env=environment)
            for old in dump.parent.glob("schema-*.sql"):
                old.unlink()
            fresh = dump.with_suffix(".new")
            pg_dump = binaries.find_binaries().program("pg_dump")
            subprocess.run([pg_dump, "-d", template, "-f", str(fresh)], check=True)
            fresh.rename(dump)
            return
    _load_schema(template)


def _load_schema(url: str) -> None:
    psql = binaries.find_binaries().program("psql")
    load = [psql, "-qX", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", str(_schema())]
    subprocess.run(load, check=True, stdout=subprocess.DEVNULL)


# Each test process has a cluster of its own: what is told waits for the oldest transaction of the whole cluster, so
# another process's tests would hold this one's facts back.
_home = Path(tempfile.mkdtemp(prefix="truckroll-test-"))
_home.chmod(0o711)  # so that the account which runs Postgres may pass, and nothing is left elsewhere
atexit.register(shutil.rmtree, _home, ignore_errors=True)
# The process that only hands tests out to others needs none.
_processes = [count for option, count in pairwise(sys.argv) if option == "-n"] or ["0"]
_hands_out = _processes[-1] != "0" and "PYTEST_XDIST_WORKER" not in os.environ
# Where this process may run, and the one processor that is its own among several test processes.
_ANYWHERE = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
_NUMBER = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")


def _stay_here(here: bool) -> None:
    """Run this process, and what it starts, on its own processor, or anywhere again.

    A test and its Postgres wait for each other all the time: on one processor neither has to be woken on another one,
    which takes a sixth of the time where these are virtual.
    """
    if _ANYWHERE and _NUMBER:
        os.sched_setaffinity(0, {_ANYWHERE[int(_NUMBER) % len(_ANYWHERE)]} if here else _ANYWHERE)


# One that a test starts to run another test uses the cluster of that test, which waits.
_shared = os.environ.pop("TRUCKROLL_TEST_CLUSTER", "")
if _shared:
    os.environ["DATABASE_URL"] = _shared
elif not _hands_out:
    _stay_here(True)
    _server = postgres.start(_home, durable=False)
    _stay_here(False)
    atexit.register(_server.stop)
    os.environ["DATABASE_URL"] = _server.url
os.environ |= {
    # One of several processes has its settings, and so its media folder, from its parent.
    "TRUCKROLL_HOME": os.environ["TRUCKROLL_HOME"] if "PYTEST_XDIST_WORKER" in os.environ else str(_home),
    "TRUCKROLL_POOL": "0",
    # One key for this process and the servers it starts, so that they know each other's sessions.
    "TRUCKROLL_SECRET_KEY": "only-for-tests",
    "DJANGO_SETTINGS_MODULE": "truckroll.config.settings",
}

# The settings read the address of the database above, so Django starts here and not by a line in pyproject.toml.
django.setup()

# Monday; London is on winter time, so local and UTC agree and expected values can be read off.
MONDAY_0800 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def _empty_what_is_filled(style: Any, tables: list[str], **how: Any) -> list[str]:
    """Empty the tables after a test that commits: only those with rows, past triggers that keep what is issued.

    Truncating two hundred empty tables takes a second, a delete from ten takes none.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM \"{t}\")" for t in tables))
        filled = [table for (table,) in cursor.fetchall()]
    return [
        "SET session_replication_role = 'replica'",
        *(f'DELETE FROM "{table}"' for table in filled),
        "SET session_replication_role = 'origin'",
    ]


# What takes longest comes first, so that no process works alone at the end.
_FIRST = ("browser", "planted", "slow")
# The folders whose tests share an installation, and the file in one that has its own.
_SHARING = re.compile(r"server/tests/(browser/test_a_company_from_empty\.py|browser|day|demo)/?")


def _piece(nodeid: str) -> str:
    shared = _SHARING.match(nodeid)
    return shared[1] if shared else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give one process what shares an installation.

    Not by xdist's own marks: its 3.8 writes them into the ids, where pytest 9.2 does not read them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByInstallation(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _piece(nodeid)

    return ByInstallation(config, log)


def pytest_collection_finish() -> None:
    """Keep the collector from looking through all that was imported, again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by what takes longest; within it by file, so that what shares an installation finds it as it expects it."""

    def place(item: pytest.Item) -> tuple[int, str]:
        if item.get_closest_marker("slow") and (piece := _piece(item.nodeid)) != item.nodeid:
            return -1, f"{piece} {item.path}"
        return next((n for n, mark in enumerate(_FIRST) if item.get_closest_marker(mark)), len(_FIRST)), ""

    items.sort(key=place)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let those run anywhere that start a whole installation, and all others beside their database."""
    wide = (
        item.get_closest_marker("browser") or item.get_closest_marker("planted") or _piece(item.nodeid) != item.nodeid
    )
    _stay_here(not wide)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Give this process a copy of the migrated database."""
    from django.core.management.commands import flush
    from django.db import connection

    name = f"test_truckroll_{os.getpid()}"
    if not _shared:
        _migrated(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    # A process of several is set up with what its parent had: this one has its own server.
    ours = conninfo_to_dict(os.environ["DATABASE_URL"])
    connection.settings_dict |= {"NAME": name, "HOST": ours["host"], "USER": ours["user"]}
    connection.ops.sql_flush = _empty_what_is_filled
    # Emptying tables migrates nothing: no triggers to install again, no content types to look for.
    flush.emit_post_migrate_signal = lambda *_, **__: None
    yield
    with django_db_blocker.unblock():
        connection.close()
    if _shared:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def now() -> datetime:
    """The business instant tests start at."""
    return MONDAY_0800


@pytest.fixture(autouse=True)
def _business_time(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold business time at MONDAY_0800 for tests that touch the database."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        from truckroll.foundation import clock

        monkeypatch.setattr(clock, "_current", lambda: None)
        monkeypatch.setattr(clock, "at", lambda real: MONDAY_0800)


class Api:
    """A signed-in HTTP client that speaks JSON and keeps the last answer's status beside its body."""

    def __init__(self, token: str = "") -> None:
        from django.test import Client

        self._client = Client(raise_request_exception=True)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def as_user(self, user: Any) -> Api:
        """Sign a user in by session; CSRF is switched off by the test client."""
        self._client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return self

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api{path}", query, headers=self._headers)

    def _send(self, method: str, path: str, body: Any, key: str) -> Any:
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        send = getattr(self._client, method)
        return send(f"/api{path}", {} if body is None else body, content_type="application/json", headers=headers)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self._send("post", path, body, key)

    def patch(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self._send("patch", path, body, key)

    def put(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self._send("put", path, body, key)

    def delete(self, path: str, *, key: str = "") -> Any:
        return self._send("delete", path, None, key)


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    """Make a user of a role; the password is cheap because nobody signs in with it here."""
    from truckroll.accounts.models import User

    def make(role: str, name: str = "") -> Any:
        name = name or role.replace("_", " ").title()
        user = User(email=f"{name.lower().replace(' ', '.')}@example.test", name=name, role=role)
        user.set_unusable_password()
        user.save()
        return user

    return make


@pytest.fixture
def dana(make_user: Callable[..., Any]) -> Api:
    """Dana dispatches."""
    return Api().as_user(make_user("dispatcher", "Dana"))


@pytest.fixture
def ada(make_user: Callable[..., Any]) -> Api:
    """Ada owns the company."""
    return Api().as_user(make_user("admin", "Ada"))


@pytest.fixture
def bill(make_user: Callable[..., Any]) -> Api:
    """Bill writes the invoices."""
    return Api().as_user(make_user("billing", "Bill"))


@pytest.fixture
def nobody(db: None) -> Api:
    """A stranger who is not signed in."""
    return Api()


@pytest.fixture
def as_user(db: None) -> Callable[[Any], Api]:
    """An API client for any user."""
    return lambda user: Api().as_user(user)


@pytest.fixture
def told(db: None) -> Callable[[], list[str]]:
    """The names of the facts in the outbox, oldest first."""
    from truckroll.foundation.models import OutboxEvent

    return lambda: list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def _be_a_process_of_its_own(crash_at: str) -> None:
    """In a child: let go of what belongs to the parent, and die at the named crash point."""
    from django.db import connections

    from truckroll.foundation import crash

    # Only a process that opened a connection may use or close it, and only the parent runs Postgres.
    del connections["default"]
    for fd in os.listdir("/proc/self/fd"):
        if os.path.exists(f"/proc/self/fd/{fd}") and os.readlink(f"/proc/self/fd/{fd}").endswith("/lock"):
            os.close(int(fd))
    name, _, nth = crash_at.partition(":")
    crash.arm(name, int(nth or 1))


@pytest.fixture
def in_a_process(transactional_db: None) -> Callable[..., int]:
    """Do something in a process of its own, killed at a crash point; its exit code.

    Forked: a new Python would spend seconds on starting Django.
    """

    def do(work: Callable[[], object], *, crash_at: str = "") -> int:
        pid = os.fork()
        if pid == 0:
            try:
                _be_a_process_of_its_own(crash_at)
                work()
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    return do


class Web:
    """A real web server process on the database of the running test, forked so that it starts at once."""

    def __init__(self, crash_at: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115  # lives as long as the server
        # Imported before the fork: the child would spend most of its start on it.
        from truckroll.config import serve, urls  # noqa: F401  # the routes, built once

        self.pid = os.fork()
        if self.pid == 0:
            self._serve(serve, crash_at)
        self.ended: int | None = None
        deadline = time.monotonic() + 30
        while not self.answers():
            if self.has_ended() or time.monotonic() > deadline:
                raise AssertionError(f"the web server did not start:\n{self.tail()}")
            time.sleep(0.02)

    def _serve(self, serve: Any, crash_at: str) -> None:
        try:
            _be_a_process_of_its_own(crash_at)
            os.dup2(self.log.fileno(), 1)
            os.dup2(self.log.fileno(), 2)
            serve.serve(host="127.0.0.1", port=self.port)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)

    def answers(self) -> bool:
        """Whether the server answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/livez", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def has_ended(self) -> bool:
        """Whether the process is gone; `ended` is then its exit code, negative for a signal."""
        if self.ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.ended = os.waitstatus_to_exitcode(status)
        return self.ended is not None

    def tail(self) -> str:
        """The end of what the server said."""
        self.log.seek(0)
        return self.log.read()[-3000:]

    def stop(self, number: int = signal.SIGTERM) -> int | None:
        """Send a signal and wait for the end; the exit code."""
        if not self.has_ended():
            os.kill(self.pid, number)
        deadline = time.monotonic() + 15
        while not self.has_ended():
            assert time.monotonic() < deadline, f"the web server does not end:\n{self.tail()}"
            time.sleep(0.01)
        return self.ended


@pytest.fixture
def web(transactional_db: None, fork_web: Callable[..., Web]) -> Callable[..., Web]:
    """Start real web servers on the test's database; they are stopped afterwards."""
    return fork_web


@pytest.fixture(scope="session")
def load_schema(django_db_setup: None) -> Callable[[str], None]:
    """Make the tables of this version in another server's database."""
    return _load_schema


@pytest.fixture
def fork_web() -> Iterator[Callable[..., Web]]:
    """Start real web servers on whatever database this process uses; they are stopped afterwards."""
    running: list[Web] = []

    def start(crash_at: str = "") -> Web:
        running.append(Web(crash_at))
        return running[-1]

    yield start
    for server in running:
        server.stop(signal.SIGKILL)
        server.log.close()


@pytest.fixture
def session_key() -> Callable[[Any], str]:
    """Sign a user in and give his session key: the cookie of a browser, the X-Session-Token of a phone."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from truckroll.accounts.sessions import SessionStore

    def sign_in(user: Any) -> str:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        return str(session.session_key)

    return sign_in
