"""What the doctor finds: each check once well and once ill, with its code and its remedy."""

import os
import socket
import time
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.supervised import free_port
from truckroll.host import doctor, frontend, postgres
from truckroll.host.doctor import Finding
from truckroll.host.home import SupervisorState, prepare
from truckroll.host.supervisor import boottime_s

SERVER = os.environ.get("DATABASE_URL", "")  # of the run itself; `home` hides it from what is under test
Usage = namedtuple("Usage", "total used free")


def codes(findings: list[Finding]) -> dict[str, str]:
    return {finding.check: finding.code for finding in findings}


def now() -> datetime:
    return datetime.now(UTC)


def test_a_free_port_is_well(home: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert doctor.check_port(home, host="127.0.0.1", port=port) == Finding("port", True, f"port {port} is free")


def test_a_taken_port_is_named_with_the_next_one(home: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        found = doctor.check_port(home, host="127.0.0.1", port=port)
    assert (found.ok, found.code) == (False, "port_taken")
    assert f"--port {port + 1}" in found.what_to_do


def test_a_port_that_our_own_supervisor_holds_is_well(home: Path) -> None:
    with socket.socket() as ours:
        ours.bind(("127.0.0.1", 0))
        ours.listen()
        port = ours.getsockname()[1]
        SupervisorState(os.getpid(), port, time.time(), boottime_s(), {}).write(home)
        assert doctor.check_port(home, host="127.0.0.1", port=port).ok


def test_without_a_port_the_one_of_our_own_supervisor_is_judged(home: Path) -> None:
    SupervisorState(os.getpid(), 18520, time.time(), boottime_s(), {}).write(home)
    found = doctor.check_port(home, host="127.0.0.1", port=None)
    assert found == Finding("port", True, "truckroll itself listens on port 18520")


def test_without_a_port_and_a_supervisor_the_usual_one_is_judged(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setattr(doctor, "DEFAULT_PORT", port)
    assert doctor.check_port(home, host="127.0.0.1", port=None) == Finding("port", True, f"port {port} is free")


def test_a_supervisor_that_has_died_holds_no_port(home: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        SupervisorState(2**22 + 1, port, time.time(), boottime_s(), {}).write(home)
        assert doctor.check_port(home, host="127.0.0.1", port=port).code == "port_taken"


@pytest.mark.parametrize(("free", "code"), [(1_000_000_000, ""), (999_999_999, "disk_low")])
def test_less_than_a_gigabyte_free_is_too_little(
    home: Path, free: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(free * 2, free, free))
    assert doctor.check_disk(home).code == code


def test_a_postgres_that_does_not_answer_is_named(home: Path) -> None:
    found = doctor.check_postgres(f"postgresql://x@/x?host={quote(str(home))}")
    assert (found.ok, found.code) == (False, "postgres_unreachable")
    assert "DATABASE_URL" in found.what_to_do


@pytest.mark.parametrize(("version", "code"), [(140000, ""), (130022, "postgres_too_old")])
def test_postgres_14_is_the_oldest(version: int, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        """What psycopg gives when such a server answers; none that old can be installed here."""

        info = namedtuple("Info", "server_version")(version)

        def __enter__(self) -> "Old":
            return self

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(doctor.psycopg, "connect", lambda url, connect_timeout: Old())
    assert doctor.check_postgres("postgresql://").code == code


@pytest.mark.parametrize(("off_s", "code"), [(0.0, ""), (1.5, ""), (-3.0, "clock_off"), (3.0, "clock_off")])
def test_a_clock_two_seconds_off_the_database_servers_is_too_wrong(home: Path, off_s: float, code: str) -> None:
    found = doctor.check_clock(home, lambda: now() - timedelta(seconds=off_s))
    assert found.code == code


@pytest.mark.parametrize(("jump_s", "code"), [(0.0, ""), (-60.0, "clock_off"), (60.0, "clock_off")])
def test_a_clock_that_was_set_since_the_start_is_found(home: Path, jump_s: float, code: str) -> None:
    # A clock that was put forward by a minute shows a start that lies a minute further back than it was.
    SupervisorState(os.getpid(), 0, time.time() - 100 - jump_s, boottime_s() - 100, {}).write(home)
    found = doctor.check_clock(home, now)
    assert found.code == code
    assert found.ok or f"{jump_s:+.1f} s" in found.detail


def test_secrets_that_others_may_read_are_found(home: Path) -> None:
    prepare(home)
    assert doctor.check_secrets(home).ok
    (home / "secret-key").chmod(0o640)
    found = doctor.check_secrets(home)
    assert (found.ok, found.code) == (False, "secrets_readable")
    assert f"chmod 600 '{home / 'secret-key'}'" in found.what_to_do


def test_a_mailbox_password_that_others_may_read_is_found(home: Path) -> None:
    prepare(home)
    (home / "secrets").mkdir()
    password = home / "secrets" / "mailbox"
    password.write_text("secret")
    password.chmod(0o604)
    assert doctor.check_secrets(home).code == "secrets_readable"
    password.chmod(0o600)
    assert doctor.check_secrets(home).ok


def test_the_secret_key_is_made_once_for_its_owner_only(home: Path) -> None:
    prepare(home)
    key = (home / "secret-key").read_text()
    assert len(key.strip()) == 64
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
    prepare(home)
    assert (home / "secret-key").read_text() == key


def test_a_missing_front_end_is_found(home: Path) -> None:
    found = doctor.check_front_end(None, home / "web_dist")
    assert (found.ok, found.code) == (False, "front_end_missing")


def test_a_stale_front_end_is_found(home: Path) -> None:
    web = home / "web"
    (web / "dist").mkdir(parents=True)
    (web / "package.json").write_text("{}")
    (web / "dist" / "office.html").write_text("<p>")
    frontend.mark_built(web)
    assert doctor.check_front_end(web, web / "dist").ok
    (web / "package.json").write_text('{"name": "changed"}')
    found = doctor.check_front_end(web, web / "dist")
    assert (found.ok, found.code, found.what_to_do) == (False, "front_end_stale", "./run web")


@pytest.mark.slow
def test_all_checks_run_against_a_stopped_home_whose_migrations_are_missing(home: Path) -> None:
    with postgres.running(home) as url, psycopg.connect(url):
        pass
    found = list(doctor.examine(prepare(home), host="127.0.0.1", port=1))
    assert [finding.check for finding in found][:5] == ["home", "port", "disk", "postgres", "migrations"]
    (migrations,) = (finding for finding in found if finding.check == "migrations")
    assert (migrations.ok, migrations.code) == (False, "migrations_missing")
    assert " migrations are missing, the first is " in migrations.detail
    assert "truckroll migrate" in migrations.what_to_do
    assert codes(found)["clock"] == ""
    assert postgres.find_running(home) is None


def test_a_database_that_cannot_be_reached_leaves_the_other_checks_running(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://x@/x?host={quote(str(home))}")
    found = codes(list(doctor.examine(prepare(home), host="127.0.0.1", port=1)))
    assert found["postgres"] == "postgres_unreachable"
    assert found["secrets"] == ""
    assert "migrations" not in found


def test_a_home_that_is_not_there_is_a_problem_and_is_not_made(home: Path) -> None:
    mistyped = home / "mistyped" / "home"
    first, *others = doctor.examine(mistyped, host="127.0.0.1", port=free_port())
    assert first == Finding(
        "home",
        False,
        f"{mistyped} is not the home of an installation",
        "home_missing",
        "Name the one you mean: --home DIR, or TRUCKROLL_HOME. For a new one: truckroll up",
    )
    assert [(finding.check, finding.code) for finding in others[:-1]] == [("port", ""), ("disk", "")]
    assert others[-1].check == "front end"
    assert list(home.iterdir()) == []


def test_a_folder_that_is_no_home_stays_as_it_is(home: Path) -> None:
    (home / "letters").mkdir()
    found = list(doctor.examine(home, host="127.0.0.1", port=free_port()))
    assert [(f.check, f.code) for f in found if not f.ok and f.check != "front end"] == [
        ("home", "home_missing"),
        ("postgres", "database_missing"),
    ]
    assert [path.name for path in home.iterdir()] == ["letters"]


def test_a_database_that_was_never_made_is_not_made_by_the_doctor(home: Path) -> None:
    found = {f.check: f for f in doctor.examine(prepare(home), host="127.0.0.1", port=free_port())}
    assert (found["home"].ok, found["home"].detail) == (True, f"{home} can be written")
    assert found["postgres"] == Finding(
        "postgres",
        False,
        f"no database was made in {home} yet",
        "database_missing",
        "truckroll up makes it, or set DATABASE_URL to one that is there.",
    )
    assert [path.name for path in home.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("name", ["afile", "afile/x"])
def test_a_home_that_cannot_be_made_leaves_the_other_checks_running(home: Path, name: str) -> None:
    (home / "afile").write_text("mine")
    first, *others = doctor.examine(home / name, host="127.0.0.1", port=free_port())
    assert first == Finding(
        "home",
        False,
        f"The home {home / name} cannot be made or written: Not a directory.",
        "home_unusable",
        "Let this account write there, or name another folder: --home DIR, or TRUCKROLL_HOME.",
    )
    assert [finding.check for finding in others] == ["port", "disk", "front end"]


def test_a_home_that_takes_no_writes_leaves_the_other_checks_running() -> None:
    # Not even root can write in the kernel's own folder.
    found = codes(list(doctor.examine(Path("/proc/self"), host="127.0.0.1", port=free_port())))
    assert (found["home"], found["port"]) == ("home_unusable", "")
    assert {"disk", "secrets", "front end"} < set(found)


def test_the_clock_of_a_named_database_is_looked_at_without_a_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", SERVER)
    found = codes(list(doctor.examine(home / "none", host="127.0.0.1", port=free_port())))
    assert (found["home"], found["postgres"], found["clock"]) == ("home_missing", "", "")
    assert "migrations" not in found
    assert list(home.iterdir()) == []


def test_a_web_client_somewhere_else_is_looked_for_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCKROLL_WEB_DIST", str(home / "dist"))
    *_, missing = doctor.examine(home / "none", host="127.0.0.1", port=free_port())
    assert (missing.code, missing.detail) == ("front_end_missing", f"the web client is not in {home / 'dist'}")
    (home / "dist").mkdir()
    (home / "dist" / "office.html").write_text("<p>")
    *_, found = doctor.examine(home / "none", host="127.0.0.1", port=free_port())
    assert found == Finding("front end", True, f"the web client is in {home / 'dist'}, as TRUCKROLL_WEB_DIST says")
