"""Running Postgres's own programs on the installation's database."""

import pytest

from truckroll.cli import main


def test_psql_asks_the_installations_database(capfd: pytest.CaptureFixture[str], db: None) -> None:
    assert main(["postgres", "psql", "--no-psqlrc", "--tuples-only", "--no-align", "-c", "SELECT 6 * 7"]) == 0
    assert capfd.readouterr().out == "42\n"


def test_the_programs_own_failure_is_the_commands(capfd: pytest.CaptureFixture[str], db: None) -> None:
    assert main(["postgres", "psql", "--no-psqlrc", "-c", "SELEKT"]) == 1
    assert "syntax error" in capfd.readouterr().err


def test_an_unknown_program_is_refused(capsys: pytest.CaptureFixture[str], db: None) -> None:
    assert main(["postgres", "pg_fly"]) == 1
    assert capsys.readouterr().err.startswith("truckroll: There is no Postgres program pg_fly here.\n")
