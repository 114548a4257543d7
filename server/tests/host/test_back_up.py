"""The nightly script: a backup of an installation that does not run, by its own programs, and back into a new home."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from truckroll.host import postgres
from truckroll.host.home import prepare

pytestmark = pytest.mark.slow


def truckroll(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "truckroll", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_new_home_goes_on_with_what_the_old_one_had(home: Path, load_schema: Callable[[str], None]) -> None:
    old, new = prepare(home / "old"), home / "new"
    with postgres.start(old, durable=False) as server:
        load_schema(server.url)
        with psycopg.connect(server.url) as connection:
            connection.execute("INSERT INTO workforce_skill (name, version) VALUES ('acknowledged', 1)")
    made = truckroll("backup", home / "backups", "--home", old)
    assert made.returncode == 0, made.stderr
    restored = truckroll("restore", home / "backups", "--home", new)
    assert restored.returncode == 0, restored.stderr
    assert (new / "secret-key").read_text() == (old / "secret-key").read_text()
    with postgres.start(new, durable=False) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT name FROM workforce_skill").fetchall() == [("acknowledged",)]
        assert connection.execute("SELECT muted_at IS NOT NULL FROM upkeep_standing").fetchall() == [(True,)]
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database")]
        assert [name for name in names if name.startswith("truckroll")] == ["truckroll"]


def test_a_backup_that_fails_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(home)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert truckroll("backup", home / "backups", "--home", home).returncode != 0
    assert not [*(home / "backups").glob("[!.]*")]


def test_the_nightly_script_asks_for_an_installation(home: Path) -> None:
    script = Path(__file__).parents[3] / "ops" / "backup"
    environment = {name: value for name, value in os.environ.items() if name != "TRUCKROLL_HOME"}
    refused = subprocess.run([script, home / "backups"], env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "say which installation" in refused.stderr
