"""Starting and stopping the Postgres of a home, and what a killed one leaves behind."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from truckroll.host import postgres
from truckroll.host.binaries import copy_of, find_binaries
from truckroll.host.errors import HostError
from truckroll.host.place import locate
from truckroll.host.processes import processes_in, wait_until

pytestmark = pytest.mark.slow

_OWNER = """
import sys, time
from pathlib import Path
from truckroll.host import postgres
server = postgres.start(Path(sys.argv[1]), durable=False)
print(server.pid, flush=True)
time.sleep(600)
"""


def own_in_another_process(home: Path) -> tuple["subprocess.Popen[str]", int]:
    """Start the home's Postgres in a process of its own; give that process and the postmaster's id."""
    owner = subprocess.Popen([sys.executable, "-c", _OWNER, str(home)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner.stdout:
        return owner, int(owner.stdout.readline())


def write(url: str, word: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        connection.execute("INSERT INTO words VALUES (%s)", [word])


def words(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM words ORDER BY word")]


def test_first_start_makes_a_cluster_that_sorts_the_same_everywhere(home: Path) -> None:
    with postgres.start(home) as server, psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT datcollate, pg_encoding_to_char(encoding), current_setting('data_checksums'), "
            "current_setting('fsync'), current_setting('listen_addresses'), current_setting('timezone') "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row in {("C.UTF-8", "UTF8", "on", "on", "", "UTC"), ("C", "UTF8", "on", "on", "", "UTC")}


def test_second_start_finds_what_the_first_wrote(home: Path) -> None:
    with postgres.start(home, durable=False) as server:
        write(server.url, "kept")
    assert postgres.find_running(home) is None
    with postgres.start(home, durable=False) as server:
        assert postgres.find_running(home) == server.url
        assert words(server.url) == ["kept"]


def test_nobody_else_may_enter_the_sockets_folder(home: Path) -> None:
    with postgres.start(home, durable=False):
        place = locate(home, create=False)
        assert stat.S_IMODE(place.sockets.stat().st_mode) == 0o700
        assert place.sockets.stat().st_uid == place.account.uid


def test_a_home_has_one_owner(home: Path) -> None:
    with postgres.start(home, durable=False) as server:
        with pytest.raises(HostError) as refused:
            postgres.start(home, durable=False)
        assert refused.value.code == "home_in_use"
        assert str(os.getpid()) in refused.value.detail
        write(server.url, "undisturbed")
        assert words(server.url) == ["undisturbed"]


def test_two_homes_run_side_by_side(home: Path) -> None:
    with postgres.start(home / "a", durable=False) as one, postgres.start(home / "b", durable=False) as other:
        write(one.url, "one")
        write(other.url, "other")
        assert (words(one.url), words(other.url)) == (["one"], ["other"])


def test_a_path_too_long_for_a_socket_puts_it_elsewhere(home: Path) -> None:
    deep = home / ("d" * 90)
    with postgres.start(deep, durable=False) as server:
        write(server.url, "deep")
        assert len(os.fsencode(locate(deep, create=False).sockets / ".s.PGSQL.5432")) <= 103
    locate(deep, create=False).sockets.rmdir()


def test_postgres_ends_when_its_owner_is_killed_and_the_next_start_recovers(home: Path) -> None:
    owner, postmaster = own_in_another_process(home)
    url = postgres.find_running(home)
    assert url is not None
    write(url, "acknowledged")
    owner.kill()
    owner.wait()
    data = locate(home, create=False).data
    assert wait_until(lambda: processes_in(data) == [], 5)
    assert postmaster not in processes_in(data)
    with postgres.start(home, durable=False) as server:
        assert words(server.url) == ["acknowledged"]


def test_start_waits_for_the_last_moments_of_a_killed_owners_postgres(home: Path) -> None:
    owner, _ = own_in_another_process(home)
    owner.kill()
    owner.wait()
    with postgres.start(home, durable=False) as server:  # at once: the old one is still writing its checkpoint
        write(server.url, "new")
        assert words(server.url) == ["new"]


def test_a_killed_postmaster_is_replaced_and_loses_nothing(home: Path) -> None:
    server = postgres.start(home, durable=False)
    write(server.url, "acknowledged")
    held = psycopg.connect(server.url)  # its backend outlives the postmaster for a moment
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    with postgres.start(home, durable=False) as again:
        assert words(again.url) == ["acknowledged"]
    held.close()


def test_a_stale_pid_file_that_names_somebody_alive_is_no_obstacle(home: Path) -> None:
    with postgres.start(home, durable=False) as server:
        pid_file = server.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    lines[0] = str(os.getpid())  # a container's process ids start anew: ours is somebody else's now
    pid_file.write_text("\n".join(lines) + "\n")
    assert postgres.find_running(home) is None
    with postgres.start(home, durable=False) as server:
        write(server.url, "started")


def test_a_half_made_cluster_is_made_anew(home: Path) -> None:
    with postgres.start(home, durable=False) as server:
        data = server.data
    data.rename(data.with_name("data.new"))  # what a kill in the middle of initdb leaves
    with postgres.start(home, durable=False) as server:
        write(server.url, "whole")
        assert not data.with_name("data.new").exists()


def test_a_home_that_the_postgres_account_cannot_enter_is_left_as_closed_as_it_was(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    inner = closed / "home"
    with postgres.start(inner, durable=False) as server:
        write(server.url, "elsewhere")
        place = locate(inner, create=False)
        if place.account.switch:  # root: the account has to be another, which may not pass
            assert place.base.parent == Path("/var/lib/truckroll")
            assert (inner / "postgres-is-in").read_text().strip() == str(place.base)
            assert (place.base / "home").read_text().strip() == str(inner.resolve())
        else:
            assert place.base == inner.resolve() / "postgres"
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    with postgres.start(inner, durable=False) as server:
        assert words(server.url) == ["elsewhere"]
    if place.account.switch:
        subprocess.run(["rm", "-r", str(place.base)], check=True)


def test_stop_ends_postgres_at_once_even_with_open_connections(home: Path) -> None:
    server = postgres.start(home, durable=False)
    held = psycopg.connect(server.url)
    before = time.monotonic()
    server.stop()
    assert time.monotonic() - before < 5
    assert processes_in(server.data) == []
    server.stop()  # a second one does nothing
    held.close()


def test_the_programs_run_from_a_copy(home: Path) -> None:
    copy = copy_of(find_binaries(), home / "shelf")
    said = subprocess.run([copy.program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("postgres (PostgreSQL)")
    assert copy_of(find_binaries(), home / "shelf") == copy


def test_data_of_another_major_version_is_refused_and_left_alone(home: Path) -> None:
    with postgres.start(home, durable=False) as server:
        version = server.data / "PG_VERSION"
    real = version.read_text()
    version.write_text("9\n")
    with pytest.raises(HostError) as refused:
        postgres.start(home, durable=False)
    assert refused.value.code == "postgres_major_changed"
    version.write_text(real)
    postgres.start(home, durable=False).stop()
