"""Bringing the tables up to this version."""

import pytest

from truckroll.cli import main


@pytest.mark.usefixtures("db")
def test_check_finds_nothing_missing_in_a_migrated_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--check"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("db")
def test_a_second_time_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out == ""
