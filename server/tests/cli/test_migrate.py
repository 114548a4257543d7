"""Bringing the tables up to this version."""

import pgtrigger
import pytest

from truckroll.cli import main


@pytest.mark.slow
@pytest.mark.usefixtures("db")
def test_check_finds_nothing_missing_in_a_migrated_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--check"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.slow
@pytest.mark.usefixtures("db")
def test_a_second_time_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("db")
@pytest.mark.slow
def test_a_trigger_of_the_audit_that_is_gone_is_found_and_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    model, trigger = pgtrigger.registered()[0]
    trigger.uninstall(model)
    assert main(["migrate", "--check"]) == 1
    assert capsys.readouterr().out == f"trigger {trigger.get_pgid(model)}\n"
    assert main(["migrate", "--quiet"]) == 0
    assert main(["migrate", "--check"]) == 0
