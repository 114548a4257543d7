"""One real Postgres for the whole run, a database per test process, and the cast every room's tests play with."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import psycopg
import pytest

from truckroll.host import binaries, postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPOSITORY = Path(__file__).parents[2]
TEMPLATE = "truckroll_template"


def _migrated(url: str) -> None:
    """Make the template database: from the dump of an earlier run of the same migrations, else by migrating."""
    sources = sorted((REPOSITORY / "server" / "truckroll").glob("*/models*.py"))
    sources += sorted((REPOSITORY / "server" / "truckroll").glob("*/models/*.py"))
    sources += sorted((REPOSITORY / "server" / "truckroll").glob("*/migrations/*.py"))
    sources += [REPOSITORY / "server/truckroll/config/settings.py", REPOSITORY / "requirements/base.lock"]
    known = hashlib.sha256(b"".join(p.read_bytes() for p in sources)).hexdigest()[:16]
    dump = REPOSITORY / ".home-test" / f"schema-{known}.sql"
    template = url.replace("/truckroll?", f"/{TEMPLATE}?")
    programs = binaries.find_binaries()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    if dump.is_file():
        load = [programs.program("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-d", template, "-f", str(dump)]
        subprocess.run(load, check=True, stdout=subprocess.DEVNULL)
        return
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    environment = os.environ | {"DATABASE_URL": template, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(migrate, check=True, env=environment, stderr=subprocess.PIPE)
    dump.parent.mkdir(exist_ok=True)
    for old in dump.parent.glob("schema-*.sql"):
        old.unlink(missing_ok=True)
    fresh = dump.with_suffix(f".{os.getpid()}")
    subprocess.run([programs.program("pg_dump"), "-d", template, "-f", str(fresh)], check=True)
    fresh.rename(dump)


if "PYTEST_XDIST_WORKER" not in os.environ:
    _home = Path(tempfile.mkdtemp(prefix="truckroll-test-"))
    _home.chmod(0o711)  # so that the account which runs Postgres may pass, and nothing is left elsewhere
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
    _server = postgres.start(_home, durable=False)
    atexit.register(_server.stop)
    os.environ |= {
        "DATABASE_URL": _server.url,
        "TRUCKROLL_HOME": str(_home),
        "TRUCKROLL_POOL": "0",
        # One key for this process and the servers it starts, so that they know each other's sessions.
        "TRUCKROLL_SECRET_KEY": "only-for-tests",
        "DJANGO_SETTINGS_MODULE": "truckroll.config.settings",
    }
    _migrated(_server.url)

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


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Give this process a copy of the migrated database."""
    from django.core.management.commands import flush
    from django.db import connection

    name = f"test_truckroll_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    connection.settings_dict["NAME"] = name
    connection.ops.sql_flush = _empty_what_is_filled
    # Emptying tables migrates nothing: no triggers to install again, no content types to look for.
    flush.emit_post_migrate_signal = lambda *_, **__: None
    yield
    with django_db_blocker.unblock():
        connection.close()


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


class Web:
    """A real web server process on the database of the running test."""

    def __init__(self, **environment: str) -> None:
        from django.db import connection

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        name = connection.settings_dict["NAME"]
        database = os.environ["DATABASE_URL"].replace("/truckroll?", f"/{name}?")
        code = f"from truckroll.config.serve import serve; serve(host='127.0.0.1', port={self.port})"
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115  # lives as long as the server
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=os.environ
            | {"DATABASE_URL": database, "TRUCKROLL_POOL": "8", "PYTHONPATH": os.pathsep.join(sys.path)}
            | environment,
            stderr=self.log,
        )
        deadline = time.monotonic() + 30
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the web server did not start:\n{self.tail()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/livez", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def tail(self) -> str:
        self.log.seek(0)
        return self.log.read()[-3000:]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=15)


@pytest.fixture
def web(transactional_db: None) -> Iterator[Callable[..., Web]]:
    """Start real web servers on the test's database; they are stopped afterwards."""
    running: list[Web] = []

    def start(**environment: str) -> Web:
        running.append(Web(**environment))
        return running[-1]

    yield start
    for server in running:
        server.stop(signal.SIGKILL)
        server.log.close()


@pytest.fixture
def session_key() -> Callable[[Any], str]:
    """Sign a user in and give his session key: the cookie of a browser, the X-Session-Token of a phone."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    def sign_in(user: Any) -> str:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        return str(session.session_key)

    return sign_in
