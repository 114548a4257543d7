"""Installations of their own: a database beside the test's, a home, and commands run in them by a forked process."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.conftest import TEMPLATE, _be_a_process_of_its_own
from truckroll.host.home import prepare
from truckroll.upkeep.restoring import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SERVER = os.environ.get("DATABASE_URL", "")


class Said:
    """What a command said and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def __repr__(self) -> str:
        return f"exit {self.code}\n{self.out}\n{self.err}"


class Installation:
    """A home with its database; what is done in it is done by a process of its own."""

    def __init__(self, folder: Path, database: str, blocker: Any) -> None:
        self._blocker = blocker
        self.home = prepare(folder)
        self.database = database
        self.url = beside(SERVER, database)

    def do(self, work: Callable[[], Any], *, crash_at: str = "") -> Said:
        """Do something in this installation; killed at a crash point if one is named."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            pid = os.fork()
            if pid == 0:
                self._be(out, err, crash_at, work)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            return Said(code, out.read_text(), err.read_text())

    def _be(self, out: Path, err: Path, crash_at: str, work: Callable[[], Any]) -> None:
        import sys
        import traceback

        from django.conf import settings
        from django.db import connections

        from truckroll.config.settings import read_database_url

        try:
            self._blocker.unblock()
            os.environ |= {"DATABASE_URL": self.url, "TRUCKROLL_HOME": str(self.home)}
            settings.MEDIA_ROOT = self.home / "media"
            connections["default"].settings_dict.update(read_database_url(self.url))
            _be_a_process_of_its_own(crash_at)
            for file, number in ((out, 1), (err, 2)):
                os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            code = work() or 0
        except BaseException:
            traceback.print_exc()
            code = 99
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    def run(self, *words: str | Path, crash_at: str = "") -> Said:
        """Run a truckroll command."""
        from truckroll.cli import main

        given = [*map(str, words), "--home", str(self.home)]
        return self.do(lambda: main(given), crash_at=crash_at)

    def ask(self, question: str, *values: Any) -> list[Any]:
        """The first column of a query."""
        with psycopg.connect(self.url) as connection:
            return [row[0] for row in connection.execute(question, values)]

    def files(self) -> dict[str, bytes]:
        """Everything in the home, by name."""
        return {str(p.relative_to(self.home)): p.read_bytes() for p in sorted(self.home.rglob("*")) if p.is_file()}


def databases() -> set[str]:
    with psycopg.connect(SERVER) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


@pytest.fixture
def install(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Make installations; their databases are removed afterwards."""
    prefix = f"kept_{secrets.token_hex(4)}"
    made: list[str] = []

    def make(*, empty: bool = False) -> Installation:
        name = f"{prefix}_{len(made)}"
        made.append(name)
        with psycopg.connect(SERVER, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} {'' if empty else f'TEMPLATE {TEMPLATE}'}")
        return Installation(tmp_path / name, name, django_db_blocker)

    yield make
    with psycopg.connect(SERVER, autocommit=True) as admin:
        for name in [d for d in databases() if d.startswith(prefix)]:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    shutil.rmtree(tmp_path, ignore_errors=True)
