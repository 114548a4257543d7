"""A backup holds all it takes to start again elsewhere, and is whole or not there."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest

from truckroll.host import postgres
from truckroll.host.home import prepare

pytestmark = pytest.mark.slow

BACKUP = Path(__file__).parents[3] / "ops" / "backup"


def back_up(home: Path, to: Path) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"TRUCKROLL_HOME": str(home)}
    return subprocess.run([BACKUP, to], env=environment, capture_output=True, text=True, check=False)


def truckroll(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "truckroll", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_was_written_is_in_the_archive_and_comes_back(home: Path) -> None:
    prepare(home / "old")
    (home / "old" / "media").mkdir()
    (home / "old" / "media" / "photo").write_text("photo")
    with postgres.start(home / "old", durable=False) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'acknowledged' AS word")
        made = back_up(home / "old", home / "backups")
    assert made.returncode == 0, made.stderr
    archive = Path(made.stdout.strip())
    assert [*(home / "backups").iterdir()] == [archive]
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as tar:
        tar.extractall(home / "restored", filter="data")
    assert (home / "restored" / "secret-key").read_text() == (home / "old" / "secret-key").read_text()
    assert (home / "restored" / "media" / "photo").read_text() == "photo"
    with postgres.start(home / "new", durable=False) as server:
        dump = home / "restored" / "database.dump"
        restored = truckroll("postgres", "--home", home / "new", "pg_restore", "--no-owner", "--dbname=truckroll", dump)
        assert restored.returncode == 0, restored.stderr
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT word FROM kept").fetchall() == [("acknowledged",)]


def test_a_folder_that_is_no_installation_is_refused(home: Path) -> None:
    refused = back_up(home / "nothing-here", home / "backups")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"backup: {home / 'nothing-here'} is not the home of an installation\n"
    assert [*home.iterdir()] == []


def test_a_backup_that_fails_leaves_no_archive(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(home)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert back_up(home, home / "backups").returncode != 0
    assert [*(home / "backups").iterdir()] == []
